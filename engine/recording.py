"""What a request becomes in a journal: an event, or a refusal where those are recorded, too."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeVar

from .decide import Decision
from .errors import Conflict
from .facts import Situation
from .instants import Instant, text
from .journal import Store
from .machine import BODY, NEW, Move
from .model import Data, Event, Vouched
from .polling import pinned
from .wire import REFUSED

T = TypeVar("T")

_MOST_TRIES = 1_000
_A_LINE = 40
"""The clock's moves in one line: even with the longest names, they are under its 64 kB."""


def portions(events: Sequence[Event]) -> Iterator[Sequence[Event]]:
    """Give the clock's moves in portions that a line of a journal holds.

    What a move does to bodies follows it, and ends its line: what comes after is decided anew.
    """
    first, reseats = 0, False
    for place, each in enumerate(events):
        body = each.proposal.startswith(BODY)
        if (place - first >= _A_LINE or reseats) and not body:
            yield events[first:place]
            first = place
        reseats = body
    if events:
        yield events[first:]


def happening(  # noqa: PLR0913, PLR0917 - positional, for it is called with every move
    facts: Situation, move: Move, vouched: Vouched, recorded: Instant, charter: str, zones: str
) -> Event:
    """Give the event that a permitted request is."""
    proposal = facts.proposal
    return Event(
        proposal.id,
        proposal.version + 1,
        facts.now,
        recorded,
        facts.actor,
        vouched,
        move.action.name,
        None if proposal.state == NEW else proposal.state,
        move.arrives,
        facts.data,
        charter,
        zones,
        pinned(facts.office, proposal, move.action),
    )


def again(once: Callable[[], T]) -> T:
    """Do something that may lose against another writer, until it doesn't.

    Raises:
        Conflict: it lost for longer than can be.
    """
    for _ in range(_MOST_TRIES):
        try:
            return once()
        except Conflict:
            continue  # somebody got on; what they wrote is read before the next try
    raise Conflict(f"others wrote first {_MOST_TRIES} times in a row: try again later")


def refusal(  # noqa: PLR0913, PLR0917 - in the order of `happening`
    decision: Decision, data: Data, vouched: Vouched, recorded: Instant, charter: str, zones: str
) -> dict[str, object]:
    """Write a refused request as an entry: what was asked, and no reason, for it is derived."""
    facts = decision.situation
    return {
        "action": decision.action,
        "actor": facts.actor,
        "at": text(facts.now),
        "charter": charter,
        "data": data,
        "from": None if facts.proposal.state == NEW else facts.proposal.state,
        "proposal": facts.proposal.id,
        "recorded": text(recorded),
        "version": facts.proposal.version,
        "vouched": vouched,
        "zones": zones,
    }


def recorded_refusals(store: Store) -> tuple[Mapping[str, object], ...]:
    """Give the refusals that a journal holds, as they were recorded."""
    return tuple(store.read(REFUSED))
