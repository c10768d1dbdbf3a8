"""The working week: which days are working days, and how they are counted."""

from bisect import bisect_right
from collections.abc import Iterable
from datetime import date

from attrs import field, frozen

from ..errors import CalendarError

_DAYS = 7
_FIRST, _LAST = 1, date.max.toordinal()
_MIRROR = 2  # a day and the one that has this sum with it: Monday for Monday, Tuesday for Sunday

Day = int
"""A day as its proleptic ordinal (`date.toordinal`)."""


def _frozen(days: Iterable[date]) -> frozenset[date]:
    return frozenset(days)


@frozen(kw_only=True, cache_hash=True)
class _Counted:
    """Days in one direction of time: days of the week that are a weekend's, and days off."""

    weekend: frozenset[int]
    off: tuple[Day, ...]

    def working(self, day: Day, many: int) -> Day:
        """Give the so-many-th working day after a day."""
        wanted = many
        while True:
            end = self._weekday(day, wanted)
            off = bisect_right(self.off, end) - bisect_right(self.off, day)
            if many + off == wanted:
                return end
            wanted = many + off

    def weekends(self, first: Day, many: int) -> Day | None:
        """Give the day after the so-many-th weekend all of which lies on a day or after it."""
        starts = [day for day in self.weekend if (day - 1) % _DAYS not in self.weekend]
        if not starts:
            return None
        weeks, rest = divmod(many - 1, len(starts))
        day = first + weeks * _DAYS
        for _ in range(rest + 1):
            while _weekday(day) not in starts:
                day += 1
            while _weekday(day) in self.weekend:
                day += 1
        return day

    def _weekday(self, day: Day, many: int) -> Day:
        """Give the so-many-th day after a day that is no weekend's, off or not."""
        weeks, rest = divmod(many - 1, _DAYS - len(self.weekend))
        day += weeks * _DAYS
        for _ in range(rest + 1):
            day += 1
            while _weekday(day) in self.weekend:
                day += 1
        return day


@frozen(kw_only=True, cache_hash=True)
class Week:
    """Which days are no working days: some of every week, and holidays.

    Attributes:
        weekend: the days of the week that are none, from 0 for Monday to 6.
        holidays: the days that are none besides.

    Raises:
        CalendarError: no day of the week is a working day.
    """

    weekend: frozenset[int] = frozenset({5, 6})
    holidays: frozenset[date] = field(default=frozenset[date](), converter=_frozen)
    _ahead: _Counted = field(init=False, repr=False, eq=False)
    _behind: _Counted = field(init=False, repr=False, eq=False)

    def __attrs_post_init__(self) -> None:
        if len(self.weekend) >= _DAYS:
            raise CalendarError("a week that is all weekend has no working days")
        off = [day.toordinal() for day in self.holidays if day.weekday() not in self.weekend]
        ahead = _Counted(weekend=self.weekend, off=tuple(sorted(off)))
        behind = _Counted(
            weekend=frozenset(-day % _DAYS for day in self.weekend),
            off=tuple(sorted(_MIRROR - day for day in off)),
        )
        object.__setattr__(self, "_ahead", ahead)
        object.__setattr__(self, "_behind", behind)

    def business(self, day: Day, many: int) -> Day | None:
        """Give the so-many-th working day after a day; ``None`` after the year 9999."""
        return _dated(self._ahead.working(day, many))

    def business_before(self, day: Day, many: int) -> Day | None:
        """Give the so-many-th working day before a day; ``None`` before the year 1."""
        return _dated(_MIRROR - self._behind.working(_MIRROR - day, many))

    def weekends(self, first: Day, many: int) -> Day | None:
        """Give the day after the so-many-th weekend all of which lies on a day or after it.

        ``None`` where that is after the year 9999, or there are no weekends.
        """
        found = self._ahead.weekends(first, many)
        return None if found is None else _dated(found)

    def weekends_before(self, end: Day, many: int) -> Day | None:
        """Give the first day of the so-many-th weekend, backwards, all of which lies before a day.

        ``None`` where that is before the year 1, or there are no weekends.
        """
        found = self._behind.weekends(_MIRROR - end + 1, many)
        return None if found is None else _dated(_MIRROR - found + 1)


ORDINARY = Week()
"""Saturday and Sunday are the weekend, and there are no holidays."""


def _weekday(day: Day) -> int:
    return (day - 1) % _DAYS  # the first of January of the year 1 was a Monday


def _dated(day: Day) -> Day | None:
    return day if _FIRST <= day <= _LAST else None
