"""What a policy is, where policies are found by name, and how they combine."""

from collections.abc import Callable
from functools import cache
from importlib.metadata import entry_points
from typing import Any, Literal, Protocol, cast, runtime_checkable

from attrs import NOTHING, Factory, field, fields, frozen

from .facts import Situation

GROUP = "bylaw.policies"
"""The entry-point group under which built-in and third-party policies are registered alike."""

Kind = Literal[
    "action",
    "anchor",
    "body",
    "claim",
    "duty",
    "field",
    "link",
    "people",
    "role",
    "session",
    "shared",
    "state",
    "veto",
    "ballot",
    "count",
    "who",
]


@runtime_checkable
class Policy(Protocol):
    """A rule of a charter: a pure predicate over facts.

    ``holds`` may use ``&``, ``|``, ``^ True`` for negation, comparisons in parentheses, ``+`` and
    whole multiples; never ``and``, ``or``, ``not``, ``if`` or a chained comparison, for the
    same line also runs over columns and symbols.
    """

    def holds(self, facts: Situation, /) -> bool:
        """Tell whether the rule holds."""
        ...


@runtime_checkable
class Worded(Protocol):
    """A policy with words of its own, where those of its facts say too little."""

    def words(self, facts: Situation, /) -> str:
        """Say how the rule stands, as a clause without a full stop."""
        ...


def names(kind: Kind, **options: Any) -> Any:
    """Declare an attribute of a policy that names something in the charter, so that it is checked.

    ``people`` is a body or a role, ``who`` may also be ``anyone``; ``veto`` is a block or a body.
    """
    return field(metadata={"names": kind}, **options)


def undecided(question: str, **options: Any) -> Any:
    """Declare an attribute that real charters set differently, so that each must state it."""
    metadata = {"choice": question, **options.pop("metadata", {})}
    return field(metadata=metadata, default=options.pop("default", NOTHING), **options)


def plain(answer: object) -> bool:
    """Give the answer of a policy, if it is one.

    Raises:
        TypeError: it is neither true nor false.
    """
    if answer is not True and answer is not False:
        raise TypeError(f"a policy answered `{answer!r}`, which is neither true nor false")
    return answer


def derived(make: Callable[[Any], Any]) -> Any:
    """Declare an attribute that follows from the others and is worked out once."""
    return field(init=False, repr=False, default=Factory(make, takes_self=True))


@cache
def find(name: str) -> type[Policy] | None:
    """Give the policy class that is registered under a name, or ``None``.

    Raises:
        TypeError: two installed packages register the name, or what is registered is no policy.
    """
    found = {entry.value: entry for entry in entry_points(group=GROUP, name=name)}
    if not found:
        return None
    if len(found) > 1:
        raise TypeError(f"policy `{name}` is registered more than once: {', '.join(found)}")
    (entry,) = found.values()
    loaded = cast("object", entry.load())
    if not isinstance(loaded, type) or not callable(getattr(loaded, "holds", None)):
        raise TypeError(
            f"policy `{name}` is registered as `{entry.value}`, which is no policy class"
        )
    return cast("type[Policy]", loaded)


def thing(policy: object, given: object) -> str:
    """Give the one thing that a policy is about: its first parameter, where a text says it.

    What is given for it is as a charter has it: that text itself, or a table of all parameters.
    """
    if isinstance(given, dict):
        made = [each for each in fields(cast("Any", policy)) if each.init]
        given = cast("dict[str, object]", given).get(made[0].name) if made else None
    return given if isinstance(given, str) else ""


def known() -> tuple[str, ...]:
    """Give the names of all registered policies."""
    return tuple(sorted({entry.name for entry in entry_points(group=GROUP)}))


@frozen
class AllOf:
    """Every one of several policies."""

    of: tuple[Policy, ...]

    def holds(self, facts: Situation) -> bool:
        """Tell whether all hold."""
        return facts.at_least(len(self.of), [policy.holds(facts) for policy in self.of])


@frozen
class AnyOf:
    """Any one of several policies."""

    of: tuple[Policy, ...]

    def holds(self, facts: Situation) -> bool:
        """Tell whether any holds."""
        return facts.at_least(1, [policy.holds(facts) for policy in self.of])


@frozen
class SomeOf:
    """At least so many of several policies."""

    at_least: int
    of: tuple[Policy, ...]

    def holds(self, facts: Situation) -> bool:
        """Tell whether enough hold."""
        return facts.at_least(self.at_least, [policy.holds(facts) for policy in self.of])


@frozen
class NotOf:
    """The opposite of a policy."""

    of: Policy

    def holds(self, facts: Situation) -> bool:
        """Tell whether it does not hold."""
        return self.of.holds(facts) ^ True


@frozen
class MemberOf:
    """The actor is a member of a body."""

    body: str

    def holds(self, facts: Situation) -> bool:
        """Tell whether the actor is one."""
        return facts.actor_in(self.body)


@frozen
class LastStanding:
    """A field names the version of the latest event that stands, and can be gone back before.

    Attributes:
        state: where the proposal stood before that event.
    """

    field: str
    state: str

    def holds(self, facts: Situation) -> bool:
        """Tell whether it does."""
        return facts.voidable(self.field, self.state)


@frozen
class HolderOf:
    """The actor holds a role in the proposal."""

    role: str

    def holds(self, facts: Situation) -> bool:
        """Tell whether the actor does."""
        return facts.actor_is(self.role)
