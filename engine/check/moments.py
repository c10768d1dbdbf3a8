"""The instants that a search tries: around every boundary that a rule could turn on.

Rules only compare instants, so two instants between the same boundaries are alike. Where months
and days are counted the calendar bears on it too, so days of several kinds are tried.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from itertools import islice

from ..calendars import Period, Week, add, back
from ..facts import (
    After,
    Ahead,
    At,
    Covered,
    Dated,
    DatedIn,
    Due,
    Elapsed,
    Fact,
    Hence,
    InSession,
    Opens,
    Owed,
)
from ..instants import NEVER, Instant, from_datetime
from ..model import Office, Session

_SAMPLES = tuple(
    from_datetime(datetime(*day, 12, tzinfo=UTC))
    for day in (
        (2024, 8, 16),
        (2024, 2, 29),
        (2023, 3, 1),
        (2024, 3, 31),
        (2023, 12, 30),
        (2024, 1, 1),
        (2024, 11, 5),
    )
)
"""A day amid others; ends of long, short and leap Februaries; of a year; every day of the week."""

SOME_DAY = _SAMPLES[0]

OCCURRENCES = 40
"""How many meetings of each session are looked at."""

_A_KIND = 3  # instants of each kind: which sessions are open
_DAY = 86_400_000_000
_NEAR = 2  # meetings of a session around an instant

Step = tuple[tuple[Period, ...], Instant]
"""Periods that a rule counts one after the other, and a grace in microseconds."""


def nows(facts: frozenset[Fact], office: Office) -> tuple[Instant, ...]:
    """Give the instants of the request that are tried."""
    sessions = [office.sessions[name] for name in sorted(_sessions(facts))]
    days = {
        period for periods, _ in _steps(facts, office) for period in periods if not period.stopwatch
    }
    samples = _SAMPLES if len(days) > 1 else _SAMPLES[:1]
    many = max(_A_KIND, len(samples))
    kinds: dict[tuple[bool, ...], list[Instant]] = {}
    for instant in (*samples, *_edges(sessions)):
        kind = tuple(
            each.calendar is not None and each.calendar.current(instant) is not None
            for each in sessions
        )
        found = kinds.setdefault(kind, [])
        if len(found) < many:
            found.append(instant)
    usual = [instant for found in kinds.values() for instant in found]
    return tuple(dict.fromkeys((*usual, *_leading(facts, office))))


def _sessions(facts: Iterable[Fact]) -> frozenset[str]:
    """Give the kinds of sessions that facts look at."""
    return frozenset(
        fact.session for fact in facts if isinstance(fact, Covered | DatedIn | InSession | Opens)
    )


def _edges(sessions: Iterable[Session]) -> Iterator[Instant]:
    """Give the first and last instants inside and outside of meetings."""
    edges: set[Instant] = set()
    for session in sessions:
        if session.calendar is not None:
            for meeting in islice(session.calendar.between(-NEVER, NEVER), OCCURRENCES):
                for edge in (meeting.opens, meeting.closes):
                    edges |= {edge - 1, edge} if edge < NEVER else set()
    yield from sorted(edges)


def _leading(facts: frozenset[Fact], office: Office) -> Iterator[Instant]:
    """Give the instants from which a period ends at a meeting's edge, and ends of meetings."""
    ahead = {fact for fact in facts if isinstance(fact, Hence)}
    names = sorted({fact.session for fact in facts if isinstance(fact, DatedIn | Opens)})
    for name in names if ahead else ():
        for edge in _around(office.sessions[name], SOME_DAY):
            for fact in sorted(ahead, key=str):
                last = back(edge - fact.grace, fact.period, office.zone, office.week)
                yield from (last - 1, last, last + 1)
    for covering in sorted((fact for fact in facts if isinstance(fact, Covered)), key=str):
        calendar = office.sessions[covering.session].calendar
        if calendar is not None:
            meetings = list(islice(calendar.between(-NEVER, NEVER), covering.many + 1))
            yield from (each.closes + off for each in meetings[-2:] for off in (-1, 0))


def _around(session: Session, now: Instant) -> Iterator[Instant]:
    """Give the edges of the meetings at an instant and after it."""
    if session.calendar is None:
        return
    current = session.calendar.current(now)
    coming = islice(session.calendar.between(now, NEVER), _NEAR)
    for meeting in (*(() if current is None else (current,)), *coming):
        yield from (edge for edge in (meeting.opens, meeting.closes) if abs(edge) < NEVER)


def points(facts: frozenset[Fact], office: Office, now: Instant) -> tuple[Instant, ...]:
    """Give the instants that anchors and announced days are tried at, besides not at all.

    They lie on, just before and just after every boundary that a period or a session makes,
    counted from now and, where a rule compares two anchors, from these boundaries again.
    """
    edges = [
        edge
        for fact in sorted(facts, key=str)
        if isinstance(fact, Covered | DatedIn)
        for edge in _met(office.sessions[fact.session], fact, now)
    ]
    depth = 1 + _compares_two(facts, office)
    return _points(_steps(facts, office), depth, office.zone, office.week, now, tuple(edges))


def _met(session: Session, fact: Covered | DatedIn, now: Instant) -> Iterator[Instant]:
    """Give the edges of meetings on which a fact turns at an instant."""
    if isinstance(fact, DatedIn):
        yield from _around(session, now)
    elif session.calendar is not None:
        reach = 400 * _DAY * fact.many
        passed = list(session.calendar.between(now - reach, now))
        yield from (meeting.opens for meeting in passed[-fact.many - 1 :])


def _steps(facts: frozenset[Fact], office: Office) -> tuple[Step, ...]:
    steps: set[Step] = {
        ((fact.period,), fact.grace) for fact in facts if isinstance(fact, After | Ahead | Hence)
    }
    due = {office.duties[fact.duty].within for fact in facts if isinstance(fact, Due)}
    steps |= {((within,), 0) for within in due if within is not None}
    for name in _sessions(facts):
        session = office.sessions[name]
        if session.lasts is not None:
            whole = (session.lasts, *(() if session.after is None else (session.after,)))
            steps |= {(whole, 0), *(() if session.before is None else (((session.before,), 0),))}
    steps |= {((fact.period,), 0) for fact in facts if isinstance(fact, Elapsed)}
    return tuple(sorted(steps, key=str))


def _compares_two(facts: Iterable[Fact], office: Office) -> bool:
    """Tell whether two instants besides now are there to be compared with each other."""
    named: set[str] = set()
    for fact in facts:
        if isinstance(fact, After | Ahead | At | Covered):
            named.add(fact.anchor)
        elif isinstance(fact, Dated):
            named.add(f"field {fact.field}")
        elif isinstance(fact, Owed):
            named |= {office.duties[fact.duty].after, office.duties[fact.duty].discharged_by}
    return len(named) > 1 and any(isinstance(fact, Dated | At) for fact in facts)


@lru_cache(maxsize=512)
def _points(  # noqa: PLR0913, PLR0917 - all that bears on where boundaries lie
    steps: tuple[Step, ...],
    depth: int,
    zone: str,
    week: Week,
    now: Instant,
    edges: tuple[Instant, ...],
) -> tuple[Instant, ...]:
    found = {now, *edges}
    newest = {now}
    for _ in range(depth):
        newest = {
            point
            for start in newest
            for step in steps
            for point in _stepped(start, step, zone, week)
        } - found
        found |= newest
    around = {point + off for point in found for off in (-1, 0, 1) if abs(point) < NEVER}
    nearest: Mapping[Instant, int] = {point: abs(point - now) for point in around}
    return tuple(sorted(around, key=lambda point: (nearest[point], point)))


def _stepped(start: Instant, step: Step, zone: str, week: Week) -> Iterator[Instant]:
    """Give where a step leads to from an instant, and from where it leads there."""
    periods, grace = step
    for slack in {grace, -grace}:
        later, earlier = start, start + slack
        for period in periods:
            later = add(later, period, zone, week)
        for period in reversed(periods):
            earlier = back(earlier, period, zone, week)
        yield from (later + slack if later < NEVER else NEVER, earlier)
