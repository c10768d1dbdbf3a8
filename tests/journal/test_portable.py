"""Portable values: what every store can hold, and the one way to spell it."""

import copy
import json
import pickle
from types import MappingProxyType
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bylaw.engine.errors import AppendOnly, Unportable
from bylaw.engine.journal import FrozenDict, FrozenList, canonical, freeze
from bylaw.engine.journal.portable import MAX_HEIGHT, MAX_INTEGER

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
KEYS = st.text(st.characters(max_codepoint=0xD7FF, exclude_characters="\0"))
SCALARS = st.none() | st.booleans() | st.integers(-MAX_INTEGER, MAX_INTEGER) | TEXT
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)
ENTRIES = st.dictionaries(KEYS, VALUES, max_size=6)


@pytest.mark.parametrize(
    ("value", "word"),
    [
        (1.5, "float"),
        (float("nan"), "float"),
        (MAX_INTEGER + 1, "2**53"),
        (-MAX_INTEGER - 1, "2**53"),
        ("a\0b", "NUL"),
        ("\ud800", "surrogate"),
        ((1, 2), "tuple"),
        (b"x", "bytes"),
        ({1}, "set"),
        (object(), "type `object`"),
        ({1: 2}, "not text"),
        ({"\0": 1}, "NUL"),
        ({"\udfff": 1}, "surrogate"),
        ({"\U0001f600": 1}, "U+D7FF"),
        ([[1.5]], "float"),
    ],
)
def test_a_value_that_some_store_could_not_hold_is_refused_by_name(
    value: object, word: str
) -> None:
    with pytest.raises(Unportable, match=word.replace("*", r"\*").replace("+", r"\+")):
        freeze({"field": value})


def test_the_field_at_fault_is_named() -> None:
    with pytest.raises(Unportable, match="`votes"):
        freeze({"data": {"votes": [1, 1.5]}})


def test_an_entry_that_is_no_table_is_refused() -> None:
    with pytest.raises(Unportable, match="an entry is a table"):
        freeze(cast("Any", []))


@pytest.mark.parametrize("height", [MAX_HEIGHT + 1, 100_000])
def test_a_value_that_is_too_deep_is_refused(height: int) -> None:
    deep: dict[str, object] = {}
    for _ in range(height - 1):
        deep = {"d": deep}
    with pytest.raises(Unportable, match="deep"):
        freeze(deep)
    with pytest.raises(Unportable, match="deep"):
        canonical(deep)


def test_frozen_parts_do_not_hide_depth() -> None:
    part: dict[str, object] = {}
    for _ in range(MAX_HEIGHT - 1):
        part = freeze({"d": part})
    with pytest.raises(Unportable, match="deep"):
        freeze({"d": [part]})


def test_a_value_that_holds_itself_is_refused() -> None:
    ring: dict[str, object] = {}
    ring["ring"] = ring
    with pytest.raises(Unportable, match="deep"):
        freeze(ring)


@given(VALUES)
def test_canonical_bytes_read_back_as_the_value(value: object) -> None:
    assert value == json.loads(canonical(value))


@given(ENTRIES)
def test_keys_are_sorted_as_rfc_8785_sorts_them(entry: dict[str, object]) -> None:
    found = list(json.loads(canonical(entry)))
    assert sorted(entry, key=lambda key: key.encode("utf-16-be")) == found


@given(ENTRIES)
def test_the_order_of_keys_does_not_matter(entry: dict[str, object]) -> None:
    assert canonical(entry) == canonical(dict(reversed(entry.items())))


@given(ENTRIES)
def test_the_weight_bounds_the_bytes_from_above(entry: dict[str, object]) -> None:
    assert len(canonical(entry)) <= freeze(entry).weight


@given(ENTRIES)
def test_a_frozen_entry_equals_the_entry_and_is_frozen_once(entry: dict[str, object]) -> None:
    frozen = freeze(entry)
    assert entry == frozen
    assert frozen is freeze(frozen)


def test_control_characters_are_escaped_as_rfc_8785_does() -> None:
    expected = '"\\u0001\\b\\t\\n\\f\\r\\u001f\\"\\\\/\u007f\u2028é"'.encode()
    assert expected == canonical('\x01\b\t\n\f\r\x1f"\\/\x7f\u2028é')


def test_any_mapping_can_be_an_entry() -> None:
    assert freeze(MappingProxyType({"a": MappingProxyType({"b": 1})})) == {"a": {"b": 1}}


def test_a_frozen_entry_does_not_follow_the_one_it_was_made_of() -> None:
    inner: list[object] = [1]
    entry: dict[str, object] = {"votes": inner}
    frozen = freeze(entry)
    inner.append(2)
    entry["more"] = 1
    assert frozen == {"votes": [1]}


@pytest.mark.parametrize(
    "alter",
    [
        "value['a'] = 1",
        "del value['a']",
        "value.clear()",
        "value.pop('a')",
        "value.popitem()",
        "value.setdefault('z', 1)",
        "value.update(a=1)",
        "value |= {'a': 1}",
        "value['l'][0] = 2",
        "del value['l'][0]",
        "value['l'].append(2)",
        "value['l'].clear()",
        "value['l'].extend([2])",
        "value['l'].insert(0, 2)",
        "value['l'].pop()",
        "value['l'].remove(1)",
        "value['l'].reverse()",
        "value['l'].sort()",
        "value['l'] += [1]",
        "value['l'] *= 2",
        "value['d']['x'] = 2",
    ],
)
def test_what_is_frozen_can_not_be_altered(alter: str) -> None:
    value = freeze({"a": 0, "l": [1], "d": {}})
    with pytest.raises(AppendOnly, match="can't be changed"):
        exec(alter, {"value": value})  # noqa: S102 - the statements stand right above
    assert value == {"a": 0, "l": [1], "d": {}}


def test_copies_of_what_is_frozen_are_plain() -> None:
    value = freeze({"l": [{"x": 1}]})
    assert isinstance(value["l"], FrozenList)
    for copied in (copy.copy(value), copy.deepcopy(value), pickle.loads(pickle.dumps(value))):  # noqa: S301 - our own bytes
        assert value == copied
        assert not isinstance(copied, FrozenDict)
        assert [dict] == [type(item) for item in copied["l"]]
