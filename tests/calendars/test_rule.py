"""Recurrence rules as people write them, and what a wrong one is told."""

from datetime import date

import pytest

from bylaw.engine.calendars.rule import Rule, Weekday
from bylaw.engine.errors import CalendarError


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("FREQ=MONTHLY;BYDAY=+1FR", Rule(freq="MONTHLY", byday=(Weekday(day=4, nth=1),))),
        ("RRULE:FREQ=DAILY", Rule(freq="DAILY")),
        ("freq=weekly;wkst=su;interval=2", Rule(freq="WEEKLY", wkst=6, interval=2)),
        ("FREQ=DAILY;COUNT=10", Rule(freq="DAILY", count=10)),
        ("UNTIL=20261231;FREQ=DAILY", Rule(freq="DAILY", until=date(2026, 12, 31))),
        ("FREQ=MONTHLY;BYMONTHDAY=15,-1,15", Rule(freq="MONTHLY", bymonthday=(-1, 15))),
        (
            "FREQ=MONTHLY;BYDAY=MO,-1FR;BYSETPOS=-1",
            Rule(freq="MONTHLY", byday=(Weekday(day=0), Weekday(day=4, nth=-1)), bysetpos=(-1,)),
        ),
    ],
)
def test_a_rule_is_read(text: str, rule: Rule) -> None:
    assert Rule.parse(text) == rule


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "`` is no part of a rule: write it like `FREQ=MONTHLY`"),
        ("FREQ=DAILY;", "`` is no part of a rule: write it like `FREQ=MONTHLY`"),
        ("FREQ=DAILY;COUNT", "`COUNT` is no part of a rule: write it like `FREQ=MONTHLY`"),
        (
            "FREQ=DAILY\nCOUNT=2",
            "`FREQ=DAILY\nCOUNT=2` is no frequency: give one of DAILY, WEEKLY, MONTHLY, YEARLY",
        ),
        ("BYDAY=FR", "`BYDAY=FR` has no `FREQ`: give one of DAILY, WEEKLY, MONTHLY, YEARLY"),
        ("FREQ=MONTLY", "`FREQ=MONTLY` is no frequency; did you mean `MONTHLY`?"),
        (
            "FREQ=SOMETIMES",
            "`FREQ=SOMETIMES` is no frequency: give one of DAILY, WEEKLY, MONTHLY, YEARLY",
        ),
        (
            "FREQ=HOURLY",
            "`FREQ=HOURLY` is shorter than a day: give one of DAILY, WEEKLY, MONTHLY, YEARLY",
        ),
        (
            "FREQ=DAILY;BYHOUR=11",
            "`BYHOUR=11` names a time of day, which a rule of days leaves to `at`",
        ),
        ("FREQ=MONTHLY;BYDAYS=FR", "`BYDAYS` is no part of a rule; did you mean `BYDAY`?"),
        ("FREQ=YEARLY;RSCALE=CHINESE", "`RSCALE` is no part of a rule"),
        ("FREQ=DAILY;FREQ=DAILY", "`FREQ` is given twice: join its values with commas"),
        ("FREQ=DAILY;INTERVAL=0", "`INTERVAL=0` is out of range: give 1 to 9999"),
        ("FREQ=DAILY;INTERVAL=-1", "`INTERVAL=-1` is out of range: give 1 to 9999"),
        ("FREQ=DAILY;INTERVAL=10000", "`INTERVAL=10000` is out of range: give 1 to 9999"),
        ("FREQ=DAILY;COUNT=0", "`COUNT=0` is out of range: give 1 to 1000"),
        ("FREQ=DAILY;COUNT=1001", "`COUNT=1001` is out of range: give 1 to 1000"),
        ("FREQ=YEARLY;BYMONTH=13", "`BYMONTH=13` is out of range: give 1 to 12"),
        ("FREQ=YEARLY;BYMONTH=-1", "`BYMONTH=-1` is out of range: give 1 to 12"),
        (
            "FREQ=MONTHLY;BYMONTHDAY=1,32",
            "`BYMONTHDAY=32` is out of range: give 1 to 31, or -1 to -31",
        ),
        (
            "FREQ=MONTHLY;BYMONTHDAY=1,,2",
            "`BYMONTHDAY=` is out of range: give 1 to 31, or -1 to -31",
        ),
        (
            "FREQ=YEARLY;BYYEARDAY=٣",
            "`BYYEARDAY=٣` is out of range: give 1 to 366, or -1 to -366",
        ),
        ("FREQ=MONTHLY;BYDAY=6FR", "`BYDAY=6FR` is out of range: give 1 to 5, or -1 to -5"),
        ("FREQ=MONTHLY;BYDAY=0FR", "`BYDAY=0FR` is out of range: give 1 to 5, or -1 to -5"),
        ("FREQ=YEARLY;BYDAY=54FR", "`BYDAY=54FR` is out of range: give 1 to 53, or -1 to -53"),
        (
            "FREQ=YEARLY;BYMONTH=3;BYDAY=6FR",
            "`BYDAY=6FR` is out of range: give 1 to 5, or -1 to -5",
        ),
        (
            "FREQ=MONTHLY;BYDAY=FRI",
            "`BYDAY=FRI` is no day of the week: write `FR`, `1FR` or `-1FR`",
        ),
        (
            "FREQ=WEEKLY;BYDAY=1FR",
            "`BYDAY=1FR` counts days, which only a month or a year lets it do",
        ),
        (
            "FREQ=YEARLY;BYWEEKNO=20;BYDAY=1FR",
            "`BYDAY=1FR` counts days, which only a month or a year lets it do",
        ),
        (
            "FREQ=DAILY;WKST=XX",
            "`WKST=XX` is no day of the week: give one of MO, TU, WE, TH, FR, SA, SU",
        ),
        (
            "FREQ=DAILY;UNTIL=20261231T235959Z",
            "`UNTIL=20261231T235959Z` is no date: write the last day like `20261231`",
        ),
        ("FREQ=DAILY;UNTIL=20260230", "`UNTIL=20260230` is a day that no calendar has"),
        (
            "FREQ=DAILY;COUNT=1;UNTIL=20261231",
            "`COUNT` and `UNTIL` both end the rule: keep one of them",
        ),
        ("FREQ=WEEKLY;BYMONTHDAY=1", "`BYMONTHDAY` has no meaning in a WEEKLY rule"),
        ("FREQ=MONTHLY;BYYEARDAY=1", "`BYYEARDAY` has no meaning in a MONTHLY rule"),
        ("FREQ=MONTHLY;BYWEEKNO=1;BYDAY=MO", "`BYWEEKNO` has no meaning in a MONTHLY rule"),
        ("FREQ=WEEKLY;BYDAY=MO;BYSETPOS=1", "`BYSETPOS` has no meaning in a WEEKLY rule"),
        ("FREQ=YEARLY;BYWEEKNO=1", "`BYWEEKNO` names a week but no day of it: add `BYDAY`"),
        (
            "FREQ=YEARLY;BYSETPOS=1",
            "`BYSETPOS` picks from the days of another part: add one, like `BYDAY`",
        ),
    ],
)
def test_a_mistake_is_told_in_the_users_words(text: str, message: str) -> None:
    with pytest.raises(CalendarError) as refused:
        Rule.parse(text)
    assert str(refused.value) == message
