"""Going back by a period: on the calendar, and as `add` read backwards."""

from calendar import monthrange
from datetime import date, datetime, timedelta

from ..instants import NEVER, Instant
from .arithmetic import FIRST, LAST, add, resolve, wall_time
from .midnight import midnight
from .period import Period
from .week import ORDINARY, Week

_SECOND = 1_000_000
_DAY = 86_400 * _SECOND
_MONTHS = 12


def subtract(instant: Instant, period: Period, zone: str, week: Week = ORDINARY) -> Instant:
    """Give the instant that lies a period before another, counted back on the wall calendar.

    The rules are those of `add`, the other way round: seconds first, then days, then months, where
    a day that the month lacks becomes its last. A month before 30 June is 30 May, though it is from
    the 31st, too, that a month ends then. Business days go back to the so-many-th working day
    before; so many weekends, to the midnight that starts the first of them.

    Raises:
        CalendarError: there is no such zone.
    """
    if instant > LAST:
        return NEVER
    instant -= period.seconds * _SECOND
    if instant < FIRST:
        return -NEVER
    if period.stopwatch:
        return instant
    wall = wall_time(instant, zone)
    if wall is None:
        return NEVER if instant > 0 else -NEVER
    if period.weekends:
        return _weekends(instant, wall.date(), period.weekends, zone, week)
    moved = _working(wall, period, week) if period.business else _calendar(wall, period)
    return -NEVER if moved is None else resolve(moved)


def back(instant: Instant, period: Period, zone: str, week: Week = ORDINARY) -> Instant:
    """Give the last instant from which a period has run out by another: `add` read backwards.

    Where clocks change or months end several instants may be such a last one, each with some after
    it from which the period runs longer; it is one of them. What would lie before every date is
    ``-NEVER``.

    Raises:
        CalendarError: there is no such zone.
    """
    if instant > LAST:
        return NEVER
    if period.stopwatch:
        found = instant - period.seconds * _SECOND
        return found if found >= FIRST else -NEVER
    low, high, step = instant, instant + 1, _DAY
    while add(low, period, zone, week) > instant:
        low, high, step = low - step, low, step * 2
        if low < FIRST:
            low = FIRST - 1
    while high - low > 1:
        middle = (low + high) // 2
        if add(middle, period, zone, week) <= instant:
            low = middle
        else:
            high = middle
    return low if low >= FIRST else -NEVER


def _calendar(wall: datetime, period: Period) -> datetime | None:
    try:
        wall -= timedelta(days=period.days)
    except OverflowError:
        return None
    months = wall.year * _MONTHS + wall.month - 1 - period.years * _MONTHS - period.months
    year, month = months // _MONTHS, months % _MONTHS + 1
    if year < 1:
        return None
    return wall.replace(year=year, month=month, day=min(wall.day, monthrange(year, month)[1]))


def _working(wall: datetime, period: Period, week: Week) -> datetime | None:
    day = week.business_before(wall.toordinal(), period.business)
    return None if day is None else wall + timedelta(days=day - wall.toordinal())


def _weekends(instant: Instant, day: date, many: int, zone: str, week: Week) -> Instant:
    first = week.weekends_before(day.toordinal(), many)
    return -NEVER if first is None else min(midnight(date.fromordinal(first), zone), instant)
