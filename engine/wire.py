"""How an event is written as an entry of a journal, and read back."""

from collections.abc import Mapping
from typing import Any, cast

from .errors import Corrupt, RequestError
from .instants import parse, text
from .model import NOTHING, VOUCHED, Event

Entry = Mapping[str, object]

CHARTER = "$charter"
"""The stream in which a journal keeps the charters under which it was written."""

REFUSED = "$refused"
"""The stream in which refusals are recorded, where the host asks for it."""

REDACTED = "$redacted"
"""The stream in which it is recorded that something kept beside the journal was erased."""

_TEXTS = ("action", "at", "charter", "recorded", "to", "vouched", "zones")
_TEXTS_OR_NULL = ("actor", "from")
_KEYS = frozenset({*_TEXTS, *_TEXTS_OR_NULL, "data"})
_MORE = frozenset({"pinned"})
"""Keys that are there where there is something to say."""


def entry(event: Event) -> dict[str, object]:
    """Write an event as an entry; its proposal and version stand in the journal's own line."""
    at = text(event.at)
    pinned = {"pinned": event.pinned} if event.pinned else {}
    return {
        "action": event.action,
        "actor": event.actor,
        "at": at,
        "charter": event.charter,
        "data": event.data,
        "from": event.source,
        "recorded": at if event.recorded == event.at else text(event.recorded),
        "to": event.target,
        "vouched": event.vouched,
        "zones": event.zones,
        **pinned,
    }


def event(proposal: str, version: int, found: Entry) -> Event:
    """Read the event that an entry holds.

    Raises:
        Corrupt: the entry is of another shape.
    """
    fault = _fault(found)
    if fault is not None:
        raise Corrupt(f"version {version} of `{proposal}` is no event: {fault}")
    try:
        at, recorded = parse(str(found["at"])), parse(str(found["recorded"]))
    except RequestError as error:
        raise Corrupt(f"version {version} of `{proposal}` is no event: {error}") from error
    known = cast("dict[str, Any]", found)  # `_fault` has seen what each value is
    return Event(
        proposal,
        version,
        at,
        recorded,
        known["actor"],
        known["vouched"],
        known["action"],
        known["from"],
        known["to"],
        known["data"],
        known["charter"],
        known["zones"],
        known.get("pinned", NOTHING),
    )


def _fault(found: Entry) -> str | None:  # noqa: PLR0911 - one answer for each part
    """Say what keeps an entry from being an event; ``None`` where nothing does."""
    if found.keys() - _MORE != _KEYS:
        odd = ", ".join(f"`{key}`" for key in sorted((found.keys() - _MORE) ^ _KEYS))
        return f"it lacks, or has too many, of its keys: {odd}"
    for key in _TEXTS:
        if not isinstance(found[key], str):
            return f"`{key}` is no text"
    for key in _TEXTS_OR_NULL:
        if not isinstance(found[key], (str, type(None))):
            return f"`{key}` is neither text nor null"
    if found["vouched"] not in VOUCHED:
        return f"`vouched` is `{found['vouched']}`, and not one of {', '.join(VOUCHED)}"
    if not isinstance(found["data"], Mapping):
        return "`data` is no table"
    if "pinned" in found and not (isinstance(found["pinned"], Mapping) and found["pinned"]):
        return "`pinned` is no table, or an empty one"
    return None
