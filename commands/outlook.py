"""The outlook of an action: whether it can be done now, and else what it waits for.

It is read off the reasons of the decision. What it takes in full, step by step, is the search that
``bylaw may`` makes; for every action at once that would take too long.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from attrs import frozen

from ..engine.agenda import run_out
from ..engine.calendars import local
from ..engine.decide import Decision, decide
from ..engine.decision import Need, Reason
from ..engine.fields import faults
from ..engine.instants import NEVER, Instant
from ..engine.machine import Machine

Group = Literal["now", "tell", "others", "wait", "not_you"]

_TOLD = frozenset({"matches", "dated"})
_MOST_TURNS = 8
"""How many instants are tried at which time may open an action."""


@frozen(kw_only=True)
class Outlook:
    """How far off an action is.

    Attributes:
        asks: the fields that whoever does it must tell.
        needs: the steps that must come first, and who could take them; of each, one will do.
        opens: the instant before which it can't be done, or ``NEVER`` where time is no matter.
        said: the reason, where the rest says nothing.
    """

    group: Group
    decision: Decision
    asks: tuple[str, ...] = ()
    needs: tuple[tuple[Need, ...], ...] = ()
    opens: Instant = NEVER
    said: str = ""


def outlook(decision: Decision) -> Outlook:
    """Tell how far off an action is."""
    if decision.allowed:
        return Outlook(group="now", decision=decision)
    unmet = _nearest(decision.reasons)
    asks = _asks(decision, unmet)
    rest = [reason for reason in unmet if not _is_told(reason)]
    machine, here = decision.machine, decision.situation.proposal.state
    reachable = _reachable(machine, here)
    needs = [_usable(reason, machine, here, reachable) for reason in rest]
    if not rest:
        return Outlook(group="tell", decision=decision, asks=asks)
    hopeless = [
        reason
        for reason, each in zip(rest, needs, strict=True)
        if not each and (reason.opens == NEVER or reason.policy == "by")
    ]
    if hopeless:
        about_them = [reason.text for reason in hopeless if reason.policy == "by"]
        said = "; ".join(about_them or [reason.text for reason in hopeless])
        return Outlook(group="not_you", decision=decision, said=said)
    first = tuple(dict.fromkeys(each for each in needs if each))
    opens = max((each.opens for each in rest if each.opens != NEVER), default=NEVER)
    if first:
        return Outlook(group="others", decision=decision, asks=asks, needs=first, opens=opens)
    return _waiting(decision, opens, asks)


def _waiting(decision: Decision, opens: Instant, asks: tuple[str, ...]) -> Outlook:
    """Tell whether time alone does: at that instant, after the clock's own moves."""
    machine, facts = decision.machine, decision.situation
    for _ in range(_MOST_TURNS):
        proposal, moved = run_out(machine, facts.office, facts.proposal, opens)
        later = decide(
            machine,
            facts.office,
            proposal,
            decision.action,
            by=facts.actor,
            at=opens,
            data=facts.data,
        )
        rest = [reason for reason in _nearest(later.reasons) if not _is_told(reason)]
        if not rest:
            return Outlook(group="wait", decision=decision, asks=asks, opens=opens)
        if moved:
            last, zone = moved[-1], facts.office.zone
            said = (
                f"it would open {local(opens, zone)}, but the clock moves it to `{last.target}` on"
                f" {local(last.at, zone)} (`{last.action}`)"
            )
            return Outlook(group="others", decision=decision, asks=asks, opens=opens, said=said)
        following = max((each.opens for each in rest if each.opens != NEVER), default=NEVER)
        if following in (NEVER, opens):
            break
        opens = following
    said = "; ".join(reason.text for reason in _nearest(decision.reasons))
    return Outlook(group="not_you", decision=decision, said=said)


def _nearest(reasons: Sequence[Reason]) -> list[Reason]:
    """Give what is unmet; of several outcomes, for the nearest."""
    unmet = [reason for reason in reasons if not reason.met and reason.policy != "outcome"]
    outcomes: list[list[Reason]] = [
        [part for part in reason.parts if not part.met]
        for reason in reasons
        if reason.policy == "outcome"
    ]
    return unmet + (min(outcomes, key=len) if outcomes else [])


def _is_told(reason: Reason) -> bool:
    """Tell whether it turns on what the request tells."""
    return reason.policy == "data" or any(leaf.fact in _TOLD for leaf in reason.leaves)


def _asks(decision: Decision, unmet: Iterable[Reason]) -> tuple[str, ...]:
    """Give the fields that are still to be told, or told otherwise."""
    facts = decision.situation
    wrong = list(faults(decision.machine.actions[decision.action].fields, facts.data))
    for reason in unmet:
        wrong += [leaf.about["field"] for leaf in reason.leaves if leaf.fact in _TOLD]
    return tuple(dict.fromkeys(wrong))


def _usable(
    reason: Reason, machine: Machine, here: str, reachable: frozenset[str]
) -> tuple[Need, ...]:
    """Give the steps that could be taken in this state; if there are none, in a later one."""
    now = tuple(need for need in reason.needs if (here, need.action) in machine.table)
    return now or tuple(
        need
        for need in reason.needs
        if any((state, need.action) in machine.table for state in reachable)
    )


def _reachable(machine: Machine, state: str) -> frozenset[str]:
    """Give the states that a proposal may still come to, its own included."""
    found: set[str] = set()
    waiting = {state}
    while waiting:
        found |= waiting
        waiting = set(_next(machine, waiting)) - found
    return frozenset(found)


def _next(machine: Machine, states: set[str]) -> Iterator[str]:
    for (source, _), moves in machine.table.items():
        if source in states:
            yield from (move.arrives for move in moves)
