"""A journal as static files that any log client reads: C2SP tlog-tiles.

::

    checkpoint                  the signed note
    tile/<L>/<N>[.p/<W>]        256 (or W) hashes of whole subtrees over 256**L lines each
    tile/entries/<N>[.p/<W>]    256 (or W) lines, each after its length in two bytes

What is written once stays as it is; only ``checkpoint`` is replaced, and last.
"""

import os
import struct
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from attrs import frozen

from ..errors import ProofError
from ..journal import Store
from ..journal.line import MAX_LINE
from ..journal.system import failed
from .checkpoint import Checkpoint, parse_checkpoint
from .tree import Tree, tree_of

WIDTH = 256
"""Hashes in a whole tile, and lines in a whole bundle."""

_HEIGHT = 8
"""Levels of the tree that a tile spans: 2**8 is its width."""


@frozen(kw_only=True)
class Exported:
    """What was written: the folder, how many lines it shows, and how many files are new."""

    folder: str
    size: int
    files: int
    new: int

    def __str__(self) -> str:
        return f"{self.size} lines as {self.files} tiles in {self.folder}, {self.new} of them new"

    def to_json(self) -> dict[str, object]:
        """Give it as plain data; the keys are always the same."""
        return {"folder": self.folder, "size": self.size, "files": self.files, "new": self.new}


def export_tiles(store: Store, folder: str | os.PathLike[str], checkpoint: Checkpoint) -> Exported:
    """Write the lines that a checkpoint covers as tiles, into a folder new or written before.

    Raises:
        ProofError: the checkpoint is not of this journal, or the folder shows another journal or
            history, or more lines.
        JournalError: the store can't be read, or a file not written.
    """
    size, root = checkpoint.size, Path(folder)
    tree = tree_of(store, size)
    if tree.root(size) != checkpoint.root:
        raise ProofError("the checkpoint is not of this journal")
    files = new = 0
    try:
        _check_folder(root, checkpoint, tree)
        for name, content in (*hash_tiles(tree, size), *_bundles_of(store, size)):
            files += 1
            new += _put(root / name, content)
        _replace(root / "checkpoint", checkpoint.note.encode())
    except OSError as error:
        raise failed("write to", os.fspath(folder), error) from error
    return Exported(folder=os.fspath(folder), size=size, files=files, new=new)


def hash_tiles(tree: Tree, size: int) -> Iterator[tuple[str, bytes]]:
    """Go through the paths and bytes of all tiles of a tree's first ``size`` leaves."""
    level = 0
    while row := size >> (_HEIGHT * level):
        for start in range(0, row, WIDTH):
            stop = min(row, start + WIDTH)
            hashes = tree.nodes(_HEIGHT * level, start, stop)
            yield tile_path(str(level), start // WIDTH, stop - start), hashes
        level += 1


def entry_bundles(lines: Iterable[bytes]) -> Iterator[tuple[str, bytes]]:
    """Go through the paths and bytes of the bundles that hold lines, from the first on."""
    rest = iter(lines)
    index = 0
    while batch := list(islice(rest, WIDTH)):
        content = b"".join(map(_entry, batch))
        yield tile_path("entries", index, len(batch)), content
        index += 1


def tile_path(row: str, index: int, width: int) -> str:
    """Give the path of a tile: its index in groups of three digits, all but the last after an x.

    >>> tile_path("0", 1234067, 256)
    'tile/0/x001/x234/067'
    >>> tile_path("entries", 5, 7)
    'tile/entries/005.p/7'
    """
    groups = [f"{index % 1000:03}"]
    while index := index // 1000:
        groups.insert(0, f"x{index % 1000:03}")
    partial = "" if width == WIDTH else f".p/{width}"
    return f"tile/{row}/{'/'.join(groups)}{partial}"


def _entry(line: bytes) -> bytes:
    if len(line) > MAX_LINE:
        raise ProofError(f"a line of {len(line)} bytes fits in no bundle: bylaw writes none")
    return struct.pack(">H", len(line)) + line


def _bundles_of(store: Store, size: int) -> Iterator[tuple[str, bytes]]:
    return entry_bundles(islice(store.lines(), size))


def _check_folder(folder: Path, checkpoint: Checkpoint, tree: Tree) -> None:
    """Refuse a folder that shows another journal or history, or more of this one."""
    try:
        shown = parse_checkpoint((folder / "checkpoint").read_bytes())
    except FileNotFoundError:
        return
    if shown.origin != checkpoint.origin:
        raise ProofError(f"`{folder}` shows the journal `{shown.origin}`")
    if shown.size > checkpoint.size:
        raise ProofError(
            f"`{folder}` shows {shown.size} lines, and the checkpoint covers {checkpoint.size}"
        )
    if shown.root != tree.root(shown.size):
        raise ProofError(f"`{folder}` shows another history: its {shown.size} lines are not these")


def _put(path: Path, content: bytes) -> bool:
    """Write a file that never changes; tell whether it is new."""
    try:
        if path.read_bytes() != content:
            raise ProofError(f"`{path}` is there already, and holds something else")
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, content)
        return True
    return False


def _replace(path: Path, content: bytes) -> None:
    """Write a file that nobody ever sees half written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f".{path.name}.new")
    with half.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    half.replace(path)
