"""Terms: from a table such as ``{ sign_off = "bdfl" }`` to the policy that it names."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

import attrs
from attrs import evolve, field, frozen
from cattrs.errors import StructureHandlerNotFoundError

from ..hints import did_you_mean
from ..machine import DEFINED, Term
from ..policy import AllOf, AnyOf, NotOf, Policy, SomeOf, find, known, thing
from ..source.problem import Path, Problem, Problems
from ..source.read import Document
from ..source.shapes import key_of
from ..source.structure import structure_at
from .converter import charter_converter
from .names import Names

COMBINING = ("all", "any", "not", "at_least")
"""The terms that combine others."""

_DEEPEST = 20
_LARGEST = 500
"""Terms in one, with all that is defined in it written out."""

Raw = Mapping[str, object]


@frozen(kw_only=True)
class TermReader:
    """Reads the terms of one action, gathering every problem.

    Attributes:
        fields: the names of the fields that the action asks for.
        links: those of them that it keeps as links.
        definitions: the terms that the charter defines.
        within: the definitions that are being read, from the outermost one.
        used: where an action refers to the outermost.
    """

    document: Document
    names: Names
    problems: Problems
    fields: frozenset[str]
    links: frozenset[str] = frozenset()
    definitions: Mapping[str, Raw] = field(factory=dict)
    within: tuple[str, ...] = ()
    used: Path = ()
    _known: dict[str, Term | None] = field(factory=dict)

    def read(self, raws: Sequence[Raw], path: Path) -> tuple[Term, ...]:
        """Read a list of terms."""
        read = [self.term(raw, (*path, place)) for place, raw in enumerate(raws)]
        return tuple(term for term in read if term is not None)

    def term(self, raw: object, path: Path, depth: int = 0) -> Term | None:
        """Read a term; ``None`` where something is wrong with it."""
        if not isinstance(raw, dict) or len(cast("dict[str, object]", raw)) != 1:
            self._fail(
                "bad-term",
                "a term is a table with one key, the policy's name",
                path,
                'write it like `{ sign_off = "bdfl" }`',
            )
            return None
        if depth > _DEEPEST:
            self._fail("too-deep", f"terms nest more than {_DEEPEST} deep", path, None)
            return None
        ((name, given),) = cast("dict[str, object]", raw).items()
        if name in COMBINING:
            return self._combined(name, given, (*path, name), depth)
        if name == DEFINED:
            return self._defined(given, (*path, name))
        policy = self._policy(name, given, (*path, name))
        if policy is None:
            return None
        return Term(name=name, policy=policy, about=thing(type(policy), given))

    def define(self, name: str) -> None:
        """Read a definition for the problems that it has in itself, whoever refers to it."""
        self._defined(name, ("definitions", name))

    def _defined(self, given: object, path: Path) -> Term | None:
        """Read what a definition stands for; what is wrong with it is told once."""
        if not isinstance(given, str):
            hint = 'write it like `{ defined = "complete" }`'
            self._fail("bad-term", "`defined` needs the name of a definition", path, hint)
            return None
        unknown = self.names.lookup("definition", given, path)
        if unknown is not None:
            self.problems.add(unknown)
            return None
        if given in self.within:
            circle = " -> ".join(f"`{each}`" for each in (*self.within, given))
            said = f"`{given}` is defined by itself: {circle}"
            self._fail("circular-definition", said, path, None)
            return None
        if len(self.within) > _DEEPEST:
            self._fail("too-deep", f"definitions nest more than {_DEEPEST} deep", path, None)
            return None
        if given not in self._known:
            found, before = Problems(), list(self.problems)
            reader = evolve(
                self, problems=found, within=(*self.within, given), used=self.used or path
            )
            part = reader.term(self.definitions[given], ("definitions", given))
            self.problems.extend(each for each in found if each not in before)
            self._known[given] = part and self._bounded(given, part, path)
        return self._known[given]

    def _bounded(self, name: str, part: Term, path: Path) -> Term | None:
        """Give the term of a definition, unless it is too much once all is written out."""
        if _size(part) > _LARGEST or _depth(part) > _DEEPEST:
            said = f"`{name}` stands for over {_LARGEST} terms, or nests over {_DEEPEST} deep"
            self._fail("too-deep", said, path, None)
            return None
        places = (f"definitions.{name}",)
        return Term(name=DEFINED, policy=part.policy, about=name, parts=(part,), places=places)

    def _combined(self, name: str, given: object, path: Path, depth: int) -> Term | None:
        if name == "not":
            part = self.term(given, path, depth + 1)
            return part and Term(name=name, policy=NotOf(part.policy), parts=(part,))
        many, parts = 1, given
        if name == "at_least":
            table = cast("dict[str, object]", given) if isinstance(given, dict) else {}
            many, parts = cast("Any", table.get("count")), table.get("of")
            path = (*path, "of")
            if type(many) is not int or many < 1 or table.keys() != {"count", "of"}:
                hint = "write it like `{ at_least = { count = 2, of = [...] } }`"
                self._fail("bad-term", "`at_least` needs `count` and `of`", path, hint)
                return None
        if not isinstance(parts, list) or not parts:
            self._fail("bad-term", f"`{name}` needs a list of terms", path, "put them in brackets")
            return None
        items = cast("list[object]", parts)
        read = [self.term(item, (*path, place), depth + 1) for place, item in enumerate(items)]
        terms = tuple(term for term in read if term is not None)
        policies = tuple(term.policy for term in terms)
        if name == "at_least" and many > len(items):
            self._fail(
                "never-holds", f"at least {many} of {len(items)} terms can never hold", path, None
            )
            return None
        about = str(many) if name == "at_least" else ""
        return Term(name=name, policy=_combination(name, many, policies), about=about, parts=terms)

    def _class(self, name: str, path: Path) -> type[Policy] | None:
        """Give the class of a policy that a term names."""
        said = f"policy `{name}` is no attrs class"
        try:
            cls = find(name)
        except Exception as error:  # noqa: BLE001 - a stranger's module may raise anything
            cls, said = None, f"policy `{name}` can't be loaded: {error}"
        else:
            if cls is None:
                meant = did_you_mean(name, (*known(), *COMBINING, DEFINED))
                hint = f"did you mean `{meant}`?" if meant else f"there are {', '.join(known())}"
                said = f"no policy is called `{name}`"
                self._fail("unknown-policy", said, path, hint, at_key=True)
                return None
        if cls is not None and attrs.has(cast("type[object]", cls)):
            return cls
        self._fail("bad-policy", said, path, None, at_key=True)
        return None

    def _policy(self, name: str, given: object, path: Path) -> Policy | None:
        cls = self._class(name, path)
        if cls is None:
            return None
        first = next((each.name for each in attrs.fields(cast("Any", cls)) if each.init), None)
        short = first is not None and not isinstance(given, dict)
        value: object = {first: given} if short else given
        unstated = list(self._unstated(cls, value, path))
        if unstated:
            self.problems.extend(unstated)
            return None
        try:
            made = structure_at(self.document, path, value, cls, charter_converter())
        except StructureHandlerNotFoundError as error:
            said = f"policy `{name}` has a parameter that no file can hold: {error}"
            self._fail("bad-policy", said, path, None, at_key=True)
            return None
        if isinstance(made, Problems):
            self.problems.extend(made)
            return None
        self.problems.extend(self._misnamed(made, path, short=short))
        return made

    def _unstated(self, cls: type[Policy], value: object, path: Path) -> Iterator[Problem]:
        """Give the choices that real charters make differently and this one doesn't state."""
        if not isinstance(value, dict):
            return
        for each in attrs.fields(cast("Any", cls)):
            question = each.metadata.get("choice")
            if question is not None and each.name not in value:
                yield self.document.problem(
                    "unstated-choice",
                    f"`{path[-1]}` leaves `{each.name}` open",
                    path,
                    hint=f"state it: {question}",
                    at_key=True,
                )

    def _misnamed(self, policy: Policy, path: Path, *, short: bool) -> Iterator[Problem]:
        for each in attrs.fields(cast("Any", type(policy))):
            kind = each.metadata.get("names")
            value = getattr(policy, each.name)
            if kind is None or value is None:
                continue
            place = path if short else (*path, key_of(each))
            for name in (value,) if isinstance(value, str) else cast("tuple[str, ...]", value):
                if kind == "field":
                    problem = self._field(name, place)
                else:
                    problem = self.names.lookup(kind, name, place)
                if kind == "link" and name in self.fields - self.links:
                    problem = self._shadowed(name, place)
                if problem is not None:
                    yield problem

    def _field(self, name: str, path: Path) -> Problem | None:
        if name in self.fields:
            return None
        meant = did_you_mean(name, self.fields)
        listed = ", ".join(f"`{field}`" for field in sorted(self.fields))
        where = f", at which `{self.within[0]}` looks" if self.within else ""
        return self.document.problem(
            "unknown-field",
            f"this action asks for no field `{name}`{where}",
            self.used or path,
            hint=f"did you mean `{meant}`?" if meant else f"it asks for {listed or 'none'}",
        )

    def _shadowed(self, name: str, path: Path) -> Problem:
        """Give that a request would tell something else under the name of a link."""
        return self.document.problem(
            "shadowed-link",
            f"this action asks for a field `{name}` which it doesn't keep as that link",
            self.used or path,
            hint="name it among its `links`, or call the field something else",
        )

    def _fail(
        self, code: str, message: str, path: Path, hint: str | None, *, at_key: bool = False
    ) -> None:
        self.problems.add(self.document.problem(code, message, path, hint=hint, at_key=at_key))


def _size(term: Term) -> int:
    """Count the terms in one, all that is defined in it written out."""
    return 1 + sum(map(_size, term.parts))


def _depth(term: Term) -> int:
    """Count how deep a term nests."""
    return 1 + max(map(_depth, term.parts), default=0)


def _combination(name: str, many: int, policies: tuple[Policy, ...]) -> Policy:
    if name == "at_least":
        return SomeOf(many, policies)
    return AllOf(policies) if name == "all" else AnyOf(policies)
