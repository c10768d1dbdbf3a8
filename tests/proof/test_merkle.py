"""Tests of trees, their roots and both proofs, against published vectors and RFC 6962."""

import base64
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bylaw.engine.errors import ProofError
from bylaw.engine.proof import Frontier, Tree, is_extended, is_included, leaf_hash, tree_of
from bylaw.engine.proof.merkle import EMPTY

from .samples import in_memory
from .vectors import hashes, joined_vectors, vectors

TREE8 = vectors("rfc6962_tree8.json")
INPUTS = [bytes.fromhex(text) for text in TREE8["leaf_inputs_hex"]]
ROOTS = [bytes.fromhex(text) for text in TREE8["root_hashes_hex_by_size"]]
INCLUSION = joined_vectors("rfc6962_inclusion.jsonl")
CONSISTENCY = joined_vectors("rfc6962_consistency.jsonl")


def grown(leaves: list[bytes]) -> Tree:
    """A tree of leaf hashes."""
    tree = Tree()
    for leaf in leaves:
        tree.append(leaf)
    return tree


def defined(leaves: list[bytes]) -> bytes:
    """The root as RFC 6962, section 2.1, defines it."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << ((len(leaves) - 1).bit_length() - 1)
    return sha256(b"\1" + defined(leaves[:split]) + defined(leaves[split:])).digest()


def distinct(count: int) -> list[bytes]:
    """The hashes of so many leaves, each another."""
    return [leaf_hash(str(number).encode()) for number in range(count)]


def test_there_are_98_vectors_of_each_proof() -> None:
    """None was lost on the way here, and most of them must fail."""
    kept = [[vector["wantErr"] for _, vector in found] for found in (INCLUSION, CONSISTENCY)]
    assert [(len(wrong), sum(wrong)) for wrong in kept] == [(98, 92), (98, 92)]


@pytest.mark.parametrize(("name", "vector"), INCLUSION, ids=[name for name, _ in INCLUSION])
def test_an_inclusion_vector_ends_as_published(name: str, vector: dict[str, Any]) -> None:
    """transparency-dev/merkle, testdata/inclusion."""
    actual = is_included(
        vector["leafIdx"],
        vector["treeSize"],
        base64.b64decode(vector["leafHash"]),
        hashes(vector["proof"]),
        base64.b64decode(vector["root"]),
    )
    assert actual is not vector["wantErr"], name


@pytest.mark.parametrize(("name", "vector"), CONSISTENCY, ids=[name for name, _ in CONSISTENCY])
def test_a_consistency_vector_ends_as_published(name: str, vector: dict[str, Any]) -> None:
    """transparency-dev/merkle, testdata/consistency."""
    actual = is_extended(
        vector["size1"],
        vector["size2"],
        hashes(vector["proof"]),
        base64.b64decode(vector["root1"]),
        base64.b64decode(vector["root2"]),
    )
    assert actual is not vector["wantErr"], name


def test_the_classic_tree_has_the_published_nodes() -> None:
    """Every whole subtree of the eight leaves of Certificate Transparency's first tests."""
    tree = grown([leaf_hash(raw) for raw in INPUTS])
    expected = [b"".join(map(bytes.fromhex, row)) for row in TREE8["node_hashes_hex_by_level"]]
    assert expected == [tree.nodes(level, 0, 8 >> level) for level in range(4)]


@pytest.mark.parametrize("size", range(9))
def test_the_classic_tree_has_the_published_roots(size: int) -> None:
    """At every size, from the whole tree and from the frontier."""
    frontier = Frontier()
    for raw in INPUTS[:size]:
        frontier.append(leaf_hash(raw))
    tree = grown([leaf_hash(raw) for raw in INPUTS])
    assert (ROOTS[size], ROOTS[size]) == (tree.root(size), frontier.root())


def test_every_root_is_the_one_that_the_definition_gives() -> None:
    """Tree, frontier and definition agree at every size up to a few hundred."""
    leaves = distinct(300)
    tree, frontier = grown(leaves), Frontier()
    for size in range(301):
        assert defined(leaves[:size]) == tree.root(size) == frontier.root()
        if size < 300:
            frontier.append(leaves[size])


def test_every_inclusion_proof_holds_for_its_place_alone() -> None:
    """All places in all trees of up to 40 leaves, each tried at every other place."""
    leaves = distinct(40)
    tree = grown(leaves)
    for size in range(1, 41):
        root = tree.root(size)
        for index in range(size):
            path = tree.inclusion(index, size)
            holds = [is_included(at, size, leaves[index], path, root) for at in range(size)]
            assert [at == index for at in range(size)] == holds


def test_every_consistency_proof_holds_for_its_sizes_alone() -> None:
    """All pairs of sizes up to 40, each tried with every other older size."""
    tree = grown(distinct(40))
    for size in range(1, 41):
        for old in range(1, size + 1):
            path = tree.consistency(old, size)
            holds = [
                is_extended(at, size, path, tree.root(old), tree.root(size))
                for at in range(1, size + 1)
            ]
            assert [at == old for at in range(1, size + 1)] == holds


@given(st.integers(1, 5_000), st.data())
def test_a_proof_of_any_size_holds_until_a_byte_is_altered(size: int, data: st.DataObject) -> None:
    """Leaf, root, or any hash of the path: each byte counts."""
    tree = BIG
    index = data.draw(st.integers(0, size - 1))
    parts = [tree.nodes(0, index, index + 1), tree.root(size), *tree.inclusion(index, size)]
    assert is_included(index, size, parts[0], parts[2:], parts[1])
    place = data.draw(st.integers(0, len(parts) - 1))
    parts[place] = altered(parts[place], data)
    assert not is_included(index, size, parts[0], parts[2:], parts[1])


@given(st.integers(1, 5_000), st.data())
def test_a_consistency_proof_holds_until_a_byte_is_altered(size: int, data: st.DataObject) -> None:
    """Both roots, or any hash of the path: each byte counts."""
    old = data.draw(st.integers(1, size))
    parts = [BIG.root(old), BIG.root(size), *BIG.consistency(old, size)]
    assert is_extended(old, size, parts[2:], parts[0], parts[1])
    place = data.draw(st.integers(0, len(parts) - 1))
    parts[place] = altered(parts[place], data)
    assert not is_extended(old, size, parts[2:], parts[0], parts[1])


def altered(raw: bytes, data: st.DataObject) -> bytes:
    """The same bytes but one."""
    place = data.draw(st.integers(0, len(raw) - 1))
    other = raw[place] ^ data.draw(st.integers(1, 255))
    return raw[:place] + bytes([other]) + raw[place + 1 :]


def test_a_copied_frontier_grows_apart() -> None:
    """What is added to the one is not in the other."""
    one = Frontier()
    one.append(leaf_hash(b"a"))
    other = one.copy()
    other.append(leaf_hash(b"b"))
    assert (leaf_hash(b"a"), 1, 2) == (one.root(), one.size, other.size)


def test_an_empty_tree_has_the_hash_of_nothing() -> None:
    """RFC 6962, section 2.1."""
    assert EMPTY == Frontier().root() == Tree().root(0)


@pytest.mark.parametrize("size", [-1, 4])
def test_a_tree_has_no_root_of_more_than_it_holds(size: int) -> None:
    """It says how many lines there are."""
    with pytest.raises(ProofError, match="a tree of 3 lines has none of size"):
        grown(distinct(3)).root(size)


def test_what_isn_t_there_can_t_be_proved() -> None:
    """A place past the size, and a tree that begins with a larger one, or with nothing."""
    tree = grown(distinct(3))
    with pytest.raises(ProofError, match="line 2 is not among the first 2"):
        tree.inclusion(2, 2)
    for old in (0, 3):
        with pytest.raises(ProofError, match="2 lines can't be proved to begin with"):
            tree.consistency(old, 2)


BIG = grown(distinct(5_000))


def test_a_store_of_fewer_lines_has_no_such_tree() -> None:
    """It says how many there are."""
    with pytest.raises(ProofError, match="the journal has 3 lines, not 4"):
        tree_of(in_memory(3), 4)


def test_a_tree_has_no_nodes_above_its_root() -> None:
    """A level that it doesn't reach is empty."""
    assert grown(distinct(3)).nodes(2, 0, 1) == b""
