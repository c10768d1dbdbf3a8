"""``bylaw relay``: tell others what is recorded, at least once and in order."""

import hashlib
import os
import sys
from pathlib import Path
from threading import Event

import click

from ..engine.errors import DeliveryError
from ..engine.opening import is_address
from ..engine.outbox import Outbox, Sink
from ..engine.source.problem import quoted
from ..integrations import file_sink, http_sink, run, stream_sink
from . import shared
from .terminal import counted, put, put_json, warn

_STDOUT = "-"
_WEB = ("https://", "http://")
_NOTED = 100
"""After how many events the cursor is moved, where no network is waited for."""


@click.command("relay")
@shared.journal
@click.option(
    "--to", required=True, metavar="URL|FILE|-", help="A webhook, a file to append to, or stdout."
)
@click.option(
    "--cursor",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Where it is kept how far it got; beside JOURNAL, one for each receiver, if left out.",
)
@click.option("--source", metavar="URI", help="The events' `source`; /journals/ID if left out.")
@click.option("--once", is_flag=True, help="Tell what there is, and leave.")
@click.option(
    "--pause",
    type=click.FloatRange(min=0.01),
    default=1.0,
    show_default=True,
    metavar="SECONDS",
    help="Between looks at the journal.",
)
@shared.as_json
def command(  # noqa: PLR0913, PLR0917 - an option each
    journal: str,
    to: str,
    cursor: Path | None,
    source: str | None,
    once: bool,
    pause: float,
    as_json: bool,
) -> int:
    """Tell a receiver everything that is recorded, as CloudEvents.

    Each entry that is safe on the disk is sent at least once and in order, as a POST, or as a line
    of JSON. A crash sends the last ones again: their `id` tells. Nobody who acts waits for it. With
    --json, what was told after each round. Exit code: 0 all was taken, 1 not all, 2 could not tell.

    \b
    Example:
      bylaw relay sig.journal --to https://example.org/hook --once
    """
    place = _own_cursor(journal, to) if cursor is None else cursor
    sink = _sink(to)
    with shared.naming(journal):
        relay = _Relay(journal, place, source, every=1 if to.startswith(_WEB) else _NOTED)

    def deliver() -> None:
        told = relay.deliver(sink)
        if to == _STDOUT or not told:
            return
        if as_json:
            put_json({"journal": relay.outbox.journal, "to": to, "told": told, "seq": relay.seq})
        else:
            put([f"{counted(told, 'event')} told"])

    try:
        with shared.naming(journal):
            if not once:
                run(deliver, wait=Event().wait, pause=pause)
            else:
                deliver()
    except DeliveryError as error:
        warn(f"{error}; the next run goes on with it")
        return 1
    finally:
        relay.close()
    return 0


class _Relay:
    """A journal and its outbox.

    They are opened anew where a line waits for a flush, for whoever wrote it may be gone: opening
    makes it safe.
    """

    def __init__(self, journal: str, cursor: Path, source: str | None, *, every: int) -> None:
        self._journal = journal
        self._cursor = cursor
        self._source = source
        self._every = every
        self._open()

    @property
    def seq(self) -> int:
        """The last line of which the receiver was told."""
        return 0 if self.outbox.cursor is None else self.outbox.cursor.seq

    def deliver(self, sink: Sink) -> int:
        """Tell what there is to tell; give how many events that were."""
        if self._store.durable() < self._store.head().seq:
            self.close()
            self._open()
        return self.outbox.deliver(sink)

    def close(self) -> None:
        """Give back the journal and the cursor."""
        self.outbox.close()
        self._store.close()

    def _open(self) -> None:
        self._store = shared.existing(self._journal)
        try:
            self.outbox = Outbox(self._store, self._cursor, source=self._source, every=self._every)
        except BaseException:  # whatever it was, the journal is given back
            self._store.close()
            raise


def _own_cursor(journal: str, to: str) -> Path:
    """Give a place for the cursor of one receiver: those who share one miss what others are told.

    It tells no address, which may hold a secret.
    """
    if is_address(journal):
        raise click.UsageError("nothing lies beside a database: name a file with --cursor")
    if to == _STDOUT:
        raise click.UsageError("nobody knows who reads stdout: name a file with --cursor")
    receiver = to.encode() if to.startswith(_WEB) else os.fsencode(Path(to).absolute())
    return Path(f"{journal}.cursor-{hashlib.sha256(receiver).hexdigest()[:16]}")


def _sink(to: str) -> Sink:
    if to == _STDOUT:
        return stream_sink(sys.stdout)
    if "://" in to and not to.startswith(_WEB):
        raise click.UsageError(
            f"--to takes `https://…`, `http://…`, a file or `-`, not {quoted(to)}"
        )
    return http_sink(to) if to.startswith(_WEB) else file_sink(to)
