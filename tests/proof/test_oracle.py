"""Tests against an implementation that shares no code with ours: metamorphic-log, in Rust."""

import base64
from collections.abc import Callable
from typing import Any

import metamorphic_log as oracle  # type: ignore[import-untyped]  # it has no types
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bylaw.engine.proof import leaf_hash, tree_of

from .samples import OTHER, VERIFIER, in_memory, signed
from .vectors import hashes, joined_vectors, vectors

STORE = in_memory(60)
LINES = list(STORE.lines())
TREE = tree_of(STORE)
KEYS = [str(VERIFIER)]
REWRITTEN = in_memory(60, identity="another")


def agrees(check: Callable[..., object], *arguments: object) -> bool:
    """Whether the oracle finds that something holds."""
    try:
        check(*arguments)
    except oracle.VerifyError.Verification:
        return False
    return True


@pytest.mark.parametrize(("name", "vector"), joined_vectors("rfc6962_inclusion.jsonl"))
def test_the_oracle_knows_its_inclusion_proofs(name: str, vector: dict[str, Any]) -> None:
    """It ends all 98 vectors as published, so that its word counts below."""
    found = agrees(
        oracle.verify_inclusion,
        vector["leafIdx"],
        vector["treeSize"],
        base64.b64decode(vector["leafHash"]),
        list(hashes(vector["proof"])),
        base64.b64decode(vector["root"]),
    )
    assert found is not vector["wantErr"], name


def test_the_oracle_knows_its_consistency_proofs() -> None:
    """It ends 97 of 98 vectors as published; on the other one it is stricter."""
    wrong = [
        (name, vector["wantErr"])
        for name, vector in joined_vectors("rfc6962_consistency.jsonl")
        if agrees(
            oracle.verify_consistency,
            vector["size1"],
            vector["size2"],
            list(hashes(vector["proof"])),
            base64.b64decode(vector["root1"]),
            base64.b64decode(vector["root2"]),
        )
        is vector["wantErr"]
    ]
    assert [want_error for _, want_error in wrong] == [False]


@pytest.mark.parametrize(
    "vector", vectors("signed_note_c2sp.json"), ids=lambda found: found["name"]
)
def test_the_oracle_knows_its_notes(vector: dict[str, Any]) -> None:
    """All 16."""
    found = agrees(oracle.verify_signed_note, vector["note"], [vector["vkey"]])
    assert vector["valid"] is found


@pytest.mark.parametrize("size", range(1, 61))
def test_the_oracle_verifies_our_checkpoints(size: int) -> None:
    """It reads the size and root that we wrote."""
    head = oracle.checkpoint_verify(signed(STORE, size).note, KEYS)
    assert (size, TREE.root(size)) == (head.size, head.root)


@pytest.mark.parametrize("place", range(len(signed(STORE).note)))
def test_the_oracle_rejects_our_checkpoints_once_altered(place: int) -> None:
    """As we do, at every character."""
    note = signed(STORE).note
    altered = note[:place] + chr(ord(note[place]) ^ 1) + note[place + 1 :]
    assert not agrees(oracle.checkpoint_verify, altered, KEYS)


def test_the_oracle_rejects_another_key() -> None:
    """Of the same name."""
    assert not agrees(oracle.checkpoint_verify, signed(STORE, key=OTHER).note, KEYS)


@given(st.integers(1, 60), st.data())
def test_the_oracle_verifies_our_inclusion_proofs(size: int, data: st.DataObject) -> None:
    """Of any line at any size; of another line's hash it says no."""
    seq = data.draw(st.integers(0, size - 1))
    note, path = signed(STORE, size).note, list(TREE.inclusion(seq, size))
    check = oracle.checkpoint_verify_inclusion
    assert agrees(check, note, KEYS, seq, leaf_hash(LINES[seq]), path)
    assert not agrees(check, note, KEYS, seq, leaf_hash(LINES[seq] + b" "), path)


@given(st.integers(1, 60), st.data())
def test_the_oracle_verifies_our_consistency_proofs(size: int, data: st.DataObject) -> None:
    """Between any two checkpoints; between a rewritten one and ours it says no."""
    old = data.draw(st.integers(1, size))
    path, new = list(TREE.consistency(old, size)), signed(STORE, size).note
    check = oracle.checkpoint_verify_consistency
    assert agrees(check, signed(STORE, old).note, new, KEYS, path)
    assert not agrees(check, signed(REWRITTEN, old).note, new, KEYS, path)
