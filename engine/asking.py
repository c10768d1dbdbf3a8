"""Asking: what the parts of a request have to be before any charter is asked."""

from types import MappingProxyType
from typing import cast

from .calendars.arithmetic import FIRST, LAST
from .errors import RequestError, Unportable
from .instants import Instant
from .journal.portable import freeze
from .journal.store import MAX_NAME
from .machine import BODY
from .model import NOTHING, Data

RESERVED = (BODY, "$", "_", "(")
"""How names start that are no proposal's."""


def checked_name(name: str) -> str:
    """Give the name of a proposal, or of the stream of a body such as ``@chairs``.

    Raises:
        RequestError: nothing can be called that.
    """
    body = name.startswith(BODY) and len(name) > 1
    if not name or (name.startswith(RESERVED) and not body):
        raise RequestError(
            f"`{name}` can't name a proposal: names start with none of `@`, `$`, `_`, `(`"
        )
    return _said(name, "a proposal")


def checked_person(by: str) -> str:
    """Give the name of who asks.

    Raises:
        RequestError: nobody can be called that.
    """
    if not by or by.startswith("("):
        raise RequestError(f"`{by}` names nobody: state who asks")
    return _said(by, "a person")


def checked_instant(instant: Instant) -> Instant:
    """Give an instant that has a date.

    Raises:
        RequestError: it has none.
    """
    if not FIRST <= instant <= LAST:
        raise RequestError(f"`{instant}` is no instant of the years 1 to 9999")
    return instant


def kept(data: Data) -> Data:
    """Give data that nobody can alter any more; what no store could hold, in a copy at least."""
    if not data:
        return NOTHING
    listed = {
        name: [*cast("tuple[object, ...]", value)] if isinstance(value, tuple) else value
        for name, value in data.items()
    }
    try:
        return freeze(listed)
    except Unportable:
        return MappingProxyType(listed)


def _said(name: str, noun: str) -> str:
    """Give a name that every store can hold and every terminal shows as it is."""
    if len(name) > MAX_NAME or not name.isprintable():
        raise RequestError(
            f"{name!r:.60} can't name {noun}: a name has at most {MAX_NAME} characters,"
            " all of them printable"
        )
    return name
