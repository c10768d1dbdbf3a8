"""Ways: from single steps that make a request legal to the set that a reader is told.

A set is carried out again without each of its elements, so that none can be left out, and with
others of the people whom it names, so that any so many of them will do.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, groupby, islice, pairwise, product
from math import comb, prod

from attrs import evolve, frozen

from .decision import Step, Way
from .explain import people
from .facts import Situation
from .kinds import kind_of
from .machine import Machine
from .permit import chosen
from .whatif import acted, taken

_MOST_SAMPLES = 24
_MOST_REPLAYED = 2_000
_MOST_MOVED = 50
_SHORT = 2

Single = tuple[Step, str]
"""A step, and the one who takes a share of it."""


def size(way: Way) -> int:
    """Give how many elements a way has, each person counted."""
    return sum(step.many for step in way.steps)


def covers(way: Way, steps: Sequence[Step]) -> bool:
    """Tell whether some steps hold all of a way, and so are not minimal."""
    return all(_holds(steps, wanted) for wanted in way.steps)


def resembles(way: Way, other: Way) -> bool:
    """Tell whether a way would tell a reader nothing new: the same long story of others."""
    story, before = (
        [(step.kind, step.action, step.data, step.many) for step in each.steps]
        for each in (way, other)
    )
    return story == before and (way == other or len(story) > _SHORT)


def _holds(steps: Sequence[Step], wanted: Step) -> bool:
    if wanted.kind == "wait":
        return any(step.kind == "wait" and step.at >= wanted.at for step in steps)
    alike = [step for step in steps if (step.kind, step.action) == (wanted.kind, wanted.action)]
    if wanted.kind == "tell":
        return bool(alike)
    doers = {actor for step in alike if step.data == wanted.data for actor in step.actors}
    return len(doers & {*wanted.actors}) >= wanted.many


@frozen(kw_only=True, eq=False)
class Retelling:
    """Makes ways out of steps that make a request legal.

    Attributes:
        root: the request as it was refused.
    """

    machine: Machine
    root: Situation
    action: str

    def way(self, steps: Sequence[Step]) -> Way:
        """Give the way that some steps of one person each are."""
        steps = self._patient(self._early(self._minimal(steps)))
        steps = self._early(self._minimal(steps))
        runs = [list(run) for _, run in groupby(steps, key=_alike)]
        told = [_merged(run) for run in runs]
        for place, run in enumerate(runs):
            for wider in self._wider(steps, run):
                widened = [*told[:place], wider, *told[place + 1 :]]
                if self._any_will_do([step for part in widened for step in part]):
                    told = widened
                    break
        facts = self._after(_firsts(steps))
        return Way(steps=tuple(step for part in told for step in part), earliest=facts.now)

    def _legal(self, facts: Situation) -> bool:
        return chosen(self.machine, facts, self.action) is not None

    def _after(self, singles: Iterable[Single]) -> Situation:
        """Give the facts after steps, those passed over that can't be taken."""
        facts = self.root
        for step, actor in singles:
            after = taken(self.machine, facts, step, actor)
            facts = facts if after is None else after
        return facts

    def _works(self, singles: Iterable[Single]) -> bool:
        """Tell whether each step can be taken, and the request is legal then."""
        facts = self.root
        for step, actor in singles:
            after = taken(self.machine, facts, step, actor)
            if after is None:
                return False
            facts = after
        return self._legal(facts)

    def _idle(self, singles: Sequence[Single]) -> int | None:
        """Give the place of a step without which the others make the request legal, too."""
        tried: set[str] = set()
        parts: dict[str, list[object]] = {}
        for step, actor in singles:
            parts.setdefault(actor, []).append(_alike(step))
        for place, (step, actor) in reversed(list(enumerate(singles))):
            # people of one kind who do the same all along are one as good as the other
            before = [_alike(each) for each, by in singles[:place] if by == actor]
            again = before.count(_alike(step))
            alike = str((_alike(step), kind_of(self.root, actor), parts[actor], again))
            if alike in tried:
                continue
            tried.add(alike)
            if self._legal(self._after([*singles[:place], *singles[place + 1 :]])):
                return place
        return None

    def _minimal(self, steps: Sequence[Step]) -> tuple[Step, ...]:
        """Leave out what can be left out."""
        while (idle := self._idle(_firsts(steps))) is not None:
            steps = self._timed([*steps[:idle], *steps[idle + 1 :]])
        return tuple(steps)

    def _patient(self, steps: Sequence[Step]) -> Sequence[Step]:
        """Wait once for what can all be done after the later of two waits."""
        waits = [place for place, step in enumerate(steps) if step.kind == "wait"]
        for first, second in reversed(list(pairwise(waits))):
            once = [*steps[:first], steps[second], *steps[first + 1 : second], *steps[second + 1 :]]
            if self._works(_firsts(once)):
                return self._patient(self._timed(once))
        return steps

    def _early(self, steps: Sequence[Step]) -> Sequence[Step]:
        """Let people do before a wait what they needn't wait for."""
        for place, step in enumerate(steps):
            wait = next((at for at, each in enumerate(steps) if each.kind == "wait"), place)
            if step.kind == "act" and wait < place <= _MOST_MOVED:
                rest = [*steps[:place], *steps[place + 1 :]]
                earlier = self._timed([*rest[:wait], step, *rest[wait:]])
                if len(earlier) == len(steps) and self._holds(_firsts(earlier)):
                    steps = earlier
        return steps

    def _timed(self, steps: Iterable[Step]) -> list[Step]:
        """Give the steps that can be taken in this order, each with its instant."""
        facts, kept = self.root, list[Step]()
        for step in steps:
            after = taken(self.machine, facts, step, "".join(step.actors))
            if after is not None:
                kept.append(step if step.kind == "wait" else evolve(step, at=facts.now))
                facts = after
        return kept

    def _wider(self, steps: Sequence[Step], run: Sequence[Step]) -> Iterator[list[Step]]:
        """Give a run of equal steps with more people who could take them, the most first."""
        first = run[0]
        if first.kind != "act" or not self.machine.actions[first.action].by:
            return
        action = self.machine.actions[first.action]
        before = self._after(_firsts(steps[: steps.index(first)]))
        could = [
            person
            for person in people(before, action.by)
            if acted(self.machine, before, action, person, first.data) is not None
        ]
        kinds = {kind_of(self.root, person) for person in could}
        if len(kinds) > 1:
            yield [evolve(first, actors=tuple(could), many=len(run))]
            good = self._as_good(steps, run, could)
            if len(run) < len(good) < len(could):
                yield [evolve(first, actors=tuple(good), many=len(run))]
        parts: list[Step] = []
        for kind, same in groupby(run, key=lambda step: kind_of(self.root, step.actors[0])):
            actors = tuple(person for person in could if kind_of(self.root, person) == kind)
            parts.append(evolve(first, actors=actors, many=len(list(same))))
        if all(step.many <= len(step.actors) for step in parts):
            yield parts

    def _as_good(
        self, steps: Sequence[Step], run: Sequence[Step], could: Sequence[str]
    ) -> list[str]:
        """Give those of whom any could stand in for the last of a run."""
        doers = {step.actors[0] for step in run}
        last = steps.index(run[-1])
        fit = {kind_of(self.root, doer): True for doer in doers}
        for person in could:
            kind = kind_of(self.root, person)
            if kind not in fit:
                other = evolve(run[-1], actors=(person,))
                fit[kind] = self._holds(_firsts([*steps[:last], other, *steps[last + 1 :]]))
        return [person for person in could if fit[kind_of(self.root, person)]]

    def _any_will_do(self, steps: Sequence[Step]) -> bool:
        """Tell whether a way holds whoever of those named takes the steps, as far as is tried."""
        return all(self._holds(choice) for choice in self._choices(steps))

    def _holds(self, singles: Sequence[Single]) -> bool:
        return self._works(singles) and self._idle(singles) is None

    def _choices(self, steps: Sequence[Step]) -> Iterator[list[Single]]:
        """Give who could take the steps: all choices where they are few, else those far apart."""
        options = [list(self._takers(step)) for step in steps]
        many = sum(step.many for step in steps)
        most = max(2, min(_MOST_SAMPLES, _MOST_REPLAYED // many**2))
        if prod(map(len, options)) <= most:
            picks: Iterable[Sequence[Sequence[str]]] = product(*options)
        else:
            picks = (
                [
                    each[(turn * (2 * place + 1) + turn // 2) % len(each)]
                    for place, each in enumerate(options)
                ]
                for turn in range(most)
            )
        for pick in picks:
            yield [
                (step, actor) for step, actors in zip(steps, pick, strict=True) for actor in actors
            ]

    def _takers(self, step: Step) -> Iterator[Sequence[str]]:
        """Give who could take one step: all sets of people where they are few, else some."""
        if step.kind != "act":
            yield ("",)
            return
        if comb(len(step.actors), step.many) <= _MOST_SAMPLES:
            yield from combinations(step.actors, step.many)
            return
        ordered = sorted(step.actors, key=lambda person: kind_of(self.root, person))
        kinds = [list(same) for _, same in groupby(ordered, key=lambda p: kind_of(self.root, p))]
        for turn in range(len(kinds)):
            turned = [person for same in kinds[turn:] + kinds[:turn] for person in same]
            yield tuple(islice(turned, step.many))
            yield tuple(turned[-step.many :])


def _alike(step: Step) -> tuple[object, ...]:
    at = step.at if step.kind == "wait" else None
    return (step.kind, step.action, at, sorted(step.data.items(), key=str))


def _firsts(steps: Iterable[Step]) -> list[Single]:
    return [(step, "".join(step.actors)) for step in steps]


def _merged(run: Sequence[Step]) -> list[Step]:
    """Give equal steps as one of all who took them."""
    actors = tuple(actor for step in run for actor in step.actors)
    return [evolve(run[0], actors=actors, many=len(run))]
