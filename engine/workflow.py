"""The live engine: a charter over a journal. It asks, acts, and lets the clock run."""

from collections.abc import Sequence
from functools import partial
from threading import RLock
from typing import Self

from .asking import checked_instant, checked_name, checked_person, checked_vouched, kept
from .beside import Bodies, restored
from .charter import Charter
from .clerk import Clerk, Clock
from .decide import Decision, decide, options
from .directory import Directory
from .errors import RequestError
from .instants import Instant
from .journal.store import Store
from .journal.tiny import Database, database
from .listing import rows
from .machine import NEW
from .model import NOTHING, Data, Event, Office, Proposal, Vouched
from .observe import Observation, Observer, tell
from .recording import again
from .redaction import Redaction, redact
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
        observers: Sequence[Observer] = (),
        record_refusals: bool = False,
        snapshot: SnapshotFile | None = None,
        bodies: Bodies | None = None,
        directory: Directory | None = None,
    ) -> None:
        self.charter = charter
        self.store = store
        self._clock = clock
        self._observers = tuple(observers)
        self._record_refusals = record_refusals
        self.bodies = bodies
        self._lock = RLock()
        self._standings = Standings(charter, store, snapshot)
        self._clerk = Clerk(
            charter, store, self._standings, clock=clock, bodies=bodies, directory=directory
        )

    @property
    def office(self) -> Office:
        """Who is in which body now."""
        with self._lock:
            return self._standings.office().at(self._clock())

    def proposal(self, name: str) -> Proposal:
        """Give where a proposal stands, as recorded: the clock's moves that are due are not in it.

        Raises:
            RequestError: the journal has no such proposal.
        """
        with self._lock:
            standing = self._standings.of(checked_name(name))
        if standing.state == NEW:
            raise RequestError(f"the journal has no proposal `{name}`")
        return standing

    def proposals(self) -> tuple[Proposal, ...]:
        """Give where every proposal stands, in the order in which they were made.

        It is for a list: from a snapshot, where there is one, that no decision is ever taken on.
        """
        with self._lock:
            return self._standings.every()

    def events(self, name: str) -> tuple[Event, ...]:
        """Give the events of a proposal, or of a body (``@chairs``), in their order."""
        found = self.store.read(checked_name(name))
        return tuple(event(name, version, each) for version, each in enumerate(found, 1))

    def told(self, happened: Event) -> Data:
        """Give what was told with an event, with what is kept beside and isn't erased."""
        action = self.charter.machine.actions.get(happened.action)
        return restored(self.bodies, action, happened.data)[0]

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
            JournalError: it can't be recorded, or can't be erased.
        """
        if self.bodies is None:
            raise RequestError("nothing is kept beside this journal")
        with self._lock:
            once = partial(redact, self.store, self.bodies, name, version, field, by=by)
            return again(partial(once, at=self._now(at), reason=reason))

    def may(
        self,
        name: str,
        action: str,
        *,
        by: str,
        at: Instant | None = None,
        data: Data = NOTHING,
    ) -> Decision:
        """Tell whether somebody may do something, and why; nothing is recorded.

        Args:
            name: the proposal.
            action: what they would do.
            by: who would do it.
            at: when; now, by the host's clock, where it is left out.
            data: what they would tell with it.

        Raises:
            RequestError: the request can't be one: a reserved name, or no instant.
        """
        with self._lock:
            instant = self._now(at)
            office, standing = self._clerk.ahead(checked_name(name), instant)
            decision = decide(
                self.charter.machine,
                office,
                standing,
                action,
                by=checked_person(by),
                at=instant,
                data=kept(data),
            )
        if self._observers:
            tell(self._observers, Observation(decision=decision, events=(), asked_only=True))
        return decision

    def options(self, name: str, *, by: str, at: Instant | None = None) -> tuple[Decision, ...]:
        """Give the decision on everything that somebody could ask for now, none of it recorded."""
        with self._lock:
            instant = self._now(at)
            office, standing = self._clerk.ahead(checked_name(name), instant)
            return options(
                self.charter.machine, office, standing, by=checked_person(by), at=instant
            )

    def act(  # noqa: PLR0913 - a request has as many parts
        self,
        name: str,
        action: str,
        *,
        by: str,
        at: Instant | None = None,
        data: Data = NOTHING,
        vouched: Vouched = "claimed",
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

        Returns:
            The decision; ``decision.event`` is what was recorded, ``None`` for a refusal.

        Raises:
            RequestError: the request can't be one: a reserved name, no instant, or nobody vouched.
            Unportable: a value that not every store can hold.
            JournalError: the journal can't be written to; nothing was done.
        """
        checked_name(name)
        checked_person(by)
        checked_vouched(vouched)
        with self._lock:
            recorded = checked_instant(self._clock())
            instant = checked_instant(recorded if at is None else at)
            events: list[Event] = []
            once = partial(
                self._clerk.tried,
                name,
                action,
                events,
                by=by,
                at=instant,
                recorded=recorded,
                data=kept(data),
                vouched=vouched,
            )
            decision = again(once)
            if decision.move is None and self._record_refusals:
                again(partial(self._clerk.refuse, decision, vouched, recorded))
        if self._observers:
            told = Observation(decision=decision, events=tuple(events), asked_only=False)
            tell(self._observers, told)
        return decision

    def tick(self, at: Instant | None = None) -> tuple[Event, ...]:
        """Record the clock's own moves that are due, each at the instant it fell due.

        Observers are told of all of them at once.
        """
        done: list[Event] = []
        with self._lock:
            self._clerk.tick(self._now(at), self.proposals(), done)
        if done and self._observers:
            told = Observation(decision=None, events=tuple(done), asked_only=False)
            tell(self._observers, told)
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
    ) -> Decision:
        """Make a proposal, by the charter's action that makes them or, of several, the one named.

        Raises:
            RequestError: there are several and none is named, or the one that is named makes none.
        """
        maker = self.charter.machine.maker(action)
        return self.act(name, maker, by=by, at=at, data=data, vouched=vouched)

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

    def _now(self, at: Instant | None) -> Instant:
        return checked_instant(self._clock() if at is None else at)
