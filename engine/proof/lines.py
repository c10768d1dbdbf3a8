"""The lines of a journal as they lie, in a store or in files that are only read."""

from collections.abc import Iterator
from pathlib import Path

from ..errors import Corrupt
from ..journal import Store
from ..journal.anchor import SIZE, SUFFIX, Anchor, parse
from ..journal.line import corrupt
from ..journal.line import leaf as leaf_of
from ..journal.segments import Opening, segments
from ..journal.system import System, failed

_SYSTEM = System()

_BUFFER = 1 << 20

_VOUCHED = "the anchor beside the journal vouches for"


def lines_in(store: Store, problems: list[str]) -> Iterator[bytes]:
    """Go through a store's lines with line feeds, up to where it finds that one is missing."""
    try:
        for raw in store.lines():
            yield raw + b"\n"
    except Corrupt as error:
        problems.append(str(error))


def lines_of(path: str, problems: list[str]) -> Iterator[bytes]:
    """Go through a journal's lines with their line feeds; the last may lack its own.

    Of sealed segments each is held against what the next one says of it, and all lines against the
    anchor, if one lies beside them.
    """
    anchor = _anchor(path)  # first, for a writer moves it on after the lines
    count = offset = 0
    for line in _lines(path, problems):
        if anchor is not None and count == anchor.seq:
            problems += _fault_by_anchor(line, offset, anchor)
        count, offset = count + 1, offset + len(line)
        yield line
    if anchor is not None and count <= anchor.seq and not problems:
        why = f"is missing: {_VOUCHED} line {anchor.seq + 1} (seq {anchor.seq})"
        problems.append(str(corrupt(count, offset, why)))


def _lines(path: str, problems: list[str]) -> Iterator[bytes]:
    try:
        with Path(path).open("rb", buffering=_BUFFER) as file:
            found = segments(_SYSTEM, path, file.fileno())
            count, last = 0, b""
            for part, later in zip(found.parts[:-1], found.openings, strict=True):
                with Path(part.path).open("rb", buffering=_BUFFER) as lines:
                    lines.seek(part.skip)
                    for line in lines:
                        count, last = count + 1, line
                        yield line
                problems += _fault_of_sealed(part.path, count, last, later)
            file.seek(found.last.skip)  # and not by its name, which another may have by now
            yield from file
    except Corrupt as error:
        problems.append(str(error))
    except OSError as error:
        raise failed("read", path, error) from error


def _anchor(path: str) -> Anchor | None:
    """Read the anchor beside a journal, if there is a sound one."""
    try:
        return parse(Path(path + SUFFIX).read_bytes()[:SIZE])
    except FileNotFoundError:
        return None
    except OSError as error:
        raise failed("read", path + SUFFIX, error) from error


def _fault_by_anchor(line: bytes, offset: int, anchor: Anchor) -> Iterator[str]:
    """Hold a line against the anchor, which says that it had reached the disk."""
    if line[-1:] != b"\n" or leaf_of(line[:-1]) != anchor.leaf:
        yield str(corrupt(anchor.seq, offset, f"is not the line that {_VOUCHED}"))


def _fault_of_sealed(path: str, count: int, last: bytes, later: Opening) -> Iterator[str]:
    """Hold the end of a sealed segment against what the next one says of it."""
    if last[-1:] != b"\n" or (count - 1, leaf_of(last[:-1])) != (later.seq, later.head):
        yield f"`{path}` doesn't end with the line (seq {later.seq}) that the segment after names"
