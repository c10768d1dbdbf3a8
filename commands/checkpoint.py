"""``bylaw checkpoint``: sign how long a journal is, and what stands in it."""

import click

from ..engine.errors import Corrupt, ProofError
from ..engine.proof import Checkpointer, load_signer
from . import proving, shared
from .terminal import put_json


@click.command("checkpoint")
@shared.journal
@click.option(
    "--key",
    required=True,
    type=click.Path(dir_okay=False),
    metavar="FILE",
    help="The signer key, as `bylaw keygen` writes it.",
)
@proving.kept
@proving.out
@shared.as_json
def command(journal: str, key: str, kept: str | None, out: str | None, as_json: bool) -> int:
    """Sign a journal as it stands: a checkpoint, to be kept where nobody who writes can reach.

    It is added to JOURNAL.checkpoints, or to the database, and printed: a signed note. A journal
    that has fewer lines than were signed before, or other ones, is refused. If nothing was added
    since, the newest is given again. Exit code: 0 signed, 1 refused, 2 could not tell.

    \b
    Examples:
      bylaw checkpoint sig.journal --key council.key > today.checkpoint
      bylaw checkpoint postgresql://localhost/sig --key council.key
    """
    signer = load_signer(key)
    try:
        with shared.naming(journal), shared.existing(journal) as store:
            place = proving.kept_in(journal, store, kept)
            made = Checkpointer(store, signer, place).checkpoint()
    except (Corrupt, ProofError) as error:
        return proving.refused(error)
    if out is not None or not as_json:
        proving.put_file(made.note, out)
    if as_json:
        put_json(made.to_json())
    return 0
