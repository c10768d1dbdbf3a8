"""Telling: what the asker could tell with a request, so that its rules turn round."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from itertools import chain, islice

from .calendars import subtract
from .calendars.arithmetic import FIRST, LAST, wall_time
from .calendars.midnight import midnight
from .explain import judged, turns
from .facts import Dated, DatedIn, Elapsed, Matches, NamesActor, PersonOf, Situation, Voidable
from .fields import Field, faults
from .instants import NEVER, Instant, text
from .machine import Action, Machine, Move, Term
from .match import Match
from .trace import Truth

NAMED = (PersonOf, NamesActor)
"""The facts that turn on whom a request names."""

_MOST_PEOPLE = 1_000
_DAY = 86_400_000_000

TOLD = (Matches, Dated, DatedIn, Elapsed, Voidable)
"""The facts that turn on what a request tells."""

Fields = Mapping[str, Field]


def filled(action: Action, facts: Situation) -> dict[str, object]:
    """Give an example for each field that is lacking or wrong; ``None`` where none is asked for."""
    wrong = faults(action.fields, facts.data)
    return {
        name: example(facts, action.fields[name]) if name in action.fields else None
        for name in wrong
    }


def example(facts: Situation, asked: Field) -> object:
    """Give a value that a field accepts; for a day, the one on which it is asked."""
    if asked.type == "instant":
        return text(facts.now) if FIRST <= facts.now <= LAST else asked.example()
    wall = wall_time(facts.now, facts.office.zone)
    return asked.example() if asked.type != "date" or wall is None else wall.date().isoformat()


def as_demanded(machine: Machine, asking: Situation, action: Action) -> dict[str, object]:
    """Give the fields as the action's rules demand them, as far as the rules can say it."""
    told: dict[str, object] = {}
    for move in machine.table.get((asking.proposal.state, action.name), ()):
        for term in move.requires:
            try:
                leaves = list(judged(term, asking).deciding())
            except Exception:  # noqa: BLE001, S112 - a rule that errors demands nothing
                continue
            for leaf in leaves:
                for fact in leaf.terms:
                    if not leaf.true and isinstance(fact, TOLD):
                        told.update(telling(asking, action.fields, leaf, fact, told))
    return told


def whom(machine: Machine, facts: Situation, action: Action, field: str) -> dict[str, object]:
    """Give somebody whom a field could name so that the rules about who that is are kept.

    Nobody, where whoever it names now will do, or where there is no such rule.
    """
    ways = [
        about
        for move in machine.table.get((facts.proposal.state, action.name), ())
        if (about := tuple(_about(facts, move, field)))
    ]
    if not ways or (
        (told := facts.data.get(field)) is not None and _fits(facts, ways, field, told)
    ):
        return {}
    known = {*chain(*facts.office.bodies.values()), *chain(*facts.proposal.record.roles.values())}
    asker = [] if facts.actor is None else [facts.actor]
    others = [*sorted(known - {*asker}), *asker, "somebody"]
    for person in islice(others, _MOST_PEOPLE):
        if _fits(facts, ways, field, person):
            return {field: person}
    return {}


def _about(facts: Situation, move: Move, field: str) -> Iterator[tuple[Term, bool]]:
    """Give the terms of a move that ask who a field names, and whether each is wanted."""
    for wanted, terms in ((True, move.requires), (False, move.unless)):
        for term in terms:
            try:
                leaves = list(judged(term, facts).leaves())
            except Exception:  # noqa: BLE001, S112 - a rule that errors asks nothing
                continue
            asked = (fact for leaf in leaves for fact in leaf.terms if isinstance(fact, NAMED))
            if any(fact.field == field for fact in asked):
                yield term, wanted


def _fits(
    facts: Situation, ways: Sequence[Sequence[tuple[Term, bool]]], field: str, person: object
) -> bool:
    data = {**facts.data, field: person}
    asking = Situation(facts.now, facts.actor, data, facts.proposal, facts.office)
    try:
        return any(all(term.policy.holds(asking) is wanted for term, wanted in way) for way in ways)
    except Exception:  # noqa: BLE001 - a rule that errors refuses, whoever is named
        return False


def telling(  # noqa: PLR0911 - one answer for each kind of fact
    facts: Situation,
    fields: Fields,
    leaf: Truth,
    fact: Matches | Dated | DatedIn | Elapsed | Voidable,
    told: Mapping[str, object],
) -> dict[str, object]:
    """Give a value for the field that a leaf looks at, with which the leaf turns round."""
    wanted = not leaf.true
    if isinstance(fact, Matches):
        return {fact.field: _matching(fact.match, told.get(fact.field)) if wanted else "…"}
    if isinstance(fact, Voidable):
        past = facts.proposal.past
        return {fact.field: past.version + 1} if wanted and past is not None else {}
    exact = fact.field in fields and fields[fact.field].type == "instant"
    if isinstance(fact, DatedIn):
        other = fact.other(facts)
        if exact:
            return _instant(fact.field, other)
        return _day(facts, fact.field, other, -1, ">=", wanted=True)
    if leaf.compared is None:
        return {}
    left, sign, right = leaf.compared
    mine = -1 if fact in left.terms else 1
    bound = fact.read(facts) + mine * (left.least - right.least)
    if not -NEVER < bound < NEVER:
        return {}
    if isinstance(fact, Elapsed):
        return _elapsed(facts, fact, (bound, mine, sign, wanted), exact=exact)
    if exact:
        sought = sign if wanted else {">=": "<", ">": "<=", "<=": ">", "<": ">="}[sign]
        nearest = bound + mine * {">": -1, "<": 1}.get(sought, 0)
        return _instant(fact.field, nearest)
    return _day(facts, fact.field, bound, mine, sign, wanted=wanted)


def _instant(field: str, instant: Instant) -> dict[str, object]:
    return {field: text(instant)} if FIRST <= instant <= LAST else {}


def _day(  # noqa: PLR0913 - a comparison has as many parts
    facts: Situation, field: str, bound: Instant, mine: int, sign: str, *, wanted: bool
) -> dict[str, object]:
    """Give the day nearest to a bound with which a comparison comes out as wanted."""
    zone = facts.office.zone
    wall = wall_time(bound, zone)
    if wall is None:
        return {}
    for away in (0, 1, -1, 2, -2):
        try:
            other = wall.date() + timedelta(days=away)
            gap = mine * (bound - midnight(other, zone))
        except OverflowError:
            continue
        if {">=": gap >= 0, ">": gap > 0, "<=": gap <= 0, "<": gap < 0}[sign] is wanted:
            return {field: other.isoformat()}
    return {}


def _elapsed(
    facts: Situation, fact: Elapsed, compared: tuple[Instant, int, str, bool], *, exact: bool
) -> dict[str, object]:
    """Give the day or instant from which a period runs out on the wanted side of a bound."""
    bound, mine, sign, wanted = compared
    office = facts.office
    aim = subtract(bound, fact.period, office.zone, office.week)
    for away in (0, 1, -1, 2, -2, 3, -3, 4, -4):
        day = wall_time(aim + away * (1 if exact else _DAY), office.zone)
        if day is None:
            continue
        told = text(aim + away) if exact else day.date().isoformat()
        asked = Situation(facts.now, facts.actor, {fact.field: told}, facts.proposal, office)
        gap = mine * (bound - fact.read(asked))
        if {">=": gap >= 0, ">": gap > 0, "<=": gap <= 0, "<": gap < 0}[sign] is wanted:
            return {fact.field: told}
    return {}


def coming(facts: Situation, moves: Iterable[Move]) -> Iterator[Instant]:
    """Give the later instants at which time alone may open what stands in the way of moves."""
    for move in moves:
        for term, wanted in (
            *((each, True) for each in move.requires),
            *((each, False) for each in move.unless),
        ):
            try:
                truth = judged(term, facts)
            except Exception:  # noqa: BLE001, S112 - a rule that errors is open at no time
                continue
            if truth.true is not wanted:
                for leaf in truth.deciding(wanted=wanted):
                    yield from turns(facts, leaf)


def _matching(match: Match, before: object) -> object:
    """Give a value that a match holds of, and, if it can be, what an earlier match asked for."""
    example = match.example()
    if before in ("…", ["…"]):
        return example
    if isinstance(example, str) and isinstance(before, str):
        for both in (before, before + example, example + before):
            if match.holds(both):
                return both
    if isinstance(example, list) and isinstance(before, list):
        return [*before, *(item for item in example if item not in before)]
    return example
