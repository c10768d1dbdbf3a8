"""A journal in PostgreSQL: one row a line, which holds exactly the bytes that are hashed.

Only the function ``append`` of the server writes. It holds the row of the last line until the new
one is on the disk: lines stand in the order in which they were committed, without a gap, and
``durable`` is always the line before. A connection that is lost while a line is recorded leaves
open whether it is: the store asks again under the same key, or under a number of its own that
stands beside the line, and the server records it once.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import islice
from threading import Lock
from types import MappingProxyType, TracebackType
from typing import Self

from ..errors import Conflict, Corrupt, JournalError, Unportable
from ..journal.line import corrupt, header, skim
from ..journal.portable import encode, portable_text
from ..journal.store import (
    Head,
    Numbered,
    Receipt,
    Verified,
    Write,
    check_key,
    numbered,
    prepare,
    repeated,
)
from ..journal.succession import Succession
from .beside import PostgresBodies, PostgresKept
from .link import Link, LostError, Row
from .migrate import SCHEMA, migrations
from .names import divided

_PAGE = 500
_MOST = 2**53
_APPEND = "SELECT made_seq, made_leaf, standing FROM append(%s, %s, %s, %s, %s, %s)"


class PostgresStore:
    """A journal in a schema of a PostgreSQL database, which ``migrate`` has made; see ``Store``.

    ``url`` is whatever libpq takes. ``role`` is taken on once connected: for a login that may do
    more than the application should. ``identity`` names a journal that has no line yet, by default
    at random; without ``start`` such a journal stays as it is, and its head is at -1.

    Raises:
        JournalError: the server can't be reached, or the schema holds no journal of this version.
    """

    def __init__(
        self,
        url: str,
        *,
        schema: str = SCHEMA,
        role: str | None = None,
        identity: str | None = None,
        start: bool = True,
    ) -> None:
        if identity is not None:
            header(identity)  # refuses one that isn't plain
        self._link = Link(url, schema=schema, role=role)
        self.bodies = PostgresBodies(self._link)
        """What is kept beside the lines, to be erased perhaps."""
        self.kept = PostgresKept(self._link)
        """The checkpoints that are kept beside the lines."""
        self._lock = Lock()  # of what is known of versions
        self._versions: dict[str, int] = {}
        self._known = -1
        try:
            self._begin(identity, start=start)
        except BaseException:  # whatever it was, the connection is given back
            self._link.close()
            raise

    def append(self, writes: Sequence[Write], *, key: str | None = None) -> Receipt:
        """Record all entries as one line, or none: see ``Store.append``."""
        if key is not None:
            check_key(key)
        expected = {write.proposal: write.expected for write in writes}
        pairs, entries = prepare(writes, key, lambda name: self._assumed(name, expected[name]))
        values = (
            [write.proposal for write in writes],
            [write.expected for write in writes],
            [len(write.entries) for write in writes],
            encode(entries),
            key,
            os.urandom(16) if key is None else None,
        )
        ((seq, made, found),) = self._recorded(values)
        if found is not None:
            return repeated(seq, found.encode(), writes, key)
        return Receipt(seq=seq, leaf=made.hex(), proposals=pairs)

    def import_lines(self, lines: Sequence[bytes]) -> None:
        """Take over lines of another store as they stand, all or none; only the owner may.

        Raises:
            JournalError: the first is not the line that comes next, or the role is not the owner.
        """
        self._link.once("SELECT import_lines(%s)", ([raw.decode() for raw in lines],))

    def read(self, proposal: str, after: int = 0) -> Sequence[Mapping[str, object]]:
        """Give the entries of a proposal past a version: see ``Store.read``."""
        if not _storable(proposal):
            return ()
        rows = self._link.rows(
            "SELECT seq, body FROM line WHERE seq IN "
            "(SELECT seq FROM version WHERE proposal = %s AND version > %s) ORDER BY seq",
            (proposal, after),
        )
        return tuple(
            entry
            for row in rows
            for _, name, version, entry in self._entries(row)
            if name == proposal and version > after
        )

    def entries(self, after_seq: int = -1) -> Iterator[Numbered]:
        """Go through all entries past a line: see ``Store.entries``."""
        for row in self._pages(after_seq):
            yield from self._entries(row)

    def lines(self, after: int = -1) -> Iterator[bytes]:
        """Go through the lines past one: see ``Store.lines``."""
        for _, body in self._pages(after):
            yield body.encode()

    def leaf(self, seq: int) -> str:
        """Give the leaf hash of a line: see ``Store.leaf``."""
        rows = self._link.rows("SELECT leaf FROM line WHERE seq = %s", (seq,))
        if not rows:
            raise JournalError(f"there is no line {seq}")
        ((own,),) = rows
        return bytes(own).hex()

    def head(self) -> Head:
        """Give the last line: see ``Store.head``."""
        ((seq, last),) = self._link.rows("SELECT seq, leaf FROM head")
        return Head(seq, last.hex())

    def durable(self) -> int:
        """Give the last line: what can be seen is on the server's disk."""
        return self.head().seq

    def version(self, proposal: str) -> int:
        """Give the version of one proposal, 0 if it is unknown."""
        if not _storable(proposal):
            return 0
        ((version,),) = self._link.rows(
            "SELECT coalesce(max(version), 0) FROM version WHERE proposal = %s", (proposal,)
        )
        return int(version)

    def receipt(self, key: str) -> Receipt | None:
        """Give the receipt that an idempotency key stands for, if there is one."""
        if not _storable(key):
            return None
        rows = self._link.rows("SELECT seq, leaf, body FROM line WHERE key = %s", (key,))
        for seq, own, body in rows:
            return Receipt(seq=seq, leaf=own.hex(), proposals=skim(body.encode()).pairs)
        return None

    def versions(self) -> Mapping[str, int]:
        """Give the version of every proposal: see ``Store.versions``."""
        with self._lock:
            last = self.head().seq
            if last > self._known:
                rows = self._link.rows(
                    "SELECT proposal, max(version) FROM version WHERE seq > %s AND seq <= %s "
                    "GROUP BY proposal ORDER BY min(ARRAY[seq, place])",
                    (self._known, last),
                )
                self._versions.update(rows)
                self._known = last
            return MappingProxyType(self._versions.copy())

    def verify(self) -> Verified:
        """Read all rows as they stand at one moment and check every byte: see ``Store.verify``.

        What stands beside the lines is held against them: hashes, keys, versions and the last line.
        """
        checked = Succession()
        with self._link.snapshot() as rows:
            noted = rows("SELECT seq, proposal, version FROM version ORDER BY seq, place")
            for seq, body, own, key in rows("SELECT seq, body, leaf, key FROM line ORDER BY seq"):
                offset, frame = checked.offset, checked.add(body.encode())
                made = [(seq, *pair) for pair in frame.pairs]
                beside = (seq, own.hex(), key, list(islice(noted, len(made))))
                if beside != (frame.seq, checked.head.leaf, frame.key, made):
                    raise corrupt(frame.seq, offset, "is not what stands beside it in the tables")
            beyond = next(noted, None)
            ((last, own),) = rows("SELECT seq, leaf FROM head")
        if beyond is not None or Head(last, own.hex()) != checked.head:
            raise corrupt(
                checked.head.seq + 1,
                checked.offset,
                f"is missing: the journal had reached line {last + 1} (seq {last})",
            )
        lines = checked.head.seq + 1
        return Verified(lines=lines, entries=checked.entries, head=checked.head)

    def close(self) -> None:
        """Give back the connection: see ``Store.close``."""
        self._link.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _begin(self, identity: str | None, *, start: bool) -> None:
        """See that the schema is of this version; write line 0 if there is none but should be."""
        ((number,),) = self._link.rows("SELECT max(number) FROM migration")
        if number != (needed := migrations()[-1].number):
            raise JournalError(
                f"the schema `{self._link.schema}` is at migration {number}, and this version of "
                f"bylaw needs {needed}: let its owner run `bylaw migrate`"
            )
        if start and self.head().seq < 0:
            self._link.rows("SELECT start(%s)", (identity,))

    def _assumed(self, proposal: str, expected: int) -> int:
        """Give the version that the server will hold the proposal to; it is the judge."""
        if 0 <= expected <= _MOST and _storable(proposal):
            return expected
        return self.version(proposal)  # no proposal is there: the caller is told where it is

    def _recorded(self, values: Sequence[object]) -> list[Row]:
        """Have the server record a line once, however often it must be asked."""
        try:
            return self._link.once(_APPEND, values)
        except LostError:
            try:
                return self._link.once(_APPEND, values)
            except Conflict:  # it was not recorded, and somebody else was first
                raise
            except JournalError as error:
                raise JournalError(
                    "the connection to PostgreSQL was lost while a line was being recorded, and "
                    f"nobody knows whether it is: append it again under the same key ({error})"
                ) from error

    def _pages(self, after: int) -> Iterator[Row]:
        """Go through the lines past one, and no further than they go now, page by page."""
        last, seq = self.head().seq, max(after, -1)
        while seq < last:
            rows = self._link.rows(
                "SELECT seq, body FROM line WHERE seq > %s AND seq <= %s ORDER BY seq LIMIT %s",
                (seq, last, _PAGE),
            )
            if not rows:
                raise self._corrupt(seq + 1, "is missing")
            yield from rows
            seq = rows[-1][0]

    def _entries(self, row: Row) -> Iterator[Numbered]:
        seq, raw = row[0], row[1].encode()
        try:
            skim(raw)
            yield from numbered(seq, raw)
        except ValueError as error:
            raise self._corrupt(seq, str(error)) from None

    def _corrupt(self, seq: int, why: str) -> Corrupt:
        ((offset,),) = self._link.rows(
            "SELECT coalesce(sum(octet_length(body) + 1), 0) FROM line WHERE seq < %s", (seq,)
        )
        return corrupt(seq, offset, why)


def connected(address: str, *, identity: str | None = None, start: bool = True) -> PostgresStore:
    """Open the journal at an address: ``postgresql://…``, and ``#schema`` if it is not ``bylaw``.

    ``identity`` and ``start`` are those of the store.

    Raises:
        JournalError: the server can't be reached, or the schema holds no journal of this version.
    """
    url, schema = divided(address)
    return PostgresStore(url, schema=schema or SCHEMA, identity=identity, start=start)


def _storable(name: str) -> bool:
    """Tell whether the server could hold a text at all."""
    with suppress(Unportable):
        portable_text("the name", name)
        return True
    return False
