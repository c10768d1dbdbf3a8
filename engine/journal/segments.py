"""Segments: the files that a long journal lies in, all but the last of them sealed.

Together they hold one journal: its lines, in their order, and the byte at which each begins is
counted over all of them. A segment that follows another begins with a line of its own, which is no
line of the journal and no leaf of its tree. It names the file before and says what is in it, so
nothing in it can be altered that could not be told from that file::

    {"after":{"file":"sig.journal.sealed-000001","head":"<64 hex>","seq":99,"size":45678},
     "format":1,"journal":"<identity>","offset":45678,"segment":2}

(in one line). ``head`` and ``seq`` are the leaf hash and the place of the last line before,
``size`` is that file's, and ``offset`` is the first byte of this segment in the journal. A file is
sealed only when all of it is on the disk: so whoever finds such a line knows that, too.
"""

import json
import os
import re
from bisect import bisect_right
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from attrs import frozen

from ..errors import Corrupt
from .anchor import Anchor
from .portable import encode
from .system import System, failed

FORMAT = 1
START = b'{"after":'
"""What a segment begins with that follows another; a line of the journal never does."""

_HEAD = 2048
"""More bytes than such a first line takes."""
_FILE = re.compile(r"(?!\.{1,2}\Z)[^/\0]{1,255}")
_HASH = re.compile(r"[0-9a-f]{64}")


@frozen(kw_only=True)
class Opening:
    """The first line of a segment that follows another."""

    number: int
    """Which segment it is; the first, which has no such line, is 1."""
    journal: str
    """The identity of the journal."""
    offset: int
    """The byte of the journal at which the segment begins."""
    file: str
    """The name of the file before, in the same folder."""
    size: int
    """How many bytes that has."""
    seq: int
    """The last line in it."""
    head: str
    """The leaf hash of that line."""


@frozen(kw_only=True)
class Sealed:
    """A segment that has been sealed."""

    path: str
    seq: int
    """The last line in it."""
    head: str
    """The leaf hash of that line."""
    size: int
    """How many bytes the file has."""

    def to_json(self) -> dict[str, object]:
        """Give it as plain data; the keys are always the same."""
        return {"file": self.path, "seq": self.seq, "head": self.head, "size": self.size}


@frozen(kw_only=True)
class Part:
    """A file of a journal: which of the journal's bytes it holds, and where."""

    path: str
    start: int
    """The first byte of the journal that is in it."""
    skip: int
    """How many bytes of the file come before that."""
    end: int
    """The byte of the journal after the last in it; of a file that still grows it says nothing."""
    identity: tuple[int, int]
    """Device and inode: the file itself, whatever it is called."""

    def place(self, offset: int) -> int:
        """Give where a byte of the journal stands in the file."""
        return offset - self.start + self.skip


@frozen(kw_only=True)
class Segments:
    """All files of a journal, and what the first lines of the later ones say."""

    parts: tuple[Part, ...]
    openings: tuple[Opening, ...]

    @property
    def last(self) -> Part:
        """The file that still grows."""
        return self.parts[-1]

    @property
    def sealed(self) -> Anchor | None:
        """The last line that is in a sealed segment, all of which is on the disk."""
        return _anchor(self.openings[-1]) if self.openings else None

    def anchors(self) -> tuple[Anchor, ...]:
        """Give the last line of every sealed segment."""
        return tuple(map(_anchor, self.openings))

    def part(self, offset: int) -> Part:
        """Give the file that holds a byte of the journal."""
        return self.parts[bisect_right(self.parts, offset, key=lambda part: part.start) - 1]

    def read(self, system: System, size: int, offset: int) -> bytes:
        """Read bytes of the journal from a sealed segment; fewer where that ends.

        Raises:
            OSError: it can't be read.
        """
        part = self.part(offset)
        file = system.open(part.path, os.O_RDONLY)
        try:
            return system.read(file, min(size, part.end - offset), part.place(offset))
        finally:
            system.close(file)


def _anchor(opening: Opening) -> Anchor:
    return Anchor(seq=opening.seq, end=opening.offset, leaf=opening.head)


def render(opening: Opening) -> bytes:
    """Give the first line of a segment, without its line feed."""
    after = {
        "file": opening.file,
        "head": opening.head,
        "seq": opening.seq,
        "size": opening.size,
    }
    whole = {
        "after": after,
        "format": FORMAT,
        "journal": opening.journal,
        "offset": opening.offset,
        "segment": opening.number,
    }
    return encode(whole).encode()


def parse(path: str, start: bytes) -> Opening | None:
    """Read the first line of a segment from the beginning of its file; a first one has none.

    Raises:
        Corrupt: it is not as it was written.
    """
    raw, line_feed, _ = start.partition(b"\n")
    if not raw.startswith(START):
        return None
    try:
        found = _opening(json.loads(raw))
        same = line_feed and render(found) == raw
    except (ValueError, TypeError, LookupError, RecursionError):
        same, found = False, None
    if not same or found is None:
        raise Corrupt(f"the first line of `{path}` doesn't name the segment before it as it should")
    return found


def _opening(whole: Mapping[str, Any]) -> Opening:
    """Read what a first line says.

    Raises:
        ValueError: it says something else.
    """
    after: Mapping[str, Any] = whole["after"]
    numbers = (whole["segment"], whole["offset"], after["size"], after["seq"])
    if {*map(type, numbers)} != {int} or min(numbers) < 0:
        raise ValueError("is no number")
    if not _FILE.fullmatch(after["file"]) or not _HASH.fullmatch(after["head"]):
        raise ValueError("is no name")
    return Opening(
        number=whole["segment"],
        journal=str(whole["journal"]),
        offset=whole["offset"],
        file=after["file"],
        size=after["size"],
        seq=after["seq"],
        head=after["head"],
    )


def segments(system: System, path: str, file: int) -> Segments:
    """Follow the names from the last segment of a journal, which is open, back to the first.

    Raises:
        Corrupt: a segment is missing, or is not as it was when it was sealed.
        JournalError: one can't be read.
    """
    try:
        status, start = system.status(file), system.read(file, len(START), 0)
        if start == START:
            start = system.read(file, _HEAD, 0)
    except OSError as error:
        raise failed("read", path, error) from error
    opening = parse(path, start)
    if opening is None:
        return Segments(parts=(_part(path, None, status),), openings=())
    parts, openings = [_part(path, opening, status)], [opening]
    while opening is not None:
        name, later = str(Path(path).with_name(opening.file)), opening
        status, start = _sealed(system, name)
        opening = parse(name, start)
        parts.append(_part(name, opening, status))
        if opening is not None:
            openings.append(opening)
        _check(name, opening, later, start, status.st_size)
    parts.reverse()
    openings.reverse()
    return Segments(parts=tuple(parts), openings=tuple(openings))


def _sealed(system: System, name: str) -> tuple[os.stat_result, bytes]:
    """Give the status of a sealed segment, and how it begins."""
    try:
        file = system.open(name, os.O_RDONLY)
    except FileNotFoundError:
        raise Corrupt(f"the sealed segment `{name}` is missing") from None
    except OSError as error:
        raise failed("open", name, error) from error
    try:
        return system.status(file), system.read(file, _HEAD, 0)
    except OSError as error:
        raise failed("read", name, error) from error
    finally:
        system.close(file)


def _part(path: str, opening: Opening | None, status: os.stat_result) -> Part:
    start = 0 if opening is None else opening.offset
    skip = 0 if opening is None else len(render(opening)) + 1
    return Part(
        path=path,
        start=start,
        skip=skip,
        end=start + status.st_size - skip,
        identity=(status.st_dev, status.st_ino),
    )


def _check(name: str, opening: Opening | None, later: Opening, start: bytes, size: int) -> None:
    """Hold a sealed segment against what the next one says of it."""
    if size != later.size:
        raise Corrupt(f"the sealed segment `{name}` has {size} bytes, and had {later.size}")
    first, number, skip = 0, 1, 0
    same = f'"journal":"{later.journal}"'.encode() in start.partition(b"\n")[0]
    if opening is not None:
        first, number, skip = opening.offset, opening.number, len(render(opening)) + 1
        same = opening.journal == later.journal
    if not same or number != later.number - 1 or first + later.size - skip != later.offset:
        raise Corrupt(f"`{name}` is not the segment that the one after it names")
