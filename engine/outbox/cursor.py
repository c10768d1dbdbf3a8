"""The cursor: how far a journal has been told to one receiver, in a file that survives a crash.

It is a line of JSON and is replaced as a whole: a new file is written and flushed, takes the old
one's name, and the folder is flushed. It names the journal and the leaf hash of its line, so that
it fits no other journal and no older copy of this one.
"""

import fcntl
import json
import os
from typing import Any

from attrs import asdict, frozen

from ..errors import JournalError
from ..journal.system import System, failed

_MOST = 4096


@frozen(kw_only=True)
class Cursor:
    """The last entry that was told.

    Attributes:
        seq: its line.
        place: its place among the entries of the line, from 0.
        leaf: the leaf hash of the line.
    """

    journal: str
    seq: int
    place: int
    leaf: str


class CursorFile:
    """The file of a cursor, which nobody else moves meanwhile.

    Raises:
        JournalError: somebody else does, or it can't be read.
    """

    def __init__(self, path: str, system: System) -> None:
        self.path = path
        self._system = system
        try:
            self._guard = system.open(path + ".lock", os.O_RDWR | os.O_CREAT)
        except OSError as error:
            raise failed("open", path + ".lock", error) from error
        try:
            system.lock(self._guard, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self.close()
            if isinstance(error, BlockingIOError):
                raise JournalError(
                    f"`{path}` is in use: one relay tells one receiver, so that the order is kept"
                ) from error
            raise failed("lock", path + ".lock", error) from error

    def read(self) -> Cursor | None:
        """Give the cursor; None before the first entry was told.

        Raises:
            JournalError: it can't be read, or is none.
        """
        try:
            file = self._system.open(self.path, os.O_RDONLY)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise failed("open", self.path, error) from error
        try:
            raw = self._system.read(file, _MOST, 0)
        except OSError as error:
            raise failed("read", self.path, error) from error
        finally:
            self._system.close(file)
        cursor = _parsed(raw)
        if cursor is None:
            raise JournalError(
                f"`{self.path}` is no cursor: remove it, and everything is told once more"
            )
        return cursor

    def move(self, cursor: Cursor) -> None:
        """Keep a cursor: when this returns, it survives a power cut.

        Raises:
            JournalError: it can't be written; the file holds the one before, or this one.
        """
        new = self.path + ".new"
        data = json.dumps(asdict(cursor), sort_keys=True).encode() + b"\n"
        try:
            file = self._system.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            try:
                self._system.write_all(file, data)
                self._system.flush(file)
            finally:
                self._system.close(file)
            self._system.rename(new, self.path)
            self._system.flush_name(self.path)
        except OSError as error:
            raise failed("write", self.path, error) from error

    def close(self) -> None:
        """Let somebody else move it; closing twice is harmless."""
        if self._guard >= 0:
            self._system.close(self._guard)
            self._guard = -1


def _parsed(raw: bytes) -> Cursor | None:
    try:
        found: dict[str, Any] = json.loads(raw)
        cursor = Cursor(**found)
    except (ValueError, TypeError, RecursionError):
        return None
    kinds = (type(cursor.journal), type(cursor.seq), type(cursor.place), type(cursor.leaf))
    return cursor if kinds == (str, int, int, str) else None
