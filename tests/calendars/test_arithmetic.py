"""When a period that starts at an instant has run out."""

from datetime import UTC, datetime

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from bylaw.engine.calendars import Period, add
from bylaw.engine.calendars.arithmetic import FIRST, LAST, resolve
from bylaw.engine.calendars.zone import zone
from bylaw.engine.errors import CalendarError
from bylaw.engine.instants import NEVER, from_datetime, parse, text, to_datetime

PACIFIC = "America/Los_Angeles"
HOUR = 3_600_000_000
ZONES = st.sampled_from(
    ["UTC", PACIFIC, "Europe/London", "Australia/Lord_Howe", "Asia/Kathmandu", "America/Havana"]
)
# of the years in which these zones have today's kind of clock changes
INSTANTS = st.integers(parse("1975-01-01T00:00:00Z"), parse("2060-01-01T00:00:00Z"))
CALENDAR = st.builds(
    Period,
    years=st.integers(0, 5),
    months=st.integers(0, 30),
    days=st.integers(1, 900),
)
PERIODS = st.builds(
    Period,
    years=st.integers(0, 5),
    months=st.integers(0, 30),
    days=st.integers(0, 900),
    seconds=st.integers(1, 10**7),
)


def later(start: str, period: str, zone: str) -> str:
    return text(add(parse(start), Period.parse(period), zone))


@pytest.mark.parametrize(
    ("start", "period", "end"),
    [
        ("2019-08-02T12:00:00Z", "P14D", "2019-08-16T12:00:00Z"),
        ("2019-01-31T12:00:00Z", "P1M", "2019-02-28T12:00:00Z"),
        ("2020-01-31T12:00:00Z", "P1M", "2020-02-29T12:00:00Z"),
        ("2020-02-29T12:00:00Z", "P1Y", "2021-02-28T12:00:00Z"),
        ("2019-12-31T12:00:00Z", "P2M", "2020-02-29T12:00:00Z"),
        ("2019-08-02T12:00:00Z", "P1Y6M", "2021-02-02T12:00:00Z"),
        ("2019-01-31T12:00:00Z", "P1M1D", "2019-03-01T12:00:00Z"),
        ("2019-01-31T12:00:00Z", "PT36H", "2019-02-02T00:00:00Z"),
    ],
)
def test_the_calendar_moves_first_months_then_days(start: str, period: str, end: str) -> None:
    assert later(start, period, "UTC") == end


def test_the_zone_says_which_day_and_month_it_is() -> None:
    """At 03:00 on 1 March in London it is still 28 February in California."""
    start = "2019-03-01T03:00:00Z"
    assert later(start, "P1M", "Europe/London") == "2019-04-01T02:00:00Z"
    assert later(start, "P1M", PACIFIC) == "2019-03-29T02:00:00Z"


@pytest.mark.parametrize(
    ("start", "period", "zone", "end"),
    [
        # the wall clock time is kept although the day has 23, 25, 23.5 or 24.5 hours
        ("2019-03-09T12:00:00-08:00", "P1D", PACIFIC, "2019-03-10T12:00:00-07:00"),
        ("2019-11-02T12:00:00-07:00", "P1D", PACIFIC, "2019-11-03T12:00:00-08:00"),
        ("2019-03-30T12:00:00+00:00", "P1D", "Europe/London", "2019-03-31T12:00:00+01:00"),
        ("2019-10-05T12:00:00+10:30", "P1D", "Australia/Lord_Howe", "2019-10-06T12:00:00+11:00"),
        ("2019-04-06T12:00:00+11:00", "P1D", "Australia/Lord_Howe", "2019-04-07T12:00:00+10:30"),
        # seconds are a stopwatch's
        ("2019-03-09T12:00:00-08:00", "PT24H", PACIFIC, "2019-03-10T13:00:00-07:00"),
        # a skipped time is read with the offset before the change
        ("2019-03-09T02:30:00-08:00", "P1D", PACIFIC, "2019-03-10T03:30:00-07:00"),
        ("2019-03-30T01:30:00+00:00", "P1D", "Europe/London", "2019-03-31T02:30:00+01:00"),
        ("2019-10-05T02:15:00+10:30", "P1D", "Australia/Lord_Howe", "2019-10-06T02:45:00+11:00"),
        # a repeated time is the first of the two
        ("2019-11-02T01:30:00-07:00", "P1D", PACIFIC, "2019-11-03T01:30:00-07:00"),
        ("2019-10-26T01:30:00+01:00", "P1D", "Europe/London", "2019-10-27T01:30:00+01:00"),
        ("2019-04-06T01:45:00+11:00", "P1D", "Australia/Lord_Howe", "2019-04-07T01:45:00+11:00"),
        # from the second pass, the wall clock time is kept like any other
        ("2019-11-03T01:30:00-08:00", "P1D", PACIFIC, "2019-11-04T01:30:00-08:00"),
        ("2019-11-03T01:30:00-08:00", "PT1S", PACIFIC, "2019-11-03T01:30:01-08:00"),
        # the stopwatch starts where the calendar has stopped
        ("2019-03-09T02:30:00-08:00", "P1DT1H", PACIFIC, "2019-03-10T04:30:00-07:00"),
    ],
)
def test_nights_on_which_clocks_change(start: str, period: str, zone: str, end: str) -> None:
    assert later(start, period, zone) == text(parse(end))


@pytest.mark.parametrize(
    ("start", "period"),
    [
        ("9999-12-31T23:59:59Z", "PT1S"),
        ("9999-12-31T12:00:00Z", "P1D"),
        ("9999-06-01T12:00:00Z", "P8M"),
        ("9000-06-01T12:00:00Z", "P1000Y"),
        ("2019-01-01T00:00:00Z", "P999999999Y"),
        ("2019-01-01T00:00:00Z", "P999999999M999999999D"),
        ("2019-01-01T00:00:00Z", "P999999999DT999999999H"),
    ],
)
@pytest.mark.parametrize("zone", [PACIFIC, "UTC", "Asia/Tokyo"])
def test_what_would_end_after_the_year_9999_never_does(start: str, period: str, zone: str) -> None:
    assert add(parse(start), Period.parse(period), zone) == NEVER


def test_the_last_day_still_counts() -> None:
    assert later("9999-12-30T12:00:00Z", "P1D", "UTC") == "9999-12-31T12:00:00Z"


@pytest.mark.parametrize("zone", [PACIFIC, "UTC", "Asia/Tokyo"])
@pytest.mark.parametrize("period", [Period(days=1), Period(seconds=1)])
def test_what_never_happens_has_no_end(zone: str, period: Period) -> None:
    assert add(NEVER, period, zone) == NEVER
    assert add(-NEVER, period, zone) == -NEVER


@pytest.mark.parametrize("zone", [PACIFIC, "UTC", "Asia/Tokyo"])
@pytest.mark.parametrize("instant", [FIRST, LAST])
def test_the_ends_of_the_calendar_raise_nothing(zone: str, instant: int) -> None:
    assert add(instant, Period(months=1), zone) >= instant


def test_where_the_zone_has_no_date_a_day_ends_never_or_not_at_all() -> None:
    """The last instant is in Tokyo's year 10000, the first in California's year 0."""
    assert add(LAST, Period(days=1), "Asia/Tokyo") == NEVER
    assert add(FIRST, Period(days=1), PACIFIC) == FIRST


def test_a_repeated_wall_time_resolves_to_the_first_whichever_it_was() -> None:
    second = datetime(2019, 11, 3, 1, 30, tzinfo=zone(PACIFIC), fold=1)
    assert resolve(second) == parse("2019-11-03T01:30:00-07:00")


def test_an_unknown_zone_is_refused() -> None:
    with pytest.raises(CalendarError, match="`Mars/Olympus` is no time zone"):
        add(0, Period(days=1), "Mars/Olympus")


@given(INSTANTS, PERIODS)
def test_in_utc_it_equals_relativedelta(start: int, period: Period) -> None:
    """`dateutil.relativedelta` clamps and orders its units by the same rules."""
    delta = relativedelta(
        years=period.years, months=period.months, days=period.days, seconds=period.seconds
    )
    expected = from_datetime(to_datetime(start) + delta)
    assert add(start, period, "UTC") == expected


@given(INSTANTS, st.integers(1, 10**8), ZONES)
def test_a_stopwatch_runs_alike_in_every_zone(start: int, seconds: int, zone: str) -> None:
    assert add(start, Period(seconds=seconds), zone) == start + seconds * 1_000_000


@given(INSTANTS, st.integers(0, 40 * 24 * HOUR), PERIODS)
def test_in_utc_a_later_start_is_never_an_earlier_end(start: int, gap: int, period: Period) -> None:
    assert add(start, period, "UTC") <= add(start + gap, period, "UTC")


@given(INSTANTS, st.integers(2 * HOUR, 40 * 24 * HOUR), PERIODS, ZONES)
def test_a_start_two_hours_later_is_never_an_earlier_end(
    start: int, gap: int, period: Period, zone: str
) -> None:
    """Nearer starts can change places, by the hour that clocks repeat here or skip there."""
    assert add(start, period, zone) <= add(start + gap, period, zone)


@given(INSTANTS, CALENDAR, ZONES)
def test_a_period_of_days_takes_time(start: int, period: Period, zone: str) -> None:
    assert add(start, period, zone) > start


@given(INSTANTS, CALENDAR, ZONES)
def test_a_longer_period_ends_later(start: int, period: Period, zone: str) -> None:
    one_more = Period(years=period.years, months=period.months, days=period.days + 1)
    assert add(start, period, zone) < add(start, one_more, zone)


def test_the_ends_of_the_calendar_are_those_of_python() -> None:
    assert to_datetime(FIRST) == datetime.min.replace(tzinfo=UTC)
    assert to_datetime(LAST) == datetime.max.replace(tzinfo=UTC)
