"""Policies that the shipped charters brought in, and how decisions word and cite them."""

import pytest

from bylaw.engine.charter import load
from bylaw.engine.decide import Decision
from bylaw.engine.instants import parse
from bylaw.engine.journal import MemoryStore
from bylaw.engine.workflow import Workflow

CHARTER = """
format = 1
[charter]
name = "garden"
source = "the example of these tests"
[states]
draft = { kind = "initial" }
open = {}
done = { kind = "final" }
[bodies.chairs]
members = ["ana", "bo", "cy"]
[bodies.head]
members = ["dee"]
[roles.author]
[actions.propose]
to = "draft"
by = "anyone"
assigns = "author"
records = "proposed"
[actions.post]
from = "draft"
to = "open"
by = "author"
dates = { meeting_day = "day" }
data = { file = "text", parts = "list", day = "date" }
requires = [
  { text = { field = "file", like = "{date}-{slug}.md" } },
  { lists = { field = "parts", includes = ["Header", "Body"] } },
  { notice = { field = "day", since = "proposed", at_least = "P3D" } },
]
[actions.vote]
from = "open"
by = "chairs"
ballot = "chairs"
data = { choice = ["yes", "no", "later"] }
requires = [{ within = { since = "meeting_day", at_most = "P1D" } }]
[actions.attest_fit]
from = "open"
by = "chairs"
attests = "fit"
[actions.attest_sound]
from = "open"
by = "chairs"
attests = "sound"
[actions.reject]
from = "open"
to = "done"
by = "head"
requires = [
  { attested = "fit" },
  { attested = "sound" },
  { tally = { of = "chairs", said = "no", at_least = "2/3", counting = "members" } },
]
[rules.soundness]
text = "what is rejected was found sound first"
kind = "attested"
by = "reject.attested.sound"
reason = "soundness is a judgement"
"""

POST = {"file": "20260101-a-pond.md", "parts": ["Header", "Body"], "day": "2026-01-05"}


@pytest.fixture
def flow() -> Workflow:
    """A proposal that was made on 1 January 2026 at noon in UTC."""
    made = Workflow(load(CHARTER, "garden.toml"), MemoryStore(), clock=lambda: 0)
    assert made.act("pond", "propose", by="zoe", at=parse("2026-01-01T12:00:00Z"))
    return made


def posted(flow: Workflow) -> Workflow:
    assert flow.act("pond", "post", by="zoe", at=parse("2026-01-01T13:00:00Z"), data=POST)
    return flow


def text_of(decision: Decision, policy: str) -> str:
    return next(reason.text for reason in decision.reasons if reason.policy == policy)


def asked_to_post(flow: Workflow, **data: object) -> Decision:
    return flow.may("pond", "post", by="zoe", at=parse("2026-01-01T13:00:00Z"), data=POST | data)


@pytest.mark.parametrize(("votes", "expected"), [(["no"], False), (["no", "no"], True)])
def test_a_tally_counts_the_choice_that_it_is_about(
    flow: Workflow, votes: list[str], expected: bool
) -> None:
    posted(flow)
    noon = parse("2026-01-05T12:00:00Z")
    for voter, choice in zip(["ana", "bo", "cy"], [*votes, "later", "yes"], strict=False):
        assert flow.act("pond", "vote", by=voter, at=noon, data={"choice": choice})
    for action in ("attest_fit", "attest_sound"):
        assert flow.act("pond", action, by="ana", at=noon)
    assert flow.may("pond", "reject", by="dee", at=noon).allowed is expected


def test_a_tally_says_the_choice_and_who_could_still_make_it(flow: Workflow) -> None:
    asked = posted(flow).may("pond", "reject", by="dee", at=parse("2026-01-05T12:00:00Z"))
    assert text_of(asked, "tally") == (
        "0 of 3 `chairs` said no; it takes at least 2/3 of 3; 2 more of {ana, bo, cy} would do"
    )


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-01-04T23:59:59Z", False),
        ("2026-01-05T00:00:00Z", True),
        ("2026-01-05T23:59:59Z", True),
        ("2026-01-06T00:00:00Z", False),
    ],
)
def test_a_period_since_a_day_to_come_starts_on_that_day(
    flow: Workflow, at: str, expected: bool
) -> None:
    asked = posted(flow).may("pond", "vote", by="ana", at=parse(at), data={"choice": "yes"})
    assert asked.allowed is expected


def test_a_day_that_is_too_early_is_told_with_the_instant_that_it_must_not_start_before(
    flow: Workflow,
) -> None:
    asked = asked_to_post(flow, day="2026-01-04")
    assert not asked
    assert text_of(asked, "notice") == (
        "`day` is 2026-01-04; the day must not start before 3 days after `proposed`,"
        " 2026-01-04 12:00 UTC"
    )


def test_the_first_day_that_starts_late_enough_will_do(flow: Workflow) -> None:
    asked = asked_to_post(flow, day="2026-01-05")
    assert asked
    assert text_of(asked, "notice").startswith("`day` is 2026-01-05; it is not before 3 days")


def test_a_form_that_is_demanded_is_told_with_an_example(flow: Workflow) -> None:
    assert text_of(asked_to_post(flow, file="pond.md"), "text") == (
        "`file` is `pond.md`; it must look like `{date}-{slug}.md`,"
        " such as `20190802-a-descriptive-name.md`"
    )


@pytest.mark.parametrize(("parts", "told"), [(["Body", "Notes"], "`Body`, `Notes`"), ([], "empty")])
def test_a_list_is_told_item_by_item(flow: Workflow, parts: list[str], told: str) -> None:
    assert text_of(asked_to_post(flow, parts=parts), "lists") == (
        f"`parts` is {told}; it must include `Header`, `Body`"
    )


def test_that_something_happened_is_not_told_where_the_day_is(flow: Workflow) -> None:
    asked = posted(flow).may(
        "pond", "vote", by="ana", at=parse("2026-01-05T12:00:00Z"), data={"choice": "yes"}
    )
    assert text_of(asked, "within") == (
        "`meeting_day` is 2026-01-05; 1 day after `meeting_day` is 2026-01-06"
    )


@pytest.mark.parametrize(
    ("by", "expected"),
    [("ana", "ana is not the `head`; dee is"), ("dee", "dee is the `head`")],
)
def test_the_only_one_in_a_body_is_named(flow: Workflow, by: str, expected: str) -> None:
    asked = posted(flow).may("pond", "reject", by=by, at=parse("2026-01-05T12:00:00Z"))
    assert text_of(asked, "by") == expected


def test_of_two_terms_of_one_policy_only_the_one_that_keeps_a_rule_cites_it(flow: Workflow) -> None:
    asked = posted(flow).may("pond", "reject", by="dee", at=parse("2026-01-05T12:00:00Z"))
    cited = [reason.rules for reason in asked.reasons if reason.policy == "attested"]
    assert cited == [(), ("soundness",)]
