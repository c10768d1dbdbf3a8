"""One policy as prose: what it demands, its parameters with their units, and an example."""

import inspect
import re
from collections.abc import Iterator, Mapping
from typing import Any, Literal, cast, get_args, get_origin

import attrs
from cattrs.errors import BaseValidationError

from ..calendars import Period
from ..charter import Charter
from ..charter.converter import charter_converter
from ..charter.names import NOUNS
from ..errors import BylawError
from ..machine import Term
from ..policy import Policy
from ..ratio import Ratio
from ..source.shapes import attributes, expected
from ..speech import Speech
from .names import speech_of
from .page import Item, Page, Section, a, stop
from .phrase import demand

_NAMED = {
    "anchor": "posted",
    "ballot": "decision",
    "body": "chairs",
    "claim": "settled",
    "duty": "notes",
    "field": "day",
    "link": "subject",
    "people": "chairs",
    "role": "sponsor",
    "session": "review",
    "shared": "release",
    "state": "draft",
    "veto": "discuss",
    "who": "chairs",
}
"""What things are called in an example that no charter gives."""

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def policy_page(name: str, policy: type[Policy], charters: Mapping[str, Charter]) -> Page:
    """Tell of a policy.

    Args:
        name: that under which charters use it.
        policy: its class.
        charters: where an example may be found, by name.
    """
    paragraphs = inspect.cleandoc(policy.__doc__ or "").split("\n\n")
    opening = [Item(text=" ".join(each.split())) for each in paragraphs if each.strip()]
    sections = [
        Section(title="What a charter states", items=tuple(_parameters(policy))),
        Section(title="An example", items=tuple(_example(name, policy, charters))),
    ]
    return Page(
        title=name,
        opening=tuple(opening),
        sections=tuple(section for section in sections if section.items),
    )


def _parameters(policy: type[Policy]) -> Iterator[Item]:
    known = attributes(policy)
    for key, each in known.items():
        names, choice = each.metadata.get("names"), each.metadata.get("choice")
        kind = (
            f"the name of {a(NOUNS[names])}" if names else expected(each.type, charter_converter())
        )
        said = [kind, _default(each)]
        if choice:
            said.append(choice)
        yield Item(lead=key, text=stop("; ".join(said)))


def _default(each: "attrs.Attribute[Any]") -> str:
    if each.default is attrs.NOTHING:
        return "must be stated"
    if each.default in (None, (), "") or hasattr(each.default, "factory"):
        return "may be left out"
    return f"`{str(each.default).lower()}` if left out"


def _example(name: str, policy: type[Policy], charters: Mapping[str, Charter]) -> Iterator[Item]:
    for charter, action, wanted, term in _uses(name, charters):
        said = demand(term.policy, speech_of(charter.file))
        key = "requires" if wanted else "unless"
        yield Item(text=f"{key} = [{written(name, term.policy)}]", code=True)
        where = f"So in the charter `{charter.name}`, where `{action}`"
        lead = "can be done only if" if wanted else "can't be done if"
        yield Item(text=f"{where} {lead} {said}.")
        return
    made = made_up(policy)
    if made is not None:
        yield Item(text=f"requires = [{written(name, made)}]", code=True)
        yield Item(text=stop(f"It demands that {demand(made, Speech())}"))


def _uses(name: str, charters: Mapping[str, Charter]) -> Iterator[tuple[Charter, str, bool, Term]]:
    """Give where charters use a policy: the action, and whether it is wanted to hold."""
    for charter in charters.values():
        for (_, action), moves in charter.machine.table.items():
            for move in moves:
                for wanted, terms in ((True, move.requires), (False, move.unless)):
                    for term in _inner(terms):
                        if term.name == name:
                            yield charter, action, wanted, term


def _inner(terms: tuple[Term, ...]) -> Iterator[Term]:
    for term in terms:
        yield term
        yield from _inner(term.parts)


def written(name: str, policy: Policy) -> str:
    """Write a policy as a charter does, what it leaves out left out."""
    known = attributes(type(policy))
    stated = {
        key: getattr(policy, each.name)
        for key, each in known.items()
        if getattr(policy, each.name) != each.default
        and getattr(policy, each.name) not in (None, ())
    }
    first = next(iter(known), "")
    if list(stated) == [first] and isinstance(stated[first], str):
        return f"{{ {name} = {_toml(stated[first])} }}"
    inner = ", ".join(f"{key} = {_toml(value)}" for key, value in stated.items())
    return f"{{ {name} = {{ {inner} }} }}"


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, (tuple, list)):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, Mapping):
        pairs = [f"{_key(str(key))} = {_toml(each)}" for key, each in value.items()]
        return f"{{ {', '.join(pairs)} }}"
    return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _key(key: str) -> str:
    """Write a key, in quotes where it needs them."""
    return key if _BARE.fullmatch(key) else _toml(key)


def made_up(policy: type[Policy]) -> Policy | None:
    """Make a policy of values that anybody might state, or nothing where that can't be told."""
    known = attributes(policy)
    must = {key: _value(key, it) for key, it in known.items() if it.default is attrs.NOTHING}
    may = [key for key in known if key not in must]
    for more in (None, *may):
        given = must if more is None else {**must, more: _value(more, known[more])}
        try:
            return charter_converter().structure(given, policy)
        except (BaseValidationError, BylawError, TypeError, ValueError):
            continue
    return None


def _value(key: str, each: "attrs.Attribute[Any]") -> object:
    names = each.metadata.get("names")
    if names is not None:
        several = get_origin(each.type) is tuple
        named = _NAMED.get(names, f"some_{names}")
        return [named] if several else named
    for kind, value in (
        (Period, "P14D"),
        (Ratio, "1/2"),
        (int, 2),
        (bool, True),
    ):
        if each.type is kind or kind in get_args(each.type):
            return value
    if get_origin(each.type) is Literal:
        return cast("object", get_args(each.type)[0])
    return key
