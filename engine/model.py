"""The values that everything passes around: what was recorded, and where a proposal stands."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Literal, NamedTuple, Protocol, get_args

from attrs import Factory, evolve, field, frozen

from .ballot import NO_VOTES, Ballot, Count, Votes
from .calendars import ORDINARY, Occurrence, Period, Recurrence, Week, add, subtract
from .instants import NEVER, Instant
from .membership import Change, Composition, Timeline, beginning

Vouched = Literal["claimed", "verified", "signed"]
"""How the actor's identity was vouched for: their own word, the host's check, or a signature."""

VOUCHED: tuple[Vouched, ...] = get_args(Vouched)

Data = Mapping[str, object]

NOTHING: Data = MappingProxyType({})

NONE: Mapping[str, Any] = MappingProxyType({})


def read_only(table: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give a table that nobody can alter: what is handed out is what is decided on."""
    return table if type(table) is MappingProxyType else MappingProxyType(table)


def _table() -> Any:
    return field(factory=dict, converter=read_only)


class Event(NamedTuple):
    """One recorded move of one proposal: what was done, never a verdict.

    A named tuple, as `Proposal` is, and for the same reason.

    Attributes:
        at: when it holds; for the clock's own moves, when they fell due.
        recorded: when it was written, by the host's clock.
        actor: who did it, or ``None`` for the clock.
        source: the state it left, or ``None`` where it made the proposal.
        charter: SHA-256 of the charter in force, in hexadecimal.
        zones: version of the time-zone data in use.
        pinned: what was settled with it and is never derived anew: who votes, what a count came to.
    """

    proposal: str
    version: int
    at: Instant
    recorded: Instant
    actor: str | None
    vouched: Vouched
    action: str
    source: str | None
    target: str
    data: Data
    charter: str
    zones: str
    pinned: Data = NOTHING


@frozen(kw_only=True)
class Record:
    """What a proposal gathers besides its state: it changes with few events, so most share it.

    Attributes:
        roles: who holds each, in the order in which they came to.
        vetoes: whose veto stands, by block or body.
        attested: who attested each claim, since it was last gathered anew.
        contested: who contests a claim that was attested; it doesn't stand until it is so anew.
        charter: the digest of the charter that it is under; empty for the journal's first.
    """

    roles: Mapping[str, tuple[str, ...]] = _table()
    ballots: Mapping[str, Mapping[str, str]] = _table()
    signatures: Mapping[str, frozenset[str]] = _table()
    vetoes: Mapping[str, frozenset[str]] = _table()
    attested: Mapping[str, frozenset[str]] = _table()
    contested: Mapping[str, frozenset[str]] = _table()
    links: Mapping[str, tuple[str, ...]] = _table()
    """What was told under the name of each link: other proposals, or what they have in common."""
    charter: str = ""
    votes: Votes = NO_VOTES


class Proposal(NamedTuple):
    """Where a proposal stands: the fold of its events, never stored as truth.

    A named tuple, for one is made with every move and attrs takes three times as long to freeze it.

    Attributes:
        version: how many events made it; 0 before the first.
        at: the instant of its last event.
        anchors: the latest instant at which each of the charter's anchors was recorded, in the
            charter's order; ``NEVER`` where it was not.
        past: the proposal as it stood before the latest event that stands, under a charter by
            which events can be voided; ``None`` where there is none, or it can't be gone back to.
    """

    id: str
    state: str
    version: int
    at: Instant
    anchors: tuple[Instant, ...]
    record: Record
    past: "Proposal | None" = None


@frozen(kw_only=True)
class Session:
    """A kind of meeting, or of time in which something can't be done: it is open, or it isn't.

    It recurs by a calendar or, where there is none, is convened by what a proposal records: then
    it opens at that instant.

    Attributes:
        convened: the anchor that convenes it; empty where it has a calendar.
        lasts: how long one that was convened stays open.
        before: how long before its time it opens already; a calendar knows that by itself.
        after: how long it stays open after it is over; a calendar knows that by itself.
        meets: whether people meet in it; otherwise it is a freeze or the like.
    """

    name: str
    calendar: Recurrence | None
    convened: str = ""
    lasts: Period | None = None
    before: Period | None = None
    after: Period | None = None
    meets: bool = True

    def at(self, convened: Instant, zone: str) -> Occurrence | None:
        """Give the one session that was convened for an instant; ``None`` for ``NEVER``."""
        if self.lasts is None or convened == NEVER:
            return None
        closes = add(convened, self.lasts, zone)
        return Occurrence(
            opens=convened if self.before is None else subtract(convened, self.before, zone),
            closes=closes if self.after is None else add(closes, self.after, zone),
        )


@frozen(kw_only=True)
class Block:
    """A kind of veto: while one stands, what it blocks can't be done.

    Attributes:
        by: the bodies and roles whose members and holders may speak it.
        lapses: whether it falls when its holder is no longer one of those.
    """

    name: str
    by: tuple[str, ...]
    lapses: bool = False


@frozen(kw_only=True)
class Duty:
    """An obligation: once ``after`` was recorded, ``by`` must record ``discharged_by``.

    A duty that is not met is a breach to report; it undoes no decision.

    Attributes:
        must: the action that discharges it.
        within: how long they have, or ``None`` where the source sets no deadline.
        consequence: what follows where it is not met, in words.
    """

    name: str
    after: str
    by: str
    must: str
    discharged_by: str
    within: Period | None
    consequence: str = ""


class Register(Protocol):
    """What a rule can know of the other proposals of a journal."""

    def instant(self, anchor: str, /) -> Instant:
        """Give the latest instant of a shared anchor in any proposal, or ``NEVER``."""
        ...

    def read(self, fact: Any, asked: Any, /) -> int:
        """Give what a fact about other proposals is for the one that is asked about."""
        ...


@frozen
class Alone:
    """The register of a proposal that has no others beside it."""

    def instant(self, _: str, /) -> Instant:
        """Give ``NEVER``: nothing happened elsewhere."""
        return NEVER

    def read(self, fact: Any, _: Any, /) -> int:
        """Give what the fact is where there are no others."""
        return int(fact.alone)


@frozen(kw_only=True)
class Office:
    """What holds for every proposal at one moment: who is in which body, and the calendars.

    Attributes:
        bodies: who may act, vote and be counted as a member of each; who is suspended may not.
        anchors: the place of each anchor in a proposal's ``anchors``.
        zone: the IANA zone in which the charter counts days and months.
        suspended: who has a seat in a body and is suspended.
        affiliations: to whom people belong, as far as it was told.
        compositions: what the charter says of who may be in each body.
        revised: the bodies whose membership can change.
        timeline: what is known of who came and went; ``None`` where nobody ever does.
        blocks: the named kinds of veto.
        shared: the anchors that all proposals have in common.
        register: the other proposals, for the rules that look at them.
        week: which days the charter counts as working days.
        ballots: the ballots that the charter has a table of; a body is one without, too.
        counts: how ballots are counted to an outcome.
        still: whether nobody ever came or went, so that it is the same at every instant.
    """

    bodies: Mapping[str, frozenset[str]] = field(converter=read_only)
    anchors: Mapping[str, int] = field(converter=read_only)
    sessions: Mapping[str, Session] = field(converter=read_only)
    duties: Mapping[str, Duty] = field(converter=read_only)
    zone: str
    suspended: Mapping[str, frozenset[str]] = _table()
    affiliations: Mapping[str, str] = _table()
    compositions: Mapping[str, Composition] = _table()
    revised: frozenset[str] = frozenset()
    timeline: Timeline | None = field(default=None, eq=False, repr=False)
    blocks: Mapping[str, Block] = _table()
    shared: frozenset[str] = frozenset()
    register: Register = Alone()
    week: Week = ORDINARY
    ballots: Mapping[str, Ballot] = field(factory=dict, converter=read_only)
    counts: Mapping[str, Count] = field(factory=dict, converter=read_only)
    still: bool = field(
        init=False,
        eq=False,
        repr=False,
        default=Factory(lambda self: self.timeline is None or self.timeline.still, takes_self=True),
    )

    def at(self, instant: Instant) -> "Office":
        """Give the office at an instant: with the members of then, as far as is known now."""
        timeline = self.timeline
        if timeline is None or self.still:
            return self
        since = timeline.since(instant)
        known: Office | None = timeline.offices.get(since)
        if known is None:
            known = self._of(timeline, instant)
        elif known.register is self.register:
            return known
        else:
            known = evolve(known, register=self.register)
        timeline.offices[since] = known
        return known

    def after(self, *changes: Change) -> "Office":
        """Give the office once some changes are known; ask it ``at`` for an instant."""
        if self.timeline is None or not changes:
            return self
        return evolve(self, timeline=self.timeline.after(*changes))

    def supposing(self, *changes: Change) -> "Office":
        """Give the office as it would be if some changes were known; ask it ``at``, too."""
        if self.timeline is None or not changes:
            return self
        return evolve(self, timeline=self.timeline.supposing(*changes))

    def of(self, bodies: Mapping[str, frozenset[str]]) -> "Office":
        """Give the office with other members, who were there from the beginning."""
        zone, rules = self.zone, self.compositions
        timeline = None
        if self.timeline is not None:
            timeline = beginning(rules, bodies, {}, self.affiliations, zone)
        return evolve(self, bodies=bodies, timeline=timeline)

    def begun(self, timeline: Timeline, since: Instant) -> "Office":
        """Give the office with another account of who came and went, as it stands at an instant."""
        return evolve(self._of(timeline, since), timeline=timeline)

    def seated(self, body: str) -> frozenset[str]:
        """Give everybody who has a seat in a body, those who are suspended, too."""
        return self.bodies[body] | self.suspended.get(body, frozenset())

    def _of(self, timeline: Timeline, instant: Instant) -> "Office":
        bodies: dict[str, frozenset[str]] = {}
        suspended: dict[str, frozenset[str]] = {}
        for body in self.bodies:
            held = timeline.members(body, instant)
            barred = frozenset(who for who, stay in held.items() if stay.suspended or stay.idle)
            bodies[body] = frozenset(held) - barred
            if barred:
                suspended[body] = barred
        for body, rule in timeline.rules.items():
            if rule.suspended_from is not None:
                bodies[body] = suspended.get(rule.suspended_from, frozenset())
        return evolve(
            self,
            bodies=bodies,
            suspended=suspended,
            affiliations=timeline.state(instant).affiliations,
        )
