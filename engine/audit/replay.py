"""Going through a journal and taking every decision in it again, from what was asked alone."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from attrs import evolve

from ..beside import Bodies
from ..charter import Charter, revived
from ..errors import BylawError, CharterError, Corrupt, RequestError
from ..facts import Situation
from ..fold import advanced, fold, nothing
from ..instants import NEVER, Instant, parse, text
from ..journal.store import Store
from ..machine import BODY, NEW
from ..model import Event, Office, Proposal
from ..permit import chosen, due
from ..register import Growing
from ..reseating import BECAUSE, reseated
from ..wire import CHARTER, REDACTED, REFUSED, Entry, event
from .again import again
from .broken import of_action
from .duties import overdue, touching
from .entries import Asked, asked, happened
from .erased import Beside, permitted
from .finding import Breach, Finding
from .mirrors import Mirrors, amiss, broke, listed
from .report import Adoption

_UNDERIVED = ("$", "_", "(")


class Replay:
    """One audit under way: the charter in force, the office, and where every proposal stands.

    Attributes:
        findings: what was found so far, in the journal's order.
        breaches: duties that were met late, or not before they arose again.
        adopted: the charters that took effect.
        zones: how many decisions were taken under each version of the time-zone data.
        counts: what was gone through, under the names that `Counts` has.
        last: the latest instant of any event; ``-NEVER`` without one.
        standing: where every proposal stands, and every stream of a body's membership.
    """

    def __init__(self, store: Store, bodies: Bodies | None = None) -> None:
        self.charter: Charter | None = None
        self.findings: list[Finding] = []
        self.breaches: list[Breach] = []
        self.adopted: list[Adoption] = []
        self.zones: Counter[str] = Counter()
        self.counts: Counter[str] = Counter()
        self.last: Instant = -NEVER
        self.standing: dict[str, Proposal] = {}
        self._store = store
        self._beside = Beside(store, bodies)
        self._parts: list[str] = []
        self._touching: Mapping[str, tuple[str, ...]] = {}
        self._offices: list[Office] = []
        self._register: Growing | None = None
        self._since: dict[str, int] = {}
        self._awaiting: dict[str, list[int]] = {}
        self._mirrors = Mirrors()
        self._skipped: set[tuple[str | None, str | None, Instant | None]] = set()
        self._recorded: Instant = -NEVER

    def take(self, seq: int, stream: str, version: int, found: Entry) -> None:
        """Take the next entry of the journal."""
        self.findings += self._mirrors.missing(seq)
        if stream == CHARTER:
            self._adopt(seq, found)
        elif self.charter is None:
            self._undecided(seq, stream, version, "was recorded with no usable charter in force")
        elif stream == REFUSED:
            self._refusal(self.charter, seq, version, found)
        elif stream == REDACTED:
            self.findings += self._beside.redacted(seq, version, found)
        elif stream.startswith(_UNDERIVED):
            self._undecided(seq, stream, version, "stands in a stream that no workflow writes")
        else:
            self._event(self.charter, seq, stream, version, found)

    def end(self, as_of: Instant) -> None:
        """See what is owed at the end, what the clock is still to do, and what bodies lack."""
        self.findings += self._mirrors.missing(None)
        if self.charter is None:
            return
        machine, office = self.charter.machine, self._beside_others(self._offices[-1])
        self.findings += amiss(machine, office, as_of)
        for name, standing in sorted(self.standing.items()):
            if name.startswith(BODY):
                continue
            self.breaches += overdue(machine, office, standing, as_of, office.duties, ends=False)
            coming = due(machine, office, standing, as_of)
            if coming is not None:
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

    def _adopt(self, seq: int, found: Entry) -> None:
        """Take a part of a charter's text; with the last one, the charter takes effect."""
        if self.charter is not None and not self._parts:
            said = "begins a second charter, which no rule lets in: the first stays in force"
            self.findings.append(Finding(kind="charter", severity="violation", said=said, seq=seq))
        try:
            self._in_order(seq, parse(str(found["recorded"])))
            digest, many = str(found["charter"]), found["parts"]
            self._parts.append(str(found["text"]))
            place = found["part"]
        except (KeyError, RequestError) as error:
            said = f"is no part of a charter: {type(error).__name__}: {error}"
            self.findings.append(Finding(kind="charter", severity="violation", said=said, seq=seq))
            return
        if place != len(self._parts):
            said = f"is part {place} of a charter, where part {len(self._parts)} has to stand"
            self.findings.append(Finding(kind="charter", severity="violation", said=said, seq=seq))
        if len(self._parts) != many:
            return
        whole, self._parts = "".join(self._parts).encode(), []
        if self.charter is not None:
            return
        try:
            self.charter = revived(whole, digest)
        except CharterError as error:
            self.findings.append(
                Finding(
                    kind="charter",
                    severity="unknown",
                    said=f"holds a charter that can't be used: {error}",
                    seq=seq,
                )
            )
            return
        self.adopted.append(Adoption(name=self.charter.name, digest=digest, seq=seq))
        self._touching = touching(self.charter.machine)
        machine = self.charter.machine
        self._offices.append(machine.office)
        self._register = Growing(machine.office) if machine.crossing else None

    def _event(self, charter: Charter, seq: int, stream: str, version: int, found: Entry) -> None:
        """Decide an event again, and go on from what it says."""
        machine, office = charter.machine, self._beside_others(self._offices[-1])
        standing = self.standing.get(stream) or nothing(machine, stream)
        self._follows(seq, stream)
        try:
            made = happened(stream, version, found)
        except Corrupt as error:
            self._undecided(seq, stream, version, str(error), broken=True)
            self.standing[stream] = standing._replace(version=version)
            return
        self.counts["memberships" if stream.startswith(BODY) else "events"] += 1
        self.counts["clock"] += made.actor is None and not stream.startswith(BODY)
        self.zones[made.zones] += 1
        self._in_order(seq, made.recorded)
        action = machine.actions.get(made.action)
        data, missing = self._beside.told(action, made.data)
        self.findings += self._beside.findings(
            action, made.data, missing, seq=seq, proposal=stream, version=version
        )
        made = made._replace(data=data)
        lost = [name for name in missing if name not in data]
        if stream.startswith(BODY) and BECAUSE in made.data:
            wrong = tuple(self._mirrors.met(made, seq))
        elif stream.startswith(BODY) and made.action == "list":
            wrong = tuple(listed(charter, made, seq))
        else:
            wrong = tuple(again(charter, office, standing, made, seq, lost=lost))
            self._mirrors.expect(machine, office, standing, made, seq)
        self._report(stream, wrong)
        if duties := self._touching.get(made.action):
            self.breaches += overdue(machine, office, standing, made.at, duties, ends=True)
        self.standing[stream] = self._after(charter, standing, made, seq, sound=not wrong)
        if self._register is not None and not stream.startswith(BODY):
            self._register.enter(self.standing[stream])
        self._since[stream] = len(self._offices) - 1
        self.last = max(self.last, made.at)

    def _beside_others(self, office: Office) -> Office:
        """Give an office with the other proposals as they stand, where a rule looks at them."""
        if self._register is None:
            return office
        return evolve(office, register=self._register.view())

    def _after(
        self, charter: Charter, standing: Proposal, made: Event, seq: int, *, sound: bool
    ) -> Proposal:
        """Fold an event in; after a violation that goes on from what was recorded."""
        body = made.proposal.startswith(BODY)
        try:
            after = advanced(charter.machine, standing, made)
            if body:
                self._offices.append(reseated(self._offices[-1], made))
                before, now = self._offices[-2:]
                self.findings += broke(charter.machine, before, now, made, seq)
        except Corrupt:
            if sound:
                raise  # what the charter permits can be folded: this would be a fault of ours
            after = standing._replace(state=made.target, at=made.at)
        state = standing.state if body else after.state  # a body's stream has one state
        return after._replace(version=made.version, state=state)

    def _refusal(self, charter: Charter, seq: int, version: int, found: Entry) -> None:
        """Decide a refused request again: it must be refused again."""
        try:
            request = asked(version, found)
        except Corrupt as error:
            self._undecided(seq, REFUSED, version, str(error), broken=True)
            return
        self.zones[request.zones] += 1
        self._in_order(seq, request.recorded)
        standing = self._at_version(charter, request)
        if standing is None:
            said = f"`{request.proposal}` has no version {request.version} to refuse anything on"
            self._undecided(seq, REFUSED, version, said, broken=True)
            return
        self.counts["refusals"] += 1
        action = charter.machine.actions.get(request.action)
        data, missing = self._beside.told(action, request.data)
        self.findings += self._beside.findings(
            action, request.data, missing, seq=seq, proposal=REFUSED, version=version
        )
        lost = [name for name in missing if name not in data]
        answer = self._permits(charter, standing, evolve(request, data=data), lost)
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
        if wrong := tuple(self._refused(charter, standing, request, permits=answer is True)):
            self._report(
                REFUSED,
                (
                    Finding(
                        kind="refused_wrongly",
                        severity="violation",
                        said=said,
                        seq=seq,
                        proposal=request.proposal,
                        version=request.version,
                        actor=request.actor,
                        action=request.action,
                        at=request.at,
                        rules=of_action(charter.machine, request.action),
                    )
                    for said in wrong
                ),
            )

    def _permits(
        self, charter: Charter, standing: Proposal, request: Asked, lost: Sequence[str]
    ) -> bool | None:
        """Tell whether the charter permits a request; ``None`` where that depends on what is lost.

        Others may have joined or left a body between the decision and its record: it is refused
        wrongly only where every office since the proposal's last event would have permitted it.
        """
        machine, action = charter.machine, request.action
        answers: set[bool | None] = set()
        for office in self._offices[self._since.get(request.proposal, 0) :]:
            beside = self._beside_others(office.at(request.at))
            facts = Situation(request.at, request.actor, request.data, standing, beside)
            if lost:
                answers.add(permitted(machine, facts, action, None, lost))
            else:
                answers.add(chosen(machine, facts, action) is not None)
        return False if False in answers else None if None in answers else True

    def _refused(
        self, charter: Charter, standing: Proposal, request: Asked, *, permits: bool
    ) -> Iterator[str]:
        """Say what is wrong with a refusal."""
        if permits:
            yield f"{request.actor} was refused `{request.action}`, which the charter permits"
        source = None if standing.state == NEW else standing.state
        if request.source != source:
            yield f"says that it stood in `{request.source}`; the proposal stood in `{source}`"
        if request.charter != charter.digest:
            yield f"was decided under `{request.charter}`; in force is `{charter.digest}`"

    def _at_version(self, charter: Charter, request: Asked) -> Proposal | None:
        """Give the proposal as it stood when it was decided; others may have got on since."""
        machine, name = charter.machine, request.proposal
        standing = self.standing.get(name) or nothing(machine, name)
        if request.version == standing.version:
            return standing
        earlier = self._store.read(name)[: max(request.version, 0)]
        if not 0 <= request.version < standing.version:
            return None
        try:
            return fold(machine, name, (event(name, n, each) for n, each in enumerate(earlier, 1)))
        except BylawError:
            return None  # an entry of the proposal is at fault, and has its own finding

    def _in_order(self, seq: int, recorded: Instant) -> None:
        """See whether the host's clock ran on."""
        if recorded < self._recorded:
            said = f"was recorded on {text(recorded)}, after a line of {text(self._recorded)}"
            self.findings.append(Finding(kind="backwards", severity="warning", said=said, seq=seq))
        self._recorded = max(self._recorded, recorded)

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
