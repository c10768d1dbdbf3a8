"""The clock's moves of all proposals together, for the rules that look at others."""

from collections.abc import Iterable

from attrs import evolve

from .clockwork import MOST, Tick, ticked
from .errors import RequestError
from .instants import Instant
from .machine import Machine
from .model import Office, Proposal
from .permit import due
from .register import Growing


def first_due(
    machine: Machine, office: Office, proposals: Iterable[Proposal], until: Instant
) -> Tick | None:
    """Give the clock's move that falls due first of all, by an instant; ``None`` if none does."""
    found: Tick | None = None
    for proposal in proposals:
        coming = due(machine, office, proposal, until)
        if coming is not None and (found is None or coming[1] < found.at):
            move, at = coming
            found = ticked(machine, office, proposal, move, at)
    return found


def run_on(machine: Machine, office: Office, register: Growing, until: Instant) -> Office:
    """Give the office with a register in which the clock has made all moves due by an instant.

    Raises:
        RequestError: there is no end of them.
    """
    now = evolve(office, register=register.view())
    tick = first_due(machine, now, register.proposals(), until)
    if tick is None:
        return now
    ahead = register.copy()
    for _ in range(MOST):
        ahead.enter(tick.after)
        now = evolve(tick.office, register=ahead.view())
        tick = first_due(machine, now, ahead.proposals(), until)
        if tick is None:
            return now
    raise RequestError(f"more than {MOST} of the clock's own moves are due: let it tick first")
