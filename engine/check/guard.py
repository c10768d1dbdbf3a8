"""The guards of a charter: every move, with the conditions that must be met, each at its place."""

from collections.abc import Iterator, Sequence
from itertools import islice

from attrs import evolve, field, frozen

from ..charter.document import Action as WrittenAction
from ..charter.document import CharterFile
from ..composition import Fits, Named
from ..facts import Now, Situation
from ..machine import NEW, Action, Move, Term
from ..permit import deadline
from ..policy import Policy
from ..source.problem import Path
from .history import History
from .question import Literal, Looks, Question, looked_at, watched
from .scene import situation
from .search import assignments
from .source import ACTOR, NOW, Source, SourceKind, ordered, sources_of
from .space import Space
from .world import World

_MOST_WATCHED = 2_000
_MOST_ROUNDS = 10


@frozen(kw_only=True, eq=False)
class Guard:
    """A move, and all that must be so for it to be permitted.

    Attributes:
        place: which of its action's outcomes it is, from 0.
        path: where the outcome stands in the file; the action, where it has only one.
    """

    move: Move
    place: int
    path: Path
    literals: tuple[Literal, ...]


def guards(world: World, file: CharterFile) -> tuple[Guard, ...]:
    """Give the guards of all moves of proposals, in the charter's order."""
    maker = _Maker(world=world)
    made: list[Guard] = []
    for (state, name), moves in world.machine.table.items():
        written = file.actions.get(name)
        if written is None or written.voids:  # back to where it was before: no way of its own
            continue
        if state in (NEW, *file.states):  # not the stream of a body
            made += [maker.guard(written, move, place) for place, move in enumerate(moves)]
    return tuple(made)


@frozen(kw_only=True, eq=False)
class _Maker:
    """Makes guards; the terms of one action are the same questions in every state."""

    world: World
    questions: dict[Path, Question] = field(factory=dict)

    def guard(self, written: WrittenAction, move: Move, place: int) -> Guard:
        at: Path = ("actions", move.action.name)
        several = bool(written.moves)
        path: Path = (*at, "moves", place) if several else at
        wanted = [
            (term, where, True)
            for term, where in zip(
                move.requires,
                _places(at, path, "requires", written.requires, move),
                strict=True,
            )
        ] + [
            (term, where, False)
            for term, where in zip(
                move.unless, _places(at, path, "unless", written.unless, move), strict=True
            )
        ]
        literals = [
            Literal(self._question(move.action, term, where), answer)
            for term, where, answer in wanted
        ]
        if move.action.deadline is not None:
            literals.insert(0, Literal(self._clock(move, (*at, "when")), True))
        return Guard(move=move, place=place, path=path, literals=tuple(literals))

    def _question(self, action: Action, term: Term, path: Path) -> Question:
        if path not in self.questions:
            looks = self._looks(term.policy, action)
            self.questions[path] = Question(
                name=term.name,
                path=path,
                rule=term.policy,
                holds=term.policy.holds,
                looks=looks,
                sources=self._sources(looks, action),
            )
        return self.questions[path]

    def _clock(self, move: Move, path: Path) -> Question:
        """Give the condition under which the clock's own move is due."""
        terms = move.action.deadline
        if path not in self.questions and terms is not None:

            def holds(facts: Situation) -> bool:
                return deadline(facts.office, facts.proposal, move) <= facts.now

            looks = Looks(facts=frozenset({Now()}) | terms.facts)
            sources = self._sources(looks, move.action)
            self.questions[path] = Question(
                name="when", path=path, rule=holds, holds=holds, looks=looks, sources=sources
            )
        return self.questions[path]

    def _sources(self, looks: Looks, action: Action) -> tuple[Source, ...]:
        office, revised = self.world.machine.office, self.world.revised
        if looks.opaque:
            return _everything(self.world, action)
        found = (sources_of(fact, office, revised) for fact in looks.facts)
        return ordered(frozenset[Source]().union(*found))

    def _looks(self, policy: Policy, action: Action) -> Looks:
        """Find what a policy looks at, in as many situations as it takes."""
        all_of_it = frozenset(self.world.machine.movers)
        anything = History(may=all_of_it, must=frozenset())
        space = Space(world=self.world, action=action, history=anything, facts=frozenset())
        state = self.world.machine.initial
        looks = looked_at(policy, situation(space, state, {}))
        for _ in range(_MOST_ROUNDS if looks.plain else 0):
            here = evolve(space, facts=looks.facts, bounds=looks.bounds)
            wider = looks
            ways = assignments(here, self._sources(looks, action))
            for given in islice(ways, _MOST_WATCHED):
                wider |= watched(policy, situation(here, state, given))
            if wider == looks:
                break
            looks = wider
        return looks


def _places(
    at: Path, path: Path, key: str, written: Sequence[object], move: Move
) -> Iterator[Path]:
    """Give where each term of a move stands: who may, then the action's own, then the outcome's."""
    first = 1 if key == "requires" and move.action.by else 0
    if first:
        yield (*at, "by")
    terms = move.requires if key == "requires" else move.unless
    for place, term in enumerate(terms[first:]):
        if isinstance(term.policy, (Fits, Named)):  # the kernel's own, for what the action does
            yield (*at, term.policy.way, place)
            continue
        own = place < len(written)
        yield (*at, key, place) if own else (*path, key, place - len(written))


def _everything(world: World, action: Action) -> tuple[Source, ...]:
    """Give every source that there is, for a policy that may look at anything."""
    kinds: dict[str, SourceKind] = {
        "role": "role",
        "ballot": "ballots",
        "signature": "signed",
        "veto": "vetoed",
        "attestation": "attested",
        "anchor": "anchor",
        "link": "link",
    }
    found = {Source(kinds[kind], name) for kind, name in world.machine.movers if kind in kinds}
    found |= {Source("vetoing", name) for kind, name in world.machine.movers if kind == "veto"}
    found |= {Source("size", body) for body in world.revised}
    found |= {Source("field", name) for name in action.fields}
    return ordered({ACTOR, NOW, *found})
