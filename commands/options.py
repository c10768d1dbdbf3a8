"""``bylaw options``: what somebody can do now, and what the rest needs."""

from collections.abc import Iterator, Mapping, Sequence

import click

from ..engine.calendars import local
from ..engine.decision import Json, Need
from ..engine.instants import NEVER, Instant, text
from ..engine.machine import Machine
from . import shared
from .outlook import Group, Outlook, outlook
from .terminal import hang, put, put_json, strong

_TITLES: Mapping[Group, str] = {
    "now": "can do now",
    "tell": "needs data from you",
    "others": "needs a step first",
    "wait": "opens by waiting",
    "not_you": "not for you, as things stand",
}


@click.command("options")
@shared.journal
@shared.proposal
@shared.by
@shared.at
@shared.as_json
def command(journal: str, proposal: str, by: str, at: Instant | None, as_json: bool) -> int:
    """Tell what somebody can do to a proposal now, and what everything else needs.

    That is: data from them, a step from somebody first, or time; or it is not for them at all.
    `bylaw may` tells more of each. With --json, an action a line. Exit code: 0 something can be
    done, 1 nothing, 2 could not tell.

    \b
    Example:
      bylaw options sig.journal keras-0001 --by ada
    """
    with shared.opened(journal, readonly=True) as flow:
        shared.known_proposal(flow, proposal)
        found = [outlook(decision) for decision in flow.options(proposal, by=by, at=at)]
        if not found and not as_json:
            state = flow.proposal(proposal).state
            put([f"{strong(proposal)} is in `{state}`, where nobody can do anything"])
    if as_json:
        for each in found:
            put_json(_json(each))
    elif found:
        put(_lines(found))
    return 0 if any(each.group in ("now", "tell") for each in found) else 1


def _json(found: Outlook) -> Json:
    decision = found.decision
    return {
        "group": found.group,
        "action": decision.action,
        "to": decision.target,
        "asks": list(found.asks),
        "needs": [
            [{"action": need.action, "by": list(need.by)} for need in each] for each in found.needs
        ],
        "opens_at": None if found.opens == NEVER else text(found.opens),
        "text": found.said,
        "reasons": [reason.to_json() for reason in decision.reasons],
    }


def _lines(found: Sequence[Outlook]) -> Iterator[str]:
    facts, machine = found[0].decision.situation, found[0].decision.machine
    when = local(facts.now, facts.office.zone)
    said = f"is in `{facts.proposal.state}`; for {facts.actor_name} at {when}"
    yield from hang(f"{strong(facts.proposal.id)} ", said)
    wide = max(len(each.decision.action) for each in found)
    for group, title in _TITLES.items():
        members = [each for each in found if each.group == group]
        if members:
            yield ""
            yield strong(title)
        for each in members:
            yield from hang(f"  {each.decision.action:<{wide}}  ", _said(each, machine))


def _said(found: Outlook, machine: Machine) -> str:
    """Say what an action needs."""
    if found.said:
        return found.said
    fields = machine.actions[found.decision.action].fields
    if found.group == "now":
        target = found.decision.target
        return f"to `{target}`" if target else ""
    if found.group == "tell":
        return "; ".join(f"`{name}`: {fields[name].words()}" for name in found.asks)
    parts: list[str] = []
    if found.needs:
        parts.append(
            ", ".join(" or ".join(_step(need, machine) for need in each) for each in found.needs)
        )
    if found.opens != NEVER:
        parts.append(f"from {local(found.opens, machine.office.zone)}")
    if found.asks:
        parts.append(f"asks for {', '.join(f'`{name}`' for name in found.asks)}")
    return "; ".join(parts)


def _step(need: Need, machine: Machine) -> str:
    named = " or ".join(f"`{each}`" for each in machine.actions[need.action].by) or "anyone"
    return f"`{need.action}` by {need.by[0] if len(need.by) == 1 else named}"
