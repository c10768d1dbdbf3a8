"""Rules that can't be met any more once a body has shrunk, or grown."""

from collections.abc import Iterator
from itertools import islice

from attrs import evolve

from ..charter.document import CharterFile
from ..source.problem import Path, Problem
from ..source.read import Document
from ..speech import counted
from .guard import Guard
from .history import History
from .permissible import Permissible, Told
from .question import Literal
from .search import assignments, narrowed
from .source import Source
from .space import SMALL

_MOST_ASKED = 2_000


def out_of_reach(
    document: Document, judged: Permissible, file: CharterFile, told: Told
) -> Iterator[Problem]:
    """Give the rules that count members, and that no vote can meet at some size of the body."""
    seen: set[Path] = set()
    for guard in judged.live:
        for literal in guard.literals:
            sizes = [each for each in literal.question.sources if each.kind == "size"]
            counts = [
                each for each in literal.question.sources if each.kind in ("ballots", "signed")
            ]
            if len(sizes) != 1 or not counts or not literal.wanted:
                continue
            if literal.question.path in seen:
                continue
            seen.add(literal.question.path)
            told()
            body = file.bodies.get(sizes[0].name)
            least = 1 if body is None else max(1, body.minimum)
            yield from _of_one(document, judged, guard, literal, sizes[0], least)


def _of_one(  # noqa: PLR0913, PLR0917 - what bears on one rule
    document: Document,
    judged: Permissible,
    guard: Guard,
    literal: Literal,
    source: Source,
    least: int,
) -> Iterator[Problem]:
    anything = History(may=frozenset(judged.world.machine.movers), must=frozenset())
    space = narrowed(evolve(judged.space(guard), history=anything), (literal,))
    have = len(judged.world.machine.office.bodies[source.name])
    near = {bound + off for bound in (have, *space.bounds) for off in (-1, 0, 1)}
    most = judged.world.seats(source.name)
    sizes = sorted({each for each in (*range(1, SMALL + 1), *near) if 1 <= each <= most})
    short: list[int] = []
    tried = 0
    for size in (each for each in sizes if each >= least):
        reached, ways = False, assignments(space, literal.question.sources, {source: size})
        for many, given in enumerate(islice(ways, _MOST_ASKED), start=1):
            tried += 1
            answer = judged.search.ask(literal.question, space, guard.move.source, given)
            if answer or many == _MOST_ASKED:  # of what was not gone through nothing is claimed
                reached = True
                break
        if not reached:
            short.append(size)
    if short and len(short) < len(sizes):
        name = guard.move.action.name
        yield document.problem(
            "tally-out-of-reach",
            f"`{literal.question.name}` of `{name}` can't be met while `{source.name}` has"
            f" {_spans(short, sizes)}, and its members can change"
            f" ({counted(len(sizes), 'size')} and {counted(tried, 'situation')} tried)",
            literal.question.path,
            hint="ask for a share in place of a number, or state the body's `minimum`",
            severity="warning",
            at_key=True,
        )


def _spans(short: list[int], sizes: list[int]) -> str:
    above = [size for size in sizes if size > short[-1]]
    if above and short[-1] + 1 == above[0] and short == [n for n in sizes if n <= short[-1]]:
        return f"fewer than {above[0]} members"
    if len(short) == 1:
        return counted(short[0], "member")
    return f"{', '.join(map(str, short[:-1]))} or {short[-1]} members"
