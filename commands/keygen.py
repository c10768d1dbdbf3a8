"""``bylaw keygen``: a key that signs a journal's checkpoints."""

import click

from ..engine.proof import generate, save
from . import shared
from .terminal import put, put_json


@click.command("keygen")
@click.argument("name")
@click.option(
    "--out",
    type=click.Path(dir_okay=False),
    metavar="FILE",
    help="Where the secret goes; the last part of NAME with `.key` if left out.",
)
@shared.as_json
def command(name: str, out: str | None, as_json: bool) -> int:
    """Make a key for one journal, and print the verifier key, by which others check.

    NAME stands in every checkpoint; an address that you own is best. The secret goes into a file
    that only you can read, the verifier key into one beside it, `.pub`, to publish. No file is
    replaced. Exit code: 0 made, 2 could not.

    \b
    Example:
      bylaw keygen example.org/council
    """
    key = generate(name)
    files = save(key, f"{name.strip('/').rpartition('/')[2]}.key" if out is None else out)
    if as_json:
        put_json(files.to_json())
    else:
        put(str(files).splitlines())
    return 0
