"""Holders: who is tried for holding a part in a proposal, so that all that rules ask differs."""

from collections.abc import Collection, Iterator
from itertools import combinations

from ..facts import Fact, Headcount, PersonOf

THE_ASKER = "(asker)"
"""Stands, among those who hold a role, for whoever asks."""

ANOTHER, A_THIRD = "another", "a third"
"""People who are in no body and may hold a role."""

MOST_HOLDERS = 30
"""The largest number of people that a role is ever taken to have."""

Holders = tuple[str, ...]
"""Who holds a role; ``@body:0`` is the first of a body who doesn't ask."""


def holders(  # noqa: PLR0913 - all that bears on it
    role: str,
    facts: Collection[Fact],
    bounds: Collection[int],
    bodies: Collection[str],
    *,
    asking: bool,
    added: bool,
) -> Iterator[Holders]:
    """Give who may hold a role, where anybody does.

    Args:
        role: the role.
        facts: what rules look at.
        bounds: the numbers with which they compare counts.
        bodies: the names of all bodies.
        asking: whether somebody asks, and not the clock.
        added: whether more than one can hold it.
    """
    single = [THE_ASKER, ANOTHER] if asking else [ANOTHER]
    if any(isinstance(each, PersonOf) and each.who == role for each in facts):
        single += [A_THIRD, *(f"@{body}:0" for body in bodies)]
    yield from ((each,) for each in single)
    if added:
        yield from combinations(single, 2)
    counted = [each for each in facts if isinstance(each, Headcount) and each.who == role]
    among = sorted({each.among for each in counted if each.among is not None})
    near = {bound + off for bound in bounds for off in (-1, 0, 1)} if counted else set[int]()
    for many in sorted(each for each in near if 1 <= each <= MOST_HOLDERS):
        yield from _many(many if added else 1, among, asking=asking)


def _many(many: int, among: Collection[str], *, asking: bool) -> Iterator[Holders]:
    """Give as many holders of a role, so many of them in a body that a rule asks about."""
    others = [ANOTHER, *(f"{ANOTHER} {n}" for n in range(2, many + 1))]
    yield tuple(others)
    if asking:
        yield (THE_ASKER, *others[1:])
    for body in among:
        for inside in range(many, 0, -1):
            yield (*(f"@{body}:{n}" for n in range(inside)), *others[inside:])
        for inside in range(many - 1, 0, -1) if asking else ():
            yield (THE_ASKER, *(f"@{body}:{n}" for n in range(inside)), *others[inside + 1 :])
