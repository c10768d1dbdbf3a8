"""Where everything stands: what a journal says, folded as far as it has been read."""

from .charter import Charter
from .fold import advanced, nothing, reseated
from .journal import Store, Write
from .listing import Listing
from .machine import BODY
from .model import Event, Office, Proposal
from .snapshot import SnapshotFile
from .wire import event


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
        self._revised = tuple(
            BODY + name for name, body in charter.file.bodies.items() if body.revised_by
        )

    def office(self) -> Office:
        """Give who is in which body now."""
        for body in self._revised:
            self.of(body)
        return self._office

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

    def guards(self, name: str) -> list[Write]:
        """Give what keeps a write from standing where a body has changed since it was decided."""
        return [
            Write(body, expected=self._known[body].version if body in self._known else 0)
            for body in self._revised
            if body != name
        ]
