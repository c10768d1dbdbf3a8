"""Instants: whole microseconds since 1970-01-01T00:00:00Z, compared as integers."""

from datetime import UTC, datetime, timedelta

from .errors import RequestError

Instant = int

NEVER: Instant = 2**62
"""The instant of what has not happened: later than every date that Python can name."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_UTC = datetime(1970, 1, 1)  # noqa: DTZ001 - said to be UTC by the `Z` that is written
_MICROSECOND = timedelta(microseconds=1)


def from_datetime(moment: datetime) -> Instant:
    """Give the instant of an aware ``moment``.

    Raises:
        RequestError: the moment has no time zone, so it names no instant.
    """
    if moment.utcoffset() is None:
        raise RequestError(
            f"`{moment.isoformat()}` has no time zone, so it names no instant: end it with `Z`, or"
            " with an offset like `-07:00`"
        )
    return (moment - _EPOCH) // _MICROSECOND


def to_datetime(instant: Instant) -> datetime:
    """Give the moment in UTC of an instant that is not ``NEVER``."""
    return _EPOCH + instant * _MICROSECOND


def parse(text: str) -> Instant:
    """Read an RFC 3339 date-time such as ``2019-09-06T11:00:00-07:00``.

    >>> parse("1970-01-01T00:00:01Z")
    1000000

    Raises:
        RequestError: the text is no date-time, or has no time zone.
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise RequestError(
            f"`{text}` is no date-time: write it like `2019-09-06T11:00:00-07:00`"
        ) from None
    return from_datetime(moment)


def text(instant: Instant) -> str:
    """Write an instant as RFC 3339 in UTC, the form that journals hold.

    >>> text(1000000)
    '1970-01-01T00:00:01Z'
    """
    return (_UTC + timedelta(microseconds=instant)).isoformat() + "Z"
