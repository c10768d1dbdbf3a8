"""The power is cut at any moment, with several writers at work: what was acknowledged is there."""

import os
import shutil
import tempfile
from pathlib import Path
from random import Random

import attrs
from attrs import define, field, frozen
from hypothesis import given, settings
from hypothesis import strategies as st

from bylaw.engine.errors import JournalError
from bylaw.engine.journal import JournalFile

from .conftest import Tally
from .power import Disk, Names, images
from .stores import REAL, write

WRITERS = 3


@frozen
class Cut:
    """A moment at which the power may go: the disk, and what had been acknowledged."""

    disk: Names
    acknowledged: dict[str, int]


@define
class Life:
    """Some writers at one journal, on a disk that is watched."""

    folder: Path
    chance: Random
    may_fail: bool
    cuts: list[Cut] = field(factory=list[Cut])
    acknowledged: dict[str, int] = field(factory=dict[str, int])
    turns: int = 12
    busy: list[int] = field(factory=list[int])
    writers: dict[int, JournalFile] = field(factory=dict[int, JournalFile])
    disk: Disk = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.disk = Disk(self._meanwhile, self._fails, self._look)

    @property
    def path(self) -> Path:
        return self.folder / "journal.jsonl"

    def run(self) -> None:
        while self.turns > 0:
            self._turn()
        for writer in self.writers.values():
            writer.close()

    def _turn(self) -> None:
        """One writer opens, appends or seals; others may come in while it waits for the disk."""
        self.turns -= 1
        number = self.chance.choice([each for each in range(WRITERS) if each not in self.busy])
        name, size = f"p{self.turns}", self.chance.choice([1, 100, 600, 1500])
        self.busy.append(number)
        try:
            if number not in self.writers:
                self.writers[number] = JournalFile(
                    self.path, system=self.disk.system, identity="test", index_after=3
                )
            act = self.chance.random()
            if act < 0.85:
                self.writers[number].append(write(name, 0, {"text": "x" * size}), key=name)
                self.acknowledged[name] = size
            if act > 0.65:  # by itself as well: what others have not flushed is sealed, too
                self._rotate(self.writers[number])
        except JournalError:  # a flush failed: what it wrote is unknown until it is opened anew
            if number in self.writers:
                self.writers.pop(number).close()
        self.busy.remove(number)
        self._look()

    def _rotate(self, writer: JournalFile) -> None:
        try:
            writer.rotate()
        except JournalError as error:
            if "no line to seal" not in str(error):
                raise

    def _meanwhile(self) -> None:
        self._look()
        if self.turns > 0 and len(self.busy) < WRITERS and self.chance.random() < 0.6:
            self._turn()

    def _fails(self) -> bool:
        return self.may_fail and self.chance.random() < 0.1

    def _look(self) -> None:
        self.cuts.append(Cut(self.disk.snapshot(), dict(self.acknowledged)))


def found_after(cut: Cut, image: dict[str, tuple[int, bytes]], path: Path) -> None:
    """Open what a power cut left behind: it must hold whatever had been acknowledged."""
    for file in path.parent.iterdir():
        file.unlink()
    there: dict[int, Path] = {}
    for name, (number, data) in image.items():
        file = path.with_name(Path(name).name)
        if number in there:
            file.hardlink_to(there[number])
        else:
            file.write_bytes(data)
            there[number] = file
    with JournalFile(path, index_after=3, system=REAL) as journal:
        journal.verify()
        for name, size in cut.acknowledged.items():
            (entry,) = journal.read(name)
            assert len(str(entry["text"])) == size
        journal.append(write("after", journal.version("after"), {}))
        journal.verify()
        journal.rotate()
        journal.append(write("after", journal.version("after"), {}))
        journal.verify()


def cut_at_all_times(seed: int, *, may_fail: bool, count: int) -> int:
    """Live once, and cut the power at every moment of it; how often it was cut."""
    folder = Path(tempfile.mkdtemp())
    chance = Random(seed)  # noqa: S311 - it is to be repeatable
    try:
        (folder / "live").mkdir()
        (folder / "dead").mkdir()
        life = Life(folder / "live", chance, may_fail)
        life.run()
        for cut in life.cuts:
            for image in images(cut.disk, chance, count):
                found_after(cut, image, folder / "dead" / "journal.jsonl")
        return count * len(life.cuts)
    finally:
        shutil.rmtree(folder)


@settings(max_examples=3)
@given(seed=st.integers(0, 2**32))
def test_a_power_cut_loses_nothing_acknowledged(seed: int) -> None:
    cut_at_all_times(seed, may_fail=False, count=3)


@settings(max_examples=3)
@given(seed=st.integers(0, 2**32))
def test_nor_does_one_after_a_failed_flush(seed: int) -> None:
    cut_at_all_times(seed, may_fail=True, count=3)


def test_a_torn_end_is_on_the_disk_in_one_place_or_the_other(tmp_path: Path, tried: Tally) -> None:
    """Where it was found, or where it is kept: it is evidence, though nobody was told of it."""
    live, path = tmp_path / "live", tmp_path / "dead" / "journal"
    live.mkdir()
    path.parent.mkdir()
    cuts: list[Names] = []
    disk = Disk(lambda: None, lambda: False, lambda: cuts.append(disk.snapshot()))
    with JournalFile(live / "journal", system=disk.system) as journal:
        journal.append(write("p", 0, {}))
        end = (live / "journal").stat().st_size
    torn = b'{"durable":0,"entries":' + b"x" * 1000
    file = disk.system.open(str(live / "journal"), os.O_RDWR | os.O_APPEND)
    disk.system.write(file, torn)
    disk.system.flush(file)
    disk.system.close(file)
    cuts.clear()

    def truncate(descriptor: int, size: int) -> None:
        cuts.append(disk.snapshot())
        disk.system.truncate(descriptor, size)
        cuts.append(disk.snapshot())

    with JournalFile(live / "journal", system=attrs.evolve(disk.system, truncate=truncate)):
        cuts.append(disk.snapshot())
    chance = Random(1)  # noqa: S311 - it is to be repeatable
    for names in cuts:
        for image in images(names, chance, 50):
            found = {Path(name).name: data for name, (_, data) in image.items()}
            left = found["journal"][end:]
            assert torn in {left, found.get(f"journal.torn-{end}")}
            tried("a power cut while a torn end is set aside")


def test_power_cuts_by_the_thousand(long: bool, tried: Tally) -> None:
    for seed in range(300 if long else 4):
        times = cut_at_all_times(seed, may_fail=seed % 2 > 0, count=3)
        tried("power cut with several unsynced writers", times)
