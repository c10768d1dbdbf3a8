"""The clerk of a workflow: decides on what the journal holds, and writes down what follows."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from attrs import define, field

from .adopt import enactment
from .amending import check_let_in
from .asking import Asking, checked_instant
from .beside import Bodies, beside
from .bringing import BROUGHT_IN
from .calendars.zone import tz_version
from .clockwork import Tick, ticks
from .decide import Decision, decide, options
from .directory import Directory, consulted
from .errors import Conflict, JournalError, RequestError
from .facts import Situation
from .instants import Instant
from .journal.store import Store, Write
from .machine import BODY, NEW
from .model import NOTHING, Event, Office, Proposal, Vouched
from .polling import hushed
from .recording import again, happening, portions, refusal
from .regimes import Passage, Regime
from .repeating import repeated
from .reseating import change_of, mirrored
from .standings import Standings
from .wire import REFUSED, entry

Clock = Callable[[], Instant]


@define(kw_only=True, eq=False)
class Clerk:
    """Keeps one journal; whoever uses it lets one thread in at a time.

    What it does may lose against another writer (``Conflict``), and is then to be done again.

    Attributes:
        clock: the host's.
        bodies: where is kept what the charter keeps beside the journal.
        directory: says who is in the bodies that the charter leaves to it.
    """

    store: Store
    standings: Standings
    clock: Clock
    bodies: Bodies | None
    directory: Directory | None = None
    _lists: tuple[Event, ...] = ()
    _zones: str = field(factory=tz_version)

    def ahead(self, name: str, until: Instant) -> tuple[Regime, Office, Proposal]:
        """Give a proposal after the clock's moves that are due, its charter, and the office."""
        self.standings.follow()
        others = self.standings.ahead(until)
        recorded = self.standings.of(name)
        standing, events = self.course((others and others.get(name)) or recorded, until)
        regime = self.standings.under(standing)
        office = self.standings.office(regime)
        if others is not None:
            office = self.standings.beside(others, regime)
        moved = map(change_of, (each for each in events if each.proposal.startswith(BODY)))
        office = office.after(*(each for each in moved if each.body in office.bodies))
        return regime, self._listed(office, until), standing

    def _listed(self, office: Office, at: Instant) -> Office:
        """Give the office with the members of whom the host's directory tells at an instant."""
        if self.directory is None:
            return office
        current = self.standings.regimes.current
        now, stamp = self.standings.office(current), (current.digest, self._zones)
        self._lists = tuple(consulted(self.directory, now, at, self.clock(), stamp))
        told = map(change_of, self._lists)
        return office.supposing(*(each for each in told if each.body in office.bodies))

    def tick(self, until: Instant, listed: Iterable[Proposal], done: list[Event]) -> None:
        """Record the clock's moves that are due, and add them to ``done``.

        Args:
            until: the instant by which they are due.
            listed: the proposals that may be due; what is recorded of them decides.
            done: what was recorded.
        """
        again(partial(self._catch_up_all, until, done))
        for proposal in listed:
            if self.course(proposal, until)[1]:
                again(partial(self._catch_up, proposal.id, until, done))

    def course(self, standing: Proposal, until: Instant) -> tuple[Proposal, tuple[Event, ...]]:
        """Give a proposal after the clock's moves that are due, and those moves.

        Where the charter was amended, those that fell due before that come first, under the charter
        that the proposal was under; then it comes under the new one, whatever the instant is that
        somebody asks about.
        """
        events: list[Event] = []
        while True:
            passage = self.standings.passage(standing)
            end = until if passage is None else passage.at
            standing = self._ticked(standing, end, events)
            if passage is None:
                return standing, tuple(events)
            passage = self.standings.passage(standing)
            if passage is not None:
                events.append(self._passed(standing, passage))
                standing = self.standings.regimes.taken(standing, events[-1])

    def _ticked(self, standing: Proposal, until: Instant, events: list[Event]) -> Proposal:
        """Let the clock make the moves that are due under the charter of a proposal."""
        regime = self.standings.under(standing)
        if standing.state not in regime.machine.clockwork:
            return standing
        office = self.standings.office(regime)
        for tick in ticks(regime.machine, office, standing, until):
            events += self._moved(office, tick, regime)
            standing, office = tick.after, tick.office
        return standing

    def _catch_up(self, name: str, until: Instant, done: list[Event]) -> None:
        """Record the clock's moves of one proposal that are due, and add them to ``done``."""
        self.standings.follow()
        standing = self.standings.of(name)
        waits = standing.state in self.standings.under(standing).machine.clockwork
        if not waits and self.standings.passage(standing) is None:
            return
        _, events = self.course(standing, until)
        for some in portions(events):
            done += self._append(standing, some)
            standing = self.standings.of(name)

    def _catch_up_all(self, until: Instant, done: list[Event]) -> None:
        """Record the clock's moves of all proposals that are due, where a rule looks at others.

        The first that is due comes first, whichever proposal it moves: another may turn on it.
        """
        self.standings.follow()
        if not self.standings.together:
            return
        for standing in self.standings.passing():
            self.standings.office()  # what was just written is nobody else's
            for some in portions(self.course(standing, until)[1]):
                done += self._append(standing, some)
        while (tick := self.standings.first_due(until)) is not None:
            self.course(tick.before, tick.at)  # nothing is recorded of what goes round in circles
            regime = self.standings.under(tick.before)
            moved = self._moved(self.standings.office(regime), tick, regime)
            done += self._append(tick.before, moved)

    def _moved(self, office: Office, tick: Tick, regime: Regime) -> tuple[Event, ...]:
        """Give what a move of the clock records: its event, and what it does to bodies."""
        facts = Situation(tick.at, None, NOTHING, tick.before, office.at(tick.at))
        stamp = (regime.digest, self._zones)
        moved = happening(facts, tick.move, "verified", self.clock(), *stamp)
        return (moved, *mirrored(facts, tick.move.action.reseats, moved))

    def see_timely(self, now: Instant, standing: Proposal) -> None:
        """See that nobody has written between the look at the clock and that at the proposal.

        What is asked for as of now would be refused for coming before what they wrote.

        Raises:
            Conflict: somebody has, and the clock has run on past it.
        """
        if now < standing.at <= self.clock():
            raise Conflict(f"somebody wrote to `{standing.id}` since the clock was read")

    def answered(self, ask: Callable[[], Asking]) -> Decision:
        """Decide, as things stand, without recording anything."""
        asked = ask()
        regime, office, standing = self.ahead(asked.name, asked.at)
        if asked.at == asked.recorded:
            self.see_timely(asked.at, standing)
        return self.decided(asked, regime, office, standing)

    def offered(self, name: str, by: str, at: Instant | None) -> tuple[Decision, ...]:
        """Decide on everything that somebody could ask for, as things stand; without ``at`` now."""
        instant = checked_instant(self.clock() if at is None else at)
        regime, office, standing = self.ahead(name, instant)
        if at is None:
            self.see_timely(instant, standing)
        return options(regime.machine, office, standing, by=by, at=instant)

    def tried(
        self, ask: Callable[[], Asking], done: list[Event], key: str | None
    ) -> tuple[Asking, Decision]:
        """Decide and record, as things stand; another writer may be first.

        What was recorded is added to ``done``: the clock's moves stand even where this must be
        tried again.

        Args:
            ask: reads the clock, and gives what is asked for.
            done: what was recorded.
            key: the idempotency key; what stands under it is not done again.
        """
        asked = ask()
        found = None if key is None else repeated(self.store, self.standings, asked, key)
        if found is not None:
            return asked, found
        try:
            return asked, self._tried(asked, done, key)
        except JournalError:
            if key is None or self.store.receipt(key) is None:
                raise
            raise Conflict(f"what stands under `{key}` was recorded meanwhile") from None

    def _tried(self, asked: Asking, done: list[Event], key: str | None) -> Decision:
        self._catch_up_all(asked.at, done)
        self._catch_up(asked.name, asked.at, done)
        standing = self.standings.of(asked.name)
        if asked.at == asked.recorded:
            self.see_timely(asked.at, standing)
        regime = self.standings.under(standing)
        office = self._listed(self.standings.office(regime), asked.at)
        decision = self.decided(asked, regime, office, standing)
        move = decision.move
        if move is None:
            return decision
        stamp = (regime.digest, self._zones)
        happened = happening(decision.situation, move, asked.vouched, asked.recorded, *stamp)
        amends = move.action.amends
        if amends:
            check_let_in(self.store, self.standings.regimes, regime, happened)
        others = mirrored(decision.situation, move.action.reseats, happened)
        if move.action.beside:
            with beside(self.bodies, move.action, happened.data) as told:
                happened = happened._replace(data=told)
                every = (*self._lists, happened, *others)
                done += self._append(standing, every, amends=amends, key=key)
        else:
            every = (*self._lists, happened, *others)
            done += self._append(standing, every, amends=amends, key=key)
        return decision.recorded(happened)

    @staticmethod
    def decided(asked: Asking, regime: Regime, office: Office, standing: Proposal) -> Decision:
        """Decide a request on a proposal as it stands, without recording anything."""
        machine, action, data = regime.machine, asked.action, asked.data
        return decide(machine, office, standing, action, by=asked.by, at=asked.at, data=data)

    def refuse(self, decision: Decision, vouched: Vouched, recorded: Instant) -> None:
        """Record that something was refused."""
        action = decision.machine.actions.get(decision.action)
        digest = self.standings.under(decision.situation.proposal).digest
        data = hushed(decision.situation.office, action, decision.situation.data)
        with beside(self.bodies, action, data) as told:
            asked = refusal(decision, told, vouched, recorded, digest, self._zones)
            expected = self.store.version(REFUSED)
            lists: list[Write] = []
            if self._lists:  # who was in a body by the directory belongs to why it was refused
                self.standings.office()
                found = self.standings.guards(REFUSED, self.standings.numbered(self._lists))
                lists = [each for each in found if _is_list(each)]
            self.store.append([*lists, Write(REFUSED, expected=expected, entries=(asked,))])

    def bring_in(self, asked: Asking, state: str) -> Event:
        """Record that a proposal is brought in that was under way elsewhere.

        Raises:
            RequestError: there is a proposal of that name already, or it is a body's.
        """
        self.standings.follow()
        standing = self.standings.of(asked.name)
        if asked.name.startswith(BODY):
            raise RequestError(f"`{asked.name}` is a body: the charter says who is in it")
        if standing.state != NEW:
            raise RequestError(f"the journal has a proposal `{asked.name}` already")
        self.standings.office()  # what is guarded is what was read
        happened = Event(
            asked.name,
            1,
            asked.at,
            asked.recorded,
            asked.by,
            asked.vouched,
            BROUGHT_IN,
            None,
            state,
            asked.data,
            self.standings.under(standing).digest,
            self._zones,
        )
        self._append(standing, (happened,))
        return happened

    def _passed(self, standing: Proposal, passage: Passage) -> Event:
        """Give the event with which a proposal comes under another charter."""
        return Event(
            standing.id,
            standing.version + 1,
            passage.at,
            self.clock(),
            None,
            "verified",
            passage.action,
            passage.source,
            passage.target,
            {"before": passage.before},
            passage.regime.digest,
            self._zones,
        )

    def _append(
        self,
        standing: Proposal,
        events: Sequence[Event],
        *,
        amends: bool = False,
        key: str | None = None,
    ) -> Sequence[Event]:
        """Record events, unless the proposal or what they were decided on has moved on.

        Those in other streams are what they do to bodies. Gives all of them as they are recorded.

        Args:
            standing: the proposal.
            events: what happened.
            amends: whether another charter takes effect with it.
            key: the idempotency key of the request.
        """
        own, others, enacts = events, list[Event](), None
        if len(events) > 1:
            own = [each for each in events if each.proposal == standing.id]
            others = self.standings.numbered(
                each for each in events if each.proposal != standing.id
            )
        if amends:
            bodies = {each.proposal: each.version for each in others}
            enacts = enactment(own[-1], {**self.standings.bodies(), **bodies})
        written = Write(standing.id, expected=standing.version, entries=tuple(map(entry, own)))
        guards = self.standings.guards(standing.id, others, enacts)
        lists = [each for each in guards if _is_list(each)] if others else []
        rest = [each for each in guards if each not in lists] if lists else guards
        self.store.append([*lists, written, *rest], key=key)
        for each in own:
            standing = self.standings.put(standing, each)
        for body in {each.proposal for each in others}:
            self.standings.of(body)
        return (*own, *others)


def _is_list(write: Write) -> bool:
    return any(each.get("action") == "list" for each in write.entries)
