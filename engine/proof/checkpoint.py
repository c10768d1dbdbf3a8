"""Checkpoints: so many lines, this root, signed (C2SP tlog-checkpoint)."""

from collections.abc import Iterable

from attrs import field, frozen

from ..errors import ProofError
from .keys import SignerKey, VerifierKey
from .merkle import HASH_SIZE
from .note import open_note, parse_note, sign_note
from .text import base64_bytes, base64_text, number

_LEAST_LINES = 3


@frozen(kw_only=True)
class Checkpoint:
    """What a log's key vouches for: its first ``size`` lines are those with this ``root``.

    Attributes:
        origin: the log's name, which is the name of its key.
        size: how many lines are covered.
        root: the RFC 6962 root over them, 32 bytes.
        note: the signed note itself, as it is kept, sent and published.
        signed_by: the keys whose signatures were checked; none if nobody has checked yet.
    """

    origin: str
    size: int
    root: bytes
    note: str
    signed_by: tuple[VerifierKey, ...] = field(default=())

    def __str__(self) -> str:
        return self.note

    def to_json(self) -> dict[str, object]:
        """Give it as plain data; the keys are always the same."""
        return {
            "origin": self.origin,
            "size": self.size,
            "root": self.root.hex(),
            "note": self.note,
            "signed_by": [str(key) for key in self.signed_by],
        }


@frozen
class Claim:
    """The text of a checkpoint, whoever says it."""

    origin: str
    size: int
    root: bytes

    def __str__(self) -> str:
        return f"{self.origin}\n{self.size}\n{base64_text(self.root)}\n"


def sign_checkpoint(size: int, root: bytes, key: SignerKey) -> Checkpoint:
    """Vouch with a key for the first ``size`` lines of the log that it is for.

    It is a ``Checkpointer`` that sees to it that nothing else was signed before.

    Raises:
        ProofError: ``cryptography`` is not installed.
    """
    note = sign_note(str(Claim(key.name, size, root)), key)
    return Checkpoint(origin=key.name, size=size, root=root, note=note, signed_by=(key.verifier(),))


def open_checkpoint(raw: str | bytes, keys: Iterable[VerifierKey]) -> Checkpoint:
    """Read a checkpoint that a known key has signed, for the log of its own name.

    Raises:
        ProofError: it is none, or no key that was given vouches for it.
    """
    note = open_note(raw, keys)
    claim = parse_claim(note.text)
    signers = tuple(key for key in note.signed_by if key.name == claim.origin)
    if not signers:
        raise ProofError(
            f"the checkpoint is for `{claim.origin}`, and the key that signed it for "
            f"`{note.signed_by[0].name}`"
        )
    return _checkpoint(claim, raw, signers)


def parse_checkpoint(raw: str | bytes) -> Checkpoint:
    """Read a checkpoint, believing none of it.

    Raises:
        ProofError: it is none.
    """
    return _checkpoint(parse_claim(parse_note(raw).text), raw, ())


def parse_claim(text: str) -> Claim:
    """Read the text of a checkpoint: origin, size, root, and lines that others may have added.

    Raises:
        ProofError: it is none.
    """
    lines = text.split("\n")
    if lines.pop() or len(lines) < _LEAST_LINES or not all(lines):
        raise ProofError("a checkpoint has an origin, a size and a root, each in a line")
    root = base64_bytes("the checkpoint's root", lines[2])
    if len(root) != HASH_SIZE:
        raise ProofError(f"the checkpoint's root has {len(root)} bytes, not {HASH_SIZE}")
    return Claim(lines[0], number("the checkpoint's size", lines[1]), root)


def _checkpoint(claim: Claim, raw: str | bytes, signers: tuple[VerifierKey, ...]) -> Checkpoint:
    return Checkpoint(
        origin=claim.origin,
        size=claim.size,
        root=claim.root,
        note=raw if isinstance(raw, str) else raw.decode(),
        signed_by=signers,
    )
