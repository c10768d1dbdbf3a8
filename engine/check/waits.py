"""States in which a proposal can wait for ever: nothing but somebody's act leads out."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, product

from attrs import frozen

from ..charter.document import CharterFile
from ..machine import NEW
from ..source.problem import Problem
from ..source.read import Document
from ..speech import counted
from .guard import Guard
from .permissible import Permissible, Told
from .question import Literal
from .scene import words

_MOST_WAYS = 500
_MOST_NAMED = 4
_FREE = frozenset({"actor", "now", "field", "others"})
"""The kinds of sources that wait for nobody but the one who asks."""


@frozen(kw_only=True)
class Wait:
    """That a proposal can stay in a state for as long as nobody acts.

    Attributes:
        why: the case in which no move of the clock leads out; empty where none ever does.
        tried: how many situations were looked at.
        leaving: the moves by which somebody could lead it out.
    """

    why: str
    tried: int
    leaving: tuple[Guard, ...]


def waits(judged: Permissible, told: Told) -> Mapping[str, Wait]:
    """Give the states in which proposals can stay for ever, however long the clock runs."""
    found: dict[str, Wait] = {}
    machine = judged.world.machine
    arrived = {machine.initial} | {guard.move.arrives for guard in judged.live}
    for state in machine.states:
        leaving = [each for each in judged.live if _leaves(each, state)]
        if state in machine.final or state not in arrived or not leaving:
            continue
        told()
        clocks = [each for each in leaving if each.move.action.clockwork]
        people = tuple(each for each in leaving if not each.move.action.clockwork)
        wait = _undue(judged, clocks, people)
        if wait is not None:
            found[state] = wait
    return found


def _leaves(guard: Guard, state: str) -> bool:
    return guard.move.source == state and guard.move.arrives != state


def _undue(judged: Permissible, clocks: Sequence[Guard], people: tuple[Guard, ...]) -> Wait | None:
    """Look for a situation that keeps the clock from ever leading out of a state."""
    if not clocks:
        return Wait(why="", tried=0, leaving=people)
    found = unending(judged, clocks[0], clocks, ())
    return None if found is None else Wait(why=found[0], tried=found[1], leaving=people)


def unending(
    judged: Permissible, start: Guard, clocks: Sequence[Guard], kept: tuple[Literal, ...]
) -> tuple[str, int] | None:
    """Look for a case in which some conditions are met, and no move of some clocks ever comes.

    It comes in words, with the number of situations that were tried.
    """
    tried = 0
    space = judged.space(start)
    for ways in islice(product(*(_stops(judged, clock) for clock in clocks)), _MOST_WAYS):
        literals = [*kept, *(way for way in ways if isinstance(way, Literal))]
        found = judged.search.find(space, start.move.source, literals)
        tried += found.tried
        if found.verdict == "yes":
            missing = [way for way in ways if isinstance(way, str)]
            shown = {
                source: value
                for source, value in found.values.items()
                if any(source in each.question.sources for each in literals)
            }
            case = [*dict.fromkeys(missing), *([words(space, shown)] if shown else [])]
            return ", ".join(case), tried
    return None


def _stops(judged: Permissible, clock: Guard) -> list[Literal | str]:
    """Give what would keep a move of the clock from ever being made: a condition, or in words."""
    surely = judged.space(clock).history.must
    found: list[Literal | str] = []
    for literal in clock.literals:
        if literal.question.name == "when":
            deadline = clock.move.action.deadline
            found += [
                f"{_none_of(anchors)} happened"
                for anchors in (() if deadline is None else deadline.withheld)
                if not any(("anchor", each) in surely for each in anchors)
            ]
        elif not any(source.kind == "now" for source in literal.question.sources):
            found.append(Literal(literal.question, not literal.wanted))
    return found


def _none_of(names: Sequence[str]) -> str:
    if len(names) == 1:
        return f"`{names[0]}` has not"
    return f"none of {', '.join(f'`{each}`' for each in names)} has"


def endless_waits(
    document: Document, judged: Permissible, file: CharterFile, found: Mapping[str, Wait]
) -> Iterator[Problem]:
    """Give the states in which proposals can wait for ever for others than who made them."""
    makers = {
        guard.move.action.assigns
        for guard in judged.live
        if guard.move.source == NEW and guard.move.action.assigns is not None
    }
    soon = {duty.must for duty in file.duties.values() if duty.within is not None}
    for state, wait in found.items():
        if any(
            guard.move.action.name in soon
            or _open_to_all(judged, guard)
            or _own(judged, guard, makers)
            for guard in wait.leaving
        ):
            continue
        case = f"once {wait.why}, no" if wait.why else "no"
        yield document.problem(
            "wait-without-deadline",
            f"a proposal can stay in `{state}` for ever: {case} move of the clock leads out, and"
            f" it waits for {_whom(wait.leaving)}{_bound(wait.tried)}",
            ("states", state),
            hint="let the clock lead out with `when`, or acknowledge it with a reason",
            severity="warning",
            at_key=True,
        )


def _bound(tried: int) -> str:
    """Say how many situations were tried, where any were."""
    return f" ({counted(tried, 'situation')} tried)" if tried else ""


def _open_to_all(judged: Permissible, guard: Guard) -> bool:
    """Tell whether anybody at all could lead out, needing nobody else."""
    return not guard.move.action.by and _alone(judged, guard)


def _own(judged: Permissible, guard: Guard, makers: set[str]) -> bool:
    """Tell whether who made the proposal could lead it on, needing nobody else."""
    by = guard.move.action.by
    onward = guard.move.arrives not in judged.world.machine.final
    return onward and any(name in makers for name in by) and _alone(judged, guard)


def _alone(judged: Permissible, guard: Guard) -> bool:
    surely = judged.space(guard).history.must
    return all(
        source.kind in _FREE or source.effect in surely
        for literal in guard.literals
        for source in literal.question.sources
        if literal.question.name != "by"
    )


def _whom(leaving: Sequence[Guard]) -> str:
    """Say for whom a proposal waits, and for what."""
    acts: dict[str, list[str]] = {}
    for guard in leaving:
        who = " or ".join(f"`{name}`" for name in guard.move.action.by) or "anyone"
        acts.setdefault(who, []).append(f"`{guard.move.action.name}`")
    if not acts:
        return "nobody who could"
    said = [f"{who} to {listed(list(dict.fromkeys(names)))}" for who, names in acts.items()]
    return "; or ".join(said)


def listed(names: Sequence[str]) -> str:
    """Join names with an "or", the first few of many."""
    more = len(names) - _MOST_NAMED
    shown = [*names[:_MOST_NAMED], *([f"{more} more"] if more > 0 else [])]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} or {shown[-1]}"
