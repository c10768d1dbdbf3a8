"""``bylaw test``: run scenario files."""

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import click
from attrs import frozen

from ..engine.charter import Charter
from ..engine.errors import RequestError
from ..engine.opening import find, is_path, shipped
from ..engine.scenario import Report, Result, Scenarios, load_scenarios, run
from ..engine.source.problem import quoted
from . import shared
from .terminal import hang, put, put_json, status

FAILED = 1
_SUFFIX = ".scenarios"


@frozen(kw_only=True)
class Ran:
    """A scenario file that was run."""

    name: str
    charter: str
    report: Report


@click.command("test")
@click.argument("scenarios", nargs=-1, required=True, metavar="SCENARIOS...")
@click.option(
    "--charter",
    metavar="CHARTER",
    help="The charter to run them under; if left out, `ours.toml` for `ours.scenarios.toml`.",
)
@click.option("--unseen", is_flag=True, help="Tell what of the charter no scenario has seen.")
@shared.as_json
def command(scenarios: tuple[str, ...], charter: str | None, unseen: bool, as_json: bool) -> int:
    """Run scenario files: given this history, when somebody asks that, then this decision.

    SCENARIOS are files, or names of shipped charters. With --json, a file a line. Exit code: 0 all
    passed, 1 some failed, 2 could not tell.

    \b
    Examples:
      bylaw test ours.scenarios.toml
      bylaw test keras_sig --unseen
    """
    ran = [_ran(name, charter) for name in scenarios]
    for each in ran:
        if as_json:
            put_json({"file": each.name, "charter": each.charter, **each.report.to_json()})
        else:
            put(_lines(each, unseen=unseen))
    return 0 if all(each.report.passed for each in ran) else FAILED


def _ran(name: str, charter: str | None) -> Ran:
    scenarios = _scenarios(name)
    under = find(charter) if charter is not None else _charter(name, scenarios)
    return Ran(name=name, charter=under.name, report=run(scenarios, under))


def _scenarios(name: str) -> Scenarios:
    if is_path(name):
        return load_scenarios(Path(name), name)
    found = files("bylaw.charters").joinpath(f"{name}{_SUFFIX}.toml")
    if name not in shipped() or not found.is_file():
        find(name)  # says which charters there are
        raise RequestError(f"the charter {quoted(name)} is shipped without scenarios")
    return load_scenarios(found.read_text(encoding="utf-8"), f"{name}{_SUFFIX}.toml")


def _charter(name: str, scenarios: Scenarios) -> Charter:
    """Find the charter of a scenario file: beside it, or shipped under the name that it states."""
    if not is_path(name):
        return find(name)
    path = Path(name)
    beside = path.with_name(path.name.replace(f"{_SUFFIX}.", "."))
    if beside != path and beside.exists():
        return find(beside)
    if scenarios.file.charter in shipped():
        return find(str(scenarios.file.charter))
    raise RequestError(
        f"there is no {quoted(beside)} for {quoted(name)}: name one with `--charter`"
    )


def _lines(ran: Ran, *, unseen: bool) -> Iterator[str]:
    yield from hang(f"{ran.name}: ", f"under the charter {ran.charter}")
    for result in ran.report.results:
        yield from _result(ran.name, result)
    passed = sum(result.passed for result in ran.report.results)
    yield from hang(
        "", f"{passed} of {len(ran.report.results)} passed; {ran.report.coverage.summary()}"
    )
    for clause in ran.report.coverage.unseen() if unseen else ():
        yield from hang("  unseen: ", clause)


def _result(file: str, result: Result) -> Iterator[str]:
    word = status("passed" if result.passed else "failed")
    yield from hang(f"  {word}  ", result.name)
    if not result.passed:
        yield from hang("          at ", f"{file}:{result.line}")
    for difference in result.differences:
        yield from hang("          ", str(difference), "            ")
    if not result.passed:
        yield from (f"          | {line}" for line in result.decision.splitlines())
