"""Where everything stands: what a journal says, folded as far as it has been read."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from .adopt import shelf
from .asking import RESERVED
from .beyond import Others
from .charter import Charter
from .clockwork import Tick
from .instants import Instant
from .journal import Store, Write
from .journal.store import LAST
from .listing import Listing
from .machine import BODY
from .model import Event, Office, Proposal
from .regimes import Passage, Regime, Regimes, sole, succeeding
from .seating import begun
from .snapshot import SnapshotFile
from .wire import CHARTER, entry, event


class Standings:
    """The proposals and bodies of a journal, kept in step with what it and others write."""

    def __init__(
        self, charter: Charter, store: Store, snapshot: SnapshotFile | None = None
    ) -> None:
        self._store = store
        self._known: dict[str, Proposal] = {}
        self._regimes = sole(charter)
        self._seating = begun(self._regimes.current)
        self._listing = Listing(self._regimes, store, snapshot)
        self._laid = 0
        self._begin()
        self.follow()

    @property
    def regimes(self) -> Regimes:
        """The charters that are, and were, in force, as far as was followed."""
        return self._regimes

    @property
    def together(self) -> bool:
        """Whether a rule looks at other proposals than the one that is decided on."""
        return self._others is not None

    def under(self, standing: Proposal) -> Regime:
        """Give the regime that a proposal is under."""
        return self._regimes.under(standing)

    def office(self, regime: Regime | None = None) -> Office:
        """Give the office of a charter, of the one in force if none is named.

        It says all that is known of who is in which body, and where all proposals stand if needed.
        Ask it ``at`` for an instant.
        """
        under = regime or self._regimes.current
        office = self._seated(under)
        return office if self._others is None else self._entered(self._others).office(under, office)

    def ahead(self, until: Instant) -> Others | None:
        """Give all proposals after the clock's moves that are due, where a rule looks at others."""
        if self._others is None:
            return None
        return self._entered(self._others).run_on(self._seated, until)

    def beside(self, others: Others, regime: Regime) -> Office:
        """Give the office of a charter beside others that are not as they are recorded."""
        return others.office(regime, self._seated(regime))

    def first_due(self, until: Instant) -> Tick | None:
        """Give the clock's move that is due first in any proposal, where a rule looks at others."""
        if self._others is None:
            return None
        return self._entered(self._others).first_due(self._seated, until)

    def passing(self) -> tuple[Proposal, ...]:
        """Give what is still to come under another charter, where a rule looks at others."""
        return () if self._others is None else self._entered(self._others).passing()

    def of(self, name: str) -> Proposal:
        """Give where a proposal, or the stream of a body, stands now."""
        standing = self._known.get(name)
        if standing is None:
            standing = self._regimes.nothing(name)
        for found in self._store.read(name, after=standing.version):
            standing = self.put(standing, event(name, standing.version + 1, found))
        return standing

    def every(self) -> tuple[Proposal, ...]:
        """Give where every proposal stands, for a list: to decide on one, ask ``of`` for it."""
        return self._listing.every(self._known)

    def passage(self, standing: Proposal) -> Passage | None:
        """Give what is due on a proposal because its charter was amended, if anything."""
        return self._regimes.passage(standing)

    def put(self, standing: Proposal, happened: Event) -> Proposal:
        """Take in an event that is in the journal; give what the proposal has become."""
        standing = self._regimes.taken(standing, happened)
        if happened.proposal.startswith(BODY):
            self._seating = self._seating.after(happened)
        self._known[happened.proposal] = standing
        return standing

    def bodies(self) -> Mapping[str, int]:
        """Give how many entries the stream of each body has, those without any left out."""
        found = {body: self._version(body) for body in self._revised}
        return {body: many for body, many in found.items() if many}

    def numbered(self, mirrors: Iterable[Event]) -> list[Event]:
        """Give what is recorded of bodies with the versions that it makes."""
        many: dict[str, int] = {}
        found: list[Event] = []
        for each in mirrors:
            body = each.proposal
            many[body] = many.get(body, self._version(body)) + 1
            found.append(each._replace(version=many[body]))
        return found

    def guards(
        self,
        name: str,
        mirrors: Sequence[Event] = (),
        enacts: Mapping[str, object] | None = None,
    ) -> list[Write]:
        """Give what keeps a write from standing where something else has changed meanwhile.

        That is a body or the charter in force, or, where a rule looks at other proposals, the
        journal as a whole.

        Args:
            name: the proposal, or the stream of a body, that is written to itself.
            mirrors: what is recorded of bodies with it.
            enacts: the entry with which another charter takes effect, if one does.
        """
        if self._others is not None:
            told = list(dict.fromkeys(each.proposal for each in mirrors))
            found = [
                Write(LAST, expected=self._line),
                *(self._guard(each, mirrors) for each in told),
            ]
        else:
            found = [self._guard(body, mirrors) for body in self._revised if body != name]
        if enacts is not None:
            found.append(Write(CHARTER, expected=self._laid, entries=(enacts,)))
        elif self._others is None and self._regimes.current.machine.amendable:
            found.append(Write(CHARTER, expected=self._laid))
        return found

    def _guard(self, body: str, mirrors: Sequence[Event]) -> Write:
        entries = tuple(entry(each) for each in mirrors if each.proposal == body)
        return Write(body, expected=self._version(body), entries=entries)

    def _version(self, body: str) -> int:
        return self._known[body].version if body in self._known else 0

    def follow(self) -> Regimes:
        """Take in which charters took effect since, where the one in force can be amended.

        Nothing else does: so all that is decided in between is decided under the same ones.
        """
        while self._regimes.current.machine.amendable or not self._laid:
            laid = self._store.version(CHARTER)
            if laid == self._laid:
                break
            known = {each.digest: each.charter for each in self._regimes.all}
            adopted = shelf(self._store).adopted
            self._laid = laid
            if adopted and [each.digest for each in adopted] != [*known]:
                self._regimes = self._listing.regimes = succeeding(adopted, known)
                self._begin()
        return self._regimes

    def _begin(self) -> None:
        """Seat everybody as they were when the charter in force took effect."""
        regimes = self._regimes
        together = any(each.machine.crossing for each in regimes.all)
        self._others, self._line = Others(regimes) if together else None, 0
        every = [body for regime in regimes.all for body in regime.revised]
        self._revised = tuple(dict.fromkeys(every))
        self._seating = begun(regimes.all[0])
        for before, regime in pairwise(regimes.all):
            for body in self._revised:
                until = regime.bodies.get(body, 0)
                for happened in self._told(body, before.bodies.get(body, 0), until):
                    self._seating = self._seating.after(happened)
            self._seating = self._seating.next(regime)
        if len(regimes.all) > 1:
            for body in self._revised:
                read = regimes.current.bodies.get(body, 0)
                self._known[body] = regimes.nothing(body)._replace(version=read)

    def _told(self, body: str, after: int, until: int) -> Sequence[Event]:
        """Give what happened to a body after one version, and until another."""
        found = self._store.read(body, after=after)[: until - after] if until > after else ()
        return [event(body, place, each) for place, each in enumerate(found, after + 1)]

    def _seated(self, regime: Regime) -> Office:
        """Give the office of a charter, without the other proposals."""
        for body in self._revised:
            self.of(body)
        return self._seating.of(regime)

    def _entered(self, others: Others) -> Others:
        """Enter what the journal has come to hold."""
        for seq, name, version, found in self._store.entries(self._line):
            self._line = seq
            if name.startswith(RESERVED):
                continue
            standing = self._known.get(name) or self._regimes.nothing(name)
            if standing.version < version:
                standing = self.put(standing, event(name, version, found))
            others.enter(standing)
        return others
