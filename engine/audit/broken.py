"""Which of a charter's rules a request breaks, read off the reasons of its decision."""

from collections.abc import Iterable, Iterator

from ..decide import Decision
from ..decision import Reason
from ..machine import Machine

_OF_THE_REQUEST = ("by", "data", "order", "move")
"""Reasons that concern the request itself and carry no rule of their own."""


def broken(decision: Decision, target: str | None) -> tuple[str, ...]:
    """Give the rules that stand in the way of a request; none where those conditions keep no rule.

    Args:
        decision: the request, decided again.
        target: the state to which it led all the same: of several outcomes only that one's rules
            are broken.
    """
    return tuple(dict.fromkeys(_unmet(decision, target)))


def of_action(machine: Machine, action: str) -> tuple[str, ...]:
    """Give every rule that an action, or any part of it, keeps."""
    kept = (
        rules
        for place, rules in machine.rules.items()
        if place == action or place.startswith(f"{action}.")
    )
    return tuple(dict.fromkeys(rule for rules in kept for rule in rules))


def _unmet(decision: Decision, target: str | None) -> Iterator[str]:
    machine, action = decision.machine, decision.action
    moves = machine.table.get((decision.situation.proposal.state, action), ())
    outcomes = [reason for reason in decision.reasons if reason.policy == "outcome"]
    others = [reason for reason in decision.reasons if reason.policy != "outcome"]
    for reason in others:
        if not reason.met:
            yield from _rules(reason)
            if not reason.rules and reason.policy in _OF_THE_REQUEST:
                yield from machine.rules.get(f"{action}.{reason.policy}", ())
    led = [
        outcome
        for outcome, move in zip(outcomes, moves, strict=False)  # none where there is one move
        if move.arrives == target
    ]
    for outcome in led or outcomes:
        yield from _rules(outcome)


def _rules(reason: Reason) -> Iterable[str]:
    """Give the rules of a reason that isn't met, and of the parts of it that aren't."""
    if reason.met:
        return
    yield from reason.rules
    for part in reason.parts:
        yield from _rules(part)
