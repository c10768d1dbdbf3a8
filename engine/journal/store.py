"""What every store of a journal offers, and the values that pass through it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import TracebackType
from typing import Protocol, Self

from attrs import field, frozen

from ..errors import Conflict, JournalError, Unportable
from .frozen import FrozenDict
from .line import MAX_LINE, NOTHING, Pair, leaf, read_line, render, value_of
from .portable import canonical, freeze, portable_text

MAX_NAME = 200
"""The most characters in the name of a proposal or an idempotency key."""

LAST = "$last"
"""The name of a guard that asks for the journal's last line, instead of a proposal's version."""

_AROUND_ENTRY = 6 * MAX_NAME + 40
_AROUND_LINE = 6 * MAX_NAME + 240


@frozen
class Write:
    """Entries for one proposal, and the version that their writer has seen it at.

    Without entries it is a guard: the proposal is still at that version, or nothing is written. A
    guard on ``LAST`` holds as long as the journal's last line is the expected one.
    """

    proposal: str
    expected: int = field(kw_only=True)
    entries: tuple[Mapping[str, object], ...] = field(kw_only=True, default=())


@frozen(kw_only=True)
class Receipt:
    """Where a transaction stands: its line, its leaf hash, and the version that each entry made.

    ``leaf`` is None from a memory store that hashes later: ask its ``leaf(seq)``.
    """

    seq: int
    leaf: str | None
    proposals: tuple[Pair, ...]


@frozen
class Head:
    """The last line of a journal: it and its leaf hash stand for all before it."""

    seq: int
    leaf: str


@frozen(kw_only=True)
class Verified:
    """How much was checked, byte by byte, and the head that it leads to."""

    lines: int
    entries: int
    head: Head


Numbered = tuple[int, str, int, Mapping[str, object]]
"""The line, the proposal, the version that it makes, and the entry."""


class Store(Protocol):
    """An append-only journal: lines in one order, and in them the entries of each proposal.

    All that it hands out is read-only or a private copy. A store may be used by many threads.
    """

    def append(self, writes: Sequence[Write], *, key: str | None = None) -> Receipt:
        """Record all entries as one line, or none; durable when it returns.

        With the ``key`` of an earlier call and the same writes, it gives the first receipt again.

        Raises:
            Conflict: a proposal is not at the version that the writer expects.
            Unportable: not every store could hold an entry, or the line.
            JournalError: the store can't be written to, or the key stands for other writes.
        """
        ...

    def receipt(self, key: str) -> Receipt | None:
        """Give the receipt of the line that carries an idempotency key; None if no line does."""
        ...

    def read(self, proposal: str, after: int = 0) -> Sequence[Mapping[str, object]]:
        """Give the entries of a proposal past a version, in order; none if it is unknown."""
        ...

    def entries(self, after_seq: int = -1) -> Iterator[Numbered]:
        """Go through all entries past a line, in the order in which they were recorded."""
        ...

    def lines(self, after: int = -1) -> Iterator[bytes]:
        """Go through the lines past one, as stored, without line feeds; line 0 is the header."""
        ...

    def leaf(self, seq: int) -> str:
        """Give the leaf hash of a line.

        Raises:
            JournalError: there is no such line.
        """
        ...

    def head(self) -> Head:
        """Give the last line."""
        ...

    def durable(self) -> int:
        """Give the highest line that is known to survive a power cut."""
        ...

    def version(self, proposal: str) -> int:
        """Give the version of a proposal, 0 if it is unknown."""
        ...

    def versions(self) -> Mapping[str, int]:
        """Give the version of every proposal, in the order of their first entries."""
        ...

    def verify(self) -> Verified:
        """Check every byte: canonical form, order, versions and hash chain.

        Raises:
            Corrupt: names the first line at fault and its byte offset.
        """
        ...

    def close(self) -> None:
        """Give back what the store holds open; closing twice is harmless."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...


def prepare(
    writes: Sequence[Write], key: str | None, version_of: Callable[[str], int | None]
) -> tuple[tuple[Pair, ...], tuple[FrozenDict, ...]]:
    """Check writes against the versions that stand, and number and freeze their entries.

    Raises:
        Conflict: a proposal is not at the version that the writer expects.
        Unportable: not every store could hold an entry, or the line.
        JournalError: there is nothing to write, or a proposal is named twice or badly.
    """
    pairs: list[Pair] = []
    entries: list[FrozenDict] = []
    weight = _AROUND_LINE
    for write in writes:
        proposal = write.proposal
        version = version_of(proposal) or 0
        if version != write.expected:
            at = "the journal ends at line" if proposal == LAST else f"`{proposal}` is at version"
            raise Conflict(f"{at} {version}, not {write.expected}: read it again and decide again")
        if proposal == LAST:
            if write.entries:
                raise JournalError(f"`{LAST}` is no proposal: nothing can be written to it")
            continue
        if not version:
            _check_name(proposal)
        for entry in write.entries:
            version += 1
            frozen_entry = freeze(entry)
            weight += frozen_entry.weight + _AROUND_ENTRY
            pairs.append((proposal, version))
            entries.append(frozen_entry)
    if not entries:
        raise JournalError("there is nothing to append")
    if len(writes) > 1 and len({write.proposal for write in writes}) != len(writes):
        raise JournalError("a proposal is written to twice at once: put its entries in one write")
    numbered, content = tuple(pairs), tuple(entries)
    if weight > MAX_LINE:  # the bound is loose: only now is it worth measuring
        last = 2**53
        check_length(render(last, content, durable=last, key=key, prev=NOTHING, pairs=numbered))
    return numbered, content


def numbered(seq: int, raw: bytes) -> Iterator[Numbered]:
    """Go through the entries of a line whose frame is sound.

    Raises:
        ValueError: nobody can read them.
    """
    value = value_of(raw)
    pairs, entries = value["proposals"], value["entries"]
    if len(pairs) != len(entries):
        raise ValueError("doesn't say whose its entries are")
    for (proposal, version), entry in zip(pairs, entries, strict=True):
        yield seq, proposal, version, entry


def check_key(key: str) -> None:
    """Refuse an idempotency key that not every store could hold.

    Raises:
        JournalError: it is empty or too long.
        Unportable: it holds characters that not every store holds.
    """
    if not 0 < len(portable_text("the idempotency key", key)) <= MAX_NAME:
        raise JournalError(f"an idempotency key has 1 to {MAX_NAME} characters")


def check_length(raw: bytes) -> None:
    """Refuse a line that is too long for every store.

    Raises:
        Unportable: always names both lengths.
    """
    if len(raw) > MAX_LINE:
        raise Unportable(
            f"the line would take {len(raw)} bytes, and a line has at most {MAX_LINE}: "
            "record the digest of large data and keep the data beside it"
        )


def repeated(seq: int, raw: bytes, writes: Sequence[Write], key: str | None) -> Receipt:
    """Give the receipt of a line that stands under a key, to whoever sends its writes once more.

    Raises:
        Corrupt: nobody can read the line.
        JournalError: the key stands for other writes.
    """
    frame, entries = read_line(seq, raw)
    if not same_writes(writes, frame.pairs, entries):
        raise JournalError(f"the idempotency key `{key}` stands for other writes")
    return Receipt(seq=seq, leaf=leaf(raw), proposals=frame.pairs)


def same_writes(
    writes: Sequence[Write], proposals: Sequence[Pair], entries: Sequence[Mapping[str, object]]
) -> bool:
    """Tell whether a line that stands records these very writes."""
    pairs = [
        (write.proposal, write.expected + number)
        for write in writes
        for number in range(1, len(write.entries) + 1)
    ]
    wanted = [entry for write in writes for entry in write.entries]
    return pairs == list(proposals) and canonical(wanted) == canonical(list(entries))


def _check_name(proposal: str) -> None:
    if not 0 < len(portable_text("the proposal's name", proposal)) <= MAX_NAME:
        raise JournalError(f"a proposal's name has 1 to {MAX_NAME} characters")
    if proposal.startswith("_"):
        raise JournalError(f"`{proposal}` can't name a proposal: `_` starts derived tables")
