"""Mutants of the shipped charters and scenarios are understood, or refused as a user is."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bylaw.engine.charter import Charter, load
from bylaw.engine.check import check

from ..check.base import CLEAN
from .mutants import RICH, Pick, plain, restructured, rewritten, seeds
from .oracle import OURS, charter_or_refused, scenarios_or_refused
from .target import CHARTERS, corpus, one_input

DATA: Mapping[str, dict[str, Any]] = {name: plain(text) for name, text in CHARTERS.items()}
SCENARIOS: Mapping[str, str] = seeds(scenarios=True)
OF: Mapping[str, Charter] = {
    name: load(CHARTERS[name.replace(".scenarios", "")], "charter.toml") for name in SCENARIOS
}

many = st.integers(1, 6)
slow = settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.large_base_example],
)


def picking(data: st.DataObject) -> Pick:
    return lambda below: data.draw(st.integers(0, below - 1))


@slow
@given(st.sampled_from(sorted(CHARTERS)), many, st.data())
def test_a_charter_of_another_structure(name: str, changes: int, data: st.DataObject) -> None:
    charter_or_refused(restructured(DATA[name], picking(data), changes), "mutant.json")


@slow
@given(st.sampled_from(sorted(CHARTERS)), many, st.data())
def test_a_charter_of_another_text(name: str, changes: int, data: st.DataObject) -> None:
    charter_or_refused(rewritten(CHARTERS[name], picking(data), changes), "mutant.toml")


@settings(slow, max_examples=25)
@given(st.integers(1, 2), st.booleans(), st.data())
def test_a_mutant_that_loads_is_checked(changes: int, text: bool, data: st.DataObject) -> None:
    """Whatever was made of it, the search ends, and blames nobody but the file."""
    pick = picking(data)
    charter = (
        charter_or_refused(rewritten(CLEAN, pick, changes), "mutant.toml")
        if text
        else charter_or_refused(restructured(DATA["small.toml"], pick, changes), "mutant.json")
    )
    if charter is not None:
        assert not OURS & {problem.code for problem in check(charter)}


@settings(slow, max_examples=40)
@given(st.sampled_from(sorted(SCENARIOS)), st.integers(1, 3), st.data())
def test_scenarios_of_another_structure(name: str, changes: int, data: st.DataObject) -> None:
    text = restructured(plain(SCENARIOS[name]), picking(data), changes)
    scenarios_or_refused(text, "mutant.json", OF[name])


@settings(slow, max_examples=40)
@given(st.sampled_from(sorted(SCENARIOS)), st.integers(1, 3), st.data())
def test_scenarios_of_another_text(name: str, changes: int, data: st.DataObject) -> None:
    text = rewritten(SCENARIOS[name], picking(data), changes)
    scenarios_or_refused(text, "mutant.toml", OF[name])


def test_a_charter_that_says_all_there_is_is_checked_whole() -> None:
    """Nothing in the vocabulary is unknown to the search, and nothing in it fails."""
    problems = list(check(load(RICH, "rich.toml")))
    assert not [each for each in problems if each.severity == "error"]
    assert not OURS & {each.code for each in problems}


@pytest.mark.parametrize("name", CHARTERS)
def test_what_is_not_changed_loads(name: str) -> None:
    """The mutants start from what is whole, in either language."""
    assert charter_or_refused(restructured(DATA[name], lambda _: 0, 0), "same.json") is not None
    assert charter_or_refused(CHARTERS[name], "same.toml") is not None


@pytest.mark.parametrize("name", corpus())
def test_the_inputs_that_the_guided_fuzzer_begins_with_are_met(name: str) -> None:
    one_input(corpus()[name], lambda raw: lambda below: sum(raw) % below)
