"""Going through a journal and taking every decision in it again, from what was asked alone."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

from attrs import evolve

from ..beside import Bodies
from ..bringing import BROUGHT_IN
from ..errors import BylawError, Corrupt, RequestError
from ..instants import NEVER, Instant, parse, text
from ..journal.store import Store
from ..machine import BODY
from ..model import Event, Proposal
from ..permit import due
from ..regimes import Regimes
from ..reseating import BECAUSE
from ..wire import CHARTER, REDACTED, REFUSED, Entry, event
from .again import again, overtaken
from .broken import of_action
from .charters import Charters
from .dates import Recorded, dated
from .duties import overdue
from .entries import Asked, asked, happened
from .erased import Beside
from .finding import Breach, Finding
from .mirrors import Mirrors, amiss, broke, listed
from .passing import brought, is_passage, passed, pending, skipped
from .refusals import permits, refused

_UNDERIVED = ("$", "_", "(")


class Replay:
    """One audit under way: the charter in force, the office, and where every proposal stands.

    Attributes:
        charters: those that took effect, and who was in their bodies.
        findings: what was found so far, in the journal's order.
        breaches: duties that were met late, or not before they arose again.
        under: the charters of the proposals that weren't under the first alone: see `Report`.
        zones: how many decisions were taken under each version of the time-zone data.
        counts: what was gone through, under the names that `Counts` has.
        last: the latest instant of any event; ``-NEVER`` without one.
        standing: where every proposal stands, and every stream of a body's membership.
    """

    def __init__(
        self, store: Store, bodies: Bodies | None = None, leeway: timedelta | None = None
    ) -> None:
        self.charters = Charters()
        self.findings: list[Finding] = []
        self.breaches: list[Breach] = []
        self.under: dict[str, tuple[tuple[int, str], ...]] = {}
        self.zones: Counter[str] = Counter()
        self.counts: Counter[str] = Counter()
        self.last: Instant = -NEVER
        self.standing: dict[str, Proposal] = {}
        self._store = store
        self._leeway = leeway
        self._beside = Beside(store, bodies)
        self._since: dict[str, int] = {}
        self._awaiting: dict[str, list[int]] = {}
        self._mirrors = Mirrors()
        self._skipped: set[tuple[str | None, str | None, Instant | None]] = set()
        self._recorded = Recorded()

    def take(self, seq: int, stream: str, version: int, found: Entry) -> None:
        """Take the next entry of the journal."""
        self.findings += self._mirrors.missing(seq)
        if stream == CHARTER:
            self._charter(seq, found)
            return
        self.findings += self.charters.missing()
        regimes = self.charters.regimes
        if regimes is None:
            self._undecided(seq, stream, version, "was recorded with no usable charter in force")
        elif stream == REFUSED:
            self._refusal(regimes, seq, version, found)
        elif stream == REDACTED:
            self.findings += self._beside.redacted(seq, version, found)
        elif stream.startswith(_UNDERIVED):
            self._undecided(seq, stream, version, "stands in a stream that no workflow writes")
        else:
            self._event(regimes, seq, stream, version, found)

    def end(self, as_of: Instant | None) -> None:
        """See what is owed at the end, what the clock is still to do, and what bodies lack."""
        self.findings += self._mirrors.missing(None)
        self.findings += [*self.charters.missing(), *self.charters.unused()]
        self.findings += self._recorded.overlaps()
        regimes = self.charters.regimes
        if regimes is None or as_of is None:
            return
        current = regimes.current
        self.findings += amiss(current.machine, self.charters.office(current), as_of)
        for name, standing in sorted(self.standing.items()):
            if name.startswith(BODY):
                continue
            regime = regimes.under(standing)
            machine, office = regime.machine, self.charters.office(regime)
            self.breaches += overdue(machine, office, standing, as_of, office.duties, ends=False)
            if (passage := regimes.passage(standing)) is not None:
                self.findings.append(pending(passage, standing))
            elif (coming := due(machine, office, standing, as_of)) is not None:
                move, at = coming
                self.findings.append(
                    Finding(
                        kind="pending",
                        severity="note",
                        said=f"the clock's `{move.action.name}` to `{move.arrives}` fell due on"
                        f" {text(at)}; nobody has asked since",
                        proposal=name,
                        version=standing.version,
                        action=move.action.name,
                        at=at,
                        rules=of_action(machine, move.action.name),
                    )
                )

    def has_ended(self, standing: Proposal) -> bool:
        """Tell whether a proposal is in a final state of the charter that it is under."""
        regimes = self.charters.regimes
        return regimes is not None and standing.state in regimes.under(standing).machine.final

    def _charter(self, seq: int, found: Entry) -> None:
        """Take an entry in the stream of charters; one may take effect with it."""
        try:
            self.findings += self._recorded.see(seq, parse(str(found["recorded"])))
        except (KeyError, RequestError) as error:
            said = f"is no part of a charter: {type(error).__name__}: {error}"
            self.findings.append(Finding(kind="charter", severity="violation", said=said, seq=seq))
            return
        self.findings += self.charters.take(seq, found, self.standing)

    def _event(self, regimes: Regimes, seq: int, stream: str, version: int, found: Entry) -> None:
        """Decide an event again, and go on from what it says."""
        standing = self.standing.get(stream) or regimes.nothing(stream)
        self._follows(seq, stream)
        try:
            made = happened(stream, version, found)
        except Corrupt as error:
            self._undecided(seq, stream, version, str(error), broken=True)
            self.standing[stream] = standing._replace(version=version)
            return
        self.counts[_counted(made)] += 1
        self.counts["clock"] += made.actor is None and not stream.startswith(BODY)
        self.zones[made.zones] += 1
        self.findings += self._recorded.see(seq, made.recorded)
        self.findings += dated(made, seq, self._leeway)
        regime = regimes.under(standing)
        machine, office = regime.machine, self.charters.office(regime)
        action = machine.actions.get(made.action)
        data, missing = self._beside.told(action, made.data)
        self.findings += self._beside.findings(
            action, made.data, missing, seq=seq, proposal=stream, version=version
        )
        made = made._replace(data=data)
        lost = [name for name in missing if name not in data]
        wrong = tuple(self._wrong(regimes, standing, made, seq, lost))
        self._report(stream, wrong)
        if duties := self.charters.touching(regime, made.action):
            self.breaches += overdue(machine, office, standing, made.at, duties, ends=True)
        sound = all(finding.severity != "violation" for finding in wrong)
        after = self._after(regimes, standing, made, seq, sound=sound)
        self.standing[stream] = after
        if stream.startswith(BODY):
            self.charters.decided(regime.digest)
        else:
            self._came_under(regimes, made, after)
        self._since[stream] = len(self.charters.seatings) - 1
        self.last = max(self.last, made.at)
        if action is not None and action.amends:
            self.charters.let(seq, made)

    def _wrong(
        self, regimes: Regimes, standing: Proposal, made: Event, seq: int, lost: Sequence[str]
    ) -> Iterator[Finding]:
        """Give all that is wrong with an event."""
        if made.proposal.startswith(BODY) and BECAUSE in made.data:
            yield from self._mirrors.met(made, seq)
            return
        regime, coming = regimes.under(standing), regimes.passage(standing)
        if made.proposal.startswith(BODY) and made.action == "list":
            yield from listed(regime.charter, made, seq)
            return
        if is_passage(made):
            office = self.charters.office(regime)
            if coming is not None:
                yield from overtaken(regime.charter, office, standing, made, coming.at, seq)
            yield from passed(coming, made, seq)
            return
        yield from skipped(coming, made, seq)
        if made.action == BROUGHT_IN:
            yield from brought(regime, standing, made, seq)
            return
        office = self.charters.office(regime)
        yield from again(regime.charter, office, standing, made, seq, lost=lost)
        self._mirrors.expect(regime.machine, office, standing, made, seq)

    def _came_under(self, regimes: Regimes, made: Event, standing: Proposal) -> None:
        """Note under which charter a proposal now is, and let the others see it."""
        digest = regimes.under(standing).digest
        if made.action != BROUGHT_IN:
            self.charters.decided(digest)
        if self.charters.others is not None:
            self.charters.others.enter(standing)
        spans = self.under.get(standing.id, ((1, regimes.all[0].digest),))
        if spans[-1][1] != digest:
            fresh = (standing.version, digest)
            self.under[standing.id] = (fresh,) if standing.version == 1 else (*spans, fresh)

    def _after(
        self, regimes: Regimes, standing: Proposal, made: Event, seq: int, *, sound: bool
    ) -> Proposal:
        """Fold an event in; after a violation that goes on from what was recorded."""
        body = made.proposal.startswith(BODY)
        try:
            after = regimes.taken(standing, made)
            if body:
                self.charters.reseat(made)
                before, now = (each.office for each in self.charters.seatings[-2:])
                self.findings += broke(regimes.current.machine, before, now, made, seq)
        except Corrupt:
            if sound:
                raise  # what the charter permits can be folded: this would be a fault of ours
            after = standing._replace(state=made.target, at=made.at)
        state = standing.state if body else after.state  # a body's stream has one state
        return after._replace(version=made.version, state=state)

    def _refusal(self, regimes: Regimes, seq: int, version: int, found: Entry) -> None:
        """Decide a refused request again: it must be refused again."""
        try:
            request = asked(version, found)
        except Corrupt as error:
            self._undecided(seq, REFUSED, version, str(error), broken=True)
            return
        self.zones[request.zones] += 1
        self.findings += self._recorded.see(seq, request.recorded)
        standing = self._at_version(regimes, request)
        if standing is None:
            said = f"`{request.proposal}` has no version {request.version} to refuse anything on"
            self._undecided(seq, REFUSED, version, said, broken=True)
            return
        self.counts["refusals"] += 1
        regime = regimes.under(standing)
        self.charters.decided(regime.digest)
        action = regime.machine.actions.get(request.action)
        data, missing = self._beside.told(action, request.data)
        self.findings += self._beside.findings(
            action, request.data, missing, seq=seq, proposal=REFUSED, version=version
        )
        lost = [name for name in missing if name not in data]
        since = self._since.get(request.proposal, 0)
        offices = [self.charters.office(regime, each) for each in self.charters.seatings[since:]]
        answer = permits(regime.machine, offices, standing, evolve(request, data=data), lost)
        if answer is None:
            said = f"whether {request.actor} might `{request.action}` depends on what is not there"
            self.findings.append(
                Finding(
                    kind="erased",
                    severity="unknown",
                    said=said,
                    seq=seq,
                    proposal=REFUSED,
                    version=version,
                )
            )
        self._report(REFUSED, refused(regime, standing, request, seq, permits=answer is True))

    def _at_version(self, regimes: Regimes, request: Asked) -> Proposal | None:
        """Give the proposal as it stood when it was decided; others may have got on since."""
        name = request.proposal
        standing = self.standing.get(name) or regimes.nothing(name)
        if request.version == standing.version:
            return standing
        earlier = self._store.read(name)[: max(request.version, 0)]
        if not 0 <= request.version < standing.version:
            return None
        try:
            return regimes.fold(name, (event(name, n, each) for n, each in enumerate(earlier, 1)))
        except BylawError:
            return None  # an entry of the proposal is at fault, and has its own finding

    def _undecided(
        self, seq: int, stream: str, version: int, said: str, *, broken: bool = False
    ) -> None:
        """Note an entry that could not be decided again."""
        self.counts["undecided"] += 1
        self.findings.append(
            Finding(
                kind="shape" if broken else "stream",
                severity="violation" if broken else "unknown",
                said=said,
                seq=seq,
                proposal=stream,
                version=version,
            )
        )

    def _report(self, stream: str, findings: Iterable[Finding]) -> None:
        """Keep findings; a move that the clock skipped is told of once."""
        for finding in findings:
            if finding.kind == "skipped":
                move = (finding.proposal, finding.action, finding.at)
                if move in self._skipped:
                    continue
                self._skipped.add(move)
            if finding.severity == "violation":
                self._awaiting.setdefault(stream, []).append(len(self.findings))
            self.findings.append(finding)

    def _follows(self, seq: int, stream: str) -> None:
        """Name, in the findings on a proposal's last entry, the one that builds on it."""
        for place in self._awaiting.pop(stream, ()):
            self.findings[place] = evolve(self.findings[place], followed_by=seq)


def _counted(made: Event) -> str:
    """Give the word under which an event is counted."""
    if made.proposal.startswith(BODY):
        return "memberships"
    return "brought_in" if made.action == BROUGHT_IN else "events"
