"""``bylaw options``: what somebody can do now, and what the rest needs."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal

import click

from ..engine.calendars import local
from ..engine.decide import Decision
from ..engine.decision import Json, Way
from ..engine.fields import faults
from ..engine.instants import Instant
from . import shared
from .terminal import hang, put, put_json, strong

Group = Literal["now", "tell", "others", "wait", "not_you"]

_TITLES: Mapping[Group, str] = {
    "now": "can do now",
    "tell": "needs data from you",
    "others": "needs a step first",
    "wait": "opens by waiting",
    "not_you": "not for you, as things stand",
}
_EASE: Sequence[Group] = ("tell", "wait", "others")


@click.command("options")
@shared.journal
@shared.proposal
@shared.by
@shared.at
@shared.as_json
def command(journal: Path, proposal: str, by: str, at: Instant | None, as_json: bool) -> int:
    """Tell what somebody can do to a proposal now, and what everything else needs.

    That is: data from them, a step from somebody first, or time; or it is not for them at all. With
    --json, an action a line. Exit code: 0 something can be done, 1 nothing, 2 could not tell.

    \b
    Example:
      bylaw options sig.journal keras-0001 --by ada
    """
    with shared.opened(journal) as flow:
        decisions = flow.options(shared.known_proposal(flow, proposal), by=by, at=at)
        state = (
            decisions[0].situation.proposal.state if decisions else flow.proposal(proposal).state
        )
    grouped: list[tuple[Group, Decision]] = [
        (group_of(decision), decision) for decision in decisions
    ]
    if as_json:
        for group, decision in grouped:
            put_json(_json(group, decision))
    else:
        put(_lines(proposal, state, by, grouped))
    return 0 if any(group in ("now", "tell") for group, _ in grouped) else 1


def group_of(decision: Decision) -> Group:
    """Tell what an action needs, by the easiest way to it."""
    if decision.unblocking is None:
        return "now"
    found = {_kind(way) for way in decision.unblocking.ways}
    if not found and not decision.unblocking.complete and _is_theirs(decision):
        return "others"
    for group in _EASE:
        if group in found:
            return group
    return "not_you"


def _is_theirs(decision: Decision) -> bool:
    """Tell whether they are among those who may do it at all."""
    return all(reason.met for reason in decision.reasons if reason.policy == "by")


def _kind(way: Way) -> Group:
    kinds = {step.kind for step in way.steps}
    if "act" in kinds:
        return "others"
    return "wait" if "wait" in kinds else "tell"


def _asked(decision: Decision) -> list[str]:
    """Give the fields that the action asks for."""
    facts = decision.situation
    return list(faults(decision.machine.actions[decision.action].fields, facts.data))


def _json(group: Group, decision: Decision) -> Json:
    return {
        "group": group,
        "action": decision.action,
        "asks": _asked(decision),
        "decision": decision.to_json(),
    }


def _lines(
    proposal: str, state: str, by: str, grouped: Sequence[tuple[Group, Decision]]
) -> Iterator[str]:
    if not grouped:
        yield f"{strong(proposal)} is in `{state}`, where nobody can do anything"
        return
    facts = grouped[0][1].situation
    when = local(facts.now, facts.office.zone)
    yield from hang(f"{strong(proposal)} ", f"is in `{state}`; for {by} at {when}")
    wide = max(len(decision.action) for _, decision in grouped)
    for group, title in _TITLES.items():
        members = [decision for found, decision in grouped if found == group]
        if members:
            yield ""
            yield strong(title)
        for decision in members:
            yield from hang(f"  {decision.action:<{wide}}  ", _said(group, decision))


def _said(group: Group, decision: Decision) -> str:
    """Say what an action needs."""
    zone = decision.situation.office.zone
    if group == "now":
        return f"to `{decision.target}`" if decision.target else ""
    ways = decision.unblocking.ways if decision.unblocking else ()
    best = next((way for way in ways if _kind(way) == group), None)
    if best is None:
        unmet = [reason for reason in decision.reasons if not reason.met]
        about_them = [reason for reason in unmet if reason.policy == "by"]
        return "; ".join(dict.fromkeys(reason.text for reason in about_them or unmet))
    if group == "wait":
        asks = _asked(decision)
        return local(best.earliest, zone) + (f"; then asks for {', '.join(asks)}" if asks else "")
    if group == "tell":
        fields = decision.machine.actions[decision.action].fields
        told = [step.action for step in best.steps]
        return "; ".join(f"`{name}`: {fields[name].words()}" for name in told)
    return best.said(zone)
