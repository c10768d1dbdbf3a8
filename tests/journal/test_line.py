"""A line: canonical, complete in itself, and a leaf of a Merkle tree."""

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bylaw.engine.journal import MemoryStore, canonical, freeze
from bylaw.engine.journal.line import check, entries_of, header, leaf, render, skim

from .stores import write
from .test_portable import ENTRIES, TEXT

PREV = "ab" * 32
NAMES = TEXT.filter(bool)
PAIRS = st.lists(st.tuples(NAMES, st.integers(1, 2**40)), min_size=1, max_size=3)


def line(entry: dict[str, object]) -> bytes:
    return render(7, (freeze(entry),), durable=5, key="k", prev=PREV, pairs=(("keras-0007", 3),))


@given(PAIRS, st.none() | NAMES, st.data())
def test_what_is_rendered_is_canonical_and_reads_back(
    pairs: list[tuple[str, int]], key: str | None, data: st.DataObject
) -> None:
    entries = [freeze(data.draw(ENTRIES)) for _ in pairs]
    raw = render(7, entries, durable=5, key=key, prev=PREV, pairs=pairs)
    frame = check(raw)
    assert canonical(json.loads(raw)) == raw
    assert (7, 5, key, PREV, tuple(pairs)) == (
        frame.seq,
        frame.durable,
        frame.key,
        frame.prev,
        frame.pairs,
    )
    assert frame == skim(raw)
    assert entries == entries_of(raw)


def test_the_leaf_is_that_of_rfc_6962() -> None:
    assert hashlib.sha256(b"\x00" + b"line").hexdigest() == leaf(b"line")


def test_the_form_is_the_one_that_stays() -> None:
    expected = (
        '{"durable":5,"entries":[{"a":"é"}],"key":"k","prev":"' + PREV + '",'
        '"proposals":[["keras-0007",3]],"seq":7}'
    )
    assert expected.encode() == line({"a": "é"})


def test_entries_that_look_like_a_line_do_not_confuse_the_frame() -> None:
    inner = {"durable": 1, "entries": [], "prev": PREV, "proposals": [["x", 9]], "seq": 3}
    raw = line({**inner, "text": line({}).decode()})
    assert check(raw) == skim(raw) == skim(line({}))


@pytest.mark.parametrize(
    "edit",
    [
        (b'"a":1', b'"a":1.0'),
        (b'"a":1', b'"a": 1'),
        (b'"a":1', b'"a":1,"a":1'),
        (b'"a":1', b'"a":9007199254740993'),
        (b'"a":1', b'"a":NaN'),
        (b'"a":1', b'"a":"\\u0061"'),
        (b'"a":1', b'"a":"\\u0000"'),
        (b'"a":1', b'"b":1,"a":1'),
        (b'"a":1', b'"a":"\xff"'),
        (b'"a":1', b'"a":' + b"[" * 20_000 + b"]" * 20_000),
        (b'"a":1', b'"a":"' + b"x" * 65_535 + b'"'),
        (b'"durable"', b'"approved_by":"mallory","durable"'),
        (b'"seq":7', b'"seq":07'),
        (b'"seq":7', b'"seq":-7'),
        (b'["keras-0007",3]', b'["keras-0007",3],["keras-0008",1]'),
        (b'["keras-0007",3]', b'["keras-0007","3"]'),
        (b'["keras-0007",3]', b"7"),
        (b'["keras-0007",3]', b'["keras-0007",true]'),
        (b'[{"a":1}]', b"[]"),
        (b'[{"a":1}]', b"[1]"),
        (b'[{"a":1}]', b'[{"a":1}],"even":[{"a":1}]'),
        (PREV.encode(), PREV.upper().encode()),
    ],
)
def test_a_line_that_is_not_its_one_canonical_form_is_refused(edit: tuple[bytes, bytes]) -> None:
    before = line({"a": 1})
    after = before.replace(*edit)
    assert before != after
    with pytest.raises(ValueError, match=r"^(is|has|doesn't)"):
        check(after)


def test_a_header_of_a_later_format_is_refused_by_number() -> None:
    with pytest.raises(ValueError, match="has format 2, and this version of bylaw reads format 1"):
        check(header("x").replace(b'"format":1', b'"format":2'))


def test_a_header_is_found_only_at_the_start() -> None:
    with pytest.raises(ValueError, match="no line"):
        check(header("x").replace(b'"seq":0', b'"seq":1'))


def test_line_0_is_a_header() -> None:
    raw = header("x")
    assert check(raw).seq == 0
    with pytest.raises(ValueError, match="no header"):
        check(raw.replace(b'"format":1,"journal":"x",', b""))


def test_every_entry_is_a_table() -> None:
    three = (freeze({}),) * 3
    raw = render(7, three, durable=5, key=None, prev=PREV, pairs=[(f"p-{n}", 1) for n in range(3)])
    assert len(check(raw).pairs) == 3
    with pytest.raises(ValueError, match="is no line"):
        check(raw.replace(b"{},{},{}", b"{},1,{}"))


def test_a_header_has_nothing_else_in_it() -> None:
    with pytest.raises(ValueError, match="no header"):
        check(header("x").replace(b',"prev"', b',"key":"k","prev"'))


@pytest.mark.parametrize(
    "edit",
    [
        (b'"a":1', b'"a":' + b"[" * 20_000 + b"]" * 20_000),
        (b'"a":1', b'"a":' + b"9" * 5_000),
        (b'"a":1', b'"a":"\xff"'),
        (b'[{"a":1}]', b"[{},1,{}]"),
    ],
)
def test_entries_that_nobody_can_read_are_none(edit: tuple[bytes, bytes]) -> None:
    """Though the frame around them is sound."""
    raw = line({"a": 1}).replace(*edit)
    assert skim(raw).seq == 7
    with pytest.raises(ValueError, match=r"^is no line of a journal$"):
        entries_of(raw)


def test_a_frame_that_nobody_can_read_is_none() -> None:
    """However deep: what reads it gives up in the same words."""
    raw = line({}).replace(b'[["keras-0007",3]]', b"[" * 20_000 + b"]" * 20_000)
    with pytest.raises(ValueError, match=r"^is no line of a journal$"):
        skim(raw)


def test_two_journals_share_no_line() -> None:
    """The identity in the header is in every hash after it, so that nothing can be spliced."""
    first, second = MemoryStore(identity="a"), MemoryStore(identity="b")
    for store in (first, second):
        store.append(write("p", 0, {"n": 1}))
    assert set(first.lines()).isdisjoint(second.lines())
