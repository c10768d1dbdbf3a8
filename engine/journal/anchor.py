"""The anchor: a small file that says how far the journal was known to be on the disk.

It is written after the journal's own flush and not flushed itself: it may be stale or missing, and
is never ahead. It tells a torn tail, which nobody was told is recorded, from the loss of something
that was. It is evidence and never truth: without it the journal reads the same.
"""

import hashlib
import re

from attrs import frozen

_ANCHOR = re.compile(rb"([0-9]{20}) ([0-9]{20}) ([0-9a-f]{64}) ([0-9a-f]{16})\n")

SUFFIX = ".head"
"""What the name of a journal's anchor ends with."""

SIZE = 20 + 1 + 20 + 1 + 64 + 1 + 16 + 1
"""Bytes; always the same, so that a shorter anchor never leaves the end of a longer one behind."""


@frozen(kw_only=True)
class Anchor:
    """A line that was on the disk: its place, the byte after it, and its leaf hash."""

    seq: int
    end: int
    leaf: str


def render(anchor: Anchor) -> bytes:
    """Give the bytes of the anchor file, which fit into one sector."""
    body = f"{anchor.seq:020} {anchor.end:020} {anchor.leaf}".encode()
    return body + b" " + _sum(body) + b"\n"


def parse(raw: bytes) -> Anchor | None:
    """Read an anchor; one that was torn or has rotted is as good as none."""
    found = _ANCHOR.fullmatch(raw)
    if found is None or _sum(raw[: found.end(3)]) != found[4]:
        return None
    return Anchor(seq=int(found[1]), end=int(found[2]), leaf=found[3].decode())


def _sum(body: bytes) -> bytes:
    return hashlib.sha256(body).hexdigest()[:16].encode()
