"""``bylaw check``: everything that is wrong with a charter."""

from collections.abc import Iterator
from pathlib import Path

import click
from attrs import frozen

from ..engine.charter import Charter, examined
from ..engine.check import check
from ..engine.errors import CharterError
from ..engine.opening import is_path, shipped_text
from ..engine.source.problem import Problem, Problems
from . import shared
from .github import workflow_command
from .terminal import counted, hang, printable, put, put_json, status

INVALID = 1
COULD_NOT_READ = 2
_UNREAD = frozenset({"unreadable-file", "unknown-format", "too-large"})


@frozen(kw_only=True)
class Checked:
    """A charter file and what was found in it; ``charter`` is ``None`` where it can't be used."""

    name: str
    problems: tuple[Problem, ...]
    charter: Charter | None

    @property
    def code(self) -> int:
        """The exit code that it asks for."""
        if any(problem.code in _UNREAD for problem in self.problems):
            return COULD_NOT_READ
        return INVALID if self.many("error") or self.charter is None else 0

    def many(self, severity: str) -> int:
        """How many problems there are of a severity."""
        return sum(problem.severity == severity for problem in self.problems)


@click.command("check")
@click.argument("charters", nargs=-1, required=True, metavar="CHARTER...")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    help="For readers, for programs, or as GitHub's workflow commands, which mark the lines.",
)
@shared.as_json
def command(charters: tuple[str, ...], form: str, as_json: bool) -> int:
    """Tell everything that is wrong with charters: files, or the names of shipped ones.

    Every mistake is told at once, each at its line and column. What the source of the rules leaves
    open, and the charter states, is told as a note. With --json, which is --format json, a charter
    a line. Exit code: 0 no errors, 1 errors, 2 a file can't be read.

    \b
    Examples:
      bylaw check ours.toml
      bylaw check keras_sig
      bylaw check governance/club.toml --format github
    """
    code = 0
    for name in charters:
        checked = _checked(name)
        code = max(code, checked.code)
        if as_json or form == "json":
            put_json(_json(checked))
        elif form == "github":
            put(map(workflow_command, checked.problems))
        else:
            put(_lines(checked))
    return code


def _checked(name: str) -> Checked:
    try:
        if is_path(name):
            found = examined(Path(name), name)
        else:
            found = examined(shipped_text(name), f"{name}.toml")
    except CharterError as error:
        problems = tuple(each for each in error.problems if isinstance(each, Problem))
        return Checked(name=name, problems=problems, charter=None)
    if isinstance(found, Problems):
        return Checked(name=name, problems=tuple(found), charter=None)
    return Checked(name=name, problems=tuple(check(found)), charter=found)


def _lines(checked: Checked) -> Iterator[str]:
    for problem in checked.problems:
        yield from _problem(problem)
        yield ""
    word = "ok" if checked.code == 0 else "error"
    yield from hang(f"{status(word)}: ", f"{checked.name}: {', '.join(_counts(checked))}")


def _counts(checked: Checked) -> Iterator[str]:
    if checked.charter is not None:
        file = checked.charter.file
        yield counted(len(file.states), "state")
        yield counted(len(file.actions), "action")
        yield counted(len(file.rules), "rule")
    yield counted(checked.many("error"), "error")
    yield counted(checked.many("warning"), "warning")
    if checked.many("note"):
        yield counted(checked.many("note"), "note")


def _problem(problem: Problem) -> Iterator[str]:
    """Write a problem as it writes itself, its message and hint wrapped."""
    head, *rest = str(problem).split("\n")
    severity = f": {problem.severity}[{problem.code}]: "
    place, found, said = head.partition(severity)
    if not found:
        place, said = "", head
    label = f"{place}: {status(problem.severity)}[{problem.code}]: " if found else ""
    yield label.rstrip()
    yield from hang("  ", said)
    for line in rest:
        if line.startswith("  hint: "):
            yield from hang("  hint: ", line.removeprefix("  hint: "))
        else:
            yield "  " + printable(line)


def _json(checked: Checked) -> dict[str, object]:
    charter = checked.charter
    return {
        "charter": checked.name,
        "name": None if charter is None else charter.name,
        "digest": None if charter is None else charter.digest,
        "valid": checked.code == 0,
        "problems": [problem.to_json() for problem in checked.problems],
    }
