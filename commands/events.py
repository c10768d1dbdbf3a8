"""How events are written: for people as lines, for programs as JSON."""

from collections.abc import Iterator, Mapping
from typing import cast

from ..engine.beside import digest_of
from ..engine.calendars import local
from ..engine.decision import Json
from ..engine.machine import BODY, NEW
from ..engine.model import Event
from ..engine.redaction import Redaction
from ..engine.wire import entry
from .terminal import hang, printable, strong

_NONE: Mapping[str, Redaction] = {}


def event_lines(event: Event, zone: str, erased: Mapping[str, Redaction] = _NONE) -> Iterator[str]:
    """Write an event: when, what it did to which proposal, who, and what they told.

    Args:
        event: the event.
        zone: where instants are said.
        erased: what was erased of what is kept beside the journal, by its digest.
    """
    step = "" if event.proposal.startswith(BODY) else f"  {event.target}"
    if event.source != event.target:
        step = f"  {event.source or NEW} -> {event.target}"
    who = "the clock" if event.actor is None else event.actor
    vouched = "" if event.vouched == "claimed" or event.actor is None else f" ({event.vouched})"
    said = f"{event.action}  by {who}{vouched}{step}"
    yield from hang(
        f"{local(event.at, zone)}  {strong(printable(event.proposal))} #{event.version}  ",
        said,
        "    ",
    )
    for name, value in event.data.items():
        said = _erased(value, erased) or shown(value)
        yield from hang(f"    {printable(name)}: ", said, "      ")


def event_json(event: Event) -> Json:
    """Give an event as plain data; the keys are always the same."""
    return {"proposal": event.proposal, "version": event.version, **entry(event)}


def _erased(value: object, erased: Mapping[str, Redaction]) -> str:
    """Say of what is kept beside the journal who had it erased, if anybody had."""
    digest = digest_of(value)
    done = None if digest is None else erased.get(digest)
    return "" if done is None else f"(erased on {done.at} by {done.by}: {done.reason})"


def shown(value: object) -> str:
    """Write what a field holds."""
    if digest_of(value) is not None:
        return "(kept beside the journal)"
    if isinstance(value, (list, tuple)):
        return ", ".join(map(str, value))  # pyright: ignore[reportUnknownArgumentType] # any JSON
    if isinstance(value, Mapping):
        told = cast("Mapping[str, object]", value)
        return "; ".join(f"{name} {shown(each)}" for name, each in told.items()) or "none"
    return str(value)
