"""Supply: which actions make a fact rise or fall, by whom, and told what."""

from collections.abc import Iterator

from attrs import frozen

from .ballot import ABSTAIN
from .facts import (
    ActorIs,
    ActorOf,
    After,
    Ahead,
    Assigned,
    At,
    Attended,
    Attested,
    Awaited,
    Ballots,
    Contested,
    Covered,
    DatedIn,
    Due,
    Fact,
    Happened,
    HasVoted,
    Headcount,
    InSession,
    Opens,
    Outcome,
    Owed,
    PersonOf,
    Recused,
    SaidBy,
    Signed,
    Situation,
    ToldAs,
    Total,
    Vetoed,
    Vetoing,
    standing,
)
from .instants import NEVER
from .machine import Action, Machine
from .polling import examples, said
from .trace import Truth
from .voting import eligible, people, voted
from .voting import standing as votes_standing


@frozen(kw_only=True)
class Aim:
    """An action that moves a fact, and what has to be so for it to do that.

    Attributes:
        holder: who has to be given the role that it gives, or gives up what is theirs; or ``None``.
        named: whether that is whoever is named in it, not whoever does it.
        choice: what its ballot has to be for, or ``None``.
        among: those of whom one must do it, or ``None`` where it doesn't matter who.
        link: the link whose field must tell the text that comes with it, or ``None``.
    """

    action: Action
    holder: str | None = None
    named: bool = False
    choice: str | None = None
    among: frozenset[str] | None = None
    link: tuple[str, str] | None = None


def supplied(machine: Machine, facts: Situation, leaf: Truth) -> Iterator[Aim]:
    """Give what moves the facts that a leaf looks at so that it turns round."""
    for fact in leaf.terms:
        rises = leaf.turned_by(fact)
        for way in (True, False) if rises is None else (rises,):
            yield from supply(machine, facts, fact, rises=way)


def supply(  # noqa: C901, PLR0912 - one answer for each kind of fact
    machine: Machine, facts: Situation, fact: Fact, *, rises: bool
) -> Iterator[Aim]:
    """Give what makes a fact rise (come true, come later), or fall."""
    match fact:
        case Ballots() | Total():
            yield from _votes(machine, facts, fact, rises=rises)
        case Awaited() | HasVoted() | SaidBy() | Outcome():
            yield from _voters(machine, facts, fact, rises=rises)
        case Attended(of) | Recused(of):
            effect = ("attendance" if isinstance(fact, Attended) else "recusal", of)
            for action in machine.movers.get(effect, ()) if rises else ():
                yield Aim(action=action, among=frozenset({str(facts.actor)}))
        case ActorIs(role) | ActorOf(role):
            yield from _one(machine, facts, role, facts.actor, rises=rises)
        case PersonOf(field, role):
            told = facts.data.get(field)
            if isinstance(told, str):
                yield from _one(machine, facts, role, told, rises=rises)
        case Assigned(role) | Headcount(role):
            yield from _several(machine, facts, role, rises=rises)
        case ToldAs(link, text):
            for action in machine.movers.get(("link", link), ()):
                if action.fields[link].accepts(text) and rises:
                    yield Aim(action=action, link=(link, text))
        case Contested(claim):
            for action in (
                machine.undoers if rises else machine.movers.get(("attestation", claim), ())
            ):
                if claim in (action.attests, action.contests):
                    yield Aim(action=action)
        case Signed() | Attested():
            yield from _words(machine, facts, fact, rises=rises)
        case Vetoed(by) | Vetoing(by):
            yield from _vetoes(machine, facts, fact, by, rises=rises)
        case Happened(anchor):
            yield from (
                _movers(machine, "anchor", anchor) if rises else _undoers(machine, "anchor", anchor)
            )
        case At() | After() | Ahead() | Covered():
            yield from _anchors(machine, facts, fact, rises=rises)
        case InSession(session) | Opens(session) | DatedIn(session=session):
            yield from _movers(machine, "session", session)
        case Owed(duty):
            after = ("anchor", facts.office.duties[duty].after)
            yield from _movers(machine, *(after if rises else ("duty", duty)))
            if not rises:
                yield from _undoers(machine, *after)
        case Due(duty):
            yield from _movers(machine, "anchor", facts.office.duties[duty].after)
        case _:
            return


def _movers(machine: Machine, kind: str, name: str) -> Iterator[Aim]:
    for action in machine.movers.get((kind, name), ()):
        yield Aim(action=action)


def _undoers(machine: Machine, kind: str, name: str) -> Iterator[Aim]:
    for action in machine.undoers:
        if action.undoes(kind, name):
            yield Aim(action=action)


def _one(
    machine: Machine, facts: Situation, role: str, person: str | None, *, rises: bool
) -> Iterator[Aim]:
    """Give what gives a role to one person, or takes it from them."""
    if person is None or role in facts.office.bodies:
        return
    people = frozenset[str]().union(*facts.office.bodies.values())
    for action in machine.movers.get(("role", role), ()):
        if rises:
            yield Aim(action=action, holder=person, named=role in action.fields)
        elif action.assigns == role:
            yield Aim(action=action, among=people - {person})
    if not rises:
        yield from _leaving(machine, role, person)


def _leaving(machine: Machine, role: str, person: str) -> Iterator[Aim]:
    """Give what takes a role from somebody and gives it to nobody else."""
    for action in machine.undoers:
        if action.quits == role:
            yield Aim(action=action, holder=person)
        elif action.removes == role:
            yield Aim(action=action, holder=person, named=True)
        elif {("role", ""), ("role", role)} & action.takes:
            yield Aim(action=action)


def _several(machine: Machine, facts: Situation, role: str, *, rises: bool) -> Iterator[Aim]:
    """Give what makes more people, or fewer, hold a role."""
    if role in facts.office.bodies:
        return
    if rises:
        yield from _movers(machine, "role", role)
        return
    for person in facts.proposal.record.roles.get(role, ()):
        yield from _leaving(machine, role, person)


def _vetoes(
    machine: Machine, facts: Situation, fact: Vetoed | Vetoing, by: str, *, rises: bool
) -> Iterator[Aim]:
    """Give what speaks a veto, or lifts one."""
    if rises:
        for action in machine.movers.get(("veto", by), ()):
            yield Aim(action=action, holder=facts.actor if isinstance(fact, Vetoing) else None)
        return
    held = sorted(standing(facts, by))
    for action in machine.undoers:
        if action.releases == by and action.whose != "all":
            for each in held if isinstance(fact, Vetoed) else [facts.actor]:
                yield Aim(action=action, holder=each, named=action.whose == "named")
        elif action.undoes("veto", by):
            yield Aim(action=action)


def _anchors(
    machine: Machine, facts: Situation, fact: At | After | Ahead | Covered, *, rises: bool
) -> Iterator[Aim]:
    """Give what records an anchor anew: later than it was, or for the first time."""
    unset = fact.read(facts) == NEVER
    for action in machine.movers.get(("anchor", fact.anchor), ()):
        if rises is not unset or fact.anchor in action.dates:
            yield Aim(action=action)
    if rises:
        yield from _undoers(machine, "anchor", fact.anchor)


def _words(
    machine: Machine, facts: Situation, fact: Signed | Attested, *, rises: bool
) -> Iterator[Aim]:
    """Give what signs or attests, or makes all that be gathered anew."""
    if isinstance(fact, Attested):
        yield from (
            _movers(machine, "attestation", fact.claim)
            if rises
            else _undoers(machine, "attestation", fact.claim)
        )
    elif rises:
        for action in machine.movers.get(("signature", fact.by), ()):
            yield Aim(action=action, among=facts.office.bodies[fact.by])
    else:
        yield from _undoers(machine, "signature", fact.by)


def _votes(
    machine: Machine, facts: Situation, fact: Ballots | Total, *, rises: bool
) -> Iterator[Aim]:
    """Give the ballots that change a count: who has to cast one, and for what."""
    if isinstance(fact, Total) and fact.counting not in {"cast", "deciding"}:
        if fact.counting == "present" and rises:
            yield from _movers(machine, "attendance", fact.of)
            terms = facts.office.ballots.get(fact.of)
            for body in () if terms is None else terms.of:
                yield from _movers(machine, "attendance", body)
        return
    if not rises:
        yield from _undoers(machine, "ballot", fact.of)
    office, record = facts.office, facts.proposal.record
    may, cast = eligible(office, record, fact.of), votes_standing(office, record, fact.of)
    for action in _casting(machine, fact.of):
        for told in examples(office, record.votes, action):
            choice = said(told)
            counts = _counts(fact, choice)
            among = [each for each in may if _counts(fact, cast.get(each)) is not counts]
            if among and counts is rises:
                yield Aim(action=action, choice=choice, among=frozenset(among))


def _casting(machine: Machine, of: str) -> Iterator[Action]:
    """Give the actions that cast a vote in the open."""
    return (action for action in machine.movers.get(("ballot", of), ()) if action.ballot == of)


def _voters(  # noqa: C901 - one answer for each kind of fact
    machine: Machine,
    facts: Situation,
    fact: Awaited | HasVoted | SaidBy | Outcome,
    *,
    rises: bool,
) -> Iterator[Aim]:
    """Give the ballots that change what depends on who has voted, or on what all votes come to."""
    office, record = facts.office, facts.proposal.record
    match fact:
        case Outcome(of):
            yield from _movers(machine, "outcome", of)
            for action in _casting(machine, office.counts[of].ballot):
                yield Aim(action=action, among=eligible(office, record, office.counts[of].ballot))
        case SaidBy(choice, of, by):
            for action in _casting(machine, of):
                if rises:
                    among = people(office, record, (by,))
                    yield Aim(action=action, choice=choice, among=among)
        case Awaited(of) | HasVoted(of):
            if isinstance(fact, Awaited) is rises:
                yield from _undoers(machine, "ballot", of)
                return
            out = eligible(office, record, of) - voted(office, record, of)
            among = out if isinstance(fact, Awaited) else out & {str(facts.actor)}
            for kind in ("ballot", "commitment"):
                for action in machine.movers.get((kind, of), ()):
                    if of in {action.ballot, action.seals}:
                        yield Aim(action=action, among=among)


def _counts(fact: Ballots | Total, choice: str | None) -> bool:
    """Tell whether a ballot for a choice, or none, is counted by the fact."""
    if isinstance(fact, Ballots):
        return choice == fact.choice
    return choice is not None and not (fact.counting == "deciding" and choice == ABSTAIN)
