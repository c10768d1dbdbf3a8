"""The instants that a search tries: around every boundary that a rule could turn on.

Rules only compare instants, so two instants between the same boundaries are alike. Where months
and days are counted the calendar bears on it too, so days of several kinds are tried.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from itertools import islice

from ..calendars import Period, add
from ..facts import After, At, Dated, Due, Fact, InSession, Owed
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
_REACH = 200 * 366 * _DAY


def nows(facts: frozenset[Fact], office: Office) -> tuple[Instant, ...]:
    """Give the instants of the request that are tried."""
    names = sorted({fact.session for fact in facts if isinstance(fact, InSession)})
    days = {period for period in _periods(facts, office) if _by_calendar(period)}
    samples = _SAMPLES if len(days) > 1 else _SAMPLES[:1]
    sessions = [office.sessions[name] for name in names]
    many = max(_A_KIND, len(samples))
    kinds: dict[tuple[bool, ...], list[Instant]] = {}
    for instant in (*samples, *_edges(sessions)):
        kind = tuple(each.calendar.current(instant) is not None for each in sessions)
        found = kinds.setdefault(kind, [])
        if len(found) < many:
            found.append(instant)
    return tuple(instant for found in kinds.values() for instant in found)


def _edges(sessions: Iterable[Session]) -> Iterator[Instant]:
    """Give the first and last instants inside and outside of meetings."""
    edges: set[Instant] = set()
    for session in sessions:
        for meeting in islice(session.calendar.between(-NEVER, NEVER), OCCURRENCES):
            for edge in (meeting.opens, meeting.closes):
                edges |= {edge - 1, edge} if edge < NEVER else set()
    yield from sorted(edges)


def _by_calendar(period: Period) -> bool:
    return bool(period.years or period.months or period.days)


def points(facts: frozenset[Fact], office: Office, now: Instant) -> tuple[Instant, ...]:
    """Give the instants that anchors and announced days are tried at, besides not at all.

    They lie on, just before and just after every boundary that a period makes, counted from now
    and, where a rule compares two anchors, from these boundaries again.
    """
    return _points(_periods(facts, office), 1 + _compares_two(facts, office), office.zone, now)


def _periods(facts: frozenset[Fact], office: Office) -> tuple[Period, ...]:
    found = {fact.period for fact in facts if isinstance(fact, After)}
    due = {office.duties[fact.duty].within for fact in facts if isinstance(fact, Due)}
    return tuple(sorted(found | {each for each in due if each is not None}, key=str))


def _compares_two(facts: Iterable[Fact], office: Office) -> bool:
    """Tell whether two instants besides now are there to be compared with each other."""
    named: set[str] = set()
    for fact in facts:
        if isinstance(fact, After | At):
            named.add(fact.anchor)
        elif isinstance(fact, Dated):
            named.add(f"field {fact.field}")
        elif isinstance(fact, Owed):
            named |= {office.duties[fact.duty].after, office.duties[fact.duty].discharged_by}
    return len(named) > 1 and any(isinstance(fact, Dated | At) for fact in facts)


@lru_cache(maxsize=512)
def _points(
    periods: tuple[Period, ...], depth: int, zone: str, now: Instant
) -> tuple[Instant, ...]:
    found = {now}
    newest = {now}
    for _ in range(depth):
        newest = {
            point
            for start in newest
            for period in periods
            for point in (add(start, period, zone), _before(start, period, zone))
        } - found
        found |= newest
    around = {point + off for point in found for off in (-1, 0, 1) if abs(point) < NEVER}
    nearest: Mapping[Instant, int] = {point: abs(point - now) for point in around}
    return tuple(sorted(around, key=lambda point: (nearest[point], point)))


@lru_cache(maxsize=4096)
def _before(instant: Instant, period: Period, zone: str) -> Instant:
    """Give the last instant after which the period is over by the given one."""
    low, high = instant - _REACH, instant
    if add(low, period, zone) > instant:
        return low
    while high - low > 1:
        middle = (low + high) // 2
        if add(middle, period, zone) <= instant:
            low = middle
        else:
            high = middle
    return low
