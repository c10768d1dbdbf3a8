"""How events are written: for people as lines, for programs as JSON."""

from collections.abc import Iterator, Mapping
from typing import cast

from ..engine.beside import digest_of
from ..engine.calendars import local
from ..engine.decision import Json
from ..engine.machine import BODY, NEW
from ..engine.model import Event
from ..engine.wire import entry
from .terminal import hang, printable, strong


def event_lines(event: Event, zone: str) -> Iterator[str]:
    """Write an event: when, what it did to which proposal, who, and what they told."""
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
        yield from hang(f"    {printable(name)}: ", shown(value), "      ")


def event_json(event: Event) -> Json:
    """Give an event as plain data; the keys are always the same."""
    return {"proposal": event.proposal, "version": event.version, **entry(event)}


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
