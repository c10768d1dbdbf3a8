"""``bylaw log``: what was recorded."""

from collections.abc import Iterator

import click

from ..engine.calendars import local
from ..engine.machine import BODY
from ..engine.model import Event
from ..engine.redaction import redactions
from ..engine.regimes import Regime
from ..engine.wire import event as read_event
from ..engine.workflow import Workflow
from . import shared
from .events import event_json, event_lines
from .terminal import hang, put, put_json, strong


@click.command("log")
@shared.journal
@click.argument("proposal", required=False)
@click.option(
    "--beside", is_flag=True, help="Read what is kept beside the journal, and wasn't erased, too."
)
@shared.as_json
def command(journal: str, proposal: str | None, beside: bool, as_json: bool) -> int:
    """Show what was recorded, in the order in which it was.

    Of one proposal, of a body's membership (`@chairs`), or of all. With --json, an event a line.
    Exit code: 0 shown, 2 could not tell.

    \b
    Examples:
      bylaw log sig.journal keras-0001
      bylaw log forum.journal --beside
    """
    with shared.opened(journal, readonly=True) as flow:
        zone, erased = flow.charter.machine.office.zone, redactions(flow.store)
        if proposal is None:
            told = _all(flow)
        else:
            told = iter(flow.events(shared.known_proposal(flow, proposal)))
        for each in told:
            if isinstance(each, Regime):
                put([] if as_json else _enacted(each, zone))
                continue
            happened = each._replace(data=flow.told(each)) if beside else each
            if as_json:
                put_json(event_json(happened))
            else:
                put(event_lines(happened, zone, erased))
    return 0


def _all(flow: Workflow) -> Iterator[Event | Regime]:
    """Give every event in the journal's own order, and each charter after what let it in.

    Texts of charters, refusals and erasures are none.
    """
    enacted = {regime.by: regime for regime in flow.regimes.all}
    for _, name, version, found in flow.store.entries():
        if name.startswith(BODY) or not name.startswith("$"):
            yield read_event(name, version, found)
            if (name, version) in enacted:
                yield enacted[name, version]


def _enacted(regime: Regime, zone: str) -> Iterator[str]:
    """Write that a charter took effect."""
    charter = regime.charter
    said = f"`{charter.name}` {charter.digest[:12]} ({charter.file.charter.source})"
    yield from hang(f"{local(regime.since, zone)}  {strong('charter')}  ", said, "    ")
