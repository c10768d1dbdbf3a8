"""Check what a bylaw journal proves, without bylaw: one file, to be read before it is run.

It needs Python 3.11 and the package ``cryptography``, writes nothing, and asks nobody anything::

    python checker.py KEY decision.tlog-proof                one decision, offline
    python checker.py KEY journal.jsonl checkpoint ...       a whole journal

KEY is the log's verifier key, ``name+id+base64``: get it from somewhere you trust. Each checkpoint
is a file with one signed note, or with many (such as ``journal.jsonl.checkpoints``).

It ends with status 0 if all holds, 1 if something doesn't, 2 if it was called wrongly.

Each line is a leaf of a Merkle tree (RFC 6962): the hash of a leaf is SHA-256(0x00, line), that of
a node SHA-256(0x01, left, right). The root of the tree stands for all lines of the journal. A
checkpoint is a signed text of three lines: the log's name, how many lines, and their root. So

- whoever has a checkpoint and the journal can compute the root from the lines and compare; and
- whoever has a checkpoint and a proof can compute it from one line and the hashes on its way up.

Formats: c2sp.org/signed-note, c2sp.org/tlog-checkpoint, c2sp.org/tlog-proof.
"""

import base64
import binascii
import sys
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

PROOF = "c2sp.org/tlog-proof@v1"
HASH = 32
MOST_DIGITS = 19


class DoesNotHold(Exception):  # noqa: N818 - it is the verdict
    """What was to be proved isn't."""


def require(holds: bool, otherwise: str) -> None:
    """Stop with a reason unless something holds."""
    if not holds:
        raise DoesNotHold(otherwise)


def decoded(text: str) -> bytes:
    """Read base64, in its one spelling: no byte of a file may be altered unseen."""
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise DoesNotHold(f"`{text}` is no base64") from None
    require(base64.b64encode(raw).decode() == text, f"`{text}` is no plain base64")
    return raw


def number(text: str) -> int:
    """Read a whole number without leading zeros."""
    short = text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS
    require(short and str(int(text)) == text, f"`{text}` is no plain number")
    return int(text)


def node(left: bytes, right: bytes) -> bytes:
    """Hash two subtrees into one."""
    return sha256(b"\1" + left + right).digest()


def read_key(text: str) -> tuple[str, bytes, bytes]:
    """Give the name, id and public key of a verifier key: type 1 is Ed25519."""
    name, _, rest = text.strip().partition("+")
    key_id, _, encoded = rest.partition("+")
    raw = decoded(encoded)
    require(raw[:1] == b"\1" and len(raw) == 1 + HASH, "the key is not one of Ed25519")
    own = sha256(name.encode() + b"\n" + raw).digest()[:4]
    require(bool(name) and own.hex() == key_id, "the key's id is not its own")
    return name, own, raw[1:]


def open_checkpoint(note: str, key: str) -> tuple[int, bytes]:
    """Check a checkpoint's signature by the key, and give its size and root."""
    name, key_id, public = read_key(key)
    require(all(char >= " " or char == "\n" for char in note), "control characters in a note")
    body, blank, tail = note.rpartition("\n\n")
    require(bool(blank) and tail.endswith("\n"), "a note is text, a blank line and signatures")
    text, signed = body + "\n", False
    for line in tail[:-1].split("\n"):
        dash, _, rest = line.partition(" ")
        signer, _, encoded = rest.partition(" ")
        require(dash == "—" and bool(signer), f"`{line}` is no signature line")
        raw = decoded(encoded)
        if (signer, raw[:4]) == (name, key_id):  # others may have signed, too: not ours to judge
            try:
                Ed25519PublicKey.from_public_bytes(public).verify(raw[4:], text.encode())
            except InvalidSignature:
                raise DoesNotHold(f"the signature by {name} is not of this text") from None
            signed = True
    require(signed, f"no signature by {name} {key_id.hex()}")
    lines = body.split("\n")
    require(all(lines) and bool(lines[2:]), "a checkpoint has an origin, a size and a root")
    origin, size, root = lines[0], number(lines[1]), decoded(lines[2])
    require(origin == name and len(root) == HASH, f"it is for `{origin}`, or its root no SHA-256")
    return size, root


def root_from_path(index: int, size: int, leaf: bytes, path: Sequence[bytes]) -> bytes:
    """Climb from a leaf to the root of a tree: RFC 9162, section 2.1.3.2."""
    require(index < size, f"line {index} is not among the first {size}")
    at, last, reached, steps = index, size - 1, leaf, list(path)
    while last:
        if at & 1 or at < last:  # else it ends its level alone, and stands for itself one up
            require(bool(steps), "the proof is too short")
            step = steps.pop(0)
            require(len(step) == HASH, "a step of the proof is no SHA-256")
            reached = node(step, reached) if at & 1 else node(reached, step)
        at, last = at >> 1, last >> 1
    require(not steps, "the proof is too long")
    return reached


def check_proof(proof: str, key: str) -> bytes:
    """Check a proof that carries its line, and give the line."""
    head, _, note = proof.partition("\n\n")
    first, *lines = head.split("\n")
    require(first == PROOF, f"a proof starts with {PROOF}")
    require(lines[:1] != [] and lines[0].startswith("extra "), "the proof doesn't carry its line")
    require(lines[1:2] != [] and lines[1].startswith("index "), "the proof doesn't say its index")
    line = decoded(lines[0].removeprefix("extra "))
    index = number(lines[1].removeprefix("index "))
    size, root = open_checkpoint(note, key)
    path = [decoded(step) for step in lines[2:]]
    reached = root_from_path(index, size, sha256(b"\0" + line).digest(), path)
    require(reached == root, "the line is not one that was signed")
    return line


def lines_of(journal: Path) -> list[bytes]:
    """Give a journal's lines; a file that follows a sealed one begins by naming that."""
    lines = journal.read_bytes().split(b"\n")[:-1]  # what follows the last line feed is torn
    if not lines or not lines[0].startswith(b'{"after":{"file":"'):
        return lines
    before = lines[0].split(b'"')[5].decode()
    return lines_of(journal.with_name(before)) + lines[1:]


def check_journal(journal: Path, notes: Sequence[str], key: str) -> str:
    """Check a journal's chain, and its root at the size of every checkpoint."""
    wanted = [open_checkpoint(note, key) for note in notes]
    require(bool(wanted), "there is no checkpoint to compare with")
    sizes = {size for size, _ in wanted}
    edge: list[bytes] = []  # the roots of whole subtrees, the largest first
    roots = {0: sha256(b"").digest()}
    count, previous = 0, "0" * 64
    for raw in lines_of(journal):
        chained = f'"prev":"{previous}"'.encode() in raw
        require(chained, f"line {count + 1} lacks the hash of the line before it")
        subtree, place = sha256(b"\0" + raw).digest(), count
        previous, count = subtree.hex(), count + 1
        while place & 1:
            subtree, place = node(edge.pop(), subtree), place >> 1
        edge.append(subtree)
        if count in sizes:
            root = edge[-1]
            for left in edge[-2::-1]:
                root = node(left, root)
            roots[count] = root
    for size, root in wanted:
        require(size <= count, f"{size} lines were signed, and there are {count}")
        require(roots[size] == root, f"the first {size} lines are not those that were signed")
    most = max(sizes)
    return f"{count} lines, of which the first {most} are signed; {len(wanted)} checkpoints hold"


def main(arguments: Sequence[str]) -> int:
    """Check what was asked for, say the outcome, and give the status to end with."""
    if not arguments[1:]:
        sys.stdout.write(__doc__ or "")
        return 2
    key, subject, *others = arguments
    try:
        if not others:
            line = check_proof(Path(subject).read_bytes().decode(), key)
            sys.stdout.write(f"holds: this line was signed\n{line.decode()}\n")
        else:
            notes: list[str] = []
            for other in others:
                parts = Path(other).read_bytes().decode().rstrip("\n").split("\n\n")
                require(len(parts) % 2 == 0, f"`{other}` ends inside a note")
                pairs = zip(parts[::2], parts[1::2], strict=True)
                notes += [f"{text}\n\n{signatures}\n" for text, signatures in pairs]
            sys.stdout.write(f"holds: {check_journal(Path(subject), notes, key)}\n")
    except (DoesNotHold, OSError, ValueError, RecursionError) as problem:
        sys.stdout.write(f"does not hold: {problem}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
