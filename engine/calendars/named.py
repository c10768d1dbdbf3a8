"""The instant that a text names: a day, or a date and a time with its zone."""

from datetime import date

from ..errors import RequestError
from ..instants import Instant, parse
from .arithmetic import FIRST, LAST
from .midnight import midnight


def named(text: str, zone: str) -> Instant | None:
    """Give the first instant of the day that a text names, or the instant; ``None`` of neither.

    Raises:
        CalendarError: there is no such zone.
    """
    try:
        return midnight(date.fromisoformat(text), zone)
    except ValueError:
        pass
    try:
        instant = parse(text)
    except RequestError:
        return None
    return instant if FIRST <= instant <= LAST else None
