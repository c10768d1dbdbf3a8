"""What an audit makes of data that is kept beside a journal, and may be erased by now.

A body that is there is held against its digest and then decided on. One that isn't leaves a fact
unknown: the same policies are read with three values, so that a move is permitted, refused, or
can't be told, whatever the body was.
"""

from collections.abc import Collection, Iterator, Mapping

from ..beside import Bodies, Missing, restored
from ..facts import Dated, Elapsed, Fact, Matches, Situation
from ..fields import faults
from ..journal import Store
from ..machine import Action, Machine, Move, Term
from ..model import Data
from ..redaction import Redaction, redaction, redactions
from ..trace import Truth, traced
from ..wire import Entry
from .finding import Finding, Kind, Severity


class Beside:
    """The bodies beside a journal, and what it says of those that were erased."""

    def __init__(self, store: Store, bodies: Bodies | None) -> None:
        self._store = store
        self._bodies = bodies
        self._redactions = redactions(store)

    def told(self, action: Action | None, data: Data) -> tuple[Data, Mapping[str, Missing]]:
        """Give data with the values that are kept beside, and why others aren't in it."""
        found, missing = restored(self._bodies, action, data)
        if not missing:
            return found, missing
        lost = {name for name, why in missing.items() if why != "plain"}
        return {name: value for name, value in found.items() if name not in lost}, missing

    def findings(  # noqa: PLR0913 - where it stands, and what was told
        self,
        action: Action | None,
        data: Data,
        missing: Mapping[str, Missing],
        *,
        seq: int,
        proposal: str,
        version: int,
    ) -> Iterator[Finding]:
        """Say what is to be said of each field that is kept beside."""
        for field in () if action is None else action.beside:
            if field not in data:
                continue
            told = data[field]
            digest = told.get("digest") if isinstance(told, Mapping) else None
            erased = self._redactions.get(digest) if isinstance(digest, str) else None
            finding = _finding(field, missing.get(field), erased)
            if finding is not None:
                kind, severity, said = finding
                yield Finding(
                    kind=kind,
                    severity=severity,
                    said=said,
                    seq=seq,
                    proposal=proposal,
                    version=version,
                    action=None if action is None else action.name,
                )

    def redacted(self, seq: int, version: int, found: Entry) -> Iterator[Finding]:
        """See whether a record of an erasure is one, of something that was kept beside."""
        read = redaction(found)
        said = "is no redaction: a part is missing or of another type"
        if read is not None:
            entries = self._store.read(read.proposal, after=max(read.version, 1) - 1)
            data = entries[0].get("data") if entries and read.version > 0 else None
            told = data.get(read.field) if isinstance(data, Mapping) else None
            if told == {"digest": read.digest}:
                return
            said = (
                f"redacts `{read.field}` of version {read.version} of `{read.proposal}`,"
                " where that digest doesn't stand"
            )
        yield Finding(kind="redaction", severity="violation", said=said, seq=seq, version=version)


def _finding(
    field: str, why: Missing | None, erased: Redaction | None
) -> tuple[Kind, Severity, str] | None:
    """Say what is to be said of a field that is kept beside, if anything is."""
    when = "" if erased is None else f"on {erased.at} by {erased.by}: {erased.reason}"
    match why:
        case None if erased is not None:
            return "erased", "warning", f"`{field}` is there still, and was to be erased {when}"
        case "plain":
            said = f"`{field}` stands in the journal itself, and the charter keeps it beside"
            return "body", "violation", said
        case "wrong":
            return "body", "violation", f"what is kept of `{field}` is not what was recorded"
        case "gone" if erased is not None:
            return "erased", "note", f"`{field}` was erased {when}"
        case "gone":
            said = f"`{field}` is not there, and nobody recorded that it was erased"
            return "body", "unknown", said
        case _:
            return None


def permitted(
    machine: Machine, facts: Situation, action: str, target: str | None, lost: Collection[str]
) -> bool | None:
    """Tell whether a charter permits a request of which some fields are lost.

    Args:
        machine: the charter's.
        facts: without the fields that are lost.
        action: what was asked for.
        target: the state that it led to; any, if left out.
        lost: the fields.

    Returns:
        The answer that holds whatever they were; ``None`` where it depends on them.
    """
    moves = machine.table.get((facts.proposal.state, action))
    if moves is None or facts.now < facts.proposal.at:
        return False
    wanted = moves[0].action
    asked = {name: field for name, field in wanted.fields.items() if name not in lost}
    if wanted.clockwork is not (facts.actor is None) or faults(asked, facts.data):
        return False
    may_hit = may_miss = False
    for move in moves:
        answer = _holds(move, facts, lost)
        hit = target is None or move.arrives == target
        if answer is True:
            return None if (may_miss if hit else may_hit) else hit
        if answer is None:
            may_hit, may_miss = may_hit or hit, may_miss or not hit
    return None if may_hit else False


def _holds(move: Move, facts: Situation, lost: Collection[str]) -> bool | None:
    """Tell whether all terms of a move hold, with three values."""
    answers = [_read(term, facts, lost) for term in move.requires]
    for term in move.unless:
        answer = _read(term, facts, lost)
        answers.append(None if answer is None else not answer)
    if False in answers:
        return False
    return None if None in answers else True


def _read(term: Term, facts: Situation, lost: Collection[str]) -> bool | None:
    def unknown(fact: Fact) -> bool:
        return isinstance(fact, (Matches, Dated, Elapsed)) and fact.field in lost

    try:
        answer: object = term.policy.holds(traced(facts, unknown=unknown))
    except Exception:  # noqa: BLE001 - a stranger's rule that can't be read so can't be told
        return None
    if isinstance(answer, Truth):
        return True if answer.true else False if answer.false else None
    return answer if isinstance(answer, bool) else None
