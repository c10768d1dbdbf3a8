"""The hash chain as a reader follows it: each line is the one that comes next."""

from ..journal.line import NOTHING, check, corrupt, skim


class Chain:
    """How far the lines of a journal follow from each other.

    Kept apart from the index by which a store finds its lines: whoever verifies believes nothing
    that a store remembers.
    """

    def __init__(self) -> None:
        self.size = 0
        """How many lines follow from each other."""
        self.entries = 0
        """How many entries are in them."""
        self.end = 0
        """The byte after the last of them."""
        self._prev = NOTHING
        self._versions: dict[str, int] = {}
        self._keys: set[str] = set()

    def add(self, raw: bytes, leaf: str, *, strictly: bool) -> None:
        """Add the next line, given without its line feed and with its leaf hash.

        The hash in its successor vouches for a line's bytes; a line is read ``strictly`` where
        there is no successor, or where the writer is not trusted to have written canonically.

        Raises:
            Corrupt: it is not the line that comes next: names it, and its byte offset.
        """
        try:
            self._add(raw, strictly=strictly)
        except ValueError as error:
            raise corrupt(self.size, self.end, str(error)) from None
        self._prev = leaf
        self.size += 1
        self.end += len(raw) + 1

    def _add(self, raw: bytes, *, strictly: bool) -> None:
        frame = check(raw) if strictly else skim(raw)
        if frame.seq != self.size:
            raise ValueError(f"has seq {frame.seq}, where {self.size} is due")
        if frame.prev != self._prev:
            raise ValueError(
                "doesn't carry the hash of the line before it: one of the two was altered"
            )
        if frame.durable >= frame.seq:
            raise ValueError(f"claims that line {frame.durable} had reached the disk before it")
        versions = self._versions
        for proposal, version in frame.pairs:
            due = versions.get(proposal, 0) + 1
            if version != due:
                raise ValueError(f"makes version {version} of `{proposal}`, not {due}")
            versions[proposal] = due
        if frame.key is not None:
            if frame.key in self._keys:
                raise ValueError(f"repeats the idempotency key `{frame.key}`")
            self._keys.add(frame.key)
        self.entries += len(frame.pairs)
