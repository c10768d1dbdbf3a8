"""What scenarios have seen of a charter while they ran."""

from collections import Counter
from collections.abc import Iterable, Iterator

from attrs import field, frozen

from ..charter import Charter
from ..decide import decide
from ..decision import Reason
from ..fold import fold
from ..instants import Instant
from ..machine import Move, Term
from ..model import NOTHING, Proposal
from ..permit import deadline
from ..workflow import Workflow
from .report import Coverage, Use

WHO = "by"


@frozen
class Seen:
    """What the scenarios have seen so far."""

    actions: Counter[tuple[str, bool]] = field(factory=Counter)
    policies: Counter[tuple[str, bool]] = field(factory=Counter)
    rules: Counter[tuple[str, bool]] = field(factory=Counter)

    def answer(self, action: str, allowed: bool, reasons: Iterable[Reason]) -> None:
        """See what came of one request."""
        self.actions[action, allowed] += 1
        for reason in flat(reasons):
            self.policies[f"{action}.{reason.policy}", reason.met] += 1
            if reason.about:
                self.policies[f"{action}.{reason.policy}.{reason.about}", reason.met] += 1
            for rule in reason.rules:
                self.rules[rule, reason.met] += 1

    def clockwork(self, workflow: Workflow, name: str, until: Instant) -> None:
        """See the clock's moves whose time comes, whether they are then made or not."""
        machine, office = workflow.charter.machine, workflow.office
        standing = standing_of(workflow, name)
        for move in machine.clockwork.get(standing.state, ()):
            at = max(deadline(office, standing, move), standing.at)
            if at <= until:
                decision = decide(
                    machine, office, standing, move.action.name, by=None, at=at, data=NOTHING
                )
                self.answer(decision.action, decision.allowed, decision.reasons)

    def coverage(self, charter: Charter) -> Coverage:
        """Give what was seen of each action, policy and rule of the charter."""
        machine = charter.machine
        used: dict[str, dict[str, Use]] = {}
        places: set[str] = set()
        for (source, action), moves in machine.table.items():
            if not source.startswith("(body"):
                found = used.setdefault(action, {})
                places |= {f"{action}.{name}" for name in _named(moves)}
                for name, stops in _policies(moves):
                    place = f"{action}.{name}"
                    met, unmet = self.policies[place, True], self.policies[place, False]
                    found.setdefault(
                        place, Use(action=action, policy=name, stops=stops, met=met, unmet=unmet)
                    )
        return Coverage(
            actions={name: (self.actions[name, True], self.actions[name, False]) for name in used},
            uses=tuple(use for found in used.values() for use in found.values()),
            rules={
                name: (self.rules[name, True], self.rules[name, False])
                for name, rule in charter.file.rules.items()
                if rule.kind != "inexpressible" and any(each in places for each in rule.by)
            },
        )


def standing_of(workflow: Workflow, name: str) -> Proposal:
    """Give where a proposal stands, even before it is made."""
    return fold(workflow.charter.machine, name, workflow.events(name))


def flat(reasons: Iterable[Reason]) -> Iterator[Reason]:
    """Give reasons with those that they are made of."""
    for reason in reasons:
        yield reason
        yield from flat(reason.parts)


def _policies(moves: Iterable[Move]) -> Iterator[tuple[str, bool]]:
    """Give the places of the policies of some moves, and whether each is there to stop it.

    A policy that is used for several things is a place for each of them.
    """
    for move in moves:
        everything = list(_terms(move))
        names = [term.name for term, _ in everything]
        for term, stops in everything:
            several = term.about and names.count(term.name) > 1
            yield (f"{term.name}.{term.about}" if several else term.name), stops


def _named(moves: Iterable[Move]) -> Iterator[str]:
    """Give every name that a rule may have for a policy of some moves."""
    for move in moves:
        for term, _ in _terms(move):
            yield term.name
            yield f"{term.name}.{term.about}"


def _terms(move: Move) -> Iterator[tuple[Term, bool]]:
    """Give the terms of a move, those in others too, and whether each is there to stop it."""
    yield from _inner((term, False) for term in move.requires)
    yield from _inner((term, True) for term in move.unless)


def _inner(terms: Iterable[tuple[Term, bool]]) -> Iterator[tuple[Term, bool]]:
    for term, stops in terms:
        yield term, stops
        yield from _inner((part, stops) for part in term.parts)
