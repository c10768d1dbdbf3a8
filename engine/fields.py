"""What a request tells beside who asks for what, held against what the action asks for."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal, cast

from attrs import frozen

from .errors import RequestError
from .instants import parse
from .instants import text as written

FieldType = Literal["text", "link", "date", "instant", "person", "number", "list"]

_LARGEST = 2**53

LONGEST_PERSON = 200
"""The most characters that a person's name has."""

UNPORTABLE = "(unportable)"
"""The key of the table that stands for what was told and no store could hold."""


@frozen(kw_only=True)
class Field:
    """One field that an action asks for.

    Attributes:
        choices: the values that it may take; none where any value of the type will do.
        beside: whether it is kept beside the journal, which then holds a digest of it alone.
    """

    name: str
    type: FieldType
    choices: tuple[str, ...] = ()
    optional: bool = False
    beside: bool = False

    def words(self) -> str:
        """Say what a good value is."""
        if self.choices:
            return "one of " + ", ".join(f"`{choice}`" for choice in self.choices)
        return {
            "text": "a text",
            "link": "a link that starts with `https://` or `http://`",
            "date": "a day, written like `2019-08-02`",
            "instant": "an instant with its zone, written like `2019-08-02T11:00:00-07:00`",
            "person": "a person's name",
            "number": "a whole number",
            "list": "a list of texts",
        }[self.type]

    def accepts(self, value: object) -> bool:
        """Tell whether the value is of the field's type, and one of its choices."""
        match self.type:
            case "number":
                return type(value) is int and -_LARGEST <= value <= _LARGEST
            case "list":
                return _is_list(value)
            case _ if type(value) is not str or not value or not _is_portable(value):
                return False
            case "link":
                return value.startswith(("https://", "http://"))
            case "date" | "instant":
                return _is_day(value) if self.type == "date" else _is_instant(value)
            case _:
                fits = self.type != "person" or is_person(value)
                return fits and (not self.choices or value in self.choices)

    def example(self) -> object:
        """Give a value that it accepts."""
        if self.choices:
            return self.choices[0]
        examples: Mapping[FieldType, object] = {
            "text": "…",
            "link": "https://example.org/",
            "date": "9999-12-30",
            "instant": "9999-12-30T00:00:00Z",
            "person": "somebody",
            "number": 1,
            "list": ["…"],
        }
        return examples[self.type]


def faults(fields: Mapping[str, Field], data: Mapping[str, object]) -> dict[str, str]:
    """Tell what is wrong with the data of a request: each field at fault, with the reason."""
    found: dict[str, str] = {}
    for name, field in fields.items():
        if name not in data:
            if not field.optional:
                found[name] = f"`{name}` was not given; it must be {field.words()}"
        elif not field.accepts(data[name]):
            found[name] = f"`{name}` is `{_shown(data[name])}`; it must be {field.words()}"
    for name in data.keys() - fields.keys():
        asked = ", ".join(f"`{each}`" for each in fields)
        found[name] = f"`{name}` is not asked for; " + (f"{asked} are" if asked else "nothing is")
    return found


def _shown(value: object) -> str:
    if isinstance(value, Mapping) and UNPORTABLE in value:
        value = cast("Mapping[str, object]", value)[UNPORTABLE]
    text = str(value)
    return text if len(text) <= 80 else text[:79] + "…"  # noqa: PLR2004 - a line of a terminal


def _is_list(value: object) -> bool:
    if not isinstance(value, (list, tuple)):
        return False
    items = cast("Sequence[object]", value)
    return all(type(item) is str and _is_portable(item) for item in items)


def is_person(name: str) -> bool:
    """Tell whether somebody can be called that: whoever can't, may never ask for anything."""
    printable = name.isprintable() and not name.startswith("(")
    return printable and 0 < len(name) <= LONGEST_PERSON


def _is_portable(text: str) -> bool:
    """Tell whether every store can hold a text: no NUL, and no half of a surrogate pair."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _is_instant(text: str) -> bool:
    try:
        return bool(written(parse(text))) and "T" in text
    except (RequestError, OverflowError):
        return False
