"""What would make a refused request legal: a search through the steps that people could take.

Every step is decided by the same policies as the request itself, on the proposal as the steps
before it would leave it. The most promising ways are tried first; `ways` then sees to it that
nothing in what was found can be left out.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from heapq import heappop, heappush
from itertools import count

from attrs import frozen

from .ballot import NO_VOTES
from .bearing import Act, Bearing, distances
from .decision import Step, Unblocking, Way
from .facts import Situation
from .kinds import Kind, kind_of
from .machine import Check, Machine
from .permit import chosen
from .ways import Retelling, covers, resembles, size
from .whatif import acted, asked_by, taken

HANDFUL = 5
_MOST_WORK = 3_000
_MORE_WORK = 500
"""How much longer to look for other ways once one is known."""
_NODE = 5
"""How many times the work of a single step it is to find out which steps bear on a request."""
_FAR = 3
"""How many steps a rule that still stands in the way counts as."""
_MORE_STEPS = 2
"""How many more elements than the smallest way another may have to be worth telling."""
_ONE_BY_ONE = 12
"""In groups of this size every number of people is tried; in larger ones, where something turns."""
_PEOPLE_A_CHARGE = 2_000

_AS_THEY_ARE = "while the bodies stay as they are"
_THE_CLOCK = "the clock does it by itself, when it falls due"
_AND_OTHERS = "while the bodies and the other proposals stay as they are"

Key = tuple[object, ...]


@frozen(kw_only=True, eq=False)
class _Node:
    """A way to be tried: steps of one person each, and how everything then stands."""

    facts: Situation
    steps: tuple[Step, ...] = ()
    kinds: tuple[Kind, ...] = ()

    def followed(self, step: Step, facts: Situation, kind: Kind = ()) -> "_Node":
        """Give the way with one more step; of two waits in a row the later is enough."""
        steps, kinds = self.steps, self.kinds
        if step.kind == "wait" and steps and steps[-1].kind == "wait":
            steps, kinds = steps[:-1], kinds[:-1]
        return _Node(facts=facts, steps=(*steps, step), kinds=(*kinds, kind))

    def key(self) -> Key:
        """Give what two ways have in common that differ in nothing but names and order."""
        proposal = self.facts.proposal
        record = proposal.record
        elements = Counter(
            (step.kind, step.action, step.at if step.kind == "wait" else 0, str(step.data), kind)
            for step, kind in zip(self.steps, self.kinds, strict=True)
        )
        gathered = (
            {body: sorted(Counter(cast.values()).items()) for body, cast in record.ballots.items()},
            {body: len(held) for body, held in record.signatures.items()},
            {body: len(held) for body, held in record.vetoes.items()},
            record.roles,
            sorted(record.attested),  # by whom is one
            sorted(record.contested),
            record.links,
            None if record.votes is NO_VOTES else str(record.votes),
        )
        return (
            frozenset(elements.items()),
            self.facts.now,
            proposal.state,
            proposal.anchors,
            str(gathered),
        )


def unblocked(machine: Machine, facts: Situation, action: str) -> Unblocking:
    """Search for the minimal sets of steps that make a refused request legal."""
    known, limits = machine.actions.get(action), _AND_OTHERS if machine.crossing else _AS_THEY_ARE
    if known is not None and not _could(machine, facts, known.by, frozenset()):
        return Unblocking(ways=(), complete=True, bound=limits)
    if known is not None and known.clockwork and facts.actor is not None:
        return Unblocking(ways=(), complete=True, bound=_THE_CLOCK)
    search = _Search(machine, facts, action)
    ways = search.ways(detours=False)
    if not ways and not search.exhausted:
        ways = search.ways(detours=True)
    bound = "after the most ways that are tried" if search.exhausted else limits
    return Unblocking(ways=ways, complete=not search.exhausted, bound=bound)


def _could(machine: Machine, facts: Situation, who: Sequence[str], asked: frozenset[str]) -> bool:
    """Tell whether the asker could ever come to be one of those who may do something.

    Bodies stay as they are; a role is held already, or given by an action to whoever takes it, or
    to whomever somebody names.
    """
    return not who or any(_could_be(machine, facts, name, asked) for name in who)


def _could_be(machine: Machine, facts: Situation, name: str, asked: frozenset[str]) -> bool:
    members = facts.office.bodies.get(name, facts.proposal.record.roles.get(name, ()))
    if facts.actor in members or name in facts.office.bodies or name in asked:
        return facts.actor in members
    return any(
        name in giving.fields or _could(machine, facts, giving.by, asked | {name})
        for giving in machine.movers.get(("role", name), ())
    )


class _Search:
    """The search for what makes one request legal; it stops after so many questions."""

    def __init__(self, machine: Machine, root: Situation, action: str) -> None:
        self._machine = machine
        self._root = root
        self._action = action
        people = sum(len(members) for members in root.office.bodies.values())
        self._charge = 1 + people // _PEOPLE_A_CHARGE
        self._left = _MOST_WORK
        self._elsewhere = tuple(
            move for (_, name), moves in machine.table.items() for move in moves if name == action
        )
        self._away = distances(machine, {move.source for move in self._elsewhere})
        self.exhausted = False

    def ways(self, *, detours: bool) -> tuple[Way, ...]:
        """Give the ways, the smallest and earliest first."""
        order = count()
        heap = [(0, self._root.now, next(order), _Node(facts=self._root))]
        seen: set[Key] = set()
        found: list[Way] = []
        retelling = Retelling(machine=self._machine, root=self._root, action=self._action)
        while heap and len(found) < HANDFUL and not self._spent():
            _, _, _, node = heappop(heap)
            if found and len(node.steps) > min(map(size, found)) + _MORE_STEPS:
                continue
            if any(covers(way, node.steps) for way in found):
                continue
            if self._legal(node.facts):
                way = retelling.way(node.steps)
                if not any(resembles(way, other) for other in found):
                    found.append(way)
                self._left = min(self._left, _MORE_WORK * self._charge)
                continue
            for child in self._children(node, detours=detours):
                if (key := child.key()) not in seen:
                    seen.add(key)
                    promise = len(child.steps) + _FAR * self._missing(child.facts)
                    heappush(heap, (promise, child.facts.now, next(order), child))
        return tuple(sorted(found, key=lambda way: (size(way), way.earliest)))

    def _missing(self, facts: Situation) -> int:
        """Count the rules that still stand in the way, by which promising ways come first."""
        there = (facts.proposal.state, self._action)
        moves = self._machine.table.get(there, self._elsewhere)
        rules = min(
            (
                sum(_answer(check, facts) is not True for check in move.checks)
                + sum(_answer(stop, facts) is not False for stop in move.stops)
                for move in moves
            ),
            default=0,
        )
        return rules + self._away.get(facts.proposal.state, len(self._away))

    def _spent(self, work: int = 1) -> bool:
        """Charge for some work; tell whether there is no more to be done."""
        self._left -= work * self._charge
        self.exhausted = self._left <= 0
        return self.exhausted

    def _legal(self, facts: Situation) -> bool:
        return chosen(self._machine, facts, self._action) is not None

    def _children(self, node: _Node, *, detours: bool) -> Iterator[_Node]:
        """Give the ways that go further."""
        bearing = Bearing(machine=self._machine, root=node.facts, detours=detours)
        if not bearing.gather(node.facts, self._action):
            return
        for name, value in bearing.told.items():
            yield from self._single(node, _tell(node.facts, name, value))
        for act in bearing.acts:
            for persons in act.groups.values():
                yield from self._run(node, act, persons, bearing.acts)
        for instant in sorted(bearing.waits):
            yield from self._single(node, Step(kind="wait", at=instant))

    def _single(self, node: _Node, step: Step) -> Iterator[_Node]:
        facts = taken(self._machine, node.facts, step, "")
        if facts is not None:
            yield node.followed(step, facts)

    def _run(
        self, node: _Node, act: Act, persons: Sequence[str], acts: Iterable[Act]
    ) -> Iterator[_Node]:
        """Let one after the other of a group do the same, for as long as it goes on."""
        turn = self._turn(node.facts, acts) if len(persons) > _ONE_BY_ONE else None
        for person in persons:
            after = acted(self._machine, node.facts, act.action, person, act.data)
            if after is None or self._spent():
                return
            step = Step(
                kind="act",
                at=node.facts.now,
                action=act.action.name,
                actors=(person,),
                data=act.data,
            )
            node = node.followed(step, after, kind_of(self._root, person))
            before = turn
            turn = None if before is None else self._turn(after, acts)
            if before is None or turn != before:
                yield node

    def _turn(self, facts: Situation, acts: Iterable[Act]) -> Key:
        """Give what may turn as more people do the same: the rules, and what others may do."""
        moves = self._machine.table.get((facts.proposal.state, self._action), ())
        open_to = [
            chosen(self._machine, asked_by(facts, persons[0], act.data), act.action.name)
            for act in acts
            for persons in act.groups.values()
        ]
        return (
            facts.proposal.state,
            *(_answer(check, facts) for move in moves for check in (*move.checks, *move.stops)),
            *(None if move is None else move.arrives for move in open_to),
        )


def _answer(check: Check, facts: Situation) -> object:
    try:
        return check(facts)
    except Exception:  # noqa: BLE001 - that a rule errors is an answer that may turn, too
        return None


def _tell(facts: Situation, name: str, value: object) -> Step:
    if value is None:
        return Step(kind="tell", at=facts.now, action=name, words=f"leave out `{name}`")
    shown = ", ".join(map(str, value)) if isinstance(value, list) else str(value)  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]  # a list of texts
    return Step(
        kind="tell",
        at=facts.now,
        action=name,
        data={name: value},
        words=f"give `{name}` (for example `{shown}`)",
    )
