"""The dates of what was recorded: when it is said to have been, held against when it was told.

And when each line was told, held against when those before it were.
"""

from collections.abc import Iterator
from datetime import timedelta

from attrs import define

from ..instants import NEVER, Instant, text
from ..machine import BODY
from ..model import Event
from .again import found
from .finding import Finding

_OVERLAP = timedelta(minutes=1)
"""How much earlier than the line before it a line may be recorded where writers overlap.

Each reads the clock before it waits for the others and for the disk.
"""


@define
class Recorded:
    """How the host's clock ran on from line to line."""

    _latest: Instant = -NEVER
    _overlaps: int = 0
    _most: int = 0
    _where: int = 0

    def see(self, seq: int, recorded: Instant) -> Iterator[Finding]:
        """Warn of a line by which the clock was set back; how far writers overlap is kept."""
        before = self._latest - recorded
        if before <= 0:
            self._latest = recorded
        elif timedelta(microseconds=before) > _OVERLAP:
            said = f"was recorded on {text(recorded)}, after a line of {text(self._latest)}"
            yield Finding(kind="backwards", severity="warning", said=said, seq=seq)
        else:
            self._overlaps += 1
            if before > self._most:
                self._most, self._where = before, seq

    def overlaps(self) -> Iterator[Finding]:
        """Note of all lines together how far they overlap."""
        if self._overlaps:
            lines = "1 line was" if self._overlaps == 1 else f"{self._overlaps} lines were"
            most = timedelta(microseconds=self._most)
            said = (
                f"{lines} recorded before a line before them, by {most} at most: writers that"
                " overlapped, or a clock that was set back"
            )
            yield Finding(kind="overlap", severity="note", said=said, seq=self._where)


def dated(event: Event, seq: int, leeway: timedelta | None) -> Iterator[Finding]:
    """Note that an event is dated after it was recorded, or too long before.

    What happens to bodies may be told before it holds, and the clock's moves hold from when they
    were due.

    Args:
        event: what was recorded.
        seq: the line that holds it.
        leeway: how long before it was recorded it may be dated; as long as anybody likes, if
            ``None``.
    """
    if event.at > event.recorded:
        if not event.proposal.startswith(BODY):
            said = f"is dated {text(event.at)}, and was recorded before, on {text(event.recorded)}"
            yield found("ahead", "note", said, event, seq)
    elif leeway is not None and event.actor is not None:
        late = timedelta(microseconds=event.recorded - event.at)
        if late > leeway:
            said = f"is dated {text(event.at)}, and was recorded {late} later"
            yield found("late", "note", said, event, seq)
