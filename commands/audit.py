"""``bylaw audit``: check a journal, and take every decision in it again."""

from collections.abc import Iterator
from pathlib import Path

import click
from attrs import evolve

from ..engine.audit import Finding, Report, audit
from ..engine.audit.report import Counts
from ..engine.calendars.zone import tz_version
from ..engine.errors import Corrupt, RequestError
from ..engine.instants import Instant
from ..engine.journal import JournalFile
from ..engine.source.problem import quoted
from . import shared
from .terminal import hang, put, put_json, reason_lines, status, strong

_CODES = {"conformant": 0, "violated": 1, "no evidence": 2}
_LABEL = 9


@click.command("audit")
@shared.journal
@click.option(
    "--at",
    callback=shared.instant,
    metavar="INSTANT",
    help="As of when duties are overdue; the last event if left out.",
)
@shared.as_json
def command(journal: Path, at: Instant | None, as_json: bool) -> int:
    """Check every byte of a journal's chain, then take every decision in it again.

    Each is decided by the charter in force, from the journal alone, never from a verdict stored in
    it. Exit code: 0 conformant, 1 violated or tampered with, 2 nothing to tell by.

    \b
    Example:
      bylaw audit sig.journal
    """
    report = _audited(journal, at)
    if as_json:
        put_json(report.to_json())
    else:
        put(_lines(report))
    return _CODES[report.verdict]


def _audited(path: Path, at: Instant | None) -> Report:
    if not path.exists():
        raise RequestError(f"there is no journal {quoted(path)}")
    try:
        with JournalFile(path) as store:
            shared.tell_torn(store)
            return audit(store, at=at)
    except Corrupt as error:
        return _corrupt(error)


def _corrupt(error: Corrupt) -> Report:
    """Report a journal that can't even be opened: nothing in it can be believed."""
    return Report(
        whole=False,
        journal=None,
        lines=0,
        head=None,
        charters=(),
        zones={},
        installed=tz_version(),
        as_of=None,
        counts=Counts(),
        findings=(Finding(kind="chain", severity="violation", said=str(error)),),
        breaches=(),
    )


def _lines(report: Report) -> Iterator[str]:
    """Write a report as it writes itself, wrapped, the reasons of findings as trees."""
    verdict, _, rest = str(report).split("\n", 1)[0].partition(": ")
    yield from hang(f"{strong(status(verdict))}: ", rest)
    for line in str(evolve(report, findings=(), breaches=())).split("\n")[1:]:
        yield from hang(line[:_LABEL], line[_LABEL:])
    for finding in report.findings:
        yield ""
        yield from _finding(finding)
    if report.breaches:
        yield ""
    for breach in report.breaches:
        yield from hang(f"{status('breach')}: ", breach.line().removeprefix("breach: "), "  ")


def _finding(finding: Finding) -> Iterator[str]:
    head = finding.lines()[0].removeprefix(f"{finding.severity}: ")
    yield from hang(f"{status(finding.severity)}: ", head, "  ")
    yield from reason_lines(finding.reasons, "  ")
    if finding.followed_by is not None:
        yield from hang("  ", f"the next entry that builds on it is line {finding.followed_by}")
