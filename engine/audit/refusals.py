"""Refusals decided again: whoever was refused must be refused again."""

from collections.abc import Iterable, Iterator, Sequence

from ..facts import Situation
from ..machine import NEW, Machine
from ..model import Office, Proposal
from ..permit import chosen
from ..regimes import Regime
from .broken import of_action
from .entries import Asked
from .erased import permitted
from .finding import Finding


def permits(
    machine: Machine,
    offices: Iterable[Office],
    standing: Proposal,
    request: Asked,
    lost: Sequence[str],
) -> bool | None:
    """Tell whether the charter permits a request; ``None`` where that depends on what is lost.

    Others may have joined or left a body between the decision and its record: it is refused
    wrongly only where every office since the proposal's last event would have permitted it.
    """
    action = request.action
    answers: set[bool | None] = set()
    for office in offices:
        then = office.at(request.at)
        facts = Situation(request.at, request.actor, request.data, standing, then)
        if lost:
            answers.add(permitted(machine, facts, action, None, lost))
        else:
            answers.add(chosen(machine, facts, action) is not None)
    return False if False in answers else None if None in answers else True


def refused(
    regime: Regime, standing: Proposal, request: Asked, seq: int, *, permits: bool
) -> Iterator[Finding]:
    """Give all that is wrong with a refusal."""
    for said in _wrong(regime, standing, request, permits=permits):
        yield Finding(
            kind="refused_wrongly",
            severity="violation",
            said=said,
            seq=seq,
            proposal=request.proposal,
            version=request.version,
            actor=request.actor,
            action=request.action,
            at=request.at,
            rules=of_action(regime.machine, request.action),
        )


def _wrong(regime: Regime, standing: Proposal, request: Asked, *, permits: bool) -> Iterator[str]:
    if permits:
        yield f"{request.actor} was refused `{request.action}`, which the charter permits"
    source = None if standing.state == NEW else standing.state
    if request.source != source:
        yield f"says that it stood in `{request.source}`; the proposal stood in `{source}`"
    if request.charter != regime.digest:
        yield f"was decided under `{request.charter}`; in force is `{regime.digest}`"
