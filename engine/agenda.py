"""The agenda: what the next meeting can decide, and what each item on it still lacks."""

from collections.abc import Iterable, Iterator, Sequence

from attrs import frozen

from .calendars import Occurrence
from .clockwork import ticks
from .decide import Decision, decide
from .decision import Json, Reason
from .explain import judged, people
from .facts import InSession, Situation, following, sitting
from .instants import Instant, text
from .machine import Machine, Move
from .model import NOTHING, Office, Proposal, Session

_ANYBODY = "somebody"
_TOLD = frozenset({"matches", "dated", "dated_in"})
"""The facts that turn on what a request tells alone."""


@frozen(kw_only=True)
class ClockMove:
    """A move that the clock makes by itself."""

    action: str
    target: str
    at: Instant

    def to_json(self) -> Json:
        """Give it as plain data; the keys are always the same."""
        return {"action": self.action, "to": self.target, "at": text(self.at)}


@frozen(kw_only=True)
class Point:
    """An action that only a meeting makes possible.

    Attributes:
        by: the bodies and roles whose members may take it; none where anyone may.
        people: who they are now.
        asks: the fields that whoever takes it must tell.
        lacks: what is still missing when the meeting opens, beside what must be told.
    """

    action: str
    by: tuple[str, ...]
    people: tuple[str, ...]
    asks: tuple[str, ...]
    lacks: tuple[Reason, ...]

    @property
    def ready(self) -> bool:
        """Whether it could be taken at the opening."""
        return not self.lacks

    def to_json(self) -> Json:
        """Give it as plain data; the keys are always the same."""
        return {
            "action": self.action,
            "ready": self.ready,
            "by": list(self.by),
            "people": list(self.people),
            "asks": list(self.asks),
            "lacks": [reason.to_json() for reason in self.lacks],
        }


@frozen(kw_only=True)
class Item:
    """A live proposal, as it will stand when the meeting opens if nobody does anything before.

    Attributes:
        state: where it will stand then.
        moved: the clock's moves until then.
        points: what the meeting can do with it; none where it isn't on the agenda.
    """

    proposal: str
    state: str
    moved: tuple[ClockMove, ...]
    points: tuple[Point, ...]

    def to_json(self) -> Json:
        """Give it as plain data; the keys are always the same."""
        return {
            "proposal": self.proposal,
            "state": self.state,
            "moved": [move.to_json() for move in self.moved],
            "points": [point.to_json() for point in self.points],
        }


@frozen(kw_only=True)
class Meeting:
    """The next meeting of a session, or the one that is open.

    Attributes:
        at: the instant for which the agenda is made: its opening, or now where it is open.
    """

    session: str
    opens: Instant
    closes: Instant
    at: Instant
    items: tuple[Item, ...]

    def to_json(self) -> Json:
        """Give it as plain data; the keys are always the same."""
        return {
            "session": self.session,
            "opens": text(self.opens),
            "closes": text(self.closes),
            "at": text(self.at),
            "items": [item.to_json() for item in self.items],
        }


def agenda(
    machine: Machine, office: Office, proposals: Sequence[Proposal], at: Instant
) -> tuple[Meeting, ...]:
    """Give the agenda of the next meeting of each session; none for one that never meets again.

    Args:
        machine: the charter.
        office: who is in which body now.
        proposals: where they stand, as recorded.
        at: the present instant.
    """
    found: list[Meeting] = []
    for session in office.sessions.values():
        if session.calendar is None:
            found += _convened(machine, office, proposals, at, session)
        elif session.meets:
            coming = session.calendar.current(at) or session.calendar.next(at)
            if coming is not None:
                found.append(_meeting(machine, office, proposals, at, session, coming))
    return tuple(sorted(found, key=lambda each: each.at))


def run_out(
    machine: Machine, office: Office, proposal: Proposal, until: Instant
) -> tuple[Proposal, tuple[ClockMove, ...]]:
    """Give a proposal after the clock's moves that fall due by an instant, and those moves.

    Raises:
        RequestError: they go round in circles, or there is no end of them.
    """
    moves: list[ClockMove] = []
    for tick in ticks(machine, office, proposal, until):
        action, target = tick.move.action.name, tick.move.arrives
        moves.append(ClockMove(action=action, target=target, at=tick.at))
        proposal = tick.after
    return proposal, tuple(moves)


def _convened(
    machine: Machine, office: Office, proposals: Sequence[Proposal], at: Instant, session: Session
) -> Iterator[Meeting]:
    """Give the meetings that proposals have convened, each for itself alone."""
    for proposal in proposals:
        facts = Situation(at, None, NOTHING, proposal, office)
        met = sitting(facts, session.name, at) or following(facts, session.name, at)
        if met is not None and session.meets and proposal.state not in machine.final:
            yield _meeting(machine, office, [proposal], at, session, met)


def _meeting(  # noqa: PLR0913, PLR0917 - what an agenda is made of
    machine: Machine,
    office: Office,
    proposals: Sequence[Proposal],
    at: Instant,
    session: Session,
    occurrence: Occurrence,
) -> Meeting:
    opening = max(at, occurrence.opens)
    items = [
        _item(machine, office, proposal, opening, session.name)
        for proposal in proposals
        if proposal.state not in machine.final
    ]
    return Meeting(
        session=session.name,
        opens=occurrence.opens,
        closes=occurrence.closes,
        at=opening,
        items=tuple(items),
    )


def _item(
    machine: Machine, office: Office, proposal: Proposal, opening: Instant, session: str
) -> Item:
    standing, moved = run_out(machine, office, proposal, opening)
    then = max(opening, standing.at)
    facts = Situation(then, _ANYBODY, NOTHING, standing, office.at(then))
    points = [
        _point(machine, facts, action)
        for action in machine.offered.get(standing.state, ())
        if any(_needs(move, facts, session) for move in machine.table[standing.state, action])
    ]
    return Item(proposal=standing.id, state=standing.state, moved=moved, points=tuple(points))


def _needs(move: Move, facts: Situation, session: str) -> bool:
    """Tell whether one of a move's rules asks whether the session is open."""
    return any(InSession(session) == fact for fact in _looked_at(move, facts))


def _looked_at(move: Move, facts: Situation) -> Iterator[object]:
    for term in move.requires:
        try:
            truth = judged(term, facts)
        except Exception:  # noqa: BLE001, S112 - a rule that fails is told of where it is explained
            continue
        for leaf in truth.leaves():
            yield from leaf.terms


def _point(machine: Machine, facts: Situation, name: str) -> Point:
    action = machine.actions[name]
    who = people(facts, action.by) if action.by else ()
    tried = [_lacks(_asked(machine, facts, name, by)) for by in _one_of_each(facts, who)]
    return Point(
        action=name,
        by=action.by,
        people=who,
        asks=tuple(field.name for field in action.fields.values() if not field.optional),
        lacks=min(tried, key=len),
    )


def _asked(machine: Machine, facts: Situation, action: str, by: str) -> Decision:
    return decide(machine, facts.office, facts.proposal, action, by=by, at=facts.now, data=NOTHING)


def _one_of_each(facts: Situation, who: Iterable[str]) -> list[str]:
    """Give one person of each kind that the charter tells apart; of all, where anyone may."""
    office, roles = facts.office, facts.proposal.record.roles
    named = sorted(set(who)) or [
        _ANYBODY,
        *sorted({each for body in office.bodies.values() for each in body}),
    ]
    kinds: dict[tuple[str, ...], str] = {}
    for person in named:
        bodies = [name for name, members in office.bodies.items() if person in members]
        held = [name for name, holders in roles.items() if person in holders]
        kinds.setdefault((*bodies, "", *held), person)
    return list(kinds.values())


def _lacks(decision: Decision) -> tuple[Reason, ...]:
    """Give what stands in the way; of several outcomes, in the way of the nearest."""
    reasons = decision.reasons
    outcomes = [reason.parts for reason in reasons if reason.policy == "outcome"]
    rest = [reason for reason in reasons if reason.policy != "outcome"]
    nearest = min((_unmet(parts) for parts in outcomes), key=len, default=())
    return (*_unmet(rest), *nearest)


def _unmet(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """Give what is unmet beside what the request must tell."""
    return tuple(
        reason
        for reason in reasons
        if not reason.met
        and reason.policy != "data"
        and not any(leaf.fact in _TOLD for leaf in reason.leaves)
    )
