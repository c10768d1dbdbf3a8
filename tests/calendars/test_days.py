"""The days that a rule names, against the examples of RFC 5545 and against dateutil."""

from datetime import date, timedelta
from itertools import takewhile

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from bylaw.engine.calendars.days import days, last_day
from bylaw.engine.calendars.rule import Rule

DAY = timedelta(days=1)


def named(text: str, start: date, years: int) -> list[date]:
    """The days that a rule names in so many calendar years, its end applied."""
    rule = Rule.parse(text)
    last = last_day(rule, start)
    found = (
        day for year in range(start.year, start.year + years) for day in days(rule, start, year)
    )
    return [] if last is None else [date.fromordinal(day) for day in found if day <= last]


def written(text: str) -> list[date]:
    """Dates as `1997: 9-2 9-3, 1998: 1-1`."""
    return [
        date(int(year), *map(int, day.split("-")))
        for year, _, rest in (part.partition(":") for part in text.split(","))
        for day in rest.split()
    ]


@pytest.mark.parametrize(
    ("start", "rule", "expected"),
    [
        ("1997-09-02", "FREQ=DAILY;INTERVAL=10;COUNT=5", "1997: 9-2 9-12 9-22 10-2 10-12"),
        ("1997-12-30", "FREQ=DAILY;UNTIL=19980102", "1997: 12-30 12-31, 1998: 1-1 1-2"),
        ("1997-09-02", "FREQ=WEEKLY;COUNT=6", "1997: 9-2 9-9 9-16 9-23 9-30 10-7"),
        (
            "1997-09-02",
            "FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH",
            "1997: 9-2 9-4 9-16 9-18 9-30 10-2 10-14 10-16",
        ),
        (
            "1997-09-01",
            "FREQ=WEEKLY;INTERVAL=2;UNTIL=19971109;WKST=SU;BYDAY=MO,WE,FR",
            "1997: 9-1 9-3 9-5 9-15 9-17 9-19 9-29 10-1 10-3 10-13 10-15 10-17 10-27 10-29 10-31",
        ),
        (
            "1997-08-05",
            "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO",
            "1997: 8-5 8-10 8-19 8-24",
        ),
        (
            "1997-08-05",
            "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU",
            "1997: 8-5 8-17 8-19 8-31",
        ),
        (
            "1997-09-05",
            "FREQ=MONTHLY;COUNT=10;BYDAY=1FR",
            "1997: 9-5 10-3 11-7 12-5, 1998: 1-2 2-6 3-6 4-3 5-1 6-5",
        ),
        (
            "1997-09-07",
            "FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU",
            "1997: 9-7 9-28 11-2 11-30, 1998: 1-4 1-25 3-1 3-29 5-3 5-31",
        ),
        (
            "1997-09-22",
            "FREQ=MONTHLY;COUNT=6;BYDAY=-2MO",
            "1997: 9-22 10-20 11-17 12-22, 1998: 1-19 2-16",
        ),
        (
            "1997-09-30",
            "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1",
            "1997: 9-30 10-1 10-31 11-1 11-30 12-1 12-31, 1998: 1-1 1-31 2-1",
        ),
        (
            "1997-09-10",
            "FREQ=MONTHLY;INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15",
            "1997: 9-10 9-11 9-12 9-13 9-14 9-15, 1999: 3-10 3-11 3-12 3-13",
        ),
        ("2007-01-15", "FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5", "2007: 1-15 1-30 2-15 3-15 3-30"),
        (
            "1997-06-10",
            "FREQ=YEARLY;COUNT=5;BYMONTH=6,7",
            "1997: 6-10 7-10, 1998: 6-10 7-10, 1999: 6-10",
        ),
        (
            "1997-01-01",
            "FREQ=YEARLY;INTERVAL=3;COUNT=10;BYYEARDAY=1,100,200",
            "1997: 1-1 4-10 7-19, 2000: 1-1 4-9 7-18, 2003: 1-1 4-10 7-19, 2006: 1-1",
        ),
        ("1997-05-19", "FREQ=YEARLY;COUNT=3;BYDAY=20MO", "1997: 5-19, 1998: 5-18, 1999: 5-17"),
        (
            "1997-05-12",
            "FREQ=YEARLY;COUNT=3;BYWEEKNO=20;BYDAY=MO",
            "1997: 5-12, 1998: 5-11, 1999: 5-17",
        ),
        (
            "1997-09-02",
            "FREQ=MONTHLY;COUNT=5;BYDAY=FR;BYMONTHDAY=13",
            "1998: 2-13 3-13 11-13, 1999: 8-13, 2000: 10-13",
        ),
        (
            "1996-11-05",
            "FREQ=YEARLY;INTERVAL=4;COUNT=3;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8",
            "1996: 11-5, 2000: 11-7, 2004: 11-2",
        ),
        (
            "1997-09-04",
            "FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3",
            "1997: 9-4 10-7 11-6",
        ),
        (
            "1997-09-29",
            "FREQ=MONTHLY;COUNT=7;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2",
            "1997: 9-29 10-30 11-27 12-30, 1998: 1-29 2-26 3-30",
        ),
    ],
)
def test_the_examples_of_rfc_5545(start: str, rule: str, expected: str) -> None:
    """Section 3.8.5.3, those that name days; some cut short by a `COUNT` of ours."""
    assert named(rule, date.fromisoformat(start), 10) == written(expected)


@pytest.mark.parametrize(
    ("start", "rule", "expected"),
    [
        ("2019-01-31", "FREQ=MONTHLY;COUNT=3", "2019: 1-31 3-31 5-31"),
        ("2020-02-29", "FREQ=YEARLY;COUNT=2", "2020: 2-29, 2024: 2-29"),
        ("2019-05-01", "FREQ=MONTHLY;BYDAY=1FR;COUNT=1", "2019: 5-3"),
        ("2019-12-01", "FREQ=YEARLY;BYWEEKNO=1;BYDAY=MO;COUNT=2", "2019: 12-30, 2021: 1-4"),
        (
            "2019-05-03",
            "FREQ=YEARLY;BYDAY=FR;BYSETPOS=1,-1;COUNT=3",
            "2019: 12-27, 2020: 1-3 12-25",
        ),
        ("2021-01-01", "FREQ=YEARLY;BYWEEKNO=1;BYDAY=SU;COUNT=1", "2021: 1-10"),
        ("2021-01-01", "FREQ=YEARLY;BYWEEKNO=1;BYDAY=SU;WKST=SU;COUNT=1", "2021: 1-3"),
        ("2019-05-03", "FREQ=DAILY;UNTIL=20190502", ""),
    ],
)
def test_what_the_start_sets_and_what_it_cuts_off(start: str, rule: str, expected: str) -> None:
    """Days that a month lacks are passed over; a start that doesn't match is no such day."""
    expected_days = written(expected) if expected else []
    assert named(rule, date.fromisoformat(start), 10) == expected_days


WEEKDAYS = st.sampled_from(["MO", "TU", "WE", "TH", "FR", "SA", "SU"])
STARTS = st.dates(date(1990, 1, 1), date(2030, 12, 31))


def some(values: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.lists(values, min_size=1, max_size=4, unique=True).map(",".join)


def numbers(largest: int, *, from_end: bool = True) -> st.SearchStrategy[str]:
    values = st.integers(1, largest)
    return some((values | values.map(lambda n: -n) if from_end else values).map(str))


@st.composite
def rules(draw: st.DrawFn) -> str:
    """Rules that this reader and dateutil's both take, and that dateutil finds matches of soon."""
    freq = draw(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]))
    counted = st.builds("{}{}".format, st.sampled_from(["", "1", "-1", "+2", "4"]), WEEKDAYS)
    may: dict[str, st.SearchStrategy[str]] = {
        "INTERVAL": st.integers(1, 30).map(str),
        "BYDAY": some(WEEKDAYS if freq in {"DAILY", "WEEKLY"} else counted),
        "BYMONTH": numbers(12, from_end=False),
        "WKST": WEEKDAYS,
    }
    if freq != "WEEKLY":
        may["BYMONTHDAY"] = numbers(28)
    if freq == "YEARLY":
        may["BYYEARDAY"] = numbers(366)
    chosen = draw(st.sets(st.sampled_from(sorted(may))))
    if freq in {"MONTHLY", "YEARLY"} and any(name.startswith("BY") for name in chosen):
        may["BYSETPOS"] = numbers(6)
        chosen |= draw(st.sampled_from([set[str](), {"BYSETPOS"}]))
    if (
        freq == "YEARLY"
        and chosen <= {"INTERVAL", "BYDAY", "BYMONTH", "WKST"}
        and "BYDAY" in chosen
    ):
        may["BYDAY"], may["BYWEEKNO"] = some(WEEKDAYS), numbers(53)
        chosen |= draw(st.sampled_from([set[str](), {"BYWEEKNO"}]))
    return ";".join([f"FREQ={freq}", *(f"{name}={draw(may[name])}" for name in sorted(chosen))])


@given(rules(), STARTS)
def test_dateutil_names_the_same_days(text: str, start: date) -> None:
    """What is asked a year at a time equals what dateutil counts through from the start."""
    years = 12
    horizon = date(start.year + years, 1, 1)
    counted = (moment.date() for moment in rrulestr(text, dtstart=start))
    assert named(text, start, years) == list(takewhile(lambda day: day < horizon, counted))


@settings(max_examples=40)
@given(rules(), STARTS, st.integers(1, 30))
def test_a_count_keeps_the_first_days(text: str, start: date, count: int) -> None:
    assert named(f"{text};COUNT={count}", start, 12) == named(text, start, 12)[:count]


@given(rules(), STARTS, st.integers(0, 4000))
def test_an_end_cuts_off_what_comes_after_it(text: str, start: date, length: int) -> None:
    until = start + length * DAY
    ended = named(f"{text};UNTIL={until:%Y%m%d}", start, 12)
    assert ended == [day for day in named(text, start, 12) if day <= until]


@pytest.mark.parametrize(
    "text",
    [
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=MONTHLY;BYMONTH=4,6,9,11;BYMONTHDAY=31",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=YEARLY;BYMONTH=3;BYYEARDAY=1",
        "FREQ=MONTHLY;BYDAY=1FR;BYMONTHDAY=8",
        "FREQ=MONTHLY;BYDAY=FR;BYSETPOS=6",
        "FREQ=MONTHLY;INTERVAL=12;BYMONTH=3",
        "FREQ=YEARLY;INTERVAL=2;BYMONTH=2;BYMONTHDAY=29",
        "FREQ=DAILY;UNTIL=20190502",
    ],
)
def test_a_rule_that_names_no_day_is_known(text: str) -> None:
    """The start is in May of an odd year, and the intervals keep to what it sets."""
    assert last_day(Rule.parse(text), date(2019, 5, 3)) is None


@pytest.mark.parametrize("interval", [1, 2, 19])
def test_the_search_for_a_day_is_bounded(interval: int) -> None:
    """The Gregorian calendar repeats after 400 years, so no more are looked at for each step."""
    days.cache_clear()
    last_day.cache_clear()
    rule = Rule.parse(f"FREQ=DAILY;INTERVAL={interval};BYMONTH=2;BYMONTHDAY=30")
    assert last_day(rule, date(2019, 5, 3)) is None
    assert days.cache_info().misses == 400 * interval + 1


def test_a_rule_repeats_after_the_cycle_that_the_bound_relies_on() -> None:
    rule, start = Rule.parse("FREQ=WEEKLY;INTERVAL=3;BYDAY=TU,SU;WKST=SU"), date(2019, 5, 3)
    cycle = 3 * 146_097
    year, later = days(rule, start, 2021), days(rule, start, 2021 + 1200)
    assert [day + cycle for day in year] == list(later)


def test_the_rarest_day_is_found() -> None:
    """A 29 February on a Monday after 2096 waits for the leap year that 2100 isn't."""
    found = named("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO;COUNT=1", date(2097, 1, 1), 400)
    assert found == [date(2112, 2, 29)]


def test_the_last_day_of_the_calendar_is_named() -> None:
    days_of_9999 = days(Rule.parse("FREQ=DAILY"), date(2019, 5, 3), 9999)
    assert (len(days_of_9999), days_of_9999[-1]) == (365, date.max.toordinal())
