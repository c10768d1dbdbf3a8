"""``bylaw redact``: erase what is kept beside a journal, and record that it was."""

import click
from attrs import asdict

from ..engine.instants import Instant
from . import shared
from .terminal import hang, put, put_json


@click.command("redact")
@shared.journal
@shared.proposal
@click.argument("version", type=click.IntRange(min=1))
@click.argument("field")
@shared.by
@click.option("--reason", required=True, metavar="TEXT", help="Why; it is recorded for ever.")
@shared.at
@shared.as_json
def command(  # noqa: PLR0913, PLR0917 - an option each
    journal: str,
    proposal: str,
    version: int,
    field: str,
    by: str,
    reason: str,
    at: Instant | None,
    as_json: bool,
) -> int:
    """Erase what a field of an event told, where the charter keeps it beside the journal.

    Who had it erased, when and why is recorded; every line of the journal stays as it is. Copies
    and backups of JOURNAL.bodies are yours to erase. Exit code: 0 erased, 2 could not tell.

    \b
    Example:
      bylaw redact sig.journal keras-0001 7 text --by dpo --reason "request 12"
    """
    with shared.opened(journal) as flow:
        done = flow.redact(proposal, version, field, by=by, reason=reason, at=at)
    if as_json:
        put_json(asdict(done))
    else:
        said = f"`{done.field}` of version {done.version}, on {done.at} by {done.by}: {done.reason}"
        put(hang(f"erased: {done.proposal}  ", said, "  "))
    return 0
