"""The clerk of a workflow: decides on what the journal holds, and writes down what follows."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from .beside import Bodies, beside
from .calendars.zone import tz_version
from .charter import Charter
from .clockwork import Tick, ticks
from .decide import Decision, decide
from .facts import Situation
from .instants import Instant
from .journal.store import Store, Write
from .model import NOTHING, Data, Event, Office, Proposal, Vouched
from .recording import again, happening, portions, refusal
from .reseating import mirrored
from .standings import Standings
from .wire import REFUSED, entry

Clock = Callable[[], Instant]


class Clerk:
    """Keeps one journal under one charter; whoever uses it lets one thread in at a time.

    What it does may lose against another writer (``Conflict``), and is then to be done again.
    """

    def __init__(
        self,
        charter: Charter,
        store: Store,
        standings: Standings,
        *,
        clock: Clock,
        bodies: Bodies | None,
    ) -> None:
        self._machine = charter.machine
        self._store = store
        self._standings = standings
        self._clock = clock
        self._bodies = bodies
        self._stamp = (charter.digest, tz_version())

    def ahead(self, name: str, until: Instant) -> tuple[Office, Proposal]:
        """Give the office and a proposal after the clock's moves that are due."""
        office = self._standings.beyond(self._standings.office(), until)
        standing, _ = self._clockwork(office, self._standings.of(name), until)
        return office, standing

    def tick(self, until: Instant, listed: Iterable[Proposal], done: list[Event]) -> None:
        """Record the clock's moves that are due, and add them to ``done``.

        Args:
            until: the instant by which they are due.
            listed: the proposals that may be due; what is recorded of them decides.
            done: what was recorded.
        """
        again(partial(self._catch_up_all, until, done))
        for proposal in listed:
            if self._clockwork(self._standings.office(), proposal, until)[1]:
                again(partial(self._catch_up, proposal.id, until, done))

    def _clockwork(
        self, office: Office, standing: Proposal, until: Instant
    ) -> tuple[Proposal, tuple[Event, ...]]:
        """Give a proposal after the clock's moves that are due, and those moves."""
        events: list[Event] = []
        for tick in ticks(self._machine, office, standing, until):
            events += self._moved(office, tick)
            standing, office = tick.after, tick.office
        return standing, tuple(events)

    def _catch_up(self, name: str, until: Instant, done: list[Event]) -> None:
        """Record the clock's moves of one proposal that are due, and add them to ``done``."""
        standing = self._standings.of(name)
        if standing.state not in self._machine.clockwork:
            return
        _, events = self._clockwork(self._standings.office(), standing, until)
        for some in portions(events):
            done += self._append(standing, some)
            standing = self._standings.of(name)

    def _catch_up_all(self, until: Instant, done: list[Event]) -> None:
        """Record the clock's moves of all proposals that are due, where a rule looks at others.

        The first that is due comes first, whichever proposal it moves: another may turn on it.
        """
        while self._machine.crossing:
            office = self._standings.office()
            tick = self._standings.first_due(office, until)
            if tick is None:
                return
            done += self._append(tick.before, self._moved(office, tick))

    def _moved(self, office: Office, tick: Tick) -> tuple[Event, ...]:
        """Give what a move of the clock records: its event, and what it does to bodies."""
        facts = Situation(tick.at, None, NOTHING, tick.before, office.at(tick.at))
        moved = happening(facts, tick.move, "verified", self._clock(), *self._stamp)
        return (moved, *mirrored(facts, tick.move.action.reseats, moved))

    def tried(  # noqa: PLR0913 - a request has as many parts
        self,
        name: str,
        action: str,
        done: list[Event],
        *,
        by: str,
        at: Instant,
        recorded: Instant,
        data: Data,
        vouched: Vouched,
    ) -> Decision:
        """Decide and record, as things stand; another writer may be first.

        What was recorded is added to ``done``: the clock's moves stand even where this must be
        tried again.
        """
        self._catch_up_all(at, done)
        self._catch_up(name, at, done)
        office, standing = self._standings.office(), self._standings.of(name)
        decision = decide(self._machine, office, standing, action, by=by, at=at, data=data)
        if decision.move is None:
            return decision
        happened = happening(decision.situation, decision.move, vouched, recorded, *self._stamp)
        others = mirrored(decision.situation, decision.move.action.reseats, happened)
        if decision.move.action.beside:
            with beside(self._bodies, decision.move.action, happened.data) as told:
                happened = happened._replace(data=told)
                done += self._append(standing, (happened, *others))
        else:
            done += self._append(standing, (happened, *others))
        return decision.recorded(happened)

    def _append(self, standing: Proposal, events: Sequence[Event]) -> Sequence[Event]:
        """Record events, unless the proposal or a body on which they were decided has moved on.

        Those in other streams are what they do to bodies. Gives all of them as they are recorded.
        """
        own = [each for each in events if each.proposal == standing.id]
        others = self._standings.numbered(each for each in events if each.proposal != standing.id)
        written = Write(standing.id, expected=standing.version, entries=tuple(map(entry, own)))
        self._store.append([written, *self._standings.guards(standing.id, others)])
        for each in own:
            standing = self._standings.put(standing, each)
        for body in {each.proposal for each in others}:
            self._standings.of(body)
        return (*own, *others)

    def refuse(self, decision: Decision, vouched: Vouched, recorded: Instant) -> None:
        """Record that something was refused."""
        action = self._machine.actions.get(decision.action)
        with beside(self._bodies, action, decision.situation.data) as told:
            asked = refusal(decision, told, vouched, recorded, *self._stamp)
            expected = self._store.version(REFUSED)
            self._store.append([Write(REFUSED, expected=expected, entries=(asked,))])
