"""Lines one after the other, each checked against all before it, wherever they come from.

Kept apart from the index by which a store finds its lines: whoever verifies or copies believes
nothing that a store remembers.
"""

from .line import NOTHING, Frame, check, corrupt, skim
from .line import leaf as leaf_of
from .store import Head


class Succession:
    """What lines must follow from: the last one, every version, and every idempotency key."""

    def __init__(self) -> None:
        self.size = 0
        """How many lines follow from each other."""
        self.entries = 0
        """How many entries are in them."""
        self.offset = 0
        """The byte after the last of them."""
        self._prev = NOTHING
        self._versions: dict[str, int] = {}
        self._keys: set[str] = set()

    @property
    def head(self) -> Head:
        """The last of the lines."""
        return Head(self.size - 1, self._prev)

    def add(self, raw: bytes, leaf: str | None = None, *, strictly: bool = True) -> Frame:
        """Take the line that comes next, without its line feed; ``leaf`` is its hash, if known.

        The hash in its successor vouches for a line's bytes; a line is read ``strictly`` where
        there is no successor, or where the writer is not trusted to have written canonically.

        Raises:
            Corrupt: it is not in canonical form, or doesn't come next; names it and its offset.
        """
        try:
            frame = check(raw) if strictly else skim(raw)
            self._check(frame)
        except ValueError as error:
            raise corrupt(self.size, self.offset, str(error)) from None
        self._prev = leaf_of(raw) if leaf is None else leaf
        self.size += 1
        self.offset += len(raw) + 1
        self.entries += len(frame.pairs)
        return frame

    def _check(self, frame: Frame) -> None:
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
