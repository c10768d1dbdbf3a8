"""What if: the facts of a request after somebody acted, everybody waited, or the asker told more.

Every step is decided by the same policies as the request itself, and after each the clock makes the
moves that are due, as it does in a workflow. Nothing is recorded.
"""

from .clockwork import ticks
from .decision import Step
from .errors import RequestError
from .facts import Situation, changes
from .fold import enacted
from .instants import Instant
from .machine import Action, Machine
from .model import NOTHING, Data, Office, Proposal
from .permit import chosen


def asked_by(facts: Situation, actor: str | None, data: Data) -> Situation:
    """Give the facts as they are when somebody else asks for something else."""
    return Situation(facts.now, actor, data, facts.proposal, facts.office)


def by_the_clock(facts: Situation, at: Instant) -> Situation:
    """Give the facts as they are when the clock moves at an instant."""
    return Situation(at, None, NOTHING, facts.proposal, facts.office.at(at))


def taken(machine: Machine, facts: Situation, step: Step, actor: str) -> Situation | None:
    """Give the facts after a step of which one person takes their share, or ``None`` if they can't.

    A step that would change nothing can't be taken, either.
    """
    match step.kind:
        case "act":
            return acted(machine, facts, machine.actions[step.action], actor, step.data)
        case "wait":
            return waited(machine, facts, step.at) if step.at > facts.now else None
        case "tell":
            kept = {name: value for name, value in facts.data.items() if name != step.action}
            return asked_by(facts, facts.actor, {**kept, **step.data})


def acted(
    machine: Machine, facts: Situation, action: Action, actor: str, data: Data
) -> Situation | None:
    """Give the facts after somebody did something, or ``None`` where it is refused or idle."""
    asking = asked_by(facts, actor, data)
    move = chosen(machine, asking, action.name)
    if move is None:
        return None
    before = facts.proposal
    after = enacted(machine, asking, move)
    office = facts.office
    if action.reseats:
        office = office.supposing(*changes(asking, action.reseats))
    elif _but_for_time(after) == _but_for_time(before):
        return None
    return _at(machine, facts, office, facts.now, after)


def waited(machine: Machine, facts: Situation, until: Instant) -> Situation | None:
    """Give the facts at a later instant, or ``None`` where the clock would go round in circles."""
    return _at(machine, facts, facts.office, until, facts.proposal)


def _but_for_time(proposal: Proposal) -> tuple[object, ...]:
    return proposal.state, proposal.anchors, proposal.record


def _at(
    machine: Machine, facts: Situation, office: Office, now: Instant, proposal: Proposal
) -> Situation | None:
    try:
        for tick in ticks(machine, office, proposal, now):
            proposal, office = tick.after, tick.office
    except RequestError:
        return None
    return Situation(now, facts.actor, facts.data, proposal, office.at(now))
