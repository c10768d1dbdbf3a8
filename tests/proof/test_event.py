"""Tests of the proof of one line: what it says, how small it is, and what it refuses."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bylaw.engine.errors import Corrupt, ProofError
from bylaw.engine.journal import MemoryStore, Write
from bylaw.engine.proof import (
    EventProof,
    check_proof,
    check_proof_under,
    find_line,
    leaf_hash,
    open_checkpoint,
    parse_checkpoint,
    parse_proof,
    prove,
    sign_checkpoint,
    sign_note,
    tree_of,
)

from .samples import KEY, OTHER, VERIFIER, add, in_memory, signed


def proof_of(store: MemoryStore, proposal: str, version: int | None = None) -> EventProof:
    """The proof of a version, with its line."""
    seq, line = find_line(store, proposal, version)
    return prove(tree_of(store), seq, signed(store), line)


STORE = in_memory(30)
PROOF = str(proof_of(STORE, "p-1", 4))


def holds(raw: str | bytes) -> bool:
    """Whether a proof checks."""
    try:
        check_proof(raw, [VERIFIER])
    except ProofError:
        return False
    return True


def test_a_proof_tells_what_it_proves() -> None:
    """Offline, from one file: the line, its entries and who vouches for them."""
    proven = check_proof(PROOF, [VERIFIER])
    assert proven.proposals == (("p-1", 4),)
    assert proven.entries == ({"action": "comment", "actor": "alice", "n": 10},)
    assert str(proven) == (
        "proved: p-1 version 4 is in line 11 (seq 10) of `example.org/council`, "
        "among the first 30 lines"
    )
    assert proven.to_json()["proposals"] == [["p-1", 4]]
    assert proven.to_json()["line"] == list(STORE.lines())[10].decode()


def test_a_proof_reads_what_it_writes() -> None:
    """The file is the value."""
    assert str(parse_proof(PROOF)) == PROOF == str(parse_proof(PROOF.encode()))


def test_a_proof_tells_itself_as_data() -> None:
    """Hashes in hexadecimal, the line as text; null where the reader has it."""
    made = parse_proof(PROOF)
    assert made.to_json() == {
        "index": 10,
        "path": [step.hex() for step in made.path],
        "line": list(STORE.lines())[10].decode(),
        "checkpoint": made.checkpoint.to_json(),
    }
    assert prove(TREE, 7, signed(MANY)).to_json()["line"] is None


def test_a_proof_has_the_published_form() -> None:
    """c2sp.org/tlog-proof@v1, line by line."""
    head, note = PROOF.split("\n\n", maxsplit=1)
    first, extra, index, *path = head.split("\n")
    assert (first, extra[:6], index, len(path)) == (
        "c2sp.org/tlog-proof@v1",
        "extra ",
        "index 10",
        5,
    )
    assert note == signed(STORE).note


def test_a_proof_among_many_takes_about_a_kilobyte() -> None:
    """Seventeen hashes, the checkpoint and the line itself."""
    store = in_memory(2)
    tree = tree_of(store)
    for number in range(2, 100_000):
        tree.append(number.to_bytes(32))
    made = prove(tree, 1, sign_checkpoint(tree.size, tree.root(tree.size), KEY))
    assert 900 < len(str(made).encode()) < 1_100


@pytest.mark.parametrize("place", range(len(PROOF.encode())))
def test_no_byte_of_a_proof_can_be_altered(place: int) -> None:
    """Format, line, place, path and checkpoint: each byte, whatever becomes of it."""
    raw = PROOF.encode()
    for mask in (1, 2, 4, 8, 16, 32, 64, 128, raw[place] ^ 0x0A, raw[place] ^ 0x41):
        if mask:
            assert not holds(raw[:place] + bytes([raw[place] ^ mask]) + raw[place + 1 :])


@given(st.integers(0, len(PROOF)), st.integers(0, len(PROOF)))
def test_no_part_of_a_proof_proves_anything(start: int, stop: int) -> None:
    """Every slice but the whole is refused."""
    assert holds(PROOF[start:stop]) is ((start, stop) == (0, len(PROOF)))


@given(st.integers(2, 60), st.data())
def test_every_line_has_a_proof_at_every_size(size: int, data: st.DataObject) -> None:
    """Under a checkpoint of just then, while the journal grew on."""
    seq = data.draw(st.integers(0, size - 1))
    lines = list(MANY.lines())
    made = prove(TREE, seq, signed(MANY, size), lines[seq])
    assert check_proof(str(made), [VERIFIER]).seq == seq


def test_the_header_has_a_proof_too() -> None:
    """It names the journal."""
    made = prove(TREE, 0, signed(MANY), next(MANY.lines()))
    assert str(check_proof(made, [VERIFIER])).startswith("proved: the header is in line 1 (seq 0)")


def test_a_proof_may_leave_its_line_to_the_reader() -> None:
    """Who has the journal gives the line; another line won't do, nor none."""
    lines = list(MANY.lines())
    made = str(prove(TREE, 7, signed(MANY)))
    assert check_proof(made, [VERIFIER], lines[7]).line == lines[7]
    with pytest.raises(ProofError, match="not the one that the checkpoint vouches for"):
        check_proof(made, [VERIFIER], lines[8])
    with pytest.raises(ProofError, match="give the line, too"):
        check_proof(made, [VERIFIER])


def test_a_line_that_is_not_the_proof_s_is_refused() -> None:
    """Whoever gives a line wants that one proved."""
    with pytest.raises(ProofError, match="not the one in the proof"):
        check_proof(PROOF, [VERIFIER], next(STORE.lines()))


def test_a_proof_under_another_key_proves_nothing() -> None:
    """Though that key has the same name."""
    with pytest.raises(ProofError, match="signed by none of the keys"):
        check_proof(PROOF, [OTHER.verifier()])


def test_a_line_that_is_not_signed_yet_has_no_proof() -> None:
    """A checkpoint comes first."""
    with pytest.raises(ProofError, match="make a checkpoint first"):
        prove(TREE, 20, signed(MANY, 20))


def test_a_checkpoint_of_another_journal_proves_nothing() -> None:
    """It is found out when the proof is made."""
    other = MemoryStore(identity="another")
    add(other, 59)
    with pytest.raises(ProofError, match="is not of this journal"):
        prove(TREE, 3, signed(other))


def test_the_line_in_a_proof_is_the_one_that_stands_there() -> None:
    """Whoever makes the proof is told."""
    with pytest.raises(ProofError, match="is not line 4"):
        prove(TREE, 3, signed(MANY), b"{}")


def test_the_newest_version_is_found_unless_one_is_named() -> None:
    """The deciding event is mostly the last one."""
    assert [
        find_line(STORE, "p-1")[0],
        find_line(STORE, "p-1", 1)[0],
        find_line(STORE, "p-1", 2)[0],
    ] == [28, 1, 4]


@pytest.mark.parametrize(("proposal", "version"), [("p-9", None), ("p-1", 11), ("p-1", 0)])
def test_what_was_never_recorded_is_not_found(proposal: str, version: int | None) -> None:
    """It says how far the proposal has come."""
    with pytest.raises(ProofError, match=f"`{proposal}` has no version"):
        find_line(STORE, proposal, version)


def test_a_line_that_is_none_stops_the_search() -> None:
    """It is named, and no proof is made of what comes after it."""

    class Altered(MemoryStore):
        def lines(self, after: int = -1) -> Iterator[bytes]:
            for seq, raw in enumerate(super().lines(after), after + 1):
                yield b"x" if seq == 1 else raw

    store = Altered(identity="test")
    add(store, 3)
    with pytest.raises(Corrupt, match=r"line 2 \(seq 1\), at byte \d+, is no line of a journal"):
        find_line(store, "p-0")


def test_a_version_that_no_line_makes_is_told() -> None:
    """A store that claims more than its lines hold is not believed."""

    class Boasting(MemoryStore):
        def version(self, proposal: str) -> int:
            return super().version(proposal) + 1

    store = Boasting(identity="test")
    add(store, 3)
    with pytest.raises(ProofError, match="no line makes version 2 of `p-1`"):
        find_line(store, "p-1")


def test_a_line_of_several_entries_is_found_by_each() -> None:
    """A transaction is one leaf."""
    store = in_memory(1)
    entries = ({"n": 1}, {"n": 2})
    store.append([Write("a", expected=0, entries=entries), Write("b", expected=0, entries=entries)])
    assert {1} == {find_line(store, name, at)[0] for name in ("a", "b") for at in (1, 2)}


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("c2sp.org/tlog-proof@v1", "c2sp.org/tlog-proof@v2", "a proof starts with"),
        ("index 10", "index 010", "no plain number"),
        ("index 10", "place 10", "doesn't say the `index`"),
        ("\n\n", "\nAAAA\n\n", "hashes of 32 bytes"),
        ("extra ", "extra !", "no base64"),
    ],
)
def test_a_malformed_proof_says_why(old: str, new: str, why: str) -> None:
    """Every field in its one form."""
    with pytest.raises(ProofError, match=why):
        parse_proof(PROOF.replace(old, new, 1))


def test_what_is_proved_need_not_be_a_line() -> None:
    """Another log's entry is proved to be in it, and is still no line of a journal."""
    tree = tree_of(in_memory(1))
    raw = b"something else"
    tree.append(leaf_hash(raw))
    made = prove(tree, 1, sign_checkpoint(2, tree.root(2), KEY), raw)
    with pytest.raises(ProofError, match="is no line of a journal"):
        check_proof(made, [VERIFIER])


@pytest.mark.parametrize(
    "entries",
    [
        b'{"actor":"mallory","actor":"alice"}',
        b'{"actor": "alice"}',
        b'{"actor":"\\u0061lice"}',
        b'{"actor":"alice"},{"actor":"mallory"}',
        b"{},1,{}",
        b'{"n":1.0}',
        b'{"a":' + b"[" * 5_000 + b"]" * 5_000 + b"}",
        b'{"a":"\xff"}',
        b'{}],"more":[{}',
    ],
)
def test_a_line_that_two_could_read_in_two_ways_is_not_proved(entries: bytes) -> None:
    """Though whoever wrote it signed it: a proof is for those who don't trust the writer."""
    tree = tree_of(in_memory(1))
    said = b'{"durable":0,"entries":[%s],"prev":"%s","proposals":[["p",1]],"seq":1}'
    raw = said % (entries, tree.nodes(0, 0, 1).hex().encode())
    tree.append(leaf_hash(raw))
    made = prove(tree, 1, sign_checkpoint(2, tree.root(2), KEY), raw)
    with pytest.raises(ProofError, match=r"what was proved (is|doesn't)"):
        check_proof(str(made), [VERIFIER])


def test_many_proofs_are_checked_under_a_checkpoint_that_is_opened_once() -> None:
    """Each proves what it does with the checkpoint that it carries."""
    lines, opened = list(MANY.lines()), open_checkpoint(signed(MANY).note, [VERIFIER])
    for seq in (0, 7, 59):
        made = prove(TREE, seq, signed(MANY), lines[seq])
        assert check_proof_under(str(made), opened) == check_proof(made, [VERIFIER])
    bare = str(prove(TREE, 7, signed(MANY)))
    assert check_proof_under(bare, opened, lines[7]).line == lines[7]
    with pytest.raises(ProofError, match="give the line, too"):
        check_proof_under(bare, opened)


def test_a_proof_of_another_size_is_none_under_an_opened_checkpoint() -> None:
    """What it carries itself doesn't count."""
    lines, opened = list(MANY.lines()), open_checkpoint(signed(MANY).note, [VERIFIER])
    made = prove(TREE, 7, signed(MANY, 33), lines[7])
    assert check_proof(made, [VERIFIER]).seq == 7
    with pytest.raises(ProofError, match="not the one that the checkpoint vouches for"):
        check_proof_under(made, opened)


def test_a_checkpoint_that_was_only_read_proves_nothing() -> None:
    """Nobody has looked at its signature."""
    with pytest.raises(ProofError, match="open it with the keys"):
        check_proof_under(PROOF, parse_checkpoint(signed(STORE).note))


@given(st.binary(max_size=300))
def test_no_bytes_at_all_make_the_reader_fail_otherwise(raw: bytes) -> None:
    """Whatever is read, it is a proof or there is a reason."""
    assert not holds(raw)
    assert not holds(b"c2sp.org/tlog-proof@v1\nindex 0\n\n" + raw)


def test_a_signed_text_that_is_no_checkpoint_proves_nothing() -> None:
    """The key may have signed other notes."""
    head = PROOF.split("\n\n", maxsplit=1)[0]
    note = sign_note("yes\n", KEY)
    assert not holds(f"{head}\n\n{note}")


MANY = in_memory(60)
TREE = tree_of(MANY)
