"""The index of a journal, in memory and in its file: it saves time, and decides nothing."""

import errno
import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path

import attrs
import pytest

from bylaw.engine.errors import Corrupt
from bylaw.engine.journal import JournalFile, MemoryStore, System, Write
from bylaw.engine.journal.canon import all_canonical
from bylaw.engine.journal.index import Index
from bylaw.engine.journal.keys import Keys
from bylaw.engine.journal.line import check
from bylaw.engine.journal.recover import check_lines

from .conftest import Tally
from .stores import IDENTITY, fill, write

LINES = 9


def index_of(path: Path) -> Path:
    return path.with_name(path.name + ".index")


class Reads:
    """A system that counts the bytes that are read of the journal."""

    def __init__(self) -> None:
        self.bytes = 0
        self._other: set[int] = set()
        self.system = attrs.evolve(System(), read=self._read, open=self._open)

    def _open(self, path: str, flags: int) -> int:
        descriptor = System().open(path, flags)
        if path.endswith((".index", ".head")):
            self._other.add(descriptor)
        else:
            self._other.discard(descriptor)
        return descriptor

    def _read(self, descriptor: int, size: int, offset: int) -> bytes:
        found = os.pread(descriptor, size, offset)
        self.bytes += 0 if descriptor in self._other else len(found)
        return found


def made(path: Path) -> list[bytes]:
    """A journal with keys, names of all kinds and lines of several entries, and its index."""
    with JournalFile(path, index_after=1, identity=IDENTITY) as journal:
        fill(journal, LINES - 3)
        journal.append(write("提案 \n\"']", 0, {"n": 1}, {"n": 2}), key='"k\\')
        journal.append(
            [Write("p-0", expected=3, entries=({}, {})), Write("q", expected=0, entries=({},))],
            key="k",
        )
        journal.append(write("p-1", 3, {"é": "😀"}))
        return list(journal.lines())


def state(journal: JournalFile) -> list[object]:
    """All that an index answers."""
    versions = journal.versions()
    return [
        list(versions.items()),
        [list(journal.read(name, after)) for name in versions for after in range(6)],
        [journal.version(name) for name in (*versions, "nobody")],
        [journal.receipt(key) for key in ('"k\\', "k", "nobody")],
        [journal.leaf(seq) for seq in range(LINES + 1)],
        journal.head(),
        list(journal.lines()),
        list(journal.entries()),
    ]


def test_a_journal_reads_the_same_by_its_index(path: Path) -> None:
    lines = made(path)
    reads = Reads()
    with JournalFile(path, system=reads.system) as journal:
        assert reads.bytes < 4 * len(lines[-1])
        by_index = state(journal)
        assert lines == list(journal.lines())
        assert journal.verify().lines == LINES + 1
    index_of(path).unlink()
    reads = Reads()
    with JournalFile(path, system=reads.system) as journal:
        assert path.stat().st_size <= reads.bytes
        assert by_index == state(journal)


def test_a_journal_goes_on_from_its_index(path: Path) -> None:
    made(path)
    with JournalFile(path) as journal, JournalFile(path) as other:
        journal.append(write("p-0", 5, {"n": 1}), key="new")
        other.append(write("p-0", 6, {"n": 2}))
        assert len(journal.read("p-0")) == 7
        assert other.receipt("new") == journal.receipt("new")
        expected = state(journal)
        journal.verify()
    index_of(path).unlink()
    with JournalFile(path) as journal:
        assert expected == state(journal)


def test_a_query_for_one_proposal_reads_no_other(path: Path) -> None:
    lines = made(path)
    reads = Reads()
    with JournalFile(path, system=reads.system) as journal:
        reads.bytes = 0
        journal.read("q")
        assert len(lines[LINES - 1]) == reads.bytes
        reads.bytes = 0
        journal.version("p-0")
        assert reads.bytes == 0


def test_a_short_journal_keeps_no_index(path: Path) -> None:
    with JournalFile(path) as journal:
        fill(journal)
    assert not index_of(path).exists()


def test_an_index_is_saved_when_enough_is_not_in_it(path: Path) -> None:
    with JournalFile(path, index_after=4) as journal:
        fill(journal, 2)
    assert not index_of(path).exists()
    with JournalFile(path, index_after=3):
        first = index_of(path).read_bytes()
    with JournalFile(path, index_after=3) as journal:
        journal.append(write("q", 0, {}))
        journal.append(write("q", 1, {}))
    assert first == index_of(path).read_bytes()
    with JournalFile(path, index_after=3) as journal:
        journal.append(write("q", 2, {}))
    assert first != index_of(path).read_bytes()
    assert not list(path.parent.glob("*.new"))


def edited(edit: Callable[[dict[str, object]], object]) -> Callable[[Path], object]:
    """An index whose first line says something else, under a hash that fits."""

    def spoil(index: Path) -> None:
        first, _, rest = index.read_bytes()[:-32].partition(b"\n")
        head = json.loads(first)
        edit(head)
        whole = json.dumps(head).encode() + b"\n" + rest
        index.write_bytes(whole + hashlib.sha256(whole).digest())

    return spoil


SPOILS: dict[str, Callable[[Path], object]] = {
    "deleted": Path.unlink,
    "empty": lambda index: index.write_bytes(b""),
    "garbage": lambda index: index.write_bytes(os.urandom(500)),
    "deep": lambda index: index.write_bytes(b"[" * 5000),
    "a list": lambda index: index.write_bytes(b"[]\n"),
    "zeros": lambda index: index.write_bytes(bytes(index.stat().st_size)),
    "half": lambda index: os.truncate(index, index.stat().st_size // 2),
    "longer": lambda index: index.write_bytes(index.read_bytes() + b"x"),
    "a folder": lambda index: (
        index.rename(index.with_name("away")).parent.joinpath(index.name).mkdir()
    ),
    "another format": edited(lambda head: head.update(format="bylaw journal index 2")),
    "another byte order": edited(lambda head: head.update(order="middle")),
    "another leaf": edited(lambda head: head.update(leaf="0" * 64)),
    "other types": edited(lambda head: head.update(sizes=[["Q", 8, 1]] * 7)),
    "too few columns": edited(lambda head: head.update(sizes=[])),
    "no sizes": edited(lambda head: head.pop("sizes")),
    "endless names": edited(lambda head: head.update(names=10**15)),
    "no names": edited(lambda head: head.update(names=0)),
}


@pytest.mark.parametrize("spoil", SPOILS.values(), ids=SPOILS)
def test_a_journal_reads_the_same_whatever_became_of_its_index(
    path: Path, spoil: Callable[[Path], object], tried: Tally
) -> None:
    made(path)
    with JournalFile(path) as journal:
        expected = state(journal)
    spoil(index_of(path))
    reads = Reads()
    with JournalFile(path, system=reads.system) as journal:
        assert path.stat().st_size <= reads.bytes
        assert expected == state(journal)
        journal.verify()
        journal.append(write("p-0", 5, {}))
    tried("an index deleted, cut, of another format or garbage")


def test_an_index_that_rotted_at_any_byte_is_not_used(path: Path, tried: Tally) -> None:
    lines = made(path)
    whole = index_of(path).read_bytes()
    for place in range(0, len(whole), 97):
        damaged = bytearray(whole)
        damaged[place] ^= 0x10
        index_of(path).write_bytes(damaged)
        reads = Reads()
        with JournalFile(path, system=reads.system) as journal:
            assert lines == list(journal.lines())
        assert reads.bytes > path.stat().st_size, place
        tried("a bit flipped in an index")


def test_the_index_of_another_journal_is_not_used(path: Path) -> None:
    other = path.with_name("other")
    with JournalFile(other, index_after=1, identity="other") as journal:
        fill(journal, 2)
    lines = made(path)
    index_of(other).replace(index_of(path))
    with JournalFile(path) as journal:
        assert lines == list(journal.lines())


def test_the_index_of_a_longer_journal_is_not_used(path: Path) -> None:
    """An old backup was put back on purpose: its anchor went, its index was forgotten."""
    lines = made(path)
    path.write_bytes(b"".join(line + b"\n" for line in lines[:4]))
    path.with_name(path.name + ".head").unlink()
    with JournalFile(path) as journal:
        assert lines[:4] == list(journal.lines())
        assert journal.version("p-0") == 2


def test_an_index_covers_only_what_has_reached_the_disk(path: Path) -> None:
    """A power cut may take any line that hasn't, and leave the one by which an index is judged."""
    with JournalFile(path, index_after=1, sync=False) as journal:
        fill(journal)
    assert not index_of(path).exists()
    with JournalFile(path, index_after=1):
        assert index_of(path).exists()


def test_an_index_that_can_not_be_saved_fails_nothing(path: Path) -> None:
    def rename(old: str, new: str) -> None:
        raise OSError(errno.ENOSPC, f"no room for {new} of {old}")

    def short(descriptor: int, data: bytes, offset: int) -> int:
        return os.pwrite(descriptor, data[:10], offset)

    for system in (
        attrs.evolve(System(), rename=rename),
        attrs.evolve(System(), write_at=short),
    ):
        with JournalFile(path, index_after=1, system=system) as journal:
            journal.append(write("p", journal.version("p"), {}))
        assert not index_of(path).exists()


CALLS: list[Callable[[JournalFile], object]] = [
    lambda journal: journal.read("q"),
    lambda journal: list(journal.lines()),
    lambda journal: list(journal.entries(3)),
    lambda journal: journal.leaf(LINES - 1),
    lambda journal: journal.receipt("k"),
    lambda journal: journal.append(write("q", 0, {}), key="k"),
    lambda journal: journal.verify(),
]
"""Whatever reads the line before the last one."""


def test_a_line_that_rotted_is_not_handed_out(path: Path) -> None:
    """The journal is opened by its index, so nothing has read the line before."""
    made(path)
    whole = path.read_bytes()
    place = whole.index(b'"key":"k"') + 1
    damaged = bytearray(whole)
    damaged[place] ^= 0x01
    path.write_bytes(damaged)
    for call in CALLS:
        with JournalFile(path) as journal, pytest.raises(Corrupt) as error:
            call(journal)
        assert whole.count(b"\n", 0, place) + 1 == error.value.line
        assert whole.rfind(b"\n", 0, place) + 1 == error.value.offset


def test_keys_are_found_however_many_there_are() -> None:
    keys = Keys()
    for number in range(1, 5000):
        keys.add(f"command {number}", number)
    for number in range(1, 5000):
        assert number in keys.candidates(f"command {number}")
    false = sum(bool(list(keys.candidates(f"other {number}"))) for number in range(5000))
    assert false <= 1
    again = Keys(keys.table)
    again.add("late", 5000)
    assert 5000 in again.candidates("late")
    assert 4999 in again.candidates("command 4999")


ENTRIES: list[dict[str, object]] = [{"n": 1}, {"text": "é"}, {"n": 2**53}, {"deep": [["x"]]}]


def unread(_size: int, _offset: int) -> bytes:
    """A file that nobody reads, since no two keys have one hash."""
    return b""


def sound() -> list[bytes]:
    store = MemoryStore(identity=IDENTITY)
    for number, entry in enumerate(ENTRIES):
        store.append(write("p", number, entry), key=f"k{number}")
    return list(store.lines())


def test_lines_are_checked_alike_one_by_one_and_together() -> None:
    lines = sound()
    assert all_canonical(lines[1:3])
    assert not all_canonical(lines[:2])
    assert not all_canonical(lines[3:4])  # in doubt: a number that long may be too long
    index = Index(unread)
    check_lines(index, lines)
    assert len(lines) == index.next_seq


@pytest.mark.parametrize("whole", [True, False])
def test_whatever_one_line_is_refused_for_many_are(whole: bool) -> None:
    """Each byte of a line replaced, and the line read alone and after a sound one."""
    first, line = sound()[1:3]
    text = line.decode()
    for place in range(len(line) + 1):
        for other in (
            b'"',
            b" ",
            b"\\",
            b"{",
            b"}",
            b"[",
            b"]",
            b",",
            b":",
            b"0",
            b"x",
            b"\xff",
            b"",
        ):
            damaged = line[:place] + other + line[place + (len(other) > 0) :]
            try:
                check(damaged)
            except ValueError:
                lines = [first, damaged, first] if whole else [damaged]
                assert not all_canonical(lines) or _no_frame(damaged), (place, other, text)


def _no_frame(raw: bytes) -> bool:
    """Whether the frame is what is wrong, which is read by other means."""
    index = Index(unread)
    try:
        index.add(raw, strictly=False)
    except ValueError:
        return True
    return False


def test_two_lines_can_not_hide_each_other_s_faults() -> None:
    """What lacks here and is too much there, so that the whole is right."""
    line = sound()[1].decode()
    middle = line.index(",", 30)
    halves = [line[:middle].encode(), line[middle + 1 :].encode()]
    assert not all_canonical(halves)
    assert not all_canonical([halves[0] + b"," + halves[1] + b"," + line.encode()])


def test_two_keys_that_share_a_hash_are_told_apart(path: Path) -> None:
    first, second = "k38004", "k54192"
    assert Keys().table is not Keys().table
    keys = Keys()
    keys.add(first, 1)
    assert list(keys.candidates(second)) == [1]
    with JournalFile(path) as journal:
        journal.append(write("p", 0, {"n": 1}), key=first)
        assert journal.receipt(second) is None
        receipt = journal.append(write("p", 1, {"n": 2}), key=second)
        assert receipt == journal.receipt(second)
        assert journal.receipt(first) != receipt
    with JournalFile(path) as journal:
        assert receipt == journal.receipt(second)
        assert journal.verify().lines == 3


@pytest.mark.parametrize("plain", [True, False])
def test_a_key_that_is_carried_twice_is_a_fault(path: Path, plain: bool) -> None:
    """Whoever wrote that had no regard for the key; the chain fits."""
    store = MemoryStore(identity=IDENTITY)
    store.append(write("p", 0, {}), key="k" if plain else '"')
    store.append(write("q", 0, {}), key="l" if plain else "'")
    store.append(write("r", 0, {}))
    header, first, second, _ = store.lines()
    again = second.replace(b'"l"', b'"k"') if plain else second.replace(b'"\'"', b'"\\""')
    assert again != second
    path.write_bytes(b"\n".join([header, first, again, b""]))
    with pytest.raises(Corrupt, match=r"line 3 .* repeats the idempotency key") as error:
        JournalFile(path)
    assert error.value.line == 3
    path.write_bytes(b"\n".join([header, first, again, again, b""]))
    with pytest.raises(Corrupt, match=r"line 3 .* repeats the idempotency key"):
        JournalFile(path)


def test_a_name_that_is_not_utf_8_makes_no_line(path: Path) -> None:
    with JournalFile(path, identity=IDENTITY) as journal:
        fill(journal, 3)
        whole = path.read_bytes()
    path.write_bytes(whole.replace(b'"p-1"', b'"p-\xff"'))
    with pytest.raises(Corrupt) as error:
        JournalFile(path)
    assert error.value.line == 3


@pytest.mark.parametrize(
    "entry", [b'{"x":"' + b"x" * 65_535 + b'"}', b'{"x":' + b"[" * 40 + b"]" * 40 + b"}"]
)
def test_lines_that_are_too_long_or_too_deep_are_doubted(entry: bytes) -> None:
    line = sound()[1].replace(b'{"n":1}', entry)
    assert entry in line
    assert not all_canonical([line])


def test_nothing_is_left_open(path: Path) -> None:
    """However a journal is used, whoever closes it has given back all that it opened."""
    opened: set[int] = set()

    def opening(name: str, flags: int) -> int:
        opened.add(descriptor := System().open(name, flags))
        return descriptor

    def closing(descriptor: int) -> None:
        os.close(descriptor)
        opened.remove(descriptor)

    system = attrs.evolve(System(), open=opening, close=closing)
    for tail in (b"", b"", b'{"durable"'):
        with path.open("ab") as file:
            file.write(tail)
        with JournalFile(path, index_after=1, system=system) as journal:
            journal.append(write("p", journal.version("p"), {}))
        assert not opened
    with JournalFile(path, readonly=True, system=system) as journal:
        journal.verify()
    assert not opened
