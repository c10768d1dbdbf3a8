"""What somebody might do to a journal, and whether what was checked would have shown it.

Checking can't show that nothing was done, only that nothing was done that would have been seen: so
each attack says how far it would have been, by what, and what is left.
"""

from collections.abc import Iterator
from typing import Literal

from attrs import frozen

Seen = Literal["yes", "partly", "no"]


@frozen
class Attack:
    """An attack, whether it would have been seen, and why or how far."""

    name: str
    seen: Seen
    why: str

    def __str__(self) -> str:
        return f"{self.seen:<7} {self.name}: {self.why}"

    def to_json(self) -> dict[str, object]:
        """Give it as plain data; the keys are always the same."""
        return {"attack": self.name, "seen": self.seen, "why": self.why}


@frozen(kw_only=True)
class Evidence:
    """What a journal was held against.

    Attributes:
        lines: how many lines it has.
        apart: how many of them the largest sound checkpoint covers that was kept elsewhere.
        beside: the same, of the checkpoints that lie beside the journal.
    """

    lines: int
    apart: int
    beside: int


def attacks(evidence: Evidence) -> tuple[Attack, ...]:
    """Go through all attacks and say what the evidence does about each."""
    return tuple(_attacks(evidence))


def _attacks(evidence: Evidence) -> Iterator[Attack]:
    lines, apart, beside = evidence.lines, evidence.apart, evidence.beside
    signed = max(apart, beside)
    whole = 0 < signed == lines
    yield Attack(
        "edit, insert, delete or reorder lines, and leave the rest",
        "yes" if whole else "partly",
        "each line carries the hash of the line before it"
        + ("" if whole else "; the last line has none after it, and nothing signed"),
    )
    yield _up_to(
        "edit lines and make the hashes after them anew, without the key",
        signed,
        lines,
        "a signed checkpoint",
        "the hashes need no key: only a signed checkpoint shows it",
    )
    yield _cut(lines, apart, beside)
    yield _up_to(
        "rewrite everything, with the signing key",
        apart,
        lines,
        "a checkpoint that was kept elsewhere",
        "whoever has the key can sign anew: only a checkpoint that was kept elsewhere shows it",
    )
    yield Attack(
        "show two people two histories",
        "partly" if apart else "no",
        f"whoever holds the same checkpoints as these has the same first {apart} lines; "
        "compare, publish, or let a witness sign"
        if apart
        else "no checkpoint that others hold was compared",
    )
    yield Attack(
        "back-date an event when it is written",
        "partly" if signed else "no",
        "an event is older than the checkpoint that covers it, which bears no time: "
        "what bounds it is when that checkpoint was published"
        if signed
        else "no checkpoint bounds when a line was written",
    )
    yield Attack(
        "leave an event out from the start",
        "no",
        "no log shows what was never written: a matter of the process, not of proof",
    )


def _cut(lines: int, apart: int, beside: int) -> Attack:
    name = "cut off the end, or restore an old backup"
    if apart or not beside:
        return _up_to(
            name,
            apart,
            lines,
            "a checkpoint that was kept elsewhere",
            "no checkpoint tells how long it was",
        )
    return Attack(
        name,
        "partly",
        f"up to line {beside}, unless the checkpoints beside the journal were cut with it: "
        "keep one elsewhere",
    )


def _up_to(name: str, covered: int, lines: int, by: str, without: str) -> Attack:
    if not covered:
        return Attack(name, "no", without)
    if covered == lines:
        return Attack(name, "yes", f"{by} covers all {lines} lines")
    rest = lines - covered
    after = "the one after has none" if rest == 1 else f"the {rest} after have none"
    return Attack(name, "partly", f"{by} covers the first {covered} lines; {after}")
