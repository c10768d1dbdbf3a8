"""``bylaw verify``: hold a journal against checkpoints, or check the proof of one decision."""

from collections.abc import Iterator, Sequence

import click
from attrs import evolve

from ..engine.errors import Corrupt, ProofError
from ..engine.moving import kept_of
from ..engine.opening import is_address
from ..engine.proof import Proven, Report, VerifierKey, check_proof, verify
from ..engine.proof.ed25519 import require_library
from ..engine.wire import event as read_event
from . import proving, shared
from .events import event_lines
from .terminal import hang, put, put_json, status, strong

_CODES = {"pass": 0, "fail": 1, "incomplete": 2}
_LABELS = {*_CODES, "problem", "torn end"}
_PROVEN = ("seq", "proposals", "entries", "line", "checkpoint")


@click.command("verify")
@click.argument("journal", required=False, type=click.Path(dir_okay=False))
@click.option(
    "--key",
    "keys",
    multiple=True,
    metavar="VKEY|FILE",
    help="A verifier key whose signatures count, or its file; may be given several times.",
)
@click.option(
    "--checkpoint",
    "checkpoints",
    multiple=True,
    type=click.Path(dir_okay=False),
    metavar="FILE",
    help="Checkpoints that were kept elsewhere, one or many in a file; may be given several times.",
)
@proving.kept
@click.option(
    "--proof",
    type=click.Path(dir_okay=False),
    metavar="FILE",
    help="Check the proof of one decision; it takes no journal.",
)
@click.option(
    "--event",
    type=click.Path(dir_okay=False),
    metavar="FILE",
    help="The line that is proved, where the proof doesn't hold it, or to compare.",
)
@shared.as_json
def command(  # noqa: PLR0913, PLR0917 - an option each
    journal: str | None,
    keys: tuple[str, ...],
    checkpoints: tuple[str, ...],
    kept: str | None,
    proof: str | None,
    event: str | None,
    as_json: bool,
) -> int:
    """Check every byte of a journal, its hash chain and root, and hold it against checkpoints.

    Nothing is changed. The report says which attacks would have been seen. Checkpoints beside the
    journal are found; only those kept elsewhere show what somebody with the key does. With --proof,
    check a single decision offline. Exit code: 0 all holds, 1 something doesn't, 2 nothing signed
    was there to compare, or could not tell.

    \b
    Examples:
      bylaw verify sig.journal --key council.key.pub --checkpoint may.checkpoint
      bylaw verify --proof keras-0001.tlog-proof --key council.key.pub
    """
    if (journal is None) is (proof is None):
        raise click.UsageError("name a JOURNAL, or a proof with --proof, and not both")
    known = [proving.verifier(key) for key in keys]
    if proof is not None:
        if checkpoints or kept is not None:
            raise click.UsageError("a proof holds its checkpoint: give it --key, and no other")
        if not known:
            raise click.UsageError("a proof needs --key: whose signature is believed")
        return _check(proof, known, event, as_json=as_json)
    if event is not None:
        raise click.UsageError("--event needs --proof")
    report = _verified(str(journal), checkpoints, known, kept)
    if as_json:
        put_json(report.to_json())
    else:
        put(_lines(report))
    return _CODES[report.verdict]


def _verified(
    journal: str, files: Sequence[str], keys: Sequence[VerifierKey], kept: str | None
) -> Report:
    notes: dict[str, str | bytes] = {}
    for named, note in (pair for file in files for pair in proving.named_notes(file).items()):
        notes[f"{named}, number {len(notes) + 1}" if named in notes else named] = note
    beside = None if kept is None else proving.notes_in(kept)
    if not is_address(journal):
        shared.check_there(journal)
        return verify(journal, notes, keys, beside=beside)
    with shared.existing(journal) as store:
        if beside is None:
            beside = kept_of(journal, store).read().notes
        report = verify(store, notes, keys, beside=beside)
        try:
            store.verify()
        except Corrupt as error:  # the tables say other than the lines, which by themselves hold
            if not report.problems:
                return evolve(report, problems=(str(error),))
    return report


def _lines(report: Report) -> Iterator[str]:
    """Write a report as it writes itself, wrapped and in colour."""
    seen = {attack.seen for attack in report.attacks}
    for line in str(report).split("\n"):
        label, colon, rest = line.partition(": ")
        word = line.split(" ", 1)[0]
        if colon and label in _LABELS:
            yield from hang(f"{strong(status(label))}: ", rest, "  ")
        elif word in seen:
            yield from hang(status(f"{word:<7} "), line[8:])
        else:
            yield from hang("", line, "  ")


def _check(file: str, keys: Sequence[VerifierKey], event: str | None, *, as_json: bool) -> int:
    """Check a proof, and say what it proves."""
    require_library()
    raw = proving.content(file)
    line = None if event is None else proving.content(event).removesuffix(b"\n")
    try:
        proven = check_proof(raw, keys, line)
    except ProofError as error:
        if as_json:
            put_json({"verdict": "fail", "trouble": str(error), **dict.fromkeys(_PROVEN)})
        else:
            put(hang(f"{strong(status('fail'))}: ", str(error), "  "))
        return _CODES["fail"]
    if as_json:
        put_json({"verdict": "pass", "trouble": None, **proven.to_json()})
    else:
        put(_proven_lines(proven))
    return _CODES["pass"]


def _proven_lines(proven: Proven) -> Iterator[str]:
    yield from hang(f"{strong(status('pass'))}: ", str(proven), "  ")
    yield from hang("  signed by ", ", ".join(str(key) for key in proven.checkpoint.signed_by))
    for (proposal, version), entry in zip(proven.proposals, proven.entries, strict=True):
        try:
            found = read_event(proposal, version, entry)
        except Corrupt:  # a charter, a refusal: what it says is in the line
            continue
        yield from (f"  {line}" for line in event_lines(found, "UTC"))
