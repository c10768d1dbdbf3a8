"""The schema takes what the reader takes, and refuses the mistakes of structure that it refuses."""

import copy
import json
from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Any, Literal, cast

import pytest
from attrs import field, frozen, make_class
from cattrs import Converter
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator  # type: ignore[import-untyped]  # its types ship apart

from bylaw.engine.source.converter import make_converter, scalar
from bylaw.engine.source.problem import Problems
from bylaw.engine.source.read import read
from bylaw.engine.source.schema import schema
from bylaw.engine.source.shapes import Several, key
from bylaw.engine.source.structure import structure


@frozen(kw_only=True)
class When:
    """The clock's own move.

    What follows is for programmers.
    """

    since: str
    after: Fraction | None = None


@frozen(kw_only=True)
class Action:
    """A move that somebody makes."""

    from_: Several[str] = field(metadata=key("from", doc="the states that it leaves"))
    by: str | tuple[str, ...] = ()
    kind: Literal["enforced", "attested"] = "enforced"
    requires: tuple[Mapping[str, object], ...] = ()
    of: int = 0
    final: bool = False
    when: When | None = field(default=None, metadata=key(doc="when it falls due"))
    limit: str | int | None = None
    on: date | None = None
    inner: dict[str, "Action"] = field(factory=dict[str, "Action"])


@frozen(kw_only=True)
class Charter:
    """A process."""

    format: Literal[1]
    name: str
    actions: dict[str, Action] = field(factory=dict[str, Action])


def _converter() -> Converter:
    converter = make_converter()
    scalar(
        converter,
        Fraction,
        parse=Fraction,
        text=str,
        words="a ratio such as `2/3`",
        schema={"pattern": "^[0-9]+/[1-9][0-9]*$"},
    )
    return converter


def _schema() -> dict[str, Any]:
    return schema(Charter, title="charter", converter=_converter())


VALID: dict[str, object] = {
    "format": 1,
    "name": "x",
    "actions": {
        "submit": {
            "from": ["draft", "sent"],
            "by": "author",
            "kind": "attested",
            "requires": [{"tally": {"of": "chairs"}}],
            "of": 3,
            "final": True,
            "when": {"since": "posted", "after": "1/3"},
            "limit": 1,
            "on": "2019-05-03",
            "inner": {"a": {"from": "x", "limit": "y"}},
        },
        "close": {"from": "sent"},
    },
}


def _validator() -> Any:
    return Draft7Validator(_schema())


def _schema_takes(data: object) -> bool:
    return not list(_validator().iter_errors(data))


def _reader_takes(data: object) -> bool:
    made = structure(read(json.dumps(data), "x.json"), Charter, _converter())
    return not isinstance(made, Problems)


def test_schema_is_a_schema_and_takes_a_good_file() -> None:
    Draft7Validator.check_schema(_schema())
    assert _schema_takes(VALID)
    assert _reader_takes(VALID)


def test_schema_describes_a_key_by_its_metadata_and_a_table_by_its_first_sentence() -> None:
    described = _schema()["definitions"]
    assert described["Action"]["properties"]["from"]["description"] == "the states that it leaves"
    assert described["Action"]["properties"]["when"]["description"] == "when it falls due"
    assert described["When"]["description"] == "The clock's own move."


def test_schema_describes_a_scalar_by_its_words_and_pattern() -> None:
    assert _schema()["definitions"]["When"]["properties"]["after"] == {
        "description": "a ratio such as `2/3`",
        "type": "string",
        "pattern": "^[0-9]+/[1-9][0-9]*$",
    }


def test_schema_is_the_same_each_time_it_is_made() -> None:
    assert json.dumps(_schema()) == json.dumps(_schema())


def test_type_with_a_hook_of_its_own_is_described_by_the_caller() -> None:
    @frozen
    class Odd:
        thing: complex

    converter = make_converter()
    made = schema(Odd, title="odd", converter=converter, custom={complex: {"type": "array"}})
    assert made["properties"] == {"thing": {"type": "array"}}


def test_type_that_says_nothing_takes_anything() -> None:
    @frozen
    class Free:
        a: object
        b: Any

    made = schema(Free, title="free", converter=make_converter())
    assert made["properties"] == {"a": {}, "b": {}}


def test_two_classes_of_one_name_are_refused() -> None:
    def another() -> type:
        @frozen
        class When:
            a: int = 0

        return When

    both = make_class("Both", {"a": field(type=When), "b": field(type=another())})
    with pytest.raises(TypeError, match="two classes are called When"):
        schema(both, title="both", converter=_converter())


def test_type_that_nobody_describes_is_refused() -> None:
    @frozen
    class Odd:
        thing: tuple[int, str]

    with pytest.raises(TypeError, match="nobody describes"):
        schema(Odd, title="odd", converter=make_converter())


# ---------------------------------------------------------------------------------------------
# one mutation of a good file, at any depth


def _spots(value: object) -> Iterator[tuple[Any, Any]]:
    """Give every container with each of its keys or indices."""
    if isinstance(value, dict):
        for name, item in cast("dict[str, object]", value).items():
            yield value, name
            yield from _spots(item)
    elif isinstance(value, list):
        for index, item in enumerate(cast("list[object]", value)):
            yield value, index
            yield from _spots(item)


other_values = st.sampled_from(
    [1, 7, -2.5, True, "x", "1/2", "enforced", [], ["x"], [1], {}, {"from": "x"}]
)


@st.composite
def mutated(draw: st.DrawFn) -> dict[str, object]:
    """Change, drop or add one thing in the good file."""
    data = copy.deepcopy(VALID)
    container, spot = draw(st.sampled_from(list(_spots(data))))
    way = draw(st.sampled_from(["change", "drop", "add"]))
    if way == "change":
        container[spot] = draw(other_values)
    elif way == "drop" or isinstance(container, list):
        del container[spot]
    else:
        container[draw(st.sampled_from(["fro", "x", "since"]))] = draw(other_values)
    return data


@given(mutated())
def test_schema_and_reader_agree_on_structure(data: dict[str, object]) -> None:
    """No value here is of the right shape and yet no day or ratio: that, readers alone can tell."""
    assert _schema_takes(data) == _reader_takes(data)
