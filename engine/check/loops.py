"""Clocks that go round for ever: each round takes time, and nothing but somebody's act ends it."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import cast

from ..source.problem import Path, Problem
from ..source.read import Document
from ..speech import counted
from .guard import Guard
from .permissible import Permissible, Told
from .question import Literal
from .scene import words
from .search import assignments, narrowed
from .source import ordered
from .space import Count, Values
from .waits import unending

_MOST_STEPS = 3
_MOST_TRIED = 3_000


def rounds(document: Document, judged: Permissible, told: Told) -> Iterator[Problem]:
    """Give the rounds of the clock that go on for as long as nobody acts."""
    clocks = [guard for guard in judged.live if guard.move.action.clockwork]
    seen: set[frozenset[Path]] = set()
    for start in clocks:
        for way in _ways(clocks, (start,)):
            names = frozenset(guard.path for guard in way)
            if names in seen or not _counts_anew(way):
                continue
            seen.add(names)
            told()
            problem = _endless(document, judged, clocks, way)
            if problem is not None:
                yield problem


def _ways(clocks: Sequence[Guard], way: tuple[Guard, ...]) -> Iterator[tuple[Guard, ...]]:
    """Give the ways by which the clock's moves lead back to where the first of them started."""
    if way[-1].move.arrives == way[0].move.source:
        yield way
        return
    if len(way) < _MOST_STEPS:
        for clock in clocks:
            if clock.move.source == way[-1].move.arrives and clock not in way:
                yield from _ways(clocks, (*way, clock))


def _counts_anew(way: Sequence[Guard]) -> bool:
    """Tell whether each move counts from what the round records again, so that time goes on."""
    recorded = {name for guard in way for name in guard.move.action.records}
    return all(
        source.name in recorded
        for guard in way
        for literal in guard.literals
        for source in literal.question.sources
        if source.kind == "anchor"
    )


def _busiest(judged: Permissible, start: Guard, kept: Sequence[Literal]) -> tuple[str, int] | None:
    """Give the case in which the round goes on though as many as possible have voted, in words."""
    space = narrowed(judged.space(start), kept)
    sources = ordered({source for each in kept for source in each.question.sources})
    best: tuple[int, Values] | None = None
    tried = 0
    for given in islice(assignments(space, sources), _MOST_TRIED):
        tried += 1
        if all(
            judged.search.ask(each.question, space, start.move.source, given) is each.wanted
            for each in kept
        ):
            voted = sum(
                many
                for source, value in given.items()
                if source.kind == "ballots"
                for _, many in cast("Count", value)
            )
            if best is None or voted > best[0]:
                best = voted, given
    return None if best is None else (words(space, best[1]), tried)


def _endless(
    document: Document, judged: Permissible, clocks: Sequence[Guard], way: Sequence[Guard]
) -> Problem | None:
    """Look for a case in which the round goes on, and no other move of the clock ends it."""
    kept = [
        literal
        for guard in way
        for literal in guard.literals
        if not any(source.kind in ("now", "anchor") for source in literal.question.sources)
    ]
    timed = [
        literal
        for guard in way
        for literal in guard.literals
        if literal.question.name != "when" and literal not in kept
    ]
    if timed:  # a rule about time may end it: nothing is claimed
        return None
    states = {guard.move.source for guard in way}
    others = [each for each in clocks if each.move.source in states and each not in way]
    found = unending(judged, way[0], others, tuple(dict.fromkeys(kept)))
    if found is None:
        return None
    case, tried = found if others else (_busiest(judged, way[0], kept) or found)
    names = " and ".join(f"`{guard.move.action.name}`" for guard in way)
    case = f", where {case}" if case else ""
    return document.problem(
        "endless-rounds",
        f"the clock makes {names} again and again, for as long as nobody acts{case}"
        f" ({counted(tried, 'situation')} tried)",
        way[0].path,
        hint="count how often, with an anchor that is recorded once, or let another clock end it",
        severity="warning",
        at_key=True,
    )
