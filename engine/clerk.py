"""The clerk of a workflow: decides on what the journal holds, and writes down what follows."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from .beside import Bodies, beside
from .calendars.zone import tz_version
from .charter import Charter
from .clockwork import Tick, ticks
from .decide import Decision, decide
from .directory import Directory, consulted
from .facts import Situation
from .instants import Instant
from .journal.store import Store, Write
from .model import NOTHING, Data, Event, Office, Proposal, Vouched
from .recording import again, happening, portions, refusal
from .reseating import change_of, mirrored
from .standings import Standings
from .wire import REFUSED, entry

Clock = Callable[[], Instant]


class Clerk:
    """Keeps one journal under one charter; whoever uses it lets one thread in at a time.

    What it does may lose against another writer (``Conflict``), and is then to be done again.
    """

    def __init__(  # noqa: PLR0913 - all that it works with
        self,
        charter: Charter,
        store: Store,
        standings: Standings,
        *,
        clock: Clock,
        bodies: Bodies | None,
        directory: Directory | None = None,
    ) -> None:
        self._machine = charter.machine
        self._store = store
        self._standings = standings
        self._clock = clock
        self._bodies = bodies
        self._directory = directory
        self._lists: tuple[Event, ...] = ()
        self._stamp = (charter.digest, tz_version())

    def ahead(self, name: str, until: Instant) -> tuple[Office, Proposal]:
        """Give the office and a proposal after the clock's moves that are due."""
        office = self._standings.beyond(self._standings.office(), until)
        office, standing, _ = self._clockwork(office, self._standings.of(name), until)
        return self._listed(office, until), standing

    def _listed(self, office: Office, at: Instant) -> Office:
        """Give the office with the members of whom the host's directory tells at an instant."""
        if self._directory is None:
            return office
        found = consulted(self._directory, office, at, self._clock(), self._stamp)
        self._lists = tuple(found)
        return office.after(*map(change_of, self._lists))

    def tick(self, until: Instant, listed: Iterable[Proposal], done: list[Event]) -> None:
        """Record the clock's moves that are due, and add them to ``done``.

        Args:
            until: the instant by which they are due.
            listed: the proposals that may be due; what is recorded of them decides.
            done: what was recorded.
        """
        again(partial(self._catch_up_all, until, done))
        for proposal in listed:
            if self._clockwork(self._standings.office(), proposal, until)[2]:
                again(partial(self._catch_up, proposal.id, until, done))

    def _clockwork(
        self, office: Office, standing: Proposal, until: Instant
    ) -> tuple[Office, Proposal, tuple[Event, ...]]:
        """Give the office and a proposal after the clock's moves that are due, and those moves."""
        events: list[Event] = []
        for tick in ticks(self._machine, office, standing, until):
            events += self._moved(office, tick)
            standing, office = tick.after, tick.office
        return office, standing, tuple(events)

    def _catch_up(self, name: str, until: Instant, done: list[Event]) -> None:
        """Record the clock's moves of one proposal that are due, and add them to ``done``."""
        standing = self._standings.of(name)
        if standing.state not in self._machine.clockwork:
            return
        _, _, events = self._clockwork(self._standings.office(), standing, until)
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
        office = self._listed(office, at)
        decision = decide(self._machine, office, standing, action, by=by, at=at, data=data)
        if decision.move is None:
            return decision
        happened = happening(decision.situation, decision.move, vouched, recorded, *self._stamp)
        others = mirrored(decision.situation, decision.move.action.reseats, happened)
        if decision.move.action.beside:
            with beside(self._bodies, decision.move.action, happened.data) as told:
                happened = happened._replace(data=told)
                done += self._append(standing, (*self._lists, happened, *others))
        else:
            done += self._append(standing, (*self._lists, happened, *others))
        return decision.recorded(happened)

    def _append(self, standing: Proposal, events: Sequence[Event]) -> Sequence[Event]:
        """Record events, unless the proposal or a body on which they were decided has moved on.

        Those in other streams are what they do to bodies. Gives all of them as they are recorded.
        """
        own = [each for each in events if each.proposal == standing.id]
        others = self._standings.numbered(each for each in events if each.proposal != standing.id)
        written = Write(standing.id, expected=standing.version, entries=tuple(map(entry, own)))
        guards = self._standings.guards(standing.id, others)
        lists = [each for each in guards if _is_list(each)]
        self._store.append([*lists, written, *(each for each in guards if each not in lists)])
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
            lists: list[Write] = []
            if self._lists:  # who was in a body by the directory belongs to why it was refused
                self._standings.office()
                found = self._standings.guards(REFUSED, self._standings.numbered(self._lists))
                lists = [each for each in found if _is_list(each)]
            self._store.append([*lists, Write(REFUSED, expected=expected, entries=(asked,))])


def _is_list(write: Write) -> bool:
    return any(each["action"] == "list" for each in write.entries)
