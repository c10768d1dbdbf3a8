"""The dates of what was recorded: when it is said to have been, held against when it was told."""

from collections.abc import Iterator
from datetime import timedelta

from ..instants import text
from ..machine import BODY
from ..model import Event
from .again import found
from .finding import Finding


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
