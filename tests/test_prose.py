"""Prose: what policies, actions and charters say of themselves, and that strangers' policies do."""

import json
import re

import pytest
from attrs import evolve, frozen

from bylaw.engine.calendars import Period
from bylaw.engine.charter import load
from bylaw.engine.charter.timetable import Calendar
from bylaw.engine.facts import Situation
from bylaw.engine.opening import find, shipped
from bylaw.engine.policy import Policy, known
from bylaw.engine.policy import find as find_policy
from bylaw.engine.prose import charter_page, demand, policy_page, sentence
from bylaw.engine.prose.policy import made_up, written
from bylaw.engine.prose.recurring import recurring
from bylaw.engine.ratio import Multiple
from bylaw.engine.speech import Saying, Speech, both, either, share
from bylaw.policies.comparing import Outnumbers

from .cli.running import CLUB, run
from .test_policies import BUILT_IN

SPEECH = Speech()
SAMPLES = [
    pytest.param(policy, id=f"{name}-{number}")
    for name, policies in BUILT_IN.items()
    for number, policy in enumerate(policies)
]


def test_more_than_once_as_many_is_said_as_more() -> None:
    often = Outnumbers(of="board", strictly=True)
    assert demand(often, SPEECH) == "more of the board say “yes” than “no”"
    assert demand(Outnumbers(of="board"), SPEECH).startswith("at least as many of the board say")
    twice = Outnumbers(of="board", times=Multiple(2, 1))
    assert demand(twice, SPEECH).startswith("at least 2 times as many of the board say")


CLUB_OF_ONE = """
format = 1
charter = { name = "club", source = "an example" }
states = { open = { kind = "initial" }, done = { kind = "final" } }

[bodies.board]
title = "the Board of the Whole Wide Club"
members = ["ana"]
seats = 1
minimum = 1
term = "P1Y"
terms = 1
since = 2026-01-01
revised_by = "board"

[ballots.poll]
of = "board"
options = ["a", "none"]
weights = { ana = 1 }

[counts.poll]
ballot = "poll"
method = "schwartz"
default = "none"
majority = { a = "1/1" }

[actions.propose]
to = "open"
by = "anyone"

[actions.close]
from = "open"
to = "done"
by = "board"
"""


def test_what_there_is_one_of_is_said_so() -> None:
    """And a body by its title, though that is long."""
    said = " ".join(str(charter_page(load(CLUB_OF_ONE, "club.toml"))).split())
    for expected in (
        "The Board of the Whole Wide Club may let people join",
        "It has one seat. It is complete with one member or more.",
        "no more than one time in a row",
        "Ana has 1 vote",
        "“a” needs more votes than prefer the default.",
    ):
        assert expected in said


def test_a_veto_is_called_as_its_title_has_it() -> None:
    titles = {"discuss": "a DISCUSS", "bdfl": "the BDFL"}
    calls = [Speech(titles=titles).veto(name) for name in ("discuss", "bdfl", "stop")]
    assert calls == ["a DISCUSS", "a veto of the BDFL", "a “stop” veto"]


@pytest.mark.parametrize("policy", SAMPLES)
def test_every_built_in_policy_says_what_it_demands_as_a_clause(policy: Policy) -> None:
    said = demand(policy, SPEECH)
    assert said == said.strip()
    assert not said.endswith(".")
    assert len(said.split()) > 2
    assert "  " not in said
    assert "None" not in said


@pytest.mark.parametrize("name", known())
def test_every_policy_has_a_page_with_its_parameters(name: str) -> None:
    cls = find_policy(name)
    assert cls is not None
    page = policy_page(name, cls, {each: find(each) for each in shipped()})
    assert page.opening[0].text == sentence(cls)
    assert page.sections[0].title == "What a charter states"
    assert json.dumps(page.to_json())


YES, NO = (f"the number of the chairs who say “{choice}”" for choice in ("yes", "no"))


@frozen(kw_only=True)
class TwiceAsMany:
    """Twice as many said yes as no."""

    of: str

    def holds(self, facts: Situation) -> bool:
        yes, no = facts.ballots("yes", of=self.of), facts.ballots("no", of=self.of)
        return (yes >= 1) & facts.at_least(1, [no < 1, yes >= no * 2])


@frozen(kw_only=True)
class Late:
    """It is late, and nobody has recorded anything."""

    anchor: str
    wait: Period

    def holds(self, facts: Situation) -> bool:
        return (facts.happened(self.anchor) ^ True) | (
            facts.now >= facts.after(self.anchor, self.wait)
        )


@frozen(kw_only=True)
class Opaque:
    """Nobody knows.

    It decides on truths by itself.
    """

    of: str

    def holds(self, facts: Situation) -> bool:
        return True if facts.actor_in(self.of) else False  # noqa: SIM210 - as a stranger would


@frozen(kw_only=True)
class Speechless:
    """It says nothing of use."""

    def holds(self, facts: Situation) -> bool:
        return facts.happened("posted")

    def says(self, speech: Speech) -> str:
        raise ValueError(speech)


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        (
            TwiceAsMany(of="chairs"),
            f"{YES} is at least one and ({NO} is at most zero or {YES} is at least two times {NO})",
        ),
        (
            Late(anchor="posted", wait=Period.parse("P7D")),
            "it is not so that “posted” has happened or it is 7 days after “posted”, or later",
        ),
        (Opaque(of="chairs"), "nobody knows (`of` chairs)"),
        (Speechless(), "“posted” has happened"),
    ],
)
def test_a_stranger_s_policy_is_said_by_the_facts_that_it_looks_at(
    policy: Policy, expected: str
) -> None:
    assert not isinstance(policy, Saying) or isinstance(policy, Speechless)
    assert demand(policy, SPEECH) == expected


def test_what_is_written_of_a_policy_reads_back_the_same() -> None:
    for name, policies in BUILT_IN.items():
        for policy in policies:
            text = written(name, policy)
            assert re.fullmatch(rf"\{{ {name} = .+ \}}", text), text


def test_a_policy_that_no_charter_uses_has_an_example_that_is_made_up() -> None:
    cls = find_policy("cooldown")
    assert cls is not None
    assert made_up(cls) is not None
    assert made_up(Opaque) == Opaque(of="of")


@pytest.mark.parametrize("name", shipped())
def test_a_shipped_charter_is_told_whole(name: str) -> None:
    charter = find(name)
    page = charter_page(charter)
    text = "\n".join(page.markdown())
    for action in charter.file.actions:
        assert f"**{action}.**" in text, action
    for rule in charter.file.rules:
        assert f"**{rule}.**" in text, rule
    for choice in charter.file.choices.values():
        assert choice.reading.rstrip(".")[1:] in text
    assert "()" not in text
    assert "None" not in text
    assert "  " not in text


def test_an_action_is_told_by_who_when_what_and_what_follows() -> None:
    page = charter_page(load(CLUB, "club.toml"))
    sections = {section.title: section.items for section in page.sections}
    items = {item.lead: item for item in sections["What people can do"]}
    assert items["adopt"].text == (
        "Any of the chairs may do this while the proposal is “open”. The proposal then ends as"
        " “passed”. It is allowed only if:"
    )
    assert items["adopt"].points == (
        "the meeting session is in session [r1]",
        "more than half of all the chairs say “yes” [r1]",
        "the head has signed",
    )
    assert items["post"].text.endswith(
        "They state `title`, `tags` (a list, if they like) and `pages` (a number, if they like)."
        " The moment is kept as “posted”."
    )
    (clock,) = sections["What the clock does"]
    assert clock.text == (
        "The clock does this by itself to a proposal that is “open”, 2 months after “posted”."
        " The proposal then ends as “closed”. This doesn't happen if:"
    )
    assert clock.points == ("somebody is the sponsor",)


def test_several_outcomes_are_told_each_with_its_condition() -> None:
    many = CLUB.replace(
        """[actions.adopt]
from = "open"
to = "passed"
by = "chairs"
requires = [
  { session = "meeting" },
  { tally = { of = "chairs", more_than = "1/2", counting = "members" } },
  { sign_off = "head" },
]
""",
        """[actions.adopt]
from = "open"
by = "chairs"
requires = [{ session = "meeting" }]
[[actions.adopt.moves]]
to = "passed"
requires = [{ any = [{ sign_off = "head" }, { not = { assigned = "sponsor" } }] }]
[[actions.adopt.moves]]
to = "closed"
unless = [{ any = [{ sign_off = "head" }, { not = { assigned = "sponsor" } }] }]
""",
    )
    many = many.replace("adopt.tally", "adopt.session")
    page = charter_page(load(many, "club.toml"))
    (item,) = [each for section in page.sections for each in section.items if each.lead == "adopt"]
    either_way = "either the head has signed; or it is not so that somebody is the sponsor"
    assert item.points == (
        "the meeting session is in session [r1]",
        f"and then to “passed”, if {either_way}",
        f"and then to “closed”, if it is not so that {either_way}",
    )


@pytest.mark.parametrize(
    ("rrule", "said"),
    [
        ("FREQ=MONTHLY;BYDAY=+1FR", "on the first Friday of every month"),
        ("FREQ=MONTHLY;BYDAY=-1TU", "on the last Tuesday of every month"),
        ("FREQ=WEEKLY;BYDAY=TU,TH", "every Tuesday and Thursday"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=WE", "on Wednesday every two weeks"),
        ("FREQ=MONTHLY;BYMONTHDAY=1,-1", "on the last day and day 1 of every month"),
        ("FREQ=YEARLY;BYMONTH=3;BYDAY=2MO", "on the second Monday of every year in March"),
        ("FREQ=DAILY;COUNT=3", "every day, three times"),
        ("FREQ=DAILY;UNTIL=20200101", "every day, until 2020-01-01"),
        ("FREQ=YEARLY;BYYEARDAY=100", "by the rule `FREQ=YEARLY;BYYEARDAY=100`"),
    ],
)
def test_a_calendar_is_said_as_people_say_it(rrule: str, said: str) -> None:
    from datetime import date  # noqa: PLC0415 - for this alone

    calendar = Calendar(
        start=date(2019, 5, 3),
        rrule=rrule,
        at="11:00",
        zone="UTC",
        duration=Period.parse("PT1H"),
    )
    assert recurring(calendar) == f"{said}, at 11:00 in UTC, for 1 hour, from 2019-05-03 on"
    alone = evolve(calendar, rrule="FREQ=DAILY;COUNT=1")
    assert recurring(alone) == "once, at 11:00 in UTC, for 1 hour, on 2019-05-03"


def test_words_are_joined_as_people_join_them() -> None:
    assert both([]) == ""
    assert both(["a"]) == "a"
    assert both(["a", "b"]) == "a and b"
    assert either(["a", "b", "c"]) == "a, b or c"
    assert share(3, 4) == "three quarters"
    assert share(1, 3) == "a third"


def test_the_command_explains_policies_charters_and_actions() -> None:
    policy = run("bylaw explain tally")
    assert policy.code == 0
    assert policy.out.startswith("tally\n\n  Enough voters said the same:")
    assert 'requires = [{ tally = { of = "' in policy.out
    action = run("bylaw explain keras_sig approve")
    assert "    - the BDFL has signed [r6, r20]\n" in action.out
    whole = run("bylaw explain keras_sig --markdown")
    assert whole.out.startswith("# Keras API design review\n")
    plain = json.loads(run("bylaw explain keras_sig --json").out)
    assert sorted(plain) == ["opening", "sections", "title"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("taly", "no policy or charter is called `taly`: did you mean `tally`?"),
        ("keras_sig aprove", "the charter has no action `aprove`: did you mean `approve`?"),
    ],
)
def test_what_there_is_not_can_t_be_explained(words: str, said: str) -> None:
    answer = run(f"bylaw explain {words}")
    assert (answer.code, answer.out) == (2, "")
    assert said in answer.err


def test_what_becomes_of_proposals_when_a_charter_takes_effect_is_told() -> None:
    amending = (
        CLUB.replace(
            '[actions.drop]\nfrom = ["draft", "open"]\nto = "closed"\nby = "author"\n',
            '[actions.drop]\nfrom = ["draft", "open"]\nto = "closed"\nby = "author"\n'
            'amends = true\ndata = { charter = "text" }\n',
        )
        + '\n[amendment]\nin_flight = "migrate"\nfates = { old = "restart" }\n'
    )
    sections = {each.title: each for each in charter_page(load(amending, "club.toml")).sections}
    (drop,) = (each for each in sections["What people can do"].items if each.lead == "drop")
    assert "It lets the charter in whose digest `charter` tells" in drop.text
    (terms,) = sections["When it takes the place of another"].items
    assert "they go on under this one" in terms.text
    assert terms.points == ("what is “old”: they start again under this one",)
