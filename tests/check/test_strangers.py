"""Policies of strangers are searched like ours: whatever they ask, and however they fail."""

from collections.abc import Callable, Iterator
from typing import cast

import pytest
from attrs import frozen

from bylaw.engine.charter import terms as reader
from bylaw.engine.facts import Situation
from bylaw.engine.policy import find

from .base import CLEAN, found, only, planted

RULE = "[actions.more]\nfrom = 'open'\nby = 'chairs'\n"


@frozen
class Theirs:
    """A policy that does what a test says."""

    what: str = "x"

    def holds(self, facts: Situation) -> bool:
        return DOES[self.what](facts)


def _branching(facts: Situation) -> bool:
    if facts.ballots("yes", of="chairs") >= 2 and facts.signed("lead"):
        return not facts.actor_in("lead")
    return False


def _never(facts: Situation) -> bool:
    return facts.ballots("yes", of="chairs") > 2 and facts.ballots("no", of="chairs") > 0


def _divides(facts: Situation) -> bool:
    return facts.ballots("yes", of="chairs") / facts.total("chairs", counting="cast") > 0.5


def _beyond_facts(facts: Situation) -> bool:
    return "ana" in facts.proposal.record.ballots.get("chairs", {})


def _no_truth(facts: Situation) -> bool:
    return cast("bool", facts.ballots("yes", of="chairs"))


DOES: dict[str, Callable[[Situation], bool]] = {
    "branching": _branching,
    "never": _never,
    "divides": _divides,
    "beyond facts": _beyond_facts,
    "no truth": _no_truth,
}


@pytest.fixture(autouse=True)
def theirs(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Register the policy under a name of its own, beside the built-in ones."""
    monkeypatch.setattr(reader, "find", lambda name: Theirs if name == "theirs" else find(name))
    return iter(())


def asking(what: str) -> str:
    """A charter in which a stranger's policy is required."""
    return planted(add=RULE + f"requires = [{{ theirs = '{what}' }}]\n")


def test_a_policy_that_decides_as_it_goes_is_searched() -> None:
    """It looks at some facts only once others are as it wants: these are found, too."""
    assert found(asking("branching")) == []


def test_a_policy_that_can_never_hold_is_found() -> None:
    problem = only(asking("never"), "never-holds")
    assert problem.source.strip() == "requires = [{ theirs = 'never' }]"


def test_a_policy_that_asks_for_more_than_facts_is_searched() -> None:
    """Anything may bear on it, so every source that there is gets its values."""
    assert found(asking("beyond facts")) == []


def test_a_policy_that_raises_is_told_with_the_situation() -> None:
    said = only(asking("divides"), "failing-policy")
    assert "raises ZeroDivisionError" in said.message
    assert "of 3 `chairs` nobody voted" in said.message
    assert said.source.strip() == "requires = [{ theirs = 'divides' }]"


def test_a_policy_that_answers_no_truth_is_told() -> None:
    assert "answers `0`" in only(asking("no truth"), "failing-policy").message


def test_outcomes_under_a_stranger_s_policy_can_exclude_each_other() -> None:
    text = CLEAN + (
        RULE + "moves = [{ to = 'accepted', requires = [{ theirs = 'branching' }] },"
        " { to = 'closed', unless = [{ theirs = 'branching' }] }]\n"
    )
    assert found(text) == []


def test_outcomes_under_a_stranger_s_policy_can_clash() -> None:
    text = CLEAN + (
        RULE + "moves = [{ to = 'accepted', requires = [{ theirs = 'branching' }] },"
        " { to = 'closed', requires = [{ quorum = { of = 'chairs', at_least = 3 } }] }]\n"
    )
    assert [code for _, code, _ in found(text)] == ["overlap"]


def test_a_search_past_its_bound_claims_nothing() -> None:
    """Three hundred chairs and four choices make more counts than are tried."""
    text = planted(
        (
            'data = { choice = ["yes", "no", "abstain"] }',
            'data = { choice = ["yes", "no", "maybe", "abstain"] }',
        ),
        ('members = ["ana", "bo", "cy"]', f"members = {[f'm{n}' for n in range(300)]}"),
        add=RULE
        + "requires = [{ tally = { of = 'chairs', more_than = '1/2', counting = 'deciding' } }]\n"
        + "unless = [{ tally = { of = 'chairs', at_least = '1/3', counting = 'deciding' } }]\n",
    )
    assert [(severity, code) for severity, code, _ in found(text)] == [("warning", "undecided")]


FIELDS = "data = { subject = 'text' }\n"


@pytest.mark.parametrize(
    ("first", "second", "code"),
    [
        ("starts = '[A]'", "starts = '[B]'", []),
        ("starts = '[A]'", "starts = '[A] more'", ["shadowed-move"]),
        ("equals = 'yes'", "equals = 'no'", []),
        ("equals = 'yes'", "starts = 'y'", ["overlap"]),
        ("contains = 'urgent'", "starts = '[A]'", ["overlap"]),
        ("like = '{number}'", "like = '{slug}'", ["overlap"]),
        ("like = '{number}'", "like = '{slug}-b'", ["undecided"]),
    ],
)
def test_demands_on_a_text_are_held_against_each_other(
    first: str, second: str, code: list[str]
) -> None:
    """Where nobody can say whether two forms exclude each other, nothing is claimed."""
    text = CLEAN + (
        RULE
        + FIELDS
        + "moves = ["
        + f"{{ to = 'accepted', requires = [{{ text = {{ field = 'subject', {first} }} }}] }},"
        + f"{{ to = 'closed', requires = [{{ text = {{ field = 'subject', {second} }} }}] }}]\n"
    )
    assert code == [each for _, each, _ in found(text)]
