"""The converter: cattrs taught what charter files may say, and nothing that only looks like it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypeVar, get_args

from cattrs import Converter
from cattrs.cols import list_structure_factory
from cattrs.errors import (
    BaseValidationError,
    IterableValidationError,
    IterableValidationNote,
)
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override

from ..errors import BylawError
from ..hints import did_you_mean
from .problem import Mistake, quoted
from .shapes import (
    EXACT,
    Scalar,
    attributes,
    expected,
    found,
    is_free,
    is_literal,
    is_mapping,
    is_table_class,
    is_tuple,
    is_union,
    members,
    several,
    shapes,
)

T = TypeVar("T")

_Hook = Callable[[Any, Any], Any]


def make_converter() -> Converter:
    """Make a converter that takes no value for another: no text for a number, no true for 1.

    It reads str, int, bool, date, ``Literal``, ``tuple[T, ...]``, ``dict[str, T]``, ``T | None``,
    unions, ``Several[T]`` and attrs classes.  Teach it more with ``scalar``, or with cattrs' own
    hooks, which may raise ``ValueError`` or ``Mistake``.
    """
    converter = Converter(forbid_extra_keys=True, detailed_validation=True)
    for kind in (str, int, bool):
        converter.register_structure_hook(kind, _plain_hook(kind, converter))
    for applies, make in (
        (is_free, _free_hook),
        (is_literal, _literal_hook),
        (is_mapping, _mapping_hook),
        (is_tuple, _tuple_hook),
        (is_union, _union_hook),
        (_is_several, _several_hook),
        (is_table_class, _table_hook),
    ):
        converter.register_structure_hook_factory(applies, make)
    scalar(
        converter,
        date,
        parse=_day,
        text=date.isoformat,
        words="a day such as `2019-05-03`",
        schema={"format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
    )
    converter.register_unstructure_hook_factory(is_table_class, _to_table)
    converter.register_unstructure_hook_factory(is_free, _to_plain)
    converter.register_unstructure_hook_factory(_is_any_tuple, _to_list)
    return converter


def scalar(  # noqa: PLR0913 - one type's whole description, by keyword
    converter: Converter,
    cls: type[T],
    *,
    parse: Callable[[str], T],
    text: Callable[[T], str],
    words: str = "text",
    schema: Mapping[str, object] | None = None,
) -> None:
    """Teach a converter a type that files write as text, such as a period or a ratio.

    ``parse`` raises ``ValueError`` or an error of bylaw's, whose message becomes a problem at the
    value's place; ``text`` is its inverse.  ``words`` says what is expected ("a period such as
    `P1M`"), and ``schema`` what JSON Schema can say of the text, such as a pattern.
    """
    hook = Scalar(parse=parse, words=words, schema={"type": "string", **(schema or {})})
    converter.register_structure_hook(cls, hook)
    converter.register_unstructure_hook(cls, text)


def _day(text: str) -> date:
    """Read a day in the one form that TOML has for it; ISO 8601 has others."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.isoformat() != text:
        raise ValueError(f"{quoted(text)} is no day: write it like `2019-05-03`")
    return day


def _is_several(kind: object) -> bool:
    return several(kind) is not None


def _is_any_tuple(kind: object) -> bool:
    return kind is tuple or is_tuple(kind)


def _wrong(value: object, kind: object, converter: Converter) -> Mistake:
    return Mistake(
        f"expected {expected(kind, converter)}, found {found(value)}",
        code="wrong-type",
        hint=_quotes(value, shapes(kind, converter)),
    )


def _quotes(value: object, wanted: frozenset[type]) -> str | None:
    """Say what would make the value one of the kind, where that is quotes or brackets."""
    if isinstance(value, str):
        if bool in wanted and value in ("true", "false"):
            return f"write {value} without quotes"
        if int in wanted and value.removeprefix("-").isdecimal():
            return "write the number without quotes"
        return "write it in brackets: a list of one" if list in wanted else None
    if isinstance(value, int | float) and str in wanted:
        return "write it in quotes"
    return None


def _checked(value: object, plain: type, kind: object, converter: Converter) -> Any:
    """Give the value when its type is exactly the one expected: True is no whole number."""
    if type(value) is not plain:
        raise _wrong(value, kind, converter)
    return value


def _free_hook(_kind: object, _converter: Converter) -> _Hook:
    return lambda value, _: value


def _plain_hook(kind: type, converter: Converter) -> _Hook:
    def structured(value: object, _: object) -> object:
        checked = _checked(value, kind, kind, converter)
        if kind is int and abs(checked) > EXACT:
            raise Mistake("a whole number beyond 2^53 can't be kept exactly")
        return checked

    return structured


def _literal_hook(kind: object, converter: Converter) -> _Hook:
    words = get_args(kind)

    def structured(value: object, _: object) -> object:
        for word in words:
            if type(value) is type(word) and value == word:
                return value
        if type(value) not in shapes(kind, converter):
            raise _wrong(value, kind, converter)
        meant = did_you_mean(str(value), [str(word) for word in words])
        raise Mistake(
            f"{quoted(value)} is not {expected(kind, converter)}",
            code="unknown-word",
            hint=f"did you mean `{meant}`?" if meant else None,
        )

    return structured


def _mapping_hook(kind: Any, converter: Converter) -> _Hook:
    of: Any = get_args(kind)[1]

    def structured(value: object, _: object) -> object:
        made: dict[str, object] = {}
        errors: list[Exception] = []
        for name, item in _checked(value, dict, kind, converter).items():
            try:
                made[name] = converter.structure(item, of)
            except Exception as error:  # noqa: BLE001 - told with all the others, by cattrs' way
                note = IterableValidationNote(f"at key {name!r}", name, of)
                error.add_note(note)
                errors.append(error)
        if errors:
            raise IterableValidationError(
                "in a table",
                errors,
                dict,  # pyright: ignore[reportCallIssue]  # it sees only the base's __init__
            )
        return made

    return structured


def _tuple_hook(kind: Any, converter: Converter) -> _Hook:
    inner = list_structure_factory(kind, converter)

    def structured(value: object, _: object) -> object:
        return tuple(inner(_checked(value, list, kind, converter), kind))

    return structured


def _several_hook(kind: object, converter: Converter) -> _Hook:
    one: Any = several(kind)
    many: Any = tuple[one, ...]

    def structured(value: object, _: object) -> object:
        if isinstance(value, list):
            return converter.structure(value, many)
        if type(value) not in shapes(one, converter):
            raise _wrong(value, kind, converter)
        return (converter.structure(value, one),)

    return structured


def _union_hook(kind: object, converter: Converter) -> _Hook:
    choices: tuple[Any, ...] = members(kind)
    if len(choices) == 1:
        return lambda value, _: converter.structure(value, choices[0])

    def structured(value: object, _: object) -> object:
        fitting = [choice for choice in choices if type(value) in shapes(choice, converter)]
        if not fitting:
            raise _wrong(value, kind, converter)
        for choice in fitting[:-1]:
            try:
                return converter.structure(value, choice)
            except (ValueError, BylawError, BaseValidationError):
                continue  # the next may take it; the last says what is wrong
        return converter.structure(value, fitting[-1])

    return structured


def _renamed(cls: type) -> dict[str, Any]:
    return {a.name: override(rename=name) for name, a in attributes(cls).items()}


def _table_hook(cls: Any, converter: Converter) -> _Hook:
    renamed = _renamed(cls)
    inner = make_dict_structure_fn(cls, converter, **renamed)

    def structured(value: object, _: object) -> object:
        return inner(_checked(value, dict, cls, converter), cls)

    return structured


def _to_table(cls: Any, converter: Converter) -> Callable[[Any], object]:
    renamed = _renamed(cls)
    inner = make_dict_unstructure_fn(cls, converter, **renamed)
    return lambda value: {name: item for name, item in inner(value).items() if item is not None}


def _to_plain(_kind: object, converter: Converter) -> Callable[[Any], object]:
    return converter.unstructure


def _to_list(_kind: object, converter: Converter) -> Callable[[Any], object]:
    return lambda items: [converter.unstructure(item) for item in items]
