"""Tests of signatures, against the published edge cases."""

import subprocess
import sys
from typing import Any

import pytest

from bylaw.engine.errors import ProofError
from bylaw.engine.proof import VerifierKey, generate, verify
from bylaw.engine.proof.ed25519 import is_signed, new_seed, public_of, signature

from .samples import VERIFIER, in_memory, signed
from .vectors import vectors

CASES = [
    (group["publicKey"]["pk"], case)
    for group in vectors("wycheproof_ed25519_test.json")["testGroups"]
    for case in group["tests"]
]


def test_there_are_151_cases() -> None:
    """None was lost on the way here."""
    assert len(CASES) == 151


@pytest.mark.parametrize(("key", "case"), CASES, ids=[str(case["tcId"]) for _, case in CASES])
def test_a_wycheproof_case_ends_as_published(key: str, case: dict[str, Any]) -> None:
    """C2SP/wycheproof, testvectors_v1/ed25519_test.json."""
    message, signed_by = bytes.fromhex(case["msg"]), bytes.fromhex(case["sig"])
    expected = {"valid": True, "invalid": False}[case["result"]]
    assert expected is is_signed(bytes.fromhex(key), message, signed_by), case["comment"]


def test_a_signature_holds_for_its_message_and_key_alone() -> None:
    """What one key signs, another didn't, and nobody signed anything else."""
    seed, other = new_seed(), new_seed()
    made = signature(seed, b"yes")
    assert [
        is_signed(public_of(seed), b"yes", made),
        is_signed(public_of(seed), b"no", made),
        is_signed(public_of(other), b"yes", made),
    ] == [True, False, False]


def test_seeds_differ() -> None:
    """They are drawn at random."""
    assert new_seed() != new_seed()


def test_without_the_extra_the_error_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Making a key, signing, and checking each say so; a report isn't made to say `fail`."""
    made = signed(in_memory(3))
    monkeypatch.setitem(sys.modules, "cryptography", None)
    for attempt in (
        lambda: generate("example.org/x"),
        lambda: signed(in_memory(3)),
        lambda: verify(in_memory(3), [made.note], [VERIFIER]),
    ):
        with pytest.raises(ProofError, match=r"`pip install 'bylaw\[proof\]'`"):
            attempt()


def test_all_else_works_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """Trees, roots and the chain need no signatures, and neither do keys that are only read."""
    note, key = signed(in_memory(3)).note, str(VERIFIER)
    monkeypatch.setitem(sys.modules, "cryptography", None)
    assert verify(in_memory(3), [note]).verdict == "incomplete"
    assert str(VerifierKey.parse(key)) == key


def test_proofs_load_without_the_extra() -> None:
    """Importing the package imports no library: it is looked for when a signature is made."""
    program = "import sys, bylaw.engine.proof; print('cryptography' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout == "False\n"
