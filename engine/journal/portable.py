"""Portable values: what every store, database and JSON reader holds alike, and their one spelling.

Whole numbers within 2**53 either way, text, truths, null, lists, and tables with text keys. In this
profile Python's sorted, compact JSON *is* the canonical form of RFC 8785, so bytes can be compared
and hashed. There are no floats: two readers may print one differently.
"""

import json
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, cast

from ..errors import Unportable
from .frozen import FrozenDict, FrozenList

MAX_INTEGER = 2**53
"""The largest whole number that a double, and so every JSON reader, holds exactly."""

MAX_HEIGHT = 32
"""How deeply tables and lists may stand in each other, in an entry."""

_FIRST_SURROGATE = "\ud800"

_ESCAPED = 6
"""The most bytes that one character takes in canonical JSON: ``\\u0001``."""

_AROUND = 24
"""More bytes than a number, a truth or null takes, with the quotes, colon and comma of a field."""

_set: Callable[[FrozenDict, str, object], None] = dict[str, object].__setitem__


def _encoder() -> Callable[[object], str]:
    """Give what spells values: the library's encoder, made once and not anew for each."""
    plain = json.JSONEncoder(
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
        check_circular=False,
        allow_nan=False,
    )
    make: Any = vars(json.encoder).get("c_make_encoder")
    if make is None:  # not every Python has one
        return plain.encode
    quote = json.encoder.encode_basestring
    chunks = make(None, plain.default, quote, None, ":", ",", True, False, False)
    return lambda value: "".join(chunks(value, 0))


encode = _encoder()
"""Spell a value that is known to be portable as canonical text."""


def canonical(value: object) -> bytes:
    """Give the one spelling of a portable value: RFC 8785, in UTF-8.

    >>> canonical({"to": "approved", "by": ["karmel"]})
    b'{"by":["karmel"],"to":"approved"}'

    Raises:
        Unportable: not every store could hold the value.
    """
    return encode(freeze_value(value)).encode()


def freeze(entry: Mapping[str, object]) -> FrozenDict:
    """Give a deeply read-only copy of an entry, having checked that it is portable.

    What is frozen already is checked already: it is passed through, and so is every frozen part of
    a new entry. Whoever writes many entries with the same parts freezes those once.

    Raises:
        Unportable: not every store could hold the entry.
    """
    if type(entry) is FrozenDict:
        return entry
    if type(entry) is not dict and not isinstance(entry, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance]  # untyped callers
        raise Unportable(f"an entry is a table, not {_named(entry)}")
    try:
        frozen = _freeze_table("entry", entry)
    except RecursionError:
        raise _too_deep() from None
    if frozen.height > MAX_HEIGHT:
        raise _too_deep()
    return frozen


def freeze_value(value: object, most: int = MAX_HEIGHT) -> object:
    """Give a deeply read-only copy of any portable value, at most so deep.

    Raises:
        Unportable: not every store could hold the value.
    """
    try:
        frozen, _, height = _freeze("value", value)
    except RecursionError:
        raise _too_deep() from None
    if height > most:
        raise _too_deep()
    return frozen


def portable_text(what: str, value: str) -> str:
    """Give the text back when every store can hold it.

    Raises:
        Unportable: it holds a NUL, or half of a surrogate pair.
    """
    if "\0" in value:
        raise Unportable(f"{what} holds a NUL character, which databases refuse in text")
    if not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError:
            raise Unportable(
                f"{what} holds half of a surrogate pair, which no encoding can write"
            ) from None
    return value


def _freeze(what: str, value: Any) -> tuple[object, int, int]:
    """Give the frozen value, a bound of its canonical size, and its height."""
    kind: Any = type(value)
    if kind is FrozenDict or kind is FrozenList:
        return value, value.weight, value.height
    if kind is int:
        if not -MAX_INTEGER <= value <= MAX_INTEGER:
            raise Unportable(f"`{what}` is past 2**53, where JSON readers start to round")
        return value, 0, 0
    if kind is str:
        return portable_text(f"`{what}`", value), _ESCAPED * len(value), 0
    if kind is bool or value is None:
        return value, 0, 0
    if kind is list:
        items = _freeze_list(what, value)
        return items, items.weight, items.height
    if kind is dict or kind is MappingProxyType or isinstance(value, Mapping):
        table = _freeze_table(what, cast("Mapping[str, object]", value))
        return table, table.weight, table.height
    raise Unportable(
        f"`{what}` is {_named(value)}: use text, whole numbers, truths, lists and tables"
    )


def _freeze_list(what: str, value: list[object]) -> FrozenList:
    items: list[object] = []
    weight, height = 2, 0
    for index, item in enumerate(value):
        frozen, more, levels = _freeze(f"{what}[{index}]", item)
        items.append(frozen)
        weight += more + _AROUND
        height = max(height, levels)
    result = FrozenList(items)
    result.weight = weight
    result.height = height + 1
    return result


def _freeze_table(what: str, value: Mapping[str, object]) -> FrozenDict:
    try:
        keys = "".join(value)
    except TypeError:
        raise Unportable(f"`{what}` has a key that is not text") from None
    if "\0" in keys or not keys.isascii():
        for key in value:
            _check_key(key)
    result = FrozenDict(value)
    characters, weight, height = len(keys), _AROUND * len(result) + 2, 0
    for key, item in result.items():
        # Every entry runs through this loop: the usual text is dealt with on the spot.
        if type(item) is str and "\0" not in item and item.isascii():
            characters += len(item)
        elif type(item) is not bool and item is not None:
            frozen, more, levels = _freeze(key, item)
            weight += more
            height = max(height, levels)
            if frozen is not item:
                _set(result, key, frozen)
    result.weight = weight + _ESCAPED * characters
    result.height = height + 1
    return result


def _check_key(key: str) -> None:
    """Refuse a key that two sorters might put in different places.

    RFC 8785 sorts keys by UTF-16 code units and Python by code points; the two orders agree for
    all characters before the surrogates.
    """
    portable_text("a key", key)
    if key and max(key) >= _FIRST_SURROGATE:
        raise Unportable(
            f"the key `{key}` holds a character past U+D7FF, which sorts in different places"
        )


def _too_deep() -> Unportable:
    return Unportable(f"tables and lists stand more than {MAX_HEIGHT} deep in each other")


def _named(value: object) -> str:
    """Name the kind of a value in a user's words."""
    name = type(value).__name__
    words = {
        "float": "a float",
        "tuple": "a tuple",
        "bytes": "bytes",
        "set": "a set",
        "str": "text",
    }
    return words.get(name, f"a value of type `{name}`")
