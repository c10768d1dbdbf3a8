"""Redaction: a body is erased, and who had it erased, when and why is recorded for ever."""

from collections.abc import Iterable, Mapping
from typing import cast

from attrs import frozen

from .asking import checked_instant, checked_person
from .beside import Bodies, digest_of
from .errors import RequestError
from .instants import Instant, text
from .journal import Store, Write
from .wire import REDACTED


@frozen(kw_only=True)
class Redaction:
    """What a journal says of a body that was erased.

    Attributes:
        proposal: whose it was, or the stream of refusals.
        version: the version that the event with it made.
        field: what the body told.
        by: who had it erased.
        at: when, in RFC 3339.
    """

    proposal: str
    version: int
    field: str
    digest: str
    by: str
    at: str
    reason: str


def redact(  # noqa: PLR0913 - all that is recorded of it
    store: Store,
    bodies: Bodies,
    proposal: str,
    version: int,
    field: str,
    *,
    by: str,
    at: Instant,
    reason: str,
) -> Redaction:
    """Record that a body is erased, and erase it.

    It is recorded first: nothing disappears without a trace. Where a crash, or a full disk, comes
    in between, whoever asks again has the rest done, and it is not recorded twice.

    Raises:
        RequestError: there is no such event or field, or it isn't kept beside.
        JournalError: it can't be recorded, or the body can't be erased.
    """
    digest = _digest(store, proposal, version, field)
    done = redactions(store)
    if digest not in done:
        if not reason.strip() or not reason.isprintable():
            raise RequestError("a redaction has a reason, in a line: it is recorded for ever")
        entry = {
            "at": text(checked_instant(at)),
            "by": checked_person(by),
            "digest": digest,
            "field": field,
            "proposal": proposal,
            "reason": reason,
            "version": version,
        }
        store.append([Write(REDACTED, expected=store.version(REDACTED), entries=(entry,))])
        done = redactions(store)
    bodies.erase(digest)
    return done[digest]


def redactions(store: Store) -> Mapping[str, Redaction]:
    """Give the redactions that a journal holds, by the digest of what was erased.

    An entry of another shape is none: an audit tells of it.
    """
    found: dict[str, Redaction] = {}
    for entry in store.read(REDACTED):
        read = redaction(entry)
        if read is not None:
            found.setdefault(read.digest, read)
    return found


def strays(store: Store, held: Iterable[str]) -> frozenset[str]:
    """Give those of the digests of bodies that no entry of a journal names.

    A process that died after it had kept a body, and before it had recorded the event, leaves one.
    One that is at it right now does, too: ask while nobody writes, or erase only what is old.
    """
    named: set[str] = set()
    for _, _, _, entry in store.entries():
        data = entry.get("data")
        if isinstance(data, Mapping):
            named.update(filter(None, map(digest_of, data.values())))
    return frozenset(held) - named


def redaction(entry: Mapping[str, object]) -> Redaction | None:
    """Read an entry of the stream of redactions; None if it is of another shape."""
    kinds = {name: type(value) for name, value in entry.items()}
    if kinds != {name: int if name == "version" else str for name in _KEYS}:
        return None
    told = cast("Mapping[str, str]", entry)
    return Redaction(
        proposal=told["proposal"],
        version=cast("int", entry["version"]),
        field=told["field"],
        digest=told["digest"],
        by=told["by"],
        at=told["at"],
        reason=told["reason"],
    )


_KEYS = ("at", "by", "digest", "field", "proposal", "reason", "version")


def _digest(store: Store, proposal: str, version: int, field: str) -> str:
    """Give the digest that stands for a field of an event.

    Raises:
        RequestError: there is none.
    """
    entries = store.read(proposal, after=max(version, 1) - 1)
    if not entries or version < 1:
        raise RequestError(f"the journal has no version {version} of `{proposal}`")
    data = entries[0].get("data")
    if not isinstance(data, Mapping) or field not in data:
        raise RequestError(f"version {version} of `{proposal}` tells no `{field}`")
    digest = digest_of(data[field])
    if digest is None:
        raise RequestError(
            f"`{field}` of version {version} of `{proposal}` is recorded in the journal itself,"
            " and what is recorded is never erased"
        )
    return digest
