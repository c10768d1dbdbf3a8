"""When a recurring meeting takes place."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

import pytest
from attrs import evolve
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from bylaw.engine.calendars import Occurrence, Period, Recurrence, never_meets, time_of_day
from bylaw.engine.calendars.recurrence import _sessions  # pyright: ignore[reportPrivateUsage]  # its cache
from bylaw.engine.calendars.zone import zone
from bylaw.engine.errors import CalendarError
from bylaw.engine.instants import NEVER, from_datetime, parse, text

HOUR = 3_600_000_000
WEEKLY = Recurrence(
    start=date(2019, 3, 1),
    rrule="FREQ=WEEKLY;BYDAY=SU,MO",
    at="02:30",
    zone="America/Los_Angeles",
    duration=Period(seconds=3600),
)
ZONES = ["UTC", "America/Los_Angeles", "Europe/London", "Australia/Lord_Howe", "Pacific/Apia"]
RECURRENCES = st.builds(
    Recurrence,
    start=st.dates(date(2005, 1, 1), date(2015, 12, 31)),
    rrule=st.sampled_from(
        [
            "FREQ=MONTHLY;BYDAY=+1FR",
            "FREQ=DAILY",
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU",
            "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
            "FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=30",
            "FREQ=WEEKLY;UNTIL=20120601",
            "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        ]
    ),
    at=st.sampled_from(["00:00", "01:30", "02:15", "11:00", "23:59:59"]),
    zone=st.sampled_from(ZONES),
    duration=st.sampled_from(
        [Period(seconds=3600), Period(days=1), Period(days=2), Period(months=1), Period(years=3)]
    ),
    except_=st.just(()) | st.just((date(2011, 12, 30), date(2010, 3, 5), date(2012, 2, 29))),
    also=st.just(()) | st.just((date(2001, 2, 3), date(2011, 12, 29), date(2030, 7, 4))),
)
INSTANTS = st.integers(parse("2000-01-01T00:00:00Z"), parse("2035-01-01T00:00:00Z"))


def opening(recurrence: Recurrence, after: str) -> str | None:
    """When the next session opens."""
    found = recurrence.next(parse(after))
    return None if found is None else text(found.opens)


def at(wall: str) -> Occurrence:
    """An hour that starts at a time with its offset."""
    return Occurrence(opens=parse(wall), closes=parse(wall) + HOUR)


def test_the_wall_time_stays_when_clocks_change_and_a_skipped_one_keeps_its_offset() -> None:
    """On 10 March 2019 there is no 02:30 in California: it is read as 02:30 -08:00."""
    found = WEEKLY.between(parse("2019-03-08T00:00:00Z"), parse("2019-03-18T00:00:00Z"))
    assert list(found) == [
        at("2019-03-10T03:30:00-07:00"),
        at("2019-03-11T02:30:00-07:00"),
        at("2019-03-17T02:30:00-07:00"),
    ]


def test_a_repeated_wall_time_is_the_first_of_the_two() -> None:
    twice = evolve(WEEKLY, at="01:30")
    assert twice.next(parse("2019-11-03T00:00:00-07:00")) == at("2019-11-03T01:30:00-07:00")


def test_half_an_hour_of_daylight_saving_is_kept_too() -> None:
    lord_howe = evolve(WEEKLY, zone="Australia/Lord_Howe", at="02:15", rrule="FREQ=DAILY")
    found = lord_howe.between(parse("2019-10-04T12:00:00Z"), parse("2019-10-07T12:00:00Z"))
    assert list(found) == [
        at("2019-10-05T02:15:00+10:30"),
        at("2019-10-06T02:45:00+11:00"),
        at("2019-10-07T02:15:00+11:00"),
    ]


def test_a_day_that_the_zone_skipped_opens_with_the_next_day_once() -> None:
    """Samoa had no 30 December 2011."""
    apia = evolve(WEEKLY, start=date(2011, 12, 1), zone="Pacific/Apia", rrule="FREQ=DAILY")
    found = apia.between(parse("2011-12-29T00:00:00-10:00"), parse("2012-01-01T00:00:00+14:00"))
    assert list(found) == [at("2011-12-29T02:30:00-10:00"), at("2011-12-31T02:30:00+14:00")]


def test_a_session_that_lasts_a_day_lasts_as_long_as_that_day() -> None:
    day = evolve(WEEKLY, at="00:00", duration=Period(days=1))
    found = day.next(parse("2019-03-09T12:00:00Z"))
    assert found == Occurrence(
        opens=parse("2019-03-10T00:00:00-08:00"), closes=parse("2019-03-11T00:00:00-07:00")
    )


def test_a_session_is_open_from_its_first_instant_to_before_its_last() -> None:
    session = at("2019-03-11T02:30:00-07:00")
    moments = [session.opens - 1, session.opens, session.closes - 1, session.closes]
    assert [WEEKLY.current(moment) for moment in moments] == [None, session, session, None]


def test_the_next_session_may_open_at_the_instant_itself() -> None:
    session = at("2019-03-11T02:30:00-07:00")
    assert WEEKLY.next(session.opens) == session
    assert WEEKLY.next(session.opens + 1) != session


def test_of_sessions_that_overlap_the_last_to_open_is_current() -> None:
    long = evolve(WEEKLY, duration=Period(days=3))
    assert long.current(parse("2019-03-12T00:00:00Z")) == Occurrence(
        opens=parse("2019-03-11T02:30:00-07:00"), closes=parse("2019-03-14T02:30:00-07:00")
    )


def test_a_session_of_years_is_still_open_years_later() -> None:
    leap = evolve(WEEKLY, rrule="FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", duration=Period(years=3))
    found = leap.current(parse("2023-02-28T00:00:00Z"))
    assert found is not None
    assert text(found.opens) == "2020-02-29T10:30:00Z"
    assert leap.current(parse("2023-03-01T12:00:00Z")) is None


def test_exceptions_are_left_out_and_extra_dates_come_in() -> None:
    moved = evolve(WEEKLY, except_=(date(2019, 3, 17),), also=(date(2019, 3, 19), date(2018, 1, 2)))
    assert opening(moved, "2019-03-12T00:00:00Z") == "2019-03-18T09:30:00Z"
    assert opening(moved, "2019-03-19T00:00:00Z") == "2019-03-19T09:30:00Z"
    assert opening(moved, "2018-01-01T00:00:00Z") == "2018-01-02T10:30:00Z"


@pytest.mark.parametrize(
    ("zone_name", "wall", "opens"),
    [
        ("Pacific/Kiritimati", "00:30", "2019-12-31T10:30:00Z"),
        ("America/Los_Angeles", "23:30", "2020-01-02T07:30:00Z"),
        ("Pacific/Pago_Pago", "23:30", "2020-01-02T10:30:00Z"),
    ],
)
def test_the_year_of_a_session_is_that_of_its_zone(zone_name: str, wall: str, opens: str) -> None:
    """On 1 January at one end of the world, and at the other."""
    yearly = evolve(WEEKLY, rrule="FREQ=YEARLY;BYYEARDAY=1", zone=zone_name, at=wall)
    session = Occurrence(opens=parse(opens), closes=parse(opens) + HOUR)
    assert yearly.current(session.opens) == session
    assert yearly.next(session.opens) == session


def test_a_session_late_on_the_last_day_of_a_year_is_found_in_the_next() -> None:
    last = evolve(WEEKLY, rrule="FREQ=YEARLY;BYYEARDAY=-1", at="23:30")
    assert last.next(parse("2020-01-01T00:00:00Z")) == at("2019-12-31T23:30:00-08:00")


def test_nothing_meets_before_the_start() -> None:
    assert opening(WEEKLY, "1900-01-01T00:00:00Z") == "2019-03-03T10:30:00Z"


def test_a_rule_that_ended_meets_no_more() -> None:
    ended = evolve(WEEKLY, rrule="FREQ=WEEKLY;COUNT=2")
    assert opening(ended, "2019-03-08T00:00:00Z") == "2019-03-08T10:30:00Z"
    assert opening(ended, "2019-03-09T00:00:00Z") is None


@pytest.mark.parametrize(
    ("changes", "never"),
    [
        ({}, False),
        ({"rrule": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"}, True),
        ({"rrule": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "also": (date(2020, 1, 1),)}, False),
        ({"rrule": "FREQ=DAILY;COUNT=1", "except_": (date(2019, 3, 1),)}, True),
        ({"rrule": "FREQ=DAILY;UNTIL=20190228"}, True),
    ],
)
def test_a_meeting_that_never_takes_place_is_known(changes: dict[str, Any], never: bool) -> None:
    assert never_meets(evolve(WEEKLY, **changes)) is never


def test_the_calendar_ends_with_the_year_9999() -> None:
    """The last Sunday's hour is there, and no session opens later."""
    daily = evolve(WEEKLY, rrule="FREQ=DAILY", at="23:30", zone="America/Los_Angeles")
    assert opening(daily, "9999-12-30T12:00:00Z") == "9999-12-31T07:30:00Z"
    assert opening(daily, "9999-12-31T08:00:00Z") is None
    tokyo = evolve(daily, zone="Asia/Tokyo", duration=Period(days=30))
    assert tokyo.next(parse("9999-12-31T00:00:00Z")) == Occurrence(
        opens=parse("9999-12-31T14:30:00Z"), closes=NEVER
    )


@pytest.mark.parametrize("instant", [NEVER, -NEVER])
def test_no_session_is_open_where_there_is_no_date(instant: int) -> None:
    assert WEEKLY.current(instant) is None


def test_the_first_session_of_all_comes_after_every_instant_without_a_date() -> None:
    assert WEEKLY.next(-NEVER) == at("2019-03-03T02:30:00-08:00")
    assert WEEKLY.next(NEVER) is None


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"rrule": "FREQ=MONTLY"}, "`FREQ=MONTLY` is no frequency; did you mean `MONTHLY`?"),
        ({"at": "25:00"}, "`25:00` is no time of day"),
        ({"zone": "Mars/Olympus"}, "`Mars/Olympus` is no time zone"),
        ({"start": date(1582, 12, 31)}, "`1582-12-31` is before 1583"),
        ({"start": datetime(2019, 5, 3, tzinfo=zone("UTC"))}, "is a date with a time"),
        ({"also": (date(1066, 10, 14),)}, "`1066-10-14` is before 1583"),
        (
            {"also": (date(2020, 1, 1),), "except_": (date(2020, 1, 1),)},
            "`2020-01-01` is both an exception and an extra date",
        ),
    ],
)
def test_a_mistake_is_refused_when_the_recurrence_is_made(
    changes: dict[str, Any], message: str
) -> None:
    with pytest.raises(CalendarError) as refused:
        evolve(WEEKLY, **changes)
    assert message in str(refused.value)


@pytest.mark.parametrize(
    "wrong", ["", "11", "1:00", "24:00", "11:60", "11:00Z", "11:00\n", "٣٣:00"]
)
def test_other_text_is_no_time_of_day(wrong: str) -> None:
    with pytest.raises(CalendarError, match="is no time of day: write it like `11:00`"):
        time_of_day(wrong)


@given(RECURRENCES, INSTANTS)
def test_the_next_session_opens_then_or_later_and_none_between(
    recurrence: Recurrence, instant: int
) -> None:
    found = recurrence.next(instant)
    opens = NEVER if found is None else found.opens
    assert opens >= instant
    assert list(recurrence.between(instant, opens)) == []


@given(RECURRENCES, INSTANTS, st.integers(0, 400 * 24 * HOUR))
def test_the_next_session_is_the_next_of_any_instant_before_it(
    recurrence: Recurrence, instant: int, gap: int
) -> None:
    found = recurrence.next(instant)
    if found is not None:
        assert recurrence.next(max(instant, found.opens - gap)) == found


@given(RECURRENCES, INSTANTS)
def test_the_current_session_is_the_last_open_one_of_all(
    recurrence: Recurrence, instant: int
) -> None:
    """As a search through every session from the first would find it."""
    opened = recurrence.between(-NEVER, instant + 1)
    still = [session for session in opened if session.opens <= instant < session.closes]
    assert recurrence.current(instant) == (still[-1] if still else None)


@given(RECURRENCES)
def test_sessions_come_in_order_and_each_takes_time(recurrence: Recurrence) -> None:
    found = list(islice(recurrence.between(-NEVER, NEVER), 200))
    opens = [session.opens for session in found]
    assert opens == sorted(set(opens))
    assert all(session.opens < session.closes for session in found)


@given(RECURRENCES, INSTANTS)
def test_dateutil_gives_the_same_sessions_from_aware_datetimes(
    recurrence: Recurrence, instant: int
) -> None:
    """It carries the wall time and its zone from day to day, which Python then reads by rule 2."""
    rule = recurrence.rrule.partition(";UNTIL")[0]  # with a zone it wants another kind of end
    plain = evolve(recurrence, rrule=rule, except_=(), also=())
    if never_meets(plain):
        return
    first = datetime.combine(plain.start, time_of_day(plain.at), zone(plain.zone))
    last = instant + 90 * 24 * HOUR
    horizon = timedelta(days=2)
    expected: set[int] = set()
    for moment in rrulestr(rule, dtstart=first):
        opens = from_datetime(moment)
        if opens >= last + horizon // timedelta(microseconds=1):
            break
        if instant <= opens < last:
            expected.add(opens)
    found = [session.opens for session in plain.between(instant, last)]
    assert found == sorted(expected)


def test_threads_that_fill_the_table_together_see_the_same_sessions() -> None:
    moments = [parse("2019-03-01T00:00:00Z") + week * 7 * 24 * HOUR for week in range(500)]
    alone = [WEEKLY.next(moment) for moment in moments]
    _sessions.cache_clear()
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(WEEKLY.next, moments))
    assert together == alone


def test_equal_recurrences_are_one_value() -> None:
    assert {WEEKLY, evolve(WEEKLY)} == {WEEKLY}
