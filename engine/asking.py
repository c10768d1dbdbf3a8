"""Asking: what the parts of a request have to be before any charter is asked."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import cast

from attrs import frozen

from .calendars.arithmetic import FIRST, LAST
from .errors import RequestError, Unportable
from .fields import UNPORTABLE
from .instants import Instant, text
from .journal.portable import freeze
from .journal.store import MAX_NAME
from .machine import BODY
from .model import NOTHING, VOUCHED, Data, Vouched

RESERVED = (BODY, "$", "_", "(")
"""How names start that are no proposal's."""

_SHOWN = 80
"""Characters of what can't be kept that stand for it."""


@frozen(kw_only=True)
class Asking:
    """A request as it comes in, before it is known where the proposal stands.

    Attributes:
        recorded: what the host's clock said when it came.
    """

    name: str
    action: str
    by: str
    at: Instant
    recorded: Instant
    data: Data
    vouched: Vouched


def asking(  # noqa: PLR0913 - a request has as many parts
    clock: Callable[[], Instant],
    name: str,
    action: str,
    *,
    by: str,
    at: Instant | None,
    data: Data,
    vouched: Vouched = "claimed",
    leeway: timedelta | None = None,
) -> Asking:
    """Give a request, if it can be one.

    Raises:
        RequestError: it can't: a reserved name, no instant or one beyond the leeway, or nobody
            vouched.
    """
    checked_name(name)
    checked_person(by)
    checked_vouched(vouched)
    dated, recorded = dating(clock, at, leeway=leeway, early=name.startswith(BODY))
    return Asking(
        name=name,
        action=action,
        by=by,
        at=dated,
        recorded=recorded,
        data=kept(data),
        vouched=vouched,
    )


def dating(
    clock: Callable[[], Instant],
    at: Instant | None,
    *,
    leeway: timedelta | None,
    early: bool = False,
) -> tuple[Instant, Instant]:
    """Give when something holds, and when it was asked by the host's clock.

    The two lie no further apart than the host's leeway, unless it may be told early: what happens
    to bodies may, as long before it holds as anybody likes.

    Raises:
        RequestError: they do, or one of them is no instant.
    """
    asked = checked_instant(clock())
    dated = asked if at is None else checked_instant(at)
    if leeway is None or at is None:
        return dated, asked
    most = leeway // timedelta(microseconds=1)
    if asked - dated > most or (dated - asked > most and not early):
        way = "before" if dated < asked else "after"
        raise RequestError(
            f"{text(dated)} is {way} {text(asked)}, when this is asked, by more than {leeway}:"
            " the host allows no more"
        )
    return dated, asked


def checked_name(name: str) -> str:
    """Give the name of a proposal, or of the stream of a body such as ``@chairs``.

    Raises:
        RequestError: nothing can be called that.
    """
    _see_text(name, "a proposal")
    if not name:
        raise RequestError("a proposal without a name can't be told from others: name it")
    body = name.startswith(BODY) and len(name) > 1
    if name.startswith(RESERVED) and not body:
        raise RequestError(
            f"`{name}` can't name a proposal: names start with none of `@`, `$`, `_`, `(`"
        )
    return _said(name, "a proposal")


def checked_person(by: str) -> str:
    """Give the name of who asks.

    Raises:
        RequestError: nobody can be called that.
    """
    _see_text(by, "a person")
    if not by or by.startswith("("):
        raise RequestError(f"`{by}` names nobody: state who asks")
    return _said(by, "a person")


def checked_instant(instant: Instant) -> Instant:
    """Give an instant that has a date.

    Raises:
        RequestError: it has none.
    """
    if type(instant) is not int:
        raise RequestError(
            f"`{instant!r:.60}` is no instant, a whole number: `bylaw.instant` reads one from text"
        )
    if not FIRST <= instant <= LAST:
        raise RequestError(f"`{instant}` is no instant of the years 1 to 9999")
    return instant


def checked_vouched(vouched: Vouched) -> Vouched:
    """Give how it is known who asks.

    Raises:
        RequestError: it is known in no such way; nobody could read what would be recorded.
    """
    if vouched not in VOUCHED:
        raise RequestError(f"`{vouched!r:.60}` is not one of {', '.join(VOUCHED)}")
    return vouched


def kept(data: Data) -> Data:
    """Give data that nobody can alter any more; for what no store could hold, a table stands.

    Raises:
        RequestError: it is no table at all.
    """
    if not isinstance(data, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance]  # untyped callers
        raise RequestError(f"what is told is a table of fields, not `{data!r:.60}`")
    if not data:
        return NOTHING
    listed = {
        name: [*cast("tuple[object, ...]", value)] if isinstance(value, tuple) else value
        for name, value in data.items()
    }
    try:
        return freeze(listed)
    except Unportable:
        return freeze(dict(_portable(name, value) for name, value in listed.items()))


def _portable(name: object, value: object) -> tuple[str, object]:
    """Give a field as it is, if a store can hold it; else what stands for it."""
    try:
        freeze({"": value})
    except Unportable:
        plain = type(value) in {str, int, float}  # others may be endless, or fail to be shown
        value = {UNPORTABLE: ascii(value)[:_SHOWN] if plain else type(value).__name__}
    try:
        freeze({cast("str", name): None})
    except Unportable:
        name = ascii(name)[:_SHOWN] if type(name) in {str, int} else type(name).__name__
    return cast("str", name), value


def _see_text(name: object, noun: str) -> None:
    """See that whoever isn't held by types gives a text."""
    if type(name) is not str:
        raise RequestError(f"{name!r:.60} can't name {noun}: a name is a text")


def _said(name: str, noun: str) -> str:
    """Give a name that every store can hold and every terminal shows as it is."""
    if len(name) > MAX_NAME or not name.isprintable():
        raise RequestError(
            f"{name!r:.60} can't name {noun}: a name has at most {MAX_NAME} characters,"
            " all of them printable"
        )
    return name
