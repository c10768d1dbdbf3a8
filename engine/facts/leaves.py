"""The other readings of the facts: a look-up becomes a leaf, and a reader gives its value.

The same predicate then runs over columns, symbols or traced values, whichever the reader gives.
"""

from collections.abc import Callable, Sequence
from typing import Generic, Protocol, TypeVar

from attrs import frozen

from ..calendars import Period
from ..instants import Instant
from ..match import Match
from ..membership import Reseat
from ..ratio import Multiple
from .actor_in import ActorIn
from .actor_is import ActorIs
from .actor_of import ActorOf
from .after import After
from .after_others import AfterOthers
from .ahead import Ahead
from .assigned import Assigned
from .at import At
from .attended import Attended
from .attested import Attested
from .awaited import Awaited
from .ballots import Ballots
from .composed import Composed, Measure
from .contested import Contested
from .covered import Covered
from .dated import Dated
from .dated_in import DatedIn
from .due import Due
from .elapsed import Elapsed
from .fact import Fact
from .happened import Happened
from .has_voted import HasVoted
from .headcount import Headcount
from .held import Held
from .hence import Hence
from .in_session import InSession
from .lacking import Below, Lacking
from .linked import Linked
from .matches import Matches
from .names_actor import NamesActor
from .opens import Opens
from .outcome import Outcome
from .owed import Owed
from .pending import Pending
from .person_of import PersonOf
from .recused import Recused
from .root import Root
from .said_by import SaidBy
from .signed import Signed
from .told_as import ToldAs
from .total import Counting, Total
from .vetoed import Vetoed
from .vetoing import Vetoing
from .voidable import Voidable

V = TypeVar("V")


class Combine(Protocol[V]):
    """How a reading combines its values where operators don't reach."""

    def at_least(self, many: int, terms: Sequence[V], /) -> V:
        """At least so many of the terms hold."""
        ...

    def where(self, condition: V, then: V, otherwise: V, /) -> V:
        """Choose between two values."""
        ...


@frozen(kw_only=True)
class Leaves(Generic[V]):
    """Every fact as a leaf; ``read`` gives each its value, ``now`` is the instant's."""

    now: V
    read: Callable[[Fact], V]
    combine: Combine[V]

    def actor_in(self, body: str) -> V:
        """Whether the one who asks is a member of a body."""
        return self.read(ActorIn(body))

    def actor_is(self, role: str) -> V:
        """Whether the one who asks holds a role in this proposal."""
        return self.read(ActorIs(role))

    def actor_of(self, who: str) -> V:
        """Whether the one who asks is in a body, or holds a role in this proposal."""
        return self.read(ActorOf(who))

    def after(self, anchor: str, period: Period, grace: Instant = 0) -> V:
        """The instant that lies a period after an anchor."""
        return self.read(After(anchor, period, grace))

    def ahead(self, anchor: str, period: Period, grace: Instant = 0) -> V:
        """The instant that lies a period ahead of an anchor."""
        return self.read(Ahead(anchor, period, grace))

    def after_others(self, anchor: str, same: str, period: Period) -> V:
        """The instant that lies a period after something last happened to another proposal."""
        return self.read(AfterOthers(anchor, same, period))

    def assigned(self, role: str) -> V:
        """Whether anybody holds a role in this proposal."""
        return self.read(Assigned(role))

    def at(self, anchor: str) -> V:
        """The instant of an anchor."""
        return self.read(At(anchor))

    def attested(self, claim: str) -> V:
        """Whether a named person has attested a claim."""
        return self.read(Attested(claim))

    def attended(self, of: str) -> V:
        """Whether the one who asks attends."""
        return self.read(Attended(of))

    def awaited(self, of: str) -> V:
        """How many votes are still out."""
        return self.read(Awaited(of))

    def ballots(self, choice: str, *, of: str, firm: bool = False) -> V:
        """How many votes stand at a choice."""
        return self.read(Ballots(choice, of, firm))

    def composed(self, measure: Measure, body: str, reseats: tuple[Reseat, ...]) -> V:
        """How a body would be composed once an action has let people in and out."""
        return self.read(Composed(measure, body, reseats))

    def contested(self, claim: str) -> V:
        """Whether a claim was attested and is contested."""
        return self.read(Contested(claim))

    def covered(self, anchor: str, session: str, many: int) -> V:
        """The instant at which so many whole sessions have passed since an anchor."""
        return self.read(Covered(anchor, session, many))

    def dated(self, field: str) -> V:
        """The instant that a field of the request names."""
        return self.read(Dated(field))

    def due(self, duty: str) -> V:
        """The instant by which a duty must be discharged."""
        return self.read(Due(duty))

    def dated_in(self, field: str, session: str) -> V:
        """Whether the instant that a field of the request names lies in a session."""
        return self.read(DatedIn(field, session))

    def elapsed(self, field: str, period: Period) -> V:
        """The instant that lies a period after the one that a field of the request names."""
        return self.read(Elapsed(field, period))

    def happened(self, anchor: str) -> V:
        """Whether an anchor was recorded."""
        return self.read(Happened(anchor))

    def headcount(self, who: str, among: str | None = None) -> V:
        """How many people are in a body, or hold a role in this proposal."""
        return self.read(Headcount(who, among))

    def held(
        self,
        role: str,
        states: tuple[str, ...] = (),
        anchor: str | None = None,
        since: str | None = None,
        within: Period | None = None,
    ) -> V:
        """In how many other proposals the one who asks plays a part."""
        return self.read(Held(role, states, anchor, since, within))

    def has_voted(self, of: str) -> V:
        """Whether the one who asks has voted."""
        return self.read(HasVoted(of))

    def hence(self, period: Period, grace: Instant = 0) -> V:
        """The instant that lies a period from now."""
        return self.read(Hence(period, grace))

    def in_session(self, session: str) -> V:
        """Whether a session is open."""
        return self.read(InSession(session))

    def lacking(self, body: str, *, below: Below) -> V:
        """How many members a body lacks."""
        return self.read(Lacking(body, below))

    def linked(self, link: str, states: tuple[str, ...] = (), back: str | None = None) -> V:
        """Whether the proposals that this one is linked to stand as they must."""
        return self.read(Linked(link, states, back))

    def matches(self, field: str, match: Match) -> V:
        """Whether a field of the request is as a rule demands."""
        return self.read(Matches(field, match))

    def names_actor(self, field: str) -> V:
        """Whether a field of the request names the one who asks."""
        return self.read(NamesActor(field))

    def opens(self, session: str) -> V:
        """The instant at which a session next opens."""
        return self.read(Opens(session))

    def outcome(self, of: str, is_: str = "", *, option: str = "") -> V:
        """Whether a count of ballots came to something."""
        return self.read(Outcome(of, is_, option))

    def owed(self, duty: str) -> V:
        """Whether a duty is still owed."""
        return self.read(Owed(duty))

    def person_of(self, field: str, who: str) -> V:
        """Whether the person whom a field names is in a body, or holds a role."""
        return self.read(PersonOf(field, who))

    def pending(self, states: tuple[str, ...], same: str | None = None) -> V:
        """How many other proposals stand in some states."""
        return self.read(Pending(states, same))

    def recused(self, of: str) -> V:
        """Whether the one who asks stands aside from a ballot."""
        return self.read(Recused(of))

    def root(self, of: str, times: Multiple) -> V:
        """A bound that grows with the square root of the electorate."""
        return self.read(Root(of, times))

    def said_by(self, choice: str, *, of: str, by: str) -> V:
        """Whether somebody of a body, or in a role, said something."""
        return self.read(SaidBy(choice, of, by))

    def signed(self, by: str) -> V:
        """How many members of a body have signed."""
        return self.read(Signed(by))

    def told_as(self, link: str, text: str) -> V:
        """Whether a text was told under a link."""
        return self.read(ToldAs(link, text))

    def total(self, of: str, *, counting: Counting, firm: bool = False) -> V:
        """Out of how many a tally is counted."""
        return self.read(Total(of, counting, firm))

    def vetoed(self, by: str) -> V:
        """How many vetoes stand, in a named block or of a body."""
        return self.read(Vetoed(by))

    def vetoing(self, by: str) -> V:
        """Whether the one who asks has spoken a veto that stands."""
        return self.read(Vetoing(by))

    def voidable(self, field: str, state: str) -> V:
        """Whether the latest event that stands can be voided, and is the one that is named."""
        return self.read(Voidable(field, state))

    def at_least(self, many: int, terms: Sequence[V]) -> V:
        """At least so many of the terms hold."""
        return self.combine.at_least(many, terms)

    def where(self, condition: V, then: V, otherwise: V) -> V:
        """Choose between two values."""
        return self.combine.where(condition, then, otherwise)
