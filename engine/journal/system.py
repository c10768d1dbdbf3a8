"""Every system call of the journal, in one value, so that a test can make each of them fail."""

import fcntl
import os
import sys
from collections.abc import Callable
from pathlib import Path

from attrs import frozen

from ..errors import JournalError


def _open(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_CLOEXEC, 0o644)


def _protect(path: str) -> None:
    Path(path).chmod(0o444)


def _flush(descriptor: int) -> None:
    if sys.platform == "darwin":  # fsync there stops at the drive's own cache
        fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
    else:
        os.fdatasync(descriptor)


@frozen(kw_only=True)
class System:
    """The calls by which a journal reaches its files; replace one with ``attrs.evolve``."""

    open: Callable[[str, int], int] = _open
    close: Callable[[int], None] = os.close
    status: Callable[[int], os.stat_result] = os.fstat
    status_of: Callable[[str], os.stat_result] = os.stat
    read: Callable[[int, int, int], bytes] = os.pread
    """Descriptor, length, offset."""
    write: Callable[[int, bytes], int] = os.write
    """At the end of the file: the descriptor was opened to append."""
    write_at: Callable[[int, bytes, int], int] = os.pwrite
    rename: Callable[[str, str], None] = os.replace
    link: Callable[[str, str], None] = os.link
    """A second name for a file, unless there is a file of that name."""
    remove: Callable[[str], None] = os.unlink
    protect: Callable[[str], None] = _protect
    """Take away everybody's leave to write to a file."""
    truncate: Callable[[int, int], None] = os.ftruncate
    lock: Callable[[int, int], None] = fcntl.flock
    flush: Callable[[int], None] = _flush
    """Until the data survives a power cut."""
    flush_folder: Callable[[int], None] = os.fsync
    process: Callable[[], int] = os.getpid
    random: Callable[[int], bytes] = os.urandom

    def write_all(self, descriptor: int, data: bytes) -> None:
        """Write all of the data in one call.

        Raises:
            OSError: the file took less than all.
        """
        written = self.write(descriptor, data)
        if written != len(data):
            raise OSError(f"only {written} of {len(data)} bytes could be written")

    def flush_name(self, path: str) -> None:
        """Make the name of a new file survive a power cut."""
        folder = self.open(str(Path(path).parent), os.O_RDONLY | os.O_DIRECTORY)
        try:
            self.flush_folder(folder)
        finally:
            self.close(folder)


def failed(what: str, path: str, error: OSError) -> JournalError:
    """Make the error that says which step failed on which file, in the system's words."""
    return JournalError(f"could not {what} `{path}`: {error.strerror or error}")
