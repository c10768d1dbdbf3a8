"""The index file: the index of a long journal, so that opening it needn't read it all.

It may be deleted at any time and is never trusted: it is used only if its own bytes are whole, and
the line before its end carries the leaf hash that it names, which stands for all lines before. It
covers only lines that had reached the disk. Whatever is read by it is held against the hash that
the line had when the index was made.

The file is a line of JSON, the arrays of ``Columns`` one after another, the proposals' names
with a NUL between them, and the SHA-256 of all that.
"""

import fcntl
import hashlib
import json
import os
import sys
from array import array
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from attrs import fields

from .index import Columns, Index, Read, no_columns
from .line import leaf, skim
from .system import System

_MAGIC = "bylaw journal index 1"
_PIECE = 1 << 20
_HEAD = 4096
_DIGEST = 32


def name_of(path: str) -> str:
    """Give the path of a journal's index file."""
    return path + ".index"


def save(system: System, path: str, index: Index) -> None:
    """Write an index beside its journal, if the system lets us; the old one stays until then."""
    with suppress(OSError):  # it only saves time
        new = name_of(path) + ".new"
        descriptor = system.open(new, os.O_WRONLY | os.O_CREAT)
        try:
            system.lock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)  # or somebody else is at it
            system.truncate(descriptor, 0)
            at = 0
            for data in _rendered(index):
                if system.write_at(descriptor, data, at) != len(data):
                    return
                at += len(data)
            system.rename(new, name_of(path))
        finally:
            system.close(descriptor)


def load(system: System, path: str, read: Read, end: int) -> Index | None:
    """Read the index of a journal, which has ``end`` bytes; None unless there is a sound one."""
    try:
        descriptor = system.open(name_of(path), os.O_RDONLY)
    except OSError:
        return None
    try:
        found = _parsed(system, descriptor)
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    finally:
        system.close(descriptor)
    return None if found is None else _confirmed(*found, read, end)


def _rendered(index: Index) -> Iterator[bytes]:
    """Give the file in pieces."""
    columns = index.columns()
    arrays = _arrays(columns)
    text = "\0".join(columns.names).encode(errors="surrogatepass")
    head = {
        "format": _MAGIC,
        "leaf": index.head.leaf,
        "names": len(text),
        "order": sys.byteorder,
        "sizes": [[column.typecode, column.itemsize, len(column)] for column in arrays],
    }
    digest = hashlib.sha256()
    parts: list[Any] = [json.dumps(head).encode() + b"\n", *arrays, text]
    for part in parts:
        with memoryview(part) as view, view.cast("B") as data:
            for start in range(0, len(data), _PIECE):
                piece = bytes(data[start : start + _PIECE])
                digest.update(piece)
                yield piece
    yield digest.digest()


def _parsed(system: System, descriptor: int) -> tuple[Columns, str] | None:
    """Read the file, if its bytes are as they were written; and the leaf hash that it names."""
    first = system.read(descriptor, _HEAD, 0).partition(b"\n")[0]
    head: dict[str, Any] = json.loads(first)
    if (head["format"], head["order"]) != (_MAGIC, sys.byteorder):
        return None
    digest = hashlib.sha256(first + b"\n")
    at = len(first) + 1

    def pieces(size: int) -> Iterator[bytes]:
        nonlocal at
        stop = at + size
        while at < stop:
            piece = system.read(descriptor, min(_PIECE, stop - at), at)
            if not piece:
                raise ValueError("breaks off")
            digest.update(piece)
            at += len(piece)
            yield piece

    columns = no_columns()
    for column, (typecode, width, length) in zip(_arrays(columns), head["sizes"], strict=True):
        if (column.typecode, column.itemsize) != (typecode, width):
            return None
        del column[:]
        for piece in pieces(width * length):
            column.frombytes(piece)
    text = b"".join(pieces(head["names"])).decode(errors="surrogatepass")
    if system.read(descriptor, _DIGEST + 1, at) != digest.digest():
        return None
    columns.names.extend(text.split("\0") if text else ())
    return columns, head["leaf"]


def _arrays(columns: Columns) -> "list[array[int]]":
    return [getattr(columns, column.name) for column in fields(Columns) if column.name != "names"]


def _confirmed(columns: Columns, head_leaf: str, read: Read, end: int) -> Index | None:
    """Make the index, if it is of this file and of a part that is still there."""
    starts, names = columns.starts, columns.names
    if not starts[1:2] or starts[-1] > end or len(set(names)) != len(columns.last):
        return None
    last = read(starts[-1] - starts[-2], starts[-2])
    if last[-1:] != b"\n" or leaf(last[:-1]) != head_leaf:
        return None
    index = Index(read, columns, head_leaf)
    index.durable = skim(last[:-1]).durable
    return index
