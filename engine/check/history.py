"""What can have happened, and what must have, by the time a proposal stands in a state.

Two data-flow analyses over the moves that can be permitted; what an action resets is forgotten.
"""

from collections.abc import Iterable, Mapping

from attrs import frozen

from ..facts import Effect
from ..machine import NEW, Action, Move

_THE_CLOCKS = ("anchor", "opening", "outcome")
"""The kinds of effects that a move of the clock has, too."""


@frozen
class History:
    """What stands behind a proposal in one state.

    Attributes:
        may: the effects that some way into the state has.
        must: the effects that every way into the state has.
    """

    may: frozenset[Effect]
    must: frozenset[Effect]


def histories(moves: Iterable[Move], states: Iterable[str]) -> Mapping[str, History]:
    """Give the history of every state that moves lead to; of the others, that anything may be."""
    live = tuple(moves)
    everything = frozenset(effect for move in live for effect in _gained(move.action))
    may: dict[str, frozenset[Effect]] = {NEW: frozenset()}
    must: dict[str, frozenset[Effect]] = {NEW: frozenset()}
    changed = True
    while changed:
        changed = False
        for move in live:
            if move.source not in may:
                continue
            able = _after(may[move.source], move.action, _gained(move.action))
            sure = _after(
                must[move.source] - move.action.lessens, move.action, _surely(move.action)
            )
            to = move.arrives
            wider = may.get(to, frozenset()) | able
            surer = must.get(to, sure) & sure
            changed |= to not in may or (wider, surer) != (may[to], must[to])
            may[to], must[to] = wider, surer
    anything = History(may=everything, must=frozenset())
    return {
        state: History(may=may[state], must=must[state]) if state in may else anything
        for state in (NEW, *states)
    }


def _gained(action: Action) -> frozenset[Effect]:
    """Give what an action can bring about; the clock does nothing in person."""
    if action.deadline is None:
        return action.effects
    return frozenset(effect for effect in action.effects if effect[0] in _THE_CLOCKS)


def _surely(action: Action) -> frozenset[Effect]:
    """Give what an action always brings about; a day in an optional field may be left out."""
    left_out = {
        ("anchor", anchor)
        for anchor, told in action.dates.items()
        if action.fields[told].optional and anchor not in action.records
    }
    return _gained(action) - left_out


def _after(
    before: frozenset[Effect], action: Action, gained: frozenset[Effect]
) -> frozenset[Effect]:
    kept = {effect for effect in before if not {effect, (effect[0], "")} & action.takes}
    return gained | kept
