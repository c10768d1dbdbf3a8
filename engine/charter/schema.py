"""The JSON Schema of charter files, with the parameters of every built-in policy.

Terms name policies, and strangers may bring more of them: of names that it doesn't know the schema
demands nothing.
"""

from collections.abc import Mapping
from importlib.metadata import entry_points
from typing import Any, cast

from attrs import NOTHING, Attribute

from ..policy import GROUP, Policy, find
from ..source.schema import Schema, schema
from ..source.shapes import attributes
from .converter import charter_converter
from .document import CharterFile

_TERM: Schema = {"$ref": "#/definitions/Term"}
_TERMS: Schema = {"type": "array", "items": _TERM}
_LISTS = ("requires", "unless")


def charter_schema() -> Schema:
    """Give the schema of charter files."""
    made = schema(CharterFile, title="a charter", converter=charter_converter())
    definitions = _definitions(made)
    for described in definitions.values():
        properties = cast("dict[str, Schema]", described.get("properties", {}))
        for name in _LISTS:
            if name in properties:
                properties[name] = {**properties[name], **_TERMS}
    cast("dict[str, Schema]", made["properties"])["definitions"]["additionalProperties"] = _TERM
    terms = dict(_combining())
    for name, policy in built_in().items():
        terms[name] = _policy(policy, definitions)
    definitions["Term"] = {
        "type": "object",
        "description": "A policy by its name, with its parameters or the first of them alone.",
        "minProperties": 1,
        "maxProperties": 1,
        "properties": dict(sorted(terms.items())),
    }
    made["definitions"] = dict(sorted(definitions.items()))
    return made


def built_in() -> Mapping[str, type[Policy]]:
    """Give the policies that come with bylaw itself, by name."""
    found: dict[str, type[Policy]] = {}
    for entry in entry_points(group=GROUP):
        if entry.module.startswith("bylaw.policies.") and (policy := find(entry.name)) is not None:
            found[entry.name] = policy
    return dict(sorted(found.items()))


def _combining() -> Mapping[str, Schema]:
    """Describe the terms that combine others."""
    some: Schema = {**_TERMS, "minItems": 1}
    return {
        "all": {"description": "Every one of several terms.", **some},
        "any": {"description": "Any one of several terms.", **some},
        "defined": {
            "description": "The term that a definition of this name stands for.",
            "type": "string",
        },
        "not": {"description": "The opposite of a term.", "allOf": [_TERM]},
        "at_least": {
            "description": "At least so many of several terms.",
            "type": "object",
            "properties": {"count": {"type": "integer", "minimum": 1}, "of": some},
            "required": ["count", "of"],
            "additionalProperties": False,
        },
    }


def _policy(policy: type[Policy], definitions: dict[str, Schema]) -> Schema:
    """Describe a policy's parameters, and its first alone where the others may be left out."""
    described = schema(policy, title="", converter=charter_converter())
    definitions.update(_definitions(described))
    del described["$schema"], described["title"], described["definitions"]
    known = attributes(policy)
    for name, attribute in known.items():
        _say(attribute, cast("dict[str, Schema]", described["properties"])[name])
    first, *rest = known.items()
    if any(attribute.default is NOTHING for _, attribute in rest):
        return described
    alone = cast("dict[str, Schema]", described["properties"])[first[0]]
    said = described.pop("description", "")
    return {"description": said, "anyOf": [alone, described]}


def _say(attribute: "Attribute[Any]", described: Schema) -> None:
    """Say what a parameter names in the charter, or which choice it makes."""
    names = attribute.metadata.get("names")
    said = attribute.metadata.get("choice") or (f"names a {names}" if names else None)
    if said is not None and "description" not in described:
        described["description"] = str(said)


def _definitions(made: Schema) -> dict[str, Schema]:
    return cast("dict[str, Schema]", made["definitions"])
