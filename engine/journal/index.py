"""Where everything stands in a journal file: one number a line, one an entry, and no content."""

from array import array
from collections.abc import Iterator

from .line import NOTHING, Frame, check, leaf, skim
from .store import Head


class BrokenError(ValueError):
    """A whole line that doesn't follow from those before it: no torn write looks like that."""


class UnchainedError(BrokenError):
    """A line whose ``prev`` is not the hash of the line before: one of the two was altered."""


class Index:
    """The frames of all lines of a file so far, checked as they were added."""

    def __init__(self) -> None:
        self._starts = array("q", [0])  # of each line, and of the one that comes next
        self._seqs: dict[str, array[int]] = {}  # of the line that made each version
        self._leaf = NOTHING
        self.keys: dict[str, int] = {}
        self.durable = -1

    @property
    def next_seq(self) -> int:
        """The line that comes next."""
        return len(self._starts) - 1

    @property
    def end(self) -> int:
        """The byte at which the line that comes next begins."""
        return self._starts[-1]

    @property
    def head(self) -> Head:
        """The last line."""
        return Head(self.next_seq - 1, self._leaf)

    def version(self, proposal: str) -> int:
        """Give the version of a proposal, 0 if it is unknown."""
        seqs = self._seqs.get(proposal)
        return 0 if seqs is None else len(seqs)

    def versions(self) -> dict[str, int]:
        """Give the version of every proposal, in the order of their first entries."""
        return {proposal: len(seqs) for proposal, seqs in self._seqs.items()}

    def span(self, seq: int) -> tuple[int, int]:
        """Give the first byte of a line, and how many there are without the line feed."""
        start = self._starts[seq]
        return start, self._starts[seq + 1] - start - 1

    def spans(self, proposal: str, after: int) -> Iterator[tuple[int, int, int]]:
        """Go through the lines that hold entries of a proposal past a version, each once."""
        last = -1
        for seq in self._seqs.get(proposal, ())[after:]:
            if seq != last:
                last = seq
                yield (seq, *self.span(seq))

    def add(self, raw: bytes, *, strictly: bool) -> None:
        """Add the line that comes next, given with its line feed.

        The hash chain vouches for a line that has a successor; the last one is read ``strictly``.

        Raises:
            BrokenError: it is a line, but not the one that comes next.
            ValueError: it is no line.
        """
        if not raw.endswith(b"\n"):
            raise ValueError("breaks off")
        frame = check(raw[:-1]) if strictly else skim(raw[:-1])
        if frame.seq != self.next_seq:
            raise BrokenError(f"has seq {frame.seq}, where {self.next_seq} is due")
        if frame.durable >= frame.seq:
            raise BrokenError(f"claims that line {frame.durable} had reached the disk before it")
        if frame.prev != self._leaf:
            raise UnchainedError("doesn't carry the hash of the line before it")
        self._check_versions(frame)
        self.record(frame, raw)

    def record(self, frame: Frame, raw: bytes) -> None:
        """Add a line, given with its line feed, that is known to come next."""
        for proposal, _ in frame.pairs:
            seqs = self._seqs.get(proposal)
            if seqs is None:
                self._seqs[proposal] = array("q", [frame.seq])
            else:
                seqs.append(frame.seq)
        if frame.key is not None:
            self.keys[frame.key] = frame.seq
        self._starts.append(self.end + len(raw))
        self._leaf = leaf(raw[:-1])
        self.durable = max(self.durable, frame.durable)

    def _check_versions(self, frame: Frame) -> None:
        due: dict[str, int] = {}
        for proposal, version in frame.pairs:
            due[proposal] = due.get(proposal, self.version(proposal)) + 1
            if version != due[proposal]:
                raise BrokenError(f"makes version {version} of `{proposal}`, not {due[proposal]}")
        if frame.key in self.keys:
            raise BrokenError(f"repeats the idempotency key `{frame.key}`")
