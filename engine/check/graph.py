"""Where proposals can go: the graph of the moves that can be permitted."""

from collections.abc import Iterable, Iterator, Mapping

from ..machine import NEW, Machine, Move
from ..source.problem import Problem
from ..source.read import Document


def stuck(document: Document, machine: Machine, moves: Iterable[Move]) -> Iterator[Problem]:
    """Give the states that nothing reaches, that nothing leaves, and that lead to no end.

    ``moves`` are those that can be permitted: no others lead anywhere.
    """
    live = [move for move in moves if move.target is not None]
    ahead = _edges((move.source, move.arrives) for move in live)
    behind = _edges((move.arrives, move.source) for move in live)
    drawn = _edges(
        (source, move.arrives) for (source, _), all_ in machine.table.items() for move in all_
    )
    reached = _reached(ahead, (NEW,))
    ending = _reached(behind, machine.final)
    drawn_reached = _reached(drawn, (NEW,))
    if not machine.final:
        yield document.problem(
            "no-final-state",
            "no state is final, so no proposal ever ends",
            ("states",),
            hint='mark those in which proposals end: `kind = "final"`',
            at_key=True,
        )
    for state in machine.states:
        if state not in reached:
            yield _unreachable(document, state, drawn=state in drawn_reached)
        elif state in machine.final:
            if ahead.get(state):
                yield document.problem(
                    "final-state-left",
                    f"`{state}` is final, and yet proposals can move on from it to"
                    f" {_listed(ahead[state])}",
                    ("states", state),
                    hint="make it a state like others, or take the move out",
                    severity="warning",
                    at_key=True,
                )
        elif not ahead.get(state):
            yield _trap(document, state, drawn=bool(drawn.get(state, set()) - {state}))
        elif machine.final and state not in ending:
            goes = _reached(ahead, (state,)) - {state}
            yield document.problem(
                "livelock",
                f"from `{state}` no final state can be reached: it leads to {_listed(goes)}"
                " and never to an end",
                ("states", state),
                hint="add a move that leads out to a final state",
                at_key=True,
            )


def _unreachable(document: Document, state: str, *, drawn: bool) -> Problem:
    why = (
        "every way to it has a move that can never be permitted" if drawn else "no move leads to it"
    )
    return document.problem(
        "unreachable-state",
        f"no proposal can come to `{state}`: {why}",
        ("states", state),
        hint="add a move to it, or take it out",
        at_key=True,
    )


def _trap(document: Document, state: str, *, drawn: bool) -> Problem:
    why = "no move that leaves it can ever be permitted" if drawn else "no move leaves it"
    return document.problem(
        "trap-state",
        f"proposals can't get out of `{state}`: {why}, and it is not final",
        ("states", state),
        hint='add a move out of it, or say `kind = "final"`',
        at_key=True,
    )


def _edges(pairs: Iterable[tuple[str, str]]) -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = {}
    for source, target in pairs:
        found.setdefault(source, set()).add(target)
    return found


def _reached(edges: Mapping[str, set[str]], start: Iterable[str]) -> frozenset[str]:
    reached, newest = set(start), list(start)
    while newest:
        for target in edges.get(newest.pop(), ()):
            if target not in reached:
                reached.add(target)
                newest.append(target)
    return frozenset(reached)


def _listed(states: Iterable[str]) -> str:
    return ", ".join(f"`{state}`" for state in sorted(states))
