"""The charters that a journal holds: it can be audited by itself, long after the file is gone."""

from collections.abc import Iterator

from attrs import frozen

from .charter import Charter, canonical, revived
from .errors import Corrupt, RequestError
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

    Raises:
        RequestError: the journal is under another charter.
    """
    adopted = list(adoptions(store))
    if adopted:
        if adopted[-1].digest != charter.digest:
            raise RequestError(
                f"the journal is under the charter `{adopted[-1].digest[:12]}`,"
                f" and `{charter.name}` is `{charter.digest[:12]}`: start a journal of its own"
            )
        return
    whole = canonical(charter.file).decode()
    parts = [whole[start : start + _PART] for start in range(0, len(whole), _PART)]
    for place, part in enumerate(parts):
        found: dict[str, object] = {
            "charter": charter.digest,
            "part": place + 1,
            "parts": len(parts),
            "recorded": text(recorded),
            "text": part,
        }
        store.append([Write(CHARTER, expected=place, entries=(found,))])


def adoptions(store: Store) -> Iterator[Adopted]:
    """Give the charters that took effect in a journal, in their order.

    Raises:
        Corrupt: an entry in the stream of charters is none.
    """
    parts: list[str] = []
    for version, found in enumerate(store.read(CHARTER), 1):
        try:
            digest, part, many = str(found["charter"]), str(found["text"]), found["parts"]
        except KeyError as missing:
            raise Corrupt(f"version {version} of `{CHARTER}` has no {missing}") from None
        parts.append(part)
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
