"""Signed notes: text, a blank line, and a line for each signature (C2SP signed-note).

::

    example.org/council
    17
    CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

    — example.org/council Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/…

The text means nothing until a known key's signature of it holds: ``open_note`` alone hands it out.
"""

import re
from collections.abc import Iterable

from attrs import frozen

from ..errors import ProofError
from .ed25519 import is_signed, signature
from .keys import SignerKey, VerifierKey
from .text import base64_bytes, base64_text, utf8

MOST_SIGNATURES = 100
"""In one note, as golang.org/x/mod/sumdb/note has it; the specification asks for 16 at least."""

_SIGNATURE = re.compile(r"— ([^ +]+) ([A-Za-z0-9+/]+={0,2})")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_ID_SIZE = 4


@frozen(kw_only=True)
class Signature:
    """A signature as a note carries it, checked or not."""

    name: str
    key_id: bytes
    signed: bytes


@frozen(kw_only=True)
class Note:
    """A note's text, which ends in a line feed, and its signatures, none of them checked yet."""

    text: str
    signatures: tuple[Signature, ...]


@frozen(kw_only=True)
class OpenedNote:
    """A note's text, and the known keys that signed it: at least one."""

    text: str
    signed_by: tuple[VerifierKey, ...]


def sign_note(text: str, key: SignerKey) -> str:
    """Give the note that a key makes of a text.

    Raises:
        ProofError: a note can't hold the text, or ``cryptography`` is not installed.
    """
    signed = key.verifier().id + signature(key.seed, text.encode())
    note = f"{text}\n— {key.name} {base64_text(signed)}\n"
    if parse_note(note).text != text:
        raise ProofError("a note's text ends in a line feed and holds no signature lines")
    return note


def parse_note(raw: str | bytes) -> Note:
    """Take a note apart, believing none of it.

    Raises:
        ProofError: it is no note.
    """
    note = utf8("the note", raw)
    if _CONTROL.search(note):
        raise ProofError("the note holds control characters")
    body, blank, tail = note.rpartition("\n\n")
    if not blank or not body or not tail.endswith("\n"):
        raise ProofError("a note is text, a blank line and signature lines, each with a line feed")
    lines = tail[:-1].split("\n")
    if len(lines) > MOST_SIGNATURES:
        raise ProofError(f"the note has more than {MOST_SIGNATURES} signatures")
    return Note(text=body + "\n", signatures=tuple(map(_signature, lines)))


def open_note(raw: str | bytes, keys: Iterable[VerifierKey]) -> OpenedNote:
    """Give a note's text once a known key has signed it.

    Signatures of unknown keys are passed over; one of a known key that fails spoils the note.

    Raises:
        ProofError: it is no note, or no known key has signed it, or a signature of one is wrong.
    """
    note = parse_note(raw)
    known = {(key.name, key.id): key for key in keys}
    signers: dict[VerifierKey, None] = {}
    for found in note.signatures:
        key = known.get((found.name, found.key_id))
        if key is not None:
            if not is_signed(key.public, note.text.encode(), found.signed):
                raise ProofError(f"the signature by `{key.name}` is not of this text")
            signers[key] = None
    if not signers:
        raise ProofError("the note is signed by none of the keys that were given")
    return OpenedNote(text=note.text, signed_by=tuple(signers))


def _signature(line: str) -> Signature:
    found = _SIGNATURE.fullmatch(line)
    if found is None or any(map(str.isspace, found[1])):
        raise ProofError("a signature line is `— name base64`")
    raw = base64_bytes("a signature", found[2])
    if len(raw) <= _ID_SIZE:
        raise ProofError("a signature is too short to be one")
    return Signature(name=found[1], key_id=raw[:_ID_SIZE], signed=raw[_ID_SIZE:])
