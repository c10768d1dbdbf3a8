"""Which move a charter permits, if any: the one question that every reading of the rules asks."""

from .facts import Situation
from .fields import faults
from .instants import NEVER, Instant
from .machine import Machine, Move
from .model import Office, Proposal
from .polling import unfit


def chosen(  # noqa: PLR0911 - each check refuses by itself
    machine: Machine, facts: Situation, action: str
) -> Move | None:
    """Give the move that the charter permits, or ``None``.

    The first of an action's moves whose policies all allow it is taken; ``check`` proves that no
    two can. A policy that raises, or answers with anything but a truth, refuses the request.
    """
    proposal = facts.proposal
    moves = machine.table.get((proposal.state, action))
    if moves is None or facts.now < proposal.at:
        return None
    wanted = moves[0].action
    if wanted.clockwork is not (facts.actor is None):
        return None
    if (wanted.fields or facts.data) and (
        faults(wanted.fields, facts.data) or (wanted.amends and is_about_another(machine, facts))
    ):
        return None
    if wanted.held and unfit(facts.office, proposal, wanted, facts.actor, facts.data):
        return None
    try:
        for move in moves:
            if move.permits(facts):
                return move
    except Exception:  # noqa: BLE001 - whatever a policy raises refuses; explaining names it
        return None
    return None


def is_about_another(machine: Machine, facts: Situation) -> bool:
    """Tell whether somebody would let in another charter than the one that a proposal is about.

    Where proposals keep a link to a charter, one that has none is about none.
    """
    about = facts.proposal.record.links.get("charter")
    if about is None:
        return machine.links_charters
    return facts.data.get("charter") not in about


def due(
    machine: Machine, office: Office, proposal: Proposal, until: Instant
) -> tuple[Move, Instant] | None:
    """Give the clock's first move that falls due by an instant, and when it does.

    The clock looks once, at the instant on which the deadline falls; where that has passed before
    the proposal came into the state, at the proposal's last event.
    """
    found: tuple[Move, Instant] | None = None
    for move in machine.clockwork.get(proposal.state, ()):
        at = max(deadline(office, proposal, move), proposal.at)
        if at <= until and (found is None or at < found[1]):
            facts = Situation(at, None, {}, proposal, office.at(at))
            if chosen(machine, facts, move.action.name) is move:
                found = (move, at)
    return found


def deadline(office: Office, proposal: Proposal, move: Move) -> Instant:
    """Give the instant at which a move of the clock falls due; ``NEVER`` where it doesn't."""
    terms = move.action.deadline
    return NEVER if terms is None else terms.falls(office, proposal)
