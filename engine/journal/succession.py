"""Lines one after the other, each checked against all before it, wherever they come from."""

from .line import NOTHING, Frame, check, corrupt, leaf
from .store import Head


class Succession:
    """What lines must follow from: the last one, every version, and every idempotency key."""

    def __init__(self) -> None:
        self._versions: dict[str, int] = {}
        self._keys: set[str] = set()
        self.head = Head(-1, NOTHING)
        self.offset = 0
        self.entries = 0

    def add(self, raw: bytes) -> Frame:
        """Take the line that comes next, without its line feed.

        Raises:
            Corrupt: it is not in canonical form, or doesn't come next; names it and its offset.
        """
        seq = self.head.seq + 1
        try:
            frame = check(raw)
            self._check(frame, seq)
        except ValueError as error:
            raise corrupt(seq, self.offset, str(error)) from None
        self._versions.update(frame.pairs)
        if frame.key is not None:
            self._keys.add(frame.key)
        self.head = Head(seq, leaf(raw))
        self.offset += len(raw) + 1
        self.entries += len(frame.pairs)
        return frame

    def _check(self, frame: Frame, seq: int) -> None:
        if frame.seq != seq:
            raise ValueError(f"has seq {frame.seq}, where {seq} is due")
        if frame.durable >= seq:
            raise ValueError(f"claims that line {frame.durable} had reached the disk before it")
        if frame.prev != self.head.leaf:
            raise ValueError("doesn't carry the hash of the line before it")
        if frame.key in self._keys:
            raise ValueError(f"repeats the idempotency key `{frame.key}`")
        due: dict[str, int] = {}
        for proposal, version in frame.pairs:
            due[proposal] = due.get(proposal, self._versions.get(proposal, 0)) + 1
            if version != due[proposal]:
                raise ValueError(f"makes version {version} of `{proposal}`, not {due[proposal]}")
