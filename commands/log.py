"""``bylaw log``: what was recorded."""

from collections.abc import Iterator

import click

from ..engine.machine import BODY
from ..engine.model import Event
from ..engine.wire import event as read_event
from ..engine.workflow import Workflow
from . import shared
from .events import event_json, event_lines
from .terminal import put, put_json


@click.command("log")
@shared.journal
@click.argument("proposal", required=False)
@shared.as_json
def command(journal: str, proposal: str | None, as_json: bool) -> int:
    """Show what was recorded, in the order in which it was.

    Of one proposal, of a body's membership (`@chairs`), or of all. With --json, an event a line.
    Exit code: 0 shown, 2 could not tell.

    \b
    Example:
      bylaw log sig.journal keras-0001
    """
    with shared.opened(journal) as flow:
        zone = flow.charter.machine.office.zone
        if proposal is None:
            events = _all(flow)
        else:
            events = iter(flow.events(shared.known_proposal(flow, proposal)))
        for event in events:
            if as_json:
                put_json(event_json(event))
            else:
                put(event_lines(event, zone))
    return 0


def _all(flow: Workflow) -> Iterator[Event]:
    """Give every event in the journal's own order; charters and refusals are none."""
    for _, name, version, found in flow.store.entries():
        if name.startswith(BODY) or not name.startswith("$"):
            yield read_event(name, version, found)
