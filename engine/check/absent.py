"""Rules that one absent person keeps from being met, in states that no clock ends."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import cast

from attrs import frozen

from ..charter.document import CharterFile
from ..source.problem import Path, Problem
from ..source.read import Document
from ..speech import counted
from .guard import Guard
from .permissible import Permissible, Told
from .question import Literal
from .search import assignments, narrowed
from .source import Source, electing
from .waits import Wait

_MOST_ASKED = 2_000


@frozen(kw_only=True)
class _Needed:
    """The people of whom a rule needs every one, and how many situations were looked at."""

    people: tuple[str, ...]
    tried: int


def absent(
    document: Document,
    judged: Permissible,
    file: CharterFile,
    found: Mapping[str, Wait],
    told: Told,
) -> Iterator[Problem]:
    """Give the sign-offs, tallies and vetoes that wait for somebody who may never come back.

    Only in states that no clock ends; and not where others can change who is in the body.
    """
    seen: set[Path] = set()
    for guard in judged.live:
        state = guard.move.source
        if state not in found or guard.move.arrives == state:
            continue
        told()
        for literal in guard.literals:
            if literal.question.path in seen:
                continue
            for problem in _of_one(document, judged, file, guard, literal):
                seen.add(literal.question.path)
                yield problem


def _of_one(
    document: Document, judged: Permissible, file: CharterFile, guard: Guard, literal: Literal
) -> Iterator[Problem]:
    action, state = guard.move.action.name, guard.move.source
    end = f"so `{action}` can't be done in `{state}`, and no clock ends the wait"
    for source in literal.question.sources:
        said = ""
        if literal.wanted and source.kind in ("ballots", "signed"):
            needed = _needed(judged, file, guard, literal, source)
            if needed is not None:
                said = (
                    f"{_who(needed.people, literal.question.name)}, {end}"
                    f" ({counted(needed.tried, 'situation')} tried)"
                )
        elif not literal.wanted and source.kind == "vetoed":
            who = _releasers(judged, file, state, source.name)
            if who is not None:
                said = f"{who}, {end}"
        if said:
            yield document.problem(
                "absent-holder",
                said,
                literal.question.path,
                hint="name a second person, say who may replace them, or let a clock lead out",
                severity="warning",
                at_key=True,
            )
            return


def _who(people: tuple[str, ...], rule: str) -> str:
    if len(people) == 1:
        return f"while `{people[0]}` is absent, nobody can meet `{rule}`"
    return (
        f"`{rule}` needs all {len(people)} of them: while only one, such as `{people[0]}`, is"
        " absent or silent, it can't be met"
    )


def _needed(
    judged: Permissible, file: CharterFile, guard: Guard, literal: Literal, source: Source
) -> _Needed | None:
    """Give the people of whom a rule needs every one; ``None`` where there are none."""
    effect, office = source.effect, judged.world.machine.office
    names = electing(source.name, office)
    if effect is None or any(name not in office.bodies for name in names):
        return None
    space = narrowed(judged.space(guard), (literal,))
    able = judged.world.voters.get(effect, frozenset())
    members = frozenset[str]().union(*(office.bodies[name] for name in names))
    people = tuple(sorted(members if able is None else members & able))
    most = len(people)
    if not most or all(_replaceable(judged, file, name, people) for name in names):
        return None
    met, tried = False, 0
    ways = assignments(space, literal.question.sources)
    for given in islice(ways, _MOST_ASKED + 1):
        tried += 1
        if tried > _MOST_ASKED:
            return None
        if judged.search.ask(literal.question, space, guard.move.source, given):
            if _many(given[source]) < most:
                return None
            met = True
    return _Needed(people=people, tried=tried) if met else None


def _many(value: object) -> int:
    if isinstance(value, int):
        return value
    return sum(many for _, many in cast("tuple[tuple[str, int], ...]", value))


def _replaceable(
    judged: Permissible, file: CharterFile, body: str, people: tuple[str, ...]
) -> bool:
    """Tell whether others than an absent member could change who is in a body."""
    written = file.bodies.get(body)
    if written is None or written.revised_by is None:
        return body in judged.world.revised  # by what proposals do
    return bool(judged.world.machine.office.bodies[written.revised_by] - {*people[:1]})


def _releasers(judged: Permissible, file: CharterFile, state: str, block: str) -> str | None:
    """Say who alone can release a veto, where it is one person or nobody."""
    machine = judged.world.machine
    releasing = [
        guard.move.action
        for guard in judged.live
        if guard.move.source == state and guard.move.action.releases == block
    ]
    who: set[str] = set()
    for action in releasing:
        if action.whose == "own":
            continue
        if not action.by or any(name not in machine.office.bodies for name in action.by):
            return None
        for name in action.by:
            who |= machine.office.bodies[name]
            if _replaceable(judged, file, name, tuple(sorted(machine.office.bodies[name]))):
                return None
    if len(who) > 1 or _lapses(judged, file, block):
        return None
    if who:
        return f"only `{min(who)}` can release a veto of `{block}`: while they are absent it stands"
    if releasing:
        return f"nobody but who spoke a veto of `{block}` can release it: while absent, it stands"
    return f"nobody can release a veto of `{block}` in `{state}`"


def _lapses(judged: Permissible, file: CharterFile, block: str) -> bool:
    """Tell whether a veto falls when others put its holder out of office."""
    written = file.blocks.get(block)
    bodies = judged.world.machine.office.bodies
    return (
        written is not None
        and written.lapses
        and all(
            name in bodies and _replaceable(judged, file, name, tuple(sorted(bodies[name])))
            for name in written.by
        )
    )
