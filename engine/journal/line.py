"""A line of a journal: one transaction, and one leaf of an RFC 6962 tree.

::

    {"durable":15,"entries":[{…}],"key":"…","prev":"<64 hex>","proposals":[["pep-8",3]],"seq":17}

``seq``
    the place of the line in the journal, from 0 without a gap
``proposals``
    for each of the ``entries``, whose it is and which version of that proposal it makes
``key``
    the idempotency key, only if the writer gave one
``prev``
    the leaf hash of the line before: SHA-256 over a zero byte and the line's bytes as stored,
    without the line feed (RFC 6962, section 2.1)
``durable``
    the highest line that was known to have reached the disk when this one was written

Line 0 is the header: it has no entries, names the format and a random identity in ``format`` and
``journal``, and its ``prev`` is 64 zeros, so that no line fits into another journal.
"""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn, cast

from attrs import frozen

from ..errors import Corrupt, JournalError, Unportable
from .frozen import FrozenDict
from .portable import MAX_HEIGHT, encode, freeze_value

_quote = json.encoder.encode_basestring

MAX_LINE = 65_535
"""The most bytes in a line, without its line feed: an entry of tlog-tiles has a 16-bit length."""

_HEIGHT = MAX_HEIGHT + 2
"""The height of a line: an entry stands in a list in a table."""

FORMAT = 1
NOTHING = "0" * 64
"""The ``prev`` of the first line."""

Pair = tuple[str, int]
"""A proposal and the version that an entry makes of it."""

NAMES = frozenset({"durable", "entries", "prev", "proposals", "seq"})
"""What every line says; one with an idempotency key says ``key``, too."""

HEADER_START = b'{"durable":-1,"entries":[],"format":'

_LINE = re.compile(
    rb'\{"durable":(-1|0|[1-9][0-9]*),"entries":\[(?:\{.*\})?\]'
    rb'(?:,"format":[0-9]+,"journal":"[A-Za-z0-9.:_/@-]{1,200}")?'
    rb'(?:,"key":("(?:[^"\\]|\\.)*"))?'
    rb',"prev":"([0-9a-f]{64})","proposals":(\[.*\]),"seq":(0|[1-9][0-9]*)\}'
)
_IDENTITY = re.compile(r"[A-Za-z0-9.:_/@-]{1,200}")
_ONE_PAIR = re.compile(rb'\[\["([^"\\]*)",([1-9][0-9]*)\]\]')


@frozen(kw_only=True)
class Frame:
    """What a line says about itself, without its entries."""

    seq: int
    durable: int
    key: str | None
    prev: str
    pairs: tuple[Pair, ...]


def leaf(raw: bytes) -> str:
    """Give the leaf hash of a line's bytes, in hexadecimal."""
    return hashlib.sha256(b"\0" + raw).hexdigest()


def header(identity: str) -> bytes:
    """Give line 0 of the journal that is called ``identity``.

    Raises:
        JournalError: the identity is not plain.
    """
    if not _IDENTITY.fullmatch(identity):
        raise JournalError(f"`{identity}` can't name a journal: use letters, digits and `.:_/@-`")
    return encode(
        {
            "durable": -1,
            "entries": (),
            "format": FORMAT,
            "journal": identity,
            "prev": NOTHING,
            "proposals": (),
            "seq": 0,
        }
    ).encode()


def render(  # noqa: PLR0913 - a line has as many parts
    seq: int,
    entries: Sequence[FrozenDict],
    *,
    durable: int,
    key: str | None,
    prev: str,
    pairs: Sequence[Pair],
) -> bytes:
    """Give the bytes of a line, without its line feed.

    The outer names are written in their sorted order here, which takes half the time of sorting
    them anew; that the result is canonical is what ``check`` holds it to.
    """
    named = "" if key is None else f',"key":{_quote(key)}'
    proposals = ",".join([f"[{_quote(proposal)},{version}]" for proposal, version in pairs])
    return (
        f'{{"durable":{durable},"entries":{encode(entries)}{named},"prev":"{prev}",'
        f'"proposals":[{proposals}],"seq":{seq}}}'
    ).encode()


def skim(raw: bytes) -> Frame:
    """Read the frame of a line without reading its entries.

    Enough wherever the hash chain vouches for the bytes.

    Raises:
        ValueError: the bytes are no line.
    """
    found = _LINE.fullmatch(raw)
    if found is None:
        raise ValueError("is no line of a journal")
    durable, key, prev, pairs, seq = found.groups()
    return Frame(
        seq=int(seq),
        durable=int(durable),
        key=None if key is None else json.loads(key),
        prev=prev.decode(),
        pairs=_pairs(pairs),
    )


def value_of(raw: bytes) -> Mapping[str, Any]:
    """Read all of a line whose frame is sound, as a private copy.

    Where the chain vouches for its bytes, whoever made the chain may still have put anything there.

    Raises:
        ValueError: nobody can read its entries.
    """
    try:
        value: Mapping[str, Any] = json.loads(raw)
    except (ValueError, RecursionError):
        raise ValueError("is no line of a journal") from None
    if {*map(type, value["entries"])} - {dict}:
        raise ValueError("is no line of a journal")
    return value


def entries_of(raw: bytes) -> Sequence[Mapping[str, object]]:
    """Read the entries of a line whose frame is sound, as a private copy.

    Raises:
        ValueError: nobody can read them.
    """
    entries: Sequence[Mapping[str, object]] = value_of(raw)["entries"]
    return entries


def read_line(seq: int, raw: bytes) -> tuple[Frame, Sequence[Mapping[str, object]]]:
    """Read what a store gives for its line ``seq``: the frame, and the entries as a private copy.

    Raises:
        Corrupt: nobody can read it: names it.
    """
    try:
        return skim(raw), entries_of(raw)
    except ValueError as error:
        raise Corrupt(f"line {seq + 1} (seq {seq}) {error}", line=seq + 1) from None


def check(raw: bytes) -> Frame:
    """Read a line, accepting it only in its one canonical form.

    Raises:
        ValueError: says what is wrong with it, as the end of a sentence.
    """
    if len(raw) > MAX_LINE:
        raise ValueError(f"is longer than {MAX_LINE} bytes")
    try:
        value = _STRICT.decode(raw.decode())
        freeze_value(value, _HEIGHT)  # whole numbers within bounds, no NUL, not too deep
        same = encode(value).encode() == raw
    except (ValueError, RecursionError):
        raise ValueError("is no line of a journal") from None
    except Unportable as error:
        raise ValueError(f"is not portable: {error}") from None
    if not same:
        raise ValueError("is not in canonical form")
    frame, entries = skim(raw), value["entries"]
    if frame.seq == 0:
        _check_header(value)
    elif value.keys() - {"key"} != NAMES or not entries or {*map(type, entries)} != {dict}:
        raise ValueError("is no line of a journal")
    if len(frame.pairs) != len(entries):
        raise ValueError("doesn't say whose its entries are")
    return frame


def corrupt(seq: int, offset: int, why: str) -> Corrupt:
    """Make the error that names a line, counted from 1 as editors do, and its first byte."""
    message = f"line {seq + 1} (seq {seq}), at byte {offset}, {why}"
    return Corrupt(message, line=seq + 1, offset=offset)


def _check_header(value: Mapping[str, object]) -> None:
    named = value.keys() == NAMES | {"format", "journal"}
    if not named or value["entries"] != [] or value["prev"] != NOTHING:
        raise ValueError("is no header of a journal")
    if value["format"] != FORMAT:
        raise ValueError(
            f"has format {value['format']}, and this version of bylaw reads format {FORMAT}"
        )


def _pairs(raw: bytes) -> tuple[Pair, ...]:
    one = _ONE_PAIR.fullmatch(raw)
    if one is not None:
        return ((one[1].decode(), int(one[2])),)
    try:
        pairs: list[Any] = json.loads(raw)
    except (ValueError, RecursionError):
        raise ValueError("is no line of a journal") from None
    if not all(
        type(pair) is list and list(map(type, cast("list[object]", pair))) == [str, int]
        for pair in pairs
    ):
        raise ValueError("doesn't say whose its entries are")
    return tuple((proposal, version) for proposal, version in pairs)


def refuse_float(text: str) -> NoReturn:
    """Refuse what a JSON reader takes for a float.

    Raises:
        ValueError: always.
    """
    raise ValueError(f"holds the float {text}")


_STRICT = json.JSONDecoder(parse_float=refuse_float, parse_constant=refuse_float)
