"""A journal in memory: for embedding, simulation and tests."""

from collections.abc import Iterator, Mapping, Sequence
from threading import Lock
from types import MappingProxyType, TracebackType
from typing import Self

from ..errors import JournalError
from .frozen import FrozenDict
from .index import Index
from .line import Pair, corrupt, header, leaf, render
from .recover import check_lines
from .store import (
    LAST,
    Head,
    Numbered,
    Receipt,
    Verified,
    Write,
    check_key,
    prepare,
    same_writes,
)


class MemoryStore:
    """A journal in memory, with the lines, bytes and hash chain of one on disk.

    It makes the lines and the chain when they are first asked for, or with ``chained`` as entries
    come in. Nothing outlives the process. ``identity`` stands in the header.
    """

    def __init__(self, *, chained: bool = False, identity: str = "memory") -> None:
        self._chained = chained
        self._lock = Lock()
        self._log: list[tuple[tuple[Pair, ...], tuple[FrozenDict, ...], str | None]] = [
            ((), (), None)  # line 0 is the header
        ]
        self._versions: dict[str, int] = {}
        self._streams: dict[str, list[FrozenDict]] = {}
        self._keys: dict[str, int] = {}
        first = header(identity)
        self._lines = [first]
        self._leaves = [leaf(first)]

    def append(self, writes: Sequence[Write], *, key: str | None = None) -> Receipt:
        """Record all entries as one line, or none: see ``Store.append``."""
        with self._lock:
            if key is not None:
                check_key(key)
                if key in self._keys:
                    return self._again(writes, key)
            pairs, entries = prepare(writes, key, self._at)
            seq = len(self._log)
            for (proposal, version), entry in zip(pairs, entries, strict=True):
                self._versions[proposal] = version
                if version == 1:
                    self._streams[proposal] = [entry]
                else:
                    self._streams[proposal].append(entry)
            self._log.append((pairs, entries, key))
            if key is not None:
                self._keys[key] = seq
            own = None
            if self._chained:
                self._chain()
                own = self._leaves[seq]
            return Receipt(seq=seq, leaf=own, proposals=pairs)

    def receipt(self, key: str) -> Receipt | None:
        """Give the receipt of a key: see ``Store.receipt``."""
        with self._lock:
            return self._receipt(self._keys[key]) if key in self._keys else None

    def read(self, proposal: str, after: int = 0) -> Sequence[Mapping[str, object]]:
        """Give the entries of a proposal past a version: see ``Store.read``."""
        with self._lock:
            return tuple(self._streams.get(proposal, ())[max(after, 0) :])

    def entries(self, after_seq: int = -1) -> Iterator[Numbered]:
        """Go through all entries past a line: see ``Store.entries``."""
        for seq in range(max(after_seq, -1) + 1, len(self._log)):
            pairs, entries, _ = self._log[seq]
            for (proposal, version), entry in zip(pairs, entries, strict=True):
                yield seq, proposal, version, entry

    def lines(self, after: int = -1) -> Iterator[bytes]:
        """Go through the lines past one: see ``Store.lines``."""
        with self._lock:
            self._chain()
        return iter(self._lines[max(after, -1) + 1 :])

    def leaf(self, seq: int) -> str:
        """Give the leaf hash of a line: see ``Store.leaf``."""
        with self._lock:
            self._chain()
            if not 0 <= seq < len(self._leaves):
                raise JournalError(f"there is no line {seq}")
            return self._leaves[seq]

    def head(self) -> Head:
        """Give the last line: see ``Store.head``."""
        with self._lock:
            self._chain()
            return Head(len(self._leaves) - 1, self._leaves[-1])

    def durable(self) -> int:
        """Give the last line: as durable as memory is."""
        return len(self._log) - 1

    def version(self, proposal: str) -> int:
        """Give the version of a proposal: see ``Store.version``."""
        return self._versions.get(proposal, 0)

    def versions(self) -> Mapping[str, int]:
        """Give the version of every proposal: see ``Store.versions``."""
        with self._lock:
            return MappingProxyType(self._versions.copy())

    def verify(self) -> Verified:
        """Check every byte of the lines: see ``Store.verify``."""
        with self._lock:
            self._chain()
            lines = self._lines[:]
        index = Index(lambda size, offset: b"\n".join(lines)[offset : offset + size])
        try:
            check_lines(index, lines)
        except ValueError as error:
            raise corrupt(index.next_seq, index.end, str(error)) from None
        return Verified(lines=index.next_seq, entries=index.entries, head=index.head)

    def close(self) -> None:
        """Do nothing: memory is given back with the store."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _at(self, name: str) -> int | None:
        return len(self._log) - 1 if name == LAST else self._versions.get(name)

    def _again(self, writes: Sequence[Write], key: str) -> Receipt:
        seq = self._keys[key]
        pairs, entries, _ = self._log[seq]
        if not same_writes(writes, pairs, entries):
            raise JournalError(f"the idempotency key `{key}` stands for other writes")
        return self._receipt(seq)

    def _receipt(self, seq: int) -> Receipt:
        own = self._leaves[seq] if self._chained else None
        return Receipt(seq=seq, leaf=own, proposals=self._log[seq][0])

    def _chain(self) -> None:
        """Make the lines that are still missing; the lock is held."""
        for seq in range(len(self._lines), len(self._log)):
            pairs, entries, key = self._log[seq]
            prev = self._leaves[-1]
            raw = render(seq, entries, durable=seq - 1, key=key, prev=prev, pairs=pairs)
            self._lines.append(raw)
            self._leaves.append(leaf(raw))
