"""Moves of the clock that would be due again and again at one instant."""

from collections.abc import Iterator

from ..facts import Situation
from ..fold import enacted
from ..machine import Machine
from ..permit import due
from ..source.problem import Problem
from ..source.read import Document
from .guard import Guard
from .permissible import Permissible, Told
from .question import Literal, Looks, Question
from .scene import words
from .source import Source, ordered


def endless(document: Document, judged: Permissible, told: Told) -> Iterator[Problem]:
    """Give the moves of the clock that would be made for ever, without time going on."""
    clocks = [guard for guard in judged.live if guard.move.action.deadline is not None]
    for guard in clocks:
        told()
        if not _returns(guard, clocks):
            continue
        question = _again(judged.world.machine, guard, clocks)
        space, state = judged.space(guard), guard.move.source
        found = judged.search.find(space, state, (*guard.literals, Literal(question, wanted=True)))
        if found.verdict == "no":
            continue
        name = guard.move.action.name
        if found.verdict == "unknown":
            yield document.problem(
                "undecided",
                f"whether the clock would make `{name}` for ever was not decided in {found.tried}"
                " situations",
                guard.path,
                severity="warning",
                at_key=True,
            )
            continue
        yield document.problem(
            "endless-clock",
            f"the clock would make `{name}` for ever at one instant: {words(space, found.values)}",
            question.path,
            hint="lead to another state, or record the anchor that it counts from again",
            at_key=True,
        )


def _returns(guard: Guard, clocks: list[Guard]) -> bool:
    """Tell whether the clock's moves alone lead back to where this one starts, and count on."""
    reached, newest = {guard.move.arrives}, [guard.move.arrives]
    while newest:
        state = newest.pop()
        for each in clocks:
            if each.move.source == state and each.move.arrives not in reached:
                reached.add(each.move.arrives)
                newest.append(each.move.arrives)
    deadline = guard.move.action.deadline
    recorded = deadline is not None and bool(deadline.anchors & {*guard.move.action.records})
    return guard.move.source in reached and not recorded


def _again(machine: Machine, guard: Guard, clocks: list[Guard]) -> Question:
    """Give the question whether the clock comes back to this move without time going on."""
    most = len(machine.states) * max(1, len(clocks)) + 1

    def holds(facts: Situation) -> bool:
        proposal = facts.proposal
        move = guard.move
        for _ in range(most):
            made = Situation(facts.now, None, {}, proposal, facts.office)
            proposal = enacted(machine, made, move)
            following = due(machine, facts.office, proposal, facts.now)
            if following is None:
                return False
            if following[0] is guard.move:
                return True
            move = following[0]
        return True

    looks = Looks(facts=frozenset())
    sources: set[Source] = set()
    for each in clocks:
        for literal in each.literals:
            looks |= literal.question.looks
            sources |= {*literal.question.sources}
    return Question(
        name="when",
        path=("actions", guard.move.action.name, "when"),
        rule=holds,
        holds=holds,
        looks=looks,
        sources=ordered(sources),
    )
