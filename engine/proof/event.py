"""The proof of one line in one small file, which anybody can check offline (C2SP tlog-proof).

The line itself travels in the proof's ``extra``: the format doesn't vouch for that field, but the
path does for this one, since it leads from the line's hash to the signed root.
"""

from collections.abc import Iterable, Mapping, Sequence

from attrs import field, frozen

from ..errors import ProofError
from ..journal import Store
from ..journal.canon import all_canonical
from ..journal.line import Pair, check, entries_of, skim
from ..journal.succession import Succession
from .checkpoint import Checkpoint, open_checkpoint, parse_checkpoint
from .keys import VerifierKey
from .merkle import HASH_SIZE, is_included, leaf_hash
from .text import base64_bytes, base64_text, number, utf8
from .tree import Tree

FIRST_LINE = "c2sp.org/tlog-proof@v1"

_LONGEST_PATH = 63


@frozen(kw_only=True)
class EventProof:
    """That a line stands in a journal: its place, the path to the root, and a checkpoint.

    ``str()`` of it is the ``.tlog-proof`` file.

    Attributes:
        index: the line's ``seq``.
        path: the hashes from the leaf's sibling up to the root's child.
        checkpoint: who vouches for the root; unchecked in a proof that was only read.
        extra: the line's bytes, or None if whoever checks has them.
    """

    index: int
    path: tuple[bytes, ...]
    checkpoint: Checkpoint
    extra: bytes | None = field(default=None)

    def __str__(self) -> str:
        extra = [] if self.extra is None else [f"extra {base64_text(self.extra)}"]
        path = map(base64_text, self.path)
        lines = (FIRST_LINE, *extra, f"index {self.index}", *path, "", self.checkpoint.note)
        return "\n".join(lines)

    def to_json(self) -> dict[str, object]:
        """Give it as plain data; the keys are always the same."""
        return {
            "index": self.index,
            "path": [step.hex() for step in self.path],
            "line": None if self.extra is None else self.extra.decode(errors="replace"),
            "checkpoint": self.checkpoint.to_json(),
        }


@frozen(kw_only=True)
class Proven:
    """A line that was proved to stand in a journal.

    Attributes:
        seq: its place.
        line: its bytes.
        proposals: whose its entries are, and which version each makes.
        entries: what they say.
        checkpoint: who vouches for it, with the keys that were checked.
    """

    seq: int
    line: bytes
    proposals: tuple[Pair, ...]
    entries: tuple[Mapping[str, object], ...]
    checkpoint: Checkpoint

    def __str__(self) -> str:
        names = ", ".join(f"{name} version {version}" for name, version in self.proposals)
        return (
            f"proved: {names or 'the header'} is in line {self.seq + 1} (seq {self.seq}) "
            f"of `{self.checkpoint.origin}`, among the first {self.checkpoint.size} lines"
        )

    def to_json(self) -> dict[str, object]:
        """Give it as plain data; the keys are always the same."""
        return {
            "seq": self.seq,
            "proposals": [list(pair) for pair in self.proposals],
            "entries": list(self.entries),
            "line": self.line.decode(),
            "checkpoint": self.checkpoint.to_json(),
        }


def find_line(store: Store, proposal: str, version: int | None = None) -> tuple[int, bytes]:
    """Give the place and the bytes of the line that made a version of a proposal: its last one.

    Raises:
        ProofError: there is no such version.
        Corrupt: a line on the way there is none, or doesn't follow from the one before.
        JournalError: the store can't be read.
    """
    newest = store.version(proposal)
    wanted = (proposal, newest if version is None else version)
    if not 1 <= wanted[1] <= newest:
        raise ProofError(f"`{proposal}` has no version {wanted[1]}: it is at {newest}")
    lines = Succession()
    for raw in store.lines():
        if wanted in lines.add(raw, strictly=False).pairs:
            return lines.head.seq, raw
    raise ProofError(f"no line makes version {wanted[1]} of `{proposal}`")


def prove(tree: Tree, seq: int, checkpoint: Checkpoint, line: bytes | None = None) -> EventProof:
    """Prove that a line is among those that a checkpoint covers.

    Give the ``line`` to put it into the proof; without, whoever checks needs it from elsewhere.

    Raises:
        ProofError: the checkpoint doesn't cover the line, or is not of this tree; or the line that
            was given isn't the one that stands there.
    """
    if seq >= checkpoint.size:
        raise ProofError(
            f"line {seq + 1} is not among the first {checkpoint.size}, which are signed: "
            "make a checkpoint first"
        )
    path = tree.inclusion(seq, checkpoint.size)
    if not is_included(seq, checkpoint.size, tree.nodes(0, seq, seq + 1), path, checkpoint.root):
        raise ProofError("the checkpoint is not of this journal")
    if line is not None and leaf_hash(line) != tree.nodes(0, seq, seq + 1):
        raise ProofError(f"the line given is not line {seq + 1}")
    return EventProof(index=seq, path=path, checkpoint=checkpoint, extra=line)


def parse_proof(raw: str | bytes) -> EventProof:
    """Read a proof, believing none of it.

    Raises:
        ProofError: it is none.
    """
    place, note = _parts(raw)
    return EventProof(
        index=place.index, path=place.path, checkpoint=parse_checkpoint(note), extra=place.extra
    )


def check_proof(
    proof: EventProof | str | bytes, keys: Iterable[VerifierKey], line: bytes | None = None
) -> Proven:
    """Check that a known key vouches for a line: the one given, or the one in the proof.

    Raises:
        ProofError: it doesn't, or there is no line, or no line of a journal.
    """
    place, note = _parts(proof)
    return _proven(place, open_checkpoint(note, keys), line)


def check_proof_under(
    proof: EventProof | str | bytes, checkpoint: Checkpoint, line: bytes | None = None
) -> Proven:
    """Check a proof under a checkpoint that was opened, whatever the one in it says.

    For many proofs under one checkpoint: its signature, which takes most of the time, is checked
    once, by ``open_checkpoint``.

    Raises:
        ProofError: the checkpoint was only read; or see ``check_proof``.
    """
    if not checkpoint.signed_by:
        raise ProofError("nobody has checked the checkpoint's signature: open it with the keys")
    place, _ = _parts(proof)
    return _proven(place, checkpoint, line)


@frozen
class _Place:
    """Where a line is said to stand: what a proof holds beside a checkpoint."""

    index: int
    path: tuple[bytes, ...]
    extra: bytes | None


def _parts(proof: EventProof | str | bytes) -> tuple[_Place, str]:
    """Take a proof apart, into what it says and its note."""
    if isinstance(proof, EventProof):
        return _Place(proof.index, proof.path, proof.extra), proof.checkpoint.note
    head, blank, note = utf8("the proof", proof).partition("\n\n")
    first, *lines = head.split("\n")
    if first != FIRST_LINE or not blank:
        raise ProofError(f"a proof starts with `{FIRST_LINE}` and ends with a checkpoint")
    extra = None
    if lines and lines[0].startswith("extra "):
        extra = base64_bytes("the proof's `extra`", lines.pop(0).removeprefix("extra "))
    if not lines or not lines[0].startswith("index "):
        raise ProofError("the proof doesn't say the `index` of its line")
    index = number("the proof's `index`", lines.pop(0).removeprefix("index "))
    path = tuple(base64_bytes("a hash of the proof", line) for line in lines)
    if len(path) > _LONGEST_PATH or any(len(step) != HASH_SIZE for step in path):
        raise ProofError(f"a proof has at most {_LONGEST_PATH} hashes of {HASH_SIZE} bytes")
    return _Place(index, path, extra), note


def _proven(place: _Place, checkpoint: Checkpoint, line: bytes | None) -> Proven:
    raw = place.extra if line is None else line
    if raw is None:
        raise ProofError("the proof doesn't hold its line: give the line, too")
    if place.extra is not None and place.extra != raw:
        raise ProofError("the line given is not the one in the proof")
    if not is_included(place.index, checkpoint.size, leaf_hash(raw), place.path, checkpoint.root):
        raise ProofError("the line is not the one that the checkpoint vouches for")
    pairs, entries = _content(raw)
    return Proven(
        seq=place.index, line=raw, proposals=pairs, entries=tuple(entries), checkpoint=checkpoint
    )


def _content(raw: bytes) -> tuple[tuple[Pair, ...], Sequence[Mapping[str, object]]]:
    """Read a line in its one canonical form: whoever signed it is not trusted with another."""
    try:
        frame = skim(raw) if all_canonical([raw]) else check(raw)
        return frame.pairs, entries_of(raw)
    except ValueError as error:
        raise ProofError(f"what was proved {error}") from None
