"""Whether two outcomes of one action can both apply, and whether one ever gets its turn."""

from collections.abc import Iterator, Sequence
from itertools import combinations, groupby, islice

from attrs import frozen

from ..source.problem import Path, Problem
from ..source.read import Document
from .guard import Guard
from .permissible import Permissible, Told
from .question import Literal
from .scene import words
from .search import Found, permitted

_MOST_WAYS = 5_000
_MOST_PAIRS = 10_000


def clashes(document: Document, judged: Permissible, told: Told) -> list[Problem]:
    """Give the outcomes that can both apply, and those that always come too late."""
    problems: dict[tuple[str, Path, Path], Problem] = {}
    for _, same in groupby(judged.live, key=lambda each: (each.move.source, each.move.action.name)):
        outcomes = list(same)
        for clash in _of_one(judged, outcomes):
            apart = clash.earlier.path if clash.code == "overlap" else ()
            key = (clash.code, apart, clash.later.path)
            if key not in problems:
                problems[key] = _problem(document, clash)
        told()
    return list(problems.values())


@frozen(kw_only=True)
class _Clash:
    code: str
    earlier: Guard
    later: Guard
    witness: str = ""
    tried: int = 0


def _of_one(judged: Permissible, outcomes: Sequence[Guard]) -> Iterator[_Clash]:
    """Give the clashes among the outcomes of one action in one state."""
    pairs = list(islice(combinations(outcomes, 2), _MOST_PAIRS))
    met = [(earlier, later, _both(judged, earlier, later)) for earlier, later in pairs]
    first: dict[Guard, Guard] = {}
    for earlier, later, found in met:
        if found.verdict == "yes":
            first.setdefault(later, earlier)
    hidden: set[Guard] = set()
    for place, later in enumerate(outcomes):
        if later in first and (found := _alone(judged, outcomes[:place], later)).verdict == "no":
            hidden.add(later)
            yield _Clash(code="shadowed-move", earlier=first[later], later=later, tried=found.tried)
    for earlier, later, found in met:
        if later in hidden or found.verdict == "no":
            continue
        code = "overlap" if found.verdict == "yes" else "undecided"
        witness = words(judged.space(later), found.values) if found.values else ""
        yield _Clash(code=code, earlier=earlier, later=later, witness=witness, tried=found.tried)
    if len(pairs) == _MOST_PAIRS:
        yield _Clash(code="undecided", earlier=outcomes[0], later=outcomes[-1], tried=len(pairs))


def _both(judged: Permissible, one: Guard, other: Guard) -> Found:
    """Look for a situation in which two outcomes both apply."""
    space, state = judged.space(one), one.move.source
    found = judged.search.find(space, state, (*one.literals, *other.literals))
    if found.verdict == "yes" and not all(
        permitted(guard.move, space, state, found.values) for guard in (one, other)
    ):
        return Found(verdict="unknown", tried=found.tried)
    return found


def _alone(judged: Permissible, before: Sequence[Guard], later: Guard) -> Found:
    """Look for a situation in which an outcome applies and none of those before it does."""
    space, state = judged.space(later), later.move.source
    unknown, tried, ways = False, 0, 0

    def walk(chosen: tuple[Literal, ...], rest: Sequence[Guard]) -> Found | None:
        nonlocal unknown, tried, ways
        found = judged.search.find(space, state, (*later.literals, *chosen))
        tried += found.tried
        ways += 1
        if found.verdict == "no":
            return None
        if not rest:
            unknown |= found.verdict == "unknown"
            return found if found.verdict == "yes" else None
        for literal in rest[0].literals:
            if ways > _MOST_WAYS:
                unknown = True
                return None
            failing = Literal(literal.question, not literal.wanted)
            if (further := walk((*chosen, failing), rest[1:])) is not None:
                return further
        return None

    found = walk((), before)
    if found is not None:
        return found
    return Found(verdict="unknown" if unknown else "no", tried=tried)


def _problem(document: Document, clash: _Clash) -> Problem:
    action, state = clash.later.move.action.name, clash.later.move.source
    first, second = _way(clash.earlier), _way(clash.later)
    tried = f"({clash.tried} situations tried)"
    if clash.code == "shadowed-move":
        said = f"whenever `{action}` could lead {second}, an outcome before it applies {tried}"
        hint = f"put it before the one that leads {first}, or take it out"
    elif clash.code == "overlap":
        said = f"`{action}` can lead both {first} and {second}: {clash.witness}"
        hint = "give one of them a condition that the other excludes"
    else:
        said = f"whether `{action}` can lead both {first} and {second} was not decided {tried}"
        hint = "make the rules simpler, so that fewer things bear on both"
    return document.problem(
        clash.code,
        f"in `{state}`, {said}",
        clash.later.path,
        hint=hint,
        severity="warning" if clash.code == "undecided" else "error",
        at_key=True,
    )


def _way(guard: Guard) -> str:
    return f"to `{guard.move.arrives}`"
