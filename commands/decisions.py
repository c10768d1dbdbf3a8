"""How a decision is written: the answer, the rules as a tree, and what would change it."""

from collections.abc import Iterator, Sequence

from ..engine.calendars import local
from ..engine.decide import Decision
from ..engine.decision import Reason, Unblocking
from .terminal import hang, status, strong

_LABEL = 16


def decision_lines(decision: Decision) -> Iterator[str]:
    """Draw a decision: the answer, how each rule stands, and what would change it."""
    verdict, _, rest = decision.heading.partition(": ")
    yield from hang(f"{strong(status(verdict))}: ", rest, "  ")
    yield from reason_lines(decision.reasons)
    if decision.unblocking is not None:
        yield from unblocking_lines(decision.unblocking, decision.situation.office.zone)


def reason_lines(reasons: Sequence[Reason], indent: str = "") -> Iterator[str]:
    """Draw reasons as a tree, each wrapped under itself."""
    wide = min(_LABEL, max((len(reason.policy) for reason in reasons), default=0))
    for place, reason in enumerate(reasons):
        last = place == len(reasons) - 1
        deeper = indent + ("   " if last else "│  ")
        rules = f" [{', '.join(reason.rules)}]" if reason.rules else ""
        lead = f"{indent}{'└─' if last else '├─'} {status(f'{reason.status:<8}')}"
        trunk = deeper + ("│" if reason.parts else "")
        yield from hang(f"{lead} {reason.policy:<{wide}}  ", (reason.own + rules).lstrip(), trunk)
        yield from reason_lines(reason.parts, deeper)


def unblocking_lines(found: Unblocking, zone: str) -> Iterator[str]:
    """Say what would make a move legal, a way a line."""
    if not found.ways:
        yield from hang(
            "unblock: ", f"{'nothing can' if found.complete else 'none found'} ({found.bound})"
        )
    for place, way in enumerate(found.ways):
        lead = "unblock: " if place == 0 else "     or: "
        yield from hang(lead, f"{way.said(zone)}   (earliest: {local(way.earliest, zone)})")
