"""The stores that must pass the conformance suite: a new one is added here and nowhere else."""

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import attrs

from bylaw.engine.errors import JournalError
from bylaw.engine.journal import JournalFile, MemoryStore, Receipt, Store, System, Write

REAL = attrs.evolve(System(), flush=lambda _: None, flush_folder=lambda _: None)
"""The real system, but for what takes most of the time, and only a power cut would tell."""

IDENTITY = "test"


class RotatingFile(JournalFile):
    """A journal in a file that is sealed after every second line."""

    def append(self, writes: Sequence[Write], *, key: str | None = None) -> Receipt:
        before = self.head().seq
        receipt = super().append(writes, key=key)
        if receipt.seq > before and receipt.seq % 2:
            with suppress(JournalError):  # another thread has just done it
                self.rotate()
        return receipt


STORES: Mapping[str, Callable[[Path], Store]] = {
    "memory": lambda _: MemoryStore(identity=IDENTITY),
    "chained": lambda _: MemoryStore(chained=True, identity=IDENTITY),
    "file": lambda folder: JournalFile(folder / "journal.jsonl", identity=IDENTITY),
    "segments": lambda folder: RotatingFile(folder / "segments.jsonl", identity=IDENTITY),
}

SHARED = frozenset({"file", "segments"})
"""Those that may be open many times at once."""


def write(proposal: str, expected: int, *entries: Mapping[str, object]) -> list[Write]:
    """The writes of one transaction on one proposal."""
    return [Write(proposal, expected=expected, entries=entries)]


def fill(store: Store, lines: int = 5) -> list[bytes]:
    """Append so many lines on two proposals, and give all lines."""
    for number in range(lines):
        store.append(write(f"p-{number % 2}", number // 2, {"actor": "karmel", "n": number}))
    return list(store.lines())


def in_a_child(do: Callable[[], object]) -> None:
    """Do something in a child process, which must end well."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            do()
            status = 0
        finally:
            os._exit(status)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
