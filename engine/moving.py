"""Moving what is kept beside a journal: its checkpoints, and the bodies that its entries name."""

from collections.abc import Iterator, Mapping

from .beside import Bodies, digest_of, unseal
from .errors import JournalError
from .journal import Store
from .journal.copying import Database
from .journal.kept import Keeping, Kept
from .journal.line import read_line
from .proof import KeptFile, kept_path, parse_checkpoint
from .redaction import redactions

_NAMED = b'{"digest":"'
"""What stands in every line that names a body."""


def carry_checkpoints(source: Keeping, target: Keeping, lines: int) -> int:
    """Keep the checkpoints of a journal beside a copy of its first lines, and give how many.

    Those that cover more lines are left out; those that the copy has are not kept twice.

    Raises:
        JournalError: the copy has others, or they can't be read or kept.
        ProofError: the source keeps something else.
    """
    notes = [note for note in source.read().notes if parse_checkpoint(note).size <= lines]
    if not notes:
        return 0
    with target.locked() as file:
        kept = file.read(0)
        there = kept.notes[: len(notes)]
        if list(there) != notes[: len(there)]:
            raise JournalError(f"`{target.path}` holds other checkpoints than `{source.path}`")
        for note in notes[len(there) :]:
            kept = Kept(notes=(), end=file.append(note, kept), torn=0)
    return len(notes)


def kept_of(journal: str, store: Store) -> Keeping:
    """Give where the checkpoints of an open journal are kept: beside its lines, or its file."""
    return store.kept if isinstance(store, Database) else KeptFile(kept_path(journal))


def carry_bodies(store: Store, source: Bodies, target: Bodies, after: int = -1) -> int:
    """Keep the bodies that lines past one name beside a copy of them, and give how many.

    What was erased is erased there, too: so a copy that is brought up to date forgets it.

    Raises:
        Corrupt: a body is not the one that was recorded, or nobody can read a line.
        JournalError: one can't be read or kept.
    """
    count = 0
    for digest in _named(store, after):
        body = source.get(digest)
        if body is not None:
            unseal(digest, body)
            if target.get(digest) != body:
                target.put(digest, body)
            count += 1
    for digest in redactions(store):
        if source.get(digest) is None and target.get(digest) is not None:
            target.erase(digest)
    return count


def _named(store: Store, after: int) -> Iterator[str]:
    """Go through the digests of bodies that lines past one name, each once."""
    seen: set[str] = set()
    for seq, raw in enumerate(store.lines(after), max(after, -1) + 1):
        if _NAMED not in raw:
            continue
        for entry in read_line(seq, raw)[1]:
            data = entry.get("data")
            for told in data.values() if isinstance(data, Mapping) else ():
                digest = digest_of(told)
                if digest is not None and digest not in seen:
                    seen.add(digest)
                    yield digest
