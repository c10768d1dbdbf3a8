"""Votes as a search sees them: at which tallies the conditions of a move are met."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, islice
from typing import cast

from attrs import evolve, field, frozen

from ..facts import ABSTAIN
from ..machine import NEW
from .guard import Guard
from .history import History
from .permissible import Permissible
from .question import Literal
from .search import narrowed
from .source import Source, ordered
from .space import Count, Space, Values

MOST_COUNTED = 3_000
"""Tallies of one vote; of one in which more could be cast, nothing is claimed."""

_COUNTED = frozenset[str]({"size", "ballots", "present", "recused", "role"})
_VOTED = frozenset[str]({"ballots", "present"})
_THERE = frozenset[str]({"present"})


@frozen(kw_only=True, eq=False)
class Vote:
    """The conditions of one move that turn on one vote, and how each tally fares with them.

    Attributes:
        of: the ballot, or the body whose own it is.
        most: how many can vote.
        choices: the choices that the conditions tell apart.
        met: of each tally, how many said each of the choices, whether it meets the conditions.
        comes: the same of the outcome alone: where an action has several, without what all share,
            such as that the vote is over.
    """

    guard: Guard
    of: str
    most: int
    choices: tuple[str, ...]
    met: Mapping[tuple[int, ...], bool] = field(repr=False)
    comes: Mapping[tuple[int, ...], bool] = field(repr=False)

    def words(self, tally: tuple[int, ...]) -> str:
        """Say how many said what."""
        said = [f"{n} {choice}" for n, choice in zip(tally, self.choices, strict=True) if n]
        return " and ".join(filter(None, [", ".join(said[:-1]), *said[-1:]])) or "no vote"

    @property
    def bound(self) -> str:
        """Say how many tallies were tried."""
        return f"all {len(self.met):,} tallies tried"

    def more(self, tally: tuple[int, ...], choice: str) -> tuple[int, ...]:
        """Give the tally in which one more said something."""
        place = self.choices.index(choice)
        return (*tally[:place], tally[place] + 1, *tally[place + 1 :])

    def adverse(self) -> Iterator[tuple[str, str]]:
        """Give the pairs of choices of which the first only helps, and the second only hurts.

        That is so where a voter who changes from the first to the second can keep the conditions
        from being met, and never brings them about. To abstain is not to vote against something.
        """
        for good in self.choices:
            for bad in self.choices:
                if bad not in (good, ABSTAIN) and self._only_hurts(good, bad):
                    yield good, bad

    def opposes(self, choice: str) -> bool:
        """Tell whether one more who says something can keep the conditions from being met."""
        return any(
            met and not self.met[self.more(tally, choice)]
            for tally, met in self.met.items()
            if sum(tally) < self.most
        )

    def _only_hurts(self, good: str, bad: str) -> bool:
        hurts = False
        for tally in self.met:
            if sum(tally) == self.most:
                continue
            with_good, with_bad = self.met[self.more(tally, good)], self.met[self.more(tally, bad)]
            if with_bad and not with_good:
                return False
            hurts |= with_good and not with_bad
        return hurts


def votes(judged: Permissible) -> Iterator[tuple[Vote, ...]]:
    """Give the moves out of one state that turn on one vote, each with all its tallies."""
    for _, same in groupby(_by_state(judged), key=lambda guard: guard.move.source):
        here = tuple(same)
        for name in dict.fromkeys(name for guard in here for name in _ballots(guard.literals)):
            told = [(guard, _counting(guard, name)) for guard in here]
            voting = [(guard, literals) for guard, literals in told if literals]
            found = _tallies(judged, name, voting)
            if found:
                yield found


def _by_state(judged: Permissible) -> list[Guard]:
    states = [*judged.world.machine.states, NEW]
    return sorted(judged.live, key=lambda guard: states.index(guard.move.source))


def _ballots(literals: Sequence[Literal]) -> Iterator[str]:
    for literal in literals:
        yield from (each.name for each in literal.question.sources if each.kind in _VOTED)


def _counting(guard: Guard, name: str) -> tuple[Literal, ...]:
    """Give the conditions of a move that turn on one vote, and on nothing else that changes."""
    return tuple(
        literal
        for literal in guard.literals
        if set(_ballots([literal])) == {name}
        and all(source.kind in _COUNTED for source in literal.question.sources)
    )


def _tallies(
    judged: Permissible, name: str, voting: Sequence[tuple[Guard, tuple[Literal, ...]]]
) -> tuple[Vote, ...]:
    """Give each move with all tallies of one vote; nothing where there are too many."""
    if not voting:
        return ()
    literals = tuple(literal for _, several in voting for literal in several)
    sources = ordered({source for each in literals for source in each.question.sources})
    anything = History(may=frozenset(judged.world.machine.movers), must=frozenset())
    space = narrowed(evolve(judged.space(voting[0][0]), history=anything), literals)
    cast_ = Source("ballots", name)
    plain: dict[Source, object] = {}
    for source in sources:
        if source != cast_:
            plain[source] = next(iter(space.of(source, plain)))
    every = _every(evolve(space, opaque=True), cast_, plain) or _every(space, cast_, plain)
    if len(every) <= 1:
        return ()
    choices = tuple(choice for choice, _ in every[-1])
    given = {
        tuple(dict(count).get(choice, 0) for choice in choices): _given(plain, cast_, count)
        for count in every
    }

    def met(guard: Guard, of: Sequence[Literal], situation: Values) -> bool:
        return all(
            judged.search.ask(each.question, space, guard.move.source, situation) is each.wanted
            for each in of
        )

    return tuple(
        Vote(
            guard=guard,
            of=name,
            most=max(map(sum, given)),
            choices=choices,
            met={tally: met(guard, of, situation) for tally, situation in given.items()},
            comes={
                tally: met(guard, _outcome(guard, of), situation)
                for tally, situation in given.items()
            },
        )
        for guard, of in voting
    )


def _outcome(guard: Guard, literals: Sequence[Literal]) -> Sequence[Literal]:
    """Give the conditions of one outcome among several; of an only one, all."""
    if "moves" not in guard.path:
        return literals
    own = len(guard.path)
    return [each for each in literals if each.question.path[:own] == guard.path]


def _every(space: Space, ballots: Source, plain: Values) -> list[Count]:
    """Give all tallies, each choice apart; none where there are too many."""
    every = [cast("Count", each) for each in islice(space.of(ballots, plain), MOST_COUNTED + 1)]
    return every if len(every) <= MOST_COUNTED else []


def _given(plain: Values, ballots: Source, count: Count) -> Values:
    """Give what is the case with a tally: who voted was there, and nobody else."""
    many = sum(many for _, many in count)
    there = {source: many for source in plain if source.kind in _THERE}
    return {**plain, **there, ballots: count}
