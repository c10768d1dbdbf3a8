"""``bylaw copy``: move a journal between a file and a database, byte for byte."""

import click

from ..engine.errors import Corrupt
from ..engine.journal import Head, Store
from ..engine.journal.copying import copy, copy_to_file, identity
from ..engine.opening import database, is_address
from . import proving, shared
from .terminal import counted, put, put_json


@click.command("copy")
@click.argument("source", metavar="FROM", type=click.Path(dir_okay=False))
@click.argument("target", metavar="TO", type=click.Path(dir_okay=False))
@shared.as_json
def command(source: str, target: str, as_json: bool) -> int:
    """Copy a journal to a new file or into a database, byte for byte, so that both heads are equal.

    Each of the two is a path or the address of a PostgreSQL database, which `bylaw migrate` has
    made ready and whose owner logs in. Every line is checked on its way. A copy in a database that
    was broken off, or is behind, is brought up to date. Nothing that lies beside a file is copied,
    such as JOURNAL.checkpoints and JOURNAL.bodies. Exit code: 0 copied, 1 the source is not what
    was written, 2 could not.

    \b
    Examples:
      bylaw copy sig.journal postgresql://owner@localhost/sig
      bylaw copy postgresql://localhost/sig sig.journal
    """
    try:
        with shared.existing(source, readonly=True) as store:
            name = identity(store)
            head = _copied(store, target, name)
    except Corrupt as error:
        return proving.refused(error)
    if as_json:
        told = {"seq": head.seq, "leaf": head.leaf}
        put_json({"journal": name, "lines": head.seq + 1, "head": told})
    else:
        put([f"{counted(head.seq + 1, 'line')}, equal in both", f"head {head.leaf}"])
    return 0


def _copied(store: Store, target: str, name: str) -> Head:
    if not is_address(target):
        return copy_to_file(store, target)
    with database(target, identity=name) as held:
        return copy(store, held)
