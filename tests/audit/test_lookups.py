"""The law of three values: a definite verdict holds whatever the unknown facts turn out to be."""

import operator
from collections.abc import Sequence
from typing import Any, cast

from attrs import frozen
from hypothesis import given
from hypothesis import strategies as st

from bylaw.engine.audit.lookups import facts_of, looked_at, read
from bylaw.engine.charter import load
from bylaw.engine.facts import Fact, Leaves, Now, Situation
from bylaw.engine.fold import nothing
from bylaw.engine.instants import NEVER, parse
from bylaw.engine.machine import Machine
from bylaw.engine.opening import find, shipped
from bylaw.engine.policy import NotOf, Policy

CHARTERS = shipped()
INSTANTS = (-NEVER, 0, *(parse(f"2019-09-0{day}T18:00:00Z") for day in (5, 6, 7)), NEVER)


@frozen
class Plain:
    """How plain values combine."""

    def at_least(self, many: int, terms: Sequence[int]) -> bool:
        return sum(terms) >= many

    def where(self, condition: int, then: int, otherwise: int) -> int:
        return then if condition else otherwise


def policies(name: str) -> list[tuple[Machine, Policy]]:
    machine = find(name).machine
    terms = [
        term
        for moves in machine.table.values()
        for move in moves
        for term in (*move.requires, *move.unless)
    ]
    return [(machine, policy) for term in terms for policy in (term.policy, NotOf(term.policy))]


RULES = [each for name in CHARTERS for each in policies(name)]


def plain(policy: Policy, values: dict[Fact, int]) -> bool:
    """Read a policy over one value for each fact."""
    leaves = Leaves[Any](now=values[Now()], read=lambda fact: values[fact], combine=Plain())
    return bool(policy.holds(cast("Situation", cast("object", leaves))))


def value(fact: Fact) -> st.SearchStrategy[int]:
    kinds: dict[str, st.SearchStrategy[int]] = {
        "truth": st.booleans(),
        "count": st.integers(0, 12),
        "instant": st.sampled_from(INSTANTS),
    }
    return kinds[fact.kind]


@given(st.data())
def test_a_definite_verdict_holds_in_every_completion(data: st.DataObject) -> None:
    """Of every rule of the shipped charters, with any facts unknown."""
    machine, policy = data.draw(st.sampled_from(RULES))
    now = data.draw(st.sampled_from(INSTANTS[1:-1]))
    actor = data.draw(st.sampled_from(["karmel", "fchollet", "zed"]))
    situation = Situation(now, actor, {}, nothing(machine, "p"), machine.office)
    facts = dict.fromkeys((Now(), *facts_of(machine, policy)))
    unknown = data.draw(st.sets(st.sampled_from(list(facts))))
    verdict = read(policy, situation, lambda fact: fact in unknown)
    completed = {
        fact: data.draw(value(fact)) if fact in unknown else fact.read(situation) for fact in facts
    }
    answer = plain(policy, completed)
    assert not (verdict.true and not answer)
    assert not (verdict.false and answer)


def test_with_every_fact_known_the_verdict_is_that_of_the_live_engine() -> None:
    for machine, policy in RULES:
        situation = Situation(INSTANTS[3], "karmel", {}, nothing(machine, "p"), machine.office)
        verdict = read(policy, situation, lambda _: False)
        assert (verdict.true, verdict.false) == (
            policy.holds(situation),
            operator.not_(policy.holds(situation)),
        )


def test_a_rule_that_decides_on_truths_by_itself_is_no_evidence() -> None:
    class Stranger:
        def holds(self, facts: Situation) -> bool:
            return bool(facts.actor_in("chairs") and facts.in_session("review"))

    machine = find("keras_sig").machine
    situation = Situation(0, "karmel", {}, nothing(machine, "p"), machine.office)
    verdict = read(Stranger(), situation, lambda _: True)
    assert (verdict.true, verdict.false) == (False, False)


def test_what_a_charter_looks_at_is_named() -> None:
    text = """
    format = 1
    [charter]
    name = "one"
    source = "none"
    [states]
    open = { kind = "initial" }
    done = { kind = "final" }
    [bodies.chairs]
    members = ["ana"]
    [actions.propose]
    to = "open"
    by = "anyone"
    [actions.end]
    from = "open"
    to = "done"
    by = "chairs"
    """
    assert looked_at(load(text, "one.toml").machine) == {"actor_in"}
