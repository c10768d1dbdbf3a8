"""The charters that a journal holds: it can be audited by itself, long after the file is gone.

The first takes effect with the last part of its text. The text of any other is laid before, and it
takes effect by an entry in the very line that records who let it in.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import cast

from attrs import define, field, frozen

from .charter import Charter, canonical, revived
from .errors import Conflict, Corrupt, RequestError
from .instants import NEVER, Instant, parse, text
from .journal.store import Store, Write
from .model import Event
from .wire import CHARTER, Entry

_PART = 15_000
"""Characters of a charter in one line: four bytes each at most, so it stays under 64 kB."""

_ENACTS = frozenset({"at", "bodies", "by", "charter", "recorded", "version"})


@frozen(kw_only=True)
class Adopted:
    """A charter that took effect in a journal.

    Attributes:
        version: of the entry with which it did, in the journal's own stream of charters.
        since: the instant from which it holds; ``-NEVER`` for the first.
        by: the proposal, and its version, whose event let it in; none for the first.
        bodies: how many entries the stream of each body had until then, those without any left out.
    """

    digest: str
    version: int
    text: bytes
    since: Instant = -NEVER
    by: tuple[str, int] | None = None
    bodies: Mapping[str, int] = field(factory=dict)


@define
class Shelf:
    """The stream of charters, as far as it was taken in.

    Attributes:
        whole: the texts that are there as a whole, by digest.
        adopted: those that took effect, in their order.
    """

    whole: dict[str, bytes] = field(factory=dict)
    adopted: list[Adopted] = field(factory=list)
    _parts: dict[str, list[str]] = field(factory=dict)

    def take(self, version: int, found: Entry) -> Adopted | None:
        """Take in the next entry; give the charter that takes effect with it, if one does.

        Raises:
            Corrupt: the entry is none, or is out of its place; it is taken in as far as it can be.
        """
        if found.keys() == _ENACTS:
            self.adopted.append(self._enacted(version, found))
            return self.adopted[-1]
        return self._part(version, found)

    def _part(self, version: int, found: Entry) -> Adopted | None:
        try:
            digest, part, many = str(found["charter"]), str(found["text"]), found["parts"]
            place = found["part"]
        except KeyError as missing:
            raise Corrupt(f"version {version} of `{CHARTER}` has no {missing}") from None
        if digest in self.whole:
            said = f"lays the charter `{digest[:12]}`, whose text is there already"
            raise Corrupt(f"version {version} of `{CHARTER}` {said}")
        parts = self._parts.setdefault(digest, [])
        parts.append(part)
        count = len(parts)
        adopted: Adopted | None = None
        if count == many:
            self.whole[digest] = "".join(self._parts.pop(digest)).encode()
            if not self.adopted:
                adopted = Adopted(digest=digest, version=version, text=self.whole[digest])
                self.adopted.append(adopted)
        if place != count:
            raise Corrupt(f"version {version} of `{CHARTER}` is part {place}, not {count}")
        return adopted

    def _enacted(self, version: int, found: Entry) -> Adopted:
        by, made, digest = found["by"], found["version"], str(found["charter"])
        bodies = found["bodies"]
        if digest not in self.whole:
            said = f"lets `{digest[:12]}` take effect, of which no text is there"
            raise Corrupt(f"version {version} of `{CHARTER}` {said}")
        try:
            since = parse(str(found["at"]))
        except RequestError as error:
            raise Corrupt(f"version {version} of `{CHARTER}` says no instant: {error}") from error
        if not isinstance(by, str) or type(made) is not int or not isinstance(bodies, Mapping):
            raise Corrupt(f"version {version} of `{CHARTER}` doesn't say who let a charter in")
        return Adopted(
            digest=digest,
            version=version,
            text=self.whole[digest],
            since=since,
            by=(by, made),
            bodies=cast("Mapping[str, int]", bodies),
        )


def shelf(store: Store) -> Shelf:
    """Give the stream of charters of a journal.

    Raises:
        Corrupt: an entry in it is none, or is out of its place.
    """
    found = Shelf()
    for version, entry in enumerate(store.read(CHARTER), 1):
        found.take(version, entry)
    return found


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
    now = adopted[-1]
    if now.digest != charter.digest and revived(now.text, now.digest).file != charter.file:
        raise _another(now.digest, charter)


def lay(store: Store, charter: Charter, *, recorded: Instant) -> None:
    """Write the text of a charter into a journal that is under one, unless it is there.

    It changes nothing: it takes effect when the charter in force lets it in.

    Raises:
        Corrupt: what it holds of a charter is not as it was written.
    """
    entries = _entries(charter, recorded)
    while charter.digest not in shelf(store).whole:
        there = store.read(CHARTER)
        begun = [found for found in there if found["charter"] == charter.digest]
        found = Write(CHARTER, expected=len(there), entries=(entries[len(begun)],))
        with suppress(Conflict):  # somebody else writes one: look again what is there
            store.append([found])


def enactment(event: Event, bodies: Mapping[str, int]) -> Mapping[str, object]:
    """Give the entry with which a charter takes effect, for the line of the event that lets it.

    Args:
        event: what lets it.
        bodies: how many entries the stream of each body has then.
    """
    return {
        "at": text(event.at),
        "bodies": bodies,
        "by": event.proposal,
        "charter": event.data["charter"],
        "recorded": text(event.recorded),
        "version": event.version,
    }


def _written(store: Store, charter: Charter, entries: Sequence[Mapping[str, object]]) -> int:
    """Give how many of a charter's entries a journal holds, which holds no charter as a whole."""
    found = store.read(CHARTER)
    for there in found:
        if there["charter"] != charter.digest:
            raise _another(str(there["charter"]), charter)
    if [there["text"] for there in found] != [ours["text"] for ours in entries[: len(found)]]:
        raise Corrupt(
            f"the journal holds part of `{charter.name}`, and it is not as it was written"
        )
    return len(found)


def _another(digest: str, charter: Charter) -> RequestError:
    return RequestError(
        f"the journal is under the charter `{digest[:12]}`,"
        f" and `{charter.name}` is `{charter.digest[:12]}`: name none, amend the one that it is"
        " under (`bylaw amend`), or start a journal of its own"
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
    yield from shelf(store).adopted


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
