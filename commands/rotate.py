"""``bylaw rotate``: seal the file of a journal, and go on in a new one."""

from pathlib import Path

import click

from ..engine.errors import Corrupt
from ..engine.journal import JournalFile
from ..engine.opening import is_address
from . import proving, shared
from .terminal import hang, put, put_json


@click.command("rotate")
@shared.journal
@shared.as_json
def command(journal: str, as_json: bool) -> int:
    """Seal the file of a journal, and go on in a new one that names it.

    What was JOURNAL becomes JOURNAL.sealed-000001, and so on: read-only, all of it on the disk, and
    never written to again. The new JOURNAL begins with a line that names that file, its size and
    its head. Nothing else changes: every command reads all of them as one journal, and whoever has
    it open goes on in the new file. Exit code: 0 sealed, 1 the journal is not what was written,
    2 could not.

    \b
    Example:
      bylaw rotate sig.journal
    """
    if is_address(journal):
        raise click.UsageError("a journal in a database lies in no file that could be sealed")
    try:
        with shared.naming(journal), shared.existing(journal) as store:
            assert isinstance(store, JournalFile)  # noqa: S101 - what a path leads to
            sealed = store.rotate()
    except Corrupt as error:
        return proving.refused(error)
    if as_json:
        put_json(sealed.to_json())
    else:
        name = Path(sealed.path).name
        put(hang("sealed: ", f"{name}, {sealed.size} bytes, up to line {sealed.seq + 1}"))
        put([f"head {sealed.head}"])
    return 0
