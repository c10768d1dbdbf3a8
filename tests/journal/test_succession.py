"""Tests of following lines: each rule breaks at the line that breaks it."""

from collections.abc import Callable

import pytest

from bylaw.engine.errors import Corrupt
from bylaw.engine.journal.line import leaf
from bylaw.engine.journal.succession import Succession

from ..proof.samples import in_memory

LINES = list(in_memory(6).lines())


def followed(lines: list[bytes], *, strictly: bool) -> Succession:
    """The chain over lines."""
    chain = Succession()
    for raw in lines:
        chain.add(raw, leaf(raw), strictly=strictly)
    return chain


@pytest.mark.parametrize("strictly", [True, False])
def test_a_sound_chain_is_followed_to_its_end(*, strictly: bool) -> None:
    """Lines, entries and bytes are counted."""
    chain = followed(LINES, strictly=strictly)
    assert (6, 5, sum(map(len, LINES)) + 6) == (chain.size, chain.entries, chain.offset)


@pytest.mark.parametrize(
    ("edit", "why"),
    [
        (lambda raw: raw.replace(b'"seq":3', b'"seq":4'), "has seq 4, where 3 is due"),
        (lambda raw: raw.replace(b'"prev":"', b'"prev":"0')[:-1] + b"}", "is no line of a journal"),
        (lambda raw: raw.replace(b'"durable":2', b'"durable":3'), "claims that line 3 had"),
        (lambda raw: raw.replace(b'["p-0",1]', b'["p-0",2]'), "makes version 2 of `p-0`, not 1"),
        (lambda raw: b"x" + raw, "is no line of a journal"),
    ],
)
@pytest.mark.parametrize("strictly", [True, False])
def test_a_line_that_does_not_come_next_is_named(
    edit: Callable[[bytes], bytes], why: str, *, strictly: bool
) -> None:
    """The fourth line, at its first byte."""
    altered = edit(LINES[3])
    assert altered != LINES[3]
    offset = sum(len(raw) + 1 for raw in LINES[:3])
    with pytest.raises(Corrupt, match=rf"line 4 \(seq 3\), at byte {offset}, .*{why}"):
        followed([*LINES[:3], altered], strictly=strictly)


def test_a_line_without_the_hash_before_it_is_named() -> None:
    """One of the two was altered, and the chain can't tell which."""
    altered = LINES[2].replace(b"alice", b"eve")
    with pytest.raises(Corrupt, match=r"line 4 \(seq 3\).*one of the two was altered"):
        followed([*LINES[:2], altered, LINES[3]], strictly=False)


def test_an_idempotency_key_stands_for_one_line() -> None:
    """A retry gives the first receipt again, and never a second line."""
    first = LINES[1].replace(b',"prev"', b',"key":"k","prev"')
    second = LINES[2].replace(LINES[2].split(b'"prev":"')[1][:64], leaf(first).encode())
    again = second.replace(b',"prev"', b',"key":"k","prev"')
    with pytest.raises(Corrupt, match="repeats the idempotency key `k`"):
        followed([LINES[0], first, again], strictly=True)
