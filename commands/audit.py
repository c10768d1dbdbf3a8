"""``bylaw audit``: check a journal, and take every decision in it again; or judge another's log."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import click

from ..engine.audit import Conformance, Finding, Report, audit, mapping, observed, unreadable
from ..engine.errors import Corrupt, RequestError
from ..engine.instants import Instant
from ..engine.opening import find, is_address
from ..engine.source.problem import quoted
from . import shared
from .decisions import reason_lines
from .terminal import BROKEN, hang, progress, put, put_json, status, strong

_CODES = {"conformant": 0, "violated": 1, "no evidence": 2}
_LABEL = 9


@click.command("audit")
@click.argument("journal", metavar="JOURNAL|LOG", type=click.Path(dir_okay=False))
@click.option(
    "--at",
    callback=shared.instant,
    metavar="INSTANT",
    help="As of when duties are overdue; the last event if left out.",
)
@click.option(
    "--leeway",
    callback=shared.duration,
    metavar="DURATION",
    help="Note what was recorded more than so long after its date, like PT1H or P2D.",
)
@click.option(
    "--mapping",
    "mapping_file",
    metavar="FILE",
    help="Judge a log that others kept, a CSV file: this says what its rows show.",
)
@click.option("--charter", metavar="CHARTER", help="The charter to hold such a log against.")
@click.option(
    "--proxy",
    "proxies",
    multiple=True,
    metavar="NAME",
    help="Take what the mapping calls so for what the log doesn't say; may be given several times.",
)
@shared.as_json
def command(  # noqa: PLR0913, PLR0917 - an option each
    journal: str,
    at: Instant | None,
    leeway: timedelta | None,
    mapping_file: str | None,
    charter: str | None,
    proxies: tuple[str, ...],
    as_json: bool,
) -> int:
    """Check every byte of a journal's chain, then take every decision in it again.

    Each is decided by the charter in force, from the journal alone, never from a verdict stored in
    it. With --mapping and --charter, a log that others kept is held against a charter: each rule is
    conformant, violated, or has no evidence. Exit code: 0 conformant, 1 violated or tampered with,
    2 no evidence, or could not tell.

    \b
    Examples:
      bylaw audit sig.journal
      bylaw audit log.csv --mapping log.toml --charter keras_sig
    """
    if (mapping_file is None) is not (charter is None):
        raise click.UsageError("a log takes both --mapping and --charter; a journal neither")
    if leeway is not None and mapping_file is not None:
        raise click.UsageError("--leeway is for a journal, which says when it was told of each")
    if proxies and mapping_file is None:
        raise click.UsageError("--proxy needs --mapping, which names it")
    if not is_address(journal) and not Path(journal).exists():
        raise RequestError(f"there is no file {quoted(journal)}")
    report: Report | Conformance
    if mapping_file is not None:
        held = find(str(charter))
        report = observed(
            Path(journal), mapping(Path(mapping_file), held), held, proxies=proxies or None
        )
    else:
        report = _audited(journal, at, leeway)
    if as_json:
        put_json(report.to_json())
    elif isinstance(report, Report):
        put(_lines(report, journal))
    else:
        put(_wrapped(str(report)))
    return _CODES[report.verdict]


def _audited(journal: str, at: Instant | None, leeway: timedelta | None) -> Report:
    try:
        with shared.existing(journal, readonly=True) as store:
            return audit(store, at=at, leeway=leeway, watch=progress("decided again"))
    except Corrupt as error:
        return unreadable(error)


def _lines(report: Report, journal: str) -> Iterator[str]:
    """Write a report as it writes itself, wrapped, the reasons of findings as trees."""
    yield from _wrapped(str(report).split("\n\n", 1)[0])
    for finding in report.findings:
        yield ""
        yield from _finding(finding, journal)
    if report.breaches:
        yield ""
    for breach in report.breaches:
        yield from hang(f"{status('breach')}: ", breach.line().removeprefix("breach: "), "  ")


def _finding(finding: Finding, journal: str) -> Iterator[str]:
    head = finding.lines()[0].removeprefix(f"{finding.severity}: ")
    if finding.kind == "chain":
        head = f"{shared.named(journal)}: {head}"
    yield from hang(f"{status(finding.severity)}: ", head, "  ")
    yield from reason_lines(finding.reasons, "  ")
    if finding.kind == "chain":
        yield from hang("  help: ", BROKEN)
    if finding.followed_by is not None:
        yield from hang("  ", f"the next entry that builds on it is seq {finding.followed_by}")


def _wrapped(text: str) -> Iterator[str]:
    """Wrap each line under itself, past the label or the margin with which it begins."""
    for line in text.split("\n"):
        verdict, colon, rest = line.partition(": ")
        margin = len(line) - len(line.lstrip())
        if colon and verdict in _CODES:
            yield from hang(f"{strong(status(verdict))}: ", rest)
        elif margin == 0 and line[:_LABEL].endswith(" "):
            yield from hang(line[:_LABEL], line[_LABEL:])
        else:
            yield from hang(" " * margin, line[margin:], " " * (margin + 2))
