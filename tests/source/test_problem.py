"""A problem shows where it is and what would put it right, whatever the file holds."""

import json
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bylaw.engine.errors import CharterError
from bylaw.engine.hints import did_you_mean
from bylaw.engine.source.problem import Problem, Problems, quoted


def _problem(**changes: object) -> Problem:
    parts: dict[str, object] = {
        "code": "unknown-body",
        "message": "no body is called `chair`",
        "file": "keras.toml",
        "path": ("actions", "approve", "by"),
        "line": 12,
        "column": 6,
        "hint": "did you mean `chairs`?",
        "source": 'by = "chair" # who',
    }
    return Problem(**cast("Any", parts | changes))


def test_problem_reads_as_place_message_line_caret_and_hint() -> None:
    expected = (
        "keras.toml:12:6: error[unknown-body]: no body is called `chair`\n"
        '   12 | by = "chair" # who\n'
        "      |      ^^^^^^^\n"
        "  hint: did you mean `chairs`?"
    )
    assert expected == str(_problem())


def test_problem_of_a_whole_file_names_the_file_alone() -> None:
    problem = Problem(code="too-large", message="the file is too large", file="keras.toml")
    assert str(problem) == "keras.toml: error[too-large]: the file is too large"


def test_caret_stands_below_wide_characters_and_tabs() -> None:
    problem = _problem(source='\t"会" = "x"', column=8, hint=None)
    assert str(problem).splitlines()[2] == "      | \t       ^^^"


def test_long_line_is_cut_around_the_caret() -> None:
    problem = _problem(source="x" * 5000 + ' "chair" ' + "y" * 5000, column=5002)
    _, line, carets, _ = str(problem).splitlines()
    assert len(line) <= 110
    assert line[carets.index("^") : carets.rindex("^") + 1] == '"chair"'


def test_control_characters_never_reach_a_terminal() -> None:
    problem = _problem(
        source="\x1b[2J = 1", message="bad `\x1b[2J`\nx", hint="\x07", file="\x1b.toml"
    )
    assert all(c.isprintable() or c == "\n" for c in str(problem))
    assert len(str(problem).splitlines()) == 4


def test_json_has_the_same_keys_for_every_problem() -> None:
    expected = ["code", "severity", "message", "hint", "path", "file", "line", "column"]
    whole_file = Problem(code="x", message="y", file="z")
    assert expected == list(_problem().to_json()) == list(whole_file.to_json())
    assert json.loads(json.dumps(_problem().to_json()))["path"] == ["actions", "approve", "by"]


def test_problems_come_in_the_order_of_their_places() -> None:
    problems = Problems()
    problems.add(_problem(line=9), _problem(line=2, column=7))
    problems.extend([_problem(line=2, column=3), _problem(line=None, column=None)])
    assert [problem.line for problem in problems] == [None, 2, 2, 9]
    assert [problem.column for problem in problems] == [None, 3, 7, 6]
    assert len(problems) == 4


def test_an_error_raises_with_every_problem_and_the_notes() -> None:
    problems = Problems()
    problems.add(_problem(), _problem(line=2, severity="note"))
    with pytest.raises(CharterError, match="unknown-body") as caught:
        problems.raise_if_errors()
    assert tuple(problems) == caught.value.problems


def test_warnings_and_notes_raise_nothing() -> None:
    problems = Problems()
    problems.add(_problem(severity="warning"), _problem(severity="note"))
    problems.raise_if_errors()
    assert problems.errors == ()


def test_text_of_very_many_problems_is_cut() -> None:
    problems = Problems()
    problems.add(*(_problem(line=line) for line in range(1, 1001)))
    with pytest.raises(CharterError) as caught:
        problems.raise_if_errors()
    assert str(caught.value).endswith("and 950 more")
    assert len(caught.value.problems) == 1000


@pytest.mark.parametrize(
    ("word", "expected"),
    [("chair", "chairs"), ("Author", "author"), ("form", "from"), ("zzz", None), ("c" * 99, None)],
)
def test_misspelt_word_finds_the_known_one(word: str, expected: str | None) -> None:
    assert expected == did_you_mean(word, ["author", "chairs", "from"])


def test_quoted_word_is_cut_when_it_is_long() -> None:
    assert len(quoted("x" * 1000)) == 62


@given(st.text(), st.integers(1, 50))
def test_any_line_can_be_shown(source: str, column: int) -> None:
    assert len(str(_problem(source=source, column=column)).split("\n")) == 4
