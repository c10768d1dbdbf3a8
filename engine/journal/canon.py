"""Whether many lines at once are each in their one canonical form, a few microseconds a line.

A line is read from its first byte to its last, the values of all lines are spelled anew in one go,
and the two texts compared. A JSON object ends where its first brace closes, so no object's text
begins another's: if the whole is equal, so is every line.
"""

import json
import re
from collections.abc import Sequence
from typing import Any

from .line import MAX_LINE, NAMES, refuse_float
from .portable import MAX_HEIGHT, encode

_NAMES_WITH_KEY = NAMES | {"key"}

_FAR = re.compile(r"[^\0-\ud7ff]")
"""A character that can't stand in a key."""

_LONG = re.compile(r"[\[:,]-?[0-9]{16}")
"""A number that may be past 2**53: one with fewer digits can't be."""


def all_canonical(lines: Sequence[bytes]) -> bool:
    """Tell whether lines past the header are sound in themselves; if in doubt it says no.

    The frames are left to whoever reads them: ``line.skim`` takes no other.
    """
    try:
        text = b",".join(lines).decode()
        values = _values(lines, text)
        return (
            values is not None
            and "\\u0000" not in text
            and _LONG.search(text) is None
            and (text.isascii() or _FAR.search(text) is None)
            and encode(values) == f"[{text}]"
            and all(map(_is_line, values))
        )
    except (ValueError, TypeError, KeyError, RecursionError, StopIteration):
        return False


def _values(lines: Sequence[bytes], text: str) -> list[Any] | None:
    """Read each line, or none if one is no JSON, too long or too deep."""
    values: list[Any] = []
    read = _READER.scan_once  # as `raw_decode` does, but for its way of failing
    start = 0
    for raw in lines:
        size = len(raw)
        if size > MAX_LINE or raw.count(b"{") + raw.count(b"[") > MAX_HEIGHT:
            return None
        end = start + (size if raw.isascii() else len(raw.decode()))
        value, stop = read(text, start)
        if stop != end:
            return None
        values.append(value)
        start = end + 1
    return values


def _is_line(value: Any) -> bool:
    entries: list[object] = value["entries"]
    return (
        (value.keys() == NAMES or value.keys() == _NAMES_WITH_KEY)
        and type(entries) is list
        and len(entries) == len(value["proposals"]) > 0
        and {*map(type, entries)} == {dict}
    )


_READER: Any = json.JSONDecoder(parse_float=refuse_float, parse_constant=refuse_float)
