"""A journal in a file: every line is on the disk before ``append`` returns.

Many processes and threads may write and read one file on a local disk. A writer locks the file,
reads what others have added, writes one line, unlocks, and only then flushes: writers that wait for
the disk share its flush. A flush that failed is never tried again, since the system may have
dropped the data and would then report success: the handle refuses all work, and whoever opens the
file anew writes its unproven end once more.
"""

import json
import os
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from threading import Lock
from types import MappingProxyType, TracebackType
from typing import Self

from ..errors import JournalError
from .anchor import Anchor
from .handle import Handle
from .index import Index
from .line import Frame, corrupt, header, leaf, render, skim
from .recover import Torn, catch_up, compare, judge, pieces, take_up, verdict
from .segments import Sealed
from .store import (
    LAST,
    Head,
    Numbered,
    Receipt,
    Verified,
    Write,
    check_key,
    prepare,
    repeated,
)
from .system import System

_SYSTEM = System()


class JournalFile:
    """A journal in a file, made when it is missing; see ``Store`` for what it offers.

    With ``sync=False`` nothing is flushed: a power cut loses lines, a killed process still doesn't.
    With ``readonly`` it must be there, nothing is made, locked or repaired, and a line that is not
    whole is not there yet. ``identity`` names a new journal, by default at random. An index is
    saved once as many lines as ``index_after`` (and a fiftieth of all) are not in one.

    Raises:
        Corrupt: the file is not as it was written: names the line and its byte offset.
        JournalError: the file can't be opened, read or repaired.
    """

    def __init__(  # noqa: PLR0913 - one keyword for each thing that a journal can do without
        self,
        path: str | os.PathLike[str],
        *,
        sync: bool = True,
        readonly: bool = False,
        index_after: int = 2_000,
        identity: str | None = None,
        system: System = _SYSTEM,
    ) -> None:
        self.path = os.fspath(path)
        self._sync = sync
        self._torn: tuple[Torn, ...] = ()
        self._index_after = index_after
        self._lock = Lock()  # of the index and the handle
        self._flushing = Lock()  # held through a flush, and taken before the other one
        self._handle = Handle(self.path, system, readonly=readonly)
        try:
            self._index = self._handle.load() or Index(self._handle.read)
            self._saved = self._index.next_seq
            if readonly:
                self._begin_reading()
            else:
                with self._handle.locked():
                    self._begin(identity)
            self._save()
        except BaseException:  # whatever it was, the file is given back
            self._handle.close()
            raise

    @property
    def torn(self) -> tuple[Torn, ...]:
        """What was found torn since this journal was opened: set aside, or left out by a reader."""
        return self._torn

    def append(self, writes: Sequence[Write], *, key: str | None = None) -> Receipt:
        """Record all entries as one line, or none: see ``Store.append``."""
        if key is not None:
            check_key(key)
        with self._locked() as index:
            seq = None if key is None else index.keyed(key)
            known = None if seq is None else repeated(seq, index.line(seq), writes, key)
            receipt = known or self._write(writes, key)
        self._flush(receipt.seq)
        return receipt

    def receipt(self, key: str) -> Receipt | None:
        """Give the receipt of a key: see ``Store.receipt``."""
        with self._fresh() as index:
            seq = index.keyed(key)
            if seq is None:
                return None
            raw = index.line(seq)
        return Receipt(seq=seq, leaf=leaf(raw), proposals=skim(raw).pairs)

    def read(self, proposal: str, after: int = 0) -> Sequence[Mapping[str, object]]:
        """Give the entries of a proposal past a version: see ``Store.read``."""
        with self._fresh() as index:
            lines = index.lines_of(proposal, after)
        return tuple(
            entry
            for seq in lines
            for _, name, version, entry in self._index.numbered(seq, self._index.line(seq))
            if name == proposal and version > after
        )

    def entries(self, after_seq: int = -1) -> Iterator[Numbered]:
        """Go through all entries past a line: see ``Store.entries``."""
        for seq, raw in enumerate(self.lines(after_seq), max(after_seq, -1) + 1):
            yield from self._index.numbered(seq, raw)

    def lines(self, after: int = -1) -> Iterator[bytes]:
        """Go through the lines past one: see ``Store.lines``."""
        with self._fresh() as index:
            first = max(after, -1) + 1
            if first >= index.next_seq:
                return
            start, end = index.span(first)[0], index.end
        for seq, (_, raw) in enumerate(pieces(self._handle.read, start, end), first):
            yield raw if self._index.fits(seq, raw) else self._index.line(seq)

    def leaf(self, seq: int) -> str:
        """Give the leaf hash of a line: see ``Store.leaf``."""
        with self._fresh() as index:
            if not 0 <= seq < index.next_seq:
                raise JournalError(f"there is no line {seq}")
        return leaf(self._index.line(seq))

    def head(self) -> Head:
        """Give the last line: see ``Store.head``."""
        with self._fresh() as index:
            return index.head

    def durable(self) -> int:
        """Give the highest line that is known to survive a power cut: see ``Store.durable``."""
        with self._fresh() as index:
            self._learn()
            return index.durable

    def version(self, proposal: str) -> int:
        """Give the version of a proposal: see ``Store.version``."""
        with self._fresh() as index:
            return index.version(proposal)

    def versions(self) -> Mapping[str, int]:
        """Give the version of every proposal: see ``Store.versions``."""
        with self._fresh() as index:
            return MappingProxyType(index.versions())

    def verify(self) -> Verified:
        """Read the file anew and check every byte: see ``Store.verify``.

        Lines are held against the anchor, and against what this handle has seen of them before.
        """
        with self._alone():  # the anchor first: what is read then reaches as far as it says
            anchor, read = self._handle.anchor(), self._handle.read
        with self._fresh() if self._handle.readonly else self._locked():
            seen, sealed = self._mark(), self._handle.files.retraced().anchors()
        index = Index(read)
        bad = catch_up(index, read, seen.end, strictly=True)
        if bad is not None:
            raise verdict(index, bad, read, seen.end, seen)
        compare(index, read, seen, anchor, *sealed)
        return Verified(lines=index.next_seq, entries=index.entries, head=index.head)

    def rotate(self) -> Sealed:
        """Seal the file, and go on in a new one that names it; so does whoever has it open.

        The journal stays the same, line by line: only where it lies changes.

        Raises:
            JournalError: no line was added since the last time, or the file can't be sealed.
        """
        with self._locked() as index:
            if index.end == self._handle.files.segments.last.start:
                raise JournalError(f"there is no line to seal in `{self.path}`")
            self._handle.flush()
            index.durable, mark = index.head.seq, self._mark()
            sealed = self._handle.files.seal(mark, json.loads(index.line(0))["journal"])
            self._handle.drop_anchor(mark)
        return sealed

    def close(self) -> None:
        """Give back the files: see ``Store.close``."""
        if self._handle.forked():
            self._unlock()
        with self._flushing, self._lock:
            self._save()
            self._handle.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @contextmanager
    def _alone(self) -> Generator[None]:
        """Keep this process's other threads out; a child process first makes the handle its own."""
        if self._handle.forked():
            self._unlock()
            self._handle.reopen()
        with self._lock:
            self._handle.ready()
            yield

    def _unlock(self) -> None:
        """Do without the threads of a parent process, which may hold locks for ever."""
        if self._lock.locked():
            self._index = Index(self._handle.read)  # somebody was in the middle of the old one
        self._lock, self._flushing = Lock(), Lock()

    @contextmanager
    def _fresh(self) -> Generator[Index]:
        """Give the index with what others have added, short of what they are still writing."""
        with self._alone():
            catch_up(self._index, self._handle.read, self._reach())
            yield self._index

    @contextmanager
    def _locked(self) -> Generator[Index]:
        """Give the index of the whole file, to which nobody else may add meanwhile."""
        with self._alone(), self._handle.locked():
            if self._sync:
                self._handle.settle()
            self._catch_up()
            yield self._index

    def _begin_reading(self) -> None:
        """Read the file as it is now."""
        handle, index = self._handle, self._index
        left = take_up(index, handle.read, lambda: (handle.anchor(), self._reach()))
        self._torn = (Torn(path=self.path, offset=index.end, size=left),) if left else ()
        compare(index, handle.read, *handle.files.segments.anchors())
        if index.next_seq == 0:
            raise JournalError(f"`{self.path}` holds no journal yet")

    def _begin(self, identity: str | None) -> None:
        """Read the file, or write its header; the lock is held."""
        handle, index = self._handle, self._index
        if self._sync:
            handle.settle()
        anchor = handle.anchor()
        self._catch_up()
        compare(index, handle.read, anchor, *handle.files.segments.anchors())
        if index.next_seq == 0:
            raw = header(handle.identity() if identity is None else identity)
            handle.append(raw + b"\n", 0)
            index.add(raw, strictly=True)
            if self._sync:
                handle.flush()
                index.durable = 0
                handle.drop_anchor(self._mark())
        self._learn()
        if self._sync and index.durable < index.head.seq:
            handle.prove(index.span(index.durable + 1)[0], index.end)
            index.durable = index.head.seq
            handle.drop_anchor(self._mark())

    def _catch_up(self) -> None:
        """Read what others have added, and set aside what nobody finished; the lock is held."""
        handle, index, end = self._handle, self._index, self._end()
        bad = catch_up(index, handle.read, end)
        if bad is not None:
            judge(index, bad, handle.read, end, handle.anchor())
            self._torn += (handle.set_aside(bad.offset, end),)

    def _learn(self) -> None:
        """Learn from the anchor how far others have flushed; it is never ahead of the file."""
        anchor = self._handle.anchor()
        if anchor is not None and anchor.seq < self._index.next_seq:
            self._index.durable = max(self._index.durable, anchor.seq)

    def _reach(self) -> int:
        """Give how far the journal reaches, in whichever file it is written to now."""
        self._handle.files.follow()
        return self._end()

    def _end(self) -> int:
        """Give the size of the file, which only grows."""
        index, end = self._index, self._handle.size()
        if end < index.end:
            raise corrupt(index.head.seq, end, "or one before it was cut off while it was open")
        return end

    def _write(self, writes: Sequence[Write], key: str | None) -> Receipt:
        """Write a line; the lock is held."""
        index = self._index
        pairs, entries = prepare(
            writes, key, lambda name: index.head.seq if name == LAST else index.version(name)
        )
        if self._sync and index.durable < index.head.seq:
            self._learn()
        seq, prev, durable = index.next_seq, index.head.leaf, index.durable
        raw = render(seq, entries, durable=durable, key=key, prev=prev, pairs=pairs)
        self._handle.append(raw + b"\n", index.end)
        own = leaf(raw)
        frame = Frame(seq=seq, durable=durable, key=key, prev=prev, pairs=pairs)
        index.record(frame, raw, own)
        return Receipt(seq=seq, leaf=own, proposals=pairs)

    def _flush(self, seq: int) -> None:
        """Return when a line is on the disk: by our flush, or by one that another thread made."""
        if not self._sync:
            return
        with self._flushing:
            if self._index.durable >= seq:
                return
            with self._alone():
                mark = self._mark()
            self._handle.flush()
            with self._alone():
                self._index.durable = max(self._index.durable, mark.seq)
            self._handle.drop_anchor(mark)

    def _mark(self) -> Anchor:
        head = self._index.head
        return Anchor(seq=head.seq, end=self._index.end, leaf=head.leaf)

    def _save(self) -> None:
        """Save the index, if opening the journal without it would read many lines.

        All of them have reached the disk: a power cut could take one, and leave the last in place,
        by which the index would be taken for sound.
        """
        index = self._index
        lines = index.next_seq
        if index.durable == index.head.seq and (
            lines - self._saved >= self._index_after + lines // 50
        ):
            self._handle.save(index)
            self._saved = lines
