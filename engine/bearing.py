"""Bearing: which steps bear on what is missing from a request, and on what would supply it."""

from collections.abc import Iterable, Iterator, Mapping

from attrs import field, frozen

from .explain import judged, people, turns
from .facts import Assigned, Fact, Happened, Situation
from .instants import NEVER, Instant, text
from .kinds import Kind, kind_of
from .machine import Action, Machine, Move, Term
from .model import NOTHING, Data
from .permit import chosen, deadline
from .polling import examples, said
from .supply import Aim, supplied, supply
from .telling import NAMED, TOLD, as_demanded, coming, example, filled, telling, whom
from .trace import Truth
from .whatif import asked_by, by_the_clock

_DEEPEST = 5
_MOST_NAMED = 4
_MOST_TOLD = 3


@frozen(kw_only=True, eq=False)
class Act:
    """Something that one person of several could do.

    Attributes:
        groups: the people who could, those of one kind together.
    """

    action: Action
    data: Data
    groups: Mapping[Kind, tuple[str, ...]]


@frozen(kw_only=True, eq=False)
class Bearing:
    """The steps that bear on one request; gather, then read what was gathered.

    Attributes:
        root: the request.
        detours: whether to look for other states in which it could be made, too.
        told: what the asker could tell, by field; ``None`` where a field has to be left out.
    """

    machine: Machine
    root: Situation
    detours: bool = False
    told: dict[str, object] = field(factory=dict)
    acts: list[Act] = field(factory=list)
    waits: set[Instant] = field(factory=set)
    _seen: dict[Aim, bool] = field(factory=dict)
    _coming: set[Instant] = field(factory=set)

    def gather(self, facts: Situation, action: str, depth: int = 0) -> bool:
        """Gather what bears on a request; tell whether there is hope at all."""
        moves = self.machine.table.get((facts.proposal.state, action))
        elsewhere = (moves is None or self.detours) and self._towards(facts, action, depth)
        if moves is None:
            return elsewhere
        if depth == 0:
            self.told.update(filled(moves[0].action, facts))
            self._coming.update(coming(facts, moves))
        if facts.now < facts.proposal.at:
            self.waits.add(facts.proposal.at)
        hopes = [self._move(facts, move, depth) for move in moves]
        self._stay(facts, depth)
        return any(hopes) or elsewhere

    def _move(self, facts: Situation, move: Move, depth: int) -> bool:
        """Gather what bears on the terms of a move that are not as they have to be."""
        hope = True
        for term in move.requires:
            hope &= self._term(facts, move.action, term, depth, wanted=True)
        for term in move.unless:
            hope &= self._term(facts, move.action, term, depth, wanted=False)
        return hope

    def _term(
        self, facts: Situation, action: Action, term: Term, depth: int, *, wanted: bool
    ) -> bool:
        try:
            truth = judged(term, facts)
        except Exception:  # noqa: BLE001 - a rule that errors refuses whatever is done
            return False
        if truth.true is wanted:
            return True
        hopes = [self._leaf(facts, action, leaf, depth) for leaf in truth.deciding(wanted=wanted)]
        return any(hopes)

    def _leaf(self, facts: Situation, action: Action, leaf: Truth, depth: int) -> bool:
        """Gather what turns a leaf round."""
        later = list(turns(facts, leaf))
        self.waits.update(later)
        hope = bool(later)
        hope |= self._aims(facts, supplied(self.machine, facts, leaf), depth)
        for fact in leaf.terms:
            better: dict[str, object] = {}
            if isinstance(fact, NAMED):
                better = whom(self.machine, facts, action, fact.field)
            elif isinstance(fact, TOLD):
                better = telling(facts, action.fields, leaf, fact, self.told)
            hope |= bool(better)
            if depth == 0:
                self.told.update(better)
        return hope

    def _supply(self, facts: Situation, fact: Fact, depth: int) -> bool:
        """Gather the actions that make a fact come true."""
        return self._aims(facts, supply(self.machine, facts, fact, rises=True), depth)

    def _aims(self, facts: Situation, aims: Iterable[Aim], depth: int) -> bool:
        """Gather actions that move a fact; tell whether there is hope for any."""
        hopes = [self._aim(facts, aim, depth) for aim in aims]
        return any(hopes)

    def _aim(self, facts: Situation, aim: Aim, depth: int) -> bool:
        """Gather an action, and what bears on it where it can't be done yet."""
        if aim not in self._seen:
            self._seen[aim] = False  # what it needs can't be supplied by itself
            if depth >= _DEEPEST:
                self._seen[aim] = True  # who knows
            elif aim.action.clockwork:
                self._seen[aim] = self._clock(facts, aim.action, depth)
            else:
                self._seen[aim] = self._somebody(facts, aim, depth)
        return self._seen[aim]

    def _somebody(self, facts: Situation, aim: Aim, depth: int) -> bool:
        action = aim.action
        who = self._who(facts, aim)
        hope = False
        if not who:
            for role in set(action.by) - facts.office.bodies.keys():
                hope |= self._supply(facts, Assigned(role), depth + 1)
        groups = self._groups(facts, action, who)
        for data in self._tellings(facts, aim, who):
            able: dict[Kind, tuple[str, ...]] = {}
            for kind, persons in groups.items():
                asking = asked_by(facts, persons[0], data)
                if chosen(self.machine, asking, action.name) is not None:
                    able[kind] = persons
                else:
                    hope |= self.gather(asking, action.name, depth + 1)
            if able:
                self.acts.append(Act(action=action, data=data, groups=able))
                hope = True
        return hope

    def _who(self, facts: Situation, aim: Aim) -> list[str]:
        """Give who could do it; where anyone may, the asker, or else those who are known."""
        action, asker = aim.action, [str(self.root.actor)] if self.root.actor else []
        if aim.holder is not None and not aim.named:
            return [aim.holder]
        if action.by:
            found = set(people(facts, action.by))
        else:
            found = {*asker}
            if aim.among is not None or not self._can(facts, action, asker):
                found.update(*facts.office.bodies.values(), *facts.proposal.record.roles.values())
        if aim.among is not None:
            found &= aim.among
        return [*(found & {*asker}), *sorted(found - {*asker})]

    def _can(self, facts: Situation, action: Action, asker: list[str]) -> bool:
        moves = self.machine.table.get((facts.proposal.state, action.name), ())
        asking = [asked_by(facts, person, NOTHING) for person in asker]
        return bool(asker) and (
            not any(move.requires or move.unless for move in moves)
            or any(chosen(self.machine, each, action.name) for each in asking)
        )

    def _groups(
        self, facts: Situation, action: Action, who: Iterable[str]
    ) -> Mapping[Kind, tuple[str, ...]]:
        groups: dict[Kind, list[str]] = {}
        for person in who:
            kind = kind_of(facts, person)
            if (action.gives or action.removes) and person == self.root.actor:
                kind = (*kind, "asks")
            groups.setdefault(kind, []).append(person)
        return {kind: tuple(persons) for kind, persons in groups.items()}

    def _tellings(self, facts: Situation, aim: Aim, who: list[str]) -> Iterator[Data]:
        """Give what somebody could tell with an action: each choice that they have, and whom."""
        seen: set[str] = set()
        for person in self._nameable(facts, aim):
            for data in self._naming(facts, aim, who, person):
                if str(data) not in seen:
                    seen.add(str(data))
                    yield data

    def _nameable(self, facts: Situation, aim: Aim) -> Iterator[str]:
        """Give whom a request could name: the asker; to give a part, some of other kinds, too."""
        asker = self.root.actor or "somebody"
        yield aim.holder or asker
        if aim.holder is not None or not any(
            role in aim.action.fields for role in aim.action.gives
        ):
            return
        kinds = {kind_of(facts, asker)}
        for person in people(facts, (*facts.office.bodies, *facts.proposal.record.roles)):
            if (kind := kind_of(facts, person)) not in kinds and len(kinds) <= _MOST_NAMED:
                kinds.add(kind)
                yield person

    def _naming(self, facts: Situation, aim: Aim, who: list[str], somebody: str) -> Iterator[Data]:
        action = aim.action
        plain: dict[str, object] = {
            name: somebody if each.type == "person" else example(facts, each)
            for name, each in action.fields.items()
            if not each.optional or name in action.gives
        }
        if aim.link is not None:
            plain[aim.link[0]] = aim.link[1]
        votes = examples(facts.office, facts.proposal.record.votes, action)
        if aim.choice is not None:
            votes = tuple(each for each in votes if said(each) == aim.choice)
        for data in [{**plain, **each} for each in votes] or [plain]:
            asking = asked_by(facts, who[0] if who else None, data)
            demanded = as_demanded(self.machine, asking, action)
            for name, asked in action.fields.items():
                if asked.type == "person" and not aim.named:
                    demanded |= whom(self.machine, asking, action, name)
            yield {**data, **demanded}
            for told in action.dates.values():  # what is convened may wait for what else opens
                if action.fields[told].type == "instant":
                    for instant in sorted(self._coming)[:_MOST_TOLD]:
                        yield {**data, **demanded, told: text(instant)}

    def _clock(self, facts: Situation, action: Action, depth: int) -> bool:
        """Gather what would let the clock make a move of its own."""
        hope = False
        for move in self.machine.clockwork.get(facts.proposal.state, ()):
            if move.action is not action or action.deadline is None:
                continue
            at = max(deadline(facts.office, facts.proposal, move), facts.proposal.at)
            if at == NEVER:
                for anchor in sorted(action.deadline.anchors):
                    hope |= self._supply(facts, Happened(anchor), depth + 1)
                continue
            then = by_the_clock(facts, max(at, facts.now))
            hope |= self._move(then, move, depth + 1)
            if at > facts.now:
                self.waits.add(at)
        return hope

    def _stay(self, facts: Situation, depth: int) -> None:
        """Gather what would keep the clock from making its own moves before a wait is over."""
        latest = max(self.waits, default=-NEVER)
        for move in self.machine.clockwork.get(facts.proposal.state, ()):
            at = max(deadline(facts.office, facts.proposal, move), facts.proposal.at)
            if at > latest or depth >= _DEEPEST:
                continue
            then = by_the_clock(facts, max(at, facts.now))
            for term in (*move.requires, *move.unless):
                try:
                    leaves = list(judged(term, then).leaves())
                except Exception:  # noqa: BLE001, S112 - a rule that errors keeps the clock from moving
                    continue
                for leaf in leaves:
                    self._aims(then, supplied(self.machine, then, leaf), depth)

    def _towards(self, facts: Situation, action: str, depth: int) -> bool:
        """Gather the actions that lead to another state where the action can be done, if any do."""
        state = facts.proposal.state
        here = _rules(self.machine.table.get((state, action), ()))
        goals = {
            source
            for (source, name), moves in self.machine.table.items()
            if name == action and source != state and _rules(moves) != here
        }
        reaching = distances(self.machine, goals)
        leading = [
            moves[0].action
            for (source, _), moves in self.machine.table.items()
            if source == state
            and not moves[0].action.voids  # a correction is no way to get on
            and any(move.arrives in reaching and move.arrives != state for move in moves)
        ]
        return self._aims(facts, [Aim(action=leads) for leads in leading], depth)


def _rules(moves: Iterable[Move]) -> list[tuple[Term, ...]]:
    """Give what tells the ways apart in which an action can be done in two states."""
    return [move.requires + move.unless for move in moves]


def distances(machine: Machine, goals: set[str]) -> Mapping[str, int]:
    """Give from how many moves away each state leads to one of the goals; those that do."""
    away = dict.fromkeys(goals, 0)
    near = goals
    while near:
        near = {
            source
            for (source, _), moves in machine.table.items()
            if source not in away
            and not moves[0].action.voids
            and any(move.arrives in near for move in moves)
        }
        away |= dict.fromkeys(near, max(away.values()) + 1)
    return away
