"""The file of all checkpoints beside a journal: signed notes, each followed by a blank line."""

import fcntl
import os
from collections.abc import Generator
from contextlib import contextmanager

from attrs import field, frozen

from ..errors import ProofError
from ..journal.kept import Kept
from ..journal.system import System, failed

_SYSTEM = System()

_END = b"\n\n"


def kept_path(journal: str | os.PathLike[str]) -> str:
    """Give the path of the checkpoints that are kept beside a journal's file."""
    return f"{os.fspath(journal)}.checkpoints"


@frozen
class KeptFile:
    """A file of checkpoints that only grows; it is made when the first one is kept."""

    path: str
    system: System = field(kw_only=True, default=_SYSTEM)

    def read(self, after: int = 0) -> Kept:
        """Read all notes that begin at a byte or after it; there are none without a file.

        Raises:
            ProofError: they are no text, or the file is shorter than it was.
            JournalError: the file can't be read.
        """
        try:
            descriptor = self.system.open(self.path, os.O_RDONLY)
        except FileNotFoundError:
            return _split(self.path, b"", after, 0)
        except OSError as error:
            raise failed("open", self.path, error) from error
        try:
            return _read(self, descriptor, after)
        finally:
            self.system.close(descriptor)

    @contextmanager
    def locked(self) -> Generator["Appender"]:
        """Keep all other writers out, and give what adds to the file.

        Raises:
            JournalError: the file can't be opened or locked.
        """
        try:
            descriptor = self.system.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND)
        except OSError as error:
            raise failed("open", self.path, error) from error
        try:  # closing gives the lock back, too
            try:
                self.system.lock(descriptor, fcntl.LOCK_EX)
                if not self.system.status(descriptor).st_size:
                    self.system.flush_name(self.path)  # who made it may have died before they did
            except OSError as error:
                raise failed("lock", self.path, error) from error
            yield Appender(file=self, descriptor=descriptor)
        finally:
            self.system.close(descriptor)


@frozen(kw_only=True)
class Appender:
    """The file of checkpoints while it is locked."""

    file: KeptFile
    descriptor: int

    def read(self, after: int) -> Kept:
        """Read all notes that begin at a byte or after it: see ``KeptFile.read``."""
        return _read(self.file, self.descriptor, after)

    def append(self, note: str, kept: Kept) -> int:
        """Keep one more note, on the disk when it returns, and give the byte after it.

        What was never finished is set aside first, under a name of its own.

        Raises:
            JournalError: it could not be kept, and the file is as it was, or ends in a torn note.
        """
        system, path = self.file.system, self.file.path
        try:
            if kept.torn:
                self._set_aside(kept)
            data = note.encode() + b"\n"
            system.write_all(self.descriptor, data)
            system.flush(self.descriptor)
        except OSError as error:
            raise failed("write to", path, error) from error
        return kept.end + len(data)

    def _set_aside(self, kept: Kept) -> None:
        system = self.file.system
        torn = system.read(self.descriptor, kept.torn, kept.end)
        path = f"{self.file.path}.torn-{kept.end}"
        aside = system.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        try:
            system.write_all(aside, torn)
            system.flush(aside)
        finally:
            system.close(aside)
        system.flush_name(path)
        system.truncate(self.descriptor, kept.end)


def _read(file: KeptFile, descriptor: int, after: int) -> Kept:
    try:
        size = file.system.status(descriptor).st_size
        data = b""
        while after + len(data) < size:
            more = file.system.read(descriptor, size - after - len(data), after + len(data))
            if not more:
                break
            data += more
    except OSError as error:
        raise failed("read", file.path, error) from error
    return _split(file.path, data, after, size)


def _split(path: str, data: bytes, start: int, size: int) -> Kept:
    """Cut a file's bytes into notes: a text, a blank line, signatures, a blank line."""
    if size < start:
        raise ProofError(f"`{path}` was cut off: it has {size} bytes, and had {start}")
    notes: list[str] = []
    begin = 0
    while (blank := data.find(_END, begin)) >= 0:
        end = data.find(_END, blank + len(_END))
        if end < 0:
            break
        try:
            notes.append(data[begin : end + 1].decode())
        except UnicodeDecodeError:
            raise ProofError(f"`{path}` holds no text at byte {start + begin}") from None
        begin = end + len(_END)
    return Kept(notes=tuple(notes), end=start + begin, torn=len(data) - begin)
