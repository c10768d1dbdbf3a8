"""The charters that a journal holds: it can be audited by itself, long after the file is gone."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress

from attrs import frozen

from .charter import Charter, canonical, revived
from .errors import Conflict, Corrupt, RequestError
from .instants import Instant, text
from .journal.store import Store, Write
from .wire import CHARTER

_PART = 15_000
"""Characters of a charter in one line: four bytes each at most, so it stays under 64 kB."""


@frozen(kw_only=True)
class Adopted:
    """A charter that took effect in a journal.

    Attributes:
        version: of the last entry that holds it, in the journal's own stream of charters.
    """

    digest: str
    version: int
    text: bytes


def adopt(store: Store, charter: Charter, *, recorded: Instant) -> None:
    """Write a charter into a journal that has none, or see that the journal is under it.

    Whoever adopts it at the same time, or was cut off while they did, has written the same lines:
    the rest is written after them.

    Raises:
        RequestError: the journal is under another charter.
        Corrupt: what it holds of a charter is not as it was written.
    """
    entries = _entries(charter, recorded)
    while not (adopted := list(adoptions(store))):
        written = _written(store, charter, entries)
        found = Write(CHARTER, expected=written, entries=(entries[written],))
        with suppress(Conflict):  # somebody else adopts one: look again whether it is the same
            store.append([found])
    _see_same(adopted[-1].digest, charter)


def _written(store: Store, charter: Charter, entries: Sequence[Mapping[str, object]]) -> int:
    """Give how many of a charter's entries a journal holds, which holds no charter as a whole."""
    found = store.read(CHARTER)
    for there in found:
        _see_same(str(there["charter"]), charter)
    if [there["text"] for there in found] != [ours["text"] for ours in entries[: len(found)]]:
        raise Corrupt(
            f"the journal holds part of `{charter.name}`, and it is not as it was written"
        )
    return len(found)


def _see_same(digest: str, charter: Charter) -> None:
    if digest != charter.digest:
        raise RequestError(
            f"the journal is under the charter `{digest[:12]}`,"
            f" and `{charter.name}` is `{charter.digest[:12]}`: start a journal of its own"
        )


def _entries(charter: Charter, recorded: Instant) -> list[Mapping[str, object]]:
    whole = canonical(charter.file).decode()
    parts = [whole[start : start + _PART] for start in range(0, len(whole), _PART)]
    return [
        {
            "charter": charter.digest,
            "part": place,
            "parts": len(parts),
            "recorded": text(recorded),
            "text": part,
        }
        for place, part in enumerate(parts, 1)
    ]


def adoptions(store: Store) -> Iterator[Adopted]:
    """Give the charters that took effect in a journal, in their order.

    Raises:
        Corrupt: an entry in the stream of charters is none, or is out of its place.
    """
    parts: list[str] = []
    for version, found in enumerate(store.read(CHARTER), 1):
        try:
            digest, part, many = str(found["charter"]), str(found["text"]), found["parts"]
            place = found["part"]
        except KeyError as missing:
            raise Corrupt(f"version {version} of `{CHARTER}` has no {missing}") from None
        parts.append(part)
        if place != len(parts):
            raise Corrupt(f"version {version} of `{CHARTER}` is part {place}, not {len(parts)}")
        if len(parts) == many:
            yield Adopted(digest=digest, version=version, text="".join(parts).encode())
            parts = []


def in_force(store: Store) -> Charter:
    """Give the charter that a journal is under.

    Raises:
        RequestError: it is under none yet.
        CharterError: the text that it holds is not that of its digest, or can't be used.
    """
    adopted = list(adoptions(store))
    if not adopted:
        raise RequestError("the journal is under no charter yet: name one when it is made")
    return revived(adopted[-1].text, adopted[-1].digest)
