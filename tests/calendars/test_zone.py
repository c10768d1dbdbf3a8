"""Time zones by name, from the data that bylaw depends on."""

from datetime import UTC, datetime, timedelta

import pytest
import tzdata  # type: ignore[import-untyped]  # the package has neither stubs nor a marker

from bylaw.engine.calendars.zone import tz_version, zone, zone_names
from bylaw.engine.errors import CalendarError


def test_a_zone_knows_its_summer() -> None:
    summer = datetime(2019, 7, 1, tzinfo=UTC).astimezone(zone("America/Los_Angeles"))
    assert summer.utcoffset() == timedelta(hours=-7)


def test_every_zone_of_the_data_loads() -> None:
    assert {zone(name).key for name in zone_names()} == zone_names()


def test_a_zone_is_loaded_once() -> None:
    assert zone("Europe/London") is zone("Europe/London")


def test_the_zones_of_the_machine_are_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a search path that knows no zone, the standard library would find none."""
    monkeypatch.setattr("zoneinfo.TZPATH", ())
    zone.cache_clear()
    assert zone("Asia/Tokyo").key == "Asia/Tokyo"


@pytest.mark.parametrize(
    "name",
    [
        *("", ".", "..", "/etc/localtime", "../zones", "America/../Europe/London", "America"),
        *("America/Los_Angeles/", "europe/london", "Europe/London\0", "leapseconds", "zones"),
    ],
)
def test_what_is_not_a_name_in_the_list_is_refused(name: str) -> None:
    with pytest.raises(CalendarError) as refused:
        zone(name)
    assert str(refused.value).startswith(f"`{name}` is no time zone")


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("america/los_angeles", "America/Los_Angeles"),
        ("Los Angeles", "America/Los_Angeles"),
        ("US/Los_Angeles", "America/Los_Angeles"),
        ("Europe/Londn", "Europe/London"),
    ],
)
def test_a_hint_says_which_zone_was_meant(name: str, meant: str) -> None:
    with pytest.raises(CalendarError) as refused:
        zone(name)
    assert str(refused.value) == f"`{name}` is no time zone; did you mean `{meant}`?"


def test_a_name_like_none_is_told_how_names_look() -> None:
    with pytest.raises(CalendarError, match="write an IANA name like `America/Los_Angeles`"):
        zone("!!!!")


def test_the_version_is_that_of_the_data() -> None:
    assert tz_version() == str(tzdata.IANA_VERSION)
