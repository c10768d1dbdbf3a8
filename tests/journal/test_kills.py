"""The process dies at every system call, before it, after it and in the middle of it."""

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest

from bylaw.engine.journal import JournalFile, Receipt, System

from .conftest import Tally
from .stores import IDENTITY, REAL, fill, write

CALLS = [field.name for field in attrs.fields(System)]
WRITES = {"write": 1, "write_at": 1}
"""The calls that may be cut off in the middle, and which argument they were writing."""

DEAD = 9


class Mortal:
    """A system that dies at its n-th call; ``calls`` counts them."""

    def __init__(self, last: int, how: str) -> None:
        self.calls = 0
        self.last = last
        self.how = how
        broken: Any = {name: self._call(name) for name in CALLS}
        self.system = System(**broken)

    def _call(self, name: str) -> Callable[..., object]:
        real: Callable[..., object] = getattr(REAL, name)

        def call(*arguments: Any) -> object:
            self.calls += 1
            if self.calls != self.last:
                return real(*arguments)
            try:
                if self.how == "after":
                    real(*arguments)
                elif self.how == "amid" and name in WRITES:
                    data = arguments[WRITES[name]]
                    cut = list(arguments)
                    cut[WRITES[name]] = data[: len(data) // 2]
                    real(*cut)
            finally:
                os._exit(DEAD)

        return call


def make(path: Path, system: System, *, seal: bool) -> Iterator[Receipt]:
    """Make a journal and write to it; and seal it in between."""
    with JournalFile(path, system=system, index_after=2) as journal:
        for number in range(3):
            yield journal.append(write("q", number, {"n": number}), key=f"q{number}")
            if seal and number == 1:
                journal.rotate()


LIVES: dict[str, Callable[[Path], None]] = {
    "a new journal": lambda _: None,
    "an old one": lambda path: _old(path, b""),
    "one with a torn end": lambda path: _old(path, b'{"durable":1,"ent'),
    "one that nobody flushed": lambda path: _old(path, b"", sync=False),
    "one that was sealed before": lambda path: _old(path, b"", seal=True),
}


def _old(path: Path, tail: bytes, *, sync: bool = True, seal: bool = False) -> None:
    with JournalFile(path, identity=IDENTITY, index_after=2, sync=sync, system=REAL) as journal:
        fill(journal, 2)
        if seal:
            journal.rotate()
    with path.open("ab") as file:
        file.write(tail)


def lines(path: Path) -> list[bytes]:
    """The lines of a journal, if there is one."""
    if not path.exists():
        return []
    with JournalFile(path, readonly=True) as journal:
        return list(journal.lines())


def died(path: Path, last: int, how: str, *, seal: bool) -> tuple[bool, int]:
    """Live in a child process up to a call; whether it died there, and what it was told."""
    told, tell = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            os.close(told)
            for receipt in make(path, Mortal(last, how).system, seal=seal):
                os.write(tell, bytes([receipt.seq]))
            status = 0
        finally:
            os._exit(status)
    os.close(tell)
    with os.fdopen(told, "rb") as pipe:
        acknowledged = len(pipe.read())
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert status in {0, DEAD}, (last, how)
    return status == DEAD, acknowledged


@pytest.mark.parametrize("how", ["before", "after", "amid"])
@pytest.mark.parametrize("life", LIVES)
def test_whenever_a_process_dies_nothing_acknowledged_is_lost(
    path: Path, life: str, how: str, long: bool, tried: Tally
) -> None:
    """Whoever comes next finds every acknowledged line, and a retry records nothing twice."""
    alive = True
    seal = long or life in {"a new journal", "one that was sealed before"}
    for last in range(1, 300):
        for file in path.parent.iterdir():
            file.unlink()
        LIVES[life](path)
        before = lines(path)
        alive, acknowledged = died(path, last, how, seal=seal)
        with JournalFile(path, index_after=2, system=REAL) as journal:
            journal.verify()
            assert before == list(journal.lines())[: len(before)]
            found = list(journal.read("q"))
            assert [{"n": number} for number in range(len(found))] == found
            assert acknowledged <= len(found) <= acknowledged + 1, (last, how)
            for number in range(3):
                journal.append(write("q", number, {"n": number}), key=f"q{number}")
            assert len(journal.read("q")) == 3
            if seal:
                journal.append(write("r", 0, {}))
                journal.rotate()
                journal.verify()
        if seal:
            with JournalFile(path, system=REAL) as journal:
                assert journal.version("r") == 1
            assert not path.with_name(f"{path.name}.sealed-000001").stat().st_mode & 0o222
        if not alive:
            break
        tried(f"kill -9 {how} a system call")
    assert not alive, "the calls have no end"


def test_a_signal_that_interrupts_a_call_is_not_seen(path: Path, tried: Tally) -> None:
    """The system calls of Python go on after a signal (PEP 475)."""
    signals: list[int] = []
    old = signal.signal(signal.SIGALRM, lambda number, _: signals.append(number))
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.0005, 0.0005)
        with JournalFile(path) as journal:
            for number in range(300):
                journal.append(write("p", number, {"n": number}))
            assert journal.verify().lines == 301
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, old)
    assert signals
    tried("a signal that interrupts a call", len(signals))
