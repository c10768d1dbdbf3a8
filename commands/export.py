"""``bylaw export``: a journal as static files, for the tools of transparency logs."""

import click

from ..engine.errors import Corrupt, ProofError
from ..engine.proof import export_tiles
from . import proving, shared
from .terminal import hang, put, put_json


@click.command("export")
@shared.journal
@click.option(
    "--tiles",
    required=True,
    type=click.Path(file_okay=False),
    metavar="FOLDER",
    help="Where the tiles go (C2SP tlog-tiles), for any web server.",
)
@proving.signer
@proving.one_checkpoint
@proving.kept
@shared.as_json
def command(  # noqa: PLR0913, PLR0917 - an option each
    journal: str,
    tiles: str,
    key: str | None,
    checkpoint: str | None,
    kept: str | None,
    as_json: bool,
) -> int:
    """Write a journal as static files that clients, monitors and witnesses of logs read.

    It shows the lines that a checkpoint covers: one that is signed now with --key, or the newest
    that is kept. A second time, what was added is added; a folder that shows another journal, or
    more lines, is refused. Exit code: 0 written, 1 refused, 2 could not tell.

    \b
    Example:
      bylaw export sig.journal --tiles public --key council.key
    """
    signing = proving.signing(journal, key, checkpoint, kept)
    try:
        with shared.naming(journal), signing.store() as store:
            done = export_tiles(store, tiles, signing.checkpoint(store))
    except (Corrupt, ProofError) as error:
        return proving.refused(error)
    if as_json:
        put_json(done.to_json())
    else:
        put(hang("", str(done)))
    return 0
