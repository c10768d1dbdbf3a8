"""Supply: which actions make a fact rise or fall, by whom, and told what."""

from collections.abc import Iterator

from attrs import frozen

from .facts import (
    ABSTAIN,
    ActorIs,
    After,
    Assigned,
    At,
    Attested,
    Ballots,
    Fact,
    Happened,
    Owed,
    Signed,
    Situation,
    Total,
    Vetoed,
)
from .instants import NEVER
from .machine import Action, Machine
from .trace import Truth


@frozen(kw_only=True)
class Aim:
    """An action that moves a fact, and what has to be so for it to do that.

    Attributes:
        holder: who has to be given the role that it gives, or ``None``.
        choice: what its ballot has to be for, or ``None``.
        among: those of whom one must do it, or ``None`` where it doesn't matter who.
    """

    action: Action
    holder: str | None = None
    choice: str | None = None
    among: frozenset[str] | None = None


def supplied(machine: Machine, facts: Situation, leaf: Truth) -> Iterator[Aim]:
    """Give what moves the facts that a leaf looks at so that it turns round."""
    for fact in leaf.terms:
        rises = leaf.turned_by(fact)
        for way in (True, False) if rises is None else (rises,):
            yield from supply(machine, facts, fact, rises=way)


def supply(machine: Machine, facts: Situation, fact: Fact, *, rises: bool) -> Iterator[Aim]:
    """Give what makes a fact rise (come true, come later), or fall."""
    match fact:
        case Ballots() | Total():
            yield from _votes(machine, facts, fact, rises=rises)
        case ActorIs() | Assigned():
            yield from _roles(machine, facts, fact, rises=rises)
        case At() | After():
            yield from _anchors(machine, facts, fact, rises=rises)
        case Signed() | Attested():
            yield from _words(machine, facts, fact, rises=rises)
        case Vetoed(by):
            for action in machine.movers.get(("veto", by), ()):
                if (action.vetoes if rises else action.releases) == by:
                    yield Aim(action=action)
        case Happened(anchor) if rises:
            yield from _movers(machine, "anchor", anchor)
        case Owed(duty):
            kind = ("anchor", facts.office.duties[duty].after) if rises else ("duty", duty)
            yield from _movers(machine, *kind)
        case _:
            return


def _movers(machine: Machine, kind: str, name: str) -> Iterator[Aim]:
    for action in machine.movers.get((kind, name), ()):
        yield Aim(action=action)


def _resets(machine: Machine, kind: str) -> Iterator[Aim]:
    for action in machine.actions.values():
        if kind in action.resets:
            yield Aim(action=action)


def _roles(
    machine: Machine, facts: Situation, fact: ActorIs | Assigned, *, rises: bool
) -> Iterator[Aim]:
    """Give what gives a role away; nobody ever loses one but to another."""
    people = frozenset[str]().union(*facts.office.bodies.values())
    for action in machine.movers.get(("role", fact.role), ()):
        if isinstance(fact, ActorIs):
            if rises:
                yield Aim(action=action, holder=facts.actor)
            else:
                yield Aim(action=action, among=people - {str(facts.actor)})
        elif rises:
            yield Aim(action=action)


def _anchors(machine: Machine, facts: Situation, fact: At | After, *, rises: bool) -> Iterator[Aim]:
    """Give what records an anchor anew: later than it was, or for the first time."""
    unset = fact.read(facts) == NEVER
    for action in machine.movers.get(("anchor", fact.anchor), ()):
        if rises is not unset or fact.anchor in action.dates:
            yield Aim(action=action)


def _words(
    machine: Machine, facts: Situation, fact: Signed | Attested, *, rises: bool
) -> Iterator[Aim]:
    """Give what signs or attests, or makes all that be gathered anew."""
    if isinstance(fact, Attested):
        yield from (
            _movers(machine, "attestation", fact.claim)
            if rises
            else _resets(machine, "attestations")
        )
    elif rises:
        for action in machine.movers.get(("signature", fact.by), ()):
            yield Aim(action=action, among=facts.office.bodies[fact.by])
    else:
        yield from _resets(machine, "signatures")


def _votes(
    machine: Machine, facts: Situation, fact: Ballots | Total, *, rises: bool
) -> Iterator[Aim]:
    """Give the ballots that change a count: who has to cast one, and for what."""
    if not fact.moved_by:
        return
    if not rises:
        yield from _resets(machine, "ballots")
    members = facts.office.bodies[fact.of]
    cast = facts.proposal.record.ballots.get(fact.of, {})
    for action in machine.movers.get(("ballot", fact.of), ()):
        for choice in action.fields["choice"].choices:
            counts = _counts(fact, choice)
            among = [each for each in members if _counts(fact, cast.get(each)) is not counts]
            if among and counts is rises:
                yield Aim(action=action, choice=choice, among=frozenset(among))


def _counts(fact: Ballots | Total, choice: str | None) -> bool:
    """Tell whether a ballot for a choice, or none, is counted by the fact."""
    if isinstance(fact, Ballots):
        return choice == fact.choice
    return choice is not None and not (fact.counting == "deciding" and choice == ABSTAIN)
