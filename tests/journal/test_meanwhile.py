"""Somebody else comes in at every system call, and at every line of code: nobody notices."""

import os
import sys
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from fcntl import LOCK_UN
from pathlib import Path
from types import FrameType
from typing import Any

import attrs
import pytest

import bylaw.engine
from bylaw.engine.errors import Conflict, JournalError
from bylaw.engine.journal import JournalFile, System
from bylaw.engine.journal.line import leaf
from bylaw.engine.proof import verify

from .conftest import Tally
from .stores import REAL, fill, in_a_child, write

OURS = str(Path(bylaw.engine.__file__).parent)


class Interrupted:
    """A system before whose n-th call somebody else acts, unless the journal is locked then."""

    def __init__(self, act: Callable[[], object], nth: int) -> None:
        self.left = nth
        self._act = act
        self._locked = False
        wrapped: Any = {field.name: self._call(field.name) for field in attrs.fields(System)}
        self.system = System(**wrapped)

    def _call(self, name: str) -> Callable[..., object]:
        real: Callable[..., object] = getattr(REAL, name)

        def call(*arguments: Any) -> object:
            if not self._locked:
                self.left -= 1
                if self.left == 0:
                    self._act()
            found = real(*arguments)
            if name == "lock":
                self._locked = not arguments[1] & LOCK_UN
            return found

        return call


def append(journal: JournalFile) -> None:
    journal.append(write("other", journal.version("other"), {"n": journal.head().seq}))


def seal(journal: JournalFile) -> None:
    append(journal)
    journal.rotate()
    append(journal)


def own(journal: JournalFile) -> None:
    """Append as whoever has decided on what he saw: another may be first, on the same proposal."""
    while True:
        with suppress(Conflict):
            journal.append(write("other", journal.version("other"), {"mine": 1}))
            return


def rotate(journal: JournalFile) -> None:
    with suppress(JournalError):  # there is no line to seal
        journal.rotate()


READS: dict[str, Callable[[JournalFile], object]] = {
    "nothing": lambda _: None,
    "verify": lambda journal: journal.verify(),
    "lines": lambda journal: [*journal.lines()],
    "read": lambda journal: journal.read("p-0"),
    "leaf": lambda journal: journal.leaf(1),
    "durable": lambda journal: journal.durable(),
    "receipt": lambda journal: journal.receipt("k"),
}
WRITES: dict[str, Callable[[JournalFile], object]] = {"append": own, "rotate": rotate}
ACTS = {"append": append, "seal": seal}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize(
    ("does", "readonly"),
    [(name, readonly) for readonly in (True, False) for name in READS]
    + [(name, False) for name in WRITES],
)
def test_at_every_system_call_another_may_write_or_seal(
    path: Path, act: str, does: str, readonly: bool, tried: Tally
) -> None:
    """Whoever opens, reads, verifies or writes meanwhile sees a sound journal, and a later one."""
    for nth in range(1, 200):
        for file in path.parent.iterdir():
            file.unlink()
        with JournalFile(path, system=REAL) as other:
            before = fill(other, 3)

            def come(other: JournalFile = other) -> None:
                ACTS[act](other)

            meanwhile = Interrupted(come, nth)
            with JournalFile(path, system=meanwhile.system, readonly=readonly) as journal:
                {**READS, **WRITES}[does](journal)
                assert before == list(journal.lines())[: len(before)]
                head = journal.verify().head
                assert head.leaf == other.leaf(head.seq)
            assert before == list(other.lines())[: len(before)]
            other.verify()
        if meanwhile.left > 0:
            return
        tried("another writer, or a sealing, at a system call")
    pytest.fail("the calls have no end")


@contextmanager
def at_every_line(do: Callable[[], object]) -> Generator[None]:
    """Do something before every line of the engine's code that this thread runs."""

    def trace(frame: FrameType, event: str, _: object) -> Any:
        if not frame.f_code.co_filename.startswith(OURS):
            return None
        if event == "line":
            do()
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        yield
    finally:
        sys.settrace(before)


def test_who_reads_without_the_lock_finds_every_line_at_any_time(
    path: Path, monkeypatch: pytest.MonkeyPatch, tried: Tally
) -> None:
    """Another thread reads by the very handle that goes on to the next file."""
    monkeypatch.setattr("bylaw.engine.journal.recover._PIECE", 100)
    with JournalFile(path, system=REAL) as journal:
        lines = fill(journal, 6)
        readers = [journal.lines() for _ in range(1000)]
        begun = [next(reader) for reader in readers]
        assert set(begun) == {lines[0]}

        def go_on() -> None:
            assert lines[1:] == list(readers.pop())
            tried("a reader at a line of code of a writer, or of a sealing")

        with at_every_line(go_on):
            journal.append(write("q", 0, {}))
            journal.rotate()
            journal.append(write("q", 1, {}))
        assert 0 < len(readers) < 900
        assert journal.verify().lines == len(lines) + 2


@pytest.mark.parametrize("act", ACTS)
def test_while_its_file_is_verified_another_may_write_or_seal(
    path: Path, act: str, tried: Tally
) -> None:
    """As a third party does, who opens no journal and reads the files as they are."""
    for nth in range(1, 2000):
        for file in path.parent.iterdir():
            file.unlink()
        left = nth
        with JournalFile(path, system=REAL) as journal:
            fill(journal, 1)
            journal.rotate()
            append(journal)

            def come(journal: JournalFile = journal) -> None:
                nonlocal left
                left -= 1
                if left == 0:
                    ACTS[act](journal)

            with at_every_line(come):
                report = verify(path)
            assert report.problems == (), nth
            assert report.lines >= 3
        if left > 0:
            return
        tried("another writer, or a sealing, at a line of code of a verification")
    pytest.fail("the lines have no end")


def test_a_child_that_is_forked_while_another_thread_writes_reads_all_the_same(
    path: Path, tried: Tally
) -> None:
    """The thread is left behind in the middle of a line of code, and may hold any lock."""
    with JournalFile(path, system=REAL, index_after=2) as journal:
        journal.append(write("p", 0, {"n": 0}), key="k")

        def reads() -> None:
            entries = journal.read("p")
            assert [{"n": number} for number in range(len(entries))] == list(entries)
            assert len(entries) in {1, 2}
            assert journal.versions() == {"p": len(entries)}
            assert journal.leaf(len(entries)) == leaf([*journal.lines()][-1])
            assert journal.receipt("k") is not None
            journal.close()

        def fork() -> None:
            in_a_child(reads)
            tried("a fork at a line of code of another thread")

        with at_every_line(fork):
            journal.append(write("p", 1, {"n": 1}), key="l")


def test_a_child_that_is_forked_while_another_thread_flushes_can_close(path: Path) -> None:
    flushing, go_on = threading.Event(), threading.Event()
    go_on.set()

    def flush(_: int) -> None:
        flushing.set()
        assert go_on.wait(30)

    with JournalFile(path, system=attrs.evolve(REAL, flush=flush)) as journal:
        flushing.clear()
        go_on.clear()
        thread = threading.Thread(target=journal.append, args=(write("p", 0, {}),))
        thread.start()
        assert flushing.wait(30)
        child = os.fork()
        if child == 0:
            os._exit(_ends_soon(journal.close))
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        go_on.set()
        thread.join()
        assert status == 0


def _ends_soon(do: Callable[[], object]) -> int:
    thread = threading.Thread(target=do, daemon=True)
    thread.start()
    thread.join(10)
    return int(thread.is_alive())


def test_a_child_that_is_forked_makes_no_journal_where_there_is_none(path: Path) -> None:
    with JournalFile(path, system=REAL) as journal:
        path.unlink()

        def refuses() -> None:
            with pytest.raises(JournalError, match="No such file"):
                journal.head()

        in_a_child(refuses)
        in_a_child(journal.close)
        assert not path.exists()


def test_another_writes_while_one_waits_for_the_disk(path: Path) -> None:
    """The lock is let go before the flush: so writers that wait share the next one."""
    meanwhile: list[threading.Thread] = []

    def flush(_: int) -> None:
        for thread in meanwhile:
            thread.start()
            thread.join(10)
            waited.append(thread.is_alive())
        meanwhile.clear()

    waited: list[bool] = []
    with (
        JournalFile(path, system=REAL) as other,
        JournalFile(path, system=attrs.evolve(REAL, flush=flush)) as journal,
    ):
        thread = threading.Thread(target=other.append, args=(write("other", 0, {}),))
        meanwhile.append(thread)
        assert journal.append(write("mine", 0, {})).seq == 1
        thread.join()
        assert waited == [False]
        assert journal.versions() == {"mine": 1, "other": 1}
