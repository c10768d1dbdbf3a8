"""Tests of signed notes, against the specification's and others' examples."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bylaw.engine.errors import ProofError
from bylaw.engine.proof import VerifierKey, open_note, sign_note

from .samples import KEY, OTHER, VERIFIER
from .vectors import vectors

NOTES = vectors("signed_note_c2sp.json")
TEXT = "example.org/council\n17\nsomething\n"


def opens(note: str | bytes, *keys: VerifierKey) -> bool:
    """Whether a note is one that a key signed."""
    try:
        open_note(note, keys)
    except ProofError:
        return False
    return True


def test_there_are_16_notes() -> None:
    """None was lost on the way here; five of them hold."""
    assert (len(NOTES), sum(vector["valid"] for vector in NOTES)) == (16, 5)


@pytest.mark.parametrize("vector", NOTES, ids=[vector["name"] for vector in NOTES])
def test_a_published_note_ends_as_published(vector: dict[str, Any]) -> None:
    """C2SP signed-note, golang/mod sumdb/note, transparency-dev/formats."""
    assert vector["valid"] is opens(vector["note"], VerifierKey.parse(vector["vkey"]))


def test_what_was_signed_is_handed_out_with_who_signed() -> None:
    """The text ends in its line feed, and keys are named once."""
    opened = open_note(sign_note(TEXT, KEY), [OTHER.verifier(), VERIFIER])
    assert (opened.text, opened.signed_by) == (TEXT, (VERIFIER,))


def test_a_text_may_hold_blank_lines() -> None:
    """The last blank line is the one that counts."""
    text = "one\n\n— two\n\n"
    assert text == open_note(sign_note(text, KEY), [VERIFIER]).text


@pytest.mark.parametrize("text", ["", "no line feed", "control\x07\n", "\n"])
def test_what_no_note_can_hold_isn_t_signed(text: str) -> None:
    """The note would be read as another text, or as none."""
    with pytest.raises(ProofError):
        sign_note(text, KEY)


@pytest.mark.parametrize("place", [0, len(TEXT) + 4])
def test_half_of_a_surrogate_pair_is_in_no_note(place: int) -> None:
    """Text that was read with errors let through can't be signed, nor written to a file."""
    note = sign_note(TEXT, KEY)
    with pytest.raises(ProofError, match="no UTF-8"):
        open_note(note[:place] + "\udcff" + note[place:], [VERIFIER])


def test_a_text_that_ends_in_somebody_s_signature_is_not_signed() -> None:
    """The note would say less than was signed, and more have signed it than did."""
    with pytest.raises(ProofError, match="holds no signature lines"):
        sign_note(sign_note(TEXT, OTHER)[:-1], KEY)


def test_an_unknown_signature_beside_a_known_one_is_passed_over() -> None:
    """Witnesses sign, too, and logs change their keys."""
    mine, theirs = sign_note(TEXT, KEY), sign_note(TEXT, OTHER)
    both = mine + theirs.split("\n\n")[1]
    assert [(VERIFIER,), (OTHER.verifier(),)] == [
        open_note(both, [key]).signed_by for key in (VERIFIER, OTHER.verifier())
    ]


def test_a_false_signature_of_a_known_key_spoils_the_note() -> None:
    """Though another known key's holds."""
    mine, theirs = sign_note(TEXT, KEY), sign_note("something else\n", OTHER)
    with pytest.raises(ProofError, match="is not of this text"):
        open_note(mine + theirs.split("\n\n")[1], [VERIFIER, OTHER.verifier()])


def test_a_note_that_nobody_known_signed_says_so() -> None:
    """With the words that a user can act on."""
    with pytest.raises(ProofError, match="signed by none of the keys that were given"):
        open_note(sign_note(TEXT, KEY), [])


@pytest.mark.parametrize("place", range(len(sign_note(TEXT, KEY).encode())))
def test_no_byte_of_a_note_can_be_altered(place: int) -> None:
    """Each byte of text and signature line, its every bit."""
    raw = sign_note(TEXT, KEY).encode()
    for bit in range(8):
        other = raw[:place] + bytes([raw[place] ^ 1 << bit]) + raw[place + 1 :]
        assert not opens(other, VERIFIER)


@given(st.binary(max_size=200))
def test_no_bytes_at_all_make_the_reader_fail_otherwise(raw: bytes) -> None:
    """Whatever is read, it is a note or there is a reason."""
    assert not opens(raw, VERIFIER)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("— name", "a signature line is"),
        ("- name AAAAAAAAAAA=", "a signature line is"),
        ("— na+me AAAAAAAAAAA=", "a signature line is"),
        ("— na\u00a0me AAAAAAAAAAA=", "a signature line is"),
        ("— name AAAAAAAAAAB=", "one spelling"),
        ("— name AAAAA", "no base64"),
        ("— name AAAAAA==", "too short"),
    ],
)
def test_a_malformed_signature_line_spoils_the_note(line: str, why: str) -> None:
    """Even beside one that holds."""
    with pytest.raises(ProofError, match=why):
        open_note(sign_note(TEXT, KEY) + line + "\n", [VERIFIER])
