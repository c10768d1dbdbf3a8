"""What people do where a behaviour says nothing: derived from the charter, action by action."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, timedelta
from random import Random
from typing import cast

from attrs import frozen

from ..ballot import NO_VOTES
from ..calendars import Period
from ..charter import Charter
from ..facts import Fact, Matches, Situation
from ..fields import Field
from ..fold import nothing
from ..instants import Instant, text, to_datetime
from ..machine import Action, Machine, Term
from ..match import Match
from ..polling import options
from ..ratio import Ratio
from ..trace import Truth, traced
from ..voting.spelled import HIGHEST
from .behaviour import ALWAYS, Behaviour, Habit

_RARELY = Ratio(1, 20)
_AHEAD = timedelta(days=21)
_SECOND = 1_000_000

Teller = Callable[[Random, str, Instant], object]
"""Draws what a field is told: by a generator, for a proposal, on an instant."""


@frozen(kw_only=True, eq=False)
class Manner:
    """How one action is done: a habit with nothing left out.

    Attributes:
        delay: the mean time until somebody tries, in microseconds.
        again: the mean time after which those who don't do it may yet, or 0 where they never do.
        each: whether each of those who may does it, or one of them.
        only: the people who do it, of those who may; empty where all might.
    """

    action: Action
    delay: int
    chance: Ratio
    again: int
    each: bool
    only: frozenset[str]
    fields: Mapping[str, Teller]

    def data(self, chance: Random, proposal: str, now: Instant) -> dict[str, object]:
        """Draw what is told with the action."""
        return {name: teller(chance, proposal, now) for name, teller in self.fields.items()}


def manners(charter: Charter, behaviour: Behaviour) -> Mapping[str, Manner]:
    """Give how each action of people is done."""
    return {
        name: _manner(charter.machine, action, behaviour)
        for name, action in charter.machine.actions.items()
        if action.deadline is None
    }


def length(period: Period) -> int:
    """Give the length of a mean time in microseconds; a month counts 30 days, a year 365.

    Five business days, or a weekend, count a week.
    """
    days = period.years * 365 + period.months * 30 + period.days
    days += period.business * 7 // 5 + period.weekends * 7
    return (days * 86_400 + period.seconds) * _SECOND


def _manner(machine: Machine, action: Action, behaviour: Behaviour) -> Manner:
    habit = behaviour.actions.get(action.name, Habit())
    joins = action.adds is not None and action.adds not in action.fields
    each = action.ballot is not None or action.signs is not None or joins
    return Manner(
        action=action,
        delay=length(habit.delay or behaviour.delay),
        chance=habit.chance or (_RARELY if _is_rare(machine, action) else ALWAYS),
        again=0 if habit.again is None else length(habit.again),
        each=each if habit.who is None else habit.who == "each",
        only=frozenset(habit.by),
        fields={
            name: _teller(machine, action, each_field, habit)
            for name, each_field in action.fields.items()
            if not each_field.optional or name in habit.data
        },
    )


def _is_rare(machine: Machine, action: Action) -> bool:
    """Tell whether it is done in exceptional cases.

    It overrules others, or ends a proposal at will where people could also bring it further.
    """
    moves = [
        move for (_, name), found in machine.table.items() if name == action.name for move in found
    ]
    names = {term.name for move in moves for term in move.requires}
    at_will = names <= {"by"} and not any(move.unless for move in moves)
    ends = all(move.arrives in machine.final for move in moves)
    further = any(
        other.target is not None
        for move in moves
        for name in machine.offered.get(move.source, ())
        if name != action.name
        for other in machine.table[move.source, name]
    )
    return action.vetoes is not None or "override" in names or (at_will and ends and further)


def _teller(machine: Machine, action: Action, field: Field, habit: Habit) -> Teller:
    """Give what draws a field: as the behaviour says, else something that the rules accept."""
    if field.name in habit.data:
        return _from_template(habit.data[field.name], many=field.type == "list")
    if field.choices:
        first, *others = field.choices
        weights = habit.choices.get(field.name) or {
            first: 2 * len(others) or 1,
            **dict.fromkeys(others, 1),
        }
        names, shares = list(weights), list(weights.values())
        return lambda chance, _proposal, _now: chance.choices(names, shares)[0]
    if action.ballot is not None and field.name in ("ranking", "scores", "approved"):
        return _voting(machine, action.ballot, field.name)
    if field.type == "date":
        return lambda _chance, _proposal, now: _day(now + _AHEAD // timedelta(microseconds=1))
    if field.type == "instant":
        return lambda _chance, _proposal, now: text(now + _AHEAD // timedelta(microseconds=1))
    example = _example(machine, action, field)
    return lambda _chance, _proposal, _now: example


def _voting(machine: Machine, of: str, field: str) -> Teller:
    """Give what draws a ballot that names options: those on it, in any order."""
    terms = machine.office.ballots.get(of)
    known = () if terms is None else tuple(sorted(options(machine.office, NO_VOTES, terms)))

    def draw(chance: Random, _proposal: str, _now: Instant) -> object:
        some = chance.sample(known, chance.randint(min(1, len(known)), len(known)))
        if field == "scores":
            return [f"{option}: {chance.randint(0, HIGHEST)}" for option in some]
        return some

    return draw


def _from_template(texts: tuple[str, ...], *, many: bool) -> Teller:
    def fill(text: str, proposal: str, now: Instant) -> str:
        day = _day(now)
        named = text.replace("{proposal}", proposal).replace("{day}", day)
        return named.replace("{date}", day.replace("-", ""))

    if many:
        return lambda _chance, proposal, now: [fill(each, proposal, now) for each in texts]
    return lambda _chance, proposal, now: fill(" ".join(texts), proposal, now)


def _example(machine: Machine, action: Action, field: Field) -> object:
    """Give a value that the field accepts and, where one can be found, the rules about it do."""
    wanted = list(_matches(machine, action, field.name))
    tried = [*(match.example() for match in wanted), field.example()]
    good = [each for each in tried if field.accepts(each)]
    best = [each for each in good if all(match.holds(each) for match in wanted)]
    return next(iter([*best, *good]), field.example())


def _matches(machine: Machine, action: Action, field: str) -> Iterator[Match]:
    bare = Situation(0, None, {}, nothing(machine, "(none)"), machine.office)
    for (_, name), moves in machine.table.items():
        if name == action.name:
            for move in moves:
                for term in move.requires:
                    for fact in _facts(term, bare):
                        if isinstance(fact, Matches) and fact.field == field:
                            yield fact.match


def _facts(term: Term, bare: Situation) -> Iterator[Fact]:
    try:
        answer = cast("object", term.policy.holds(traced(bare)))
    except Exception:  # noqa: BLE001 - a stranger's rule may do what only plain values bear
        return
    if isinstance(answer, Truth):
        for leaf in answer.leaves():
            yield from leaf.terms


def _day(instant: Instant) -> str:
    return to_datetime(instant).astimezone(UTC).date().isoformat()
