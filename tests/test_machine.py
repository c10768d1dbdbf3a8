"""The table that decisions run on and the machine of `transitions` give the same answers."""

from collections.abc import Mapping

import pytest
import transitions
from hypothesis import given, settings
from hypothesis import strategies as st

from bylaw.engine.charter import Charter
from bylaw.engine.facts import Situation
from bylaw.engine.fields import faults
from bylaw.engine.fold import fold
from bylaw.engine.machine import NEW, flatten
from bylaw.engine.permit import chosen

from .charters_for_tests import (
    DAY,
    HOUR,
    NAME,
    PEOPLE,
    START,
    History,
    histories,
    made,
    process,
    processes,
    ruled,
)


class Cursor:
    """Something of a host's that has a state, and room for nothing else."""

    __slots__ = ("state",)

    def __init__(self, state: str) -> None:
        self.state = state


TOLD: Mapping[str, Mapping[str, object]] = {
    "vote": {"choice": "yes"},
    "announce": {"until": "2019-09-01"},
}


@given(
    life=histories(),
    by=st.sampled_from(PEOPLE),
    later=st.sampled_from([0, HOUR, 20 * DAY, 70 * DAY]),
    many=st.integers(0, 20),
)
def test_the_machine_and_the_table_agree(life: History, by: str, later: int, many: int) -> None:
    """Whether a move is made, and to where, for every action in every state that is reached."""
    machine, office = life.flow.charter.machine, life.flow.office
    standing = fold(machine, NAME, life.flow.events(NAME)[:many])
    now = max(standing.at, START) + later
    for name, event in machine.definition.events.items():
        action = machine.actions[name]
        data = TOLD.get(name, {})
        assert not faults(action.fields, data)
        facts = Situation(now, None if action.clockwork else by, data, standing, office)
        cursor = Cursor(standing.state)
        fired = event.trigger(cursor, facts=facts)
        move = chosen(machine, facts, name)
        assert (move is not None) is bool(fired)
        assert cursor.state == (standing.state if move is None else move.arrives)


@given(processes())
@settings(max_examples=20)
def test_the_table_is_what_the_machine_holds_and_nothing_more(charter: Charter) -> None:
    """Flattened again, it is the same."""
    machine = charter.machine
    again = flatten(machine.definition)
    assert again == machine.table
    assert list(again) == list(machine.table)


def test_the_definition_is_a_machine_of_transitions_with_the_states_of_the_charter() -> None:
    machine = made(process()).machine
    assert isinstance(machine.definition, transitions.Machine)
    assert list(machine.definition.states) == [NEW, *machine.states]
    assert machine.definition.models == []


def test_what_a_policy_raises_comes_through() -> None:
    """Whoever asks must refuse: `chosen` does."""

    class Broken:
        def holds(self, _: Situation) -> bool:
            raise LookupError("no such thing")

    machine = ruled(made(process(by=["anyone"])), requires=[Broken()]).machine
    (move,) = machine.table["open", "approve"]
    with pytest.raises(LookupError):
        move.permits(Situation(START, "ana", {}, fold(machine, NAME, []), machine.office))


def test_moves_of_one_action_keep_the_order_of_the_charter() -> None:
    document = process(
        moves=[
            {"to": "done", "requires": [{"quorum": {"of": "chairs", "at_least": 2}}]},
            {"to": "rejected", "requires": [{"quorum": {"of": "chairs", "at_least": 1}}]},
        ]
    )
    moves = made(document).machine.table["open", "approve"]
    assert [move.arrives for move in moves] == ["done", "rejected"]


def test_who_can_change_what_is_known() -> None:
    """Each effect leads to the actions that have it; a duty to those that discharge it."""
    movers = made(process()).machine.movers
    named = {effect: [action.name for action in actions] for effect, actions in movers.items()}
    assert named == {
        ("role", "author"): ["propose"],
        ("role", "sponsor"): ["sponsor"],
        ("anchor", "posted"): ["submit"],
        ("anchor", "noted"): ["comment"],
        ("anchor", "closing"): ["announce"],
        ("ballot", "chairs"): ["vote"],
        ("signature", "bdfl"): ["sign"],
        ("signature", "chairs"): ["second"],
        ("veto", "chairs"): ["object"],
        ("attestation", "settled"): ["attest"],
        ("duty", "notes"): ["comment"],
    }


def test_the_clock_s_own_actions_are_offered_to_nobody() -> None:
    machine = made(process()).machine
    assert "expire" not in machine.offered["open"]
    assert [move.action.name for move in machine.clockwork["open"]] == ["expire"]
    assert machine.offered[NEW] == ("propose",)
