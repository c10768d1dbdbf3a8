"""Sources: the independent things that facts come from, each one dimension of the search."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from attrs import frozen

from ..facts import (
    ActorIn,
    ActorIs,
    ActorOf,
    After,
    AfterOthers,
    Ahead,
    Assigned,
    At,
    Attended,
    Attested,
    Awaited,
    Ballots,
    Composed,
    Contested,
    Covered,
    Dated,
    DatedIn,
    Due,
    Effect,
    Elapsed,
    Fact,
    Happened,
    HasVoted,
    Headcount,
    Held,
    Hence,
    InSession,
    Lacking,
    Linked,
    Matches,
    NamesActor,
    Now,
    Opens,
    Outcome,
    Owed,
    Pending,
    PersonOf,
    Recused,
    Root,
    SaidBy,
    Signed,
    ToldAs,
    Total,
    Vetoed,
    Vetoing,
    Voidable,
)
from ..model import Office

SourceKind = Literal[
    "size",
    "actor",
    "role",
    "ballots",
    "recused",
    "present",
    "outcome",
    "signed",
    "vetoing",
    "vetoed",
    "attested",
    "now",
    "anchor",
    "others",
    "link",
    "field",
]

ORDER: tuple[SourceKind, ...] = (
    "size",
    "actor",
    "role",
    "recused",
    "ballots",
    "present",
    "outcome",
    "signed",
    "vetoing",
    "vetoed",
    "attested",
    "now",
    "anchor",
    "others",
    "link",
    "field",
)
"""The order in which sources are given values: the values of one may depend on those before it."""


@frozen
class Source:
    """One thing on which facts depend: who asks, the ballots of a body, an anchor, a field.

    Attributes:
        fact: the fact itself, where it is about other proposals: what it is, they alone decide.
    """

    kind: SourceKind
    name: str = ""
    fact: Fact | None = None

    @property
    def effect(self) -> Effect | None:
        """The effect of actions that changes it; ``None`` where no action does."""
        kinds: Mapping[SourceKind, str] = {
            "role": "role",
            "ballots": "ballot",
            "signed": "signature",
            "vetoing": "veto",
            "vetoed": "veto",
            "attested": "attestation",
            "anchor": "anchor",
            "link": "link",
        }
        return (kinds[self.kind], self.name) if self.kind in kinds else None


ACTOR = Source("actor")
NOW = Source("now")


def ordered(sources: Iterable[Source]) -> tuple[Source, ...]:
    """Give sources in the order in which they are given values."""
    return tuple(sorted(sources, key=lambda each: (ORDER.index(each.kind), each.name)))


def sources_of(  # noqa: C901, PLR0911, PLR0912 - one answer for each kind of fact
    fact: Fact, office: Office, revised: frozenset[str]
) -> frozenset[Source]:
    """Give what a fact is computed from.

    Args:
        fact: what a policy looks at.
        office: the charter's bodies, calendars and duties.
        revised: the bodies whose membership can change, so that their size is a source too.
    """
    match fact:
        case ActorIn(body):
            return _counted("actor", "", body, revised)
        case ActorIs(role):
            return frozenset({ACTOR, Source("role", role)})
        case ActorOf(who):
            return frozenset({ACTOR}) | _people(who, office, revised)
        case PersonOf(field, who):
            return frozenset({ACTOR, Source("field", field)}) | _people(who, office, revised)
        case NamesActor(field):
            return frozenset({ACTOR, Source("field", field)})
        case Assigned(role):
            return frozenset({Source("role", role)})
        case Headcount(who, None):
            return _people(who, office, revised)
        case Headcount(who, str(among)):
            both = _people(who, office, revised) | _people(among, office, revised)
            return frozenset({ACTOR}) | both
        case Ballots(of=of) | Total(of=of) | Awaited(of) | Root(of):
            return _votes(fact, of, office, revised)
        case SaidBy(of=of, by=by):
            return _votes(fact, of, office, revised) | _people(by, office, revised)
        case HasVoted(of) | Recused(of) | Attended(of):
            return _votes(fact, of, office, revised) | {ACTOR}
        case Outcome(of):
            return frozenset({Source("outcome", of)})
        case Signed(by):
            return _counted("signed", by, by, revised)
        case Lacking(body):
            return frozenset({Source("size", body)} if body in revised else ())
        case Composed():
            return frozenset(_composed(fact, revised))
        case Vetoed(by):
            return _vetoed(by, office, revised)
        case Vetoing(by):
            return frozenset({ACTOR, Source("vetoing", by)}) | _vetoed(by, office, revised)
        case Voidable(field):
            return frozenset({Source("field", field)})
        case ToldAs(link):
            return frozenset({Source("link", link), Source("field", link)})
        case Attested(claim) | Contested(claim):
            return frozenset({Source("attested", claim)})
        case After(anchor=anchor) | Ahead(anchor=anchor) | At(anchor) | Happened(anchor):
            return frozenset({NOW, Source("anchor", anchor)})
        case Owed(duty):
            terms = office.duties[duty]
            anchors = {Source("anchor", terms.after), Source("anchor", terms.discharged_by)}
            return frozenset({NOW, *anchors})
        case Due(duty):
            return frozenset({NOW, Source("anchor", office.duties[duty].after)})
        case Covered(anchor, session, _):
            return frozenset({NOW, Source("anchor", anchor), *_convened(office, session)})
        case Dated(field) | Elapsed(field=field):
            return frozenset({NOW, Source("field", field)})
        case DatedIn(field, session):
            return frozenset({NOW, Source("field", field), *_convened(office, session)})
        case Matches(field=field):
            return frozenset({Source("field", field)})
        case AfterOthers() | Held() | Linked() | Pending():
            return frozenset({NOW, Source("others", repr(fact), fact)})
        case InSession(session) | Opens(session):
            return frozenset({NOW, *_convened(office, session)})
        case Hence() | Now():
            return frozenset({NOW})
        case _:
            raise TypeError(f"nobody says what `{type(fact).__name__}` is computed from")


def _composed(fact: Composed, revised: frozenset[str]) -> Iterator[Source]:
    if fact.body in revised:
        yield Source("size", fact.body)
    for each in fact.reseats:
        if each.source == "role":
            yield Source("role", each.whom)
        elif each.source == "field":
            yield Source("field", each.whom)
        elif each.source == "count":
            yield Source("outcome", each.whom)
        else:
            yield ACTOR


def _convened(office: Office, session: str) -> tuple[Source, ...]:
    """Give the anchor by which a session is convened, if it is."""
    anchor = office.sessions[session].convened
    return (Source("anchor", anchor),) if anchor else ()


def _counted(kind: SourceKind, name: str, body: str, revised: frozenset[str]) -> frozenset[Source]:
    found = Source(kind, name)
    return frozenset({found, Source("size", body)} if body in revised else {found})


def _people(who: str, office: Office, revised: frozenset[str]) -> frozenset[Source]:
    """Give what bears on who is in a body, or holds a role."""
    if who not in office.bodies:
        return frozenset({Source("role", who)})
    return frozenset({Source("size", who)} if who in revised else ())


def _vetoed(by: str, office: Office, revised: frozenset[str]) -> frozenset[Source]:
    """Give what bears on how many vetoes stand: as many as there can be people who speak one."""
    names = office.blocks[by].by if by in office.blocks else (by,)
    sizes = {Source("size", name) for name in names if name in revised}
    return frozenset({Source("vetoed", by), *sizes})


def electing(of: str, office: Office) -> tuple[str, ...]:
    """Give the bodies and roles whose people vote in a ballot; in a body or role, its own."""
    terms = office.ballots.get(of)
    return (of,) if terms is None else terms.of


def _votes(fact: Fact, of: str, office: Office, revised: frozenset[str]) -> frozenset[Source]:
    """Give what bears on votes: who votes, who stands aside, who is there, and what they said."""
    terms = office.ballots.get(of)
    names = {*electing(of, office), *(() if terms is None else (*terms.without, *terms.defaults))}
    found = {Source("size", name) for name in names & revised}
    found |= {Source("role", name) for name in names - office.bodies.keys()}
    match fact:
        case Total(counting="seats"):
            return frozenset(found)
        case Total(counting="members") | Root() | Recused():
            return frozenset({*found, Source("recused", of)})
        case Total(counting="present") | Attended():
            return frozenset({*found, Source("recused", of), Source("present", of)})
        case _:
            return frozenset({*found, Source("recused", of), Source("ballots", of)})
