"""What would make a refused request legal: a search through the steps that people could take.

Every step is decided by the same policies as the request itself, on the proposal as the steps
before it would leave it. The search goes from small sets to large ones and passes over whatever
contains a set that was found, so that no element of a set that it gives can be left out.
"""

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from itertools import groupby

from attrs import evolve, field, frozen

from .decision import Step, Unblocking, Way
from .explain import judged, people, turns
from .facts import ActorIs, Dated, Fact, Matches, Situation
from .fields import faults
from .fold import advance
from .instants import NEVER, Instant, to_datetime
from .machine import Action, Machine, Move
from .model import Data
from .permit import chosen, deadline, due
from .trace import Truth

HANDFUL = 5
MOST_VISITED = 2_000
_DEEPEST_NEED = 4

Element = tuple[str, ...]
"""A step without the name of who takes it: sets are compared by these."""


@frozen(kw_only=True)
class _Node:
    """A way to be tried: the steps so far, and how everything then stands.

    Attributes:
        facts: the request, as it would be made then.
        elements: what the steps are, and how many of each.
    """

    facts: Situation
    steps: tuple[Step, ...] = ()
    elements: Counter[Element] = field(factory=Counter)


def unblocked(machine: Machine, facts: Situation, action: str) -> Unblocking:
    """Search for the minimal sets of steps that make a refused request legal."""
    queue = deque([_Node(facts=facts)])
    seen: set[object] = set()
    found: list[_Node] = []
    visited = 0
    while queue and len(found) < HANDFUL and visited < MOST_VISITED:
        node = queue.popleft()
        if any(way.elements <= node.elements for way in found):
            continue
        visited += 1
        if chosen(machine, node.facts, action) is not None:
            found.append(node)
            continue
        for child in _children(machine, facts, node, action):
            key = (
                child.facts.now,
                child.facts.proposal.state,
                frozenset(child.elements.items()),
            )
            if key not in seen:
                seen.add(key)
                queue.append(child)
    complete = not queue or len(found) == HANDFUL
    return Unblocking(
        ways=tuple(_way(machine, facts, node) for node in found),
        complete=complete,
        bound=f"{visited} ways tried" + ("" if complete else ", the most that are tried"),
    )


def _children(machine: Machine, start: Situation, node: _Node, action: str) -> Iterator[_Node]:
    """Give the ways that are one step longer."""
    asked = _Wanted(machine=machine, root=node.facts, start=start)
    if not asked.gather(node.facts, action):
        return
    for name, value in asked.told.items():
        facts = node.facts
        told = {**facts.data, name: value}
        step = Step(
            kind="tell",
            at=facts.now,
            action=name,
            data={name: value},
            words=f"give `{name}` (for example `{value}`)",
        )
        yield _with(node, step, _at(facts, data=told), ("tell", name))
    for candidate, actor, group, data in asked.acts:
        yield from _act(machine, node, candidate, actor, group, data)
    for instant in sorted(asked.waits):
        yield _wait(machine, node, instant)


def _act(  # noqa: PLR0913 - a step has as many parts
    machine: Machine,
    node: _Node,
    action: Action,
    actor: str,
    group: tuple[str, ...],
    data: Data,
) -> Iterator[_Node]:
    facts = node.facts
    asking = _at(facts, actor=actor, data=data)
    move = chosen(machine, asking, action.name)
    if move is None:
        return
    after = advance(
        machine,
        facts.proposal,
        action,
        move.arrives,
        facts.now,
        actor,
        data,
    )
    if after.record == facts.proposal.record and (after.state, after.anchors) == (
        facts.proposal.state,
        facts.proposal.anchors,
    ):
        return
    step = Step(kind="act", at=facts.now, action=action.name, actors=(actor,), data=data)
    element = ("act", action.name, *map(str, sorted(data.items())), *group)
    yield _with(node, step, _at(facts, proposal=after), element)


def _wait(machine: Machine, node: _Node, instant: Instant) -> _Node:
    """Let the clock run, with all the moves that it makes by itself."""
    facts = node.facts
    proposal = facts.proposal
    while (move := due(machine, facts.office, proposal, instant)) is not None:
        proposal = advance(
            machine,
            proposal,
            move[0].action,
            move[0].arrives,
            move[1],
            None,
            {},
        )
    waited = _at(facts, now=instant, proposal=proposal)
    step = Step(kind="wait", at=instant)
    if node.steps and node.steps[-1].kind == "wait":
        last = ("wait", str(node.steps[-1].at))
        shorter = node.elements - Counter([last])
        node = evolve(node, steps=node.steps[:-1], elements=shorter)
    return _with(node, step, waited, ("wait", str(instant)))


def _with(node: _Node, step: Step, facts: Situation, element: Element) -> _Node:
    return _Node(
        facts=facts, steps=(*node.steps, step), elements=node.elements + Counter([element])
    )


def _at(facts: Situation, **changes: object) -> Situation:
    """Give a situation with some of its parts changed."""
    parts = {name: getattr(facts, name) for name in Situation.__slots__} | changes
    return Situation(**parts)


@frozen(kw_only=True)
class _Wanted:
    """The steps that bear on what is missing from a request, and from what would supply it.

    Attributes:
        root: the request, as it would be made after the steps so far.
        start: the request as it was refused; people are of one kind if they were then.
    """

    machine: Machine
    root: Situation
    start: Situation
    told: dict[str, object] = field(factory=dict)
    acts: list[tuple[Action, str, tuple[str, ...], Data]] = field(factory=list)
    waits: set[Instant] = field(factory=set)
    asked: set[str] = field(factory=set)

    def gather(self, facts: Situation, action: str, depth: int = 0) -> bool:
        """Gather what bears on a request; tell whether there is hope at all."""
        moves = self.machine.table.get((facts.proposal.state, action))
        if moves is None:
            self._towards(facts, action, depth)
            return True
        if depth == 0:
            self.told.update(_filled(moves[0].action, facts))
        if facts.now < facts.proposal.at:
            self.waits.add(facts.proposal.at)
        hopes = [self._move(facts, move, depth) for move in moves]
        self._clock(facts, depth)
        return any(hopes)

    def _move(self, facts: Situation, move: Move, depth: int) -> bool:
        hope = True
        for term, wanted in [(each, True) for each in move.requires] + [
            (each, False) for each in move.unless
        ]:
            try:
                truth = judged(term, facts)
            except Exception:  # noqa: BLE001 - a rule that errors refuses whatever is done
                return False
            if truth.true if wanted else truth.false:
                continue
            hope &= self._leaves(facts, list(truth.deciding(wanted=wanted)), depth)
        return hope

    def _leaves(self, facts: Situation, leaves: list[Truth], depth: int) -> bool:
        hope = False
        for leaf in leaves:
            later = list(turns(facts, leaf))
            self.waits.update(later)
            hope |= bool(later)
            for fact in leaf.terms:
                hope |= bool(fact.moved_by) or isinstance(fact, (Matches, Dated))
                if depth == 0:
                    self._tell(facts, leaf, fact)
                for effect in fact.moved_by:
                    for action in self.machine.movers.get(effect, ()):
                        self._action(facts, action, fact, depth)
        return hope

    def _tell(self, facts: Situation, leaf: Truth, fact: Fact) -> None:
        if isinstance(fact, Matches):
            self.told[fact.field] = fact.match.example()
        elif isinstance(fact, Dated) and leaf.compared is not None:
            bound = max(leaf.compared[0].least, leaf.compared[2].least)
            if -NEVER < bound < NEVER:
                day = to_datetime(bound).date() + timedelta(days=2)
                self.told[fact.field] = day.isoformat()

    def _clock(self, facts: Situation, depth: int) -> None:
        """Gather what would keep the clock from making its own moves before a wait is over."""
        latest = max(self.waits, default=-NEVER)
        for move in self.machine.clockwork.get(facts.proposal.state, ()):
            instant = deadline(facts.office, facts.proposal, move)
            if instant > latest or depth >= _DEEPEST_NEED:
                continue
            then = _at(facts, now=max(instant, facts.proposal.at), actor=None, data={})
            for term in (*move.requires, *move.unless):
                for leaf in judged(term, then).leaves():
                    for fact in leaf.terms:
                        for effect in fact.moved_by:
                            for action in self.machine.movers.get(effect, ()):
                                self._action(facts, action, fact, depth)

    def _towards(self, facts: Situation, action: str, depth: int) -> None:
        """Gather the actions that lead from this state to one where the action can be done."""
        goals = {source for source, name in self.machine.table if name == action}
        reaching = _reaching(self.machine, goals)
        for (source, _), moves in self.machine.table.items():
            if source == facts.proposal.state and any(move.arrives in reaching for move in moves):
                self._action(facts, moves[0].action, None, depth)

    def _action(self, facts: Situation, action: Action, fact: Fact | None, depth: int) -> None:
        if action.deadline is not None or action.name in self.asked or depth >= _DEEPEST_NEED:
            return
        self.asked.add(action.name)
        for actor, group in self._actors(facts, action, fact):
            for data in _tellings(self.machine, facts, action, actor, self._holder(fact)):
                self.acts.append((action, actor, group, data))
                asking = _at(facts, actor=actor, data=data)
                if chosen(self.machine, asking, action.name) is None:
                    self.gather(asking, action.name, depth + 1)

    def _holder(self, fact: Fact | None) -> str | None:
        """Give who must be given a role, where the rule asks for the role of the one who asks."""
        return self.root.actor if isinstance(fact, ActorIs) else None

    def _actors(
        self, facts: Situation, action: Action, fact: Fact | None
    ) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Give one person of each kind who could do it, with what makes that kind."""
        asker = self.root.actor
        if isinstance(fact, ActorIs) and action.assigns not in action.fields:
            if asker is not None:
                yield asker, (asker,)
            return
        who = people(facts, action.by)
        if who == ("anyone",):
            who = (asker or "somebody",)
        kinds: dict[tuple[str, ...], str] = {}
        for person in who:
            kind = _kind(facts, person)
            if kind not in kinds and not _done(facts, action, person):
                kinds[kind] = person
        for person in kinds.values():
            yield person, _kind(self.start, person)


def _kind(facts: Situation, person: str) -> tuple[str, ...]:
    """Give all by which the charter can tell a person from others."""
    record = facts.proposal.record
    return (
        *(f"in {body}" for body, members in facts.office.bodies.items() if person in members),
        *(f"is {role}" for role, holders in record.roles.items() if person in holders),
        *(f"said {cast[person]} {of}" for of, cast in record.ballots.items() if person in cast),
        *(f"signed {by}" for by, signed in record.signatures.items() if person in signed),
        *(f"vetoed {by}" for by, held in record.vetoes.items() if person in held),
    )


def _done(facts: Situation, action: Action, person: str) -> bool:
    """Tell whether doing it again would change nothing."""
    record = facts.proposal.record
    signed = action.signs is not None and person in record.signatures.get(action.signs, ())
    return signed or (
        action.vetoes is not None and person in record.vetoes.get(action.vetoes, ())
    )


def _filled(action: Action, facts: Situation) -> dict[str, object]:
    """Give an example for every field that the request lacks or has wrong."""
    wrong = faults(action.fields, facts.data)
    return {name: action.fields[name].example() for name in wrong if name in action.fields}


def _tellings(
    machine: Machine, facts: Situation, action: Action, actor: str, holder: str | None
) -> Iterator[Data]:
    """Give what somebody could tell with an action, one for each choice that they have."""
    choices: Iterable[Mapping[str, object]] = [{}]
    if action.ballot is not None:
        cast = facts.proposal.record.ballots.get(action.ballot, {}).get(actor)
        choices = [
            {"choice": choice} for choice in action.fields["choice"].choices if choice != cast
        ]
    for chosen_data in choices:
        data: dict[str, object] = {
            name: each.example() for name, each in action.fields.items() if not each.optional
        } | dict(chosen_data)
        if holder is not None and action.assigns in action.fields:
            data[str(action.assigns)] = holder
        yield _matching(machine, facts, action, actor, data)


def _matching(
    machine: Machine, facts: Situation, action: Action, actor: str, data: dict[str, object]
) -> Data:
    """Give the data with every field as the action's rules demand, as far as they can say it."""
    asking = _at(facts, actor=actor, data=data)
    told = _Wanted(machine=machine, root=asking, start=asking)
    for move in machine.table.get((facts.proposal.state, action.name), ()):
        for term in move.requires:
            for leaf in judged(term, asking).leaves():
                for fact in leaf.terms:
                    if not leaf.true:
                        told._tell(asking, leaf, fact)  # noqa: SLF001 - the same class
    return {**data, **told.told}


def _reaching(machine: Machine, goals: set[str]) -> set[str]:
    """Give the states from which one of the goals can be reached, themselves included."""
    reaching = set(goals)
    while True:
        more = {
            source
            for (source, _), moves in machine.table.items()
            if any(move.arrives in reaching for move in moves)
        }
        if more <= reaching:
            return reaching
        reaching |= more


def _way(machine: Machine, facts: Situation, node: _Node) -> Way:
    """Give a way as its reader wants it: equal steps as "so many of these people"."""
    steps: list[Step] = []
    for _, run in groupby(node.steps, key=lambda step: (step.kind, step.action, step.data)):
        taken = list(run)
        if taken[0].kind == "act":
            steps.append(_merged(machine, facts, taken))
        else:
            steps += taken
    return Way(steps=tuple(steps), earliest=node.facts.now)


def _merged(machine: Machine, facts: Situation, taken: list[Step]) -> Step:
    first = taken[0]
    doers = [step.actors[0] for step in taken]
    kinds = {_kind(facts, doer) for doer in doers}
    by = machine.actions[first.action].by
    equals = [
        person
        for person in people(facts, by)
        if by and _kind(facts, person) in kinds and len(kinds) == 1
    ]
    return evolve(first, actors=tuple(equals or doers), many=len(taken))
