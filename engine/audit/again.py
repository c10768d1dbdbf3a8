"""Taking one recorded decision again: what the charter says to an event where it stands."""

from collections.abc import Collection, Iterator

from ..charter import Charter
from ..decide import decide
from ..facts import Situation
from ..instants import NEVER, Instant, text
from ..machine import NEW
from ..model import Event, Office, Proposal
from ..permit import chosen, due
from ..polling import pinned
from .broken import broken, of_action
from .erased import permitted
from .finding import Finding, Kind, Severity

_END_OF_TIME: Instant = NEVER - 1


def again(  # noqa: PLR0913 - an event, where it stands, and what is lost of it
    charter: Charter,
    office: Office,
    standing: Proposal,
    event: Event,
    seq: int,
    *,
    lost: Collection[str] = (),
) -> Iterator[Finding]:
    """Give all that is wrong with an event; nothing where the charter decides just so.

    Args:
        charter: the one in force.
        office: who is in which body at this point.
        standing: the proposal as the entries before it make it.
        event: what was recorded.
        seq: the line that holds it.
        lost: the fields of it whose values were kept beside, and are not there; they aren't in its
            data.
    """
    if event.actor is None:
        yield from _clock(charter, office, standing, event, seq)
    else:
        yield from _skipped(charter, office, standing, event, seq)
        if lost:
            yield from _in_part(charter, office, standing, event, seq, lost)
        else:
            yield from _somebody(charter, office, standing, event, seq)
    yield from _settled(charter, office, standing, event, seq)
    source = None if standing.state == NEW else standing.state
    if event.source != source:
        said = f"says that it left `{event.source}`; the proposal stood in `{source}`"
        yield found("source", "violation", said, event, seq)
    if event.charter != charter.digest:
        said = f"was decided under `{event.charter}`; in force is `{charter.digest}`"
        yield found("digest", "violation", said, event, seq)


def _settled(
    charter: Charter, office: Office, standing: Proposal, event: Event, seq: int
) -> Iterator[Finding]:
    """See whether what was settled with an event is what was known then."""
    action = charter.machine.actions.get(event.action)
    if action is None or not (action.pins or event.pinned):
        return
    expected = pinned(office.at(event.at), standing, action)
    for part in sorted(expected.keys() | event.pinned.keys()):
        told, due_ = event.pinned.get(part), expected.get(part)
        if told != due_:
            said = f"records `{told}` as its {part}, and what was known then gives `{due_}`"
            yield found("pinned", "violation", said, event, seq)


def found(kind: Kind, severity: Severity, said: str, event: Event, seq: int) -> Finding:
    """Make a finding about an event."""
    return Finding(
        kind=kind,
        severity=severity,
        said=said,
        seq=seq,
        proposal=event.proposal,
        version=event.version,
        actor=event.actor,
        action=event.action,
        at=event.at,
    )


def _clock(
    charter: Charter, office: Office, standing: Proposal, event: Event, seq: int
) -> Iterator[Finding]:
    """See whether a move of the clock is what fell due, when it did."""
    machine = charter.machine
    expected = due(machine, office, standing, event.at)
    if expected is not None:
        move, at = expected
        told = (event.action, event.at, event.target)
        if told == (move.action.name, at, move.arrives) and not event.data:
            return
        said = f"its next move was `{move.action.name}` to `{move.arrives}` on {text(at)}"
    elif (later := due(machine, office, standing, _END_OF_TIME)) is not None:
        said = f"`{later[0].action.name}` falls due on {text(later[1])}"
    else:
        said = "nothing falls due"
    decision = decide(
        machine, office, standing, event.action, by=None, at=event.at, data=event.data
    )
    yield Finding(
        kind="not_due",
        severity="violation",
        said=f"the clock can't `{event.action}` on {text(event.at)}: {said}",
        seq=seq,
        proposal=event.proposal,
        version=event.version,
        action=event.action,
        at=event.at,
        rules=of_action(machine, event.action),
        reasons=() if decision.allowed else decision.reasons,
    )


def _skipped(
    charter: Charter, office: Office, standing: Proposal, event: Event, seq: int
) -> Iterator[Finding]:
    """See whether the clock had to move before somebody acted."""
    yield from overtaken(charter, office, standing, event, event.at, seq)


def overtaken(  # noqa: PLR0913, PLR0917 - as `again`, and until when
    charter: Charter, office: Office, standing: Proposal, event: Event, until: Instant, seq: int
) -> Iterator[Finding]:
    """See whether the clock had to move by an instant, and something else follows."""
    expected = due(charter.machine, office, standing, until)
    if expected is None:
        return
    move, at = expected
    yield Finding(
        kind="skipped",
        severity="violation",
        said=f"`{event.action}` follows, but the clock's `{move.action.name}` to"
        f" `{move.arrives}` fell due on {text(at)} and was not recorded",
        seq=seq,
        proposal=event.proposal,
        version=event.version,
        action=move.action.name,
        at=at,
        rules=of_action(charter.machine, move.action.name),
    )


def _in_part(  # noqa: PLR0913, PLR0917 - as `again`
    charter: Charter,
    office: Office,
    standing: Proposal,
    event: Event,
    seq: int,
    lost: Collection[str],
) -> Iterator[Finding]:
    """Decide again what somebody did, as far as what is left of it tells."""
    facts = Situation(event.at, event.actor, event.data, standing, office.at(event.at))
    answer = permitted(charter.machine, facts, event.action, event.target, lost)
    step = f"`{event.action}` from `{standing.state}` to `{event.target}`"
    if answer is False:
        said = f"{event.actor} may not {step}, whatever was told"
        yield found("not_permitted", "violation", said, event, seq)
    elif answer is None:
        listed = ", ".join(f"`{name}`" for name in sorted(lost))
        said = f"whether {event.actor} might {step} depends on {listed}, which is not there"
        yield found("erased", "unknown", said, event, seq)


def _somebody(
    charter: Charter, office: Office, standing: Proposal, event: Event, seq: int
) -> Iterator[Finding]:
    """Decide again what somebody did."""
    machine = charter.machine
    facts = Situation(event.at, event.actor, event.data, standing, office.at(event.at))
    move = chosen(machine, facts, event.action)
    if move is not None and move.arrives == event.target:
        return
    decision = decide(
        machine, office, standing, event.action, by=event.actor, at=event.at, data=event.data
    )
    if move is None:
        said = f"{event.actor} may not `{event.action}` from `{standing.state}` to `{event.target}`"
    else:
        said = f"`{event.action}` leads to `{move.arrives}`, not to `{event.target}`"
    yield Finding(
        kind="not_permitted" if move is None else "outcome",
        severity="violation",
        said=said,
        seq=seq,
        proposal=event.proposal,
        version=event.version,
        actor=event.actor,
        action=event.action,
        at=event.at,
        rules=broken(decision, event.target),
        reasons=decision.reasons,
    )
