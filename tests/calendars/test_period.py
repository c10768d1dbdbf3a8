"""Periods as people write and say them."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bylaw.engine.calendars import Period
from bylaw.engine.errors import CalendarError

AMOUNTS = st.integers(0, 10_000)


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("P14D", Period(days=14)),
        ("P1M", Period(months=1)),
        ("P1Y6M", Period(years=1, months=6)),
        ("P2W", Period(days=14)),
        ("PT36H", Period(seconds=129_600)),
        ("PT1M", Period(seconds=60)),
        ("P1Y2M3DT4H5M6S", Period(years=1, months=2, days=3, seconds=14_706)),
    ],
)
def test_iso_text_is_read(text: str, period: Period) -> None:
    assert Period.parse(text) == period


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "P",
            "PT",
            "P1",
            "1D",
            "P1DT",
            "P-1D",
            "-P1D",
            "P1.5D",
            "PT0.5S",
            "P1W2D",
            "P5B",
            "p1d",
        ),
        *(
            "P1D ",
            "P1D\n",
            "P1D1M",
            "P\u0661D",
            f"P{10**9}D",
            "P" + "9" * 5000 + "D",
            "P1Y1Y",
            "P0001-01",
        ),
    ],
)
def test_other_text_is_refused_in_the_users_words(text: str) -> None:
    with pytest.raises(CalendarError) as refused:
        Period.parse(text)
    assert str(refused.value).startswith(f"`{text}` is no period")


@pytest.mark.parametrize("text", ["P0D", "PT0S", "P0W", "P0Y0M0DT0H0M0S"])
def test_no_time_at_all_is_refused(text: str) -> None:
    with pytest.raises(CalendarError, match="a period of no time at all"):
        Period.parse(text)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("14 days", "P14D"),
        ("14d", "P14D"),
        ("p14d", "P14D"),
        ("2 Weeks", "P2W"),
        ("1 month", "P1M"),
        ("3 years", "P3Y"),
        ("P36H", "PT36H"),
        ("90 min", "PT90M"),
        ("5 seconds", "PT5S"),
    ],
)
def test_a_hint_says_what_was_meant(text: str, meant: str) -> None:
    with pytest.raises(CalendarError) as refused:
        Period.parse(text)
    assert str(refused.value) == f"`{text}` is no period; did you mean `{meant}`?"


def test_a_hint_never_guesses_between_months_and_minutes() -> None:
    with pytest.raises(CalendarError, match="`5m` is no period: write it in ISO 8601"):
        Period.parse("5m")


def test_an_amount_below_zero_is_refused() -> None:
    with pytest.raises(CalendarError, match="a period of `-1` days runs backwards"):
        Period(months=1, days=-1)


def test_a_period_built_of_nothing_is_refused() -> None:
    with pytest.raises(CalendarError, match="at least one second"):
        Period()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("P14D", "14 days"),
        ("P1M", "1 month"),
        ("P1Y6M", "1 year and 6 months"),
        ("PT36H", "36 hours"),
        ("P1DT1H30M1S", "1 day, 1 hour, 30 minutes and 1 second"),
    ],
)
def test_words_are_plain_english(text: str, words: str) -> None:
    assert Period.parse(text).words() == words


@given(AMOUNTS, AMOUNTS, AMOUNTS, st.integers(0, 10**9))
def test_the_text_reads_back_to_the_same_period(
    years: int, months: int, days: int, seconds: int
) -> None:
    assume(years or months or days or seconds)
    period = Period(years=years, months=months, days=days, seconds=seconds)
    assert Period.parse(str(period)) == period
