"""All proposals together, each under its own charter, for the rules that look at others."""

from collections.abc import Callable, Iterable

from attrs import evolve

from .clockwork import MOST, Tick, ticked, ticks
from .errors import RequestError
from .facts import Situation, changes
from .instants import Instant
from .machine import Machine
from .membership import Change
from .model import NOTHING, Office, Proposal
from .permit import due
from .regimes import Regime, Regimes
from .register import Growing

Offices = Callable[[Regime], Office]
"""Gives the office of a charter, without the other proposals."""


class Others:
    """The proposals of a journal side by side, and a register for each charter that asks for them.

    A register speaks of them in its own charter's anchors: what another charter calls by the same
    name is the same.
    """

    def __init__(self, regimes: Regimes) -> None:
        self._regimes = regimes
        self._standing: dict[str, Proposal] = {}
        self._changes: list[Change] = []
        self._registers = {
            each.digest: Growing(each.machine.office)
            for each in regimes.all
            if each.machine.crossing
        }

    def enter(self, proposal: Proposal) -> None:
        """Enter where a proposal now stands."""
        self._standing[proposal.id] = proposal
        for regime in self._regimes.all:
            register = self._registers.get(regime.digest)
            if register is not None:
                register.enter(self._regimes.seen(proposal, regime))

    def get(self, name: str) -> Proposal | None:
        """Give where a proposal stands, if there is one of that name."""
        return self._standing.get(name)

    def office(self, regime: Regime, office: Office) -> Office:
        """Give the office of a charter, with the other proposals where its rules look at them.

        What the clock did to bodies on the way here is in it, too.
        """
        office = office.after(*(each for each in self._changes if each.body in office.bodies))
        register = self._registers.get(regime.digest)
        return office if register is None else evolve(office, register=register.view())

    def passing(self) -> tuple[Proposal, ...]:
        """Give the proposals that are still to come under another charter."""
        found = self._standing.values()
        return tuple(each for each in found if self._regimes.passage(each) is not None)

    def first_due(self, offices: Offices, until: Instant) -> Tick | None:
        """Give the clock's move that falls due first of all by an instant, if one does."""
        found: Tick | None = None
        for regime in self._regimes.all:
            office = self.office(regime, offices(regime))
            tick = _first_due(regime.machine, office, self._under(regime), until)
            if tick is not None and (found is None or tick.at < found.at):
                found = tick
        return found

    def run_on(self, offices: Offices, until: Instant) -> "Others":
        """Give them after all moves that the clock makes by an instant, and after amendments.

        Raises:
            RequestError: there is no end of them.
        """
        if not self.passing() and self.first_due(offices, until) is None:
            return self
        ahead = Others(self._regimes)
        for proposal in self._standing.values():
            ahead.enter(self._regimes.settled(proposal))
        for _ in range(MOST):
            tick = ahead.first_due(offices, until)
            if tick is None:
                return ahead
            ahead.move(tick, offices)
        raise RequestError(f"more than {MOST} of the clock's own moves are due: let it tick first")

    def move(self, tick: Tick, offices: Offices) -> None:
        """Let the clock make a move, with what it does to bodies.

        Raises:
            RequestError: it goes round in circles.
        """
        under = self._regimes.under(tick.before)
        for _ in ticks(under.machine, self.office(under, offices(under)), tick.before, tick.at):
            pass
        if tick.move.action.reseats:
            regime = self._regimes.under(tick.before)
            office = self.office(regime, offices(regime)).at(tick.at)
            facts = Situation(tick.at, None, NOTHING, tick.before, office)
            self._changes += changes(facts, tick.move.action.reseats)
        self.enter(tick.after)

    def _under(self, regime: Regime) -> Iterable[Proposal]:
        every = self._standing.values()
        if len(self._regimes.all) == 1:
            return every
        return [each for each in every if self._regimes.under(each) is regime]


def _first_due(
    machine: Machine, office: Office, proposals: Iterable[Proposal], until: Instant
) -> Tick | None:
    """Give the clock's move that falls due first of all by an instant, if one does."""
    found: Tick | None = None
    for proposal in proposals:
        coming = due(machine, office, proposal, until)
        if coming is not None and (found is None or coming[1] < found.at):
            move, at = coming
            found = ticked(machine, office, proposal, move, at)
    return found
