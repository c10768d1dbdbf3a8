"""The charters of a journal under audit: which one is in force at a line, and how it came to be."""

from collections.abc import Iterator, Mapping

from attrs import define, evolve, field

from ..adopt import Adopted, Shelf
from ..amending import check_follows
from ..beyond import Others
from ..charter import Charter, revived
from ..errors import CharterError, Corrupt, RequestError
from ..instants import text
from ..machine import BODY
from ..model import Event, Office, Proposal, Record
from ..regimes import Regime, Regimes
from ..seating import Seating, begun
from ..wire import Entry
from .duties import touching
from .finding import Finding, Severity
from .report import Adoption


@define
class Charters:
    """The charters that took effect up to a line, and who was in their bodies.

    Attributes:
        regimes: the charters; ``None`` before there is a usable one.
        adopted: what the report says of each.
        seatings: who was in the bodies, anew with every change.
        others: the proposals, where a rule looks at several.
    """

    regimes: Regimes | None = None
    adopted: list[Adoption] = field(factory=list)
    seatings: list[Seating] = field(factory=list)
    others: Others | None = None
    _shelf: Shelf = field(factory=Shelf)
    _entries: int = 0
    _let_in: tuple[int, Event] | None = None
    _touching: dict[str, Mapping[str, tuple[str, ...]]] = field(factory=dict)

    def take(self, seq: int, found: Entry, standing: dict[str, Proposal]) -> Iterator[Finding]:
        """Take in an entry of their stream; say what is wrong with it.

        Args:
            seq: the line.
            found: the entry.
            standing: where every proposal and body stands; bodies come under a new charter at once.
        """
        self._entries += 1
        before = len(self._shelf.adopted)
        try:
            self._shelf.take(self._entries, found)
        except Corrupt as error:
            yield _about(seq, f"is no part of a charter: {error}")
        if len(self._shelf.adopted) == before:
            return
        adopted = self._shelf.adopted[-1]
        why = None if self.regimes is None else self._uncalled(adopted, standing)
        if why is not None:
            yield _about(seq, why)
            return
        self._let_in = None
        try:
            charter = revived(adopted.text, adopted.digest)
            if self.regimes is not None:
                check_follows(self.regimes, self.regimes.of(charter.digest), charter)
        except RequestError as error:
            yield _about(seq, str(error))
            return
        except CharterError as error:
            said = f"holds a charter that can't be used: {error}"
            yield _about(seq, said, "unknown")
            return
        self._enact(seq, adopted, charter, standing)

    def let(self, seq: int, event: Event) -> None:
        """Note that an event lets in another charter, which has to take effect right after it."""
        self._let_in = (seq, event)

    def missing(self) -> Iterator[Finding]:
        """Say that a charter which was let in did not take effect."""
        if self._let_in is not None:
            seq, event = self._let_in
            self._let_in = None
            said = f"lets in the charter `{event.data.get('charter')}`, which did not take effect"
            yield evolve(_about(seq, said), proposal=event.proposal, version=event.version)

    def unused(self) -> Iterator[Finding]:
        """Note the charters whose text is there, and which nobody let in."""
        for digest in self._shelf.whole:
            if digest not in {each.digest for each in self._shelf.adopted}:
                said = f"the text of the charter `{digest[:12]}` is there, and was never let in"
                yield Finding(kind="charter", severity="note", said=said)

    def decided(self, charter: str) -> None:
        """Count a decision under a charter."""
        for place, each in enumerate(self.adopted):
            if each.digest == charter:
                self.adopted[place] = evolve(each, decisions=each.decisions + 1)

    def touching(self, regime: Regime, action: str) -> tuple[str, ...]:
        """Give the duties that an action discharges or gives rise to."""
        return self._touching[regime.digest].get(action, ())

    def office(self, regime: Regime, seating: Seating | None = None) -> Office:
        """Give the office of a charter, now or as it was before, with all other proposals."""
        then = self.seatings[-1] if seating is None else seating
        office = then.of(regime)
        return office if self.others is None else self.others.office(regime, office)

    def reseat(self, event: Event) -> None:
        """Take in that somebody joined a body or left it.

        Raises:
            Corrupt: nobody can have done so.
        """
        self.seatings.append(self.seatings[-1].after(event))

    def _uncalled(self, adopted: Adopted, standing: Mapping[str, Proposal]) -> str | None:
        """Say why a charter doesn't take effect though an entry has it so."""
        let = self._let_in
        said = f"has the charter `{adopted.digest[:12]}` take effect, which nobody let in"
        if let is None:
            return said
        _, event = let
        told = (event.proposal, event.version), event.data.get("charter"), event.at
        if told != (adopted.by, adopted.digest, adopted.since):
            let_in = f"`{event.data.get('charter')}` on {text(event.at)}"
            return f"{said} so: what was let in is {let_in}"
        bodies = {
            name: each.version
            for name, each in standing.items()
            if name.startswith(BODY) and each.version
        }
        if dict(adopted.bodies) != bodies:
            return f"{said} so: the streams of bodies are not as long as it has them"
        return None

    def _enact(
        self, seq: int, adopted: Adopted, charter: Charter, standing: dict[str, Proposal]
    ) -> None:
        """Let a charter take effect."""
        before = () if self.regimes is None else self.regimes.all
        regime = Regime(
            charter=charter,
            since=adopted.since,
            by=adopted.by,
            record=Record(charter=charter.digest if before else ""),
            bodies=adopted.bodies,
        )
        self.regimes = regimes = Regimes(all=(*before, regime))
        self._touching[charter.digest] = touching(charter.machine)
        self.seatings.append(self.seatings[-1].next(regime) if before else begun(regime))
        self.adopted.append(
            Adoption(
                name=charter.name,
                digest=charter.digest,
                seq=seq,
                since=None if adopted.by is None else adopted.since,
                by=adopted.by,
            )
        )
        for name, each in standing.items():
            if name.startswith(BODY):
                standing[name] = regimes.nothing(name)._replace(version=each.version)
        if any(each.machine.crossing for each in regimes.all):
            self.others = Others(regimes)
            for name, each in standing.items():
                if not name.startswith(BODY):
                    self.others.enter(each)


def _about(seq: int, said: str, severity: Severity = "violation") -> Finding:
    return Finding(kind="charter", severity=severity, said=said, seq=seq)
