"""``bylaw show``: where proposals stand."""

from collections.abc import Collection, Iterator, Mapping, Sequence

import click

from .. import machine_clock
from ..engine.agenda import ClockMove
from ..engine.calendars import local
from ..engine.composition import breaches
from ..engine.decision import Json
from ..engine.facts import Situation
from ..engine.instants import NEVER, Instant, text
from ..engine.machine import BODY
from ..engine.model import NOTHING, Duty, Office, Proposal, Record
from ..engine.polling import spelled_votes
from ..engine.voting import eligible
from ..engine.workflow import Workflow
from . import shared
from .terminal import hang, put, put_json, strong


@click.command("show")
@shared.journal
@click.argument("proposal", required=False)
@shared.at
@shared.as_json
def command(journal: str, proposal: str | None, at: Instant | None, as_json: bool) -> int:
    """Show where a proposal stands, or every one in a line; or who is in a body (`@chairs`).

    It shows what is recorded; moves of the clock that are due are told beside it. With --json, a
    proposal a line. Exit code: 0 shown, 2 could not tell.

    \b
    Examples:
      bylaw show sig.journal
      bylaw show sig.journal keras-0001
    """
    with shared.opened(journal, readonly=True) as flow:
        instant = machine_clock() if at is None else at
        if proposal is not None and proposal.startswith(BODY):
            _body(flow, shared.known_proposal(flow, proposal), instant, as_json=as_json)
            return 0
        found = (
            flow.proposals()
            if proposal is None
            else (flow.proposal(shared.known_proposal(flow, proposal)),)
        )
        wide, zone = max((len(each.id) for each in found), default=0), flow.office.zone
        for each in found:
            if as_json:
                put_json(_json(flow, each, instant))
            elif proposal is None:
                put([_line(each, wide, zone)])
            else:
                put(_lines(flow, each, instant))
    return 0


def _body(flow: Workflow, name: str, instant: Instant, *, as_json: bool) -> None:
    body, office = name.removeprefix(BODY), flow.office.at(instant)
    members, suspended = sorted(office.bodies[body]), sorted(office.suspended.get(body, ()))
    rule = office.compositions[body]
    told = {
        each: office.affiliations[each]
        for each in sorted({*members, *suspended})
        if each in office.affiliations
    }
    amiss = [each.said for each in breaches(office) if each.body == body]
    if as_json:
        put_json(
            {
                "body": body,
                "members": members,
                "suspended": suspended,
                "affiliations": told,
                "seats": rule.seats,
                "minimum": rule.minimum,
                "breaches": amiss,
            }
        )
        return
    put(hang(f"{strong(body)}: ", ", ".join(members) or "nobody"))
    if suspended:
        put(hang("  suspended: ", ", ".join(suspended)))
    for affiliation in sorted(set(told.values())):
        put(
            hang(
                f"  of {affiliation}: ", ", ".join(who for who in told if told[who] == affiliation)
            )
        )
    if rule.seats is not None:
        put(hang("  seats: ", f"{rule.seats}, of which {len(members) + len(suspended)} are taken"))
    for said in amiss:
        put(hang("  amiss: ", said))


def _line(proposal: Proposal, wide: int, zone: str) -> str:
    since = local(proposal.at, zone)
    return f"{strong(f'{proposal.id:<{wide}}')}  {proposal.state:<18}  last event {since}"


def _lines(flow: Workflow, proposal: Proposal, instant: Instant) -> Iterator[str]:
    regime, office = flow.under(proposal)
    zone = office.zone
    final = ", which is final" if proposal.state in regime.machine.final else ""
    yield f"{strong(proposal.id)} is in `{proposal.state}`{final}"
    yield f"  version {proposal.version}, last event {local(proposal.at, zone)}"
    if len(flow.regimes.all) > 1:
        now = "in force" if regime is flow.regimes.current else "no longer in force"
        source = regime.charter.file.charter.source
        said = f"`{regime.charter.name}` {regime.digest[:12]}, {now} ({source})"
        yield from hang("  under the charter ", said)
    for name, happened in _anchors(office, proposal).items():
        if happened != NEVER:
            yield f"  {name}: {local(happened, zone)}"
    ended = proposal.state in regime.machine.final
    yield from _gathered(proposal.record, office.at(proposal.at if ended else instant))
    for owed in _owed(office, proposal, instant):
        duty = office.duties[owed]
        yield from hang("  owed: ", f"`{duty.must}` by `{duty.by}` (duty `{owed}`){_else(duty)}")
    for move in _due(flow, proposal, instant):
        said = f"{move.action}, to `{move.target}`, at {local(move.at, zone)}"
        yield from hang("  the clock has yet to record: ", f"{said} (`bylaw tick` does)")


def _else(duty: Duty) -> str:
    return f"; otherwise {duty.consequence}" if duty.consequence else ""


def _gathered(record: Record, office: Office) -> Iterator[str]:
    for role, holders in record.roles.items():
        yield from hang(f"  {role}: ", ", ".join(holders))
    for body, cast in record.ballots.items():
        for choice in sorted(set(cast.values())):
            who = sorted(voter for voter, said in cast.items() if said == choice)
            yield from hang(
                f"  {body} said {choice}: ", _counted(who, eligible(office, record, body))
            )
    for body, signed in record.signatures.items():
        yield from hang(f"  signed for {body}: ", ", ".join(sorted(signed)))
    for body, spoken in record.vetoes.items():
        yield from hang(f"  vetoed for {body}: ", ", ".join(sorted(spoken)))
    yield from _votes(record)
    for claim, attested in record.attested.items():
        yield from hang(f"  attested {claim}: ", ", ".join(sorted(attested)))
    for claim, contested in record.contested.items():
        yield from hang(f"  contested {claim}: ", ", ".join(sorted(contested)))


def _counted(who: Sequence[str], voters: Collection[str]) -> str:
    """Say how many said something, and apart from them who else did, whose vote doesn't count."""
    heard = [person for person in who if person in voters]
    others = [person for person in who if person not in voters]
    names = f" ({', '.join(heard)})" if heard else ""
    return f"{len(heard)}{names}" + (f"; not counted: {', '.join(others)}" if others else "")


def _votes(record: Record) -> Iterator[str]:
    """Say what bears on votes besides the votes themselves."""
    votes = record.votes
    for said, held in (
        ("stands aside from", votes.recused),
        ("voted in secret in", votes.voted),
        ("present for", votes.present),
    ):
        for of, people in held.items():
            yield from hang(f"  {said} {of}: ", ", ".join(sorted(people)))
    for of, sealed in votes.sealed.items():
        if sealed:
            yield from hang(f"  sealed in {of}: ", ", ".join(sorted(sealed)))
    for of, proxies in votes.proxies.items():
        pairs = [f"{proxy} for {principal}" for principal, proxy in sorted(proxies.items())]
        yield from hang(f"  proxies in {of}: ", ", ".join(pairs))
    for of, totals in votes.totals.items():
        yield from hang(
            f"  totals of {of}: ", ", ".join(f"{many} {choice}" for choice, many in totals.items())
        )
    for of, offered in votes.offered.items():
        yield from hang(f"  on the ballot of {of}: ", ", ".join(offered))
    for count, came in votes.outcomes.items():
        tied = f", tied: {', '.join(came.tied)}" if came.tied else ""
        yield from hang(f"  {count} came to {came.came}: ", ", ".join(came.winners) + tied)


def _json(flow: Workflow, proposal: Proposal, instant: Instant) -> Json:
    record, (regime, office) = proposal.record, flow.under(proposal)
    return {
        "proposal": proposal.id,
        "state": proposal.state,
        "final": proposal.state in regime.machine.final,
        "version": proposal.version,
        "charter": regime.digest,
        "at": text(proposal.at),
        "anchors": {
            name: None if happened == NEVER else text(happened)
            for name, happened in _anchors(office, proposal).items()
        },
        "roles": {role: list(holders) for role, holders in record.roles.items()},
        "ballots": {body: dict(cast) for body, cast in record.ballots.items()},
        "signatures": {body: sorted(signed) for body, signed in record.signatures.items()},
        "vetoes": {body: sorted(spoken) for body, spoken in record.vetoes.items()},
        "votes": spelled_votes(record.votes),
        "attested": {claim: sorted(by) for claim, by in record.attested.items()},
        "contested": {claim: sorted(by) for claim, by in record.contested.items()},
        "owed": _owed(office, proposal, instant),
        "due": [move.to_json() for move in _due(flow, proposal, instant)],
    }


def _anchors(office: Office, proposal: Proposal) -> Mapping[str, Instant]:
    return {name: proposal.anchors[place] for name, place in office.anchors.items()}


def _owed(office: Office, proposal: Proposal, instant: Instant) -> list[str]:
    then = max(instant, proposal.at)
    facts = Situation(then, None, NOTHING, proposal, office.at(then))
    return [duty for duty in office.duties if facts.owed(duty)]


def _due(flow: Workflow, proposal: Proposal, instant: Instant) -> tuple[ClockMove, ...]:
    return tuple(
        ClockMove(action=each.action, target=each.target, at=each.at)
        for each in flow.due(proposal, instant)[1]
        if each.proposal == proposal.id
    )
