"""``bylaw amend``: let another charter take effect, by the rules of the one in force."""

from collections.abc import Iterator, Sequence

import click

from .. import machine_clock
from ..engine.amending import amending, check_follows, preview
from ..engine.calendars import local
from ..engine.charter import Charter
from ..engine.decision import Json
from ..engine.instants import Instant
from ..engine.model import Event, Vouched
from ..engine.observe import Observation
from ..engine.opening import find
from ..engine.regimes import Passage, Regime
from ..engine.workflow import Workflow
from . import asking, shared
from .events import event_json
from .terminal import hang, put, put_json, strong


@click.command("amend")
@shared.journal
@click.argument("charter")
@click.argument("proposal", required=False)
@shared.told
@click.option("--by", metavar="WHO", help="Who asks; with PROPOSAL.")
@click.option("--action", metavar="ACTION", help="The action that amends, if there are several.")
@shared.at
@shared.vouched
@shared.quiet
@shared.as_json
def command(  # noqa: PLR0913, PLR0917 - an option each
    journal: str,
    charter: str,
    proposal: str | None,
    told: tuple[str, ...],
    by: str | None,
    action: str | None,
    at: Instant | None,
    vouched: Vouched,
    quiet: bool,
    as_json: bool,
) -> int:
    """Amend the charter of a journal: CHARTER takes effect, if the one in force lets it in.

    PROPOSAL is what the amendment was proposed as; the action of the charter in force that `amends`
    is done to it, and what that asks for beside the new charter follows as KEY=VALUE. Then what the
    new charter says of proposals in flight is recorded of each of them. Without PROPOSAL nothing is
    recorded: it tells the new charter's digest, and what would become of them. Exit code: 0 done,
    or it could follow; 1 refused; 2 could not tell.

    \b
    Examples:
      bylaw amend sig.journal sig-2020.toml
      bylaw amend sig.journal sig-2020.toml amendment-1 --by fchollet
    """
    new = find(charter)
    if proposal is None:
        if told or by is not None:
            raise click.UsageError("name the PROPOSAL as which it was proposed")
        with shared.opened(journal, readonly=True) as flow:
            found = _foreseen(flow, new, machine_clock() if at is None else at)
            if not quiet:
                _put_foreseen(flow, new, found, as_json=as_json)
        return 0
    if by is None:
        raise click.UsageError("say who amends it: --by WHO")
    seen: list[Observation] = []
    with shared.opened(journal, observers=[seen.append]) as flow:
        before = flow.regimes.current
        name = action or amending(before.machine)
        data = shared.told_data(before.machine, name, (*told, f"charter={new.digest}"))
        shared.known_proposal(flow, proposal, name)
        decision = flow.amend(proposal, new, by=by, action=name, at=at, data=data, vouched=vouched)
        events = [each for one in seen if not one.asked_only for each in one.events]
        if not quiet and as_json:
            put_json({**decision.to_json(), "events": [event_json(each) for each in events]})
        elif not quiet:
            asking.put_decision(decision, events[: _place(decision.event, events)])
            if decision.allowed:
                put(_amended(flow, before, events[_place(decision.event, events) + 1 :]))
    return 0 if decision.allowed else asking.REFUSED


def _place(event: Event | None, events: Sequence[Event]) -> int:
    return len(events) if event is None else events.index(event)


def _foreseen(flow: Workflow, new: Charter, at: Instant) -> list[tuple[str, Passage]]:
    """Give what would become of each proposal that doesn't stay as it is."""
    regimes = flow.regimes
    check_follows(regimes, regimes.of(new.digest), new)
    ahead = preview(regimes, new, at)
    passages = [(each.id, ahead.passage(regimes.settled(each))) for each in flow.proposals()]
    return [(name, passage) for name, passage in passages if passage is not None]


def _put_foreseen(
    flow: Workflow, new: Charter, found: Sequence[tuple[str, Passage]], *, as_json: bool
) -> None:
    if as_json:
        put_json(
            {
                "charter": {"name": new.name, "digest": new.digest},
                "in_force": flow.charter.digest,
                "in_flight": [_passage_json(name, passage) for name, passage in found],
            }
        )
        return
    put([f"{strong(new.name)} {new.digest}"])
    put(hang("it could follow ", f"`{flow.charter.name}` {flow.charter.digest}"))
    for name, passage in found:
        put(hang(f"  {strong(name)}: ", f"{passage.action}  {passage.source} -> {passage.target}"))
    if not found:
        put(["  every proposal would stay as it is"])


def _passage_json(name: str, passage: Passage) -> Json:
    return {
        "proposal": name,
        "action": passage.action,
        "from": passage.source,
        "to": passage.target,
    }


def _amended(flow: Workflow, before: Regime, events: Sequence[Event]) -> Iterator[str]:
    """Say which charter is in force, who is in its bodies, and what became of proposals."""
    regime, office = flow.regimes.current, flow.office
    since = local(regime.since, office.zone)
    yield from hang("in force: ", f"`{regime.charter.name}` {regime.digest}, from {since}")
    then = before.machine.office.bodies
    for body, members in office.bodies.items():
        if members != then.get(body):
            yield from hang(f"  `{body}`: ", ", ".join(sorted(members)) or "nobody")
    for event in events:
        said = f"{event.action}  {event.source} -> {event.target}"
        yield from hang(f"  {strong(event.proposal)}: ", said)
