"""Acting and asking: a request in words, its decision, and the exit code."""

from collections.abc import Sequence

from ..engine.decide import Decision
from ..engine.instants import Instant
from ..engine.machine import BODY
from ..engine.model import Data, Event, Vouched
from ..engine.observe import Observation
from ..engine.workflow import Workflow
from .decisions import decision_lines
from .events import event_json, event_lines
from .shared import is_begun, known_action, known_proposal, opened, ruling, told_data
from .terminal import hang, put, put_json, status

REFUSED = 1


def act(  # noqa: PLR0913 - a request has as many parts
    journal: str,
    proposal: str,
    action: str | None,
    told: Sequence[str],
    *,
    by: str,
    at: Instant | None,
    vouched: Vouched,
    charter: str | None,
    quiet: bool,
    as_json: bool,
    proposes: bool = False,
) -> int:
    """Do something, or make a proposal, by the action that is named if any is; write the decision.

    A journal is started only by what is allowed: until then its charter can be mended.
    """
    if not is_begun(journal):
        with opened(journal, charter, readonly=True) as flow:
            name, data = _request(flow, proposal, action, told, proposes=proposes)
            decision = flow.may(proposal, name, by=by, at=at, data=data)
        if not decision.allowed:
            if not quiet:
                _write(decision, [], as_json=as_json)
            return REFUSED
    seen: list[Observation] = []
    with opened(journal, charter, observers=[seen.append]) as flow:
        name, data = _request(flow, proposal, action, told, proposes=proposes)
        decision = flow.act(proposal, name, by=by, at=at, data=data, vouched=vouched)
        if not quiet:
            _write(decision, [each for found in seen for each in found.events], as_json=as_json)
    return 0 if decision.allowed else REFUSED


def may(  # noqa: PLR0913 - a request has as many parts
    journal: str,
    proposal: str,
    action: str,
    told: Sequence[str],
    *,
    by: str,
    at: Instant | None,
    charter: str | None,
    quiet: bool,
    as_json: bool,
) -> int:
    """Ask whether something may be done; write the decision."""
    with opened(journal, charter, readonly=True) as flow:
        name, data = _request(flow, proposal, action, told)
        decision = flow.may(proposal, name, by=by, at=at, data=data)
        if not quiet:
            _write(decision, [], as_json=as_json)
    return 0 if decision.allowed else REFUSED


def _request(
    flow: Workflow,
    proposal: str,
    action: str | None,
    told: Sequence[str],
    *,
    proposes: bool = False,
) -> tuple[str, Data]:
    """Give the action that is asked for, and what is told with it.

    Raises:
        RequestError: the charter or the journal knows nothing of the kind.
    """
    machine = ruling(flow, proposal)
    name = None if action is None else known_action(machine, action)
    if name is None or proposes:
        name = machine.maker(name)
    data = told_data(machine, name, told)
    known_proposal(flow, proposal, name)
    return name, data


def _write(decision: Decision, events: Sequence[Event], *, as_json: bool) -> None:
    if as_json:
        put_json({**decision.to_json(), "events": [event_json(event) for event in events]})
    else:
        put_decision(decision, events)


def put_decision(decision: Decision, events: Sequence[Event]) -> None:
    """Write a decision, what the clock did before it, and what was recorded."""
    zone = decision.situation.office.zone
    for event in events:
        if event.actor is None:
            put([status("first, the clock:"), *(f"  {line}" for line in event_lines(event, zone))])
    put(decision_lines(decision))
    if decision.event is not None:
        made = decision.event
        now = "" if made.proposal.startswith(BODY) else f", now `{made.target}`"
        put(hang("recorded: ", f"version {made.version} of {made.proposal}{now}"))
