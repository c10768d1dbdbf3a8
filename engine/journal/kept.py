"""Where the checkpoints of a journal are kept: signed notes one after another, which stay."""

from contextlib import AbstractContextManager
from typing import Protocol

from attrs import frozen


@frozen(kw_only=True)
class Kept:
    """What is kept past a place.

    Attributes:
        notes: every note, oldest first, as it stands there.
        end: the place after the last of them.
        torn: how much follows that was never finished; nobody was given it.
    """

    notes: tuple[str, ...]
    end: int
    torn: int


class Adding(Protocol):
    """Where checkpoints are kept, while nobody else adds one."""

    def read(self, after: int) -> Kept:
        """Read all notes that begin at a place or after it."""
        ...

    def append(self, note: str, kept: Kept) -> int:
        """Keep one more note, on the disk when it returns, and give the place after it.

        Raises:
            Conflict: somebody else has kept one meanwhile.
            JournalError: it could not be kept.
        """
        ...


class Keeping(Protocol):
    """Where checkpoints are kept."""

    @property
    def path(self) -> str:
        """Where they are, in words."""
        ...

    def read(self, after: int = 0) -> Kept:
        """Read all notes that begin at a place or after it; there may be none.

        Raises:
            JournalError: they can't be read.
        """
        ...

    def locked(self) -> AbstractContextManager[Adding]:
        """Keep others from adding, as far as can be, and give what adds.

        Raises:
            JournalError: it can't be opened or locked.
        """
        ...
