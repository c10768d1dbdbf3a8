"""What the commands of proofs share: keys, files of checkpoints, and what is refused."""

from pathlib import Path

import click
from attrs import frozen

from ..engine.errors import JournalError, ProofError, RequestError
from ..engine.journal import Store
from ..engine.journal.kept import Keeping
from ..engine.moving import kept_of
from ..engine.proof import (
    Checkpoint,
    Checkpointer,
    KeptFile,
    SignerKey,
    VerifierKey,
    load_signer,
    load_verifier,
    parse_checkpoint,
)
from ..engine.source.problem import quoted
from .shared import Decorator, existing
from .terminal import status, warning_lines

REFUSED = 1

_ID_SIZE = 8

signer: Decorator = click.option(
    "--key",
    type=click.Path(dir_okay=False),
    metavar="FILE",
    help="The signer key, as `bylaw keygen` writes it.",
)
kept: Decorator = click.option(
    "--kept",
    type=click.Path(dir_okay=False),
    metavar="FILE",
    help="Where all checkpoints are kept; in JOURNAL.checkpoints, or its database, if left out.",
)
one_checkpoint: Decorator = click.option(
    "--checkpoint",
    type=click.Path(dir_okay=False),
    metavar="FILE",
    help="Take this checkpoint, and sign nothing; of several in a file the last.",
)
out: Decorator = click.option(
    "--out",
    type=click.Path(dir_okay=False),
    metavar="FILE",
    help="Write it to a new file, not to stdout.",
)


def content(path: str) -> bytes:
    """Read a file that the caller names.

    Raises:
        RequestError: it can't be read.
    """
    try:
        return Path(path).read_bytes()
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise RequestError(f"could not read {quoted(path)}: {why}") from error


def notes_in(path: str) -> tuple[str | bytes, ...]:
    """Read the checkpoints in a file: one alone, or many, each followed by a blank line.

    What is none is given as it stands, for whoever checks it to say so.

    Raises:
        RequestError: the file can't be read.
    """
    raw = content(path)
    try:
        found = KeptFile(path).read()
    except ProofError:
        return (raw,)
    rest = raw[found.end :]
    return (*found.notes, rest) if rest.strip(b"\n") or not found.notes else found.notes


def named_notes(path: str) -> dict[str, str | bytes]:
    """Read the checkpoints in a file, each under a name for reports: of several with its number.

    Raises:
        RequestError: the file can't be read.
    """
    notes = notes_in(path)
    if len(notes) == 1:
        return {f"checkpoint {quoted(path)}": notes[0]}
    return {f"checkpoint {n} in {quoted(path)}": note for n, note in enumerate(notes, 1)}


def verifier(given: str) -> VerifierKey:
    """Read a verifier key: as it is typed, or from the file of that name.

    Raises:
        ProofError: it is none.
        JournalError: there is no such file.
    """
    _, plus, rest = given.partition("+")
    typed = plus and len(rest.partition("+")[0]) == _ID_SIZE
    return VerifierKey.parse(given) if typed else load_verifier(given)


def kept_in(journal: str, store: Store, named: str | None) -> Keeping:
    """Give where the checkpoints of an open journal are kept: beside it, if no file is named."""
    return kept_of(journal, store) if named is None else KeptFile(named)


@frozen(kw_only=True)
class Signing:
    """Where the checkpoint that a command works with is from."""

    journal: str
    key: SignerKey | None
    given: str | bytes | None
    named: str | None

    def store(self) -> Store:
        """Open the journal: only to be read, if nothing is to be signed.

        Raises:
            RequestError: there is none.
        """
        return existing(self.journal, readonly=self.key is None)

    def checkpoint(self, store: Store) -> Checkpoint:
        """Give the checkpoint that was given, sign one, or else take the newest that is kept.

        Raises:
            ProofError: it is none, or the journal is not what was signed before.
            RequestError: none is kept.
        """
        if self.given is not None:
            return parse_checkpoint(self.given)
        kept = kept_in(self.journal, store, self.named)
        if self.key is not None:
            return Checkpointer(store, self.key, kept).checkpoint()
        notes = kept.read().notes
        if not notes:
            raise RequestError(
                f"there is no checkpoint in {quoted(kept.path)}: sign one with --key, or"
                " give one with --checkpoint"
            )
        return parse_checkpoint(notes[-1])


def signing(journal: str, key: str | None, checkpoint: str | None, kept: str | None) -> Signing:
    """Read what a command was told about the checkpoint.

    Raises:
        click.UsageError: it was told both.
        BylawError: a file is not what it should be.
    """
    if key is not None and checkpoint is not None:
        raise click.UsageError("--key signs a checkpoint, and --checkpoint gives one: not both")
    return Signing(
        journal=journal,
        key=None if key is None else load_signer(key),
        given=None if checkpoint is None else notes_in(checkpoint)[-1],
        named=kept,
    )


def put_file(text: str, path: str | None) -> None:
    """Write a text byte for byte, to a new file or to stdout.

    Raises:
        RequestError: there is such a file already, or it can't be written.
    """
    if path is None:
        click.echo(text.encode(), nl=False)
        return
    try:
        with Path(path).open("xb") as file:
            file.write(text.encode())
    except FileExistsError:
        raise RequestError(
            f"{quoted(path)} is there already, and stays as it is: name another"
        ) from None
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise RequestError(f"could not write {quoted(path)}: {why}") from error


def refused(error: JournalError) -> int:
    """Say on stderr what is refused, and why; give the exit code."""
    click.echo("\n".join(warning_lines(f"{status('refused')}: ", str(error))), err=True)
    return REFUSED
