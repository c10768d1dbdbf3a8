"""The forms in which `bylaw check` answers, and the hooks that call it."""

import json
import re
import shlex
from pathlib import Path
from typing import Any, cast

import yaml  # type: ignore[import-untyped]  # its types ship apart

from bylaw.commands.github import workflow_command
from bylaw.engine.source.problem import Problem

from ..tree import ROOT
from .running import CLUB, run, run_words

COMMAND = re.compile(
    r"^::(?P<level>error|warning|notice) file=(?P<file>[^,:\r\n]*),line=\d+,col=\d+,"
    r"title=(?P<title>[^,:\r\n]*)::(?P<message>[^\r\n]*)$"
)


def test_problems_are_workflow_commands_a_line_each(folder: Path) -> None:
    wrong = CLUB.replace('from = "draft"', 'from = "drat"').replace('by = "head"', 'by = "heads"')
    (folder / "wrong.toml").write_text(wrong, encoding="utf-8")
    answer = run("bylaw check wrong.toml --format github")
    assert answer.code == 1
    found = [COMMAND.match(line) for line in answer.out.splitlines()]
    assert None not in found, answer.out
    assert {each["level"] for each in found if each} == {"error"}
    assert "title=unknown-state::no state is called `drat`%0Ahint: did you mean `draft`?" in (
        answer.out
    )


def test_notes_are_notices_and_no_reason_to_fail(folder: Path) -> None:
    assert (folder / "club.toml").exists()
    answer = run("bylaw check club.toml --format github")
    assert answer.code == 0
    assert "::notice file=club.toml,line=" in answer.out


def test_what_would_end_a_property_or_a_command_is_escaped() -> None:
    """The runner undoes exactly these, and reads the rest as it stands."""
    problem = Problem(
        code="a,b",
        message="100 %: 1, 2\r\n::error::forged",
        file="a:b,c%.toml",
        line=3,
        column=4,
        severity="warning",
    )
    assert workflow_command(problem) == (
        "::warning file=a%3Ab%2Cc%25.toml,line=3,col=4,title=a%2Cb"
        "::100 %25: 1, 2%0D%0A::error::forged"
    )


def test_a_problem_without_a_place_says_none() -> None:
    problem = Problem(code="x", message="it", file="a.toml")
    assert workflow_command(problem) == "::error file=a.toml,title=x::it"


def test_json_is_the_same_by_either_name(folder: Path) -> None:
    assert (folder / "club.toml").exists()
    first, other = run("bylaw check club.toml --json"), run("bylaw check club.toml --format json")
    assert first == other
    assert json.loads(first.out)["valid"] is True


def hooks() -> list[dict[str, Any]]:
    text = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    return cast("list[dict[str, Any]]", yaml.safe_load(text))


def test_each_hook_says_what_pre_commit_asks_for() -> None:
    for hook in hooks():
        assert {"id", "name", "entry", "language"} <= hook.keys()
        assert hook["language"] == "python"
    assert [hook["id"] for hook in hooks()] == ["bylaw-check", "bylaw-test"]


def test_each_hook_runs_by_its_entry_on_the_files_that_it_takes(folder: Path) -> None:
    """As pre-commit does: the entry, then the names of the files that match."""
    (folder / "charters").mkdir()
    (folder / "charters" / "club.toml").write_text(CLUB, encoding="utf-8")
    (folder / "charters" / "club.scenarios.toml").write_text(
        'format = 1\n[[scenario]]\nname = "one"\n'
        "when = { at = 2019-08-05T08:00:00-07:00, by = 'eve', do = 'propose' }\n"
        "then = { state = 'draft' }\n",
        encoding="utf-8",
    )
    names = [path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*.toml"))]
    for hook, expected in zip(
        hooks(), (["charters/club.toml"], ["charters/club.scenarios.toml"]), strict=True
    ):
        taken = [name for name in names if re.search(hook["files"], name)]
        assert taken == expected
        program, *words = shlex.split(hook["entry"])
        assert program == "bylaw"
        answer = run_words([*words, *taken])
        assert answer.code == 0, answer.out + answer.err


def test_a_hook_takes_what_is_called_a_charter() -> None:
    files = hooks()[0]["files"]
    taken = ["charter.toml", "docs/charter.toml", "board.charter.toml", "charters/a/b.toml"]
    left = ["pyproject.toml", "charters/a.scenarios.toml", "charters/a.json", "mycharter.toml"]
    assert [name for name in taken + left if re.search(files, name)] == taken
