"""Shapes: what a file may hold for each type of a charter's classes, in a user's words."""

from __future__ import annotations

import keyword
import types
from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal, TypeVar, Union, cast, get_args, get_origin

import attrs
from attrs import Attribute, frozen
from cattrs import Converter

from .problem import Mistake

EXACT = 2**53 - 1
"""The largest whole number that every reader of JSON keeps exactly (RFC 8259, section 6)."""

T = TypeVar("T")

_SEVERAL = "one or several"

Several = Annotated[tuple[T, ...], _SEVERAL]
"""A tuple that a file may write as one value or as a list of values."""

_NOUNS: dict[type, tuple[str, str]] = {
    str: ("text", "text"),
    int: ("a whole number", "whole numbers"),
    bool: ("true or false", "truths"),
    dict: ("a table", "tables"),
    list: ("a list", "lists"),
    float: ("a decimal number", "decimal numbers"),
}


@frozen(kw_only=True)
class Scalar:
    """How a type is read that files write as text: a hook of cattrs that can also be described."""

    parse: Callable[[str], object]
    words: str
    schema: Mapping[str, object]

    def __call__(self, value: object, _: object) -> object:
        """Read the text.

        Raises:
            Mistake: the value is no text.
            ValueError: it is no text of this type.
        """
        if not isinstance(value, str):
            raise Mistake(f"expected {self.words}, found {found(value)}", code="wrong-type")
        return self.parse(value)


def key(name: str | None = None, *, doc: str = "") -> dict[str, str]:
    """Make an attribute's metadata: its key in the file, and a sentence for the schema.

    Without a name the key is the attribute's, less the underscore that keeps ``from_`` from being
    a word of Python.

    >>> key("from", doc="the states that it leaves")
    {'doc': 'the states that it leaves', 'key': 'from'}
    """
    return {"doc": doc} if name is None else {"doc": doc, "key": name}


def key_of(attribute: Attribute[Any]) -> str:
    """Give the key under which a file holds an attribute."""
    named = attribute.metadata.get("key")
    if named is not None:
        return str(named)
    bare = attribute.name.removesuffix("_")
    return bare if keyword.iskeyword(bare) else attribute.name


def attributes(cls: type) -> dict[str, Attribute[Any]]:
    """Give the attributes that a file may hold, by their keys, with their types resolved."""
    resolved = attrs.resolve_types(cls)
    return {key_of(a): a for a in attrs.fields(resolved) if a.init}


def is_table_class(kind: object) -> bool:
    """Tell whether a type is an attrs class, which a file holds as a table."""
    return isinstance(kind, type) and attrs.has(kind)


def is_tuple(kind: object) -> bool:
    """Tell whether a type is ``tuple[T, ...]``, which a file holds as a list."""
    return get_origin(kind) is tuple and get_args(kind)[1:] == (...,)


def is_mapping(kind: object) -> bool:
    """Tell whether a type is ``dict[str, T]`` or ``Mapping[str, T]``."""
    return get_origin(kind) in (dict, Mapping)


def is_union(kind: object) -> bool:
    """Tell whether a type is a union, such as ``str | None``."""
    return get_origin(kind) in (Union, types.UnionType)


def is_literal(kind: object) -> bool:
    """Tell whether a type is one of a few words."""
    return get_origin(kind) is Literal


def is_free(kind: object) -> bool:
    """Tell whether a type says nothing, so that a file may hold anything."""
    return kind is object or kind is Any


def several(kind: object) -> object | None:
    """Give ``T`` where a type is ``Several[T]`` or ``T | tuple[T, ...]``."""
    if get_origin(kind) is Annotated and _SEVERAL in get_args(kind):
        return cast("object", get_args(get_args(kind)[0])[0])
    one, *rest = sorted(members(kind), key=is_tuple)
    if len(rest) == 1 and is_tuple(rest[0]) and get_args(rest[0])[0] == one:
        return one
    return None


def members(kind: object) -> tuple[object, ...]:
    """Give what a union allows; nothing is written by leaving its key out, so not ``None``."""
    if not is_union(kind):
        return (kind,)
    return tuple(member for member in get_args(kind) if member is not types.NoneType)


def shapes(kind: object, converter: Converter) -> frozenset[type]:
    """Give the types of plain data that a file may hold for a type."""
    one = several(kind)
    if one is not None:
        return shapes(one, converter) | {list}
    plain: set[type] = set()
    if is_union(kind):
        for member in members(kind):
            plain |= shapes(member, converter)
    elif is_literal(kind):
        plain = {type(word) for word in get_args(kind)}
    elif is_tuple(kind):
        plain = {list}
    elif scalar_of(kind, converter) is not None:
        plain = {str}
    elif is_mapping(kind) or is_table_class(kind):
        plain = {dict}
    elif isinstance(kind, type) and kind in (str, int, bool):
        plain = {kind}
    else:
        plain = set(_NOUNS)  # anything, or a type that reads itself
    return frozenset(plain)


def expected(kind: object, converter: Converter) -> str:
    """Say what a file should hold, in a user's words: ``text or a list of text``."""
    *some, last = dict.fromkeys(_choices(kind, converter))
    return f"{', '.join(some)} or {last}" if some else last


def found(value: object) -> str:
    """Say what a file holds, in a user's words."""
    if isinstance(value, bool):
        return "true" if value else "false"
    noun = _NOUNS.get(type(value))
    return noun[0] if noun else "something else"


def scalar_of(kind: object, converter: Converter) -> Scalar | None:
    """Give what a converter was taught of a type that files write as text."""
    if not isinstance(kind, type):
        return None
    hook: object = converter.get_structure_hook(kind)
    return hook if isinstance(hook, Scalar) else None


def _choices(kind: object, converter: Converter) -> list[str]:
    one = several(kind)
    if one is not None:
        return [*_choices(one, converter), _list_of(one, converter)]
    if is_union(kind):
        return [word for member in members(kind) for word in _choices(member, converter)]
    if is_literal(kind):
        return [f"`{word}`" for word in get_args(kind)]
    if is_tuple(kind):
        return [_list_of(get_args(kind)[0], converter)]
    scalar = scalar_of(kind, converter)
    if scalar is not None:
        return [scalar.words]
    plain = shapes(kind, converter)
    return [noun for each, (noun, _) in _NOUNS.items() if each in plain]


def _list_of(kind: object, converter: Converter) -> str:
    if is_free(kind):
        return "a list"
    plain = shapes(kind, converter)
    if len(plain) > 1 or is_literal(kind) or scalar_of(kind, converter) is not None:
        return f"a list, each {expected(kind, converter)}"
    return f"a list of {_NOUNS[next(iter(plain))][1]}"
