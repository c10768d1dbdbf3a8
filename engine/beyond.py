"""All proposals together, each under its own charter, for the rules that look at others."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Iterator

from attrs import evolve

from .clockwork import MOST, Tick, ticked, ticks
from .errors import RequestError
from .facts import Situation, changes
from .instants import NEVER, Instant
from .machine import Machine, Move
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
        self._waiting = _Waiting()
        self._registers = {
            each.digest: Growing(each.machine.office)
            for each in regimes.all
            if each.machine.crossing
        }

    def enter(self, proposal: Proposal) -> None:
        """Enter where a proposal now stands."""
        self._standing[proposal.id] = proposal
        self._waiting.enter(self._regimes.under(proposal).machine, proposal)
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
        found = () if self._regimes.alone else self._standing.values()
        return tuple(each for each in found if self._regimes.passage(each) is not None)

    def first_due(self, offices: Offices, until: Instant) -> Tick | None:
        """Give the clock's move that falls due first of all by an instant, if one does."""
        best, found = (NEVER, 0), None
        known: dict[str, Office] = {}
        for earliest, place, name in self._waiting.until(until):
            if best < (earliest, place):
                break
            standing = self._standing[name]
            regime = self._regimes.under(standing)
            office = known.get(regime.digest)
            if office is None:
                office = known[regime.digest] = self.office(regime, offices(regime))
            coming = due(regime.machine, office, standing, until)
            if coming is not None and (coming[1], place) < best:
                best = (coming[1], place)
                found = (regime.machine, office, standing, *coming)
        return None if found is None else ticked(*found)

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


class _Waiting:
    """The proposals that the clock may have to move, by when that is at the earliest."""

    def __init__(self) -> None:
        self._sorted: list[tuple[Instant, int]] = []
        self._instants: dict[str, Instant] = {}
        self._places: dict[str, int] = {}
        self._names: list[str] = []

    def enter(self, machine: Machine, proposal: Proposal) -> None:
        """Enter where a proposal now stands."""
        name = proposal.id
        place = self._places.get(name)
        if place is None:
            place = self._places[name] = len(self._names)
            self._names.append(name)
        before = self._instants.pop(name, NEVER)
        if before != NEVER:
            del self._sorted[bisect_left(self._sorted, (before, place))]
        moves = machine.clockwork.get(proposal.state, ())
        instant = min((_earliest(machine, proposal, move) for move in moves), default=NEVER)
        if instant != NEVER:
            insort(self._sorted, (instant, place))
            self._instants[name] = instant

    def until(self, instant: Instant) -> Iterator[tuple[Instant, int, str]]:
        """Give those that may have to be moved by an instant, the first first, with their places.

        The place of one is how many came before it.
        """
        for each, place in self._sorted[: bisect_right(self._sorted, (instant, len(self._names)))]:
            yield each, place, self._names[place]


def _earliest(machine: Machine, proposal: Proposal, move: Move) -> Instant:
    """Give when a move may fall due; any time, where what happens to others may change that."""
    terms, office = move.action.deadline, machine.office
    if terms is None:
        return NEVER
    sessions = {office.sessions[span.session].convened for span in terms.spans if span.session}
    return -NEVER if office.shared & (terms.anchors | sessions) else terms.falls(office, proposal)
