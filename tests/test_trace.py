"""The traced reading: a definite verdict holds whatever the missing evidence turns out to be."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

import pytest
from attrs import frozen
from hypothesis import given, settings
from hypothesis import strategies as st

from bylaw.engine.facts import Fact, Kind, Leaves, Now, Situation
from bylaw.engine.instants import NEVER
from bylaw.engine.policy import Policy
from bylaw.engine.trace import Number, Truth, traced, watched

from .charters_for_tests import NAME, History, histories, lived, made, process
from .test_policies import POLICIES, Plain, facts_of, read, values


@frozen(kw_only=True)
class Calculated:
    """Arithmetic that no built-in policy does, for the law must hold of it, too."""

    def holds(self, facts: Situation) -> bool:
        margin: Any = facts.ballots("yes", of="chairs") - facts.ballots("no", of="chairs") * 2
        chosen: Any = facts.where(facts.happened("noted"), margin + 1, facts.signed("bdfl"))
        return cast("bool", (chosen > 1) ^ (facts.signed("chairs") != 2))


RULES: Sequence[Policy] = [*POLICIES, Calculated()]


def situation(life: History) -> Situation:
    return Situation(life.now, "ana", {}, life.flow.proposal(NAME), life.flow.office)


BLANK = situation(lived(made(process()), []))


@pytest.mark.parametrize("policy", RULES, ids=str)
@given(data=st.data())
@settings(max_examples=40)
def test_a_definite_verdict_holds_in_every_completion(policy: Policy, data: st.DataObject) -> None:
    """Whatever the facts without evidence turn out to be, what was certain is so."""
    facts = facts_of(policy)
    hidden = data.draw(
        st.sets(st.sampled_from([fact for fact in facts if not isinstance(fact, Now)]))
    )
    row = {fact: data.draw(values(fact)) for fact in facts}
    verdict = _judged(policy, row, hidden.__contains__)
    assert not (verdict.true and verdict.false)
    completed = row | {fact: data.draw(values(fact)) for fact in hidden}
    answer = bool(read(policy, completed.__getitem__, Plain()))
    assert answer or not verdict.true
    assert not answer or not verdict.false


@pytest.mark.parametrize("policy", RULES, ids=str)
@given(data=st.data())
@settings(max_examples=20)
def test_with_all_evidence_the_verdict_is_the_plain_one(
    policy: Policy, data: st.DataObject
) -> None:
    row = {fact: data.draw(values(fact)) for fact in facts_of(policy)}
    verdict = _judged(policy, row, lambda _: False)
    answer = bool(read(policy, row.__getitem__, Plain()))
    assert (answer, not answer) == (verdict.true, verdict.false)


@frozen(eq=False)
class Told:
    """A fact that reads as a row says, whatever the situation."""

    fact: Fact
    row: Mapping[Fact, int]

    @property
    def kind(self) -> Kind:
        return self.fact.kind

    def read(self, _: object) -> int:
        return self.row[self.fact]


def _judged(policy: Policy, row: Mapping[Fact, int], hidden: Callable[[Fact], bool]) -> Truth:
    """Trace a policy over a row: the very tracer, over facts that read as the row says."""

    def unknown(told: object) -> bool:
        return isinstance(told, Told) and hidden(told.fact)

    def tell(fact: Fact) -> Any:
        return tracer.read(cast("Fact", cast("object", Told(fact, row))))

    tracer = cast("Leaves[Any]", cast("object", traced(BLANK, unknown=unknown)))
    leaves = Leaves[Any](now=tell(Now()), read=tell, combine=tracer.combine)
    answer = cast("object", policy.holds(cast("Situation", cast("object", leaves))))
    assert isinstance(answer, Truth)
    return answer


@given(histories())
def test_the_facts_that_are_watched_are_the_plain_ones(life: History) -> None:
    """Nothing is lost by noting what a policy looks at."""
    facts = situation(life)
    for policy in POLICIES:
        seen: list[Fact] = []
        assert policy.holds(facts) is policy.holds(watched(facts, seen))
        assert {fact for fact in facts_of(policy) if not isinstance(fact, Now)} == {*seen}


def _truth(true: bool, false: bool) -> Truth:
    return Truth(true=true, false=false, operator="constant")


TRUTHS = [_truth(True, False), _truth(False, True), _truth(False, False)]


@pytest.mark.parametrize("a", TRUTHS, ids=lambda t: t.status)
@pytest.mark.parametrize("b", TRUTHS, ids=lambda t: t.status)
def test_truths_combine_as_kleene_says(a: Truth, b: Truth) -> None:
    """Every combination is what all its completions agree on, and unknown where they don't."""
    operations: Sequence[Callable[[Any, Any], Any]] = [
        lambda x, y: x & y,
        lambda x, y: x | y,
        lambda x, y: x ^ y,
    ]
    for operation in operations:
        outcomes = {operation(x, y) for x in _completions(a) for y in _completions(b)}
        combined = operation(a, b)
        assert (outcomes == {True}, outcomes == {False}) == (combined.true, combined.false)


def _completions(truth: Truth) -> list[bool]:
    return [value for value, excluded in ((True, truth.false), (False, truth.true)) if not excluded]


@pytest.mark.parametrize("constant", [True, False])
def test_a_plain_truth_may_stand_on_either_side(constant: bool) -> None:
    for truth in TRUTHS:
        for combined, same in (
            (constant & truth, truth & constant),
            (constant | truth, truth | constant),
        ):
            assert (same.true, same.false) == (combined.true, combined.false)


def test_what_is_to_blame_is_what_would_have_to_change() -> None:
    """Of an `any`, everything that could have held; of an `all`, only what doesn't."""
    facts: Any = traced(BLANK)
    holds, fails = facts.happened("posted"), facts.happened("noted")
    other = facts.assigned("sponsor")

    def blamed(truth: Truth) -> list[str]:
        return [type(leaf.terms[0]).__name__ for leaf in truth.deciding()]

    assert blamed(holds & fails) == ["Happened"]
    assert blamed(fails | other) == ["Happened", "Assigned"]
    assert blamed(facts.at_least(2, [holds, other])) == ["Assigned"]
    assert blamed((holds & fails) | other) == ["Happened", "Assigned"]
    assert blamed((holds & other) ^ True) == ["Assigned"]


def test_which_way_a_fact_has_to_go() -> None:
    """It follows the side on which the fact stands, its sign, and how the comparison came out."""
    facts: Any = traced(BLANK)
    yes, no = facts.ballots("yes", of="chairs"), facts.ballots("no", of="chairs")
    (yes_fact,), (no_fact,) = yes.terms, no.terms
    short = yes - no >= 1
    assert (short.turned_by(yes_fact), short.turned_by(no_fact)) == (True, False)
    enough = no + 1 > yes
    assert (enough.turned_by(yes_fact), enough.turned_by(no_fact)) == (True, False)
    assert (yes >= no + yes).turned_by(yes_fact) is None
    assert facts.happened("posted").turned_by(facts.happened("posted").terms[0]) is False


def test_numbers_without_evidence_reach_as_far_as_any() -> None:
    facts = traced(BLANK, unknown=lambda fact: fact.kind != "truth")
    count = cast("Number", cast("object", facts.ballots("yes", of="chairs")))
    instant = cast("Number", cast("object", facts.at("posted")))
    assert count.least == 0
    assert (instant.least < -NEVER, instant.most > NEVER) == (True, True)
