"""``bylaw test``: run scenario files."""

from collections.abc import Iterator
from pathlib import Path
from time import perf_counter_ns

import click

from .. import machine_clock
from ..engine.errors import RequestError
from ..engine.opening import find
from ..engine.scenario import Result, Suite, charter_of, found_scenarios, junit, run
from ..engine.source.problem import quoted
from . import shared
from .terminal import hang, put, put_json, status

FAILED = 1


@click.command("test")
@click.argument("scenarios", nargs=-1, required=True, metavar="SCENARIOS...")
@click.option(
    "--charter",
    metavar="CHARTER",
    help="The charter to run them under; if left out, `ours.toml` for `ours.scenarios.toml`.",
)
@click.option("--unseen", is_flag=True, help="Tell what of the charter no scenario has seen.")
@click.option(
    "--junit",
    "junit_file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write what came of it to FILE as JUnit XML, too, for CI to show.",
)
@click.option(
    "--fail-under",
    type=click.IntRange(0, 100),
    metavar="PERCENT",
    help="Fail where the scenarios of a file see less than this much of the charter.",
)
@shared.as_json
def command(  # noqa: PLR0913, PLR0917 - an option each
    scenarios: tuple[str, ...],
    charter: str | None,
    unseen: bool,
    junit_file: Path | None,
    fail_under: int | None,
    as_json: bool,
) -> int:
    """Run scenario files: given this history, when somebody asks that, then this decision.

    SCENARIOS are files, or names of shipped charters. With --json, a file a line. Exit code: 0 all
    passed, 1 some failed or too little was seen, 2 could not tell.

    \b
    Examples:
      bylaw test ours.scenarios.toml
      bylaw test keras_sig --unseen
      bylaw test ours.scenarios.toml --junit report.xml --fail-under 80
    """
    ran = [_ran(name, charter) for name in scenarios]
    for each in ran:
        if as_json:
            told = {"file": each.file, "charter": each.charter, **each.report.to_json()}
            put_json(told)
        else:
            put(_lines(each, unseen=unseen, fail_under=fail_under or 0))
    if junit_file is not None:
        _write(junit_file, junit(ran, machine_clock()))
    seen = all(each.report.coverage.percent >= (fail_under or 0) for each in ran)
    return 0 if seen and all(each.report.passed for each in ran) else FAILED


def _ran(name: str, charter: str | None) -> Suite:
    scenarios = found_scenarios(name)
    under = find(charter) if charter is not None else charter_of(name, scenarios)
    return Suite(file=name, charter=under.name, report=run(scenarios, under, timer=perf_counter_ns))


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, encoding="utf-8")
    except (OSError, ValueError) as error:
        why = (error.strerror or str(error)) if isinstance(error, OSError) else str(error)
        raise RequestError(f"{quoted(file)} can't be written: {why.lower()}") from error


def _lines(ran: Suite, *, unseen: bool, fail_under: int) -> Iterator[str]:
    yield from hang(f"{ran.file}: ", f"under the charter {ran.charter}")
    for result in ran.report.results:
        yield from _result(ran.file, result)
    coverage = ran.report.coverage
    passed = sum(result.passed for result in ran.report.results)
    yield from hang("", f"{passed} of {len(ran.report.results)} passed; {coverage.summary()}")
    for clause in coverage.unseen() if unseen else ():
        yield from hang("  unseen: ", clause)
    if coverage.percent < fail_under:
        said = f"{coverage.percent} % of the charter was seen, and {fail_under} % must be"
        yield from hang(f"{status('failed')}: ", f"{said}; `--unseen` tells what was not")


def _result(file: str, result: Result) -> Iterator[str]:
    word = status("passed" if result.passed else "failed")
    yield from hang(f"  {word}  ", result.name)
    if not result.passed:
        yield from hang("          at ", f"{file}:{result.line}")
    for difference in result.differences:
        yield from hang("          ", f"{difference.what}:")
        yield from hang("            expected: ", difference.expected)
        yield from hang("            actual:   ", difference.actual)
    if not result.passed:
        yield from (f"          | {line}" for line in result.decision.splitlines())
