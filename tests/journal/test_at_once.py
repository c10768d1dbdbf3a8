"""Everybody at one journal at once, while it is rotated again and again.

Processes, threads that share a handle and an event loop write; a relay tells a receiver, is killed
and goes on; readers go through it, verify it and copy it as the pages say.
"""

import asyncio
import json
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from bylaw.engine.errors import JournalError
from bylaw.engine.journal import AsyncStore, JournalFile, Receipt
from bylaw.engine.journal.line import leaf
from bylaw.engine.proof import verify

from .conftest import Tally
from .stores import write

WRITER = """
import json, sys
from contextlib import suppress
from bylaw.engine.errors import JournalError
from bylaw.engine.journal import JournalFile, Write
path, name = sys.argv[1:]
with JournalFile(path) as journal:
    for number in range(1_000_000):
        receipt = journal.append([Write(name, expected=number, entries=({"n": number},))])
        print(json.dumps([receipt.seq, name, number]), flush=True)
        if number % 9 == 8:
            with suppress(JournalError):  # another has just sealed it
                journal.rotate()
"""

Told = tuple[int, str, int]
"""What was acknowledged: line, proposal and number."""


class Crowd:
    """Threads that each do one thing again and again, until all are stopped or one fails."""

    def __init__(self) -> None:
        self.stop = threading.Event()
        self._raised: list[BaseException] = []
        self._threads: list[threading.Thread] = []

    def sets_about(self, do: Callable[[], object]) -> None:
        def run() -> None:
            try:
                while not self.stop.is_set():
                    do()
            except BaseException as error:  # noqa: BLE001 - it is raised again at the end
                self._raised.append(error)
                self.stop.set()

        self._threads.append(threading.Thread(target=run))
        self._threads[-1].start()

    def goes_on(self, seconds: float) -> None:
        self.stop.wait(seconds)
        self.stop.set()
        for thread in self._threads:
            thread.join()
        if self._raised:
            raise self._raised[0]


class Life:
    """What all of them do at one journal."""

    def __init__(self, folder: Path, lines: int) -> None:
        self.folder = folder
        self.path = folder / "journal.jsonl"
        with JournalFile(self.path, sync=False) as hasty:
            for number in range(lines):
                hasty.append(write(f"old-{number % 100}", number // 100, {"n": number // 100}))
        self.journal, self.looped = JournalFile(self.path), JournalFile(self.path)
        self.start = [*self.journal.lines()]
        self.told: list[Told] = []
        self.copies = 0
        self.kills = 0

    def writes(self, name: str) -> None:
        seen = self.journal.version(name)
        self._remember(self.journal.append(write(name, seen, {"n": seen})), seen)

    def writes_and_reads_in_a_loop(self) -> None:
        store = AsyncStore(self.looped)

        async def writes(name: str) -> None:
            seen = await store.version(name)
            self._remember(await store.append(write(name, seen, {"n": seen})), seen)

        async def run() -> None:
            await asyncio.gather(*(writes(f"loop-{number}") for number in range(3)))
            self._begins_as_it_did([raw async for raw in store.lines()])

        asyncio.run(run())

    def seals(self) -> None:
        with suppress(JournalError):  # another has just sealed it
            self.journal.rotate()
        time.sleep(0.01)

    def reads(self) -> None:
        with JournalFile(self.path, readonly=True) as reader:
            head = reader.verify().head
            lines = [*reader.lines()]
            self._begins_as_it_did(lines)
            assert head.leaf == leaf(lines[head.seq])

    def verifies(self) -> None:
        report = verify(self.path)
        assert report.problems == ()
        assert report.lines >= len(self.start)

    def copies_it(self) -> None:
        """As the pages say: the anchor first, then the journal, and the sealed segments last."""
        folder, durable = self.folder / "copy", self.journal.durable()
        folder.mkdir()
        for file in (self.path.with_name(f"{self.path.name}.head"), self.path):
            shutil.copyfile(file, folder / file.name)
        for file in self.folder.glob(f"{self.path.name}.sealed-*"):
            shutil.copyfile(file, folder / file.name)
        with JournalFile(folder / self.path.name) as copy:
            assert durable <= copy.verify().head.seq
            self._begins_as_it_did([*copy.lines()])
        shutil.rmtree(folder)
        self.copies += 1

    def relay(self, *options: str) -> "subprocess.Popen[bytes]":
        words = ["relay", str(self.path), "--to", str(self.folder / "out"), *options]
        command = [sys.executable, "-m", "bylaw.cli", *words]
        return subprocess.Popen(command, stdout=subprocess.DEVNULL)

    def relay_dies(self) -> None:
        relay = self.relay("--pause", "0.01")
        time.sleep(2)
        assert relay.poll() is None
        relay.kill()
        relay.wait()
        self.kills += 1

    def receives(self) -> list[int]:
        """The lines of which a receiver was told, each when it was first."""
        found: dict[int, None] = {}
        for line in (self.folder / "out").read_text(encoding="utf-8").splitlines():
            with suppress(ValueError):  # a kill cut it off
                found[int(json.loads(line)["sequence"].partition(".")[0])] = None
        return [*found]

    def _remember(self, receipt: Receipt, number: int) -> None:
        ((name, _),) = receipt.proposals
        self.told.append((receipt.seq, name, number))

    def _begins_as_it_did(self, lines: list[bytes]) -> None:
        assert self.start == lines[: len(self.start)]


def test_all_at_once_lose_nothing_and_see_one_journal(
    tmp_path: Path, long: bool, tried: Tally
) -> None:
    life, crowd = Life(tmp_path, 100_000 if long else 2_000), Crowd()
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, life.path, f"process-{number}"],
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(2)
    ]
    try:
        crowd.sets_about(lambda: life.writes("thread-1"))
        crowd.sets_about(lambda: life.writes("thread-2"))
        for one in (life.writes_and_reads_in_a_loop, life.seals, life.reads, life.verifies):
            crowd.sets_about(one)
        crowd.sets_about(life.copies_it)
        crowd.sets_about(life.relay_dies)
        crowd.goes_on(60 if long else 4)
    finally:
        for writer in writers:
            writer.kill()
        said = [writer.communicate()[0] for writer in writers]
        life.journal.close()
        life.looped.close()
    for line in (line for each in said for line in each.splitlines(keepends=True)):
        if line[-1] == "\n":
            seq, name, number = json.loads(line)
            life.told.append((seq, name, number))
    with JournalFile(life.path) as journal:
        journal.verify()
        recorded = [(seq, name, entry["n"]) for seq, name, _, entry in journal.entries()]
        for name, version in journal.versions().items():
            assert [entry["n"] for entry in journal.read(name)] == [*range(version)]
    assert {*life.told} <= {*recorded}
    assert len({name for _, name, _ in life.told}) == 7
    assert life.copies > 0
    assert life.kills > 0
    assert len([*tmp_path.glob("*.sealed-*")]) > 5
    assert life.relay("--once").wait() == 0
    assert life.receives() == [seq for seq, *_ in recorded]
    tried("a line acknowledged with everybody at one journal", len(life.told))
