"""What is permitted, what never is, and what the clock does: what fails, fails closed."""

from collections.abc import Callable, Mapping, Sequence
from typing import cast

import numpy as np
import pytest
from attrs import evolve, frozen

from bylaw.engine.decide import Decision
from bylaw.engine.facts import Situation
from bylaw.engine.instants import NEVER, parse
from bylaw.engine.model import NOTHING
from bylaw.engine.permit import chosen, due
from bylaw.engine.policy import Policy
from bylaw.engine.trace import traced

from .charters_for_tests import DAY, NAME, START, Request, flow, lived, made, process, ruled


@frozen
class Answers:
    """A stranger's policy that answers whatever it was made with."""

    answer: Callable[[Situation], object]

    def holds(self, facts: Situation) -> bool:
        return cast("bool", self.answer(facts))


def fails(_: Situation) -> object:
    raise ZeroDivisionError("by nothing")


def stops(_: Situation) -> object:
    raise StopIteration


WRONG: Mapping[str, Callable[[Situation], object]] = {
    "raises": fails,
    "stops": stops,
    "one": lambda _: 1,
    "nothing": lambda _: None,
    "numpy": lambda _: np.True_,
    "text": lambda _: "yes",
    "truth": lambda facts: traced(facts).happened("posted"),
}
"""Answers of policies that are neither true nor false."""


def asked(*, requires: Sequence[Policy] = (), unless: Sequence[Policy] = ()) -> Decision:
    """The decision on `approve` by a chair, under these policies."""
    charter = ruled(made(process()), requires=requires, unless=unless)
    return lived(charter, []).flow.may(NAME, "approve", by="ana", at=START)


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_a_policy_without_a_plain_answer_refuses_and_says_so(
    wrong: Callable[[Situation], object],
) -> None:
    decision = asked(requires=[Answers(wrong)])
    assert decision.verdict == "refused"
    (by, reason) = decision.reasons
    assert (by.status, reason.status) == ("ok", "error")
    assert "the rule failed and so refuses" in reason.text
    assert "error" in str(decision)


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_under_unless_it_refuses_as_well(wrong: Callable[[Situation], object]) -> None:
    """A rule that fails can't be taken for one that doesn't stand in the way."""
    decision = asked(unless=[Answers(wrong)])
    assert decision.verdict == "refused"
    assert [reason.status for reason in decision.reasons] == ["ok", "error"]


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_nothing_that_anybody_does_helps_against_a_policy_that_fails(
    wrong: Callable[[Situation], object],
) -> None:
    unblocking = asked(requires=[Answers(wrong)]).unblocking
    assert unblocking is not None
    assert (unblocking.ways, unblocking.complete) == ((), True)


def test_a_policy_that_fails_refuses_whatever_the_moves_after_it_say() -> None:
    """Else an action would turn out otherwise because a rule is broken."""
    moves = [{"to": "done"}, {"to": "rejected"}]
    charter = made(process(moves=moves))
    broken = ruled(charter, requires=[Answers(fails)])
    table = dict(broken.machine.table)
    table["open", "approve"] = (
        broken.machine.table["open", "approve"][0],
        charter.machine.table["open", "approve"][1],
    )
    mixed = evolve(charter, machine=evolve(charter.machine, table=table))
    decision = lived(mixed, []).flow.may(NAME, "approve", by="ana", at=START)
    assert decision.verdict == "refused"
    assert [reason.status for reason in decision.reasons] == ["error", "ok"]


def test_a_rule_that_decides_on_truths_by_itself_works_all_the_same() -> None:
    """A stranger's policy may be any Python: it is read one request at a time, and explained."""

    def opinionated(facts: Situation) -> object:
        return bool(facts.ballots("yes", of="chairs") and facts.signed("bdfl"))

    decision = asked(requires=[Answers(opinionated)])
    reason = decision.reasons[1]
    assert (decision.verdict, reason.status) == ("refused", "missing")
    assert reason.text == "0 of 3 `chairs` said yes; the others are {ana, bo, cy}"
    voted = lived(
        ruled(made(process()), requires=[Answers(opinionated)]),
        [Request(later=0, by="ana", action="vote", data={"choice": "yes"})],
    ).flow.may(NAME, "approve", by="ana", at=START)
    assert voted.unblocking is not None
    assert [str(way.steps[0].actors) for way in voted.unblocking.ways] == ["('flo',)"]


def test_a_rule_that_looks_past_the_facts_works_all_the_same() -> None:
    """It can't be looked into, but its answer is the one that counts."""
    decision = asked(requires=[Answers(lambda facts: facts.actor == "bo")])
    assert [reason.status for reason in decision.reasons] == ["ok", "missing"]
    assert decision.reasons[1].text == "Answers"


def test_words_that_fail_change_no_verdict() -> None:
    @frozen
    class Tongueless:
        def holds(self, _: Situation) -> bool:
            return True

        def words(self, _: Situation) -> str:
            raise KeyError("no words")

    decision = asked(requires=[Tongueless()])
    assert decision.verdict == "allowed"
    assert decision.reasons[1].status == "ok"
    assert "its words failed" in decision.reasons[1].text


def test_words_that_are_no_text_change_nothing_either() -> None:
    @frozen
    class Counting:
        def holds(self, _: Situation) -> bool:
            return False

        def words(self, _: Situation) -> int:
            return 7

    decision = asked(requires=[Counting()])
    assert decision.reasons[1].text == "its words failed: TypeError: they are no text, but `7`"
    assert str(decision)


LIFE = lived(made(process()), [Request(later=DAY, by="bo", action="comment", data={})])


def permitted(
    action: str, by: str | None, data: Mapping[str, object] = NOTHING, *, at: int = LIFE.now
) -> str | None:
    facts = Situation(at, by, data, LIFE.flow.proposal(NAME), LIFE.flow.office)
    move = chosen(LIFE.flow.charter.machine, facts, action)
    return None if move is None else move.arrives


def test_what_is_as_the_charter_says_is_permitted() -> None:
    assert permitted("vote", "ana", {"choice": "yes"}) == "open"
    assert permitted("withdraw", "zed") == "withdrawn"


@pytest.mark.parametrize(
    ("action", "by", "data"),
    [
        ("vote", "zed", {"choice": "yes"}),
        ("vote", "ana", {}),
        ("vote", "ana", {"choice": "perhaps"}),
        ("vote", "ana", {"choice": 1}),
        ("vote", "ana", {"choice": "yes", "more": "yes"}),
        ("vote", None, {"choice": "yes"}),
        ("submit", "zed", {}),
        ("expire", "ana", {}),
        ("no_such", "ana", {}),
        ("", "ana", {}),
        ("join", "ana", {"person": "zed"}),
    ],
)
def test_what_the_charter_does_not_say_is_not(
    action: str, by: str | None, data: Mapping[str, object]
) -> None:
    assert permitted(action, by, data) is None


def test_nothing_is_permitted_before_the_last_event() -> None:
    assert permitted("comment", "ana", at=LIFE.now - 1) is None
    assert permitted("comment", "ana", at=LIFE.now) == "open"


MONTHS_LATER = parse("2019-10-01T02:00:00-07:00")


def test_the_clock_moves_at_the_instant_and_not_before() -> None:
    """Two months after it was posted, by the wall in Los Angeles."""
    machine, office = LIFE.flow.charter.machine, LIFE.flow.office
    proposal = LIFE.flow.proposal(NAME)
    assert due(machine, office, proposal, MONTHS_LATER - 1) is None
    found = due(machine, office, proposal, MONTHS_LATER)
    assert found is not None
    assert (found[0].action.name, found[1]) == ("expire", MONTHS_LATER)
    assert due(machine, office, proposal, MONTHS_LATER + 99 * DAY) == found


def test_the_clock_does_not_move_where_something_stands_in_its_way() -> None:
    life = lived(made(process()), [Request(later=DAY, by="gus", action="sponsor", data={})])
    machine, proposal = life.flow.charter.machine, life.flow.proposal(NAME)
    assert due(machine, life.flow.office, proposal, MONTHS_LATER + DAY) is None


def test_a_deadline_from_what_never_happened_is_never() -> None:
    running = flow(made(process()))
    running.propose(NAME, by="zed", at=START)
    proposal = running.proposal(NAME)
    assert due(running.charter.machine, running.office, proposal, NEVER - 1) is None
