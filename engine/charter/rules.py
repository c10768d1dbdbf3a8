"""Rules: where each sentence of the source is kept, and whether that place exists."""

from collections.abc import Iterator, Mapping
from typing import cast

from attrs import frozen

from ..machine import DEFINED
from ..policy import find, thing
from ..source.problem import Problem
from ..source.read import Document
from .document import Action, CharterFile
from .sentences import RuleKind
from .terms import COMBINING

_WHOLE = (
    *("by", "data", "when", "from", "to", "moves", "records", "dates", "clears"),
    *("assigns", "adds", "quits", "removes", "ballot", "signs", "vetoes", "releases"),
    *("attests", "contests", "retracts", "voids", "links", "resets", "amends"),
    *("admits", "dismisses", "seats", "suspends", "restores"),
    *("opens", "recuses", "entrusts", "seals", "unseals", "offers", "attends", "totals", "counts"),
)
_COMPOSED = ("seats", "minimum", "per_affiliation", "excludes", "term", "terms", "activity")
_TABLES = (
    *("bodies", "roles", "blocks", "ballots", "counts", "calendars", "sessions"),
    *("anchors", "definitions", "duties", "states", "actions"),
)


def kept(file: CharterFile) -> Mapping[str, tuple[str, ...]]:
    """Give the rules that each place keeps."""
    found: dict[str, tuple[str, ...]] = {}
    for name, rule in file.rules.items():
        for place in rule.by:
            found[place] = (*found.get(place, ()), name)
    return found


def places(file: CharterFile) -> frozenset[str]:
    """Give every place that may keep a rule.

    They are ``action``, ``action.policy`` or another part of it, ``table.name``, and, where a
    policy is about one thing, ``action.policy.thing``, such as ``approve.sign_off.bdfl``; and for
    who may be in a body ``bodies.name.key``, such as ``bodies.council.seats``.
    """
    found: set[str] = set()
    for name, action in file.actions.items():
        found.add(name)
        found |= {f"{name}.{part}" for part in (*_WHOLE, *_policies(file, action))}
    for table in _TABLES:
        found |= {f"{table}.{name}" for name in getattr(file, table)}
    found |= {f"bodies.{name}.{key}" for name in file.bodies for key in _COMPOSED}
    return frozenset(found)


def _policies(file: CharterFile, action: Action) -> Iterator[str]:
    """Give the name of every policy in an action's terms, as far as they are well formed."""
    rest: list[object] = [*action.requires, *action.unless]
    defined = dict(file.definitions)  # each is gone through once
    for move in action.moves:
        rest += [*move.requires, *move.unless]
    while rest:
        term = rest.pop()
        for name, given in cast(
            "dict[str, object]", term if isinstance(term, dict) else {}
        ).items():
            yield name
            if about := _thing(name, given):
                yield f"{name}.{about}"
            inner = given
            if name == "at_least" and isinstance(given, dict):
                inner = cast("dict[str, object]", given).get("of")
            if name == DEFINED and isinstance(given, str):
                yield f"{name}.{given}"
                rest.append(defined.pop(given, None))
            if name in COMBINING:
                rest += cast("list[object]", inner) if isinstance(inner, list) else [inner]


def _thing(name: str, given: object) -> str:
    """Give the one thing that a term is about, as far as there is such a policy."""
    if name in {*COMBINING, DEFINED}:
        return ""
    try:
        return thing(find(name), given)
    except Exception:  # noqa: BLE001 - what is wrong with a policy is told where terms are read
        return ""


@frozen(kw_only=True)
class Row:
    """A rule with the places that keep it: a line of the table in the docs.

    Attributes:
        id: what the charter calls the rule.
        by: each place as it is written, in the charter's order.
        reason: why it can't be expressed, or who judges; empty where neither is so.
    """

    id: str
    text: str
    source: str
    kind: RuleKind
    by: tuple[str, ...]
    reason: str


def rows(file: CharterFile) -> tuple[Row, ...]:
    """Give the table of a charter's rules and of where each is kept, in the charter's order."""
    return tuple(
        Row(
            id=name,
            text=rule.text,
            source=rule.source,
            kind=rule.kind,
            by=rule.by,
            reason=rule.reason,
        )
        for name, rule in file.rules.items()
    )


def unkept(document: Document, file: CharterFile) -> Iterator[Problem]:
    """Give the rules that are said to be kept where nothing is, and those kept nowhere."""
    known = places(file)
    for name, rule in file.rules.items():
        for place, each in enumerate(rule.by):
            if each not in known:
                yield document.problem(
                    "unknown-place",
                    f"rule `{name}` is said to be kept by `{each}`, which the charter has not",
                    ("rules", name, "by", place),
                    hint="write `action`, `action.policy`, `action.policy.thing` or `table.name`",
                )
        if rule.kind != "inexpressible" and not rule.by:
            yield document.problem(
                "unkept-rule",
                f"rule `{name}` is said to be {rule.kind}, but not by what",
                ("rules", name),
                hint='state `by`, or `kind = "inexpressible"` with a `reason`',
                at_key=True,
            )
        if rule.kind in ("inexpressible", "attested") and not rule.reason:
            yield document.problem(
                "no-reason",
                f"rule `{name}` is {rule.kind}, but no `reason` says why",
                ("rules", name),
                at_key=True,
            )
    for name, choice in file.choices.items():
        if not choice.reading:
            yield document.problem(
                "open-choice",
                f"the source leaves `{name}` open, and so does the charter: {choice.question}",
                ("choices", name),
                hint="state the `reading` that the charter takes",
                at_key=True,
            )
        for place, each in enumerate(choice.by):
            if each not in known:
                yield document.problem(
                    "unknown-place",
                    f"choice `{name}` is said to show in `{each}`, which the charter has not",
                    ("choices", name, "by", place),
                )


def unreasoned(document: Document, file: CharterFile) -> Iterator[Problem]:
    """Give the acknowledgements that don't say why."""
    for code, about in file.acknowledged.items():
        for name, acknowledged in about.items():
            if not acknowledged.reason.strip():
                yield document.problem(
                    "no-reason",
                    f"`{code}` of `{name}` is acknowledged, but no `reason` says why",
                    ("acknowledged", code, name),
                    at_key=True,
                )
