"""Times at which an act is allowed by itself, and no day or instant that it must name would do.

A vote that lasts from 14 to 28 days and may not end within a freeze of 24 can't be opened on the
ten days from which every end falls into the freeze. Every midnight of four years is tried, and
around those at which there is no way, every hour.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import cast

from attrs import frozen

from ..calendars import local
from ..calendars.arithmetic import resolve
from ..calendars.zone import zone as zone_named
from ..facts import DatedIn, Fact, Hence, Situation
from ..facts.in_session import following, sitting
from ..instants import NEVER, Instant
from ..source.problem import Path, Problem
from ..source.read import Document
from .guard import Guard
from .permissible import Permissible, Told
from .question import Literal
from .scene import situation
from .source import NOW, Source
from .told import values

DAYS = 1_461
"""The days of four years."""

_HOUR = 3_600_000_000
_HOURS = 24
_MOST_MEETINGS = 20


@frozen(kw_only=True)
class _Case:
    """A move that asks for a day or an instant clear of a session.

    Attributes:
        timed: its conditions that turn on nothing but now.
        literals: those that turn on the field, too.
        plain: a situation in which it is asked for, at whatever instant.
    """

    guard: Guard
    field: str
    session: str
    path: Path
    timed: tuple[Literal, ...]
    literals: tuple[Literal, ...]
    facts: frozenset[Fact]
    plain: Situation


def shut(document: Document, judged: Permissible, told: Told) -> Iterator[Problem]:
    """Give the moves that can't be made at times that no rule about now shuts."""
    seen: set[Path] = set()
    for guard in judged.live:
        for case in _cases(judged, guard):
            if case.path in seen:
                continue
            seen.add(case.path)
            days = _days(judged, case.session)
            none = [not _open(case, day) for day in days]
            told()
            if any(none) and not all(none):
                yield _problem(document, case, days, none)


def _cases(judged: Permissible, guard: Guard) -> Iterator[_Case]:
    for literal in guard.literals:
        for fact in literal.question.looks.facts:
            if not isinstance(fact, DatedIn):
                continue
            source = Source("field", fact.field)
            timed = _among(guard, {NOW})
            literals = tuple(
                each for each in _among(guard, {NOW, source}) if source in each.question.sources
            )
            looks = (each.question.looks.facts for each in literals)
            yield _Case(
                guard=guard,
                field=fact.field,
                session=fact.session,
                path=literal.question.path,
                timed=timed,
                literals=literals,
                facts=frozenset[Fact]().union(*looks),
                plain=situation(judged.space(guard), guard.move.source, {}),
            )


def _among(guard: Guard, sources: set[Source]) -> tuple[Literal, ...]:
    return tuple(
        each
        for each in guard.literals
        if each.question.sources and sources.issuperset(each.question.sources)
    )


def _days(judged: Permissible, session: str) -> Sequence[Instant]:
    """Give the midnights of four years, from the year of a session's calendar on."""
    office = judged.world.machine.office
    calendar = office.sessions[session].calendar
    if calendar is None or calendar.start.year + 5 > date.max.year:
        return ()
    first = datetime(calendar.start.year, 1, 1, tzinfo=zone_named(office.zone))
    return [resolve(first + timedelta(days=n)) for n in range(DAYS)]


def _open(case: _Case, now: Instant) -> bool:
    """Tell whether the move could be made, or is shut by a rule about now itself."""
    if not _met(case.timed, _at(case, now, None)):
        return True
    asked = case.guard.move.action.fields[case.field]
    office = case.plain.office
    instants = sorted(_boundaries(case, _at(case, now, None)))
    return any(
        _met(case.literals, _at(case, now, value))
        for value in values(asked, case.facts, instants, office.zone)
    )


def _boundaries(case: _Case, facts: Situation) -> Iterator[Instant]:
    """Give where a period from now ends and where sessions open and close, and just beside."""
    found = {facts.now}
    found |= {fact.read(facts) for fact in case.facts if isinstance(fact, Hence)}
    for fact in case.facts:
        at = facts.now
        for _ in range(_MOST_MEETINGS if isinstance(fact, DatedIn) else 0):
            session = cast("DatedIn", fact).session
            met = sitting(facts, session, at) or following(facts, session, at)
            if met is None or met.opens > max(found):
                break
            found |= {met.opens, met.closes}
            at = met.closes
    yield from (each + off for each in found for off in (-1, 0, 1) if abs(each) < NEVER)


def _at(case: _Case, now: Instant, value: object) -> Situation:
    data = case.plain.data if value is None else {**case.plain.data, case.field: value}
    return Situation(now, case.plain.actor, data, case.plain.proposal, case.plain.office)


def _met(literals: Sequence[Literal], facts: Situation) -> bool:
    try:
        return all(each.question.holds(facts) is each.wanted for each in literals)
    except Exception:  # noqa: BLE001 - a rule that fails is told of elsewhere
        return True


def _problem(
    document: Document, case: _Case, days: Sequence[Instant], none: Sequence[bool]
) -> Problem:
    first = none.index(True)
    last = next((n for n in range(first, len(none)) if not none[n]), len(none))
    begins = _edge(case, days[first], -1)
    ends = _edge(case, days[last - 1], 1)
    zone = case.plain.office.zone
    name = case.guard.move.action.name
    return document.problem(
        "no-opening",
        f"`{name}` can't be done from {local(begins, zone)} to {local(ends, zone)}, though it is"
        f" not shut then: every `{case.field}` that it may name falls into `{case.session}` or"
        f" breaks another rule ({sum(none)} of {len(days):,} days; every midnight of four years"
        " tried, and every hour around the first of them)",
        case.path,
        hint="widen the span of what may be named, or say that it is shut then, with `outside`",
        severity="warning",
        at_key=True,
    )


def _edge(case: _Case, day: Instant, way: int) -> Instant:
    """Give the hour at which it first or last can't be done, next to a day on which it can't."""
    found = day
    for hours in range(1, _HOURS + 1):
        if _open(case, day + way * hours * _HOUR):
            break
        found = day + way * hours * _HOUR
    return found if way < 0 else found + _HOUR
