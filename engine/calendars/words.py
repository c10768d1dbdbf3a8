"""Instants in words, as an explanation says them."""

from ..instants import Instant, text
from .arithmetic import FIRST, LAST, wall_time


def local(instant: Instant, zone: str) -> str:
    """Say an instant in a zone: ``2019-09-06 11:00 PDT``, or the date alone at midnight.

    Seconds are said only where there are any, and whole ones. ``NEVER`` is ``never``, ``-NEVER``
    is ``always``, and what has no date in the zone alone (the last hours of the year 9999) is said
    in UTC.

    >>> local(1567792800000000, "America/Los_Angeles")
    '2019-09-06 11:00 PDT'

    Raises:
        CalendarError: there is no such zone.
    """
    if not FIRST <= instant <= LAST:
        return "never" if instant > LAST else "always"
    wall = wall_time(instant, zone)
    if wall is None:
        return text(instant)
    if not (wall.hour or wall.minute or wall.second or wall.microsecond):
        return wall.date().isoformat()
    precision = "seconds" if wall.second or wall.microsecond else "minutes"
    return f"{wall.replace(tzinfo=None).isoformat(sep=' ', timespec=precision)} {wall.tzname()}"
