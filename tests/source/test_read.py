"""A file is read into plain data with places, or refused with every reason and its place."""

import json
import os
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bylaw.engine.errors import CharterError
from bylaw.engine.source.problem import Problem
from bylaw.engine.source.read import LARGEST, Document, read


def _problems(source: str | bytes | Path, name: str | None = None) -> list[Problem]:
    with pytest.raises(CharterError) as caught:
        read(source, name)
    return [problem for problem in caught.value.problems if isinstance(problem, Problem)]


def _said(source: str | bytes, name: str = "x.toml") -> list[tuple[str, int | None, int | None]]:
    return [(problem.code, problem.line, problem.column) for problem in _problems(source, name)]


def test_toml_and_json_give_the_same_data() -> None:
    toml = read('a = 1\n[b]\nc = ["x", true]\nd = 2019-05-03\n', "x.toml")
    same = read('{"a": 1, "b": {"c": ["x", true], "d": "2019-05-03"}}', "x.json")
    assert {"a": 1, "b": {"c": ["x", True], "d": "2019-05-03"}} == toml.data == same.data


def test_dates_and_times_of_toml_are_text() -> None:
    text = "a = 2019-05-03\nb = 11:00:00\nc = [2019-05-03T11:00:00Z]\n"
    expected = {"a": "2019-05-03", "b": "11:00:00", "c": ["2019-05-03T11:00:00+00:00"]}
    assert expected == read(text, "x.toml").data


def test_file_is_read_by_its_suffix(tmp_path: Path) -> None:
    file = tmp_path / "x.JSON"
    file.write_text('{"a": 1}')
    assert read(file).data == {"a": 1}
    assert str(file) == read(file).name


def test_byte_order_mark_is_no_part_of_the_text() -> None:
    mark = "\N{ZERO WIDTH NO-BREAK SPACE}"
    assert read(f"{mark}a = 1", "x.toml").data == {"a": 1}
    assert read(f"{mark}a = 1".encode(), "x.toml").data == {"a": 1}


def test_problem_shows_the_source_line_without_its_carriage_return() -> None:
    document = read("a = 1\r\nb = 2\r\n", "x.toml")
    problem = document.problem("c", "m", ("b",))
    assert (problem.file, problem.line, problem.column, problem.source) == ("x.toml", 2, 5, "b = 2")


def test_problem_can_point_at_the_key() -> None:
    problem = read("ab = 1", "x.toml").problem("c", "m", ("ab",), at_key=True)
    assert (problem.line, problem.column) == (1, 1)


def test_problem_with_what_is_not_written_stands_at_its_container() -> None:
    document = read("a = 1\n[b]\nc = 'x'\n", "x.toml")
    assert document.place(("b", "c")) == document.place(("b", "c", 0, "none"))
    assert document.place(()) == document.place(("nothing", "at", "all"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a = 1\nb = 'x\n", ("syntax", 2, 7)),
        ("a = 1 2", ("syntax", 1, 7)),
        ("a = ", ("syntax", 1, 5)),
        ("a = 2019-02-30", ("syntax", 1, 5)),
        ("a = 1\n[b\n", ("syntax", 2, 3)),
        ("a.b = 1\na.b.c = 2\n", ("syntax", 2, 10)),
        ("a = 1\nb = 2\n'a' = 3\n", ("duplicate-key", 3, 1)),
        ("[a]\n[b]\n[a]\n", ("duplicate-key", 3, 2)),
        ("a = " + "[" * 10_000, ("too-deep", 1, 69)),
        ("a = " + "9" * 5000, ("too-long", 1, 5)),
        ("\x00", ("syntax", 1, 1)),
        (b"a = 1\nb = '\xff'", ("not-utf-8", None, None)),
        ("a = '\ud800'", ("not-utf-8", None, None)),
    ],
)
def test_what_is_no_toml_is_refused_at_its_place(
    text: str | bytes, expected: tuple[str, int | None, int | None]
) -> None:
    assert [expected] == _said(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ("syntax", 1, 1)),
        ('{"a": 1,\n "b" 2}', ("syntax", 2, 6)),
        ('{"a": NaN}', ("syntax", 1, 1)),
        ("[1]", ("wrong-type", 1, 1)),
        ('{"a": {"b": 1,\n  "b": 2}}', ("duplicate-key", 2, 3)),
        ('{"a":' * 10_000, ("too-deep", 1, 326)),
        ('{"a":\n null}', ("null", 2, 2)),
        ('{"a": ["\\ud800"]}', ("bad-text", 1, 8)),
        ('{"b": 1, "\\ud800": 1}', ("bad-text", 1, 10)),
    ],
)
def test_what_is_no_charters_json_is_refused_at_its_place(
    text: str, expected: tuple[str, int | None, int | None]
) -> None:
    assert [expected] == _said(text, "x.json")


def test_all_duplicates_are_told_at_once() -> None:
    assert len(_said('{"a": 1, "b": 1, "a": 2, "b": 2}', "x.json")) == 2


def test_duplicate_names_the_line_of_the_first() -> None:
    (problem,) = _problems("x = 1\na = 1\na = 2\n", "x.toml")
    assert problem.message == "`a` is given twice: first on line 2"


def test_all_nulls_are_told_at_once() -> None:
    assert _said('{"a": null, "b": [null]}', "x.json") == [("null", 1, 7), ("null", 1, 19)]


def test_other_suffix_is_refused() -> None:
    assert _said("a: 1", "x.yaml") == [("unknown-format", None, None)]


def test_missing_file_is_refused(tmp_path: Path) -> None:
    (problem,) = _problems(tmp_path / "none.toml")
    assert (
        problem.code,
        problem.message,
    ) == ("unreadable-file", "can't be read: no such file or directory")


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "charter.toml"
    os.mkfifo(pipe)
    with pytest.raises(CharterError, match="it is a pipe, and no file"):
        read(pipe)


def test_large_file_is_refused_before_it_is_all_read(tmp_path: Path) -> None:
    file = tmp_path / "x.toml"
    with file.open("wb") as sparse:
        sparse.truncate(LARGEST + 1)
    (problem,) = _problems(file)
    assert problem.code == "too-large"


def test_largest_file_is_read() -> None:
    text = "a = '" + "x" * (LARGEST - 6) + "'"
    assert len(text.encode()) == LARGEST
    assert {"a"} == set(read(text, "x.toml").data)


def _read_or_refused(source: str | bytes, name: str) -> Document | None:
    """Read, or be refused as a user is: any other exception fails the test."""
    try:
        return read(source, name)
    except CharterError as error:
        told = error
    assert told.problems
    assert str(told)
    return None


@given(st.binary() | st.text(), st.sampled_from(["x.toml", "x.json", "x"]))
def test_anything_is_read_or_refused(source: str | bytes, name: str) -> None:
    _read_or_refused(source, name)


@given(st.text("[]{}\"'=,.:#\n\\ abntu01-", max_size=60))
def test_what_tomllib_takes_is_read_and_what_it_refuses_is_refused(text: str) -> None:
    try:
        expected = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        assert _read_or_refused(text, "x.toml") is None
    else:
        document = _read_or_refused(text, "x.toml")
        assert document is not None
        assert set(expected) == set(document.data)


@given(st.text('[]{}":,\\ ntu01-e.', max_size=40))
def test_what_json_refuses_is_refused(text: str) -> None:
    document = _read_or_refused(text, "x.json")
    if document is not None:
        assert json.loads(text) == document.data
