"""The calendar of the Keras SIG: first Friday of the month, 11:00 Pacific time, from May 2019.

Source: keras-team/governance, README of 2019-08-02: meetings on the first Friday, design review
meetings no sooner than two weeks after posting, a sponsor within a month.
"""

from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest

from bylaw.engine.calendars import Period, Recurrence, add
from bylaw.engine.calendars.arithmetic import wall_time
from bylaw.engine.instants import parse, text, to_datetime

SIG = Recurrence(
    start=date(2019, 5, 3),
    rrule="FREQ=MONTHLY;BYDAY=+1FR",
    at="11:00",
    zone="America/Los_Angeles",
    duration=Period.parse("PT1H"),
)


def first_after(moment: str) -> str | None:
    found = SIG.next(parse(moment))
    return None if found is None else text(found.opens)


@pytest.mark.parametrize(
    ("asked", "opens"),
    [
        ("2019-01-01T00:00:00Z", "2019-05-03T18:00:00Z"),
        ("2019-08-16T18:00:00Z", "2019-09-06T18:00:00Z"),
        ("2019-11-02T00:00:00Z", "2019-12-06T19:00:00Z"),
        ("2020-02-08T00:00:00Z", "2020-03-06T19:00:00Z"),
        ("2020-03-07T00:00:00Z", "2020-04-03T18:00:00Z"),
    ],
)
def test_the_meeting_is_at_eleven_in_summer_and_in_winter(asked: str, opens: str) -> None:
    assert first_after(asked) == opens


def test_it_falls_on_holidays_for_which_the_source_has_no_rule() -> None:
    holidays = ("01-01", "07-04")
    sessions = SIG.between(parse("2019-01-01T00:00:00Z"), parse("2028-01-01T00:00:00Z"))
    days = [text(session.opens)[:10] for session in sessions]
    assert [day for day in days if day.endswith(holidays)] == [
        "2021-01-01",
        "2025-07-04",
        "2027-01-01",
    ]


def test_what_is_posted_can_wait_seven_weeks_and_outlive_its_sponsor_deadline() -> None:
    """Two weeks and a first Friday take 14 to 48 days, and on 42.7 % of the days over a month.

    Assumed: whole days, each posting at 00:00 UTC and the calendar kept in UTC; a meeting counts
    from the day on which two calendar weeks are over (that day included), and is late when it
    falls on a day after the posting's day of the next month (31 January: 28 or 29 February). The
    days are those of 2001 to 2028, 28 whole years, after which weekdays come round again.
    """
    daily = Recurrence(
        start=date(2001, 1, 1), rrule=SIG.rrule, at="00:00", zone="UTC", duration=Period(days=1)
    )
    day = 86_400_000_000
    first, end = parse("2001-01-01T00:00:00Z"), parse("2029-01-01T00:00:00Z")
    waits: list[int] = []
    late = 0
    for posted in range(first, end, day):
        meeting = daily.next(add(posted, Period(days=14), "UTC"))
        assert meeting is not None
        waits.append((meeting.opens - posted) // day)
        late += meeting.opens > add(posted, Period(months=1), "UTC")
    assert (len(waits), min(waits), max(waits)) == (10_227, 14, 48)
    assert round(Fraction(sum(waits), len(waits)), 1) == Fraction("28.9")
    assert late == 4368
    assert round(Fraction(late * 100, len(waits)), 1) == Fraction("42.7")


def test_the_witness_a_proposal_posted_on_a_meeting_day_is_closed_before_the_next() -> None:
    """Posted on 2 August 2019 during the meeting, closed on 2 September, first met on the 6th."""
    posted = parse("2019-08-02T11:30:00-07:00")
    closed = add(posted, Period(months=1), SIG.zone)
    met = SIG.next(add(posted, Period(days=14), SIG.zone))
    assert met is not None
    assert text(closed) == "2019-09-02T18:30:00Z"
    assert text(met.opens) == "2019-09-06T18:00:00Z"


def test_every_session_of_a_century_is_on_a_first_friday_at_eleven() -> None:
    sessions = list(SIG.between(parse("2019-05-01T00:00:00Z"), parse("2119-05-01T00:00:00Z")))
    walls = [wall_time(session.opens, SIG.zone) for session in sessions]
    assert len(sessions) == 1200
    assert {(wall.weekday(), wall.hour, wall.minute) for wall in walls if wall} == {(4, 11, 0)}
    assert {wall.day for wall in walls if wall} == set(range(1, 8))
    gaps = {
        round((to_datetime(after.opens) - to_datetime(before.opens)) / timedelta(days=1))
        for before, after in pairwise(sessions)
    }
    assert gaps == {28, 35}
