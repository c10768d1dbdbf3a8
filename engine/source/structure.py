"""Structuring: from a document's plain data to frozen classes, with every mistake at its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar, cast

from attrs import Attribute, fields_dict, frozen
from cattrs import Converter
from cattrs.errors import (
    ClassValidationError,
    ForbiddenExtraKeysError,
    IterableValidationError,
    StructureHandlerNotFoundError,
)

from ..errors import BylawError
from ..hints import did_you_mean
from .problem import Mistake, Path, Problem, Problems, quoted
from .read import Document
from .shapes import attributes, expected, key_of

T = TypeVar("T")

_MOST_UNKNOWN = 20  # unknown keys of one table that are told one by one


def structure(document: Document, cls: type[T], converter: Converter) -> T | Problems:
    """Make a ``cls`` of a document's data, or give all the mistakes in it."""
    return structure_at(document, (), document.data, cls, converter)


def structure_at(
    document: Document, path: Path, raw_value: object, cls: type[T], converter: Converter
) -> T | Problems:
    """Make a ``cls`` of the value at ``path``, or give all the mistakes in it at their places."""
    try:
        return converter.structure(raw_value, cls)
    except StructureHandlerNotFoundError:
        raise  # the class is at fault, not the file
    except Exception as error:  # noqa: BLE001 - whatever a reader of values raises is told
        problems = Problems()
        for cause in _causes(error, path, raw_value):
            problems.extend(_problems(document, cause, converter))
        return problems


def unstructure(value: object, converter: Converter) -> dict[str, object]:
    """Give back plain data of the shape that files have: what ``structure`` reads as the same.

    Defaults are written out, so that what is kept stays true when a default changes later.  What
    is None is left out, as it is in files.
    """
    return cast("dict[str, object]", converter.unstructure(value))


@frozen(kw_only=True)
class _Cause:
    """One exception, with the way to the value that it is about."""

    error: Exception
    path: Path
    missing: Attribute[Any] | None = None  # of a key that isn't there


def _causes(error: Exception, path: Path, raw: object) -> Iterator[_Cause]:
    """Take a group of exceptions apart, down to those that are about one value."""
    if isinstance(error, StructureHandlerNotFoundError):
        raise error
    if isinstance(error, ClassValidationError):
        noted, rest = error.group_exceptions()
        for each, note in noted:
            attribute = fields_dict(error.cl)[note.name]
            name = key_of(attribute)
            if isinstance(each, KeyError) and _lacks(raw, name):
                yield _Cause(error=each, path=path, missing=attribute)
            else:
                yield from _causes(each, (*path, name), _inside(raw, name))
    elif isinstance(error, IterableValidationError):
        noted_items, rest = error.group_exceptions()
        for each, item in noted_items:
            yield from _causes(each, (*path, item.index), _inside(raw, item.index))
    elif isinstance(error, ExceptionGroup):
        rest = list(cast("ExceptionGroup[Exception]", error).exceptions)
    else:
        yield _Cause(error=error, path=path)
        return
    for each in rest:
        yield from _causes(each, path, raw)


def _lacks(raw: object, name: str) -> bool:
    return isinstance(raw, dict) and name not in cast("dict[str, object]", raw)


def _inside(raw: object, step: str | int) -> object:
    if isinstance(raw, dict):
        return cast("dict[str | int, object]", raw).get(step)
    if isinstance(raw, list) and isinstance(step, int):
        return cast("list[object]", raw)[step]
    return None


def _problems(document: Document, cause: _Cause, converter: Converter) -> Iterator[Problem]:
    """Say what went wrong in a user's words."""
    error, path = cause.error, cause.path
    if cause.missing is not None:
        name = key_of(cause.missing)
        yield document.problem(
            "missing-key",
            f"{_table(path)} needs `{name}`: {expected(cause.missing.type, converter)}",
            path,
            hint=cause.missing.metadata.get("doc") or None,
            at_key=True,
        )
    elif isinstance(error, ForbiddenExtraKeysError):
        yield from _unknown(document, path, error)
    elif isinstance(error, Mistake):
        yield document.problem(error.code, str(error), (*path, *error.at), hint=error.hint)
    elif isinstance(error, ValueError | BylawError):
        yield document.problem("bad-value", _message(error), path)
    else:
        said = f"{type(error).__name__}: {_message(error)}"
        yield document.problem("unreadable-value", f"reading it failed with {said}", path)


def _message(error: Exception) -> str:
    """Give an exception's message; those of attrs' validators carry more than one."""
    return str(error.args[0]) if error.args else "no reason given"


def _table(path: Path) -> str:
    return quoted(".".join(str(step) for step in path)) if path else "the file"


def _unknown(document: Document, path: Path, error: ForbiddenExtraKeysError) -> Iterator[Problem]:
    known = attributes(error.cl)
    names = sorted(error.extra_fields)
    for name in names[:_MOST_UNKNOWN]:
        meant = did_you_mean(name, known)
        yield document.problem(
            "unknown-key",
            f"{_table(path)} has no key {quoted(name)}",
            (*path, name),
            hint=f"did you mean `{meant}`?" if meant else f"it has {_names(known)}",
            at_key=True,
        )
    if len(names) > _MOST_UNKNOWN:
        more = len(names) - _MOST_UNKNOWN
        yield document.problem("unknown-key", f"{_table(path)} has {more} more such keys", path)


def _names(known: Mapping[str, object]) -> str:
    return ", ".join(f"`{name}`" for name in known) or "no keys at all"
