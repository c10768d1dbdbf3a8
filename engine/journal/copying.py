"""Copying: all lines of a journal into another store, byte for byte, so that heads are equal."""

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Protocol, runtime_checkable

from ..errors import JournalError
from .kept import Keeping
from .store import Head, Store
from .succession import Succession
from .system import System, failed

_BATCH = 500
_SYSTEM = System()


class Receiver(Store, Protocol):
    """A store that takes over lines as they stand."""

    def import_lines(self, lines: Sequence[bytes]) -> None:
        """Take over lines, all or none; durable when it returns.

        Raises:
            JournalError: the first of them is not the line that comes next.
        """
        ...


@runtime_checkable
class Database(Receiver, Protocol):
    """A store that takes over lines and keeps checkpoints itself."""

    @property
    def kept(self) -> Keeping:
        """Where checkpoints are kept."""
        ...


def identity(store: Store) -> str:
    """Give the name that stands in the header of a journal: a copy begins with the same.

    Raises:
        Corrupt: the first line is no header.
    """
    raw = next(iter(store.lines()))
    Succession().add(raw)
    return str(json.loads(raw)["journal"])


def copy(source: Store, target: Receiver) -> Head:
    """Copy all lines that a journal holds now, and give the head that the two then share.

    The target holds the header of the source, or the beginning of its lines: copying goes on where
    it was broken off, and brings a copy up to date. Every line is checked on its way.

    Raises:
        Corrupt: the source is not what was written: names the line at fault.
        JournalError: the target is another journal, or somebody writes to it.
    """
    held = target.head()
    checked = Succession()
    batch: list[bytes] = []
    for raw in source.lines():
        checked.add(raw)
        if checked.head.seq == held.seq and checked.head != held:
            raise JournalError(
                f"the target is another journal: its line {held.seq} is not the source's"
            )
        if checked.head.seq > held.seq:
            batch.append(raw)
        if len(batch) == _BATCH:
            target.import_lines(batch)
            batch = []
    if checked.head.seq < held.seq:
        raise JournalError(
            f"the target goes on after the source: it reaches line {held.seq}, and the source "
            f"line {checked.head.seq}"
        )
    if batch:
        target.import_lines(batch)
    if target.head() != checked.head:
        raise JournalError("the target's head is not the source's: somebody writes to the target")
    return checked.head


def copy_to_file(source: Store, path: str | os.PathLike[str], *, system: System = _SYSTEM) -> Head:
    """Copy all lines that a journal holds now to a new journal file, and give their head.

    The file has its name only once all of it is on the disk. Every line is checked on its way.

    Raises:
        Corrupt: the source is not what was written: names the line at fault.
        JournalError: there is such a file already, or it can't be written.
    """
    name = os.fspath(path)
    part = f"{name}.part-{os.getpid()}"
    checked = Succession()
    try:
        descriptor = system.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
        try:
            for piece in _pieces(source, checked):
                system.write_all(descriptor, piece)
            system.flush(descriptor)
        finally:
            system.close(descriptor)
        os.link(part, name)  # unlike a renaming, it replaces nothing
        system.flush_name(name)
    except OSError as error:
        raise failed("copy a journal to", name, error) from error
    finally:
        with suppress(FileNotFoundError):
            Path(part).unlink()
    return checked.head


def _pieces(source: Store, checked: Succession) -> Iterator[bytes]:
    """Go through the lines of a journal, some at a time, each with its line feed."""
    batch: list[bytes] = []
    for raw in source.lines():
        checked.add(raw)
        batch.append(raw + b"\n")
        if len(batch) == _BATCH:
            yield b"".join(batch)
            batch = []
    yield b"".join(batch)
