"""The search: whether some situation gives every question the answer that is wanted.

Questions that share no source are answered apart; a source is given its values one by one, and a
question is asked as soon as all that it depends on is known.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from typing import Literal as Word

from attrs import evolve, field, frozen

from ..facts import Situation
from ..machine import Move
from .question import Literal, Question
from .scene import situation, words
from .source import Source, ordered
from .space import Space, Values
from .told import complete

MOST = 20_000
"""How many situations are tried before a search gives up."""


@frozen(kw_only=True)
class Found:
    """What a search found.

    Attributes:
        verdict: there is such a situation; there is none in the whole space; it was given up.
        values: where there is one, what makes it.
        tried: how many situations were looked at.
        core: where there is none, the questions that can't be answered so together.
    """

    verdict: Word["yes", "no", "unknown"]
    values: Values = field(factory=dict[Source, object])
    tried: int = 0
    core: tuple[Literal, ...] = ()


@frozen(kw_only=True)
class Failure:
    """A policy that raised, or gave no truth."""

    question: Question
    said: str
    witness: str


@frozen(kw_only=True, eq=False)
class Search:
    """Searches through the situations of one charter, remembering what it found.

    Attributes:
        failures: the first failure of each question that failed.
    """

    failures: dict[Question, Failure] = field(factory=dict)
    known: dict[object, Found] = field(factory=dict)

    def find(self, space: Space, state: str, literals: Iterable[Literal]) -> Found:
        """Look for a situation that answers all questions as wanted."""
        values: dict[Source, object] = {}
        tried, unknown = 0, False
        for part in split(literals):
            found = self._part(space, state, part)
            tried += found.tried
            if found.verdict == "no":
                return Found(verdict="no", tried=tried, core=found.core)
            unknown |= found.verdict == "unknown"
            values |= found.values
        return Found(verdict="unknown" if unknown else "yes", values=values, tried=tried)

    def _part(self, space: Space, state: str, part: tuple[Literal, ...]) -> Found:
        narrow = narrowed(space, part)
        sources = ordered({source for each in part for source in each.question.sources})
        effects = frozenset(source.effect for source in sources)
        key = (
            frozenset(part),
            space.action.name,
            space.more,
            space.history.may & effects,
            space.history.must & effects,
        )
        if key not in self.known:
            clash = _opposed(part)
            self.known[key] = (
                Found(verdict="no", core=clash)
                if clash
                else self._search(narrow, state, part, sources)
            )
        return self.known[key]

    def _search(
        self, space: Space, state: str, part: tuple[Literal, ...], sources: tuple[Source, ...]
    ) -> Found:
        asked = _schedule(part, sources)
        tried = 0

        def walk(given: Mapping[Source, object], depth: int) -> Values | None:
            nonlocal tried
            for literal in asked[depth]:
                tried += 1
                if (
                    tried > MOST
                    or self.ask(literal.question, space, state, given) is not literal.wanted
                ):
                    return None
            if depth == len(sources):
                return given
            for value in space.of(sources[depth], given):
                if tried > MOST:
                    return None
                tried += not asked[depth + 1]
                found = walk({**given, sources[depth]: value}, depth + 1)
                if found is not None:
                    return found
            return None

        values = walk({}, 0)
        if values is not None:
            return Found(verdict="yes", values=values, tried=tried)
        if tried > MOST or not _whole(space, sources):
            return Found(verdict="unknown", tried=tried, core=part)
        return Found(verdict="no", tried=tried, core=part)

    def ask(
        self, question: Question, space: Space, state: str, given: Mapping[Source, object]
    ) -> bool | None:
        """Ask a question of one situation; ``None`` where it fails."""
        key = (space.more, *(given.get(source) for source in question.sources))
        if key in question.answers:
            return question.answers[key]
        answer = self._asked(question, situation(space, state, given), space, given)
        question.answers[key] = answer
        return answer

    def _asked(
        self, question: Question, facts: Situation, space: Space, given: Mapping[Source, object]
    ) -> bool | None:
        try:
            answer = question.holds(facts)
        except Exception as error:  # noqa: BLE001 - whatever a policy raises is told as a problem
            said = f"raises {type(error).__name__}: {error}"
        else:
            if answer is True or answer is False:
                return answer
            said = f"answers `{answer!r}`, which is neither true nor false"
        if question not in self.failures:
            only = {source: given[source] for source in question.sources if source in given}
            failure = Failure(question=question, said=said, witness=words(space, only))
            self.failures[question] = failure
        return None


def permitted(move: Move, space: Space, state: str, given: Values) -> bool:
    """Tell whether a whole situation permits a move: what a search found, asked once more."""
    try:
        return move.permits(situation(space, state, given))
    except Exception:  # noqa: BLE001 - whatever a policy raises refuses
        return False


def narrowed(space: Space, part: Iterable[Literal]) -> Space:
    """Give the space in which only these questions are asked."""
    looks = [literal.question.looks for literal in part]
    return evolve(
        space,
        facts=frozenset(fact for each in looks for fact in each.facts),
        bounds=frozenset(bound for each in looks for bound in each.bounds),
        opaque=any(each.opaque for each in looks),
    )


def split(literals: Iterable[Literal]) -> list[tuple[Literal, ...]]:
    """Take apart the questions that share no source, those that depend on nothing alone."""
    parts: list[tuple[frozenset[Source], tuple[Literal, ...]]] = []
    for literal in dict.fromkeys(literals):
        sources = frozenset(literal.question.sources)
        together: tuple[Literal, ...] = (literal,)
        apart: list[tuple[frozenset[Source], tuple[Literal, ...]]] = []
        for part in parts:
            if part[0] & sources:
                sources, together = sources | part[0], part[1] + together
            else:
                apart.append(part)
        parts = [*apart, (sources, together)]
    return [part for _, part in parts]


def _opposed(part: tuple[Literal, ...]) -> tuple[Literal, ...]:
    """Give two questions that are the same and are wanted to have opposite answers."""
    for one, other in combinations(part, 2):
        same = one.question.rule == other.question.rule
        if same and one.wanted is not other.wanted:
            return one, other
    return ()


def assignments(
    space: Space, sources: tuple[Source, ...], known: Values | None = None
) -> Iterator[Values]:
    """Give every way to give sources their values, besides those that are known."""

    def walk(given: Mapping[Source, object], rest: tuple[Source, ...]) -> Iterator[Values]:
        if not rest:
            yield given
            return
        for value in space.of(rest[0], given):
            yield from walk({**given, rest[0]: value}, rest[1:])

    given = known or {}
    return walk(given, ordered(source for source in sources if source not in given))


def _schedule(
    part: tuple[Literal, ...], sources: tuple[Source, ...]
) -> tuple[tuple[Literal, ...], ...]:
    """Give the questions that can be asked once so many sources have their values."""
    last = {
        literal: max((sources.index(each) + 1 for each in literal.question.sources), default=0)
        for literal in part
    }
    return tuple(
        tuple(literal for literal in part if last[literal] == depth)
        for depth in range(len(sources) + 1)
    )


def _whole(space: Space, sources: tuple[Source, ...]) -> bool:
    """Tell whether the values of every field that is told stand for all others."""
    for source in sources:
        asked = space.action.fields.get(source.name)
        if source.kind == "field" and asked is not None:
            tried = space.told(source, {})
            if not complete(asked, space.facts, tried):
                return False
    return True
