"""Reading what a journal holds with the distrust that an audit needs: each part has its type."""

from collections.abc import Mapping
from typing import cast

from attrs import frozen

from ..asking import checked_person
from ..errors import Corrupt, RequestError
from ..instants import Instant, parse
from ..model import VOUCHED, Data, Event, Vouched
from ..wire import Entry, event


@frozen(kw_only=True)
class Asked:
    """A request that was refused, as it was recorded: never with a reason, for those are derived.

    Attributes:
        version: the version of the proposal on which it was decided.
        source: the state in which the proposal then stood, or ``None`` where it was none yet.
    """

    proposal: str
    version: int
    action: str
    actor: str
    at: Instant
    recorded: Instant
    vouched: Vouched
    source: str | None
    data: Data
    charter: str
    zones: str


def happened(stream: str, version: int, found: Entry) -> Event:
    """Read an event.

    Raises:
        Corrupt: it is of another shape, or of somebody whom no workflow lets ask.
    """
    read = event(stream, version, found)
    if read.actor is not None:
        try:
            checked_person(read.actor)
        except RequestError as error:
            raise Corrupt(f"version {version} of `{stream}` is no event: {error}") from error
    return read


def asked(version: int, found: Entry) -> Asked:
    """Read a refusal.

    Raises:
        Corrupt: it is of another shape, or of somebody whom no workflow lets ask.
    """
    texts = {name: found.get(name) for name in _TEXTS}
    base, data, vouched = found.get("version"), found.get("data"), found.get("vouched")
    source = found.get("from")
    if found.keys() != _KEYS:
        odd = ", ".join(f"`{key}`" for key in sorted(found.keys() ^ _KEYS))
        raise Corrupt(
            f"version {version} of the refusals is none: it lacks, or has too many, of its keys:"
            f" {odd}"
        )
    if not (
        all(type(each) is str for each in texts.values())
        and isinstance(source, (str, type(None)))
        and type(base) is int
        and isinstance(data, Mapping)
        and vouched in VOUCHED
    ):
        raise Corrupt(f"version {version} of the refusals is none: a part is of another type")
    told = cast("Mapping[str, str]", texts)
    try:
        return Asked(
            proposal=told["proposal"],
            version=base,
            action=told["action"],
            actor=checked_person(told["actor"]),
            at=parse(told["at"]),
            recorded=parse(told["recorded"]),
            vouched=vouched,
            source=source,
            data=cast("Data", data),
            charter=told["charter"],
            zones=told["zones"],
        )
    except RequestError as error:
        raise Corrupt(f"version {version} of the refusals is none: {error}") from error


_TEXTS = ("proposal", "action", "actor", "at", "recorded", "charter", "zones")
_KEYS = frozenset({*_TEXTS, "data", "from", "version", "vouched"})
