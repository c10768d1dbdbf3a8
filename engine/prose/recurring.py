"""Calendars in words: a recurrence as people say it."""

from ..calendars.rule import Rule, Weekday
from ..charter.timetable import Calendar
from ..speech import both, number

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_UNITS = {"DAILY": "day", "WEEKLY": "week", "MONTHLY": "month", "YEARLY": "year"}
_ORDINALS = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth"}


def recurring(calendar: Calendar) -> str:
    """Say when something recurs, at what time and for how long, as a clause."""
    days = _days(Rule.parse(calendar.rrule)) or f"by the rule `{calendar.rrule}`"
    said = f"{days}, at {calendar.at} in {calendar.zone}, for {calendar.duration.words()},"
    said += f" {'on' if days == 'once' else 'from'} {calendar.start.isoformat()}"
    said += "" if days == "once" else " on"
    if calendar.except_:
        said += f", but not on {both(day.isoformat() for day in calendar.except_)}"
    if calendar.also:
        said += f", and also on {both(day.isoformat() for day in calendar.also)}"
    return said


def _days(rule: Rule) -> str | None:
    """Say the days of a rule, or nothing where no few words would."""
    if rule.count == 1 and not (rule.byday or rule.bymonthday or rule.bymonth):
        return "once"
    if rule.byyearday or rule.byweekno or rule.bysetpos:
        return None
    unit = _UNITS[rule.freq]
    every = f"every {unit}" if rule.interval == 1 else f"every {number(rule.interval)} {unit}s"
    said = every
    if rule.byday and not any(each.nth for each in rule.byday) and rule.freq == "WEEKLY":
        names = both(_DAYS[each.day] for each in rule.byday)
        said = f"every {names}" if rule.interval == 1 else f"on {names} {every}"
    elif rule.byday:
        said = f"on {both(map(_weekday, rule.byday))} of {every}"
    elif rule.bymonthday:
        said = f"on {both(_monthday(day) for day in rule.bymonthday)} of {every}"
    if rule.bymonth:
        said += f" in {both(_MONTHS[month - 1] for month in rule.bymonth)}"
    if rule.count is not None:
        said += f", {number(rule.count)} times"
    if rule.until is not None:
        said += f", until {rule.until.isoformat()}"
    return said


def _weekday(each: Weekday) -> str:
    if not each.nth:
        return f"each {_DAYS[each.day]}"
    if each.nth == -1:
        return f"the last {_DAYS[each.day]}"
    nth = abs(each.nth)
    which = _ORDINALS.get(nth, f"{nth}th")
    back = "" if each.nth > 0 else " from the end"
    return f"the {which} {_DAYS[each.day]}{back}"


def _monthday(day: int) -> str:
    if day == -1:
        return "the last day"
    return f"day {day}" if day > 0 else f"day {-day} from the end"
