"""A file that somebody has made: its chain holds, and yet there are lines that nobody can read."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bylaw.engine.errors import Corrupt
from bylaw.engine.journal import JournalFile
from bylaw.engine.journal.line import header, leaf

from .stores import write

Reading = Callable[[JournalFile], object]

LINE = b'{"durable":%d,"entries":[%s,"prev":"%s","proposals":%s,"seq":%d}'
DEEP = b"[" * 20_000 + b"]" * 20_000
UNREADABLE = {
    "too deep": b'{"a":' + DEEP + b"}",
    "too long a number": b'{"a":' + b"9" * 5_000 + b"}",
    "no text": b'{"a":"\xff"}',
    "no JSON": b'{"a":}',
    "no table": b"{},1,{}",
    "more than one": b"{},{}",
}


def forged(path: Path, said: bytes, pairs: bytes = b'[["p-2",1]]') -> Path:
    """A journal of four lines, the third of which says this of `p-2`."""
    lines = [header("test")]
    all_said = ((b"{}]", b'[["p-1",1]]'), (said, pairs), (b"{}]", b'[["p-3",1]]'))
    for seq, (content, whose) in enumerate(all_said, 1):
        lines.append(LINE % (seq - 1, content, leaf(lines[-1]).encode(), whose, seq))
    path.write_bytes(b"".join(raw + b"\n" for raw in lines))
    return path


@pytest.mark.parametrize("entries", UNREADABLE.values(), ids=UNREADABLE)
@pytest.mark.parametrize(
    "read",
    [lambda store: store.read("p-2"), lambda store: list(store.entries())],
    ids=["read", "entries"],
)
def test_a_reader_names_a_line_that_nobody_can_read(
    tmp_path: Path, entries: bytes, read: Reading
) -> None:
    """By its number and its first byte; the lines beside it are read."""
    path = forged(tmp_path / "journal.jsonl", entries + b"]")
    offset = sum(len(raw) + 1 for raw in path.read_bytes().split(b"\n")[:2])
    with JournalFile(path, readonly=True) as store:
        assert [store.read("p-1"), store.read("p-3")] == [({},), ({},)]
        for attempt in (read, JournalFile.verify):
            with pytest.raises(Corrupt) as told:
                attempt(store)
            assert (told.value.line, told.value.offset) == (3, offset)


def test_a_key_of_a_line_that_nobody_can_read_stands_for_nothing(tmp_path: Path) -> None:
    path = forged(tmp_path / "journal.jsonl", b'{"a":}],"key":"k"')
    with JournalFile(path) as store, pytest.raises(Corrupt, match=r"line 3 .* is no line"):
        store.append(write("p-2", 0, {}), key="k")


def test_a_frame_that_nobody_can_read_is_named(tmp_path: Path) -> None:
    path = forged(tmp_path / "journal.jsonl", b"{}]", DEEP)
    with pytest.raises(Corrupt, match=r"line 3 \(seq 2\), at byte \d+, is no line of a journal"):
        JournalFile(path, readonly=True)
