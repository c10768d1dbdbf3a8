"""``bylaw act``: do something to a proposal."""

import click

from ..engine.instants import Instant
from ..engine.model import Vouched
from . import asking, shared


@click.command("act")
@shared.journal
@shared.proposal
@click.argument("action")
@shared.told
@shared.by
@shared.charter
@shared.at
@shared.vouched
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
    vouched: Vouched,
    quiet: bool,
    as_json: bool,
) -> int:
    """Do something to a proposal, if the charter allows it.

    What is told with it follows as KEY=VALUE; a list is told by giving its key several times, or
    once with commas. The membership of a body is revised in the same way: PROPOSAL is then `@`
    and its name, ACTION is `join` or `leave`. Exit code: 0 done, 1 refused, 2 could not tell.

    \b
    Examples:
      bylaw act sig.journal keras-0001 vote choice=yes --by karmel
      bylaw act sig.journal @chairs join person=ada --by karmel
    """
    return asking.act(
        journal,
        proposal,
        action,
        told,
        by=by,
        at=at,
        vouched=vouched,
        charter=charter,
        quiet=quiet,
        as_json=as_json,
    )
