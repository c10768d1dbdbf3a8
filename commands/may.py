"""``bylaw may``: ask whether somebody may do something."""

import click

from ..engine.instants import Instant
from . import asking, shared


@click.command("may")
@shared.journal
@shared.proposal
@click.argument("action")
@shared.told
@shared.by
@shared.charter
@shared.at
@shared.quiet
@shared.as_json
def command(  # noqa: PLR0913, PLR0917 - an option each
    journal: str,
    proposal: str,
    action: str,
    told: tuple[str, ...],
    by: str,
    charter: str | None,
    at: Instant | None,
    quiet: bool,
    as_json: bool,
) -> int:
    """Ask whether somebody may do something to a proposal, and why.

    Nothing is recorded. Exit code: 0 they may, 1 they may not, 2 could not tell.

    \b
    Example:
      bylaw may sig.journal keras-0001 approve --by karmel \\
        --at 2019-09-06T11:00:00-07:00
    """
    return asking.may(
        journal,
        proposal,
        action,
        told,
        by=by,
        at=at,
        charter=charter,
        quiet=quiet,
        as_json=as_json,
    )
