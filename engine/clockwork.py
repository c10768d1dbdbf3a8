"""Clockwork: the moves that the clock makes by itself, one after the other, each when it is due."""

from collections.abc import Iterator

from attrs import frozen

from .errors import RequestError
from .facts import Situation, changes
from .fold import enacted
from .instants import Instant, text
from .machine import Machine, Move
from .model import NOTHING, Office, Proposal
from .permit import due

MOST = 10_000
"""How many moves the clock makes on one proposal at a time: a reminder a day, for 27 years."""


@frozen(kw_only=True)
class Tick:
    """A move of the clock.

    Attributes:
        at: when it fell due.
        before: the proposal as it was.
        after: the proposal as it then is.
        office: the office as it then is known, whose bodies the move may have changed.
    """

    move: Move
    at: Instant
    before: Proposal
    after: Proposal
    office: Office


def ticks(machine: Machine, office: Office, proposal: Proposal, until: Instant) -> Iterator[Tick]:
    """Give the moves that the clock makes on a proposal until an instant, that instant included.

    Raises:
        RequestError: they go round in circles, with no time passing, or there is no end of them.
    """
    if proposal.state not in machine.clockwork:
        return
    most = sum(len(moves) for moves in machine.clockwork.values())
    instant, at_once, made = proposal.at, 0, 0
    while (found := due(machine, office, proposal, until)) is not None:
        move, at = found
        at_once = at_once + 1 if at == instant else 1
        if made == MOST:
            raise RequestError(
                f"more than {MOST} of the clock's own moves are due on `{proposal.id}`:"
                f" let it tick until {text(instant)} first"
            )
        instant, made = at, made + 1
        if at_once > most + 1:
            raise RequestError(
                f"the clock's own moves of `{proposal.id}` go round in circles:"
                f" `{move.action.name}` is due again as soon as it is made"
            )
        tick = ticked(machine, office, proposal, move, at)
        yield tick
        proposal, office = tick.after, tick.office


def ticked(machine: Machine, office: Office, proposal: Proposal, move: Move, at: Instant) -> Tick:
    """Give a move that the clock makes, with all that follows from it."""
    facts = Situation(at, None, NOTHING, proposal, office.at(at))
    after = enacted(machine, facts, move)
    if move.action.reseats:
        office = office.supposing(*changes(facts, move.action.reseats))
    return Tick(move=move, at=at, before=proposal, after=after, office=office)
