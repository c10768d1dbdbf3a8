"""The days that a rule names: whole calendar years at a time, by `dateutil.rrule`.

Only one year is ever asked of dateutil, which by itself looks for a match up to the year 9999
(2.8 s for a 30 February in daily steps, measured) and can't be stopped. Intervals, positions and
ends are applied here. A day is its proleptic ordinal (`date.toordinal`).
"""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from itertools import groupby

from .rule import Rule

_CYCLE = 400  # years, after which the Gregorian calendar repeats: 146097 days, 20871 weeks
_MONTHS = 12
_WEEK = 7
_MAX_YEAR = date.max.year

Day = int


@lru_cache(maxsize=4096)
def days(rule: Rule, start: date, year: int) -> tuple[Day, ...]:
    """Give the days in a year, in order, that a rule names from its start on, ``COUNT`` aside.

    The start sets the phase of the interval and what the rule leaves open (``FREQ=MONTHLY``: the
    same day of the month). It is itself such a day only when it matches.
    """
    if not start.year <= year <= _last_year(rule):
        return ()
    if rule.freq == "YEARLY" and (year - start.year) % rule.interval:
        return ()
    first = start.toordinal()
    last = date.max.toordinal() if rule.until is None else rule.until.toordinal()
    named = _positions(rule, _expand(rule, start, year))
    return tuple(day for day in named if first <= day <= last and _in_phase(rule, start, day))


@lru_cache(maxsize=1024)
def last_day(rule: Rule, start: date) -> Day | None:
    """Give a day after which a rule names none; None when it names no day at all.

    The search is exact and bounded: a rule repeats after 400 years times its interval, and a
    rule that counts ends with its count.
    """
    years = range(start.year, _last_year(rule) + 1)
    if not any(days(rule, start, year) for year in years[: _CYCLE * rule.interval + 1]):
        return None
    if rule.count is None:
        return date(_last_year(rule), 12, 31).toordinal()
    left, last = rule.count, start.toordinal()
    for year in years:
        counted = days(rule, start, year)[:left]
        left -= len(counted)
        last = max(counted, default=last)
        if not left:
            break
    return last


def _last_year(rule: Rule) -> int:
    return _MAX_YEAR if rule.until is None else rule.until.year


def _expand(rule: Rule, start: date, year: int) -> Iterator[Day]:
    """Give the days of one year that match the parts of a rule, as a yearly rule names them."""
    from dateutil.rrule import YEARLY, rrule, weekday  # noqa: PLC0415 - only for sessions

    bymonth, bymonthday, byday = rule.bymonth, rule.bymonthday, [(w.day, w.nth) for w in rule.byday]
    if not (byday or bymonthday or rule.byyearday or rule.byweekno):
        if rule.freq == "YEARLY":
            bymonth = bymonth or (start.month,)
        if rule.freq in {"YEARLY", "MONTHLY"}:
            bymonthday = (start.day,)
        else:
            every = range(_WEEK) if rule.freq == "DAILY" else (start.weekday(),)
            byday = [(day, 0) for day in every]
    if rule.freq == "MONTHLY":  # the nth weekday is then that of each month
        bymonth = bymonth or tuple(range(1, _MONTHS + 1))
    found = rrule(
        YEARLY,
        dtstart=date(year, 1, 1),
        interval=_MAX_YEAR,  # so that the search ends with this year
        wkst=rule.wkst,
        bymonth=bymonth or None,
        bymonthday=bymonthday or None,
        byyearday=rule.byyearday or None,
        byweekno=rule.byweekno or None,
        byweekday=[weekday(day, nth) if nth else weekday(day) for day, nth in byday] or None,
    )
    return (moment.toordinal() for moment in found)


def _positions(rule: Rule, found: Iterator[Day]) -> Iterable[Day]:
    """Keep the days at the positions that ``BYSETPOS`` names in each month or in the year."""
    if not rule.bysetpos:
        return found

    def period(day: Day) -> int:
        return date.fromordinal(day).month if rule.freq == "MONTHLY" else 0

    return sorted(
        {
            group[position - 1 if position > 0 else position]
            for group in (tuple(named) for _, named in groupby(found, period))
            for position in rule.bysetpos
            if abs(position) <= len(group)
        }
    )


def _in_phase(rule: Rule, start: date, day: Day) -> bool:
    """Tell whether a day lies in a period that the interval doesn't pass over."""
    if rule.interval == 1 or rule.freq == "YEARLY":  # years are passed over whole
        return True
    then, first = date.fromordinal(day), start.toordinal()
    if rule.freq == "MONTHLY":
        passed = (then.year - start.year) * _MONTHS + then.month - start.month
    elif rule.freq == "WEEKLY":
        passed = (day - first + (start.weekday() - rule.wkst) % _WEEK) // _WEEK
    else:
        passed = day - first
    return passed % rule.interval == 0
