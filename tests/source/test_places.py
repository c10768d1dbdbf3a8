"""Places are those of the values that the parsers read, for any document and in linear time."""

import json
import re
import tomllib
from collections.abc import Iterator
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bylaw.engine.source.places import DEEPEST, MOST_VALUES, Located, locate_json, locate_toml
from bylaw.engine.source.problem import Path

# ---------------------------------------------------------------------------------------------
# documents: data first, then one of the many ways to write it

names = st.one_of(
    st.sampled_from(["a", "b", "from", "x-1", "12"]), st.text("aAé .#=[]\"'\\\t", max_size=4)
)
texts = st.lists(
    st.sampled_from(["a", "é", "'", "''", '"', '""', "\\", "#", "],}", "=", "\n", "\t"]), max_size=4
).map("".join)
scalars = st.one_of(st.booleans(), st.integers(-999, 999), texts, st.just(1.5))
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(names, inner, max_size=3)
        | st.lists(st.dictionaries(names, inner, max_size=2), min_size=1, max_size=2)
    ),
    max_leaves=8,
)
documents: st.SearchStrategy[dict[str, object]] = st.dictionaries(
    names, values.map(lambda value: cast("object", value)), max_size=4
)


@st.composite
def toml(draw: st.DrawFn) -> str:
    """Write a random document in a random mixture of TOML's ways."""
    lines: list[str] = []
    _write(draw, draw(documents), "", lines)
    return draw(st.sampled_from(["\n", "\r\n"])).join(lines) + draw(st.sampled_from(["", "\n"]))


def _write(draw: st.DrawFn, table: dict[str, object], header: str, lines: list[str]) -> None:
    later: list[tuple[str, object]] = []
    for name, value in table.items():
        key = _key(draw, name)
        way = draw(st.sampled_from(["inline", "dotted", "header"]))
        nested = _table(value)
        if _is_tables(value) or (nested is not None and way == "header"):
            later.append((f"{header}.{key}" if header else key, value))
        elif nested and way == "dotted":
            for inner, item in nested.items():
                lines.append(f"{key} . {_key(draw, inner)} = {_value(draw, item)}")
        else:
            indent = draw(st.sampled_from(["", "  ", "\t", "# a = [\n"]))
            equals = draw(st.sampled_from(["=", " = "]))
            lines.append(f"{indent}{key}{equals}{_value(draw, value)} # [")
    for path, value in later:
        if isinstance(value, dict):
            lines.append(f"[{path}] # ]")
            _write(draw, cast("dict[str, object]", value), path, lines)
        else:
            for item in cast("list[dict[str, object]]", value):
                lines.append(f"[[ {path} ]]")
                _write(draw, item, path, lines)


def _table(value: object) -> dict[str, object] | None:
    return cast("dict[str, object]", value) if isinstance(value, dict) else None


def _is_tables(value: object) -> bool:
    if not isinstance(value, list):
        return False
    items = cast("list[object]", value)
    return bool(items) and all(isinstance(item, dict) for item in items)


def _key(draw: st.DrawFn, name: str) -> str:
    ways = [_basic(name)]
    if re.fullmatch(r"[A-Za-z0-9_-]+", name):
        ways.append(name)
    if "'" not in name and "\n" not in name:
        ways.append(f"'{name}'")
    return draw(st.sampled_from(ways))


def _basic(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _value(draw: st.DrawFn, value: object) -> str:
    if isinstance(value, dict):
        table = cast("dict[str, object]", value)
        return (
            "{" + ", ".join(f"{_key(draw, k)} = {_value(draw, v)}" for k, v in table.items()) + "}"
        )
    if isinstance(value, list):
        gap = draw(st.sampled_from(["", " ", "\n  ", " # ],\n"]))
        return (
            "["
            + gap
            + f",{gap}".join(_value(draw, v) for v in cast("list[object]", value))
            + gap
            + "]"
        )
    if isinstance(value, str):
        ways = [_basic(value)]
        if "'''" not in value:
            ways.append(f"'''\n{value}'''")
        if "'" not in value and "\n" not in value:
            ways.append(f"'{value}'")
        if "\\" not in value and '"""' not in value:
            ways.append(f'"""\n{value}"""')
        return draw(st.sampled_from(ways))
    return json.dumps(value)


# ---------------------------------------------------------------------------------------------
# what the parsers say


def _leaves(value: object, path: Path = ()) -> Iterator[tuple[Path, object]]:
    yield path, value
    if isinstance(value, dict):
        for key, item in cast("dict[str, object]", value).items():
            yield from _leaves(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(cast("list[object]", value)):
            yield from _leaves(item, (*path, index))


def _rest(text: str, line: int, column: int) -> str:
    return "\n".join(text.split("\n")[line - 1 :])[column - 1 :]


def _begins_with_toml(rest: str, before: str, after: str, expected: object) -> bool:
    """Tell whether some beginning of the text is TOML for the expected value."""
    for end in range(1, len(rest) + 1):
        try:
            if tomllib.loads(f"{before}{rest[:end]}{after}") == expected:
                return True
        except tomllib.TOMLDecodeError:
            continue
    return False


@given(toml())
def test_toml_paths_are_those_of_the_parser(text: str) -> None:
    assert {path for path, _ in _leaves(tomllib.loads(text))} == set(locate_toml(text).places)


@given(toml())
def test_text_at_a_toml_place_is_the_value(text: str) -> None:
    places = locate_toml(text).places
    for path, value in _leaves(tomllib.loads(text)):
        rest = _rest(text, places[path].line, places[path].column)
        implied = (places[path].line, places[path].column) == (
            places[path].key_line,
            places[path].key_column,
        )
        if path == () or rest.startswith("[") or (implied and isinstance(path[-1], str)):
            continue  # a header, or a table that is only implied
        assert _begins_with_toml(rest, "x = ", "", {"x": value})


@given(toml())
def test_text_at_a_toml_key_is_the_key(text: str) -> None:
    for path, place in locate_toml(text).places.items():
        if path and isinstance(path[-1], str):
            rest = _rest(text, place.key_line, place.key_column)
            assert _begins_with_toml(rest, "", " = 0", {path[-1]: 0})


@given(toml())
def test_what_the_parser_takes_has_no_duplicates(text: str) -> None:
    tomllib.loads(text)
    assert locate_toml(text).duplicates == ()


@given(documents, st.sampled_from([None, 0, 2]))
def test_text_at_a_json_place_is_the_value(data: dict[str, object], indent: int | None) -> None:
    text = json.dumps(data, indent=indent)
    places = locate_json(text).places
    assert {path for path, _ in _leaves(data)} == set(places)
    for path, value in _leaves(data):
        rest = _rest(text, places[path].line, places[path].column)
        assert value == json.JSONDecoder().raw_decode(rest)[0]


@given(documents)
def test_text_at_a_json_key_is_the_key(data: dict[str, object]) -> None:
    text = json.dumps(data, indent=1).replace(": ", " :\n ")
    for path, place in locate_json(text).places.items():
        if path and isinstance(path[-1], str):
            rest = _rest(text, place.key_line, place.key_column)
            assert path[-1] == json.JSONDecoder().raw_decode(rest)[0]


@given(st.text("[]{}\"'=,.#\n\\ ab1", max_size=40))
def test_any_text_is_scanned_to_an_end(text: str) -> None:
    """A scanner that stops early says nothing false: what it places is there."""
    for located in (locate_toml(text), locate_json(text)):
        lines = text.split("\n")
        for place in located.places.values():
            assert 1 <= place.line <= len(lines)
            assert 1 <= place.column <= len(lines[place.line - 1]) + 1


def test_places_of_a_charter() -> None:
    """A key, its value, an element of a list, a table by its header and one that is implied."""
    text = '[actions.submit] # first\nfrom = ["draft",\n  "sent"]\nby.name = "é"\n'
    found = {
        path: (place.line, place.column, place.key_line, place.key_column)
        for path, place in locate_toml(text).places.items()
    }
    expected = {
        (): (1, 1, 1, 1),
        ("actions",): (1, 2, 1, 2),
        ("actions", "submit"): (1, 1, 1, 10),
        ("actions", "submit", "from"): (2, 8, 2, 1),
        ("actions", "submit", "from", 0): (2, 9, 2, 9),
        ("actions", "submit", "from", 1): (3, 3, 3, 3),
        ("actions", "submit", "by"): (4, 1, 4, 1),
        ("actions", "submit", "by", "name"): (4, 11, 4, 4),
    }
    assert expected == found


def test_tables_below_a_list_of_tables_belong_to_its_last() -> None:
    places = locate_toml("[[a]]\n[a.b]\n[[a]]\n[a.b]\n[[a.b.c]]\nd = 1\n").places
    assert (places["a", 0, "b"].line, places["a", 1, "b"].line) == (2, 4)
    assert places["a", 1, "b", "c", 0, "d"].line == 6


@pytest.mark.parametrize(
    "text",
    [
        "a = " + "[" * 10_000,
        "a = " + "[" * 10_000 + "]" * 10_000,
        "a = " + "{a=" * 10_000,
        "a." * 10_000 + "a = 1",
        "[" + "a." * 10_000 + "a]",
        "[[" + "a." * 10_000 + "a]]",
    ],
)
def test_deep_toml_passes_a_limit(text: str) -> None:
    assert _excess(locate_toml(text)) == "too-deep"


@pytest.mark.parametrize("text", ["[" * 10_000, '{"a":' * 10_000])
def test_deep_json_passes_a_limit(text: str) -> None:
    assert _excess(locate_json(text)) == "too-deep"


def test_as_deep_as_allowed_passes_no_limit() -> None:
    depth = DEEPEST - 1
    assert locate_toml("a = " + "[" * depth + "]" * depth).excess is None


def test_many_values_pass_a_limit() -> None:
    assert _excess(locate_toml("a = [" + "1," * (MOST_VALUES + 1) + "]")) == "too-many-values"


def test_one_key_given_many_times_passes_a_limit() -> None:
    assert _excess(locate_json('{"a":1' + ',"a":1' * MOST_VALUES + "}")) == "too-many-values"


def test_a_long_number_passes_a_limit() -> None:
    assert _excess(locate_toml("a = " + "9" * 5000)) == "too-long"


def _excess(located: Located) -> str | None:
    return located.excess.code if located.excess else None


@pytest.mark.parametrize(
    "text",
    [
        "a = '''" + "x\n" * 500_000 + "'''",
        'a = "' + "\\\\" * 500_000 + '"',
        'a = """' + '""\\"' * 300_000,
        "#" * 1_000_000,
        "\n" * 1_000_000,
        "a = [" + "," * 1_000_000,
        "a = " + "1 " * 500_000,
        "'" * 1_000_000,
        '"' * 1_000_000,
        "a" * 1_000_000,
    ],
    ids=["lines", "escapes", "quotes", "comment", "blank", "commas", "spaces", "'", '"', "key"],
)
def test_a_megabyte_ends(text: str) -> None:
    """No pattern goes back over what it has read, so this takes a second and not a day."""
    assert len(locate_toml(text).places) <= 2
    assert len(locate_json(text).places) <= 2
