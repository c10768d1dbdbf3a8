"""How an event is written as an entry of a journal, and read back."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, cast

from cattrs import Converter
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override

from .errors import Corrupt
from .instants import parse, text
from .model import Event

Entry = Mapping[str, object]

CHARTER = "$charter"
"""The stream in which a journal keeps the charters under which it was written."""

REFUSED = "$refused"
"""The stream in which refusals are recorded, where the host asks for it."""

_LEFT_TO_THE_LINE = ("proposal", "version")


@cache
def _codec() -> tuple[Callable[[Event], dict[str, Any]], Callable[[Entry, type], Event]]:
    """Give what writes and reads; the proposal and its version stand in the journal's own line."""
    converter = Converter(detailed_validation=False, forbid_extra_keys=True)
    same: Callable[[Any], Any] = lambda value: value  # noqa: E731 - a hook that changes nothing
    as_read: Callable[[Any, Any], Any] = lambda value, _: value  # noqa: E731 - likewise
    instant = override(unstruct_hook=text, struct_hook=lambda value, _: parse(value))
    plain = override(unstruct_hook=same, struct_hook=as_read)
    overrides = {
        "at": instant,
        "recorded": instant,
        "actor": plain,
        "vouched": plain,
        "action": plain,
        "source": override(rename="from", unstruct_hook=same, struct_hook=as_read),
        "target": override(rename="to", unstruct_hook=same, struct_hook=as_read),
        "data": plain,
        "charter": plain,
        "zones": plain,
    }
    left = {name: override(omit=True) for name in _LEFT_TO_THE_LINE}
    write = make_dict_unstructure_fn(Event, converter, **cast("Any", overrides | left))
    read = make_dict_structure_fn(Event, converter, **cast("Any", overrides))
    return write, read


def entry(event: Event) -> dict[str, object]:
    """Write an event as an entry."""
    write, _ = _codec()
    return write(event)


def event(proposal: str, version: int, found: Entry) -> Event:
    """Read the event that an entry holds.

    Raises:
        Corrupt: the entry is of another shape.
    """
    _, read = _codec()
    try:
        return read({**found, "proposal": proposal, "version": version}, Event)
    except Exception as error:  # cattrs raises what the value's own constructor raises
        said = f"version {version} of `{proposal}` is no event: {type(error).__name__}: {error}"
        raise Corrupt(said) from error
