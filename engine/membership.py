"""Membership: who is in each body at each instant, as far as it is known.

A change of a body has two dates. It holds from its own instant, which may lie before or after the
one at which it becomes known; so what is known is a list of changes in the order of their instants,
and who is in a body is what those until an instant make.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from operator import attrgetter
from typing import Any, Literal, NamedTuple

from attrs import Factory, evolve, field, frozen

from .calendars import Period, add
from .instants import NEVER, Instant

Kind = Literal["join", "leave", "affiliate", "suspend", "restore", "meet", "list"]
"""What can happen to the membership of a body."""

KINDS = frozenset({"join", "leave", "affiliate", "suspend", "restore", "meet", "list"})


@frozen(kw_only=True)
class Composition:
    """What a charter says of who may be in a body.

    Attributes:
        seats: the most members, or ``None`` where any number may be in it.
        minimum: the fewest members with whom it is complete.
        per_affiliation: the most members of one affiliation.
        excludes: the bodies of which nobody may be a member at the same time.
        term: how long a seat is held; then it lapses.
        terms: how many terms anybody may hold one after the other.
        misses: how many meetings in a row a member misses who is then suspended.
        returns: how many meetings in a row they attend who is then no longer suspended.
        suspended_from: the body whose suspended members are all that is in this one.
        directory: whether the host says who is in it.
    """

    seats: int | None = None
    minimum: int = 0
    per_affiliation: int | None = None
    excludes: frozenset[str] = frozenset()
    term: Period | None = None
    terms: int | None = None
    misses: int | None = None
    returns: int = 1
    suspended_from: str | None = None
    directory: bool = False


class Change(NamedTuple):
    """Something that became known of who is in a body.

    Attributes:
        at: from when it holds.
        people: whom it is about; of a meeting those present, of a list all members.
        affiliations: to whom some of them belong.
    """

    body: str
    kind: Kind
    at: Instant
    people: tuple[str, ...]
    affiliations: tuple[tuple[str, str], ...] = ()


_at, _order = attrgetter("at"), attrgetter("at", "body")


class Stay(NamedTuple):
    """One person's time in a body.

    Attributes:
        since: when the present term began.
        ends: when it lapses; ``NEVER`` where it doesn't.
        served: how many terms they have held without a break, this one included.
        suspended: whether somebody suspended them.
        idle: whether they are suspended for the meetings that they missed.
        missed: how many meetings in a row they missed last.
        attended: how many meetings in a row they attended last.
    """

    since: Instant
    ends: Instant
    served: int
    suspended: bool = False
    idle: bool = False
    missed: int = 0
    attended: int = 0


class Seats(NamedTuple):
    """Who holds a seat in a body, and when whoever left last did, after how many terms."""

    held: Mapping[str, Stay]
    past: Mapping[str, tuple[Instant, int]]


class State(NamedTuple):
    """The membership of all bodies after a change."""

    bodies: Mapping[str, Seats]
    affiliations: Mapping[str, str]


@frozen(kw_only=True, eq=False)
class Timeline:
    """What is known of who came and went, and from when it holds.

    Attributes:
        rules: what the charter says of each body.
        initial: the membership before all that happened.
        zone: the zone in which terms are counted.
        log: changes by their instants, then by bodies, then as they were told. What was known
            earlier shares it: of it only the first ``length`` are known.
        states: the membership after each change of the log.
        offices: a host's own values that follow from it, by the instants since which they hold.
        lapsing: whether there are terms that lapse.
    """

    rules: Mapping[str, Composition]
    initial: State
    zone: str
    log: list[Change] = field(factory=list, repr=False)
    states: list[State] = field(factory=list, repr=False)
    length: int = 0
    offices: dict[Instant, Any] = field(factory=dict, repr=False)
    lapsing: bool = field(
        init=False,
        default=Factory(lambda it: any(each.term for each in it.rules.values()), takes_self=True),
    )

    @property
    def still(self) -> bool:
        """Whether nobody has come or gone, and nobody's term lapses."""
        return not self.length and not self.lapsing

    @property
    def changes(self) -> tuple[Change, ...]:
        """All that is known, in the order of the instants."""
        return tuple(self.log[: self.length])

    def after(self, *changes: Change) -> "Timeline":
        """Give what is known once some changes have become known, too."""
        latest = _order(self.log[self.length - 1]) if self.length else (-NEVER, "")
        last = self.length == len(self.log) and len(changes) == 1
        if last and changes[0].kind != "meet" and _order(changes[0]) >= latest:
            self.states.append(self._next(changes[0], self.length))
            self.log.append(changes[0])
            return evolve(self, length=self.length + 1, offices={})
        return self.supposing(*changes)

    def supposing(self, *changes: Change) -> "Timeline":
        """Give what would be known if some changes were, too."""
        known = self.log[: self.length]
        first = len(known)
        for change in changes:
            if change.kind == "meet":  # a roll that is told again is told better
                while (old := _same_roll(known, change)) is not None:
                    del known[old]
                    first = min(first, old)
            place = bisect_right(known, _order(change), key=_order)
            known.insert(place, change)
            first = min(first, place)
        made = evolve(self, log=known, states=self.states[:first], length=len(known), offices={})
        for place, change in enumerate(known[first:], first):
            made.states.append(made._next(change, place))  # noqa: SLF001 - it is one of us
        return made

    def _next(self, change: Change, place: int) -> State:
        before = self.states[place - 1] if place else self.initial
        return changed(self.rules[change.body], before, change, self.zone)

    def _place(self, instant: Instant) -> int:
        return bisect_right(self.log, instant, 0, self.length, key=_at)

    def state(self, instant: Instant) -> State:
        """Give the membership after all changes until an instant; a term may have lapsed since."""
        place = self._place(instant)
        return self.states[place - 1] if place else self.initial

    def since(self, instant: Instant) -> Instant:
        """Give the first instant since which nothing has changed until one."""
        place = self._place(instant)
        last = self.log[place - 1].at if place else -NEVER
        if not self.lapsing:
            return last
        ends = _ends(self.state(instant))
        return max((end for end in ends if last < end <= instant), default=last)

    def later(self, instant: Instant) -> tuple[Instant, ...]:
        """Give the later instants at which, as far as is known, somebody comes or goes."""
        place = self._place(instant)
        found = {change.at for change in self.log[place : self.length]}
        if self.lapsing:
            for state in (self.state(instant), *self.states[place : self.length]):
                found.update(_ends(state))
        return tuple(sorted(each for each in found if instant < each < NEVER))

    def members(self, body: str, instant: Instant) -> Mapping[str, Stay]:
        """Give who holds a seat in a body at an instant."""
        held = self.state(instant).bodies[body].held
        return {person: stay for person, stay in held.items() if stay.ends > instant}


def _same_roll(known: list[Change], change: Change) -> int | None:
    start = bisect_left(known, change.at, key=_at)
    for place in range(start, bisect_right(known, change.at, key=_at)):
        if known[place].kind == "meet" and known[place].body == change.body:
            return place
    return None


def _ends(state: State) -> Iterator[Instant]:
    for seats in state.bodies.values():
        for stay in seats.held.values():
            if stay.ends != NEVER:
                yield stay.ends


def changed(rule: Composition, state: State, change: Change, zone: str) -> State:
    """Give the membership after a change of one body."""
    seats = state.bodies[change.body]
    held, past = dict(seats.held), dict(seats.past)
    gone = change.people if change.kind == "leave" else ()
    if change.kind == "list":
        gone = tuple(held.keys() - {*change.people})
    for person in gone:
        _left(held, past, person, change.at)
    if change.kind in ("join", "list"):
        for person in change.people:
            held[person] = _seated(rule, held, past, person, change.at, zone)
    elif change.kind == "meet":
        for person, stay in held.items():
            held[person] = _met(rule, stay, present=person in change.people)
    elif change.kind in ("suspend", "restore"):
        for person in held.keys() & {*change.people}:
            held[person] = _barred(held[person], suspended=change.kind == "suspend")
    affiliations = state.affiliations
    if change.affiliations:
        affiliations = {**affiliations, **dict(change.affiliations)}
    return State({**state.bodies, change.body: Seats(held, past)}, affiliations)


def _seated(  # noqa: PLR0913, PLR0917 - where a seat stands, and whom it goes to
    rule: Composition,
    held: Mapping[str, Stay],
    past: Mapping[str, tuple[Instant, int]],
    person: str,
    at: Instant,
    zone: str,
) -> Stay:
    """Give the seat of somebody who comes in, or in again: a term of its own, where there are any.

    It follows the one before unless they were out of the body for a whole term.
    """
    before = held.get(person)
    if rule.term is None:
        return Stay(at, NEVER, 1) if before is None else before
    ended, served = past.get(person, (-NEVER, 0))
    if before is not None:
        ended, served = min(before.ends, at), before.served
    if add(ended, rule.term, zone) <= at:
        served = 0
    begun = Stay(at, add(at, rule.term, zone), served + 1)
    if before is None or before.ends <= at:
        return begun
    return before._replace(since=at, ends=begun.ends, served=begun.served)


def _left(
    held: dict[str, Stay], past: dict[str, tuple[Instant, int]], person: str, at: Instant
) -> None:
    stay = held.pop(person, None)
    if stay is not None and at > stay.since:  # else they never were in it
        past[person] = (min(stay.ends, at), stay.served)


def _barred(stay: Stay, *, suspended: bool) -> Stay:
    """Give a seat whose holder is suspended, or is no longer."""
    if suspended:
        return stay._replace(suspended=True)
    return stay._replace(suspended=False, idle=False, missed=0)


def _met(rule: Composition, stay: Stay, *, present: bool) -> Stay:
    """Give a seat after a meeting."""
    if present:
        attended = stay.attended + 1
        idle = stay.idle and attended < rule.returns
        return stay._replace(missed=0, attended=attended, idle=idle)
    missed = stay.missed + 1
    idle = stay.idle or (rule.misses is not None and missed >= rule.misses)
    return stay._replace(missed=missed, attended=0, idle=idle)


def beginning(
    rules: Mapping[str, Composition],
    members: Mapping[str, frozenset[str]],
    since: Mapping[str, Instant],
    affiliations: Mapping[str, str],
    zone: str,
) -> Timeline:
    """Give what is known when a charter takes effect.

    Args:
        rules: what it says of each body.
        members: whom it names.
        since: when the terms of those began, where terms lapse.
        affiliations: to whom people belong.
        zone: the zone in which terms are counted.
    """
    bodies: dict[str, Seats] = {}
    for body, rule in rules.items():
        start = since.get(body, -NEVER)
        ends = NEVER if rule.term is None else add(start, rule.term, zone)
        ends = NEVER if start == -NEVER else ends
        bodies[body] = Seats({person: Stay(start, ends, 1) for person in members[body]}, {})
    return Timeline(rules=rules, initial=State(bodies, affiliations), zone=zone)


Way = Literal["admits", "dismisses", "seats", "suspends", "restores"]
"""What an action does to a body: lets people in, out, or both, or bars them and no longer."""


Source = Literal["actor", "field", "role", "count"]
"""Where it is told whom: by the one who acts, a field, a role, or the winners of a count."""


@frozen(kw_only=True, repr=False)
class Reseat:
    """An effect on a body: whom it lets in or out.

    Attributes:
        source: where it is told whom: by the one who acts, a field, a role, or a count's winners.
        whom: the name of that field, role or count.
        affiliation: the field that tells to whom they belong; empty where none does.
    """

    way: Way
    body: str
    source: Source = "actor"
    whom: str = ""
    affiliation: str = ""

    def __repr__(self) -> str:
        return f"{self.way} {self.body} {self.whom or self.source}"
