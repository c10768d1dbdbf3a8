"""What a policy can be told to be when some of the facts that it looks at are not known."""

from collections.abc import Callable, Iterator

from ..facts import Fact, Situation
from ..fold import nothing
from ..machine import Machine, Term
from ..policy import Policy
from ..reseating import is_body_state
from ..trace import Truth, traced

NO_EVIDENCE = Truth(true=False, false=False, operator="opaque")


def read(policy: Policy, situation: Situation, unknown: Callable[[Fact], bool]) -> Truth:
    """Read a policy where some facts are unknown: true, false, or neither.

    What is true or false is so whatever the unknown facts turn out to be. A policy that can't be
    read so, because it decides on truths by itself, is neither.
    """
    try:
        answer: object = policy.holds(traced(situation, unknown=unknown))
    except Exception:  # noqa: BLE001 - a stranger's rule may do what only plain values bear
        return NO_EVIDENCE
    return answer if isinstance(answer, Truth) else NO_EVIDENCE


def facts_of(machine: Machine, policy: Policy) -> tuple[Fact, ...]:
    """Give the facts that a policy looks at."""
    bare = Situation(0, None, {}, nothing(machine, "(none)"), machine.office)
    leaves = read(policy, bare, lambda _: True).leaves()
    return tuple(dict.fromkeys(fact for leaf in leaves for fact in leaf.terms))


def looked_at(machine: Machine) -> frozenset[str]:
    """Give the names of the facts that a charter's rules on proposals look at."""
    return frozenset(
        name_of(fact) for term in _terms(machine) for fact in facts_of(machine, term.policy)
    )


def name_of(fact: Fact) -> str:
    """Give the name of a fact, such as ``actor_in``."""
    word = type(fact).__name__
    return "".join(f"_{each.lower()}" if each.isupper() else each for each in word).lstrip("_")


def _terms(machine: Machine) -> Iterator[Term]:
    for (state, _), moves in machine.table.items():
        for move in () if is_body_state(state) else moves:
            yield from (*move.requires, *move.unless)
