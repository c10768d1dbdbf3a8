"""Instants as an explanation says them."""

import pytest

from bylaw.engine.calendars import local
from bylaw.engine.instants import NEVER, parse

PACIFIC = "America/Los_Angeles"


@pytest.mark.parametrize(
    ("instant", "zone", "words"),
    [
        ("2019-09-06T18:00:00Z", PACIFIC, "2019-09-06 11:00 PDT"),
        ("2019-12-06T19:00:00Z", PACIFIC, "2019-12-06 11:00 PST"),
        ("2019-09-06T18:00:00Z", "UTC", "2019-09-06 18:00 UTC"),
        ("2019-09-06T18:00:00Z", "America/Sao_Paulo", "2019-09-06 15:00 -03"),
        ("2019-09-06T07:00:00Z", PACIFIC, "2019-09-06"),
        ("2019-09-06T00:00:00Z", PACIFIC, "2019-09-05 17:00 PDT"),
        ("2019-09-06T18:00:05Z", PACIFIC, "2019-09-06 11:00:05 PDT"),
        ("2019-09-06T18:00:00.25Z", PACIFIC, "2019-09-06 11:00:00 PDT"),
        ("2019-09-06T07:00:00.25Z", PACIFIC, "2019-09-06 00:00:00 PDT"),
        ("9999-12-31T23:00:00Z", "Asia/Tokyo", "9999-12-31T23:00:00Z"),
    ],
)
def test_an_instant_is_said_in_its_zone(instant: str, zone: str, words: str) -> None:
    assert local(parse(instant), zone) == words


def test_the_two_passes_of_a_repeated_hour_read_apart() -> None:
    first, second = parse("2019-11-03T08:30:00Z"), parse("2019-11-03T09:30:00Z")
    assert [local(first, PACIFIC), local(second, PACIFIC)] == [
        "2019-11-03 01:30 PDT",
        "2019-11-03 01:30 PST",
    ]


def test_what_has_no_date_is_said_in_a_word() -> None:
    assert [local(NEVER, PACIFIC), local(-NEVER, PACIFIC)] == ["never", "always"]
