"""Signing checkpoints of a store: never of fewer lines than before, never of other ones."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import islice
from threading import Lock
from types import TracebackType
from typing import Self

from ..errors import Conflict, JournalError, ProofError
from ..journal import Head, Numbered, Receipt, Store, Verified, Write
from ..journal.kept import Keeping, Kept
from .checkpoint import Checkpoint, open_checkpoint, parse_checkpoint, sign_checkpoint
from .keys import SignerKey
from .merkle import Frontier, leaf_hash

_MOST_TRIES = 10


class Checkpointer:
    """What signs checkpoints of a store and keeps all of them in one place.

    Many processes may do so at once for one journal. Every checkpoint that is kept binds the next,
    whoever signed it: the store's lines are held against each before anything new is signed.
    """

    def __init__(self, store: Store, key: SignerKey, kept: Keeping) -> None:
        self._store = store
        self._key = key
        self._verifiers = (key.verifier(),)
        self._kept = kept
        self._lock = Lock()
        self._frontier = Frontier()
        self._end = 0
        self.last: Checkpoint | None = None
        """The newest that is known to be kept."""

    def checkpoint(self) -> Checkpoint:
        """Vouch for all lines that would survive a power cut, or give the newest if it does.

        A store that never flushes is taken as it stands.

        Raises:
            ProofError: the store has fewer lines than were signed, or others; the file holds
                something else; or ``cryptography`` is not installed.
            JournalError: the store can't be read, or the file not written to, or somebody else was
                first each time.
        """
        with self._lock:
            for _ in range(_MOST_TRIES):
                with suppress(Conflict):  # somebody else has signed meanwhile: look again
                    return self._made()
        raise JournalError(f"`{self._kept.path}`: others sign all the time: try again")

    def _made(self) -> Checkpoint:
        with self._kept.locked() as file:
            kept = file.read(self._end)
            self._hold_to(kept)
            size = _durable_size(self._store)
            last = self.last
            if last is not None and size < last.size:
                raise _shorter(size, last)
            if last is not None and size == last.size:
                own = self._opened(last)
                if own is not None:
                    return own
            frontier = self._frontier.copy()
            _grow(frontier, self._store, size)
            made = sign_checkpoint(size, frontier.root(), self._key)
            self._end = file.append(made.note, kept)
            self._frontier, self.last = frontier, made
            return made

    def _hold_to(self, kept: Kept) -> None:
        """Hold the store against checkpoints that are kept, by this or another process."""
        frontier, last = self._frontier.copy(), self.last
        for note in kept.notes:
            found = parse_checkpoint(note)
            if found.origin != self._key.name:
                raise ProofError(
                    f"`{self._kept.path}` holds checkpoints of `{found.origin}`, "
                    f"and the key is for `{self._key.name}`"
                )
            if last is not None and found.size < last.size:
                raise ProofError(
                    f"`{self._kept.path}` holds a checkpoint of {found.size} lines "
                    f"after one of {last.size}"
                )
            _grow(frontier, self._store, found.size)
            if frontier.size < found.size:
                raise _shorter(frontier.size, found)
            if frontier.root() != found.root:
                raise ProofError(
                    f"the journal's first {found.size} lines are not those of the checkpoint "
                    f"in `{self._kept.path}`: nothing more is signed"
                )
            last = found
        self._frontier, self._end, self.last = frontier, kept.end, last

    def _opened(self, kept: Checkpoint) -> Checkpoint | None:
        """Give a kept checkpoint if this key signed it, and not one that it replaced."""
        try:
            return open_checkpoint(kept.note, self._verifiers)
        except ProofError:
            return None


class CheckpointedStore:
    """A store that signs checkpoints of itself: after every so many lines, and on closing.

    Put it wherever a store goes. What was appended stands even if the checkpoint after it fails:
    the failure is kept in ``trouble``, tried again after the next line, and raised on closing.
    """

    def __init__(self, store: Store, checkpointer: Checkpointer, *, every: int = 100) -> None:
        if every < 1:
            raise ProofError(f"a checkpoint every {every} lines can't be")
        self._store = store
        self._checkpointer = checkpointer
        self._every = every
        self._closed = False
        self.trouble: JournalError | None = None
        """Why the newest checkpoint that was due is not there yet."""

    def append(self, writes: Sequence[Write], *, key: str | None = None) -> Receipt:
        """Record all entries as one line, or none: see ``Store.append``."""
        receipt = self._store.append(writes, key=key)
        last = self._checkpointer.last
        if receipt.seq + 1 - (0 if last is None else last.size) >= self._every:
            try:
                self._checkpointer.checkpoint()
                self.trouble = None
            except JournalError as error:
                self.trouble = error
        return receipt

    def receipt(self, key: str) -> Receipt | None:
        """Give the receipt that an idempotency key stands for: see ``Store.receipt``."""
        return self._store.receipt(key)

    def read(self, proposal: str, after: int = 0) -> Sequence[Mapping[str, object]]:
        """Give the entries of a proposal past a version: see ``Store.read``."""
        return self._store.read(proposal, after)

    def entries(self, after_seq: int = -1) -> Iterator[Numbered]:
        """Go through all entries past a line: see ``Store.entries``."""
        return self._store.entries(after_seq)

    def lines(self, after: int = -1) -> Iterator[bytes]:
        """Go through the lines past one: see ``Store.lines``."""
        return self._store.lines(after)

    def leaf(self, seq: int) -> str:
        """Give the leaf hash of a line: see ``Store.leaf``."""
        return self._store.leaf(seq)

    def head(self) -> Head:
        """Give the last line: see ``Store.head``."""
        return self._store.head()

    def durable(self) -> int:
        """Give the highest line that is known to survive a power cut: see ``Store.durable``."""
        return self._store.durable()

    def version(self, proposal: str) -> int:
        """Give the version of a proposal: see ``Store.version``."""
        return self._store.version(proposal)

    def versions(self) -> Mapping[str, int]:
        """Give the version of every proposal: see ``Store.versions``."""
        return self._store.versions()

    def verify(self) -> Verified:
        """Check every byte: see ``Store.verify``."""
        return self._store.verify()

    def close(self) -> None:
        """Sign what no checkpoint covers yet, and give back the store: see ``Store.close``.

        Raises:
            JournalError: the last checkpoint could not be made; the store is closed all the same.
        """
        if not self._closed:
            self._closed = True
            try:
                self._checkpointer.checkpoint()
            finally:
                self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _durable_size(store: Store) -> int:
    """Give how many lines would survive a power cut, or stand in a store that never flushes."""
    durable = store.durable()
    return (store.head().seq if durable < 0 else durable) + 1


def _grow(frontier: Frontier, store: Store, size: int) -> None:
    for raw in islice(store.lines(frontier.size - 1), max(0, size - frontier.size)):
        frontier.append(leaf_hash(raw))


def _shorter(size: int, signed: Checkpoint) -> ProofError:
    return ProofError(
        f"the journal has {size} lines, and {signed.size} were signed: its end is gone, "
        "and nothing more is signed"
    )
