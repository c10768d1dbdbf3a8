"""``bylaw copy``: move a journal between a file and a database, with what is kept beside it."""

from pathlib import Path

import click
from attrs import frozen

from ..engine.beside import SUFFIX, Bodies, FolderBodies
from ..engine.errors import Corrupt, ProofError, RequestError
from ..engine.journal import Head, Store
from ..engine.journal.copying import copy, copy_to_file, identity
from ..engine.journal.kept import Keeping
from ..engine.moving import carry_bodies, carry_checkpoints, kept_of
from ..engine.opening import bodies_of, database, is_address
from ..engine.proof import KeptFile, kept_path
from ..engine.source.problem import quoted
from . import proving, shared
from .terminal import counted, put, put_json


@frozen(kw_only=True)
class Copied:
    """What a copy holds: its head, and how much is kept beside it."""

    head: Head
    checkpoints: int
    bodies: int


@click.command("copy")
@click.argument("source", metavar="FROM", type=click.Path(dir_okay=False))
@click.argument("target", metavar="TO", type=click.Path(dir_okay=False))
@shared.as_json
def command(source: str, target: str, as_json: bool) -> int:
    """Copy a journal to a new file or into a database, byte for byte, so that both heads are equal.

    Each of the two is a path or the address of a PostgreSQL database, which `bylaw migrate` has
    made ready and whose owner logs in. Every line is checked on its way. What is kept beside comes
    along: checkpoints, and the bodies that weren't erased. A copy in a database that was broken
    off, or is behind, is brought up to date, and forgets what was erased since. Exit code: 0
    copied, 1 the source is not what was written, 2 could not.

    \b
    Examples:
      bylaw copy sig.journal postgresql://owner@localhost/sig
      bylaw copy postgresql://localhost/sig sig.journal
    """
    try:
        with shared.naming(source), shared.existing(source, readonly=True) as store:
            name = identity(store)
            done = _copied(store, source, target, name)
    except (Corrupt, ProofError) as error:
        return proving.refused(error)
    if as_json:
        told = {"seq": done.head.seq, "leaf": done.head.leaf}
        beside = {"checkpoints": done.checkpoints, "bodies": done.bodies}
        put_json({"journal": name, "lines": done.head.seq + 1, "head": told, **beside})
    else:
        put([f"{counted(done.head.seq + 1, 'line')}, equal in both", f"head {done.head.leaf}"])
        if done.checkpoints or done.bodies:
            bodies = "1 body" if done.bodies == 1 else f"{done.bodies} bodies"
            put([f"beside them {counted(done.checkpoints, 'checkpoint')} and {bodies}"])
    return 0


def _copied(store: Store, source: str, target: str, name: str) -> Copied:
    if is_address(target):
        with database(target, identity=name) as held:
            head = copy(store, held)
            return _beside(store, source, head, held.kept, bodies_of(held))
    if Path(target).exists():
        raise RequestError(f"there is a file {quoted(target)} already: a copy replaces none")
    kept, bodies = KeptFile(kept_path(target)), FolderBodies(f"{target}{SUFFIX}")
    first = _beside(store, source, store.head(), kept, bodies)
    head = copy_to_file(store, target)
    last = _beside(store, source, head, kept, bodies, after=first.head.seq)
    return Copied(head=head, checkpoints=last.checkpoints, bodies=first.bodies + last.bodies)


def _beside(  # noqa: PLR0913, PLR0917 - two places, and how far
    store: Store,
    source: str,
    head: Head,
    kept: Keeping,
    bodies: Bodies | None,
    after: int = -1,
) -> Copied:
    """Carry over what is kept beside a journal, as far as a head."""
    checkpoints = carry_checkpoints(kept_of(source, store), kept, head.seq + 1)
    own, count = bodies_of(store), 0
    if own is not None and bodies is not None:
        count = carry_bodies(store, own, bodies, after)
    return Copied(head=head, checkpoints=checkpoints, bodies=count)
