"""Where everything stands: what a journal says, folded as far as it has been read."""

from collections.abc import Iterable, Sequence

from attrs import evolve

from .asking import RESERVED
from .beyond import first_due, run_on
from .charter import Charter
from .clockwork import Tick
from .fold import advanced, nothing
from .instants import Instant
from .journal import Store, Write
from .journal.store import LAST
from .listing import Listing
from .machine import BODY
from .model import Event, Office, Proposal
from .register import Growing
from .reseating import reseated
from .snapshot import SnapshotFile
from .wire import entry, event


class Standings:
    """The proposals and bodies of a journal, kept in step with what it and others write."""

    def __init__(
        self, charter: Charter, store: Store, snapshot: SnapshotFile | None = None
    ) -> None:
        self._machine = charter.machine
        self._store = store
        self._known: dict[str, Proposal] = {}
        self._listing = Listing(charter.machine, store, snapshot)
        self._office = charter.machine.office
        self._register = Growing(self._office) if self._machine.crossing else None
        self._line = -1
        self._revised = tuple(
            BODY + name
            for name in sorted(self._office.revised)
            if self._office.compositions[name].suspended_from is None
        )

    def office(self) -> Office:
        """Give all that is known of who is in which body, and where all proposals stand if needed.

        Ask it ``at`` for an instant.
        """
        for body in self._revised:
            self.of(body)
        if self._register is None:
            return self._office
        self._follow(self._register)
        return evolve(self._office, register=self._register.view())

    def beyond(self, office: Office, until: Instant) -> Office:
        """Give the office in which the clock has made all moves that are due in any proposal."""
        if self._register is None:
            return office
        return run_on(self._machine, office, self._register, until)

    def first_due(self, office: Office, until: Instant) -> Tick | None:
        """Give the clock's move that is due first in any proposal, where a rule looks at others."""
        if self._register is None:
            return None
        return first_due(self._machine, office, self._register.proposals(), until)

    def _follow(self, register: Growing) -> None:
        """Enter what the journal has come to hold."""
        for seq, name, version, found in self._store.entries(self._line):
            self._line = seq
            if name.startswith(RESERVED):
                continue
            standing = self._known.get(name) or nothing(self._machine, name)
            if standing.version < version:
                standing = self.put(standing, event(name, version, found))
            register.enter(standing)

    def of(self, name: str) -> Proposal:
        """Give where a proposal, or the stream of a body, stands now."""
        standing = self._known.get(name)
        if standing is None:
            standing = nothing(self._machine, name)
        for found in self._store.read(name, after=standing.version):
            standing = self.put(standing, event(name, standing.version + 1, found))
        return standing

    def every(self) -> tuple[Proposal, ...]:
        """Give where every proposal stands, for a list: to decide on one, ask ``of`` for it."""
        return self._listing.every(self._known)

    def put(self, standing: Proposal, happened: Event) -> Proposal:
        """Take in an event that is in the journal; give what the proposal has become."""
        standing = advanced(self._machine, standing, happened)
        if happened.proposal.startswith(BODY):
            self._office = reseated(self._office, happened)
        self._known[happened.proposal] = standing
        return standing

    def numbered(self, mirrors: Iterable[Event]) -> list[Event]:
        """Give what is recorded of bodies with the versions that it makes."""
        many: dict[str, int] = {}
        found: list[Event] = []
        for each in mirrors:
            body = each.proposal
            many[body] = many.get(body, self._version(body)) + 1
            found.append(each._replace(version=many[body]))
        return found

    def guards(self, name: str, mirrors: Sequence[Event] = ()) -> list[Write]:
        """Give what keeps a write from standing where something else has changed meanwhile.

        That is a body, or, where a rule looks at other proposals, the journal as a whole.

        Args:
            name: the proposal, or the stream of a body, that is written to itself.
            mirrors: what is recorded of bodies with it.
        """
        if self._register is not None:
            told = list(dict.fromkeys(each.proposal for each in mirrors))
            return [
                Write(LAST, expected=self._line),
                *(self._guard(each, mirrors) for each in told),
            ]
        return [self._guard(body, mirrors) for body in self._revised if body != name]

    def _guard(self, body: str, mirrors: Sequence[Event]) -> Write:
        entries = tuple(entry(each) for each in mirrors if each.proposal == body)
        return Write(body, expected=self._version(body), entries=entries)

    def _version(self, body: str) -> int:
        return self._known[body].version if body in self._known else 0
