"""Many processes and threads at one journal: killed, forked, racing, retrying."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import attrs
import pytest

from bylaw.engine.errors import Conflict
from bylaw.engine.journal import JournalFile, System

from .conftest import Tally
from .stores import fill, write

WRITER = """
import json, sys
from bylaw.engine.errors import Conflict
from bylaw.engine.journal import JournalFile, Write

path, name, own, count = sys.argv[1], sys.argv[2], sys.argv[3] == "own", int(sys.argv[4])
with JournalFile(path) as journal:
    done = 0
    while done < count:
        proposal = name if own else "shared"
        seen = journal.versions().get(proposal, 0)
        entry = {"by": name, "n": done}
        try:
            receipt = journal.append([Write(proposal, expected=seen, entries=(entry,))])
        except Conflict:
            continue
        done += 1
        print(json.dumps([receipt.seq, proposal, seen + 1, entry]), flush=True)
"""


def started(path: Path, name: str, how: str, count: int) -> subprocess.Popen[str]:
    """A process that appends, and tells of each line that was acknowledged to it."""
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), name, how, str(count)],
        stdout=subprocess.PIPE,
        text=True,
    )


def told(writer: subprocess.Popen[str]) -> list[tuple[int, str, int, object]]:
    """What was acknowledged to a process; its own last words may have been cut off."""
    assert writer.stdout is not None
    with writer.stdout as said:
        out = said.read()  # not `communicate`: that passes over what `readline` has buffered
    writer.wait(timeout=60)
    return [tuple(json.loads(line)) for line in out.splitlines(keepends=True) if line[-1] == "\n"]


@pytest.mark.parametrize("how", ["own", "shared"])
def test_two_processes_lose_nothing_and_leave_no_gap(path: Path, how: str, tried: Tally) -> None:
    writers = [started(path, name, how, 60) for name in ("a", "b")]
    acknowledged = [line for writer in writers for line in told(writer)]
    assert [writer.returncode for writer in writers] == [0, 0]
    with JournalFile(path) as journal:
        assert sorted(acknowledged, key=lambda line: line[0]) == list(journal.entries())
        assert journal.verify().lines == 121
        assert journal.torn == ()
    tried(
        f"two writers, each expecting a version of {'its own' if how == 'own' else 'one'} proposal",
        120,
    )


def test_a_killed_writer_loses_nothing_that_was_acknowledged(
    path: Path, long: bool, tried: Tally
) -> None:
    """Two writers, killed at any time, again and again, on one file."""
    acknowledged: list[tuple[int, str, int, object]] = []
    for kill in range(200 if long else 6):
        writers = [started(path, name, "own", 10**9) for name in ("a", "b")]
        for writer in writers:
            assert writer.stdout is not None
            acknowledged.append(tuple(json.loads(writer.stdout.readline())))
        time.sleep(0.011 * (kill % 10))
        for writer in writers:
            writer.send_signal(signal.SIGKILL)
        for writer in writers:
            acknowledged.extend(told(writer))
        with JournalFile(path) as journal:
            journal.verify()
            recorded = list(journal.entries())
        for line in acknowledged:
            assert line == recorded[line[0] - 1]
        tried("kill -9 of two writers at any time")


def test_a_reader_beside_a_writer_sees_a_prefix_and_never_fails(path: Path, tried: Tally) -> None:
    with JournalFile(path) as journal:
        writer = started(path, "a", "own", 100)
        seen: list[bytes] = []
        while writer.poll() is None:
            now = list(journal.lines())
            assert seen == now[: len(seen)]
            entries = journal.read("a")
            assert list(range(len(entries))) == [entry["n"] for entry in entries]
            seen = now
            tried("a reader during a write")
        assert len(told(writer)) == 100
        assert journal.verify().lines == 101


def test_a_retry_after_a_lost_acknowledgement_records_nothing_twice(
    path: Path, tried: Tally
) -> None:
    """The process dies when its line has reached the disk and before it is told so."""
    child = os.fork()
    if child == 0:

        def flush(descriptor: int) -> None:
            System().flush(descriptor)
            if path.stat().st_size > 300:
                os._exit(7)

        with JournalFile(path, system=attrs.evolve(System(), flush=flush)) as journal:
            journal.append(write("p", 0, {"text": "x" * 300}), key="once")
        os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
    with JournalFile(path) as journal:
        receipt = journal.append(write("p", 0, {"text": "x" * 300}), key="once")
        assert (receipt.seq, receipt.proposals) == (1, (("p", 1),))
        assert receipt.leaf == journal.leaf(1)
        assert journal.verify().lines == 2
        with pytest.raises(Conflict):
            journal.append(write("p", 0, {"text": "x" * 300}), key="another")
    tried("a retry after a lost acknowledgement")


def test_a_child_process_makes_the_journal_its_own(path: Path, tried: Tally) -> None:
    """After a fork the two would share one lock, and with it one turn."""
    with JournalFile(path) as journal:
        fill(journal, 2)
        child = os.fork()
        name = "child" if child == 0 else "parent"
        for number in range(50):
            journal.append(write(name, number, {"n": number}))
        if child == 0:
            journal.close()
            os._exit(0)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        assert journal.versions() == {"p-0": 1, "p-1": 1, "child": 50, "parent": 50}
        assert journal.verify().lines == 103
    tried("a fork with an open store")


def test_threads_that_wait_share_a_flush(path: Path) -> None:
    """While one flush runs the others write; the next flush serves them all."""
    flushes: list[float] = []

    def flush(descriptor: int) -> None:
        flushes.append(time.monotonic())
        time.sleep(0.02)
        System().flush(descriptor)

    threads, each = 8, 4
    with JournalFile(path, system=attrs.evolve(System(), flush=flush)) as journal:
        flushes.clear()

        def run(name: str) -> None:
            for number in range(each):
                seq = journal.append(write(name, number, {})).seq
                assert seq <= journal.durable()

        workers = [threading.Thread(target=run, args=(f"p{n}",)) for n in range(threads)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        assert threads * each + 1 == journal.verify().lines
    assert len(flushes) <= threads * each / 2


def test_the_durable_field_never_claims_more_than_was_flushed(path: Path) -> None:
    with JournalFile(path, sync=False) as journal:
        lines = fill(journal)
        assert journal.durable() == -1
    assert {-1} == {json.loads(line)["durable"] for line in lines}
    with JournalFile(path) as first, JournalFile(path) as second:
        first.append(write("q", 0, {}))
        second.append(write("q", 1, {}))
        assert [json.loads(line)["durable"] for line in first.lines(5)] == [5, 6]
        assert first.durable() == 7
