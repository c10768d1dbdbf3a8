"""Which moves can ever be permitted, and why the others can't."""

from collections.abc import Callable, Mapping, Sequence

from attrs import evolve, field, frozen

from ..facts import Effect
from ..model import Record
from ..source.problem import Path, Problem, Severity
from ..source.read import Document
from ..voting import entitled
from .guard import Guard
from .history import History, histories
from .question import Literal
from .search import Found, Search, permitted
from .space import Space
from .world import MOST_MEMBERS, World

Told = Callable[[], None]


@frozen(kw_only=True, eq=False)
class Permissible:
    """The moves of a charter after every guard was looked at.

    Attributes:
        found: what the search found of each guard.
        histories: what can and must have happened, in each state.
    """

    world: World
    search: Search
    guards: tuple[Guard, ...]
    found: Mapping[Guard, Found] = field(repr=False)
    histories: Mapping[str, History] = field(repr=False)

    @property
    def live(self) -> tuple[Guard, ...]:
        """The guards that can be met, or of which nobody could tell."""
        return tuple(each for each in self.guards if self.found[each].verdict != "no")

    def space(self, guard: Guard) -> Space:
        """Give the space of situations in which a move could be asked for."""
        return space_of(self.world, self.histories, guard)


def space_of(world: World, past: Mapping[str, History], guard: Guard) -> Space:
    """Give the space of situations in which a move could be asked for."""
    return Space(
        world=world,
        action=guard.move.action,
        history=past[guard.move.source],
        facts=frozenset(),
    )


def permissible(world: World, search: Search, guards: Sequence[Guard], told: Told) -> Permissible:
    """Find the moves that can be permitted: those that no others keep from what they need.

    A move that is never permitted brings nothing about, which may keep others from being
    permitted; so it is gone through again until all that is left can happen.
    """
    live = list(guards)
    found: dict[Guard, Found] = {}
    past: Mapping[str, History] = {}
    while True:
        past = histories((guard.move for guard in live), world.machine.states)
        for guard in live:
            found[guard] = _found(world, search, past, guard)
            told()
        left = [guard for guard in live if found[guard].verdict != "no"]
        if len(left) == len(live):
            break
        live = left
    return Permissible(
        world=world, search=search, guards=tuple(guards), found=found, histories=past
    )


def _found(world: World, search: Search, past: Mapping[str, History], guard: Guard) -> Found:
    space, state = space_of(world, past, guard), guard.move.source
    found = search.find(space, state, guard.literals)
    if found.verdict == "yes" and not permitted(guard.move, space, state, found.values):
        return evolve(found, verdict="unknown")
    return found


def dead(document: Document, judged: Permissible) -> list[Problem]:
    """Give the moves that can never be permitted, each with what stands in the way."""
    problems: dict[tuple[str, Path, str], Problem] = {}
    for guard in judged.guards:
        found = judged.found[guard]
        if found.verdict == "yes":
            continue
        source = guard.move.source
        same = [each for each in judged.guards if each.path == guard.path]
        others = [each for each in same if judged.found[each].verdict == "yes"]
        where = f" in `{source}`" if len(same) > 1 else ""
        if found.verdict == "unknown":
            problem = document.problem(
                "undecided",
                f"whether {_said(guard)} can ever be permitted{where} was not decided in"
                f" {found.tried} situations",
                guard.path,
                hint="make the rules simpler, or show that it can be with a scenario",
                severity="warning",
                at_key=True,
            )
        else:
            problem = _why(document, judged, guard, found, "warning" if others else "error")
        key = (problem.code, problem.path, source if others else "")
        problems[key] = problems.get(key, problem)
    return list(problems.values())


def _said(guard: Guard) -> str:
    way = f", to `{guard.move.arrives}`," if "moves" in guard.path else ""
    return f"`{guard.move.action.name}`{way}"


def _why(
    document: Document, judged: Permissible, guard: Guard, found: Found, severity: Severity
) -> Problem:
    """Say which rules can't be met, and what they lack."""
    space, state = judged.space(guard), guard.move.source
    core = _smallest(judged.search, space, state, found.core)
    names = " and ".join(f"`{_shown(each)}`" for each in core)
    never = f"so {_said(guard)} can never be permitted"
    if severity == "warning":
        never += f" in `{state}`"
    path = core[-1].question.path
    bound = f"({found.tried} situations tried)"
    effects = {effect for each in core for effect in _effects(each)}
    lacking = sorted(effects - space.history.may)
    freed = evolve(space, history=evolve(space.history, may=space.history.may | effects))
    unknown = any(not judged.world.machine.movers.get(effect) for effect in lacking)
    if lacking and (unknown or judged.search.find(freed, state, core).verdict == "yes"):
        return document.problem(
            "nothing-supplies",
            f"{names} can't be met: nothing done before {_supplies(lacking)}; {never}",
            path,
            hint="add the action that does, or look at the order of the states",
            severity=severity,
            at_key=True,
        )
    for more in _growths(judged, core):
        if judged.search.find(evolve(space, more=more), state, core).verdict == "yes":
            return document.problem(
                "body-too-small",
                f"{names} can't be met: it would take {_bodies(judged, core, more)}; {never}",
                path,
                hint="ask for fewer, or name more members",
                severity=severity,
                at_key=True,
            )
    if len(core) > 1:
        return document.problem(
            "contradiction",
            f"{names} can never be met together, {never} {bound}",
            path,
            severity=severity,
            at_key=True,
        )
    return document.problem(
        "never-holds",
        f"{names} can never be met, {never} {bound}",
        path,
        severity=severity,
        at_key=True,
    )


def _growths(judged: Permissible, core: Sequence[Literal]) -> list[int]:
    """Give by how many members bodies would have to grow to reach the numbers in some rules."""
    have = [
        _have(judged, source.name)
        for each in core
        for source in each.question.sources
        if source.kind in ("ballots", "signed", "vetoed") and _have(judged, source.name)
    ]
    wanted = {
        bound + off for each in core for bound in each.question.looks.bounds for off in (0, 1)
    }
    return sorted(
        {size - least for size in wanted for least in have if least < size <= MOST_MEMBERS}
    )


def _smallest(
    search: Search, space: Space, state: str, core: tuple[Literal, ...]
) -> tuple[Literal, ...]:
    """Leave out of some questions those without which there still is no answer."""
    for literal in core:
        rest = tuple(each for each in core if each != literal)
        if rest and search.find(space, state, rest).verdict == "no":
            return _smallest(search, space, state, rest)
    return core


def _shown(literal: Literal) -> str:
    return literal.question.name if literal.wanted else f"unless {literal.question.name}"


def _effects(literal: Literal) -> list[Effect]:
    found = (source.effect for source in literal.question.sources)
    return [effect for effect in found if effect is not None]


_SUPPLIES = {
    "anchor": "records `{}`",
    "role": "gives the role `{}`",
    "ballot": "casts a ballot of `{}`",
    "signature": "signs for `{}`",
    "veto": "vetoes for `{}`",
    "attestation": "attests `{}`",
}


def _supplies(effects: Sequence[Effect]) -> str:
    return " or ".join(_SUPPLIES[kind].format(name) for kind, name in effects)


def _bodies(judged: Permissible, core: Sequence[Literal], more: int) -> str:
    bodies = judged.world.machine.office.bodies
    counted = {
        source.name
        for each in core
        for source in each.question.sources
        if source.kind in ("ballots", "signed", "vetoed") and source.name in bodies
    }
    named = sorted(counted) or sorted(judged.world.machine.office.bodies)
    return " and ".join(
        f"{_have(judged, name) + more} members of `{name}`, which has {_have(judged, name)}"
        for name in named
    )


def _have(judged: Permissible, of: str) -> int:
    """Give how many vote, or are in a body, as the charter has it."""
    office = judged.world.machine.office
    return len(entitled(office, Record(), of))
