"""A disk whose power can be cut: what was flushed stays, and the rest may or may not.

The model: a write is seen by all at once, and is on the disk after a flush of its file. Without a
flush each of its 512-byte sectors may get there or not, on its own, and so may the new size of the
file; a sector within the size that never got there reads as zeros. A flush that fails drops what
was not on the disk, and the system takes its copy for clean; as on Linux, whoever has the file
open is told so at its own next flush. Names, which the journal flushes by its folder, are there as
soon as files are made.
"""

import errno
import fcntl
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import attrs

from bylaw.engine.journal import System

SECTOR = 512


class Platter:
    """What of one file is on the disk for certain, and what is on its way there."""

    def __init__(self) -> None:
        self.safe = b""
        self.pending: list[bytes] = []
        """The file after each write since the flush."""

    def copy(self) -> "Platter":
        other = Platter()
        other.safe, other.pending = self.safe, list(self.pending)
        return other

    def image(self, chance: Random) -> bytes:
        """What may be found after a power cut."""
        states = [self.safe, *self.pending]
        size = len(chance.choice(states))
        return b"".join(
            chance.choice(states)[start : start + SECTOR].ljust(SECTOR, b"\0")
            for start in range(0, size, SECTOR)
        )[:size]


class Disk:
    """The files of a folder, and the calls by which they change.

    ``before_flush`` is called whenever a journal has let go of its lock and is about to flush: the
    place where other writers come in.
    """

    def __init__(self, before_flush: Callable[[], None], fails: Callable[[], bool]) -> None:
        self.platters: dict[str, Platter] = {}
        self._names: dict[int, str] = {}
        self._before_flush = before_flush
        self._fails = fails
        self._locked = False
        self._to_be_told: set[int] = set()
        self.system = attrs.evolve(
            System(),
            open=self._open,
            close=self._close,
            write=self._write,
            write_at=self._write_at,
            truncate=self._truncate,
            rename=self._rename,
            flush=self._flush,
            lock=self._lock,
        )

    def snapshot(self) -> dict[str, Platter]:
        """The disk as it is now."""
        return {name: platter.copy() for name, platter in self.platters.items()}

    def _open(self, path: str, flags: int) -> int:
        descriptor = System().open(path, flags)
        if not Path(path).is_dir():
            self._names[descriptor] = path
            self.platters.setdefault(path, Platter())
        return descriptor

    def _close(self, descriptor: int) -> None:
        os.close(descriptor)
        self._names.pop(descriptor, None)
        self._to_be_told.discard(descriptor)

    def _changed(self, descriptor: int) -> None:
        name = self._names[descriptor]
        self.platters[name].pending.append(Path(name).read_bytes())

    def _write(self, descriptor: int, data: bytes) -> int:
        written = os.write(descriptor, data)
        self._changed(descriptor)
        return written

    def _write_at(self, descriptor: int, data: bytes, offset: int) -> int:
        written = os.pwrite(descriptor, data, offset)
        self._changed(descriptor)
        return written

    def _truncate(self, descriptor: int, size: int) -> None:
        os.ftruncate(descriptor, size)
        self._changed(descriptor)

    def _rename(self, old: str, new: str) -> None:
        Path(old).replace(new)
        self.platters[new] = self.platters.pop(old)

    def _lock(self, descriptor: int, operation: int) -> None:
        System().lock(descriptor, operation)
        if not self._names[descriptor].endswith(".new"):
            self._locked = not operation & fcntl.LOCK_UN

    def _flush(self, descriptor: int) -> None:
        platter = self.platters[self._names[descriptor]]
        if not self._locked:
            self._before_flush()
        told = descriptor in self._to_be_told
        self._to_be_told.discard(descriptor)
        fails = self._fails()
        if fails:
            platter.pending.clear()  # what others see stays in memory, and is clean
            name = self._names[descriptor]
            self._to_be_told |= {other for other in self._names if self._names[other] == name}
            self._to_be_told.discard(descriptor)
        if told or fails:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        if platter.pending:
            platter.safe = platter.pending[-1]
            platter.pending.clear()


def images(disk: dict[str, Platter], chance: Random, count: int) -> Iterator[dict[str, bytes]]:
    """Some of the folders that may be found after a power cut."""
    for _ in range(count):
        yield {name: platter.image(chance) for name, platter in disk.items()}
