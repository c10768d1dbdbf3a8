"""``bylaw calendar``: meetings and deadlines for calendar programs."""

import click

from .. import machine_clock
from ..engine.calendars import Period, add
from ..engine.diary import calendar, diary
from ..engine.instants import Instant
from . import shared
from .terminal import put_json

_AHEAD = Period(years=1)


@click.command("calendar")
@shared.journal
@shared.at
@click.option(
    "--until",
    callback=shared.instant,
    metavar="INSTANT",
    help="Up to when, in RFC 3339; a year ahead if left out.",
)
@shared.as_json
def command(journal: str, at: Instant | None, until: Instant | None, as_json: bool) -> int:
    """Write meetings and deadlines as an iCalendar file (RFC 5545), for calendar programs.

    It has the meetings and freezes of every session, the next meeting of each with its agenda; the
    moves that the clock makes by itself if nobody does anything before; and what somebody owes.
    The same things have the same UID in every file that is written, so that importing it again
    brings a calendar up to date. Exit code: 0 written, 2 could not tell.

    \b
    Example:
      bylaw calendar sig.journal > sig.ics
    """
    with shared.opened(journal, readonly=True) as flow:
        instant = machine_clock() if at is None else at
        ahead = add(instant, _AHEAD, "UTC") if until is None else until
        found = diary(flow.charter, flow.office, flow.proposals(), instant, ahead)
        text = calendar(flow.charter, instant, found)
    if as_json:
        for each in found:
            put_json(each.to_json())
    else:
        click.echo(text.encode(), nl=False)  # bytes, so that no system ends its lines otherwise
    return 0
