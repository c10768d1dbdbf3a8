"""The live engine: a charter over a journal. It asks, acts, and lets the clock run."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import partial
from threading import RLock
from typing import Self

from .adopt import adopt, lay
from .amending import amending, check_follows
from .asking import asking, checked_instant, checked_name, checked_person, dating
from .beside import Bodies, restored
from .bringing import BROUGHT_IN, attested
from .charter import Charter
from .clerk import Clerk, Clock
from .decide import Decision
from .directory import Directory
from .errors import RequestError
from .instants import Instant
from .journal.store import Store
from .journal.tiny import Database, database
from .listing import rows
from .machine import NEW
from .model import NONE, NOTHING, Data, Event, Office, Proposal, Vouched
from .observe import Observation, Observer, tell
from .recording import again
from .redaction import Redaction, redact
from .regimes import Regime, Regimes
from .snapshot import SnapshotFile
from .standings import Standings
from .wire import event


class Workflow:
    """Proposals under one charter, in one journal.

    One workflow may be used by many threads, and many processes may share a journal: whoever writes
    first wins, and the others decide again. Nothing is done before it is durable.
    """

    def __init__(  # noqa: PLR0913 - a keyword for each thing that a host may supply
        self,
        charter: Charter,
        store: Store,
        *,
        clock: Clock,
        leeway: timedelta | None = None,
        observers: Sequence[Observer] = (),
        record_refusals: bool = False,
        snapshot: SnapshotFile | None = None,
        bodies: Bodies | None = None,
        directory: Directory | None = None,
    ) -> None:
        self.store = store
        self._clock = clock
        self._observers = tuple(observers)
        self._record_refusals = record_refusals
        self.bodies = bodies
        self._lock = RLock()
        self._asking = partial(asking, clock, leeway=leeway)
        self._dating = partial(dating, clock, leeway=leeway)
        self._standings = Standings(charter, store, snapshot)
        self._clerk = Clerk(
            store=store, standings=self._standings, clock=clock, bodies=bodies, directory=directory
        )

    @property
    def charter(self) -> Charter:
        """The charter that is in force now."""
        return self.regimes.current.charter

    @property
    def regimes(self) -> Regimes:
        """The charters that are, and were, in force."""
        with self._lock:
            return self._standings.follow()

    @property
    def office(self) -> Office:
        """Who is in which body now."""
        return self.office_of(self.regimes.current)

    def under(self, proposal: Proposal) -> tuple[Regime, Office]:
        """Give the charter that a proposal is under, and who is in its bodies now."""
        regime = self.regimes.under(proposal)
        return regime, self.office_of(regime)

    def office_of(self, regime: Regime) -> Office:
        """Give who is in the bodies of a charter now, which may be one that was in force."""
        with self._lock:
            return self._standings.office(regime).at(self._clock())

    def due(self, proposal: Proposal, at: Instant) -> tuple[Proposal, tuple[Event, ...]]:
        """Give where a proposal stands after the clock's moves that are due, and those moves."""
        with self._lock:
            self._standings.follow()
            return self._clerk.course(proposal, checked_instant(at))

    def proposal(self, name: str) -> Proposal:
        """Give where a proposal stands, as recorded: the clock's moves that are due are not in it.

        Raises:
            RequestError: the journal has no such proposal.
        """
        with self._lock:
            self._standings.follow()
            standing = self._standings.of(checked_name(name))
        if standing.state == NEW:
            raise RequestError(f"the journal has no proposal `{name}`")
        return standing

    def proposals(self) -> tuple[Proposal, ...]:
        """Give where every proposal stands, in the order in which they were made, for a list."""
        with self._lock:
            self._standings.follow()
            return self._standings.every()

    def events(self, name: str) -> tuple[Event, ...]:
        """Give the events of a proposal, or of a body (``@chairs``), in their order."""
        found = self.store.read(checked_name(name))
        return tuple(event(name, version, each) for version, each in enumerate(found, 1))

    def told(self, happened: Event) -> Data:
        """Give what was told with an event, with what is kept beside and isn't erased."""
        regime = self.regimes.of(happened.charter) or self.regimes.current
        return restored(self.bodies, regime.machine.actions.get(happened.action), happened.data)[0]

    def redact(  # noqa: PLR0913 - all that is recorded of it
        self,
        name: str,
        version: int,
        field: str,
        *,
        by: str,
        reason: str,
        at: Instant | None = None,
    ) -> Redaction:
        """Erase what is kept beside of one field of one event, and record who had it erased.

        The charter isn't asked: who may do this is the host's to say.

        Raises:
            RequestError: there is no such event or field, or it isn't kept beside.
            JournalError: it can't be recorded or erased.
        """
        if self.bodies is None:
            raise RequestError("nothing is kept beside this journal")
        with self._lock:
            once = partial(redact, self.store, self.bodies, name, version, field, by=by)
            return again(partial(once, at=self._dating(at)[0], reason=reason))

    def may(
        self,
        name: str,
        action: str,
        *,
        by: str,
        at: Instant | None = None,
        data: Data = NOTHING,
    ) -> Decision:
        """Tell whether somebody may do something (see ``act``), and why; nothing is recorded.

        Raises:
            RequestError: the request can't be one: a reserved name, or no instant.
        """
        with self._lock:
            ask = partial(asking, self._clock, name, action, by=by, at=at, data=data)
            decision = again(partial(self._clerk.answered, ask))
        self._tell(decision, (), asked_only=True)
        return decision

    def options(self, name: str, *, by: str, at: Instant | None = None) -> tuple[Decision, ...]:
        """Give the decision on everything that somebody could ask for now, none of it recorded."""
        with self._lock:
            return again(partial(self._clerk.offered, checked_name(name), checked_person(by), at))

    def act(  # noqa: PLR0913 - a request has as many parts
        self,
        name: str,
        action: str,
        *,
        by: str,
        at: Instant | None = None,
        data: Data = NOTHING,
        vouched: Vouched = "claimed",
        key: str | None = None,
    ) -> Decision:
        """Do something, if the charter allows it: when this returns, it is durable.

        The clock's own moves that fell due before are recorded first, each at its own instant.

        Args:
            name: the proposal; for an action that makes one, its new name.
            action: what is done.
            by: who does it.
            at: when it holds; now, by the host's clock, where it is left out.
            data: what is told with it.
            vouched: how the host knows that it is they.
            key: an idempotency key: what is recorded under it is not done again.

        Returns:
            The decision; ``decision.event`` is what was recorded, ``None`` for a refusal.

        Raises:
            RequestError: the request can't be one: a reserved name, a wrong date, nobody vouched.
            JournalError: the journal can't be written to; nothing was done.
        """
        with self._lock:
            ask = partial(self._asking, name, action, by=by, at=at, data=data, vouched=vouched)
            events: list[Event] = []
            asked, decision = again(partial(self._clerk.tried, ask, events, key))
            if decision.move is None and self._record_refusals:
                again(partial(self._clerk.refuse, decision, vouched, asked.recorded))
        if events or decision.event is None:
            self._tell(decision, events)
        if decision.move is not None and decision.move.action.amends:
            self._tick(asked.at)
        return decision

    def tick(self, at: Instant | None = None) -> tuple[Event, ...]:
        """Record the clock's own moves that are due; observers are told of all at once."""
        return self._tick(self._dating(at)[0])

    def _tick(self, at: Instant) -> tuple[Event, ...]:
        done: list[Event] = []
        with self._lock:
            self._clerk.tick(at, self.proposals(), done)
        if done:
            self._tell(None, done)
        return tuple(done)

    def propose(  # noqa: PLR0913 - a request has as many parts
        self,
        name: str,
        *,
        by: str,
        action: str | None = None,
        at: Instant | None = None,
        data: Data = NOTHING,
        vouched: Vouched = "claimed",
        key: str | None = None,
    ) -> Decision:
        """Make a proposal, by the charter's action that makes them or, of several, the one named.

        Raises:
            RequestError: there are several and none is named, or the one that is named makes none.
        """
        maker = self.charter.machine.maker(action)
        return self.act(name, maker, by=by, at=at, data=data, vouched=vouched, key=key)

    def amend(  # noqa: PLR0913 - a request, and the charter that it is about
        self,
        name: str,
        charter: Charter,
        *,
        by: str,
        action: str | None = None,
        at: Instant | None = None,
        data: Data = NOTHING,
        vouched: Vouched = "claimed",
    ) -> Decision:
        """Let another charter in by the rules of the one in force.

        It takes effect in the very line that records the decision; then what it says of proposals
        in flight is recorded of each. What a crash leaves of that is done by whoever comes next.

        Args:
            name: the proposal that is about it.
            charter: the new charter.
            by: who does it, and so on: as for ``act``.
            action: the action that lets it in, where the charter in force has several.
            at: when it takes effect.
            data: what is told beside the digest of the new charter.
            vouched: as for ``act``.

        Raises:
            RequestError: nobody can amend the charter in force, or the new one can't follow it.
        """
        with self._lock:
            regimes = self.regimes
            done = action or amending(regimes.current.machine)
            told = {**data, "charter": charter.digest}
            asked = self._asking(name, done, by=by, at=at, data=told, vouched=vouched)
            check_follows(regimes, regimes.of(charter.digest), charter)
            if self._clerk.decided(asked, *self._clerk.ahead(name, asked.at)):
                adopt(self.store, regimes.current.charter, recorded=asked.recorded)
                lay(self.store, charter, recorded=asked.recorded)
        return self.act(name, done, by=by, at=at, data=told, vouched=vouched)

    def bring_in(  # noqa: PLR0913 - all that is recorded of it
        self,
        name: str,
        state: str,
        *,
        by: str,
        because: str,
        roles: Mapping[str, Sequence[str]] = NONE,
        anchors: Mapping[str, Instant] = NONE,
        at: Instant | None = None,
        vouched: Vouched = "claimed",
    ) -> Event:
        """Record where a proposal stands that was under way elsewhere, as somebody attests it.

        The charter isn't asked: nothing of it was decided here, and an audit says so.

        Args:
            name: its name in this journal.
            state: where it stands.
            by: who attests it, and so on: as for ``act``.
            because: where they know it from.
            roles: who has which part in it.
            anchors: when what happened to it.
            at: when it comes in.
            vouched: as for ``act``.

        Raises:
            RequestError: it is there already, or the charter knows no such state, role or anchor.
        """
        with self._lock:
            machine = self.regimes.current.machine
            told = attested(machine, state, roles=roles, anchors=anchors, because=because)
            asked = self._asking(name, BROUGHT_IN, by=by, at=at, data=told, vouched=vouched)
            happened = again(partial(self._clerk.bring_in, asked, state))
        self._tell(None, [happened])
        return happened

    def db(self) -> Database:
        """Give the journal as a `tinydb.TinyDB` to query: nobody can alter history through it.

        One table a proposal, each document an event and its id the version that it made; the table
        ``_proposals`` says where every proposal stands.
        """
        return database(self.store, {"_proposals": lambda: rows(self.proposals())})

    def close(self) -> None:
        """Give back the journal."""
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _tell(
        self, decision: Decision | None, events: Sequence[Event], *, asked_only: bool = False
    ) -> None:
        if self._observers:
            told = Observation(decision=decision, events=tuple(events), asked_only=asked_only)
            tell(self._observers, told)
