"""Where everything stands in a journal file: a few numbers a line, a few an entry, no content."""

import re
from array import array
from collections.abc import Callable, Iterator, Sequence

from attrs import frozen

from .keys import Keys
from .line import NOTHING, Frame, check, corrupt, leaf, skim
from .store import Head, Numbered, numbered

Read = Callable[[int, int], bytes]
"""Length and offset to bytes, of one file."""

_PLAIN = re.compile(
    rb'\{"durable":(-1|0|[1-9][0-9]{0,15}),"entries":\[\{.*\}\]'
    rb'(?:,"key":"([^"\\]*)")?,"prev":"([0-9a-f]{64})"'
    rb',"proposals":\[\["([^"\\]*)",([1-9][0-9]{0,15})\]\],"seq":([1-9][0-9]*)\}'
)
"""A line with entries of one version of one proposal, as nearly all lines are."""


class BrokenError(ValueError):
    """A whole line that doesn't follow from those before it: no torn write looks like that."""


class UnchainedError(BrokenError):
    """A line whose ``prev`` is not the hash of the line before: one of the two was altered."""


@frozen(kw_only=True)
class Columns:
    """All that an index holds, in a form that can be written to a file as it is."""

    starts: "array[int]"
    """The first byte of each line, and of the one that comes next."""
    prints: "array[int]"
    """The first 64 bits of each line's leaf hash."""
    lines: "array[int]"
    """The line of each entry."""
    before: "array[int]"
    """For each entry that before it of the same proposal; for a first one it says nothing."""
    last: "array[int]"
    """For each proposal its last entry."""
    counts: "array[int]"
    """For each proposal its version."""
    keys: "array[int]"
    names: list[str]
    """The proposals, in the order of their first entries."""


def no_columns() -> Columns:
    """Give the columns of an index of nothing."""
    return Columns(
        starts=array("q", [0]),
        prints=array("Q"),
        lines=array("I"),
        before=array("I"),
        last=array("I"),
        counts=array("I"),
        keys=Keys().table,
        names=[],
    )


class Index:
    """The frames of all lines of a file so far, checked as they were added.

    ``read`` reads that file, ``columns`` are those of an index that was saved, ``head_leaf`` is the
    leaf hash of its last line.
    """

    def __init__(
        self, read: Read, columns: Columns | None = None, head_leaf: str = NOTHING
    ) -> None:
        found = no_columns() if columns is None else columns
        self._read = read
        self._starts, self._prints = found.starts, found.prints
        self._lines, self._before = found.lines, found.before
        self._last, self._counts = found.last, found.counts
        self._numbers = dict(zip(found.names, range(len(found.names)), strict=True))
        self._keys = Keys(found.keys)
        self._leaf = head_leaf
        self.durable = -1

    @property
    def next_seq(self) -> int:
        """The line that comes next."""
        return len(self._prints)

    @property
    def end(self) -> int:
        """The byte at which the line that comes next begins."""
        return self._starts[-1]

    @property
    def head(self) -> Head:
        """The last line."""
        return Head(len(self._prints) - 1, self._leaf)

    @property
    def entries(self) -> int:
        """How many entries there are."""
        return len(self._lines)

    def columns(self) -> Columns:
        """Give all that is to be saved; the caller doesn't alter it."""
        return Columns(
            starts=self._starts,
            prints=self._prints,
            lines=self._lines,
            before=self._before,
            last=self._last,
            counts=self._counts,
            keys=self._keys.table,
            names=list(self._numbers),
        )

    def version(self, proposal: str) -> int:
        """Give the version of a proposal, 0 if it is unknown."""
        number = self._numbers.get(proposal)
        return 0 if number is None else self._counts[number]

    def versions(self) -> dict[str, int]:
        """Give the version of every proposal, in the order of their first entries."""
        return dict(zip(self._numbers, self._counts, strict=True))

    def span(self, seq: int) -> tuple[int, int]:
        """Give the first byte of a line, and how many there are without the line feed."""
        start = self._starts[seq]
        return start, self._starts[seq + 1] - start - 1

    def lines_of(self, proposal: str, after: int) -> list[int]:
        """Give the lines that hold entries of a proposal past a version, each once, in order."""
        number = self._numbers.get(proposal)
        if number is None:
            return []
        found: list[int] = []
        entry = self._last[number]
        for _ in range(self._counts[number] - max(after, 0)):
            seq = self._lines[entry]
            if not found or found[-1] != seq:
                found.append(seq)
            entry = self._before[entry]
        found.reverse()
        return found

    def fits(self, seq: int, raw: bytes) -> bool:
        """Tell whether a line is still the one that was added."""
        return self._prints[seq] == _print(leaf(raw))

    def line(self, seq: int) -> bytes:
        """Read a line, and hold it against the hash that it had when it was added.

        Raises:
            Corrupt: it is another line now.
        """
        offset, size = self.span(seq)
        raw = self._read(size, offset)
        if not self.fits(seq, raw):
            raise corrupt(seq, offset, "was altered: its hash isn't the one kept")
        return raw

    def numbered(self, seq: int, raw: bytes) -> Iterator[Numbered]:
        """Go through the entries of a line that was read.

        Raises:
            Corrupt: nobody can read them, though the chain holds: somebody has made the file.
        """
        try:
            yield from numbered(seq, raw)
        except ValueError as error:
            raise corrupt(seq, self.span(seq)[0], str(error)) from None

    def keyed(self, key: str) -> int | None:
        """Give the line that carries an idempotency key."""
        for seq in self._keys.candidates(key):
            if skim(self.line(seq)).key == key:
                return seq
        return None

    def add(self, raw: bytes, *, strictly: bool) -> None:
        """Add the line that comes next, without its line feed.

        The hash chain vouches for a line that has a successor; the last one is read ``strictly``.

        Raises:
            BrokenError: it is a line, but not the one that comes next.
            ValueError: it is no line.
        """
        frame = check(raw) if strictly else skim(raw)
        if frame.seq != self.next_seq:
            raise BrokenError(f"has seq {frame.seq}, where {self.next_seq} is due")
        if frame.durable >= frame.seq:
            raise BrokenError(f"claims that line {frame.durable} had reached the disk before it")
        if frame.prev != self._leaf:
            raise UnchainedError("doesn't carry the hash of the line before it")
        self._check_versions(frame)
        self.record(frame, raw, leaf(raw))

    def run(self, lines: Sequence[bytes], start: int, stop: int) -> int:
        """Add lines from one place on for as long as they are plain and come next.

        It does what ``add`` does, in a third of the time, and leaves to it whatever is in doubt:
        the line at the place that it returns, unless that is ``stop``.
        """
        end, seq, prev, durable = self.end, self.next_seq, self._leaf.encode(), self.durable
        place = start
        while place < stop and (found := _PLAIN.fullmatch(raw := lines[place])):
            claim, key, chained, name, version, own = found.groups()
            known = int(claim)
            if chained != prev or own != b"%d" % seq or known >= seq:
                break
            try:
                proposal = name.decode()
                command = None if key is None else key.decode()
            except UnicodeDecodeError:
                break
            if int(version) != self.version(proposal) + 1:
                break
            if command is not None:
                if self.keyed(command) is not None:
                    break
                self._keys.add(command, seq)
            self._enter(proposal, seq)
            end += len(raw) + 1
            own_leaf = leaf(raw)
            self._starts.append(end)
            self._prints.append(_print(own_leaf))
            prev = own_leaf.encode()
            durable = max(durable, known)
            seq += 1
            place += 1
        self._leaf, self.durable = prev.decode(), durable
        return place

    def record(self, frame: Frame, raw: bytes, own: str) -> None:
        """Add a line that is known to come next, with its leaf hash."""
        for proposal, _ in frame.pairs:
            self._enter(proposal, frame.seq)
        if frame.key is not None:
            self._keys.add(frame.key, frame.seq)
        self._starts.append(self.end + len(raw) + 1)
        self._prints.append(_print(own))
        self._leaf = own
        self.durable = max(self.durable, frame.durable)

    def forget(self, frame: Frame) -> None:
        """Take back the line that was added last."""
        for proposal, _ in reversed(frame.pairs):
            number = self._numbers[proposal]
            entry = self._last[number]
            self._counts[number] -= 1
            self._last[number] = self._before[entry]
            if not self._counts[number]:  # it was the newest
                del self._numbers[proposal], self._counts[number], self._last[number]
            del self._before[entry], self._lines[entry]
        if frame.key is not None:
            self._keys.forget(frame.key, frame.seq)
        del self._starts[-1], self._prints[-1]
        self._leaf = frame.prev

    def _enter(self, proposal: str, seq: int) -> None:
        """Add the next version of a proposal."""
        entry = len(self._lines)
        number = self._numbers.get(proposal)
        if number is None:
            self._numbers[proposal] = len(self._numbers)
            self._counts.append(1)
            self._last.append(entry)
            self._before.append(0)
        else:
            self._counts[number] += 1
            self._before.append(self._last[number])
            self._last[number] = entry
        self._lines.append(seq)

    def _check_versions(self, frame: Frame) -> None:
        due: dict[str, int] = {}
        for proposal, version in frame.pairs:
            due[proposal] = due.get(proposal, self.version(proposal)) + 1
            if version != due[proposal]:
                raise BrokenError(f"makes version {version} of `{proposal}`, not {due[proposal]}")
        if frame.key is not None and self.keyed(frame.key) is not None:
            raise BrokenError(f"repeats the idempotency key `{frame.key}`")


def _print(found: str) -> int:
    return int(found[:16], 16)
