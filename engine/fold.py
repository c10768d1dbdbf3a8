"""How events make a proposal: each gives the next, and nothing else changes one."""

from collections.abc import Iterable, Mapping
from datetime import date

from .calendars.midnight import midnight
from .errors import Corrupt
from .instants import NEVER, Instant
from .machine import BODY, NEW, Action, Machine
from .model import Data, Event, Proposal, Record, read_only
from .reseating import body_state

_EMPTY = Record()


def nothing(machine: Machine, proposal: str) -> Proposal:
    """Give the proposal of that name before its first event."""
    state = body_state(proposal) if proposal.startswith(BODY) else NEW
    anchors = (NEVER,) * len(machine.office.anchors)
    return Proposal(proposal, state, 0, -NEVER, anchors, _EMPTY)


def advance(  # noqa: PLR0913, PLR0917 - positional, for it is called with every move
    machine: Machine,
    proposal: Proposal,
    action: Action,
    target: str,
    at: Instant,
    actor: str | None,
    data: Data,
) -> Proposal:
    """Give the proposal as it stands after an action."""
    name, _, version, _, anchors, record = proposal
    if action.records or action.dates:
        anchors = _anchors(machine, proposal, action, at, data)
    if action.gathers:
        record = _record(record, action, actor, data)
    return Proposal(name, target, version + 1, at, anchors, record)


def advanced(machine: Machine, proposal: Proposal, event: Event) -> Proposal:
    """Give the proposal as it stands after an event.

    The stream of a body stands nowhere: what is told in it may hold from before what was told last.

    Raises:
        Corrupt: the event can't be one under this charter, so a stranger has written it.
    """
    try:
        action = machine.actions[event.action]
        if event.proposal.startswith(BODY):
            return proposal._replace(version=proposal.version + 1)
        return advance(machine, proposal, action, event.target, event.at, event.actor, event.data)
    except (KeyError, TypeError, ValueError) as error:
        raise Corrupt(
            f"version {event.version} of `{event.proposal}` is no event of this charter:"
            f" `{event.action}` can't have happened so ({type(error).__name__}: {error})"
        ) from error


def fold(machine: Machine, proposal: str, events: Iterable[Event]) -> Proposal:
    """Give the proposal that its events make."""
    standing = nothing(machine, proposal)
    for event in events:
        standing = advanced(machine, standing, event)
    return standing


def _anchors(
    machine: Machine, proposal: Proposal, action: Action, at: Instant, data: Data
) -> tuple[Instant, ...]:
    anchors, place = list(proposal.anchors), machine.office.anchors
    for name in action.records:
        anchors[place[name]] = at
    for name, told in action.dates.items():
        day = data.get(told)
        if isinstance(day, str):
            anchors[place[name]] = midnight(date.fromisoformat(day), machine.office.zone)
    return tuple(anchors)


def _record(record: Record, action: Action, actor: str | None, data: Data) -> Record:
    roles, ballots, signatures = record.roles, record.ballots, record.signatures
    vetoes, attested, links = record.vetoes, record.attested, record.links
    if "ballots" in action.resets:
        ballots = {}
    if "signatures" in action.resets:
        signatures = {}
    if "attestations" in action.resets:
        attested = frozenset()
    if actor is not None:
        if action.assigns is not None:
            holder = data.get(action.assigns, actor)
            roles = {**roles, action.assigns: (str(holder),)}
        if action.ballot is not None and "choice" in data:
            cast = ballots.get(action.ballot, {})
            cast = {**cast, actor: str(data["choice"])}
            ballots = {**ballots, action.ballot: read_only(cast)}
        signatures = _joined(signatures, action.signs, actor)
        vetoes = _joined(vetoes, action.vetoes, actor)
        if action.attests is not None:
            attested |= {action.attests}
    if action.releases is not None:
        vetoes = {body: held for body, held in vetoes.items() if body != action.releases}
    if action.links:
        links = {**links, **{name: _named(data[name]) for name in action.links if name in data}}
    return Record(
        roles=roles,
        ballots=ballots,
        signatures=signatures,
        vetoes=vetoes,
        attested=attested,
        links=links,
    )


def _named(told: object) -> tuple[str, ...]:
    """Give what a link names: the text of its field, or each text of a list."""
    return tuple(map(str, told)) if isinstance(told, (list, tuple)) else (str(told),)


def _joined(
    held: Mapping[str, frozenset[str]], body: str | None, actor: str
) -> Mapping[str, frozenset[str]]:
    return held if body is None else {**held, body: held.get(body, frozenset()) | {actor}}
