"""A term that is defined once and referred to by its name: it decides as if it were written out."""

from collections.abc import Iterable, Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bylaw.engine.charter import Charter
from bylaw.engine.check import check
from bylaw.engine.decision import Reason
from bylaw.engine.draw import diagram, mermaid
from bylaw.engine.errors import CharterError
from bylaw.engine.prose import charter_page
from bylaw.engine.prose.action import action_page
from bylaw.engine.scenario.seen import Seen
from bylaw.engine.source.problem import Problem

from .charters_for_tests import (
    NAME,
    START,
    Request,
    Table,
    flow,
    lived,
    made,
    process,
    requests,
    terms,
)


def defining(definitions: Mapping[str, object], **parts: Any) -> Charter:
    return made({**process(**parts), "definitions": definitions})


def problems(error: pytest.ExceptionInfo[CharterError]) -> list[Problem]:
    return [each for each in error.value.problems if isinstance(each, Problem)]


def told(error: pytest.ExceptionInfo[CharterError]) -> list[tuple[str, tuple[object, ...]]]:
    return [(each.code, each.path) for each in problems(error)]


def written_out(reasons: Iterable[Reason]) -> list[tuple[str, str, bool]]:
    """All that is said of terms, but for the names of definitions."""
    found: list[tuple[str, str, bool]] = []
    for reason in reasons:
        if reason.policy != "defined":
            found.append((reason.policy, reason.status, reason.met))
        found += written_out(reason.parts)
    return found


@settings(max_examples=25)
@given(required=terms(), stopping=terms(), asked=st.lists(requests(), max_size=12))
def test_what_is_defined_decides_as_what_is_written_out(
    required: Table, stopping: Table, asked: list[Request]
) -> None:
    plain = made(process(requires=[required], unless=[{"any": [stopping, required]}]))
    named = defining(
        {"wanted": required, "either": {"any": [stopping, {"defined": "wanted"}]}},
        requires=[{"defined": "wanted"}],
        unless=[{"defined": "either"}],
    )
    one, other = lived(plain, asked), lived(named, asked)
    for each, twin in zip(one.decisions, other.decisions, strict=True):
        assert each.allowed == twin.allowed
        assert written_out(each.reasons) == written_out(twin.reasons)
        assert each.unblocking == twin.unblocking


SETTLED: Table = {"all": [{"happened": "noted"}, {"attested": "settled"}]}


def test_a_refusal_gives_the_name_and_what_it_stands_for() -> None:
    running = flow(defining({"settled": SETTLED}, requires=[{"defined": "settled"}]))
    assert running.propose(NAME, by="zed", at=START)
    assert running.act(NAME, "submit", by="zed", at=START)
    (reason,) = [
        each
        for each in running.act(NAME, "approve", by="ana", at=START).reasons
        if each.policy == "defined"
    ]
    assert (reason.about, reason.status) == ("settled", "missing")
    assert reason.text.startswith("settled: ")
    assert [each.policy for each in reason.parts] == ["all"]
    assert [each.policy for each in reason.parts[0].parts] == ["happened", "attested"]


def test_a_rule_may_be_kept_by_a_definition_or_by_a_policy_in_it() -> None:
    document = {
        **process(requires=[{"defined": "settled"}]),
        "definitions": {"settled": SETTLED},
        "rules": {
            name: {"text": "a rule", "kind": "enforced", "by": [place]}
            for name, place in (
                ("r1", "approve.defined.settled"),
                ("r2", "approve.attested.settled"),
                ("r3", "definitions.settled"),
            )
        },
    }
    running = flow(made(document))
    assert running.propose(NAME, by="zed", at=START)
    assert running.act(NAME, "submit", by="zed", at=START)
    reasons = running.act(NAME, "approve", by="ana", at=START).reasons
    (reason,) = [each for each in reasons if each.policy == "defined"]
    assert reason.rules == ("r1", "r3")
    assert [each.rules for each in reason.parts[0].parts] == [(), ("r2",)]


def test_a_drawing_names_it() -> None:
    charter = defining({"settled": SETTLED}, requires=[{"defined": "settled"}])
    assert "settled" in mermaid(diagram(charter))
    assert "happened noted" not in mermaid(diagram(charter))


def test_an_unknown_definition_is_told_with_the_nearest_one() -> None:
    with pytest.raises(CharterError) as error:
        defining({"settled": SETTLED}, requires=[{"defined": "setled"}])
    assert told(error) == [("unknown-definition", ("actions", "approve", "requires", 0, "defined"))]
    assert problems(error)[0].hint == "did you mean `settled`?"


@pytest.mark.parametrize("given", [3, ["settled"], {"name": "settled"}])
def test_a_definition_is_referred_to_by_its_name(given: object) -> None:
    with pytest.raises(CharterError) as error:
        defining({"settled": SETTLED}, requires=[{"defined": given}])
    assert [code for code, _ in told(error)] == ["bad-term"]


def test_a_mistake_in_a_definition_is_told_once_where_it_stands() -> None:
    with pytest.raises(CharterError) as error:
        defining(
            {"settled": {"all": [{"hapened": "noted"}]}},
            requires=[{"defined": "settled"}, {"not": {"defined": "settled"}}],
            vote_requires=[{"defined": "settled"}],
        )
    assert told(error) == [("unknown-policy", ("definitions", "settled", "all", 0, "hapened"))]


def test_a_definition_to_which_nothing_refers_is_warned_of_and_read_all_the_same() -> None:
    (problem,) = [each for each in check(defining({"settled": SETTLED})) if "settled" in each.path]
    assert (problem.code, problem.severity) == ("unused", "warning")
    with pytest.raises(CharterError) as error:
        defining({"settled": {"hapened": "noted"}})
    assert [code for code, _ in told(error)] == ["unknown-policy"]


def test_a_field_that_an_action_does_not_ask_for_is_told_at_the_action() -> None:
    with pytest.raises(CharterError) as error:
        defining(
            {"yes": {"all": [{"text": {"field": "choice"}}]}},
            requires=[{"defined": "yes"}],
            vote_requires=[{"defined": "yes"}],
        )
    assert told(error) == [("unknown-field", ("actions", "approve", "requires", 0, "defined"))]
    assert "at which `yes` looks" in problems(error)[0].message


@pytest.mark.parametrize(
    "definitions",
    [
        {"a": {"defined": "a"}},
        {"a": {"not": {"defined": "b"}}, "b": {"any": [{"defined": "a"}, {"veto": "chairs"}]}},
    ],
)
def test_nothing_is_defined_by_itself(definitions: Table) -> None:
    with pytest.raises(CharterError) as error:
        defining(definitions, requires=[{"defined": "a"}])
    assert {code for code, _ in told(error)} == {"circular-definition"}


def test_definitions_that_grow_without_end_are_refused_at_once() -> None:
    """A charter of twenty lines can't stand for a million terms."""
    twice = {f"d{n}": {"all": [{"defined": f"d{n - 1}"}] * 2} for n in range(1, 40)}
    with pytest.raises(CharterError) as error:
        defining({"d0": {"veto": "chairs"}, **twice}, requires=[{"defined": "d39"}])
    assert {code for code, _ in told(error)} == {"too-deep"}


def test_nor_may_they_nest_without_end() -> None:
    chain = {f"d{n}": {"not": {"defined": f"d{n - 1}"}} for n in range(1, 2000)}
    with pytest.raises(CharterError) as error:
        defining({"d0": {"veto": "chairs"}, **chain}, requires=[{"defined": "d1999"}])
    assert {code for code, _ in told(error)} == {"too-deep"}


def test_prose_gives_the_name_and_says_once_what_is_meant() -> None:
    either = {"any": [{"defined": "settled"}, {"sign_off": "bdfl"}]}
    charter = defining(
        {"settled": SETTLED, "either": either},
        requires=[{"defined": "either"}],
        vote_requires=[{"not": {"defined": "settled"}}],
    )
    meant = {
        item.lead: item.text
        for section in charter_page(charter).sections
        if section.title == "What is meant"
        for item in section.items
    }
    assert list(meant) == ["settled", "either"]
    assert meant["either"].startswith("This holds if either “settled” holds; or ")
    approve = action_page(charter, "approve")
    assert "“either” holds" in approve.opening[0].points
    assert [each.title for each in approve.sections] == ["What is meant"]
    assert [item.lead for item in action_page(charter, "vote").sections[0].items] == ["settled"]


def test_a_rule_that_a_definition_keeps_is_seen_in_scenarios() -> None:
    rule = {"text": "a rule", "kind": "enforced", "by": ["approve.defined.settled"]}
    charter = made(
        {
            **process(requires=[{"defined": "settled"}]),
            "definitions": {"settled": SETTLED},
            "rules": {"r1": rule},
        }
    )
    seen = Seen()
    running = flow(charter)
    assert running.propose(NAME, by="zed", at=START)
    assert running.act(NAME, "submit", by="zed", at=START)
    decision = running.act(NAME, "approve", by="ana", at=START)
    seen.answer("approve", decision.allowed, decision.reasons)
    assert seen.coverage(charter).rules == {"r1": (0, 1)}
