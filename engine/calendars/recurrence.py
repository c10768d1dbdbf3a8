"""Recurring meetings: a rule of days, a wall time, a zone, and how long a session lasts."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import date, datetime, time
from functools import lru_cache

from attrs import frozen

from ..errors import CalendarError
from ..instants import NEVER, Instant
from .arithmetic import FIRST, add, resolve
from .backwards import subtract
from .days import days, last_day
from .period import Period
from .rule import Rule
from .zone import zone as zone_named

_FIRST_YEAR = 1583  # the first whole year of the Gregorian calendar, in which RFC 5545 counts
_TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?")
_DAY = 86_400_000_000
_EPOCH_DAY = date(1970, 1, 1).toordinal()
_MARGIN = 2 * _DAY  # a zone's date differs from that in UTC by one day at most, and one to spare
_LONGEST_YEAR, _LONGEST_MONTH = 366, 31


@frozen(kw_only=True)
class Occurrence:
    """One session: open from ``opens`` (included) to ``closes`` (excluded)."""

    opens: Instant
    closes: Instant


@frozen(kw_only=True, cache_hash=True)
class Recurrence:
    """When a meeting takes place: RFC 5545 days from ``start`` on, at one wall time in one zone.

    The wall time stays when clocks change (`arithmetic`, rule 2). ``except_`` takes days away,
    ``also`` adds days that need not match the rule. Sessions may overlap. Each may open so long
    ``before`` that time, and last so long ``after`` it is over.

    Raises:
        CalendarError: a field is not what its name says, or a date is both taken and added.
    """

    start: date
    rrule: str
    at: str
    zone: str
    duration: Period
    except_: tuple[date, ...] = ()
    also: tuple[date, ...] = ()
    before: Period | None = None
    after: Period | None = None

    def __attrs_post_init__(self) -> None:
        for day in (self.start, *self.except_, *self.also):
            _check_day(day)
        Rule.parse(self.rrule)
        time_of_day(self.at)
        zone_named(self.zone)
        for period in (self.duration, self.before, self.after):
            if period is not None and period.working:
                raise CalendarError(f"`{period}` is no length of a session: write it in ISO 8601")
        for day in sorted({*self.except_} & {*self.also}):
            raise CalendarError(f"`{day}` is both an exception and an extra date")

    def next(self, instant: Instant) -> Occurrence | None:
        """Give the first session that opens at the instant or later; None when there is none."""
        years = _years(self)
        for year in range(max(years.start, _year(instant - _MARGIN)), years.stop):
            opens, sessions = _sessions(self, year)
            at = bisect_left(opens, instant)
            if at < len(opens):
                return sessions[at]
        return None

    def current(self, instant: Instant) -> Occurrence | None:
        """Give the session open at the instant, of several the one that opened last; or None."""
        years = _years(self)
        length = _longest(self.duration) + _longest(self.after)
        earliest = max(years.start, _year(instant - length - _MARGIN))
        latest = min(years.stop - 1, _year(instant + _longest(self.before) + _MARGIN))
        for year in range(latest, earliest - 1, -1):
            opens, sessions = _sessions(self, year)
            at = bisect_right(opens, instant)
            if at:
                last = sessions[at - 1]
                return last if instant < last.closes else None
        return None

    def between(self, first: Instant, last: Instant) -> Iterator[Occurrence]:
        """Give in order the sessions that open at ``first`` or later, and before ``last``."""
        found = self.next(first)
        while found is not None and found.opens < last:
            yield found
            found = self.next(found.opens + 1)


def never_meets(recurrence: Recurrence) -> bool:
    """Tell whether a recurrence has no session at all, such as one on every 30 February."""
    return recurrence.next(FIRST) is None


def time_of_day(text: str) -> time:
    """Read a wall time such as ``11:00``, seconds if need be.

    Raises:
        CalendarError: the text is no time of day.
    """
    if not _TIME.fullmatch(text):
        raise CalendarError(
            f"`{text}` is no time of day: write it like `11:00`, from `00:00` to `23:59`"
        )
    return time.fromisoformat(text)


def _check_day(day: date) -> None:
    if isinstance(day, datetime):
        raise CalendarError(f"`{day}` is a date with a time: give the date, the time is `at`")
    if day.year < _FIRST_YEAR:
        raise CalendarError(f"`{day}` is before {_FIRST_YEAR}, where the calendar begins")


@lru_cache(maxsize=1024)
def _years(recurrence: Recurrence) -> range:
    """Give the years outside which a recurrence has no session."""
    last = last_day(Rule.parse(recurrence.rrule), recurrence.start)
    named = [] if last is None else [recurrence.start.year, date.fromordinal(last).year]
    years = named + [day.year for day in recurrence.also]
    return range(min(years), max(years) + 1) if years else range(0)


@lru_cache(maxsize=4096)
def _sessions(
    recurrence: Recurrence, year: int
) -> tuple[tuple[Instant, ...], tuple[Occurrence, ...]]:
    """Give the sessions of a wall calendar year in order, and apart from them when they open."""
    rule = Rule.parse(recurrence.rrule)
    last = last_day(rule, recurrence.start) or 0
    by_rule = {day for day in days(rule, recurrence.start, year) if day <= last}
    by_name = {day.toordinal() for day in recurrence.also if day.year == year}
    taken = {day.toordinal() for day in recurrence.except_}
    at, zone = time_of_day(recurrence.at), zone_named(recurrence.zone)
    # a zone that skipped a whole day (Apia, 2011-12-30) opens that day's session with the next's
    opens = sorted(
        {
            resolve(datetime.combine(date.fromordinal(day), at, zone))
            for day in (by_rule | by_name) - taken
        }
        - {NEVER}
    )
    sessions = [
        Occurrence(opens=opened, closes=add(opened, recurrence.duration, recurrence.zone))
        for opened in opens
    ]
    if recurrence.before is not None or recurrence.after is not None:
        sessions = [_widened(each, recurrence) for each in sessions]
        opens = [each.opens for each in sessions]
    return tuple(opens), tuple(sessions)


def _widened(occurrence: Occurrence, by: Recurrence) -> Occurrence:
    """Give a session that opens earlier and closes later than a meeting."""
    opens, closes = occurrence.opens, occurrence.closes
    return Occurrence(
        opens=opens if by.before is None else subtract(opens, by.before, by.zone),
        closes=closes if by.after is None else add(closes, by.after, by.zone),
    )


def _year(instant: Instant) -> int:
    """Give the year of an instant in UTC, the nearest that has a number."""
    day = instant // _DAY + _EPOCH_DAY
    return date.fromordinal(min(max(day, 1), date.max.toordinal())).year


def _longest(period: Period | None) -> Instant:
    """Give a span of microseconds that a period never passes, changes of the clock aside."""
    if period is None:
        return 0
    months = period.years * _LONGEST_YEAR + period.months * _LONGEST_MONTH
    return (months + period.days) * _DAY + period.seconds * 1_000_000
