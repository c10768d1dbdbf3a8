"""Deadlines that fall before the first meeting in which something could be decided.

Found by going through every day of 28 years, after which weekdays and leap years repeat. What the
deadline counts from happens on each, at the most favourable time of day: in the midst of a meeting.
Of the rules only those count that turn on time alone; all others are taken to be met.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice

from attrs import frozen

from ..calendars import Occurrence, Period, Recurrence, add
from ..calendars.arithmetic import resolve, wall_time
from ..calendars.zone import zone as zone_named
from ..facts import After, InSession, Situation
from ..instants import NEVER, Instant
from ..model import Office
from ..permit import deadline
from ..policy import derived
from ..source.problem import Path, Problem
from ..source.read import Document
from .guard import Guard
from .permissible import Permissible, Told
from .question import Literal
from .scene import situation
from .source import NOW, Source
from .waits import listed

CYCLE = 10_227
"""The days of 28 years, a whole cycle of weekdays and leap years."""

_MOST_MEETINGS = 60


@frozen(kw_only=True)
class _Case:
    """A deadline, and the moves that it could leave no meeting for.

    Attributes:
        at: where the deadline stands.
        name: the action that ends the wait, or that can only be done in time.
        since: the anchor from which it is counted.
        falls: gives when it falls, of what happened at an instant.
    """

    at: Path
    name: str
    since: str
    session: str
    moves: tuple["_Timed", ...]
    falls: Callable[[Instant], Instant]
    unlike: tuple["_Timed", ...] = derived(lambda self: tuple(_unlike(self.moves)))


@frozen(kw_only=True)
class _Timed:
    """A move, and those of its conditions that turn on nothing but time since an anchor."""

    guard: Guard
    literals: tuple[Literal, ...]
    periods: frozenset[Period]
    scene: Callable[[Instant, Instant], Situation]


@frozen(kw_only=True)
class _Missed:
    """A day on which something can happen and then miss every meeting in time."""

    day: date
    meeting: Instant | None
    falls: Instant


def hasty(document: Document, judged: Permissible, told: Told) -> Iterator[Problem]:
    """Give the deadlines that can fall before the first meeting that could decide."""
    office = judged.world.machine.office
    seen: set[tuple[Path, str]] = set()
    for case in _cases(judged):
        if (case.at, case.session) in seen:
            continue
        seen.add((case.at, case.session))
        calendar = office.sessions[case.session].calendar
        days = () if calendar is None else _days(calendar)
        missed = [each for day in days if (each := _missed(judged, case, day)) is not None]
        told()
        if missed:
            yield _problem(document, office, case, missed, len(days))


def _cases(judged: Permissible) -> Iterator[_Case]:
    """Give the clock's moves out of states that are otherwise left in meetings."""
    for clock in judged.live:
        if not clock.move.action.clockwork or clock.move.arrives == clock.move.source:
            continue
        anchors = [
            source.name
            for literal in clock.literals
            for source in literal.question.sources
            if literal.question.name == "when" and source.kind == "anchor"
        ]
        by_session: dict[str, list[Guard]] = {}
        for guard in judged.live:
            move = guard.move
            if move.source == clock.move.source != move.arrives and not move.action.clockwork:
                for session in _sessions(guard):
                    terms = judged.world.machine.office.sessions[session]
                    if terms.calendar is None or not terms.meets:
                        continue  # it meets when it is convened, or is a freeze
                    by_session.setdefault(session, []).append(guard)
        for session, moves in by_session.items() if len(anchors) == 1 else ():
            yield _Case(
                at=("actions", clock.move.action.name, "when"),
                name=clock.move.action.name,
                since=anchors[0],
                session=session,
                moves=tuple(_timed(judged, guard, anchors[0]) for guard in moves),
                falls=_falls(judged, clock, anchors[0]),
            )


def _falls(judged: Permissible, clock: Guard, since: str) -> Callable[[Instant], Instant]:
    scene = _scene(judged, clock, since)

    def falls(began: Instant) -> Instant:
        facts = scene(began, began)
        return deadline(facts.office, facts.proposal, clock.move)

    return falls


def _scene(
    judged: Permissible, guard: Guard, since: str
) -> Callable[[Instant, Instant], Situation]:
    """Give what makes the situation at an instant, of what began at another."""
    plain = situation(judged.space(guard), guard.move.source, {})
    names = list(judged.world.machine.office.anchors)
    known = [
        name == since or at != NEVER for name, at in zip(names, plain.proposal.anchors, strict=True)
    ]

    def scene(now: Instant, began: Instant) -> Situation:
        anchors = tuple(began if each else NEVER for each in known)
        proposal = plain.proposal._replace(at=began, anchors=anchors)
        return Situation(now, plain.actor, plain.data, proposal, plain.office)

    return scene


def _sessions(guard: Guard) -> frozenset[str]:
    return frozenset(
        fact.session
        for literal in guard.literals
        for fact in literal.question.looks.facts
        if literal.wanted and isinstance(fact, InSession)
    )


def _days(calendar: Recurrence) -> Sequence[date]:
    """Give the days of one cycle, from the first day of a calendar."""
    many = CYCLE if calendar.start.year + 30 < date.max.year else 0
    return [calendar.start + timedelta(days=n) for n in range(many)]


def _missed(judged: Permissible, case: _Case, day: date) -> _Missed | None:
    """Tell whether the deadline leaves no meeting to what happens on a day."""
    office = judged.world.machine.office
    calendar = office.sessions[case.session].calendar
    if calendar is None:
        return None
    began = _midst(calendar, day, office.zone)
    falls = case.falls(began)
    if falls == NEVER:
        return None
    for met in _meetings(calendar, began):
        at = min(_first(move, office, began, met) for move in case.unlike)
        if at < falls:
            return None
        if at < NEVER:
            return _Missed(day=day, meeting=met.opens, falls=falls)
    return _Missed(day=day, meeting=None, falls=falls)


def _meetings(calendar: Recurrence, began: Instant) -> Iterator[Occurrence]:
    """Give the meetings that are open at an instant or later, a bounded number of them."""
    now = calendar.current(began)
    if now is not None and now.opens < began:
        yield now
    yield from islice(calendar.between(began, NEVER), _MOST_MEETINGS)


def _midst(calendar: Recurrence, day: date, zone: str) -> Instant:
    """Give the time of day in the midst of a meeting, on a day, in the charter's zone."""
    some = calendar.next(-NEVER)
    wall = None if some is None else wall_time((some.opens + some.closes) // 2, zone)
    at = time(12) if wall is None else wall.time()
    return resolve(datetime.combine(day, at, zone_named(zone)))


def _timed(judged: Permissible, guard: Guard, since: str) -> _Timed:
    known = {NOW, Source("anchor", since)}
    timed = tuple(
        literal
        for literal in guard.literals
        if literal.question.sources and known.issuperset(literal.question.sources)
    )
    facts = frozenset(fact for literal in timed for fact in literal.question.looks.facts)
    periods = frozenset(
        fact.period for fact in facts if isinstance(fact, After) and fact.anchor == since
    )
    scene = _scene(judged, guard, since)
    return _Timed(guard=guard, literals=timed, periods=periods, scene=scene)


def _unlike(moves: Sequence[_Timed]) -> Iterator[_Timed]:
    """Give moves of which no two turn on the same rules of time."""
    seen: list[list[tuple[object, bool]]] = []
    for move in moves:
        rules = [(each.question.rule, each.wanted) for each in move.literals]
        if rules not in seen:
            seen.append(rules)
            yield move


def _first(move: _Timed, office: Office, began: Instant, met: Occurrence) -> Instant:
    """Give the first instant of a meeting at which time permits a move; ``NEVER`` at none."""
    edges = {
        met.opens,
        began,
        *(add(began, period, office.zone, office.week) for period in move.periods),
    }
    for at in sorted(edge for edge in edges if max(met.opens, began) <= edge < met.closes):
        facts = move.scene(at, began)
        if all(_holds(each.question.holds, facts) is each.wanted for each in move.literals):
            return at
    return NEVER


def _holds(holds: Callable[[Situation], object], facts: Situation) -> object:
    try:
        return holds(facts)
    except Exception:  # noqa: BLE001 - a rule that fails is told of elsewhere
        return None


def _problem(
    document: Document, office: Office, case: _Case, missed: Sequence[_Missed], days: int
) -> Problem:
    worst = missed[0]
    share = (1000 * len(missed) + days // 2) // days
    first = "none" if worst.meeting is None else _day(worst.meeting, office.zone)
    ways = sorted({f"`{each.guard.move.action.name}`" for each in case.moves})
    return document.problem(
        "deadline-before-meeting",
        f"`{case.name}` can fall due before the first `{case.session}` in which"
        f" {listed(ways)} could be done: on {share // 10}.{share % 10} %"
        f" of days, such as `{case.since}` on {worst.day}, the first meeting {first},"
        f" `{case.name}` {_day(worst.falls, office.zone)} (all {days:,} days of 28 years tried)",
        case.at,
        hint="count the deadline from a meeting, make it longer, or acknowledge it with a reason",
        severity="warning",
        at_key=True,
    )


def _day(instant: Instant, zone: str) -> str:
    wall = wall_time(instant, zone)
    return "never" if wall is None else wall.date().isoformat()
