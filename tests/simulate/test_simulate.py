"""Simulations: legal, seeded, and told in figures that add up."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bylaw.engine.audit import audit
from bylaw.engine.charter import Charter, load
from bylaw.engine.errors import RequestError
from bylaw.engine.instants import parse
from bylaw.engine.opening import find, shipped
from bylaw.engine.ratio import Ratio
from bylaw.engine.simulate import Behaviour, Habit, behaviour, simulate
from bylaw.engine.simulate.result import spread

from ..test_links import CHARTER as CLUB

NEVER = Ratio(0, 1)
REVIEW = Path(__file__).parents[1] / "audit" / "review.toml"


def charter() -> Charter:
    return load(REVIEW)


@settings(max_examples=15)
@given(st.integers())
def test_proposals_that_look_at_each_other_are_played_so(seed: int) -> None:
    """One vote at a time, two for each author, and a release that starts the clock of all."""
    (store,) = simulate(CLUB, seed=seed, proposals=12).journals
    report = audit(store)
    assert (report.verdict, report.findings) == ("conformant", ())


@settings(max_examples=15)
@given(st.integers(), st.sampled_from(["review", *shipped()]))
def test_a_simulated_journal_is_conformant(seed: int, name: str) -> None:
    """Law: every move of a simulation is one that the audit would decide the same way."""
    under = charter() if name == "review" else find(name)
    (store,) = simulate(under, seed=seed, proposals=6).journals
    report = audit(store)
    told = [each for each in report.findings if each.kind != "composition"]  # a seat may be empty
    assert (report.verdict, told) == ("conformant", [])


def test_the_same_seed_gives_the_same_bytes() -> None:
    one, other = (simulate(charter(), seed=4, proposals=8, replications=2) for _ in range(2))
    assert json.dumps(one.to_json()) == json.dumps(other.to_json())
    for mine, yours in zip(one.journals, other.journals, strict=True):
        assert list(mine.lines()) == list(yours.lines())


def test_another_seed_gives_another_life() -> None:
    one, other = (simulate(charter(), seed=seed, proposals=8).journals[0] for seed in (1, 2))
    assert one.head() != other.head()


def test_a_replication_is_the_same_whatever_others_there_are() -> None:
    alone = simulate(charter(), seed=4, proposals=5, replications=1)
    among = simulate(charter(), seed=4, proposals=5, replications=3)
    assert alone.journals[0].head() == among.journals[0].head()


def test_every_proposal_is_in_one_outcome() -> None:
    result = simulate(charter(), seed=1, proposals=30, replications=2)
    assert sum(result.outcomes.values()) == result.proposals == 60
    assert result.ended + result.stalled == result.proposals


def test_what_is_told_of_events_is_in_the_journals() -> None:
    result = simulate(charter(), seed=1, proposals=10, replications=2)
    assert result.events == sum(audit(store).counts.events for store in result.journals)


def test_a_proposal_of_which_nobody_ever_decides_lapses_by_the_clock() -> None:
    """Nobody votes, so the deadline ends them all, each at its own instant."""
    never = {"vote": Habit(chance=NEVER), "reject": Habit(chance=NEVER)}
    result = simulate(charter(), seed=1, proposals=5, behaviour=Behaviour(actions=never))
    assert result.outcomes == {"closed": 5}
    assert audit(result.journals[0]).counts.clock == 5


def test_what_keeps_proposals_from_their_end_is_named() -> None:
    """Nobody submits: drafts are stuck, though nothing stands in their author's way."""
    under = find("keras_sig")
    idle = {name: Habit(chance=NEVER) for name in ("sign", "withdraw", "override_approve")}
    result = simulate(under, seed=3, proposals=10, behaviour=Behaviour(actions=idle))
    assert result.missing["approve.sign_off"] == result.outcomes["under_review"]


def test_progress_is_told_up_to_the_total() -> None:
    told: list[tuple[int, int]] = []
    simulate(
        charter(),
        seed=1,
        proposals=3,
        replications=2,
        progress=lambda came, total: told.append((came, total)),
    )
    assert told == [(each, 6) for each in range(1, 7)]


def test_simulating_nothing_is_refused() -> None:
    with pytest.raises(RequestError, match="at least 1 proposal"):
        simulate(charter(), seed=1, proposals=0)


def test_it_starts_when_it_is_told() -> None:
    start = parse("2031-05-01T00:00:00Z")
    (store,) = simulate(charter(), seed=1, proposals=1, start=start).journals
    assert store.read("p00001")[0]["at"] == "2031-05-01T00:00:00Z"


def test_percentiles_are_nearest_ranks() -> None:
    found = spread([30, 10, 20, 40])
    assert (found.count, found.p50, found.p90, found.p95) == (4, 20, 40, 40)
    assert spread([7]).p50 == 7


def test_a_result_reads_as_tables() -> None:
    lines = str(simulate(charter(), seed=1, proposals=10)).splitlines()
    assert lines[0] == "simulated: 10 proposals under review in 1 replication (seed 1)"
    assert "stands at the end" in lines


def test_only_the_people_that_a_behaviour_names_act() -> None:
    text = 'format = 1\n[actions.vote]\nby = ["ana"]\ndelay = "PT5M"\n'
    made = behaviour(text, charter())
    (store,) = simulate(charter(), seed=1, proposals=20, behaviour=made).journals
    voters = {e["actor"] for _, _, _, e in store.entries() if e.get("action") == "vote"}
    assert voters == {"ana"}
