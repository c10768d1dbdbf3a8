"""What if: the facts of a request after somebody acted, everybody waited, or the asker told more.

Every step is decided by the same policies as the request itself, and after each the clock makes the
moves that are due, as it does in a workflow. Nothing is recorded.
"""

from .decision import Step
from .facts import Situation
from .fold import advance
from .instants import Instant
from .machine import Action, Machine
from .model import NOTHING, Data, Proposal
from .permit import chosen, due

_MOST_MOVES = 100


def asked_by(facts: Situation, actor: str | None, data: Data) -> Situation:
    """Give the facts as they are when somebody else asks for something else."""
    return Situation(facts.now, actor, data, facts.proposal, facts.office)


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
    move = chosen(machine, asked_by(facts, actor, data), action.name)
    if move is None:
        return None
    before = facts.proposal
    after = advance(machine, before, action, move.arrives, facts.now, actor, data)
    if (after.state, after.anchors, after.record) == (before.state, before.anchors, before.record):
        return None
    return _at(facts, facts.now, _run(machine, facts, after, facts.now))


def waited(machine: Machine, facts: Situation, until: Instant) -> Situation:
    """Give the facts at a later instant, after all the moves that the clock makes by then."""
    return _at(facts, until, _run(machine, facts, facts.proposal, until))


def _at(facts: Situation, now: Instant, proposal: Proposal) -> Situation:
    return Situation(now, facts.actor, facts.data, proposal, facts.office)


def _run(machine: Machine, facts: Situation, proposal: Proposal, until: Instant) -> Proposal:
    if proposal.state not in machine.clockwork:
        return proposal
    for _ in range(_MOST_MOVES):
        found = due(machine, facts.office, proposal, until)
        if found is None:
            break
        move, at = found
        proposal = advance(machine, proposal, move.action, move.arrives, at, None, NOTHING)
    return proposal
