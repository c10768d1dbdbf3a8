"""JSON Schema of the files that a class is read from, for editors: made of the class alone.

The vocabulary is that of draft-07, which editors of TOML understand:
https://json-schema.org/draft-07
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any, cast, get_args

from attrs import NOTHING, Attribute
from cattrs import Converter

from .shapes import (
    EXACT,
    attributes,
    is_free,
    is_literal,
    is_mapping,
    is_table_class,
    is_tuple,
    is_union,
    members,
    scalar_of,
    several,
)

Schema = dict[str, object]

_PLAIN: Mapping[object, Schema] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer", "minimum": -EXACT, "maximum": EXACT},
}


def schema(
    cls: type,
    *,
    title: str,
    converter: Converter,
    custom: Mapping[type, Mapping[str, object]] | None = None,
) -> Schema:
    """Describe the files from which the converter makes a ``cls``.

    Types that it was taught with ``scalar`` describe themselves; ``custom`` describes those that
    are read by hooks of cattrs.

    Raises:
        TypeError: a type is described by nobody, or two classes have one name.
    """
    writer = _Writer(converter, custom or {})
    root = writer.table(cls)
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": title,
        **root,
        "definitions": dict(sorted(writer.definitions.items())),
    }


class _Writer:
    """The description of one class, and of the classes that it is made of."""

    def __init__(self, converter: Converter, custom: Mapping[type, Mapping[str, object]]) -> None:
        self._converter = converter
        self._custom = custom
        self._named: dict[str, type] = {}
        self.definitions: dict[str, Schema] = {}

    def table(self, cls: type) -> Schema:
        """Describe the table that a class is read from."""
        known = attributes(cls)
        described: Schema = {"type": "object"}
        if summary := _summary(cls):
            described["description"] = summary
        described["properties"] = {name: self._property(a) for name, a in known.items()}
        if required := [name for name, a in known.items() if a.default is NOTHING]:
            described["required"] = required
        described["additionalProperties"] = False
        return described

    def _property(self, attribute: Attribute[Any]) -> Schema:
        described = self._type(attribute.type)
        doc = attribute.metadata.get("doc")
        if not doc:
            return described
        # Draft-07 ignores what stands beside a reference, so the two stand in a list of one.
        inner: Schema = {"allOf": [described]} if "$ref" in described else described
        return {"description": str(doc), **inner}

    def _type(self, kind: object) -> Schema:  # noqa: PLR0911 - one answer for each kind of type
        if is_free(kind):
            return {}
        if isinstance(kind, type):
            return self._class(kind)
        one = several(kind)
        if one is not None:
            return _any_of([self._type(one), self._list(one)])
        if is_union(kind):
            return _any_of([self._type(member) for member in members(kind)])
        if is_literal(kind):
            return {"enum": list(get_args(kind))}
        if is_tuple(kind):
            return self._list(get_args(kind)[0])
        if is_mapping(kind):
            return {"type": "object", "additionalProperties": self._type(get_args(kind)[1])}
        raise _undescribed(kind)

    def _class(self, kind: type) -> Schema:
        if kind in self._custom:
            return dict(self._custom[kind])
        scalar = scalar_of(kind, self._converter)
        if scalar is not None:
            return {"description": scalar.words, **scalar.schema}
        if kind in _PLAIN:
            return dict(_PLAIN[kind])
        if not is_table_class(kind):
            raise _undescribed(kind)
        name = kind.__name__
        if self._named.setdefault(name, kind) is not kind:
            raise TypeError(f"two classes are called {name}")
        if name not in self.definitions:
            self.definitions[name] = {}  # so that a class may be made of itself
            self.definitions[name] = self.table(kind)
        return {"$ref": f"#/definitions/{name}"}

    def _list(self, of: object) -> Schema:
        return {"type": "array", "items": self._type(of)}


def _any_of(choices: list[Schema]) -> Schema:
    flat: list[Schema] = []
    for choice in choices:
        nested = choice.get("anyOf") if len(choice) == 1 else None
        flat += cast("list[Schema]", nested) if nested else [choice]
    return flat[0] if len(flat) == 1 else {"anyOf": flat}


def _summary(cls: type) -> str:
    """Give the first sentence of a class's docstring, on one line."""
    paragraph = inspect.cleandoc(cls.__doc__ or "").split("\n\n")[0]
    return " ".join(paragraph.split())


def _undescribed(kind: object) -> TypeError:
    return TypeError(
        f"nobody describes {kind!r}: teach it to the converter, or pass it in `custom`"
    )
