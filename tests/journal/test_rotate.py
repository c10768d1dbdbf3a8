"""A journal that lies in several files is the journal that it would be in one."""

import os
import stat
import threading
from collections.abc import Callable
from pathlib import Path

import attrs
import pytest

from bylaw.engine.errors import Corrupt, JournalError
from bylaw.engine.journal import JournalFile, System
from bylaw.engine.journal.copying import copy_to_file
from bylaw.engine.journal.line import leaf
from bylaw.engine.journal.segments import parse
from bylaw.engine.proof import verify

from .conftest import Tally
from .stores import IDENTITY, fill, write

SEALED = [".sealed-000001", ".sealed-000002"]


def rotated(path: Path, *, sync: bool = True) -> list[bytes]:
    """A journal of two sealed segments and a third, and all of its lines."""
    with JournalFile(path, identity=IDENTITY, sync=sync) as journal:
        for number in range(6):
            journal.append(write(f"p-{number % 2}", number // 2, {"n": number}), key=f"k{number}")
            if number in {1, 3}:
                journal.rotate()
        return list(journal.lines())


def named(path: Path, end: str) -> Path:
    """A file beside the journal."""
    return path.with_name(path.name + end)


def test_rotation_changes_where_lines_lie_and_nothing_else(path: Path, tmp_path: Path) -> None:
    """One journal is rotated and the other isn't: they are the same, line by line."""
    lines = rotated(path)
    with JournalFile(tmp_path / "whole", identity=IDENTITY) as whole, JournalFile(path) as journal:
        for number in range(6):
            whole.append(write(f"p-{number % 2}", number // 2, {"n": number}), key=f"k{number}")
        assert list(whole.lines()) == lines == list(journal.lines())
        assert whole.head() == journal.head()
        assert list(whole.entries(2)) == list(journal.entries(2))
        assert whole.read("p-1") == journal.read("p-1")
        assert whole.receipt("k0") == journal.receipt("k0")
        assert whole.verify() == journal.verify()
        copy_to_file(journal, tmp_path / "copy")
    assert (tmp_path / "whole").read_bytes() == (tmp_path / "copy").read_bytes()


def test_each_segment_names_the_one_before(path: Path) -> None:
    """Its file, its size and its head; the sealed one can't be written to."""
    lines = rotated(path)
    first, second = (named(path, end) for end in SEALED)
    assert first.read_bytes() == b"".join(raw + b"\n" for raw in lines[:3])
    opening = parse(str(second), second.read_bytes())
    assert opening is not None
    assert (first.name, first.stat().st_size) == (opening.file, opening.size)
    assert (2, leaf(lines[2]), first.stat().st_size) == (opening.seq, opening.head, opening.offset)
    assert (opening.number, opening.journal) == (2, IDENTITY)
    assert [stat.S_IMODE(each.stat().st_mode) for each in (first, second)] == [0o444, 0o444]
    assert b'"file":"journal.jsonl.sealed-000002"' in path.read_bytes()


def test_what_was_sealed_is_told(path: Path) -> None:
    with JournalFile(path) as journal:
        lines = fill(journal)
        sealed = journal.rotate()
    told = {"file": f"{path}.sealed-000001", "seq": 5, "head": leaf(lines[-1])}
    assert {**told, "size": Path(sealed.path).stat().st_size} == sealed.to_json()


def test_a_segment_without_a_line_is_not_sealed(path: Path) -> None:
    with JournalFile(path) as journal:
        fill(journal)
        journal.rotate()
        with pytest.raises(JournalError, match="there is no line to seal"):
            journal.rotate()
    with (
        JournalFile(path, readonly=True) as journal,
        pytest.raises(JournalError, match="read only"),
    ):
        journal.rotate()


@pytest.mark.parametrize("readonly", [True, False])
def test_whoever_has_it_open_goes_on_in_the_new_file(path: Path, readonly: bool) -> None:
    """However often it was rotated meanwhile."""
    with JournalFile(path) as journal:
        fill(journal)
        with JournalFile(path, readonly=readonly) as other:
            for number in range(3):
                journal.rotate()
                journal.append(write("q", number, {"n": number}))
            assert list(journal.lines()) == list(other.lines())
            assert journal.durable() == other.durable()
            if not readonly:
                other.append(write("q", 3, {"n": 3}))
                assert len(journal.read("q")) == 4
            assert journal.verify() == other.verify()


def test_a_writer_waits_for_the_lock_of_the_new_file(path: Path) -> None:
    """It had locked the old one, and found the path leading elsewhere."""
    with JournalFile(path) as journal, JournalFile(path) as other:
        fill(journal)
        other.head()
        journal.rotate()
        other.append(write("q", 0, {}))
        assert journal.version("q") == 1
        assert b'"q"' in path.read_bytes()
        assert b'"q"' not in named(path, SEALED[0]).read_bytes()


def test_many_write_and_rotate_at_once(path: Path, long: bool) -> None:
    """Nothing is lost or doubled, and one of those who seal the same lines does."""
    threads, each = 4, 100 if long else 15
    sealed: list[str] = []

    def run(name: str) -> None:
        with JournalFile(path) as journal:
            for number in range(each):
                journal.append(write(name, number, {"n": number}))
                if number % 3 == 0:
                    try:
                        sealed.append(journal.rotate().path)
                    except JournalError as error:
                        assert "no line to seal" in str(error)  # noqa: PT017 - only then

    workers = [threading.Thread(target=run, args=(f"p{n}",)) for n in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(sealed) == len(set(sealed)) > 1
    with JournalFile(path) as journal:
        assert threads * each + 1 == journal.verify().lines
        assert {f"p{n}": each for n in range(threads)} == dict(journal.versions())
    assert verify(path).problems == ()


def test_an_index_spans_the_segments(path: Path) -> None:
    lines = rotated(path)
    with JournalFile(path, index_after=1):
        pass
    reads: list[str] = []

    def opening(name: str, flags: int) -> int:
        reads.append(name)
        return System().open(name, flags)

    with JournalFile(path, system=attrs.evolve(System(), open=opening)) as journal:
        assert lines == list(journal.lines())
        assert journal.read("p-0", 2) == ({"n": 4},)
    assert f"{path}.index" in reads


def test_a_torn_end_is_set_aside_and_a_sealed_one_never_is(path: Path) -> None:
    lines = rotated(path)
    size, end = path.stat().st_size, sum(len(raw) + 1 for raw in lines)
    with path.open("ab") as file:
        file.write(b'{"durable":')
    with JournalFile(path) as journal:
        assert [(end, 11)] == [(torn.offset, torn.size) for torn in journal.torn]
        assert path.stat().st_size == size
        assert lines == list(journal.lines())
        journal.append(write("q", 0, {}))
        assert journal.verify().lines == len(lines) + 1


def test_a_full_disk_leaves_the_last_segment_as_it_was(path: Path) -> None:
    rotated(path)
    before = path.read_bytes()

    def write_some(descriptor: int, data: bytes) -> int:
        return os.write(descriptor, data[:20])

    with JournalFile(path, system=attrs.evolve(System(), write=write_some)) as journal:
        with pytest.raises(JournalError, match="only 20 of"):
            journal.append(write("q", 0, {}))
        assert before == path.read_bytes()


@pytest.mark.parametrize("end", [*SEALED, ""])
def test_every_bit_of_every_segment_is_held_to(
    path: Path, end: str, long: bool, tried: Tally
) -> None:
    """Also of the first lines, which are no lines of the journal, and so of no tree."""
    rotated(path)
    file = named(path, end)
    sound = file.read_bytes()
    file.chmod(0o644)
    last = sound.rindex(b"\n", 0, -1)
    places = range(0, len(sound), 1 if long else 3)
    for place in places:
        file.write_bytes(sound[:place] + bytes([sound[place] ^ 1]) + sound[place + 1 :])
        with pytest.raises(Corrupt), JournalFile(path):
            pass
        if end or place < last:  # of the last line nothing but the anchor tells
            assert verify(path).problems, place
    file.write_bytes(sound)
    assert verify(path).problems == ()
    tried("a bit flipped in a segment", len(places))


EDITS: dict[str, Callable[[Path], object]] = {
    "missing": Path.unlink,
    "shorter": lambda file: os.truncate(file, file.stat().st_size - 1),
    "without its last line": lambda file: file.write_bytes(
        b"".join(file.read_bytes().splitlines(keepends=True)[:-1])
    ),
    "longer": lambda file: file.write_bytes(file.read_bytes() + b"\n"),
    "another": lambda file: file.write_bytes(file.read_bytes().replace(b'"n":', b'"m":')),
    "swapped": lambda file: file.with_name(f"journal.jsonl{SEALED[0]}").replace(file),
}


@pytest.mark.parametrize("act", EDITS.values(), ids=EDITS)
def test_a_sealed_segment_is_missed_and_known(path: Path, act: Callable[[Path], object]) -> None:
    """By whoever opens the journal, and by whoever has it open and verifies it."""
    rotated(path)
    file = named(path, SEALED[1])
    with JournalFile(path) as journal:
        file.chmod(0o644)
        act(file)
        with pytest.raises(Corrupt):
            journal.verify()
    with pytest.raises(Corrupt), JournalFile(path):
        pass
    assert verify(path).problems != ()


def test_an_index_hides_no_altered_segment_from_verify(path: Path) -> None:
    rotated(path)
    with JournalFile(path, index_after=1):
        pass
    file = named(path, SEALED[0])
    file.chmod(0o644)
    file.write_bytes(file.read_bytes().replace(b'"n":0', b'"n":9'))
    with JournalFile(path) as journal, pytest.raises(Corrupt):
        journal.verify()


def test_without_its_anchor_the_sealed_lines_are_still_known_to_be_on_the_disk(path: Path) -> None:
    """The first line of a segment says so: nothing of them is written once more, or torn."""
    lines = rotated(path, sync=False)
    named(path, ".head").unlink()
    written: list[int] = []

    def write_at(descriptor: int, data: bytes, offset: int) -> int:
        written.append(len(data))
        return os.pwrite(descriptor, data, offset)

    with JournalFile(path, system=attrs.evolve(System(), write_at=write_at)) as journal:
        assert journal.durable() == journal.head().seq
    assert sum(len(raw) + 1 for raw in lines[5:]) == written[0]
    with JournalFile(path, readonly=True) as journal:
        assert lines == list(journal.lines())


def test_what_a_dead_one_left_is_taken_up(path: Path) -> None:
    """It had given the second name, and begun the new file."""
    with JournalFile(path) as journal:
        fill(journal)
        os.link(path, named(path, SEALED[0]))
        named(path, ".next").write_bytes(b"x" * 5000)
        journal.append(write("q", 0, {}))
        journal.rotate()
        assert journal.verify().lines == 7
    with JournalFile(path) as journal:
        assert journal.verify().lines == 7


def test_somebody_elses_file_is_not_replaced(path: Path) -> None:
    named(path, SEALED[0]).write_text("mine", encoding="utf-8")
    with JournalFile(path) as journal:
        fill(journal)
        with pytest.raises(JournalError, match=f"`{path}.sealed-000001` is there .*: move it away"):
            journal.rotate()
        journal.append(write("q", 0, {}))
        assert journal.verify().lines == 7
    assert named(path, SEALED[0]).read_text(encoding="utf-8") == "mine"


def test_who_opens_it_takes_away_the_leave_to_write_that_was_left(path: Path) -> None:
    rotated(path)
    file = named(path, SEALED[1])
    file.chmod(0o644)
    with JournalFile(path, readonly=True):
        assert stat.S_IMODE(file.stat().st_mode) == 0o644
    with JournalFile(path):
        assert stat.S_IMODE(file.stat().st_mode) == 0o444


@pytest.mark.parametrize("act", ["seal", "lose the anchor", "neither"])
def test_the_new_name_is_on_the_disk_before_anything_is_acknowledged(path: Path, act: str) -> None:
    """Whoever sealed it may have died before: whoever writes sees to it, unless somebody has."""
    rotated(path)
    if act == "seal":
        with JournalFile(path) as journal:
            journal.rotate()
    elif act == "lose the anchor":
        named(path, ".head").unlink()
    calls: list[str] = []

    def flush(descriptor: int) -> None:
        calls.append("file")
        System().flush(descriptor)

    def flush_folder(descriptor: int) -> None:
        calls.append("folder")
        os.fsync(descriptor)

    system = attrs.evolve(System(), flush=flush, flush_folder=flush_folder)
    with JournalFile(path, system=system) as journal:
        journal.append(write("q", 0, {}))
        journal.append(write("q", 1, {}))
    first = {"seal": ["folder"], "lose the anchor": ["folder", "file"], "neither": []}
    assert calls == [*first[act], "file", "file"]


def test_another_journal_in_its_place_is_not_followed(path: Path, tmp_path: Path) -> None:
    """Not even one that was rotated, too."""
    other = tmp_path / "other"
    with JournalFile(other) as journal:
        fill(journal)
        journal.rotate()
    with JournalFile(path) as journal:
        lines = fill(journal)
        other.replace(path)
        named(other, SEALED[0]).rename(path.with_name("other.sealed-000001"))
        with pytest.raises(JournalError, match="was removed or replaced"):
            journal.append(write("q", 0, {}))
        assert lines == list(journal.lines())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"segment":3', b'"segment":2'),
        (b'"format":1', b'"format":2'),
        (b'"journal":"test"', b'"journal":"toast"'),
        (b'"file":"journal', b'"file":"../journal'),
        (b'"file":"journal.jsonl.sealed-000002"', b'"file":"."'),
        (b'"file":"journal.jsonl.sealed-000002"', b'"file":".."'),
        (b'"seq":4', b'"seq":true'),
        (b'"seq":4', b'"seq":-4'),
        (b'"seq":4', b'"seq":3'),
        (b'{"after":', b'{ "after":'),
        (b'{"after":{', b'{"after":[{'),
        (b',"segment":3', b',"more":1,"segment":3'),
        (b"}\n", b"}"),
    ],
)
def test_a_first_line_says_what_it_should_or_is_refused(path: Path, old: bytes, new: bytes) -> None:
    rotated(path)
    whole = path.read_bytes()
    assert old in whole
    path.write_bytes(whole.replace(old, new, 1))
    with pytest.raises(Corrupt), JournalFile(path):
        pass
    with pytest.raises(Corrupt), JournalFile(path, readonly=True):
        pass
    assert verify(path).problems != ()


def test_what_was_sealed_is_not_held_open(path: Path) -> None:
    """However often it is rotated while somebody has it open, by whoever it is."""
    opened: set[int] = set()

    def opening(name: str, flags: int) -> int:
        opened.add(descriptor := System().open(name, flags))
        return descriptor

    def closing(descriptor: int) -> None:
        os.close(descriptor)
        opened.remove(descriptor)

    system = attrs.evolve(System(), open=opening, close=closing)
    with JournalFile(path, system=system) as journal:
        journal.append(write("p", 0, {"n": 0}))
        with (
            JournalFile(path, system=system) as other,
            JournalFile(path, readonly=True, system=system) as reader,
        ):
            held: list[int] = []
            for number in range(1, 10):
                (journal, other)[number % 2].rotate()
                other.append(write("p", number, {"n": number}))
                assert len(reader.read("p")) == number + 1
                assert journal.version("p") == number + 1
                held.append(len(opened))
            assert held[2:] == held[1:-1]
    assert not opened


def test_a_process_that_forks_goes_on_in_the_file_that_is_there_then(path: Path) -> None:
    processes = [1]
    system = attrs.evolve(System(), process=lambda: processes[-1])
    with JournalFile(path, system=system) as journal, JournalFile(path) as other:
        fill(journal)
        other.rotate()
        processes.append(2)
        journal.append(write("q", 0, {}))
        assert other.version("q") == 1
