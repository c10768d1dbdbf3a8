"""Adding a period to an instant: the one place where calendars are counted forwards.

The rules, in the order in which they apply:

1. Years and months move the wall calendar of the zone; a day that the month lacks becomes its
   last (31 January + ``P1M`` is 28 or 29 February). Then days move it.
2. The wall clock time is kept. One that clocks skip is read with the offset before the change
   (02:30 becomes 03:30); one that they repeat is the first of the two (RFC 5545, section 3.3.5).
3. Seconds are then counted by a stopwatch. A period of seconds alone never looks at a wall clock.
4. Business days move the wall calendar, too, to the so-many-th working day after the day on which
   they start, at the same wall clock time. So many weekends are over at the midnight that ends the
   last of them, when all of each lay within.
5. What would fall after the year 9999 never falls: ``NEVER``. So does what follows ``NEVER``; and
   what lies before every date (``-NEVER``) stays there.
"""

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from typing import Final

from ..instants import NEVER, Instant, from_datetime, to_datetime
from .midnight import midnight
from .period import Period
from .week import ORDINARY, Week
from .zone import zone as zone_named

FIRST: Final[Instant] = from_datetime(datetime.min.replace(tzinfo=UTC))
"""The first instant that has a date."""
LAST: Final[Instant] = from_datetime(datetime.max.replace(tzinfo=UTC))
"""The last instant that has a date; ``NEVER`` is later."""

_SECOND = 1_000_000
_MONTHS = 12
_MAX_YEAR = date.max.year


def add(instant: Instant, period: Period, zone: str, week: Week = ORDINARY) -> Instant:
    """Give the instant at which a period that starts at ``instant`` has run out in a zone.

    Args:
        instant: when it starts.
        period: how long it is.
        zone: the IANA zone whose wall calendar counts.
        week: which days are working days, for a period of business days or weekends.

    Raises:
        CalendarError: there is no such zone.
    """
    if instant > LAST:
        return NEVER
    if instant < FIRST:
        return instant
    if period.working:
        return _move_working(instant, period, zone, week)
    if period.years or period.months or period.days:
        instant = _move_calendar(instant, period, zone)
    return _dated(instant + period.seconds * _SECOND)


def resolve(wall: datetime) -> Instant:
    """Give the instant of a wall time in its zone, by rule 2, or ``NEVER`` by rule 4."""
    return _dated(from_datetime(wall.replace(fold=0)))


def wall_time(instant: Instant, zone: str) -> datetime | None:
    """Give the wall time of an instant in a zone; None when it isn't within the years 1 to 9999.

    Raises:
        CalendarError: there is no such zone.
    """
    in_zone = zone_named(zone)
    if not FIRST <= instant <= LAST:
        return None
    try:
        return to_datetime(instant).astimezone(in_zone)
    except OverflowError:  # within a day of either end, where the zone's year is 0 or 10000
        return None


def _move_calendar(instant: Instant, period: Period, zone: str) -> Instant:
    wall = wall_time(instant, zone)
    if wall is None:  # within a day of either end of the calendar
        return NEVER if instant > 0 else instant
    months = wall.year * _MONTHS + wall.month - 1 + period.years * _MONTHS + period.months
    year, month = months // _MONTHS, months % _MONTHS + 1
    if year > _MAX_YEAR:
        return NEVER
    day = min(wall.day, monthrange(year, month)[1])
    try:
        moved = wall.replace(year=year, month=month, day=day) + timedelta(days=period.days)
    except OverflowError:
        return NEVER
    return resolve(moved)


def _move_working(instant: Instant, period: Period, zone: str, week: Week) -> Instant:
    wall = wall_time(instant, zone)
    if wall is None:
        return NEVER if instant > 0 else instant
    day = wall.toordinal()
    if period.business:
        end = week.business(day, period.business)
        return NEVER if end is None else resolve(_on(wall, end))
    whole = instant <= midnight(wall.date(), zone)  # its first instant: all of the day lies ahead
    end = week.weekends(day if whole else day + 1, period.weekends)
    return NEVER if end is None else _dated(midnight(date.fromordinal(end), zone))


def _on(wall: datetime, day: int) -> datetime:
    return wall + timedelta(days=day - wall.toordinal())


def _dated(instant: Instant) -> Instant:
    return instant if instant <= LAST else NEVER
