"""Periods: lengths of time as people say them, in ISO 8601, business days or whole weekends."""

import re
from typing import Final, Self

from attrs import Attribute, field, frozen

from ..errors import CalendarError

_ISO: Final = re.compile(
    r"P(?:(?P<weeks>\d{1,9})W"
    r"|(?:(?P<years>\d{1,9})Y)?(?:(?P<months>\d{1,9})M)?(?:(?P<days>\d{1,9})D)?"
    r"(?:T(?=\d)(?:(?P<hours>\d{1,9})H)?(?:(?P<minutes>\d{1,9})M)?(?:(?P<seconds>\d{1,9})S)?)?)",
    re.ASCII,
)
_PLAIN: Final = re.compile(
    r"p?\s*(\d{1,9})\s*(years?|y|months?|weeks?|w|days?|d|hours?|hrs?|h|minutes?|mins?|seconds?|s)",
    re.ASCII | re.IGNORECASE,
)
_WORKING: Final = re.compile(r"([1-9]\d{0,8}) (business day|weekend)(s?)", re.ASCII)
_MINUTE, _HOUR, _WEEK = 60, 3600, 7


def _amount(_period: "Period", attribute: "Attribute[int]", value: int) -> None:
    if value < 0:
        raise CalendarError(f"a period of `{value}` {attribute.name} runs backwards")


@frozen(kw_only=True, cache_hash=True)
class Period:
    """A length of time: calendar years, months and days, then stopwatch seconds.

    Years, months and days are counted on the wall calendar of a named zone (`arithmetic.add`);
    seconds are counted by a stopwatch, so ``P1D`` and ``PT24H`` differ where clocks change.
    Instead of all these it may be so many business days, or whole weekends, of a working week.

    Raises:
        CalendarError: an amount is negative, all are zero, or units are mixed that can't be.
    """

    years: int = field(default=0, validator=_amount)
    months: int = field(default=0, validator=_amount)
    days: int = field(default=0, validator=_amount)
    seconds: int = field(default=0, validator=_amount)
    business: int = field(default=0, validator=_amount)
    weekends: int = field(default=0, validator=_amount)

    def __attrs_post_init__(self) -> None:
        plain = bool(self.years or self.months or self.days or self.seconds)
        kinds = plain + bool(self.business) + bool(self.weekends)
        if not kinds:
            raise CalendarError("a period of no time at all: give it at least one second")
        if kinds > 1:
            raise CalendarError("business days and weekends are counted by themselves alone")

    @property
    def working(self) -> bool:
        """Whether it is counted by a working week: in business days or weekends."""
        return bool(self.business or self.weekends)

    @property
    def stopwatch(self) -> bool:
        """Whether it is counted by a stopwatch alone, and so is equally long on every day."""
        return not (self.years or self.months or self.days or self.working)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read an ISO 8601 duration of whole units: ``P14D``, ``P1Y6M``, ``PT36H``, ``P2W``.

        A week is seven calendar days. Weeks stand alone, as in RFC 5545 section 3.3.6. Beside these
        it reads ``5 business days`` and ``2 weekends``.

        Raises:
            CalendarError: the text is no such duration, or is one of no time at all.
        """
        working = _WORKING.fullmatch(text)
        if working is not None and (working[1] == "1") is not bool(working[3]):
            many = int(working[1])
            return cls(weekends=many) if working[2] == "weekend" else cls(business=many)
        found = _ISO.fullmatch(text)
        if found is None or text == "P":
            raise CalendarError(f"`{text}` is no period{_hint(text)}")
        amounts = {unit: int(digits or 0) for unit, digits in found.groupdict().items()}
        if not any(amounts.values()):
            raise CalendarError(f"`{text}` is a period of no time at all")
        return cls(
            years=amounts["years"],
            months=amounts["months"],
            days=amounts["days"] + amounts["weeks"] * _WEEK,
            seconds=amounts["hours"] * _HOUR + amounts["minutes"] * _MINUTE + amounts["seconds"],
        )

    def __str__(self) -> str:
        """Give the text in which a file writes it; `parse` reads it back to an equal period."""
        if self.working:
            return self.words()
        calendar = _iso(Y=self.years, M=self.months, D=self.days)
        hours, minutes, seconds = _clock(self.seconds)
        clock = _iso(H=hours, M=minutes, S=seconds)
        return f"P{calendar}T{clock}" if clock else f"P{calendar}"

    def words(self) -> str:
        """Say it in plain English.

        >>> Period.parse("P1Y6M").words()
        '1 year and 6 months'
        """
        hours, minutes, seconds = _clock(self.seconds)
        units = {
            "year": self.years,
            "month": self.months,
            "day": self.days,
            "hour": hours,
            "minute": minutes,
            "second": seconds,
            "business day": self.business,
            "weekend": self.weekends,
        }
        said = [f"{n} {unit}" if n == 1 else f"{n} {unit}s" for unit, n in units.items() if n]
        return " and ".join(filter(None, [", ".join(said[:-1]), said[-1]]))


def _clock(seconds: int) -> tuple[int, int, int]:
    """Split seconds into hours (never into days, which the calendar counts), minutes, seconds."""
    hours, rest = divmod(seconds, _HOUR)
    return hours, *divmod(rest, _MINUTE)


def _iso(**amounts: int) -> str:
    return "".join(f"{amount}{unit}" for unit, amount in amounts.items() if amount)


def _hint(text: str) -> str:
    """Guess what a mistaken period meant: ``14 days`` is ``P14D``, ``P36H`` is ``PT36H``."""
    plain = _PLAIN.fullmatch(text.strip())
    if plain is None:
        return ": write it in ISO 8601, like `P14D`, `P1M` or `PT36H`"
    amount, unit = plain[1], plain[2].lower()
    short = "M" if unit.startswith("m") else unit[0].upper()
    is_clock = unit[0] in "hs" or unit.startswith("mi")
    return f"; did you mean `P{'T' if is_clock else ''}{amount}{short}`?"
