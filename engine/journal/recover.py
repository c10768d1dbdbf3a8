"""Opening a journal file: read what is sound, and tell a torn tail from corruption.

A write that never finished leaves a bad end of the file behind, and nobody was told that it is
recorded. Such an end may go. Everything else that is bad is corruption, and nothing is touched. The
difference is evidence that the bad line had reached the disk: a later line whose ``durable``
covers it, or the anchor.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from attrs import frozen

from ..errors import Corrupt
from .anchor import Anchor
from .canon import all_canonical
from .index import BrokenError, Index, Read, UnchainedError
from .line import HEADER_START, check, corrupt, leaf, skim

_PIECE = 1 << 20
_AT_ONCE = 128  # lines whose values fit into the processor's cache
_LINE_START = b'{"durable":'


@frozen(kw_only=True)
class Torn:
    """The end of a write that never finished: nobody was told of it."""

    path: str
    """Where its bytes are kept: set aside, or still at the end of a journal that is only read."""
    offset: int
    """Where in the journal they began."""
    size: int


@frozen(kw_only=True)
class Bad:
    """The first line that can't be added to an index, and why."""

    offset: int
    error: ValueError


def blocks(read: Read, start: int, end: int) -> Iterator[tuple[int, list[bytes], bytes]]:
    """Cut a part of a file at each line feed: an offset, whole lines, and an unfinished one.

    Only the last block may have an unfinished line; lines come without their line feeds.
    """
    rest = b""
    offset = start
    while offset + len(rest) < end:
        position = offset + len(rest)
        more = read(min(_PIECE, end - position), position)
        if not more:
            raise Corrupt(
                f"the file was cut off at byte {position} while it was read", offset=position
            )
        *lines, rest = (rest + more).split(b"\n")
        size = sum(map(len, lines)) + len(lines)
        last = offset + size + len(rest) >= end
        yield offset, lines, rest if last else b""
        offset += size


def pieces(read: Read, start: int, end: int) -> Iterator[tuple[int, bytes]]:
    """Go through the lines of a part of a file, the last of which may be unfinished."""
    offset = start
    for _, lines, rest in blocks(read, start, end):
        for line in lines:
            yield offset, line
            offset += len(line) + 1
        if rest:
            yield offset, rest


def catch_up(index: Index, read: Read, end: int, *, strictly: bool = False) -> Bad | None:
    """Add to the index what the file holds beyond it, up to the first bad line.

    The last line is read strictly, since nothing vouches for it, and all are if so asked.
    """
    for offset, lines, rest in blocks(read, index.end, end):
        try:
            if strictly:
                check_lines(index, lines)
            else:
                is_last = offset + sum(map(len, lines)) + len(lines) == end
                _take(index, lines, len(lines) - is_last)
            if rest:
                raise ValueError("breaks off")  # noqa: TRY301 - one bad line is as good as another
        except ValueError as error:
            return _first_bad(index, read, end, error)
    return None


def _first_bad(index: Index, read: Read, end: int, error: ValueError) -> Bad:
    """Give the first bad line: the one that comes next, or the one before it.

    Neither was read strictly: the frame of a line may be whole where its middle never reached the
    disk, and be made of the beginning of one line and the end of another. No line after them
    vouches for them.
    """
    if index.next_seq > 0:
        last = index.line(index.head.seq)
        if (fault := _fault(last)) is not None:
            index.forget(skim(last))
            return Bad(offset=index.end, error=fault)
    if isinstance(error, BrokenError):
        _, raw = next(pieces(read, index.end, end))
        error = _fault(raw) or error
    return Bad(offset=index.end, error=error)


def _fault(raw: bytes) -> ValueError | None:
    """Say what is wrong with a line in itself."""
    try:
        check(raw)
    except ValueError as error:
        return error
    return None


def check_lines(index: Index, lines: Sequence[bytes]) -> None:
    """Add lines to an index, every byte of which is checked.

    Raises:
        ValueError: what is wrong with the line that comes next in the index.
    """
    for start in range(0, len(lines), _AT_ONCE):
        part = lines[start : start + _AT_ONCE]
        _take(index, part, len(part) if all_canonical(part) else 0)


def _take(index: Index, lines: Sequence[bytes], strict: int) -> None:
    """Add lines, which are read strictly from place ``strict`` on."""
    place = 0
    while (place := index.run(lines, place, strict)) < len(lines):
        index.add(lines[place], strictly=place >= strict)
        place += 1


def take_up(index: Index, read: Read, look: Callable[[], tuple[Anchor | None, int]]) -> int:
    """Add what the file holds to the index of a reader, who keeps no writer out.

    ``look`` gives the anchor and the size of the file, in that order. Gives how many bytes are left
    out at the end, for they are no line yet.

    Raises:
        Corrupt: the file isn't sound up to its end, and that is no end that is being written.
    """
    anchor, end = look()
    if catch_up(index, read, end) is not None:
        anchor, end = look()  # a torn end was being set aside, perhaps
        bad = catch_up(index, read, end)
        if bad is not None:
            judge(index, bad, read, end, anchor)
    compare(index, read, anchor)
    return end - index.end


def judge(index: Index, bad: Bad, read: Read, end: int, anchor: Anchor | None) -> None:
    """Return if the file is torn at the bad line.

    Raises:
        Corrupt: it isn't: names the line at fault.
    """
    seq = index.next_seq
    if isinstance(bad.error, BrokenError):  # a whole line is no torn one
        raise verdict(index, bad, read, end, anchor)
    anchored = anchor is not None and anchor.seq >= seq
    if anchored or _is_covered(seq, read, bad.offset, end):
        raise corrupt(seq, bad.offset, f"{bad.error}, though it had reached the disk")
    if seq == 0 and not _may_be_header(read(len(HEADER_START), 0)):
        message = f"line 1, at byte 0, {bad.error}: this is not a journal"
        raise Corrupt(message, line=1, offset=0)
    _, raw = next(pieces(read, bad.offset, end))
    if bad.offset + len(raw) < end and _is_rewritten(raw):
        raise corrupt(
            seq,
            bad.offset,
            "is whole, but not spelled as it was written: an editor rewrote it, or what it was sent"
            " by (line ends?); get it again byte for byte",
        )


def compare(index: Index, read: Read, *anchors: Anchor | None) -> None:
    """Hold sound lines against anchors.

    Raises:
        Corrupt: lines that had reached the disk are gone, or are others now.
    """
    for anchor in anchors:
        if anchor is not None:
            _compare(index, read, anchor)


def _compare(index: Index, read: Read, anchor: Anchor) -> None:
    if anchor.seq >= index.next_seq:
        raise corrupt(
            index.next_seq,
            index.end,
            f"is missing: the journal had reached line {anchor.seq + 1} (seq {anchor.seq})",
        )
    offset, size = index.span(anchor.seq)
    if leaf(read(size, offset)) != anchor.leaf:
        raise corrupt(anchor.seq, offset, "is not the line that had reached the disk")


def verdict(index: Index, bad: Bad, read: Read, end: int, anchor: Anchor | None) -> Corrupt:
    """Name the line at fault where a file is corrupt.

    If a line doesn't carry the hash of the line before it, and something vouches for its own bytes,
    it is the line before that was altered.
    """
    seq = index.next_seq
    (_, raw), *after = islice(pieces(read, bad.offset, end), 2)
    own = leaf(raw)
    vouched = anchor is not None and (anchor.seq, anchor.leaf) == (seq, own)
    for _, following in after:
        vouched = vouched or f'"prev":"{own}"'.encode() in following
    if vouched and isinstance(bad.error, UnchainedError) and seq > 0:
        return corrupt(seq - 1, index.span(seq - 1)[0], "was altered: its hash isn't the one kept")
    return corrupt(seq, bad.offset, str(bad.error))


def _is_covered(seq: int, read: Read, offset: int, end: int) -> bool:
    """Tell whether a readable line past a place knows that line ``seq`` had reached the disk.

    The place may be inside a line, and a line feed that rotted may have joined two lines.
    """
    for _, raw in pieces(read, offset, end):
        start = raw.find(_LINE_START)
        while start >= 0:
            try:
                if skim(raw[start:]).durable >= seq:
                    return True
            except ValueError:
                pass  # no line starts here
            start = raw.find(_LINE_START, start + 1)
    return False


def _is_rewritten(raw: bytes) -> bool:
    """Tell whether a line says all that it has to, in another spelling: no torn write is so lucky.

    What a disk leaves out of a line leaves zeros, or an end that is missing.
    """
    try:
        return isinstance(json.loads(raw), dict)
    except (ValueError, RecursionError):
        return False


def _may_be_header(start: bytes) -> bool:
    """Tell whether a file that has no whole line yet may be a journal that was being made."""
    return (
        HEADER_START.startswith(start) or start.startswith(HEADER_START) or not start.strip(b"\0")
    )
