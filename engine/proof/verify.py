"""Verification: hold a journal's bytes against themselves and against every checkpoint given.

It reads and changes nothing, and goes on after the first fault, to tell which checkpoints still
hold: what was signed before the fault stays proved. The root at a checkpoint's size is made anew
from the lines, which shows more than a consistency proof could.
"""

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import islice
from typing import Literal, cast

from attrs import field, frozen

from ..errors import Corrupt, JournalError, ProofError
from ..journal import Store
from ..journal.canon import all_canonical
from ..journal.line import check, corrupt, header
from ..journal.succession import Succession
from .attacks import Attack, Evidence, attacks
from .checkpoint import Checkpoint, open_checkpoint, parse_checkpoint
from .ed25519 import require_library
from .kept import KeptFile, kept_path
from .keys import VerifierKey
from .lines import lines_in, lines_of
from .merkle import EMPTY, Frontier

Verdict = Literal["pass", "fail", "incomplete"]

_AT_ONCE = 200
"""Lines whose form is checked together, which takes a fraction of the time."""


@frozen
class Held:
    """A checkpoint that a journal was held against.

    Attributes:
        name: where it is from, in words.
        size: how many lines it covers; None if it can't be read.
        apart: whether it was kept elsewhere than beside the journal.
        signed_by: the names of the keys whose signatures hold.
        trouble: why it doesn't hold, or empty.
    """

    name: str
    size: int | None = field(kw_only=True)
    apart: bool = field(kw_only=True)
    signed_by: tuple[str, ...] = field(kw_only=True)
    trouble: str = field(kw_only=True)

    @property
    def sound(self) -> bool:
        """Whether a known key signed at least one line by it, and all are as they were signed."""
        return bool(self.size and self.signed_by) and not self.trouble

    def __str__(self) -> str:
        if self.trouble:
            return f"{self.name}: {self.trouble}"
        by = "signed by " + ", ".join(self.signed_by) if self.signed_by else "signature not checked"
        return f"{self.name}: {self.size} lines, the same root, {by}"

    def to_json(self) -> dict[str, object]:
        """Give it as plain data; the keys are always the same."""
        return {
            "name": self.name,
            "size": self.size,
            "apart": self.apart,
            "signed_by": list(self.signed_by),
            "trouble": self.trouble or None,
        }


@frozen(kw_only=True)
class Report:
    """What verification found; true if nothing is wrong and something signed was compared.

    Attributes:
        journal: the identity in the journal's header, empty if that can't be read.
        lines: how many whole lines there are.
        entries: how many entries are in those before the first fault.
        root: the RFC 6962 root over all lines.
        strictly: whether every line was held to its one canonical form, not only to its hashes.
        torn: bytes at the end that are no whole line: a write that never finished.
        problems: everything that is wrong, in words.
        checkpoints: each that was given.
        attacks: what would have been seen, and what wouldn't.
    """

    journal: str
    lines: int
    entries: int
    root: bytes
    strictly: bool
    torn: int
    problems: tuple[str, ...]
    checkpoints: tuple[Held, ...]
    attacks: tuple[Attack, ...]

    @property
    def verdict(self) -> Verdict:
        """Fail if anything is wrong; incomplete if nothing signed was there to compare."""
        if self.problems:
            return "fail"
        return "pass" if any(held.sound for held in self.checkpoints) else "incomplete"

    def __bool__(self) -> bool:
        return self.verdict == "pass"

    def __str__(self) -> str:
        form = "bytes, canonical form and hash chain" if self.strictly else "bytes and hash chain"
        sound = sum(held.sound for held in self.checkpoints)
        lines = "1 line" if self.lines == 1 else f"{self.lines} lines"
        journal = f"journal `{self.journal}`" if self.journal else "a journal without a header"
        entries = "1 entry" if self.entries == 1 else f"{self.entries} entries"
        parts = [
            f"{self.verdict}: {journal}, {lines}, {entries}",
            f"root {self.root.hex()}",
            f"checked {form}; {sound} of {len(self.checkpoints)} checkpoints hold",
            *(f"problem: {problem}".replace("\n", " ") for problem in self.problems),
        ]
        if self.torn:
            parts.append(f"torn end: {self.torn} bytes of a write that never finished")
        if self.verdict == "incomplete":
            what = "the key" if self.checkpoints else "a checkpoint, and the key"
            parts.append(f"nothing signed was compared: give {what} that signed it")
        return "\n".join((*parts, "would it have been seen?", *map(str, self.attacks)))

    def to_json(self) -> dict[str, object]:
        """Give it as plain data; the keys are always the same."""
        return {
            "verdict": self.verdict,
            "journal": self.journal,
            "lines": self.lines,
            "entries": self.entries,
            "root": self.root.hex(),
            "strictly": self.strictly,
            "torn": self.torn,
            "problems": list(self.problems),
            "checkpoints": [held.to_json() for held in self.checkpoints],
            "attacks": [attack.to_json() for attack in self.attacks],
        }


def verify(
    journal: Store | str | os.PathLike[str],
    checkpoints: Iterable[str | bytes] | Mapping[str, str | bytes] = (),
    keys: Iterable[VerifierKey] = (),
    *,
    beside: Iterable[str | bytes] | None = None,
    strictly: bool = True,
) -> Report:
    """Check a journal's bytes, chain and root, and hold it against checkpoints.

    Args:
        journal: a store, or the path of a journal's file, which is only read.
        checkpoints: signed notes that were kept elsewhere: what they cover nobody can rewrite. With
            a mapping the report calls them by its names.
        keys: whose signatures count. With any, a checkpoint that none of them signed is a problem;
            without, roots are compared and the verdict is ``incomplete`` at best.
        beside: signed notes that lie where the journal does; by default those in the file beside
            it, if a path is given.
        strictly: whether every line is read and held to its one canonical form, which takes
            several times as long and matters where the writer, too, is not trusted.

    Raises:
        JournalError: a file can't be read.
        ProofError: ``cryptography`` is needed and not installed.
    """
    known = tuple(keys)
    if known:
        require_library()
    problems: list[str] = []
    if isinstance(journal, str | os.PathLike):
        lines = lines_of(os.fspath(journal), problems)
        if beside is None:
            beside = _beside(kept_path(journal), problems)
    else:
        lines = lines_in(journal, problems)
    apart = (
        cast("Mapping[str, str | bytes]", checkpoints)
        if isinstance(checkpoints, Mapping)
        else {f"checkpoint {n}": note for n, note in enumerate(checkpoints, 1)}
    )
    given = [(name, note, True) for name, note in apart.items()]
    given += [(f"checkpoint {n} beside", note, False) for n, note in enumerate(beside or (), 1)]
    read = [(name, _open(note, known), apart) for name, note, apart in given]
    sizes = frozenset(found.size for _, found, _ in read if isinstance(found, Checkpoint))
    walked = _walk(lines, sizes, strictly=strictly)
    problems[:0] = walked.problems
    if not walked.lines and not problems:
        problems.append("the journal is empty: not even its header is there")
    held = tuple(_hold(name, found, walked, apart=apart) for name, found, apart in read)
    problems += [str(one) for one in held if one.trouble]
    evidence = Evidence(
        lines=walked.lines,
        apart=max((one.size or 0 for one in held if one.sound and one.apart), default=0),
        beside=max((one.size or 0 for one in held if one.sound and not one.apart), default=0),
    )
    return Report(
        journal=walked.journal,
        lines=walked.lines,
        entries=walked.entries,
        root=walked.root,
        strictly=strictly,
        torn=walked.torn,
        problems=tuple(problems),
        checkpoints=held,
        attacks=attacks(evidence),
    )


@frozen(kw_only=True)
class _Walked:
    """What one pass over the lines found, with the root at each size that was asked for."""

    journal: str
    lines: int
    entries: int
    root: bytes
    roots: dict[int, bytes]
    torn: int
    problems: tuple[str, ...]


def _walk(lines: Iterator[bytes], sizes: frozenset[int], *, strictly: bool) -> _Walked:
    """Hash every line, and follow the chain up to the first fault."""
    chain, frontier = Succession(), Frontier()
    roots = {0: EMPTY}
    problems: list[str] = []
    first = last = b""
    torn = 0
    while batch := [*islice(lines, _AT_ONCE)]:
        if batch[-1][-1:] != b"\n":
            torn = len(batch.pop())
        raws = [whole[:-1] for whole in batch]
        in_doubt = strictly and not all_canonical(raws)
        for raw in raws:
            digest = sha256(b"\0" + raw)
            frontier.append(digest.digest())
            if frontier.size in sizes:
                roots[frontier.size] = frontier.root()
            if not problems:
                try:
                    chain.add(raw, digest.hexdigest(), strictly=in_doubt)
                except Corrupt as error:
                    problems.append(str(error))
        if raws:
            first, last = first or raws[0], raws[-1]
    if last and not problems and not strictly:
        problems += _fault_of_last(last, chain)
    return _Walked(
        journal=_identity(first),
        lines=frontier.size,
        entries=chain.entries,
        root=frontier.root(),
        roots=roots,
        torn=torn,
        problems=tuple(problems),
    )


def _fault_of_last(raw: bytes, chain: Succession) -> Iterator[str]:
    """Read the last line strictly: no line after it vouches for its bytes."""
    try:
        check(raw)
    except ValueError as error:
        yield str(corrupt(chain.size - 1, chain.offset - len(raw) - 1, str(error)))


def _identity(raw: bytes) -> str:
    try:
        found = str(json.loads(raw)["journal"])
        return found if header(found) == raw else ""
    except (ValueError, TypeError, KeyError, RecursionError, JournalError):
        return ""


def _open(note: str | bytes, keys: Sequence[VerifierKey]) -> Checkpoint | str:
    """Read a checkpoint, or say why it can't be believed; without keys, nothing is checked."""
    try:
        return open_checkpoint(note, keys) if keys else parse_checkpoint(note)
    except ProofError as error:
        return str(error)


def _hold(name: str, found: Checkpoint | str, walked: _Walked, *, apart: bool) -> Held:
    if isinstance(found, str):
        return Held(name, size=None, apart=apart, signed_by=(), trouble=found)
    if found.size > walked.lines:
        trouble = f"covers {found.size} lines, and the journal has {walked.lines}: its end is gone"
    elif walked.roots[found.size] != found.root:
        trouble = f"the journal's first {found.size} lines are not those that were signed"
    else:
        trouble = ""
    names = tuple(key.name for key in found.signed_by)
    return Held(name, size=found.size, apart=apart, signed_by=names, trouble=trouble)


def _beside(path: str, problems: list[str]) -> tuple[str, ...]:
    """Read the checkpoints beside a journal; ones that can't be read are a problem of their own."""
    try:
        kept = KeptFile(path).read()
    except ProofError as error:
        problems.append(str(error))
        return ()
    return kept.notes
