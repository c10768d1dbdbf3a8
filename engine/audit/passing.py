"""What an audit makes of events that no action is: coming under another charter, and coming in."""

from collections.abc import Iterator

from ..bringing import brought_in
from ..errors import Corrupt
from ..instants import text
from ..model import Event, Proposal
from ..regimes import PASSAGES, Passage, Regime
from .again import found
from .finding import Finding


def is_passage(event: Event) -> bool:
    """Tell whether an event says that a proposal came under another charter."""
    return event.actor is None and event.action in PASSAGES


def passed(coming: Passage | None, event: Event, seq: int) -> Iterator[Finding]:
    """See whether a proposal came under another charter as that one has it."""
    if coming is None:
        said = f"the clock can't have `{event.action}` it: no amendment moves it"
        yield found("not_due", "violation", said, event, seq)
        return
    told = (event.action, event.source, event.target, event.at, event.charter, dict(event.data))
    due = (
        coming.action,
        coming.source,
        coming.target,
        coming.at,
        coming.regime.digest,
        {"before": coming.before},
    )
    if told != due:
        said = (
            f"the clock can't have `{event.action}` it to `{event.target}` on {text(event.at)}:"
            f" {_expected(coming)}"
        )
        yield found("not_due", "violation", said, event, seq)


def skipped(coming: Passage | None, event: Event, seq: int) -> Iterator[Finding]:
    """See whether a proposal had to come under another charter before something was done to it.

    What fell due before is still the clock's under the charter that it is under.
    """
    if coming is not None and not (event.actor is None and event.at <= coming.at):
        said = f"`{event.action}` follows, but {_expected(coming)} and was not recorded"
        yield found("skipped", "violation", said, event, seq)


def pending(coming: Passage, proposal: Proposal) -> Finding:
    """Note that a proposal is still to come under another charter."""
    return Finding(
        kind="pending",
        severity="note",
        said=f"{_expected(coming)}; nobody has asked since",
        proposal=proposal.id,
        version=proposal.version,
        action=coming.action,
        at=coming.at,
    )


def brought(regime: Regime, standing: Proposal, event: Event, seq: int) -> Iterator[Finding]:
    """Say that a proposal was brought in, by whom, and whether it can have been brought in so."""
    try:
        brought_in(regime.machine, standing, event)
    except Corrupt as error:
        yield found("shape", "violation", str(error), event, seq)
        return
    if event.charter != regime.digest:
        said = f"was brought in under `{event.charter}`; in force is `{regime.digest}`"
        yield found("digest", "violation", said, event, seq)
    said = (
        f"was brought in, in `{event.target}`, as {event.actor} attests"
        f" ({event.data['because']}): nothing before that was decided here"
    )
    yield found("brought_in", "note", said, event, seq)


def _expected(coming: Passage) -> str:
    return (
        f"under the charter `{coming.regime.digest[:12]}` it was to be `{coming.action}` to"
        f" `{coming.target}` on {text(coming.at)}"
    )
