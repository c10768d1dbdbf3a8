"""Check what a bylaw journal proves, without bylaw: one file, to be read before it is run.

It needs Python 3.11 and the package ``cryptography``, writes nothing, and asks nobody anything::

    python checker.py KEY decision.tlog-proof                one decision, offline
    python checker.py KEY journal.jsonl checkpoint ...       a whole journal

KEY is the log's verifier key, ``name+id+base64``, or its file: get it from somewhere you trust. A
checkpoint is a file with one signed note, or with many (such as ``journal.jsonl.checkpoints``). The
status is 0 if all holds, 1 if something doesn't, 2 if a file is missing or it was called wrongly.

Each line is a leaf of a Merkle tree (RFC 6962): the hash of a leaf is SHA-256(0x00, line), that of
a node SHA-256(0x01, left, right). The root of the tree stands for all lines of the journal. A
checkpoint is a signed text of three lines: the log's name, how many lines, and their root. Whoever
has one computes the root anew, from the journal's lines, or from the one line in a proof and the
hashes on its way up, and compares. Formats: c2sp.org/signed-note, /tlog-checkpoint, /tlog-proof.
"""

import base64
import json
import re
import sys
from functools import reduce
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

HASH = 32
PROOF = re.compile(r"c2sp\.org/tlog-proof@v1\nextra (.*)\nindex (.*)((?:\n.+)*)\n\n((?s:.*))")
SIGNATURE = re.compile(r"— ([^\s+]+) (\S+)")
AFTER = re.compile(rb'\{"after":\{"file":("(?:[^"\\]|\\.)*")')


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
    except ValueError:
        raise DoesNotHold(f"`{text}` is no base64") from None
    require(base64.b64encode(raw).decode() == text, f"`{text}` is no plain base64")
    return raw


def number(text: str) -> int:
    """Read a whole number without leading zeros."""
    plain = re.fullmatch("0|[1-9][0-9]{0,18}", text)
    require(bool(plain) and int(text) < 2**63, f"`{text}` is no plain number")
    return int(text)


def node(left: bytes, right: bytes) -> bytes:
    """Hash two subtrees into one."""
    return sha256(b"\1" + left + right).digest()


def read_key(text: str) -> tuple[str, bytes, bytes]:
    """Give the name, id and public key of a verifier key: type 1 is Ed25519."""
    name, key_id, encoded = [*text.strip().split("+", 2), "", ""][:3]
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
    text, signed, signatures = body + "\n", False, tail[:-1].split("\n")
    require(len(signatures) <= 100, "more than 100 signatures")  # noqa: PLR2004 - C2SP's limit
    for line in signatures:
        found = SIGNATURE.fullmatch(line)
        raw = decoded(found[2]) if found else b""
        if not found or not raw[4:]:
            raise DoesNotHold(f"`{line}` is no signature line")
        if (found[1], raw[:4]) == (name, key_id):  # others may have signed, too: not ours to judge
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


def root_from_path(index: int, size: int, leaf: bytes, path: list[bytes]) -> bytes:
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
    found = PROOF.fullmatch(proof)
    if not found:
        raise DoesNotHold("it is no tlog-proof, version 1, that carries its line")
    line, index = decoded(found[1]), number(found[2])
    path = [decoded(step) for step in found[3].split("\n")[1:]]
    size, root = open_checkpoint(found[4], key)
    reached = root_from_path(index, size, sha256(b"\0" + line).digest(), path)
    require(reached == root, "the line is not one that was signed")
    return line


def lines_of(journal: Path) -> list[bytes]:
    """Give a journal's whole lines; a file that follows a sealed one begins by naming that."""
    files, names = [journal.read_bytes()], [journal.name]
    while before := AFTER.match(files[0]):
        names.append(json.loads(before[1]))
        require(names.count(names[-1]) == 1, "the files of the journal name each other in a circle")
        require(journal.with_name(names[-1]).is_file(), f"its sealed file `{names[-1]}` is missing")
        files.insert(0, journal.with_name(names[-1]).read_bytes())
    return [line for file in files for line in file.split(b"\n")[bool(AFTER.match(file)) : -1]]


def check_journal(journal: Path, notes: list[str], key: str) -> str:
    """Check a journal's chain, and its root at the size of every checkpoint."""
    wanted = [open_checkpoint(note, key) for note in notes]
    sizes = {size for size, _ in wanted}
    edge: list[bytes] = []  # the roots of whole subtrees, the largest first
    roots = {0: sha256(b"").digest()}
    count, link = 0, f'"prev":"{"0" * 64}"'.encode()
    for raw in lines_of(journal):
        require(link in raw, f"line {count + 1} lacks the hash of the line before it")
        subtree, place = sha256(b"\0" + raw).digest(), count
        link, count = f'"prev":"{subtree.hex()}"'.encode(), count + 1
        while place & 1:
            subtree, place = node(edge.pop(), subtree), place >> 1
        edge.append(subtree)
        if count in sizes:
            roots[count] = reduce(lambda right, left: node(left, right), reversed(edge))
    for size, root in wanted:
        require(size <= count, f"{size} lines were signed, and there are {count}")
        require(roots[size] == root, f"the first {size} lines are not those that were signed")
    require(any(sizes), "there is no signed line to compare with")
    return f"{count} lines, {max(sizes)} of them signed; checkpoints that hold: {len(wanted)}"


def shown(text: str) -> str:
    """Make text harmless to a terminal, and printable on any: what is odd in it is escaped."""
    safe = "".join(char if char.isprintable() else ascii(char)[1:-1] for char in text)
    return safe.encode(sys.stdout.encoding, "backslashreplace").decode(sys.stdout.encoding)


def main(arguments: list[str]) -> int:
    """Check what was asked for, say the outcome, and give the status to end with."""
    if not arguments[1:]:
        sys.stdout.write(__doc__ or "")
        return 2
    key, subject, *others = arguments
    try:
        key = key if "+" in key else Path(key).read_text()
        if others:
            notes: list[str] = []
            for other in others:
                parts = Path(other).read_bytes().decode().rstrip("\n").split("\n\n")
                notes += ["\n\n".join(parts[at : at + 2]) + "\n" for at in range(0, len(parts), 2)]
            said = check_journal(Path(subject), notes, key)
        else:
            line = check_proof(Path(subject).read_bytes().decode(), key)
            said = f"this line was signed\n{shown(line.decode())}"
        status, said = 0, f"holds: {said}"
    except (DoesNotHold, ValueError) as problem:
        status, said = 1, f"does not hold: {shown(str(problem))}"
    except OSError as problem:
        status, said = 2, f"could not tell: {shown(str(problem))}"
    sys.stdout.write(f"{said}\n")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
