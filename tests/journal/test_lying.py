"""A disk that really loses what was not flushed: a file system of our own, killed with its writers.

It takes FUSE (Debian's ``fuse3``) and leave to mount; elsewhere the model of `test_power` stands
alone, and the end of the run says so.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest

from bylaw.engine.journal import JournalFile

from .conftest import Tally
from .stores import write
from .test_machine import ran

WRITER = """
import sys
from bylaw.engine.errors import JournalError
from bylaw.engine.journal import JournalFile, Write
path, name, sync = sys.argv[1:]
with JournalFile(path, sync=sync == "sync", identity="test") as journal:
    for number in range(10_000):
        journal.append([Write(name, expected=number, entries=({"n": number},))])
        print(number, flush=True)
        if sync == "sync" and number % 7 == 3:
            try:
                journal.rotate()
            except JournalError as error:
                assert "no line to seal" in str(error)
"""


@contextmanager
def mounted(folder: Path, platter: Path, *words: str) -> Generator[subprocess.Popen[bytes] | None]:
    """The file system in a folder, if this machine can."""
    folder.mkdir()
    platter.mkdir()
    disk = subprocess.Popen(
        [sys.executable, Path(__file__).with_name("lying.py"), folder, platter, *words],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(lambda: os.path.ismount(folder) or disk.poll() is not None)
        yield disk if os.path.ismount(folder) else None
    finally:
        disk.kill()
        disk.wait()
        if os.path.ismount(folder) or not ran("test", "-d", folder):
            assert ran("umount", "-l", folder)


def after_the_cut(platter: Path, folder: Path) -> None:
    """Put what is on a platter into a folder, as whoever switches the machine on again finds it."""
    names = platter / "names.json"
    found: dict[str, int] = json.loads(names.read_bytes()) if names.exists() else {}
    there: dict[int, Path] = {}
    for name, number in found.items():
        file = folder / name.lstrip("/")
        if number in there:
            file.hardlink_to(there[number])
            continue
        data = platter / str(number)
        file.write_bytes(data.read_bytes() if data.exists() else b"")
        there[number] = file


def _wait(done: Callable[[], bool]) -> None:
    until = time.monotonic() + 60
    while not done() and time.monotonic() < until:
        time.sleep(0.02)


def _is_written(path: Path) -> Callable[[], bool]:
    return lambda: path.stat().st_size > 0


def cut(tmp_path: Path, *words: str, sync: str, seed: int) -> dict[str, int] | None:
    """Let two write until the power is cut; what they were told, or None if that can't be tried."""
    folder, platter = tmp_path / "mounted", tmp_path / "platter"
    with mounted(folder, platter, *words) as disk:
        if disk is None:
            return None
        outputs = [tmp_path / f"told-{number}" for number in range(2)]
        writers = []
        for number, output in enumerate(outputs):
            with output.open("wb") as told:
                command: list[str | Path] = [
                    sys.executable,
                    "-c",
                    WRITER,
                    folder / "journal",
                    f"p{number}",
                    sync,
                ]
                writers.append(subprocess.Popen(command, stdout=told, stderr=subprocess.DEVNULL))
            _wait(_is_written(output))
        _wait(lambda: min(output.stat().st_size for output in outputs) > 30)
        time.sleep(Random(seed).random() / 5)  # noqa: S311 - any moment will do
        disk.send_signal(signal.SIGKILL)
        disk.wait()
        for writer in writers:
            writer.kill()
            writer.wait()
    return {f"p{number}": output.read_bytes().count(b"\n") for number, output in enumerate(outputs)}


@pytest.mark.parametrize("seed", range(10))
def test_a_power_cut_loses_nothing_that_was_flushed(
    tmp_path: Path, seed: int, long: bool, tried: Tally, untried: Tally
) -> None:
    if seed > 0 and not long:
        return
    told = cut(tmp_path, sync="sync", seed=seed)
    if told is None:
        untried("a disk that loses what wasn't flushed: it takes FUSE, and leave to mount")
        return
    assert min(told.values()) > 0
    again = tmp_path / "again"
    again.mkdir()
    after_the_cut(tmp_path / "platter", again)
    with JournalFile(again / "journal") as journal:
        journal.verify()
        for name, count in told.items():
            found = [entry["n"] for entry in journal.read(name)]
            assert list(range(len(found))) == found
            assert count <= len(found)
        journal.append(write("after", 0, {}))
        assert journal.verify().lines > sum(told.values())
    tried("a power cut on a disk that loses what wasn't flushed")


def test_such_a_disk_does_lose_what_was_not_flushed(
    tmp_path: Path, tried: Tally, untried: Tally
) -> None:
    """Else the test above would show nothing; what is left is sound all the same."""
    told = cut(tmp_path, sync="not", seed=0)
    if told is None:
        untried("a disk that loses what wasn't flushed: it takes FUSE, and leave to mount")
        return
    again = tmp_path / "again"
    again.mkdir()
    after_the_cut(tmp_path / "platter", again)
    with JournalFile(again / "journal", identity="test") as journal:
        journal.verify()
        assert sum(journal.versions().values()) < sum(told.values())
    tried("a journal without flushes on such a disk: a sound beginning is left")


def test_a_disk_that_lies_about_flushes_leaves_a_sound_beginning(
    tmp_path: Path, tried: Tally, untried: Tally
) -> None:
    """No program can keep what the disk didn't; but what is found is never taken for more."""
    told = cut(tmp_path, "lie", sync="sync", seed=1)
    if told is None:
        untried("a disk that lies about flushes: it takes FUSE, and leave to mount")
        return
    again = tmp_path / "again"
    again.mkdir()
    after_the_cut(tmp_path / "platter", again)
    with JournalFile(again / "journal", identity="test") as journal:
        assert journal.verify().lines == 1
    tried("a disk that lies about flushes: a sound beginning is left")
