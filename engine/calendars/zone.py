"""Time zones: from the `tzdata` package, so that no decision depends on the machine's own."""

from functools import cache
from importlib import import_module
from io import BytesIO
from pkgutil import get_data
from zoneinfo import ZoneInfo

from ..errors import CalendarError
from ..hints import suggested

_DATA = "tzdata"


@cache
def zone(name: str) -> ZoneInfo:
    """Give the IANA time zone of a name such as ``America/Los_Angeles``.

    Names are compared with the list that the data itself carries, so a path can't be smuggled in.

    Raises:
        CalendarError: there is no zone of that name.
    """
    if name not in zone_names():
        raise CalendarError(f"`{name}` is no time zone{_nearest(name)}")
    return ZoneInfo.from_file(BytesIO(_read(f"zoneinfo/{name}")), key=name)


@cache
def zone_names() -> frozenset[str]:
    """Give every name that `zone` knows."""
    return frozenset(_read("zones").decode().split())


def tz_version() -> str:
    """Give the version of the IANA data, such as ``2025b``, to record with each decision."""
    return str(import_module(_DATA).IANA_VERSION)


def _read(resource: str) -> bytes:
    found = get_data(_DATA, resource)
    if found is None:
        raise CalendarError(f"the time zone data lacks `{resource}`: reinstall `{_DATA}`")
    return found


def _nearest(name: str) -> str:
    """Look for the whole name, then for the city: `los angeles` is America/Los_Angeles."""
    wanted = name.replace(" ", "_")
    cities = {known.rpartition("/")[2].lower(): known for known in sorted(zone_names())}
    city = wanted.rpartition("/")[2].lower()
    if city in cities:
        return f"; did you mean `{cities[city]}`?"
    hint = suggested(wanted, zone_names())
    return hint or ": write an IANA name like `America/Los_Angeles` or `UTC`"
