"""``bylaw tick``: let the clock make its own moves."""

import click

from ..engine.instants import Instant
from . import shared
from .events import event_json, event_lines
from .terminal import put, put_json


@click.command("tick")
@shared.journal
@shared.at
@shared.as_json
def command(journal: str, at: Instant | None, as_json: bool) -> int:
    """Record the clock's own moves that are due, each at the instant it fell due.

    Every request on a proposal does so for that proposal first; this does it for all. With --json,
    an event a line. Exit code: 0, whether or not any was due.

    \b
    Example:
      bylaw tick sig.journal
    """
    with shared.opened(journal) as flow:
        events = flow.tick(at)
        zone = flow.charter.machine.office.zone
    if as_json:
        for event in events:
            put_json(event_json(event))
    elif not events:
        put(["nothing is due"])
    for event in () if as_json else events:
        put(event_lines(event, zone))
    return 0
