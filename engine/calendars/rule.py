"""Recurrence rules: the part of RFC 5545 (section 3.3.10) that names days, read strictly.

Readers in the field let much pass in silence: an ``INTERVAL`` of 0 that never ends, a month 13
that never comes, ``1FR`` in a rule of days. Here each is an error in the user's words.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Final, Self

from attrs import frozen

from ..errors import CalendarError
from ..hints import suggested

FREQUENCIES: Final = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
WEEKDAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
MAX_INTERVAL: Final = 9999
MAX_COUNT: Final = 1000
_IN_MONTH, _IN_YEAR = 5, 53  # the most that there can be of one weekday

_WEEKDAY = re.compile(rf"(?P<nth>[+-]?[0-9]{{1,2}})?(?P<day>{'|'.join(WEEKDAYS)})")
_NUMBER = re.compile(r"[+-]?[0-9]{1,5}")
_DATE = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_TIMES = ("BYHOUR", "BYMINUTE", "BYSECOND")
_TIME_FREQUENCIES = ("HOURLY", "MINUTELY", "SECONDLY")
# the largest magnitude of each list, and whether -1 counts from the end
_LISTS: Mapping[str, tuple[int, bool]] = {
    "BYMONTH": (12, False),
    "BYMONTHDAY": (31, True),
    "BYYEARDAY": (366, True),
    "BYWEEKNO": (53, True),
    "BYSETPOS": (366, True),
}
_PARTS = ("FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY", *_LISTS)
# the frequencies under which RFC 5545 gives a part no meaning, or none that people agree on
_MEANINGLESS: Mapping[str, tuple[str, ...]] = {
    "BYMONTHDAY": ("WEEKLY",),
    "BYYEARDAY": ("DAILY", "WEEKLY", "MONTHLY"),
    "BYWEEKNO": ("DAILY", "WEEKLY", "MONTHLY"),
    "BYSETPOS": ("DAILY", "WEEKLY"),
}


@frozen(kw_only=True)
class Weekday:
    """A day of the week, 0 for Monday, and which one of its month or year (0 for each)."""

    day: int
    nth: int = 0


@frozen(kw_only=True)
class Rule:
    """A recurrence rule that names days: one frequency, and the parts that narrow or widen it."""

    freq: str
    interval: int = 1
    count: int | None = None
    until: date | None = None
    wkst: int = 0
    byday: tuple[Weekday, ...] = ()
    bymonth: tuple[int, ...] = ()
    bymonthday: tuple[int, ...] = ()
    byyearday: tuple[int, ...] = ()
    byweekno: tuple[int, ...] = ()
    bysetpos: tuple[int, ...] = ()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read an RRULE value such as ``FREQ=MONTHLY;BYDAY=+1FR``.

        Refused though RFC 5545 has them: times of day (a recurrence has one, ``at``), an
        ``UNTIL`` that isn't a date, ``BYWEEKNO`` without ``BYDAY``, ``BYSETPOS`` in days or weeks,
        an ``INTERVAL`` over 9999 and a ``COUNT`` over 1000.

        Raises:
            CalendarError: the text is no such rule.
        """
        parts = _split(text)
        freq = _freq(text, parts)
        _check_together(freq, parts)
        lists = {name.lower(): _numbers(name, parts.get(name)) for name in _LISTS}
        return cls(
            freq=freq,
            interval=_number("INTERVAL", parts.get("INTERVAL", "1"), MAX_INTERVAL),
            count=_number("COUNT", parts["COUNT"], MAX_COUNT) if "COUNT" in parts else None,
            until=_date(parts["UNTIL"]) if "UNTIL" in parts else None,
            wkst=_week_start(parts.get("WKST", "MO")),
            byday=_weekdays(parts.get("BYDAY"), _most_weekdays(freq, parts)),
            **lists,
        )


def _split(text: str) -> dict[str, str]:
    parts: dict[str, str] = {}
    for part in text.upper().removeprefix("RRULE:").split(";"):
        name, equals, value = part.partition("=")
        if not equals or not value:
            raise CalendarError(f"`{part}` is no part of a rule: write it like `FREQ=MONTHLY`")
        if name in _TIMES:
            raise CalendarError(
                f"`{part}` names a time of day, which a rule of days leaves to `at`"
            )
        if name not in _PARTS:
            raise CalendarError(f"`{name}` is no part of a rule{suggested(name, _PARTS)}")
        if name in parts:
            raise CalendarError(f"`{name}` is given twice: join its values with commas")
        parts[name] = value
    return parts


def _freq(text: str, parts: Mapping[str, str]) -> str:
    freq = parts.get("FREQ")
    if freq is None:
        raise CalendarError(f"`{text}` has no `FREQ`: give one of {', '.join(FREQUENCIES)}")
    if freq in _TIME_FREQUENCIES:
        raise CalendarError(f"`FREQ={freq}` is shorter than a day: give one of {_named()}")
    if freq not in FREQUENCIES:
        hint = suggested(freq, FREQUENCIES) or f": give one of {_named()}"
        raise CalendarError(f"`FREQ={freq}` is no frequency{hint}")
    return freq


def _named() -> str:
    return ", ".join(FREQUENCIES)


def _check_together(freq: str, parts: Mapping[str, str]) -> None:
    for name in parts:
        if freq in _MEANINGLESS.get(name, ()):
            raise CalendarError(f"`{name}` has no meaning in a {freq} rule")
    if "COUNT" in parts and "UNTIL" in parts:
        raise CalendarError("`COUNT` and `UNTIL` both end the rule: keep one of them")
    if "BYWEEKNO" in parts and "BYDAY" not in parts:
        raise CalendarError("`BYWEEKNO` names a week but no day of it: add `BYDAY`")
    if "BYSETPOS" in parts and not any(name.startswith("BY") for name in {*parts} - {"BYSETPOS"}):
        raise CalendarError("`BYSETPOS` picks from the days of another part: add one, like `BYDAY`")


def _number(name: str, text: str, largest: int, *, from_end: bool = False) -> int:
    number = int(text) if _NUMBER.fullmatch(text) else 0
    if number == 0 or abs(number) > largest or (number < 0 and not from_end):
        less = f", or -1 to -{largest}" if from_end else ""
        raise CalendarError(f"`{name}={text}` is out of range: give 1 to {largest}{less}")
    return number


def _numbers(name: str, value: str | None) -> tuple[int, ...]:
    largest, from_end = _LISTS[name]
    texts = [] if value is None else value.split(",")
    return tuple(sorted({_number(name, text, largest, from_end=from_end) for text in texts}))


def _date(text: str) -> date:
    found = _DATE.fullmatch(text)
    if found is None:
        raise CalendarError(f"`UNTIL={text}` is no date: write the last day like `20261231`")
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        raise CalendarError(f"`UNTIL={text}` is a day that no calendar has") from None


def _week_start(text: str) -> int:
    if text not in WEEKDAYS:
        raise CalendarError(
            f"`WKST={text}` is no day of the week: give one of {', '.join(WEEKDAYS)}"
        )
    return WEEKDAYS.index(text)


def _most_weekdays(freq: str, parts: Mapping[str, str]) -> int:
    """Give how many of one weekday the period holds in which ``BYDAY`` counts; 0 where it can't."""
    if freq in {"DAILY", "WEEKLY"} or "BYWEEKNO" in parts:
        return 0
    return _IN_MONTH if freq == "MONTHLY" or "BYMONTH" in parts else _IN_YEAR


def _weekdays(value: str | None, largest: int) -> tuple[Weekday, ...]:
    texts = [] if value is None else value.split(",")
    return tuple(dict.fromkeys(_weekday(text, largest) for text in texts))


def _weekday(text: str, largest: int) -> Weekday:
    found = _WEEKDAY.fullmatch(text)
    if found is None:
        raise CalendarError(f"`BYDAY={text}` is no day of the week: write `FR`, `1FR` or `-1FR`")
    day = WEEKDAYS.index(found["day"])
    if found["nth"] is None:
        return Weekday(day=day)
    if not largest:
        raise CalendarError(f"`BYDAY={text}` counts days, which only a month or a year lets it do")
    nth = int(found["nth"])
    if not 1 <= abs(nth) <= largest:
        raise CalendarError(
            f"`BYDAY={text}` is out of range: give 1 to {largest}, or -1 to -{largest}"
        )
    return Weekday(day=day, nth=nth)
