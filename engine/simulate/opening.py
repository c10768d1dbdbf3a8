"""When time alone may open what was refused: the reasons' instants, without the words."""

from collections.abc import Iterator

from ..explain import judged, turns
from ..facts import Situation
from ..instants import NEVER, Instant
from ..machine import Machine, Term


def opening(machine: Machine, facts: Situation, action: str) -> Instant:
    """Give the next instant at which time alone changes what stands in the way; or ``NEVER``."""
    found = NEVER
    for move in machine.table.get((facts.proposal.state, action), ()):
        for wanted, terms in ((True, move.requires), (False, move.unless)):
            for term in terms:
                found = min(found, *_turns(facts, term, wanted=wanted), NEVER)
    return found


def _turns(facts: Situation, term: Term, *, wanted: bool) -> Iterator[Instant]:
    try:
        truth = judged(term, facts)
    except Exception:  # noqa: BLE001 - a rule that fails refuses, and no time helps it
        return
    if truth.true is not wanted:
        for leaf in truth.leaves():
            yield from turns(facts, leaf)
