"""How events make a proposal: each gives the next, and nothing else changes one."""

from collections.abc import Iterable

from .calendars import named
from .errors import Corrupt
from .facts import Situation
from .gather import gathered
from .instants import NEVER, Instant
from .machine import BODY, NEW, Action, Machine, Move
from .model import NOTHING, Data, Event, Proposal, Record
from .polling import pinned, polled
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
    pinned: Data = NOTHING,
) -> Proposal:
    """Give the proposal as it stands after an action."""
    name, _, version, _, anchors, record, _ = proposal
    if action.anchored:
        anchors = _anchors(machine, proposal, action, at, data)
    if action.gathers:
        record = gathered(record, action, actor, data)
        if action.polls:
            record = polled(machine.office, record, action, actor, data, pinned)
    made = Proposal(name, target, version + 1, at, anchors, record)
    return _back(proposal, action, made) if machine.voidable else made


def _back(proposal: Proposal, action: Action, made: Proposal) -> Proposal:
    """Give what an action makes of a proposal, where it can be gone back to how it stood before.

    Who is in which body is told in a stream of its own, and so is which charter is in force: what
    changed either can't be gone back before.

    Raises:
        ValueError: the action voids the latest event, and none stands that could be voided.
    """
    past = proposal.past
    if not action.voids:
        return made._replace(past=None if action.reseats or action.amends else proposal)
    if past is None:
        raise ValueError("nothing stands that could be voided")
    return past._replace(state=made.state, version=made.version, at=made.at)


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
        return advance(
            machine,
            proposal,
            action,
            event.target,
            event.at,
            event.actor,
            event.data,
            event.pinned,
        )
    except (LookupError, TypeError, ValueError) as error:
        raise Corrupt(
            f"version {event.version} of `{event.proposal}` is no event of this charter:"
            f" `{event.action}` can't have happened so ({type(error).__name__}: {error})"
        ) from error


def enacted(machine: Machine, facts: Situation, move: Move) -> Proposal:
    """Give the proposal as it stands after a move that is made on these facts."""
    action, proposal = move.action, facts.proposal
    settled = pinned(facts.office, proposal, action)
    return advance(
        machine, proposal, action, move.arrives, facts.now, facts.actor, facts.data, settled
    )


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
    for name in action.clears:
        anchors[place[name]] = NEVER
    for name in action.records:
        anchors[place[name]] = at
    for name, told in action.dates.items():
        value = data.get(told)
        if isinstance(value, str):
            instant = named(value, machine.office.zone)
            if instant is None:
                raise ValueError(f"`{told}` names neither a day nor an instant")
            anchors[place[name]] = instant
    return tuple(anchors)
