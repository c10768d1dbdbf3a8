"""A disk whose power can be cut: what was flushed stays, and the rest may or may not.

The model: a write is seen by all at once, and is on the disk after a flush of its file. Without a
flush each of its 512-byte sectors may get there or not, on its own, and so may the new size of the
file; a sector within the size that never got there reads as zeros. A flush that fails drops what
was not on the disk, and the system takes its copy for clean; as on Linux, whoever has the file
open is told so at its own next flush. Names, too, are there for certain only after a flush of their
folder: until then each may lead, on its own, to any file that it led to since, or to none.
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


Names = dict[str, list[Platter | None]]
"""To which files each name may lead: the one for certain first, and last as all see it."""


class Disk:
    """The files of a folder, and the calls by which they change.

    ``before_flush`` is called whenever a journal has let go of its lock and is about to flush: the
    place where other writers come in. ``look`` is called before and after a name changes.
    """

    def __init__(
        self,
        before_flush: Callable[[], None],
        fails: Callable[[], bool],
        look: Callable[[], None],
    ) -> None:
        self.names: Names = {}
        self._open_files: dict[int, tuple[str, Platter]] = {}
        self._before_flush = before_flush
        self._fails = fails
        self._look = look
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
            link=self._link,
            remove=self._remove,
            flush=self._flush,
            flush_folder=self._flush_folder,
            lock=self._lock,
        )

    def snapshot(self) -> Names:
        """The disk as it is now."""
        copies: dict[int, Platter] = {}

        def copied(platter: Platter | None) -> Platter | None:
            if platter is None:
                return None
            if id(platter) not in copies:
                copies[id(platter)] = platter.copy()
            return copies[id(platter)]

        return {name: [*map(copied, states)] for name, states in self.names.items()}

    def _open(self, path: str, flags: int) -> int:
        there = Path(path).exists()
        descriptor = System().open(path, flags)
        if not Path(path).is_dir():
            states = self.names.setdefault(path, [None])
            if not there:
                states.append(Platter())
            platter = states[-1]
            assert platter is not None
            self._open_files[descriptor] = path, platter
            if flags & os.O_TRUNC:
                platter.pending.append(b"")
        return descriptor

    def _close(self, descriptor: int) -> None:
        os.close(descriptor)
        self._open_files.pop(descriptor, None)
        self._to_be_told.discard(descriptor)

    def _changed(self, descriptor: int) -> None:
        _, platter = self._open_files[descriptor]
        name = next(name for name, states in self.names.items() if states[-1] is platter)
        platter.pending.append(Path(name).read_bytes())

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
        self._look()
        Path(old).replace(new)
        self.names.setdefault(new, [None]).append(self.names[old][-1])
        self.names[old].append(None)
        self._look()

    def _link(self, old: str, new: str) -> None:
        self._look()
        os.link(old, new)
        self.names.setdefault(new, [None]).append(self.names[old][-1])
        self._look()

    def _remove(self, path: str) -> None:
        Path(path).unlink()
        self.names[path].append(None)
        self._look()

    def _flush_folder(self, _: int) -> None:
        self._look()
        for states in self.names.values():
            del states[:-1]

    def _lock(self, descriptor: int, operation: int) -> None:
        System().lock(descriptor, operation)
        if not self._open_files[descriptor][0].endswith(".new"):
            self._locked = not operation & fcntl.LOCK_UN

    def _flush(self, descriptor: int) -> None:
        _, platter = self._open_files[descriptor]
        if not self._locked:
            self._before_flush()
        told = descriptor in self._to_be_told
        self._to_be_told.discard(descriptor)
        fails = self._fails()
        if fails:
            platter.pending.clear()  # what others see stays in memory, and is clean
            self._to_be_told |= {
                other for other, (_, file) in self._open_files.items() if file is platter
            }
            self._to_be_told.discard(descriptor)
        if told or fails:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        if platter.pending:
            platter.safe = platter.pending[-1]
            platter.pending.clear()


def images(disk: Names, chance: Random, count: int) -> Iterator[dict[str, tuple[int, bytes]]]:
    """Some of the folders that may be found after a power cut: each name's file and its bytes."""
    for _ in range(count):
        found: dict[int, bytes] = {}
        folder: dict[str, tuple[int, bytes]] = {}
        for name, states in disk.items():
            platter = chance.choice(states)
            if platter is not None:
                if id(platter) not in found:
                    found[id(platter)] = platter.image(chance)
                folder[name] = id(platter), found[id(platter)]
        yield folder
