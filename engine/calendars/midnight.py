"""The first instant of a day."""

from datetime import date, datetime

from ..instants import Instant, from_datetime
from .zone import zone


def midnight(day: date, zone_name: str) -> Instant:
    """Give the instant of 00:00 local time; where clocks skip it, as if they had not.

    Raises:
        CalendarError: there is no such zone.
    """
    return from_datetime(datetime(day.year, day.month, day.day, tzinfo=zone(zone_name)))
