"""Whether a charter's rules look at other proposals than the one that is decided on."""

from collections.abc import Iterable
from typing import cast

from ..facts import AfterOthers, Fact, Held, Linked, Pending, Situation
from ..instants import NEVER
from ..machine import NEW, Move, Term
from ..model import NOTHING, Office, Proposal, Record
from ..trace import Truth, traced

_BEYOND = (AfterOthers, Held, Linked, Pending)


def crossing(moves: Iterable[Move], office: Office) -> bool:
    """Tell whether any rule does, or may do so for all that is known of it."""
    if office.shared:
        return True
    anchors = (NEVER,) * len(office.anchors)
    nothing = Proposal("(none)", NEW, 0, -NEVER, anchors, Record())
    bare = Situation(0, None, NOTHING, nothing, office)
    terms = {id(term): term for move in moves for term in (*move.requires, *move.unless)}
    return any(_beyond(term, bare) for term in terms.values())


def _beyond(term: Term, bare: Situation) -> bool:
    seen: list[Fact] = []

    def noted(fact: Fact) -> bool:
        seen.append(fact)
        return True

    try:
        answer = cast("object", term.policy.holds(traced(bare, unknown=noted)))
    except Exception:  # noqa: BLE001 - a rule of a stranger's that can't be traced may look anywhere
        return True
    return not isinstance(answer, Truth) or any(isinstance(fact, _BEYOND) for fact in seen)
