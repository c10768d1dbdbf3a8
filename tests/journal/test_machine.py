"""What only a real machine does: full and read-only file systems, attributes, a tracer that kills.

What this machine can't do is named at the end of the run, and not passed over in silence.
"""

import json
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from bylaw.engine.errors import JournalError
from bylaw.engine.journal import JournalFile

from .conftest import Tally
from .stores import fill, in_a_child, write

WRITER = """
import sys
from bylaw.engine.journal import JournalFile, Write
with JournalFile(sys.argv[1]) as journal:
    for number in range(3):
        journal.append([Write("q", expected=number, entries=({"n": number},))], key=str(number))
        print(number, flush=True)
"""


def ran(*command: str | Path) -> bool:
    """Run a command of the system; whether it could and did."""
    try:
        done = subprocess.run(command, capture_output=True, check=False)
    except OSError:
        return False
    return done.returncode == 0


@contextmanager
def mounted(folder: Path, size: str) -> Generator[bool]:
    """A file system of our own in a folder, if this machine lets us."""
    folder.mkdir()
    made = ran("mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder)
    try:
        yield made
    finally:
        if made:
            assert ran("umount", folder)


def test_a_full_file_system_loses_nothing(tmp_path: Path, tried: Tally, untried: Tally) -> None:
    with mounted(tmp_path / "disk", "64k") as can:
        if not can:
            untried("a full file system: mounting one takes root")
            return
        path, count = tmp_path / "disk" / "journal.jsonl", 0
        with JournalFile(path) as journal:
            with pytest.raises(JournalError, match="could not write"):  # noqa: PT012 - one will fail
                while True:
                    journal.append(write("p", count, {"text": "x" * 3000}))
                    count += 1
            assert count == journal.version("p") == journal.verify().lines - 1
            journal.append(write("q", 0, {"n": 1}))
        with JournalFile(path) as journal:
            assert (count, 1) == (journal.version("p"), journal.version("q"))
    tried("a full file system")


def test_a_read_only_file_system_can_be_read(tmp_path: Path, tried: Tally, untried: Tally) -> None:
    with mounted(tmp_path / "disk", "1m") as can:
        if not can:
            untried("a read-only file system: mounting one takes root")
            return
        path = tmp_path / "disk" / "journal.jsonl"
        with JournalFile(path) as journal:
            lines = fill(journal)
        assert ran("mount", "-o", "remount,ro", tmp_path / "disk")
        with pytest.raises(JournalError, match="Read-only file system"):
            JournalFile(path)
        with JournalFile(path, readonly=True) as journal:
            assert lines == list(journal.lines())
            assert journal.verify().lines == len(lines)
    tried("a read-only file system")


def test_a_file_without_permission_can_be_read(path: Path, tried: Tally) -> None:
    """Root may write to any file, so a child process gives its rights up first."""
    with JournalFile(path) as journal:
        lines = fill(journal)
    path.chmod(0o444)
    path.parent.chmod(0o555)
    for folder in path.parents:
        if folder.stat().st_uid == os.getuid():
            folder.chmod(folder.stat().st_mode | 0o111)
    child = os.fork()
    if child == 0:
        status = 1
        try:
            if os.getuid() == 0:
                os.setuid(65534)
            with pytest.raises(JournalError, match="Permission denied"):
                JournalFile(path)
            with JournalFile(path, readonly=True) as journal:
                status = int(lines != list(journal.lines()))
        finally:
            os._exit(status)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    path.parent.chmod(0o755)
    tried("a file without permission")


def test_who_reads_only_writes_nothing(path: Path, tried: Tally) -> None:
    with JournalFile(path) as writer:
        fill(writer)
        with JournalFile(path, readonly=True, index_after=1) as journal:
            before = sorted(path.parent.iterdir())
            with pytest.raises(JournalError, match="opened to be read only"):
                journal.append(write("q", 0, {}))
            writer.append(write("q", 0, {}), key="k")
            assert journal.receipt("k") == writer.receipt("k")
            assert writer.verify() == journal.verify()
            assert writer.durable() == journal.durable()
        assert before == sorted(path.parent.iterdir())
    tried("a reader beside a writer, without its lock")


def test_a_file_that_may_only_grow_takes_appends_and_says_what_it_can_not(
    path: Path, tried: Tally, untried: Tally
) -> None:
    with JournalFile(path) as journal:
        fill(journal, 2)
    if not ran("chattr", "+a", path):
        untried("the append-only attribute: `chattr +a` takes root and a file system that has it")
        return
    try:
        with JournalFile(path) as journal:
            journal.append(write("q", 0, {}))
            lines = list(journal.lines())
        with path.open("ab") as file:
            file.write(b'{"durable"')
        with pytest.raises(JournalError, match="could not truncate"):
            JournalFile(path)
        with JournalFile(path, readonly=True) as journal:
            assert lines == list(journal.lines())
    finally:
        assert ran("chattr", "-a", path)
    with JournalFile(path) as journal:
        assert lines == list(journal.lines())
    tried("the append-only attribute")


def test_a_limit_on_the_size_of_files_loses_nothing(path: Path, tried: Tally) -> None:
    """The kernel writes what still fits, at whichever byte that is; it takes no root."""
    with JournalFile(path) as journal:
        lines = fill(journal, 2)
    start = path.stat().st_size
    for room in range(1, 130):
        in_a_child(partial(_fills, path, start + room))
        assert start == path.stat().st_size
        tried("a limit on the size of files, at any byte")
    with JournalFile(path) as journal:
        assert lines == list(journal.lines())


def _fills(path: Path, most: int) -> None:
    with JournalFile(path) as journal:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
        with pytest.raises(JournalError, match="could not write"):
            journal.append(write("q", 0, {"text": "x" * 100}))
        assert journal.version("q") == 0


TRACED = ("openat", "write", "pwrite64", "fdatasync", "fsync", "flock", "rename")
INJECTED = ("signal=KILL", "error=EIO", "error=EINTR")


@pytest.mark.parametrize("fault", INJECTED)
def test_a_tracer_meddles_with_every_system_call(
    path: Path, fault: str, long: bool, tried: Tally, untried: Tally
) -> None:
    """As in `test_kills` and `test_faults`, by other means: nothing of ours knows of it."""
    tracer = shutil.which("strace")
    if tracer is None or not ran(tracer, "-o", path.with_name("log"), "true"):
        untried("a tracer that kills or lets calls fail: strace is not here, or may not trace")
        return
    for call in TRACED if long else ("fdatasync", "write"):
        for number in range(1, 40):
            for file in path.parent.iterdir():
                file.unlink()
            done = traced(tracer, path, call, f"{fault}:when={number}")
            acknowledged = [json.loads(line) for line in done.stdout.splitlines()]
            with JournalFile(path) as journal:
                journal.verify()
                found = [entry["n"] for entry in journal.read("q")]
                assert list(range(len(found))) == found
                assert len(acknowledged) <= len(found) <= len(acknowledged) + 1
            if fault == "error=EINTR":
                assert (done.returncode, acknowledged) == (0, [0, 1, 2])
            log = path.with_name("log").read_text(encoding="utf-8")
            if "INJECTED" not in log and "killed by SIGKILL" not in log:
                break
            tried(f"{fault} by a tracer at a system call")


def traced(
    tracer: str, path: Path, call: str, injection: str
) -> "subprocess.CompletedProcess[str]":
    """Let a process make a journal and write to it, with a fault at one of its system calls."""
    return subprocess.run(
        [
            *(tracer, "-f", "-qq", "-o", path.with_name("log")),
            *("-P", path, "-P", f"{path}.head"),
            *("-e", f"trace={call}", "-e", f"inject={call}:{injection}"),
            *(sys.executable, "-c", WRITER, path),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
