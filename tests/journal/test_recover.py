"""Opening a damaged file: a torn end loses nothing acknowledged, and everything else is named."""

import os
import re
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import attrs
import pytest

from bylaw.engine.errors import Corrupt, JournalError
from bylaw.engine.journal import JournalFile, MemoryStore, System, freeze
from bylaw.engine.journal.line import leaf, render

from .conftest import Tally
from .stores import IDENTITY, fill, write

LINES = 4


def anchor_of(path: Path) -> Path:
    return path.with_name(path.name + ".head")


def made(path: Path, lines: int = LINES) -> bytes:
    """A sound journal of a header and so many lines, closed again."""
    with JournalFile(path, identity=IDENTITY) as journal:
        fill(journal, lines)
    return path.read_bytes()


def opened(path: Path) -> list[bytes]:
    """The lines that a fresh handle finds, after it has checked them all and appended one."""
    with JournalFile(path) as journal:
        journal.verify()
        found = list(journal.lines())
        journal.append(write("after", journal.versions().get("after", 0), {}))
        journal.verify()
    return found


def line_named(error: pytest.ExceptionInfo[Corrupt], sound: bytes) -> int:
    """The line that an error names, having checked that it names the line's first byte."""
    found = re.match(r"line (\d+) \(seq (\d+)\), at byte (\d+), ", str(error.value))
    assert found is not None, error.value
    line, seq, offset = map(int, found.groups())
    starts = [0, *(match.end() for match in re.finditer(b"\n", sound))]
    assert (seq + 1, starts[seq]) == (line, offset)
    return seq


def test_a_torn_tail_at_any_byte_loses_only_the_torn_line(path: Path, tried: Tally) -> None:
    """Whatever stands in the last line's place up to a byte: nothing, zeros, or garbage."""
    whole = made(path)
    kept = made(path.with_name("kept"), LINES - 1)
    anchor = anchor_of(path.with_name("kept")).read_bytes()
    assert whole.startswith(kept)
    sound = kept.splitlines()
    for cut in range(len(kept) + 1, len(whole)):
        tails = {whole[:cut], whole[: cut - 1] + b"\0", kept + bytes(cut - len(kept))}
        tails.add(kept + bytes(64) + whole[len(kept) + 64 : cut])
        for tail in tails:
            for file in path.parent.glob("journal*"):
                file.unlink()
            path.write_bytes(tail)
            anchor_of(path).write_bytes(anchor)
            with JournalFile(path) as journal:
                assert sound == list(journal.lines())
                (torn,) = journal.torn
                assert (len(kept), len(tail) - len(kept)) == (torn.offset, torn.size)
                assert tail[len(kept) :] == Path(torn.path).read_bytes()
                assert kept == path.read_bytes()
            tried("a torn tail")


def test_after_a_torn_tail_the_journal_goes_on(path: Path) -> None:
    whole = made(path)
    anchor_of(path).unlink()
    path.write_bytes(whole[:-10])
    assert whole.splitlines()[:-1] == opened(path)
    assert whole.splitlines()[:-1] == opened(path)[:-1]


def test_torn_ends_at_one_place_are_all_kept(path: Path) -> None:
    whole = made(path)
    found: list[bytes] = []
    for tail in (b"one", b"two"):
        path.write_bytes(whole + tail)
        with JournalFile(path) as journal:
            found.extend(Path(torn.path).read_bytes() for torn in journal.torn)
    assert found == [b"one", b"two"]


def test_an_acknowledged_line_that_is_torn_is_no_torn_tail(path: Path, tried: Tally) -> None:
    """The anchor says that the line had reached the disk: nothing is touched."""
    whole = made(path)
    start = len(b"".join(whole.splitlines(keepends=True)[:-1]))
    for cut in range(start, len(whole)):
        path.write_bytes(whole[:cut])
        with pytest.raises(Corrupt) as error:
            JournalFile(path)
        assert line_named(error, whole) == LINES
        assert whole[:cut] == path.read_bytes()
        tried("an acknowledged line cut off at a byte")


def test_a_flipped_bit_anywhere_is_found_and_its_line_named(path: Path, tried: Tally) -> None:
    """With the anchor no flip goes unseen, in the last line neither, whatever it makes of it."""
    whole = made(path)
    anchor = anchor_of(path).read_bytes()
    for place in range(len(whole)):
        line = whole.count(b"\n", 0, place)
        for bit in (0x01, 0x10) if place % 3 else (0x20, 0x80):
            damaged = bytearray(whole)
            damaged[place] ^= bit
            path.write_bytes(damaged)
            anchor_of(path).write_bytes(anchor)
            with pytest.raises(Corrupt) as error:
                opened(path)
            assert line == line_named(error, whole), (place, bit)
            assert damaged == path.read_bytes()
            tried("a bit flipped in a journal")
    assert not list(path.parent.glob("*.torn*"))


def test_without_an_anchor_only_the_last_line_can_rot_unseen(path: Path) -> None:
    whole = made(path)
    last = len(b"".join(whole.splitlines(keepends=True)[:-1]))
    for place in range(last):
        anchor_of(path).unlink(missing_ok=True)
        damaged = bytearray(whole)
        damaged[place] ^= 0x04
        path.write_bytes(damaged)
        with pytest.raises(Corrupt) as error:
            opened(path)
        line = whole.count(b"\n", 0, place)
        assert line_named(error, whole) in {line, line + 1}, place


def test_a_flip_while_the_journal_is_open_is_found_by_verify(path: Path) -> None:
    with JournalFile(path) as journal:
        fill(journal, LINES)
        whole = path.read_bytes()
        for place in range(0, len(whole), 7):
            damaged = bytearray(whole)
            damaged[place] ^= 0x01
            path.write_bytes(damaged)
            with pytest.raises(Corrupt) as error:
                journal.verify()
            assert whole.count(b"\n", 0, place) == line_named(error, whole)
        path.write_bytes(whole)
        journal.verify()


def replaced(before: bytes, after: bytes) -> Callable[[list[bytes]], list[bytes]]:
    return lambda lines: [line.replace(before, after) for line in lines]


EDITS: list[tuple[Callable[[list[bytes]], list[bytes]], int]] = [
    (replaced(b'"n":1', b'"n":9'), 2),
    (replaced(b'"n":1', b'"n": 1'), 2),
    (replaced(b'"n":1', b'"n":1,"n":1'), 2),
    (replaced(b'"n":1', b'"n":1,"o":"mallory"'), 2),
    (replaced(b'"n":1', b'"\\u006e":1'), 2),
    (lambda lines: [*lines[:2], *lines[3:]], 2),
    (lambda lines: [*lines[:3], lines[2], *lines[3:]], 3),
    (lambda lines: [*lines[:2], lines[3], lines[2], lines[4]], 2),
    (lambda lines: [*lines[:2], b"", *lines[2:]], 2),
    (lambda lines: lines[:-1], 4),
    (lambda lines: lines[:1], 1),
    (lambda _: [], 0),
]
"""What is done to the lines of a file, and which line is at fault for it."""


@pytest.mark.parametrize(
    ("edit", "line"),
    EDITS,
    ids=[
        "value edited",
        "white space",
        "key doubled",
        "field added",
        "escape",
        "deleted",
        "duplicated",
        "swapped",
        "blank line",
        "last line cut",
        "cut to its header",
        "emptied",
    ],
)
def test_an_edit_of_the_file_is_found_and_its_line_named(
    path: Path, edit: Callable[[list[bytes]], list[bytes]], line: int, tried: Tally
) -> None:
    whole = made(path)
    damaged = b"".join(raw + b"\n" for raw in edit(whole.splitlines()))
    path.write_bytes(damaged)
    with pytest.raises(Corrupt) as error:
        opened(path)
    assert line == line_named(error, whole)
    assert damaged == path.read_bytes()
    tried("lines edited, deleted, doubled, swapped or cut off")


def test_a_history_written_anew_from_some_line_on_is_found(path: Path) -> None:
    """The chain of the forgery is whole; the anchor knows the line that had reached the disk."""
    made(path)
    forged = MemoryStore(identity=IDENTITY)
    for number in range(LINES + 2):
        forged.append(write("p", number, {"n": number}))
    path.write_bytes(b"".join(raw + b"\n" for raw in forged.lines()))
    with pytest.raises(Corrupt, match=r"line 5 .* is not the line that had reached the disk"):
        JournalFile(path)


def test_an_old_backup_is_found(path: Path, tried: Tally) -> None:
    made(path)
    backup = path.read_bytes()
    with JournalFile(path) as journal:
        journal.append(write("q", 0, {}))
    path.write_bytes(backup)
    with pytest.raises(Corrupt, match=r"line 6 \(seq 5\).* is missing"):
        JournalFile(path)
    tried("an old backup put back")


SPOILS: list[Callable[[Path], object]] = [
    lambda anchor: anchor.unlink(),
    lambda anchor: anchor.write_bytes(b""),
    lambda anchor: anchor.write_bytes(b"\0" * 124),
    lambda anchor: anchor.write_bytes(anchor.read_bytes()[:60]),
    lambda anchor: anchor.write_bytes(anchor.read_bytes().replace(b"00004 ", b"00009 ")),
]


@pytest.mark.parametrize(
    "spoil",
    SPOILS,
    ids=["deleted", "empty", "zeros", "half", "rotten"],
)
def test_a_journal_reads_the_same_without_its_anchor(
    path: Path, spoil: Callable[[Path], object], tried: Tally
) -> None:
    whole = made(path)
    spoil(anchor_of(path))
    assert whole.splitlines() == opened(path)
    tried("an anchor deleted, empty, zeroed, cut or rotten")


def test_a_stale_anchor_is_no_harm(path: Path, tried: Tally) -> None:
    made(path, 2)
    stale = anchor_of(path).read_bytes()
    with JournalFile(path) as journal:
        journal.append(write("q", 0, {}))
    anchor_of(path).write_bytes(stale)
    assert len(opened(path)) == 4
    tried("a stale anchor")


def test_unsynced_lines_may_be_lost_in_any_order(path: Path) -> None:
    """Two writers, no flush yet: the first line is gone, the second is whole. Neither was told."""
    made(path, 1)
    kept = path.read_bytes()
    with JournalFile(path) as journal:
        head = journal.head()
    first = render(2, (), durable=1, key=None, prev=head.leaf, pairs=()) + b"\n"
    second = render(3, (), durable=1, key=None, prev=leaf(first[:-1]), pairs=()) + b"\n"
    path.write_bytes(kept + bytes(len(first)) + second)
    with JournalFile(path) as journal:
        assert kept.splitlines() == list(journal.lines())
        assert [len(first + second)] == [torn.size for torn in journal.torn]


def test_a_lost_line_that_a_later_one_knows_of_is_corruption(path: Path) -> None:
    whole = made(path)
    anchor_of(path).unlink()
    *_, third, fourth = whole.splitlines(keepends=True)
    path.write_bytes(whole.removesuffix(third + fourth) + bytes(len(third)) + fourth)
    with pytest.raises(Corrupt, match="had reached the disk") as error:
        JournalFile(path)
    assert line_named(error, whole) == 3


@pytest.mark.parametrize("content", [b"# Read me\n", b"x", b'{"durable":1}\n', b"{}\n{}\n"])
def test_a_file_that_is_no_journal_is_left_alone(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(Corrupt, match="not a journal"):
        JournalFile(path)
    assert content == path.read_bytes()
    assert [path] == list(path.parent.iterdir())


@pytest.mark.parametrize("before", [b"\n", b'":', b"}"], ids=["CRLF", "spaces", "a space last"])
def test_a_journal_that_was_rewritten_on_its_way_is_no_torn_end(path: Path, before: bytes) -> None:
    """Every line is spelled otherwise, so none vouches for another, and no anchor came along."""
    after = {b"\n": b"\r\n", b'":': b'": ', b"}": b"} "}[before]
    damaged = made(path).replace(before, after)
    anchor_of(path).unlink()
    path.write_bytes(damaged)
    for readonly in (False, True):
        with pytest.raises(Corrupt, match=r"get it again byte for byte|is not a journal") as error:
            JournalFile(path, readonly=readonly)
        assert (error.value.line, error.value.offset) == (1, 0)
    assert damaged == path.read_bytes()
    assert [path] == list(path.parent.iterdir())


def test_a_journal_that_was_being_made_is_made(path: Path) -> None:
    with JournalFile(path, identity=IDENTITY) as journal:
        head = path.read_bytes()
        assert journal.head().seq == 0
    for cut in range(len(head)):
        shutil.rmtree(path.parent)
        path.parent.mkdir()
        path.write_bytes(head[:cut])
        assert len(opened(path)) == 1
    for name in path.parent.iterdir():
        name.unlink()
    path.write_bytes(bytes(300))
    assert len(opened(path)) == 1


def test_the_first_line_is_vouched_for_as_any_other(path: Path) -> None:
    JournalFile(path).close()
    path.write_bytes(b"")
    with pytest.raises(Corrupt, match=r"line 1 \(seq 0\).* is missing"):
        JournalFile(path)


def test_of_a_first_line_that_does_not_fit_nothing_is_left(path: Path) -> None:
    short = attrs.evolve(System(), write=lambda file, data: os.write(file, data[:10]))
    with pytest.raises(JournalError, match="only 10 of"):
        JournalFile(path, system=short)
    assert path.read_bytes() == b""


@pytest.mark.parametrize("tail", [None, b"", b'{"durable":1,"ent', b"\0" * 40 + b"\n"])
def test_a_torn_line_is_no_better_for_a_line_behind_it(path: Path, tail: bytes | None) -> None:
    """Two writers, no flush: a line that lost its middle still has a frame that reads."""
    kept = made(path, 1)
    with MemoryStore(identity=IDENTITY) as store:
        fill(store, 1)
        store.append(write("q", 0, {"text": "x" * 40}, {"n": 1}), key="lost")
        store.append(write("q", 2, {}))
        first, second = [line + b"\n" for line in store.lines(1)]
    second = second.replace(b'"durable":2', b'"durable":1')  # nobody had flushed the first one
    torn = first.replace(b"x" * 40, bytes(40)) + (second if tail is None else tail)
    path.write_bytes(kept + torn)
    with JournalFile(path) as journal:
        assert kept.splitlines() == list(journal.lines())
        assert [(len(kept), len(torn))] == [(found.offset, found.size) for found in journal.torn]
        assert (journal.versions(), journal.receipt("lost")) == ({"p-0": 1}, None)
        journal.append(write("q", 0, {"n": 1}), key="lost")
        journal.append(write("p-0", 1, {"n": 1}))
        assert journal.verify().lines == 4


def test_a_reader_takes_a_torn_end_for_not_there(path: Path) -> None:
    whole = made(path)
    anchor_of(path).unlink()
    path.write_bytes(whole[:-9])
    with JournalFile(path, readonly=True) as journal:
        assert whole.splitlines()[:-1] == list(journal.lines())
        assert journal.verify().lines == LINES
    assert whole[:-9] == path.read_bytes()
    assert [path] == list(path.parent.iterdir())


def test_a_reader_refuses_what_a_writer_refuses(path: Path) -> None:
    whole = made(path)
    for damaged in (whole[:-9], whole.replace(b'"n":1', b'"n":2'), whole[: whole.rindex(b'{"dur')]):
        path.write_bytes(damaged)
        with pytest.raises(Corrupt):
            JournalFile(path, readonly=True)


@pytest.mark.parametrize("content", [None, b""])
def test_a_reader_makes_no_journal(path: Path, content: bytes | None) -> None:
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(JournalError, match=r"no journal yet|No such file"):
        JournalFile(path, readonly=True)
    assert path.exists() == (content is not None)


def test_a_corrupt_journal_names_its_line_and_byte(path: Path) -> None:
    whole = made(path)
    path.write_bytes(whole.replace(b'"n":1', b'"n":2'))
    with pytest.raises(Corrupt) as error:
        JournalFile(path)
    assert (3, sum(map(len, whole.splitlines(keepends=True)[:2]))) == (
        error.value.line,
        error.value.offset,
    )


def test_a_line_that_claims_too_much_is_a_fault(path: Path) -> None:
    """No writer can have known that its own line was on the disk."""
    with MemoryStore(identity=IDENTITY) as store:
        fill(store, 1)
        header, first = store.lines()
    for claim, is_sound in ((b"0", True), (b"1", False), (b"7", False)):
        path.write_bytes(
            header + b"\n" + first.replace(b'"durable":0', b'"durable":' + claim) + b"\n"
        )
        if is_sound:
            assert len(opened(path)) == 2
            anchor_of(path).unlink()
        else:
            with pytest.raises(Corrupt, match=r"line 2 .* claims that line"):
                JournalFile(path)


def test_a_backup_of_a_journal_that_is_written_to_is_a_journal(path: Path) -> None:
    """The anchor is copied first: it is never ahead of a journal that is copied after it."""
    with JournalFile(path) as journal:
        stop = threading.Event()

        def run() -> None:
            while not stop.is_set():
                journal.append(write("p", journal.version("p"), {"text": "x" * 200}))

        writer = threading.Thread(target=run)
        writer.start()
        try:
            for number in range(20):
                backup = path.with_name(f"backup-{number}")
                recorded = journal.head().seq
                if anchor_of(path).exists():
                    shutil.copyfile(anchor_of(path), anchor_of(backup))
                shutil.copyfile(path, backup)
                with JournalFile(backup) as copy:
                    lines = list(copy.lines())
                    assert recorded <= copy.verify().head.seq
                assert lines == list(journal.lines())[: len(lines)]
        finally:
            stop.set()
            writer.join()


@pytest.mark.parametrize("version", [1, 3, 9])
@pytest.mark.parametrize("after", [0, 1])
def test_a_chain_whose_versions_do_not_follow_is_refused(
    path: Path, version: int, after: int
) -> None:
    """Whoever made the chain didn't count: its hashes fit, and its lines don't."""
    with MemoryStore(identity=IDENTITY) as store:
        store.append(write("p", 0, {}))
        lines = list(store.lines())
    for seq, number in ((2, version), *((3 + more, version + 1) for more in range(after))):
        pairs = (("p", number),)
        lines.append(
            render(seq, (freeze({}),), durable=0, key=None, prev=leaf(lines[-1]), pairs=pairs)
        )
    path.write_bytes(b"".join(line + b"\n" for line in lines))
    with pytest.raises(Corrupt, match=rf"makes version {version} of `p`, not 2") as error:
        JournalFile(path)
    assert error.value.line == 3


def test_verify_reads_every_line_in_its_one_form(path: Path) -> None:
    """Whoever wrote it chained it soundly: to open it shows no fault, and to verify it does."""
    with MemoryStore(identity=IDENTITY) as store:
        fill(store, 1)
        first, odd = store.lines()
    odd = odd.replace(b'"n":0', b'"n": 0')
    last = render(2, (freeze({}),), durable=1, key=None, prev=leaf(odd), pairs=(("q", 1),))
    path.write_bytes(b"".join(line + b"\n" for line in (first, odd, last)))
    for readonly in (True, False):
        with (
            JournalFile(path, readonly=readonly) as journal,
            pytest.raises(Corrupt, match=r"line 2 .* is not in canonical form"),
        ):
            journal.verify()


def test_a_file_whose_size_can_t_be_read_is_named(path: Path) -> None:
    failing = False

    def status(descriptor: int) -> os.stat_result:
        if failing:
            raise OSError(5, "Input/output error")
        return os.fstat(descriptor)

    with JournalFile(path, system=attrs.evolve(System(), status=status)) as journal:
        failing = True
        with pytest.raises(JournalError, match=r"could not read the size of .*: Input/output"):
            journal.head()
        failing = False
        assert journal.head().seq == 0


def test_the_ends_of_two_torn_lines_make_no_whole_one(path: Path) -> None:
    """The sector in which one line ended and the next began never reached the disk."""
    kept = made(path, 1)
    with MemoryStore(identity=IDENTITY) as store:
        fill(store, 1)
        store.append(write("q", 0, {"text": "x" * 40}))
        store.append(write("q", 1, {"text": "x" * 40}))
        first, second = list(store.lines(1))
    second = second.replace(b'"durable":2', b'"durable":1')
    torn = first[:50] + bytes(len(first) - 50) + bytes(40) + second[40:] + b"\n"
    path.write_bytes(kept + torn)
    with JournalFile(path) as journal:
        assert kept.splitlines() == list(journal.lines())
        assert [(len(kept), len(torn))] == [(found.offset, found.size) for found in journal.torn]
