"""Business days and weekends, counted as one would on a paper calendar."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bylaw.engine.calendars import ORDINARY, Period, Week, add, back, named, subtract
from bylaw.engine.calendars.arithmetic import FIRST, LAST
from bylaw.engine.calendars.midnight import midnight
from bylaw.engine.errors import CalendarError
from bylaw.engine.instants import NEVER, from_datetime, parse, text, to_datetime

ZONES = ["UTC", "America/Los_Angeles", "Europe/Berlin", "Australia/Lord_Howe", "America/Sao_Paulo"]

DAYS = st.dates(date(1990, 1, 1), date(2060, 1, 1))
MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2060, 1, 1)).map(  # noqa: DTZ001 - made aware below
    lambda moment: from_datetime(moment.replace(tzinfo=UTC))
)
WEEKS = st.builds(
    Week,
    weekend=st.sets(st.integers(0, 6), max_size=6).map(frozenset),
    holidays=st.sets(st.dates(date(2025, 12, 1), date(2026, 3, 1)), max_size=20).map(frozenset),
)
NEAR = st.dates(date(2025, 11, 1), date(2026, 4, 1))


def works(week: Week, day: date) -> bool:
    return day.weekday() not in week.weekend and day not in week.holidays


def walk(day: date, step: int) -> Iterator[date]:
    while True:
        day += timedelta(days=step)
        yield day


def nth(week: Week, day: date, many: int, step: int) -> date:
    """The so-many-th working day after or before a day, found by going from day to day."""
    for each in walk(day, step):
        many -= works(week, each)
        if not many:
            return each
    raise AssertionError


@given(week=WEEKS, day=NEAR, many=st.integers(1, 60))
def test_working_days_are_counted_as_if_one_by_one(week: Week, day: date, many: int) -> None:
    start = day.toordinal()
    assert week.business(start, many) == nth(week, day, many, 1).toordinal()
    assert week.business_before(start, many) == nth(week, day, many, -1).toordinal()


@given(week=WEEKS, day=NEAR, many=st.integers(1, 30), more=st.integers(1, 30))
def test_working_days_add_up(week: Week, day: date, many: int, more: int) -> None:
    first = week.business(day.toordinal(), many)
    assert first is not None
    assert week.business(first, more) == week.business(day.toordinal(), many + more)


@given(week=WEEKS, day=NEAR, many=st.integers(1, 30))
def test_from_a_working_day_forwards_is_backwards_undone(week: Week, day: date, many: int) -> None:
    start = nth(week, day, 1, 1).toordinal()
    end = week.business(start, many)
    assert end is not None
    assert week.business_before(end, many) == start


@given(week=WEEKS, day=NEAR, many=st.integers(1, 20))
def test_weekends_are_whole(week: Week, day: date, many: int) -> None:
    """Every one lies between the start and the end, and the last ends there."""
    end = week.weekends(day.toordinal(), many)
    if not week.weekend:
        assert end is None
        return
    assert end is not None
    days = [date.fromordinal(each) for each in range(day.toordinal(), end)]
    off = [each.weekday() in week.weekend for each in days]
    starts = [
        each
        for place, each in enumerate(days)
        if off[place] and (each - timedelta(days=1)).weekday() not in week.weekend
    ]
    assert len(starts) == many
    assert date.fromordinal(end).weekday() not in week.weekend
    assert off[-1]
    assert week.weekends_before(end, many) == starts[0].toordinal()


def test_a_week_without_a_working_day_is_none() -> None:
    with pytest.raises(CalendarError, match="all weekend"):
        Week(weekend=frozenset(range(7)))


@pytest.mark.parametrize("written", ["999999999 business days", "999999999 weekends"])
def test_what_runs_past_the_year_9999_never_ends_and_takes_no_time(written: str) -> None:
    assert add(parse("2026-03-01T00:00:00Z"), Period.parse(written), "UTC") == NEVER
    assert subtract(parse("2026-03-01T00:00:00Z"), Period.parse(written), "UTC") == -NEVER


AMOUNTS = st.one_of(
    st.integers(1, 10**7).map(lambda each: Period(seconds=each)),
    st.integers(1, 50).map(lambda each: Period(days=each)),
    st.integers(1, 40).map(lambda each: Period(months=each)),
    st.integers(1, 5).map(lambda each: Period(years=each, days=3, seconds=5)),
    st.integers(1, 50).map(lambda each: Period(business=each)),
    st.integers(1, 20).map(lambda each: Period(weekends=each)),
)


@given(moment=MOMENTS, period=AMOUNTS, zone=st.sampled_from(ZONES))
def test_going_back_gives_a_last_instant_from_which_it_is_over(
    moment: int, period: Period, zone: str
) -> None:
    start = back(moment, period, zone)
    assert add(start, period, zone) <= moment < add(start + 1, period, zone)


@given(moment=MOMENTS, period=AMOUNTS, zone=st.sampled_from(ZONES))
def test_time_goes_forwards_and_backwards(moment: int, period: Period, zone: str) -> None:
    assert subtract(moment, period, zone) < moment < add(moment, period, zone)


@given(moment=MOMENTS, days=st.integers(1, 400), zone=st.sampled_from(ZONES))
def test_days_taken_away_are_given_back_but_where_clocks_change(
    moment: int, days: int, zone: str
) -> None:
    """Where the wall time is skipped or said twice, at most by the change."""
    period = Period(days=days)
    again = add(subtract(moment, period, zone), period, zone)
    assert abs(again - moment) <= 3_600_000_000


@given(moment=MOMENTS, seconds=st.integers(1, 10**8), zone=st.sampled_from(ZONES))
def test_a_stopwatch_knows_no_zone(moment: int, seconds: int, zone: str) -> None:
    period = Period(seconds=seconds)
    assert add(moment, period, zone) == moment + seconds * 1_000_000
    assert subtract(add(moment, period, zone), period, zone) == moment
    assert back(add(moment, period, zone), period, zone) == moment


@given(moment=MOMENTS, many=st.integers(1, 30), zone=st.sampled_from(ZONES))
def test_a_business_day_keeps_the_wall_time(moment: int, many: int, zone: str) -> None:
    """Clocks that skip it move it on by what they skip."""
    ends = add(moment, Period(business=many), zone)
    before, after = (to_datetime(each).astimezone(ZoneInfo(zone)) for each in (moment, ends))
    apart = datetime.combine(date.min, after.time()) - datetime.combine(date.min, before.time())
    assert abs(apart) <= timedelta(hours=1)
    assert ORDINARY.business(before.toordinal(), many) == after.toordinal()


@pytest.mark.parametrize(
    ("start", "written", "end"),
    [
        ("2026-01-02T15:00:00Z", "1 business day", "2026-01-05T15:00:00Z"),
        ("2026-01-03T15:00:00Z", "1 business day", "2026-01-05T15:00:00Z"),
        ("2025-12-24T15:00:00Z", "1 business day", "2025-12-29T15:00:00Z"),
        ("2024-02-28T09:00:00Z", "1 business day", "2024-02-29T09:00:00Z"),
        ("2026-01-02T15:00:00Z", "1 weekend", "2026-01-05T00:00:00Z"),
        ("2026-01-03T00:00:00Z", "1 weekend", "2026-01-05T00:00:00Z"),
        ("2026-01-03T00:00:00.000001Z", "1 weekend", "2026-01-12T00:00:00Z"),
        ("2026-01-04T12:00:00Z", "2 weekends", "2026-01-19T00:00:00Z"),
    ],
)
def test_a_few_by_hand(start: str, written: str, end: str) -> None:
    """With 25 and 26 December as holidays; 2 January 2026 is a Friday, and 2024 a leap year."""
    week = Week(holidays=frozenset({date(2025, 12, 25), date(2025, 12, 26)}))
    assert text(add(parse(start), Period.parse(written), "UTC", week)) == end


@pytest.mark.parametrize(
    ("end", "written", "start"),
    [
        ("2026-06-30T00:00:00Z", "P1M", "2026-05-30T00:00:00Z"),
        ("2026-03-31T00:00:00Z", "P1M", "2026-02-28T00:00:00Z"),
        ("2024-03-31T00:00:00Z", "P1M", "2024-02-29T00:00:00Z"),
        ("2024-02-29T00:00:00Z", "P1Y", "2023-02-28T00:00:00Z"),
        ("2026-01-05T15:00:00Z", "1 business day", "2026-01-02T15:00:00Z"),
        ("2026-01-05T00:00:00Z", "1 weekend", "2026-01-03T00:00:00Z"),
        ("2026-01-04T23:59:59Z", "1 weekend", "2025-12-27T00:00:00Z"),
    ],
)
def test_a_few_backwards_by_hand(end: str, written: str, start: str) -> None:
    assert text(subtract(parse(end), Period.parse(written), "UTC")) == start


def test_a_weekend_ends_at_the_first_instant_of_a_day_that_clocks_begin_late() -> None:
    """In São Paulo clocks skipped midnight on Sunday, 4 November 2018."""
    start = parse("2018-11-02T12:00:00Z")
    ends = add(start, Period.parse("1 weekend"), "America/Sao_Paulo")
    assert ends == midnight(date(2018, 11, 5), "America/Sao_Paulo")
    saturday_off = Week(weekend=frozenset({5}))
    ends = add(start, Period.parse("1 weekend"), "America/Sao_Paulo", saturday_off)
    assert text(ends) == "2018-11-04T03:00:00Z"


@pytest.mark.parametrize("instant", [FIRST, LAST, NEVER, -NEVER])
@pytest.mark.parametrize("written", ["P1D", "PT1S", "P1M", "1 business day", "1 weekend"])
@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Etc/GMT+12"])
def test_the_ends_of_the_calendar_raise_nothing(instant: int, written: str, zone: str) -> None:
    for move in (add, subtract, back):
        moved = move(instant, Period.parse(written), zone)
        assert moved in {NEVER, -NEVER} or FIRST <= moved <= LAST


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("0 business days", "no period"),
        ("1 business days", "no period"),
        ("2 business day", "no period"),
        ("5 workdays", "no period"),
        ("1.5 weekends", "no period"),
        ("P5 business days", "no period"),
    ],
)
def test_what_is_no_such_period_is_refused(written: str, hint: str) -> None:
    with pytest.raises(CalendarError, match=hint):
        Period.parse(written)


def test_units_that_can_not_be_mixed_are_refused() -> None:
    with pytest.raises(CalendarError, match="by themselves"):
        Period(days=1, business=1)
    with pytest.raises(CalendarError, match="by themselves"):
        Period(business=1, weekends=1)


@given(st.integers(1, 10**8), st.sampled_from(["business", "weekends"]))
def test_a_period_is_read_back_from_what_is_written(many: int, unit: str) -> None:
    period = Period(**{unit: many})
    assert Period.parse(str(period)) == period


@pytest.mark.parametrize(
    ("told", "instant"),
    [
        ("2026-03-29", "2026-03-28T23:00:00Z"),
        ("2026-03-29T02:30:00+01:00", "2026-03-29T01:30:00Z"),
        ("2024-02-29T00:00:00Z", "2024-02-29T00:00:00Z"),
        ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"),
        ("2026-03-29T02:30:00", None),
        ("2026-02-29", None),
        ("2026-02-29T00:00:00Z", None),
        ("9999-12-31T23:59:59-01:00", None),
        ("0001-01-01T00:00:00+01:00", None),
        ("soon", None),
    ],
)
def test_a_text_names_a_day_an_instant_or_neither(told: str, instant: str | None) -> None:
    found = named(told, "Europe/Berlin")
    assert (None if found is None else text(found)) == instant
