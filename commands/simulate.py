"""``bylaw simulate``: the lives of many proposals under a charter."""

import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

import click

from ..engine.errors import RequestError
from ..engine.instants import Instant
from ..engine.journal import Store
from ..engine.opening import find
from ..engine.simulate import Behaviour, behaviour, simulate
from ..engine.simulate.simulate import START, Progress
from ..engine.source.problem import quoted
from . import shared
from .terminal import hang, printable, put, put_json


@click.command("simulate")
@click.argument("charter")
@click.option("--seed", type=int, default=1, show_default=True, help="What chance begins with.")
@click.option(
    "--proposals",
    type=click.IntRange(1, 1_000_000),
    default=100,
    show_default=True,
    help="How many come in, in each replication.",
)
@click.option(
    "--replications",
    type=click.IntRange(1, 100_000),
    default=1,
    show_default=True,
    help="How many times.",
)
@click.option(
    "--behaviour",
    "behaviour_file",
    metavar="FILE",
    help="What drives people; from the charter, if left out: whoever may do something tries it.",
)
@click.option(
    "--start",
    callback=shared.instant,
    metavar="INSTANT",
    help="When the first proposal comes in.  [default: 2024-01-01T00:00:00Z]",
)
@click.option(
    "--journal",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the journal of the first replication to a new file, to be looked at and audited.",
)
@shared.as_json
def command(  # noqa: PLR0913, PLR0917 - an option each
    charter: str,
    seed: int,
    proposals: int,
    replications: int,
    behaviour_file: str | None,
    start: Instant | None,
    journal: Path | None,
    as_json: bool,
) -> int:
    """Let many proposals live under a charter, every move decided as it would be in earnest.

    The same seed gives the same lives. Exit code: 0 simulated, 2 could not be.

    \b
    Examples:
      bylaw simulate keras_sig --seed 7 --proposals 200
      bylaw simulate keras_sig --journal made.journal && bylaw audit made.journal
    """
    found = find(charter)
    driven = Behaviour() if behaviour_file is None else behaviour(Path(behaviour_file), found)
    if journal is not None and journal.exists():
        raise RequestError(f"{quoted(journal)} is there already, and stays as it is: name another")
    with _progress(proposals * replications) as progress:
        result = simulate(
            found,
            seed=seed,
            proposals=proposals,
            replications=replications,
            behaviour=driven,
            start=START if start is None else start,
            progress=progress,
        )
    if journal is not None:
        _keep(result.journals[0], journal)
    if as_json:
        put_json(result.to_json())
    else:
        head, *table = str(result).split("\n")
        put([*hang("", head, "  "), *(printable(line) for line in table)])
    return 0


def _keep(store: Store, path: Path) -> None:
    """Write the lines of a journal, as they are, to a new file."""
    try:
        with path.open("xb") as file:
            for line in store.lines():
                file.write(line + b"\n")
    except OSError as error:
        why = (error.strerror or "").lower()
        raise RequestError(f"{quoted(path)} can't be written: {why}") from error


@contextmanager
def _progress(total: int) -> Generator[Progress | None]:
    """Show on a terminal how it gets on; say nothing to a program."""
    if not sys.stderr.isatty():
        yield None
        return
    with click.progressbar(length=total, file=sys.stderr) as bar:
        advance: Callable[[int], None] = bar.update

        def told(came: int, _: int) -> None:
            advance(came - bar.pos)

        yield told
