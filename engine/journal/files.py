"""The files of a journal: which is written to now, which are sealed, and how one is sealed.

To all above they are one run of bytes.
"""

import os
from contextlib import suppress
from pathlib import Path

from attrs import evolve, frozen

from ..errors import JournalError
from .anchor import Anchor
from .segments import Opening, Sealed, Segments, render, segments
from .system import System, failed


class _GoneError(JournalError):
    """The path leads to nothing that follows the open file."""

    def __init__(self, path: str) -> None:
        super().__init__(f"`{path}` was removed or replaced while it was open")


@frozen(kw_only=True, eq=False)
class Opened:
    """The file of a journal that is written to now, and the segments that end with it.

    It is closed when nobody has it any more: another thread may be reading, or flushing, it yet.
    """

    system: System
    file: int
    """Its descriptor; -1 when it was given back before."""
    segments: Segments

    def __del__(self) -> None:
        if self.file >= 0:
            self.system.close(self.file)


class Files:
    """The open file of a journal, and the sealed ones before it.

    Raises:
        Corrupt: a sealed segment is missing, or is not as it was when it was sealed.
        JournalError: the file can't be opened.
    """

    opened: Opened
    """Whoever uses its descriptor without the lock keeps hold of it meanwhile."""

    def __init__(self, path: str, system: System, *, readonly: bool) -> None:
        self.path = path
        self._readonly = readonly
        self._system = system
        self.named = False
        """Whether the name of the file is known to survive a power cut."""
        self._open(0 if readonly else os.O_CREAT)

    @property
    def segments(self) -> Segments:
        """The files of the journal; the last of them is the open one."""
        return self.opened.segments

    def reopen(self) -> None:
        """Open the file anew."""
        self.close()
        self._open(0)

    def close(self) -> None:
        """Give back the file, if it is open."""
        self.opened = evolve(self.opened, file=-1)

    def size(self) -> int:
        """Give the size of the journal in bytes, those of sealed segments included."""
        opened = self.opened
        part = opened.segments.last
        try:
            return self._system.status(opened.file).st_size - part.skip + part.start
        except OSError as error:
            raise failed("read the size of", self.path, error) from error

    def read(self, size: int, offset: int) -> bytes:
        """Read bytes; fewer only at the end of a file."""
        opened = self.opened  # another thread may go on to the next file
        part = opened.segments.last
        try:
            if offset >= part.start:
                return self._system.read(opened.file, size, part.place(offset))
            return opened.segments.read(self._system, size, offset)
        except OSError as error:
            raise failed("read", self.path, error) from error

    def flush_name(self) -> None:
        """Make the name of a new file survive a power cut."""
        try:
            self._system.flush_name(self.path)
        except OSError as error:
            raise failed("flush the folder of", self.path, error) from error
        self.named = True

    def follow(self) -> None:
        """Go on to the file that is written to now, if the one that was has been sealed.

        Where the path leads nowhere, or to another journal, the open file stays the one that is
        read.
        """
        if self.are_left():
            with suppress(_GoneError):
                self.switch()

    def are_left(self) -> bool:
        """Tell whether the path leads to another file now than to the open one."""
        try:
            found = self._system.status_of(self.path)
        except FileNotFoundError:
            return True
        except OSError as error:
            raise failed("find", self.path, error) from error
        return (found.st_dev, found.st_ino) != self.segments.last.identity

    def switch(self) -> None:
        """Go on to the file that took the place of the open one, which was sealed.

        Raises:
            JournalError: it wasn't sealed: what is written would go where nobody looks.
        """
        try:
            file = self._opened(0)
        except FileNotFoundError:
            raise _GoneError(self.path) from None
        except OSError as error:
            raise failed("open", self.path, error) from error
        try:
            found = self._followed(file)
        except BaseException:  # whatever it was, the file is given back
            self._system.close(file)
            raise
        self._arrive(file, found)

    def retraced(self) -> Segments:
        """Give the segments as they are on the disk now.

        Raises:
            Corrupt: one is missing, or is not as it was when it was sealed.
        """
        return segments(self._system, self.path, self.opened.file)

    def seal(self, head: Anchor, journal: str) -> Sealed:
        """Seal the file, all of which is on the disk, and go on in a new one; the lock is held.

        At every moment the path leads to one of the two, and the old one has a name: so whoever
        dies on the way leaves a journal behind that is sealed or isn't.

        Raises:
            JournalError: it could not be sealed, and the journal goes on as it was; or it is, and
                nobody knows whether it would be after a power cut.
        """
        number = len(self.segments.parts)
        sealed = f"{self.path}.sealed-{number:06}"
        opening = Opening(
            number=number + 1,
            journal=journal,
            offset=head.end,
            file=Path(sealed).name,
            size=self.segments.last.place(head.end),
            seq=head.seq,
            head=head.leaf,
        )
        try:
            self._link(sealed)
            self._system.flush_name(sealed)
            self._renew(render(opening) + b"\n")
        except OSError as error:
            raise failed("seal", self.path, error) from error
        self.switch()
        self.flush_name()
        return Sealed(path=sealed, seq=head.seq, head=head.leaf, size=opening.size)

    def _open(self, flags: int) -> None:
        try:
            file = self._opened(flags)
        except OSError as error:
            raise failed("open", self.path, error) from error
        try:
            self._arrive(file, segments(self._system, self.path, file))
        except BaseException:  # whatever it was, the file is given back
            self._system.close(file)
            raise

    def _opened(self, flags: int) -> int:
        own = os.O_RDONLY if self._readonly else os.O_RDWR | os.O_APPEND
        return self._system.open(self.path, own | flags)

    def _followed(self, file: int) -> Segments:
        """Give the segments of a journal whose last is a file, if the open one is another."""
        found = segments(self._system, self.path, file)
        if self.segments.last.identity not in {part.identity for part in found.parts[:-1]}:
            raise _GoneError(self.path)
        return found

    def _arrive(self, file: int, found: Segments) -> None:
        """Go on with the file that is written to now, and the segments as they are now."""
        self.opened = Opened(system=self._system, file=file, segments=found)
        self.named = False
        if found.openings and not self._readonly:
            with suppress(OSError):  # it is sealed by what names it, and this keeps hands off it
                self._system.protect(found.parts[-2].path)

    def _link(self, sealed: str) -> None:
        """Give the open file the name that it has when it is sealed, unless it has it already."""
        try:
            self._system.link(self.path, sealed)
        except FileExistsError:
            found = self._system.status_of(sealed)
            if (found.st_dev, found.st_ino) != self.segments.last.identity:
                raise JournalError(
                    f"`{sealed}` is there already, and is no segment of `{self.path}`: move it away"
                ) from None

    def _renew(self, line: bytes) -> None:
        """Put a new file with one line in the place of the open one."""
        new = f"{self.path}.next"
        with suppress(FileNotFoundError):  # it may be another name of the open file: never cut it
            self._system.remove(new)
        file = self._system.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
        try:
            self._system.write_all(file, line)
            self._system.flush(file)
        finally:
            self._system.close(file)
        self._system.rename(new, self.path)
