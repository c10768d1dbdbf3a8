"""``bylaw propose``: make a proposal."""

import click

from ..engine.instants import Instant
from ..engine.model import Vouched
from . import asking, shared


@click.command("propose")
@shared.journal
@shared.proposal
@shared.told
@click.option(
    "--action",
    metavar="ACTION",
    help="By which action, where the charter has several that make proposals.",
)
@shared.by
@shared.charter
@shared.at
@shared.vouched
@shared.quiet
@shared.as_json
def command(  # noqa: PLR0913, PLR0917 - an option each
    journal: str,
    proposal: str,
    told: tuple[str, ...],
    action: str | None,
    by: str,
    charter: str | None,
    at: Instant | None,
    vouched: Vouched,
    quiet: bool,
    as_json: bool,
) -> int:
    """Make a proposal, by the charter's action that makes them.

    PROPOSAL is its new name. Where a charter has several such actions, name one with --action. The
    first proposal starts the journal, under --charter, which it keeps inside. Exit code: 0 made,
    1 refused, 2 could not tell.

    \b
    Example:
      bylaw propose sig.journal keras-0001 title="New API" --by ada \\
        --charter keras_sig
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
        proposes=True,
    )
