"""The open files under a journal: their lock, their writes and flushes, and how they fail.

A journal that was rotated lies in several files; seen from here on up it is one run of bytes.
"""

import fcntl
import os
from collections.abc import Generator
from contextlib import contextmanager, suppress

from ..errors import JournalError
from .anchor import SIZE, SUFFIX, Anchor, parse, render
from .files import Files, Opened
from .index import Index
from .recover import Torn
from .saved import load, save
from .system import System, failed

_MOST_AT_ONCE = 1 << 20


class Handle:
    """A journal's file and its anchor, opened to read and to append.

    Raises:
        JournalError: the file can't be opened.
    """

    def __init__(self, path: str, system: System, *, readonly: bool = False) -> None:
        self.path = path
        self.readonly = readonly
        self.anchor_path = path + SUFFIX
        self._system = system
        self._trouble: str | None = None
        self._anchor = -1
        self._process = system.process()
        self.files = Files(path, system, readonly=readonly)
        self.read = self.files.read
        self.size = self.files.size

    def ready(self) -> None:
        """Check that the file can still be used.

        Raises:
            JournalError: it was closed, or a write or flush failed in a way that leaves it unknown
                what is on the disk.
        """
        if self._trouble is not None:
            raise JournalError(self._trouble)

    def forked(self) -> bool:
        """Tell whether this process got the file from its parent: the two would share a lock."""
        return self._system.process() != self._process

    def reopen(self) -> None:
        """Open the file anew, leaving alone whatever the parent process holds."""
        if self._trouble is None:
            self._lift_anchor()
            self._process = self._system.process()
            self.files.reopen()

    @contextmanager
    def locked(self) -> Generator[None]:
        """Keep all other writers out, in this process and others.

        Raises:
            JournalError: the file was opened to be read only, can't be locked, or was removed.
        """
        if self.readonly:
            raise JournalError(f"`{self.path}` was opened to be read only")
        opened = self._locked()
        try:
            yield
        finally:
            self._unlock(opened)

    def identity(self) -> str:
        """Give a name for a new journal that no other has."""
        try:
            return self._system.random(16).hex()
        except OSError as error:
            raise failed("find a random name for", self.path, error) from error

    def append(self, data: bytes, start: int) -> None:
        """Write at the end of the journal, which is at byte ``start``, all or nothing.

        Raises:
            JournalError: it could not be written, and the file is as it was; or it isn't, and the
                file can no longer be used.
        """
        try:
            self._system.write_all(self.files.opened.file, data)
        except OSError as error:
            self._cut(start)
            raise failed("write to", self.path, error) from error

    def flush(self) -> None:
        """Return when all that was written is on the disk.

        Raises:
            JournalError: nobody knows what is, and the file can no longer be used.
        """
        opened = self.files.opened  # another thread may go on to the next file
        try:
            self._system.flush(opened.file)
        except OSError as error:
            self._trouble = (
                f"flushing `{self.path}` failed, and what was written last may be lost: "
                "open it anew to see what it holds"
            )
            raise failed("flush", self.path, error) from error

    def prove(self, start: int, end: int) -> None:
        """Put on the disk what somebody may have failed to flush.

        After a failed flush the system takes its copy for clean and would not write it again: so
        the same bytes are written over it.
        """
        try:
            over = self._system.open(self.path, os.O_WRONLY)
            try:
                for offset in range(start, end, _MOST_AT_ONCE):
                    data = self.read(min(_MOST_AT_ONCE, end - offset), offset)
                    self._system.write_at(over, data, self.files.segments.last.place(offset))
            finally:
                self._system.close(over)
        except OSError as error:
            raise failed("write to", self.path, error) from error
        self.flush()

    def settle(self) -> None:
        """See that the name of the file survives a power cut, before anything in it is told of.

        Whoever made it, or sealed the one before, may have died before they saw to it; an anchor in
        the file was dropped after somebody did.
        """
        if not self.files.named:
            sealed, dropped = self.files.segments.sealed, self._dropped()
            if dropped is None or dropped.seq <= (-1 if sealed is None else sealed.seq):
                self.files.flush_name()
            self.files.named = True

    def anchor(self) -> Anchor | None:
        """Give how far the journal was known to be on the disk, by its anchor or by a sealing."""
        sealed, dropped = self.files.segments.sealed, self._dropped()
        if sealed is None or (dropped is not None and dropped.seq > sealed.seq):
            return dropped
        return sealed

    def _dropped(self) -> Anchor | None:
        """Read the anchor, if there is a sound one."""
        if self._anchor < 0:
            try:
                self._anchor = self._system.open(
                    self.anchor_path, os.O_RDONLY if self.readonly else os.O_RDWR
                )
            except FileNotFoundError:
                return None
            except OSError as error:
                raise failed("open", self.anchor_path, error) from error
        try:
            return parse(self._system.read(self._anchor, SIZE, 0))
        except OSError as error:
            raise failed("read", self.anchor_path, error) from error

    def drop_anchor(self, anchor: Anchor) -> None:
        """Write the anchor, if the system lets us: the journal itself is on the disk already."""
        with suppress(OSError):  # it is evidence only, and what it vouches for stands without it
            if self._anchor < 0:
                self._anchor = self._system.open(self.anchor_path, os.O_RDWR | os.O_CREAT)
            self._system.write_at(self._anchor, render(anchor), 0)

    def set_aside(self, start: int, end: int) -> Torn:
        """Move the end of the file to a file of its own, which is on the disk before the cut.

        Raises:
            JournalError: it could not be moved; the journal's file is as it was.
        """
        try:
            kept, path = self._new_beside(f"{self.path}.torn-{start}")
            try:
                for offset in range(start, end, _MOST_AT_ONCE):
                    self._system.write_all(
                        kept, self.read(min(_MOST_AT_ONCE, end - offset), offset)
                    )
                self._system.flush(kept)
            finally:
                self._system.close(kept)
            self._system.flush_name(path)
        except OSError as error:
            raise failed("set aside the torn end of", self.path, error) from error
        self._cut(start)
        self.flush()
        return Torn(path=path, offset=start, size=end - start)

    def load(self) -> Index | None:
        """Read the index that was saved, if there is a sound one."""
        return load(self._system, self.path, self.read, self.size())

    def save(self, index: Index) -> None:
        """Save the index, if the system lets us."""
        if not self.readonly and self._trouble is None:
            save(self._system, self.path, index)

    def close(self) -> None:
        """Give back the files; closing twice is harmless."""
        if self.files.opened.file >= 0:
            self._lift_anchor()
            self.files.close()
            self._trouble = f"`{self.path}` was closed"

    def _lift_anchor(self) -> None:
        if self._anchor >= 0:
            self._system.close(self._anchor)
        self._anchor = -1

    def _locked(self) -> Opened:
        """Lock the file that is written to now, and give it."""
        while True:
            opened = self.files.opened
            try:
                self._system.lock(opened.file, fcntl.LOCK_EX)
            except OSError as error:
                raise failed("lock", self.path, error) from error
            try:
                if not self.files.are_left():
                    return opened
                self.files.switch()
            except BaseException:  # whatever it was, the lock is given back
                self._unlock(opened)
                raise
            self._unlock(opened)

    def _unlock(self, opened: Opened) -> None:
        try:
            self._system.lock(opened.file, fcntl.LOCK_UN)
        except OSError as error:
            self._trouble = f"`{self.path}` could not be unlocked: open it anew"
            raise failed("unlock", self.path, error) from error

    def _cut(self, size: int) -> None:
        try:
            self._system.truncate(self.files.opened.file, self.files.segments.last.place(size))
        except OSError as error:
            self._trouble = (
                f"`{self.path}` could not be cut back to {size} bytes: "
                "open it anew to see what it holds"
            )
            raise failed("truncate", self.path, error) from error

    def _new_beside(self, path: str) -> tuple[int, str]:
        """Make a file that wasn't there: earlier finds are kept."""
        name, number = path, 1
        while True:
            try:
                return self._system.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL), name
            except FileExistsError:
                number += 1
                name = f"{path}-{number}"
