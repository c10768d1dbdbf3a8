"""Duties that were not met in time, found while a journal is gone through."""

from collections.abc import Iterable, Iterator, Mapping

from ..facts import Situation, due
from ..instants import Instant
from ..machine import Machine
from ..model import NOTHING, Office, Proposal
from .finding import Breach


def touching(machine: Machine) -> Mapping[str, tuple[str, ...]]:
    """Give, for the actions that do, the duties that each discharges or gives rise to."""
    duties = machine.office.duties.values()
    found = {
        action.name: tuple(
            duty.name
            for duty in duties
            if {duty.after, duty.discharged_by} & {*action.records, *action.dates}
        )
        for action in machine.actions.values()
    }
    return {action: names for action, names in found.items() if names}


def overdue(  # noqa: PLR0913 - what a situation is made of, and which duties
    machine: Machine,
    office: Office,
    proposal: Proposal,
    at: Instant,
    duties: Iterable[str],
    *,
    ends: bool,
) -> Iterator[Breach]:
    """Give those of some duties that are still owed at an instant past their deadline.

    Args:
        machine: the charter's machine.
        office: who is in which body, and what the duties are.
        proposal: as it stands before what happens at the instant.
        at: the instant.
        duties: the names of those to look at.
        ends: whether what happens at the instant discharges them, or makes them arise anew.
    """
    facts = Situation(at, None, NOTHING, proposal, office.at(at))
    for name in duties:
        duty = office.duties[name]
        if not facts.owed(name) or (deadline := due(facts, name)) >= at:
            continue
        yield Breach(
            proposal=proposal.id,
            duty=name,
            by=duty.by,
            must=duty.must,
            arose=facts.at(duty.after),
            due=deadline,
            ended=at if ends else None,
            rules=machine.rules.get(f"duties.{name}", ()),
        )
