"""``bylaw agenda``: what the next meeting can decide."""

from collections.abc import Iterator

import click

from .. import machine_clock
from ..engine.agenda import Item, Meeting, Point, agenda
from ..engine.calendars import local
from ..engine.decision import Need
from ..engine.instants import Instant
from ..engine.machine import Machine
from ..engine.workflow import Workflow
from . import shared
from .terminal import hang, put, put_json, status, strong


@click.command("agenda")
@shared.journal
@shared.at
@shared.as_json
def command(journal: str, at: Instant | None, as_json: bool) -> int:
    """Tell what the next meeting of each session can decide, and what each item still lacks.

    It looks at the instant at which the meeting opens, after the clock's own moves until then.
    With --json, a meeting a line. Exit code: 0 shown, 2 could not tell.

    \b
    Example:
      bylaw agenda sig.journal
    """
    with shared.opened(journal, readonly=True) as flow:
        instant = machine_clock() if at is None else at
        machine, meetings = flow.charter.machine, _meetings(flow, instant)
    if as_json:
        for meeting in meetings:
            put_json(meeting.to_json())
        return 0
    if not meetings:
        told = "no session of this charter meets again"
        put([told if machine.office.sessions else "this charter has no session that could meet"])
    for meeting in meetings:
        put(_lines(meeting, machine))
    return 0


def _meetings(flow: Workflow, instant: Instant) -> tuple[Meeting, ...]:
    """Give the next meeting of each session, those of charters that proposals stayed under, too."""
    regimes, found = flow.regimes, list[Meeting]()
    standing = [regimes.settled(each) for each in flow.proposals()]
    for regime in regimes.all:
        under = [each for each in standing if regimes.under(each) is regime]
        office = flow.office_of(regime)
        meetings = agenda(regime.machine, office, under, instant)
        current = regime is regimes.current
        found += [each for each in meetings if current or any(item.points for item in each.items)]
    return tuple(sorted(found, key=lambda each: each.at))


def _lines(meeting: Meeting, machine: Machine) -> Iterator[str]:
    zone = machine.office.zone
    span = f"opens {local(meeting.opens, zone)}, closes {local(meeting.closes, zone)}"
    yield from hang(f"{strong(meeting.session)} ", span)
    on_it = [item for item in meeting.items if item.points]
    off_it = [item for item in meeting.items if not item.points]
    if not on_it:
        yield "  nothing can be decided in it"
    for item in on_it:
        yield ""
        yield f"{strong(item.proposal)}  `{item.state}`"
        yield from _moved(item, zone)
        for point in sorted(item.points, key=lambda each: not each.ready):
            yield from _point(point, machine)
    if off_it:
        yield ""
        yield "not on it"
    for item in off_it:
        yield f"  {item.proposal}  `{item.state}`"
        yield from _moved(item, zone)


def _moved(item: Item, zone: str) -> Iterator[str]:
    for move in item.moved:
        said = f"{move.action}, to `{move.target}`, on {local(move.at, zone)}"
        yield from hang("    the clock: ", said)


def _point(point: Point, machine: Machine) -> Iterator[str]:
    word = "ready" if point.ready else "lacking"
    asks = f"; asks for {', '.join(f'`{each}`' for each in point.asks)}" if point.asks else ""
    lead = f"  {status(f'{word:<8}')} {point.action}  "
    yield from hang(lead, f"by {_who(point.by)}{asks}")
    for reason in point.lacks:
        needs = [f"`{need.action}` by {_supplier(need, machine)}" for need in reason.needs]
        said = f"{reason.policy}: {reason.text}"
        yield from hang(f"    {status(f'{reason.status:<8}')} ", said)
        if needs:
            yield from hang("             it takes ", " or ".join(needs))


def _supplier(need: Need, machine: Machine) -> str:
    return need.by[0] if len(need.by) == 1 else _who(machine.actions[need.action].by)


def _who(by: tuple[str, ...]) -> str:
    return " or ".join(f"`{each}`" for each in by) or "anyone"
