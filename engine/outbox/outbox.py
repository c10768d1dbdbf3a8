"""The outbox of a journal: it hands every durable entry to a sink, and remembers how far it got.

It reads what is recorded and is never in the way of a writer: a sink that is slow, or down, is
behind, and nothing else. What a sink took is noted after it took it; a crash in between tells it
once more. Receivers know what they have by the ``id``, or by the ``sequence``, of an event.
"""

import os
from collections.abc import Iterator
from threading import Lock
from typing import Self

from ..errors import JournalError
from ..journal.copying import identity
from ..journal.line import leaf, read_line
from ..journal.store import Store
from ..journal.system import System
from .cloudevent import CloudEvent, Sink, cloud_event
from .cursor import Cursor, CursorFile

_SYSTEM = System()


class Outbox:
    """What one receiver is still to be told of a journal.

    Args:
        store: the journal; it stays the caller's to close.
        cursor: the path of the file that says how far the receiver was told; made when missing.
        source: the URI reference by which receivers know the journal; made of its identity if left
            out.
        every: after how many entries the cursor is moved: that many may be told twice by a crash.
        system: for tests.

    Raises:
        JournalError: the cursor is in use, is none, or is of another journal or of a line that this
            one doesn't hold.
    """

    def __init__(
        self,
        store: Store,
        cursor: str | os.PathLike[str],
        *,
        source: str | None = None,
        every: int = 1,
        system: System = _SYSTEM,
    ) -> None:
        self.journal = identity(store)
        self._store = store
        self._source = f"/journals/{self.journal}" if source is None else source
        self._every = every
        self._lock = Lock()
        self._file = CursorFile(os.fspath(cursor), system)
        try:
            self._cursor = self._file.read()
            self._see_same()
        except BaseException:  # whatever it was, the cursor is given back
            self._file.close()
            raise

    @property
    def cursor(self) -> Cursor | None:
        """The last entry that the receiver was told; None before the first."""
        return self._cursor

    def deliver(self, sink: Sink, *, most: int | None = None) -> int:
        """Hand every durable entry that follows the cursor to a sink, one by one and in order.

        Args:
            sink: takes an event, or raises.
            most: after how many to stop; all that there are if left out.

        Returns:
            How many it took.

        Raises:
            JournalError: the journal can't be read, or the cursor can't be moved.
            Exception: whatever the sink raises; it is told that event again next time.
        """
        with self._lock:
            told = 0
            noted = self._cursor
            try:
                for cursor, event in self._pending():
                    if told == most:
                        break
                    sink(event)
                    told += 1
                    self._cursor = cursor
                    if told % self._every == 0:
                        self._file.move(cursor)
                        noted = cursor
            finally:
                if self._cursor is not None and self._cursor is not noted:
                    self._file.move(self._cursor)
            return told

    def close(self) -> None:
        """Give back the cursor; closing twice is harmless."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _pending(self) -> Iterator[tuple[Cursor, CloudEvent]]:
        """Give the durable entries that follow the cursor, each with the cursor that it makes."""
        last = self._store.durable()
        seq, place = (0, -1) if self._cursor is None else (self._cursor.seq, self._cursor.place)
        for line, raw in enumerate(self._store.lines(seq - 1), seq):
            frame, entries = read_line(line, raw)
            if frame.seq > last:
                return
            own = leaf(raw)
            done = place if frame.seq == seq else -1
            for number, entry in enumerate(entries):
                if number > done:
                    yield (
                        Cursor(journal=self.journal, seq=frame.seq, place=number, leaf=own),
                        cloud_event(
                            entry,
                            frame.pairs[number],
                            journal=self.journal,
                            source=self._source,
                            seq=frame.seq,
                            place=number,
                            leaf=own,
                        ),
                    )

    def _see_same(self) -> None:
        """Check that the cursor points into this journal."""
        cursor, path = self._cursor, self._file.path
        if cursor is None:
            return
        if cursor.journal != self.journal:
            raise JournalError(
                f"`{path}` is the cursor of the journal `{cursor.journal}`, not of `{self.journal}`"
            )
        here = 0 <= cursor.seq <= self._store.head().seq
        if not here or self._store.leaf(cursor.seq) != cursor.leaf:
            raise JournalError(
                f"`{path}` points to a line {cursor.seq} that the journal doesn't hold: an older"
                " copy was put back, perhaps, and others were told what it has lost"
            )
