"""Tests of checkpoints, against published ones and a whole log of Tessera's."""

from hashlib import sha256

import pytest

from bylaw.engine.errors import ProofError
from bylaw.engine.proof import (
    VerifierKey,
    open_checkpoint,
    parse_checkpoint,
    sign_checkpoint,
    sign_note,
)
from bylaw.engine.proof.checkpoint import parse_claim

from .samples import KEY, OTHER, VERIFIER
from .vectors import VECTORS, vectors

BODIES = vectors("checkpoint_body_go.json")
ROOT = sha256(b"root").digest()
TESSERA = VECTORS / "tessera_testdata_log"
GO_ORIGIN = "go.sum database tree"


def is_of(origin: str, body: str) -> bool:
    """Whether a body is a checkpoint of a log."""
    try:
        return parse_claim(body).origin == origin
    except ProofError:
        return False


@pytest.mark.parametrize("good", BODIES["good"])
def test_a_published_body_reads_as_published(good: dict[str, str | int]) -> None:
    """golang/mod sumdb/tlog/note_test.go: the root is the record's leaf hash."""
    claim = parse_claim(str(good["body"]))
    root = sha256(b"\0" + str(good["record"]).encode()).digest()
    assert (good["origin"], good["size"], root) == (claim.origin, claim.size, claim.root)
    assert good["body"] == str(claim)


@pytest.mark.parametrize("bad", BODIES["bad"])
def test_a_published_bad_body_is_not_one_of_that_log(bad: str) -> None:
    """golang/mod sumdb/tlog/note_test.go: another origin, a size in hex, too long a root."""
    assert not is_of(GO_ORIGIN, bad)


@pytest.mark.parametrize("size", range(16))
def test_tessera_s_checkpoints_open(size: int) -> None:
    """Signed by another implementation: sizes 0 to 15."""
    key = VerifierKey.parse((TESSERA / "vkey.txt").read_text(encoding="utf-8"))
    found = open_checkpoint((TESSERA / f"checkpoint.{size}").read_bytes(), [key])
    assert ("example.com/log/testdata", size, (key,)) == (found.origin, found.size, found.signed_by)


def test_a_checkpoint_reads_what_was_signed() -> None:
    """Note, size, root and signer."""
    made = sign_checkpoint(17, ROOT, KEY)
    assert made == open_checkpoint(made.note, [OTHER.verifier(), VERIFIER])
    assert (made.size, made.root, made.signed_by) == (17, ROOT, (VERIFIER,))


def test_a_checkpoint_that_is_only_read_is_signed_by_nobody() -> None:
    """Until somebody checks."""
    assert parse_checkpoint(sign_checkpoint(17, ROOT, KEY).note).signed_by == ()


def test_a_checkpoint_tells_itself() -> None:
    """As the note, and as data."""
    made = sign_checkpoint(17, ROOT, KEY)
    assert str(made) == made.note
    assert made.to_json() == {
        "origin": "example.org/council",
        "size": 17,
        "root": ROOT.hex(),
        "note": made.note,
        "signed_by": [str(VERIFIER)],
    }


def test_a_checkpoint_takes_about_190_bytes() -> None:
    """All of them can be kept."""
    assert len(sign_checkpoint(10**5, ROOT, KEY).note.encode()) < 200


def test_a_key_vouches_for_the_log_of_its_name_alone() -> None:
    """Else a proof from one log would pass for another's that has the same key."""
    claim = str(parse_claim(f"example.org/other\n{17}\n" + "A" * 43 + "=\n"))
    with pytest.raises(ProofError, match=r"is for `example\.org/other`, and the key"):
        open_checkpoint(sign_note(claim, KEY), [VERIFIER])


def test_lines_that_others_add_are_read_over() -> None:
    """The format allows extension lines, though it advises against them."""
    text = f"example.org/council\n17\n{'A' * 43}=\nmore\n"
    assert open_checkpoint(sign_note(text, KEY), [VERIFIER]).size == 17


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("example.org/council\n17\n", "has an origin, a size and a root"),
        ("\n17\nAAAA\n", "has an origin, a size and a root"),
        (f"o\n017\n{'A' * 43}=\n", "size is no plain number"),
        (f"o\n-1\n{'A' * 43}=\n", "size is no plain number"),
        (f"o\n\u0661\n{'A' * 43}=\n", "size is no plain number"),
        (f"o\n{2**63}\n{'A' * 43}=\n", "size is no plain number"),
        (f"o\n{'9' * 5000}\n{'A' * 43}=\n", "size is no plain number"),
        ("o\n1\nAAAA\n", "root has 3 bytes, not 32"),
        (f"o\n1\n{'A' * 42}B=\n", "one spelling"),
        (f"o\n1\n{'A' * 43}=", "has an origin, a size and a root"),
        (f"o\n1\n{'A' * 43}=\n\nx\n", "has an origin, a size and a root"),
    ],
)
def test_what_is_no_checkpoint_says_why(text: str, why: str) -> None:
    """Every field in its one spelling."""
    with pytest.raises(ProofError, match=why):
        parse_claim(text)
