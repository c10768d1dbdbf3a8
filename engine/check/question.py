"""The conditions of moves as the search sees them: a question, and what it looks at."""

from collections.abc import Callable
from typing import Any, cast

from attrs import evolve, field, frozen

from ..facts import Fact, Leaves, Now, Situation
from ..policy import Policy
from ..source.problem import Path
from ..trace import Truth, traced
from .source import Source


@frozen(kw_only=True)
class Looks:
    """What a policy looks at.

    Attributes:
        facts: the facts that it was seen to look at.
        plain: it decides on truths as it goes, so elsewhere it may look at other facts.
        opaque: it asks for more than facts, so anything may bear on it.
        bounds: the whole numbers with which it compares.
    """

    facts: frozenset[Fact]
    plain: bool = False
    opaque: bool = False
    bounds: frozenset[int] = frozenset()

    def __or__(self, other: "Looks") -> "Looks":
        """Give what either looks at."""
        return Looks(
            facts=self.facts | other.facts,
            plain=self.plain or other.plain,
            opaque=self.opaque or other.opaque,
            bounds=self.bounds | other.bounds,
        )


@frozen(kw_only=True, eq=False)
class Question:
    """One condition of a move, to be asked of situations.

    Attributes:
        name: what the charter calls it.
        path: where it stands in the file.
        rule: the policy, so that the same rule in two places is known for one.
        holds: the very predicate that decides requests.
        sources: what its answer depends on.
        answers: what it answered, by the values of its sources: it is pure, so once is enough.
    """

    name: str
    path: Path
    rule: object
    holds: Callable[[Situation], object]
    looks: Looks
    sources: tuple[Source, ...]
    answers: dict[tuple[object, ...], bool | None] = field(factory=dict, repr=False)


@frozen
class Literal:
    """A question, and the answer that is wanted."""

    question: Question
    wanted: bool


def looked_at(policy: Policy, situation: Situation) -> Looks:
    """Find what a policy looks at, by running it over values that remember.

    A policy that decides on a truth, with ``if`` or ``and``, is run over plain values instead.
    """
    seen: set[Fact] = set()

    def noted(fact: Fact) -> bool:
        seen.add(fact)
        return False

    try:
        answer = cast("object", policy.holds(traced(situation, unknown=noted)))
    except Exception:  # noqa: BLE001 - a stranger's policy may stand no values but plain ones
        return watched(policy, situation)
    leaves = list(answer.leaves()) if isinstance(answer, Truth) else []
    bounds = {
        side.least
        for leaf in leaves
        if leaf.compared is not None
        for side in (leaf.compared[0], leaf.compared[2])
        if not side.terms
    }
    looks = Looks(facts=frozenset(seen), bounds=frozenset(bounds))
    if any(isinstance(fact, Now) for leaf in leaves for fact in leaf.terms):
        return looks
    return evolve(looks, facts=looks.facts - {Now()})


def watched(policy: Policy, situation: Situation) -> Looks:
    """Find what a policy looks at in one situation, by running it over plain values."""
    seen: set[Fact] = {Now()}

    def read(fact: Fact) -> int:
        seen.add(fact)
        return fact.read(situation)

    facts = Leaves[int](now=situation.now, read=read, combine=cast("Any", situation))
    opaque = False
    try:
        _ = policy.holds(cast("Any", facts))
    except AttributeError:
        opaque = True
    except Exception:  # noqa: BLE001 - what it fails over is found, and told, by asking it
        opaque = False
    return Looks(facts=frozenset(seen), plain=True, opaque=opaque)
