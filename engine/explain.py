"""The reasons of a decision: the same policies, read once more over values that remember."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import cast

from attrs import fields

from .calendars import local
from .calendars.arithmetic import LAST
from .decision import Leaf, Need, Reason, Status
from .facts import (
    After,
    Ahead,
    At,
    Covered,
    Fact,
    Happened,
    Hence,
    InSession,
    Now,
    Situation,
)
from .fields import faults
from .instants import NEVER, Instant
from .machine import BODY, DEFINED, NEW, Machine, Move, Term
from .permit import is_about_another
from .policy import Worded, plain
from .polling import unfit
from .reseating import body_state
from .supply import Aim, supplied
from .trace import Truth, traced, watched

_MOST_TURNS = 100


def explained(machine: Machine, facts: Situation, action: str) -> tuple[Reason, ...]:
    """Give how every rule stands that bears on a request, those about who may first."""
    moves = machine.table.get((facts.proposal.state, action))
    if moves is None:
        return (_no_move(machine, facts, action),)
    if moves[0].action.voids:  # only one leads back to where it stood
        past = facts.proposal.past
        back = [move for move in moves if past is not None and move.arrives == past.state]
        moves = (*back, *moves)[:1]
    reasons = list(_kernel(machine, moves[0], facts))
    if len(moves) == 1:
        reasons += _of_move(machine, facts, moves[0])
    else:
        reasons += [_one_way(machine, facts, move) for move in moves]
    return tuple(reasons)


def _no_move(machine: Machine, facts: Situation, action: str) -> Reason:
    name, state = facts.proposal.id, facts.proposal.state
    sources = [source for source, offered in machine.table if offered == action]
    bodies = [BODY + body for body in facts.office.bodies if body_state(BODY + body) in sources]
    where = ", ".join(f"`{each}`" for each in bodies or sources)
    if not sources:
        said = f"the charter knows no action `{action}`"
    elif bodies:
        said = f"`{action}` is done to a body that can be revised: {where}"
    elif name.startswith(BODY):
        said = f"`{action}` is done to proposals, and `{name}` is a body"
    elif sources == [NEW]:
        said = f"`{name}` is there already, and `{action}` makes a new one"
    elif state == NEW:
        said = f"there is no `{name}` yet; `{action}` can be done in {where}"
    else:
        said = f"`{action}` can't be done in `{state}`, only in {where}"
    if state in machine.final:
        said += f"; `{state}` is final"
    return Reason(status="missing", policy="move", text=said, rules=machine.rules.get(action, ()))


def _kernel(machine: Machine, move: Move, facts: Situation) -> Iterator[Reason]:
    """Give what is wrong with the request itself; nothing where all is right."""
    last = facts.proposal.at
    if facts.now < last:
        when = local(last, facts.office.zone)
        said = f"the last event was on {when}; nothing can be done before it"
        yield Reason(status="missing", policy="order", text=said, opens=last)
    if (move.action.deadline is None) is (facts.actor is None):
        clock = move.action.deadline is not None
        said = "only the clock can do this" if clock else "the clock can't do this"
        yield Reason(status="missing", policy="by", text=said)
    if move.action.amends and is_about_another(machine, facts):
        about = " or ".join(f"`{each}`" for each in facts.proposal.record.links.get("charter", ()))
        said = f"`{facts.proposal.id}` is about "
        said += f"the charter {about}, and no other" if about else "no charter"
        yield Reason(status="missing", policy="data", text=said)
    wrong = faults(move.action.fields, facts.data)
    for said in wrong.values():
        yield Reason(status="missing", policy="data", text=said)
    vote = unfit(facts.office, facts.proposal, move.action, facts.actor, facts.data)
    if vote is not None and not wrong:
        yield Reason(status="missing", policy="ballot", text=vote)


def _one_way(machine: Machine, facts: Situation, move: Move) -> Reason:
    parts = tuple(_of_move(machine, facts, move))
    return Reason(
        status=_worst(part.status for part in parts),
        policy="outcome",
        text=f"to `{move.arrives}`",
        parts=parts,
    )


def _of_move(machine: Machine, facts: Situation, move: Move) -> list[Reason]:
    name = move.action.name
    required = [_reason(machine, facts, term, name) for term in move.requires]
    stopping = [_reason(machine, facts, term, name, wanted=False) for term in move.unless]
    limited = bool(move.requires) and move.requires[0].name == "by"
    if not limited and not move.action.clockwork:
        kept = (*machine.rules.get(name, ()), *machine.rules.get(f"{name}.by", ()))
        required.insert(0, Reason(status="ok", policy="by", text="anyone may", rules=kept))
    return required + stopping


def _reason(
    machine: Machine, facts: Situation, term: Term, action: str, *, wanted: bool = True
) -> Reason:
    """Give how a term stands; what stands under ``unless`` is wanted not to hold."""
    kept = _kept(machine, term, action)
    try:
        truth = judged(term, facts)
    except Exception as error:  # noqa: BLE001 - a rule that errors refuses, and says so
        said = f"the rule failed and so refuses: {type(error).__name__}: {error}"
        return Reason(status="error", policy=term.name, text=said, about=term.about, rules=kept)
    met = truth.true is wanted
    deciding = tuple(truth.deciding(wanted=wanted))
    return Reason(
        status="ok" if met else "missing" if wanted else "blocked",
        policy=term.name,
        text=_words(term, facts, deciding),
        about=term.about,
        rules=kept,
        needs=() if met else tuple(needs(machine, facts, deciding)),
        opens=NEVER if met else opening(term, facts, wanted=wanted),
        leaves=tuple(_leaf(fact, facts) for leaf in truth.leaves() for fact in leaf.terms),
        parts=tuple(
            _reason(machine, facts, part, action, wanted=wanted or term.name != DEFINED)
            for part in term.parts
        ),
    )


def _kept(machine: Machine, term: Term, action: str) -> tuple[str, ...]:
    """Give the rules that a term keeps: by its policy, or by the one thing that this is about."""
    place = f"{action}.{term.name}"
    places = (place, f"{place}.{term.about}", *term.places)
    return tuple(dict.fromkeys(rule for each in places for rule in machine.rules.get(each, ())))


def judged(term: Term, facts: Situation) -> Truth:
    """Read a policy over values that remember where they came from.

    The plain answer is the one that counts. Where the policy can't be traced to it, because it
    decides on truths by itself, the facts that it looks at are still known.

    Raises:
        TypeError: the policy's answer is no truth.
        Exception: whatever the policy raises.
    """
    answer = plain(term.policy.holds(facts))
    try:
        truth = cast("object", term.policy.holds(traced(facts)))
    except Exception:  # noqa: BLE001 - a rule of a stranger's may use more than facts give it
        truth = None
    if isinstance(truth, Truth) and (truth.true, truth.false) == (answer, not answer):
        return truth
    return Truth(true=answer, false=not answer, operator="opaque", terms=_looked_at(term, facts))


def _looked_at(term: Term, facts: Situation) -> tuple[Fact, ...]:
    seen: list[Fact] = []
    with suppress(Exception):  # what it looked at before it failed is known all the same
        term.policy.holds(watched(facts, seen))
    return tuple(fact for place, fact in enumerate(seen) if fact not in seen[:place])


def _words(term: Term, facts: Situation, deciding: Sequence[Truth]) -> str:
    if term.name == DEFINED:
        return f"{term.about}: {_words(term.parts[0], facts, deciding)}"
    if isinstance(term.policy, Worded):
        try:
            return _text(term.policy.words(facts))
        except Exception as error:  # noqa: BLE001 - a rule decides even where its words fail
            return f"its words failed: {type(error).__name__}: {error}"
    said = [_leaf_words(leaf, facts) for leaf in deciding if not _told_anyway(leaf, deciding)]
    return "; ".join(each for each in dict.fromkeys(said) if each) or term.name


def _told_anyway(leaf: Truth, others: Sequence[Truth]) -> bool:
    """Tell whether a leaf says only that something happened, and another says when."""
    happened = {fact.anchor for fact in leaf.terms if isinstance(fact, Happened)}
    dates = {
        fact.anchor
        for other in others
        for fact in other.terms
        if isinstance(fact, (After, Ahead, At, Covered))
    }
    return leaf.true and leaf.compared is None and bool(happened) and happened <= dates


def _text(words: object) -> str:
    """Give a stranger's words.

    Raises:
        TypeError: they are none.
    """
    if not isinstance(words, str):
        raise TypeError(f"they are no text, but `{words!r:.60}`")
    return words


def _leaf_words(leaf: Truth, facts: Situation) -> str:
    if leaf.compared is None:
        return "; ".join(fact.words(facts) for fact in leaf.terms)
    left, sign, right = leaf.compared
    told = [fact for fact in leaf.terms if not isinstance(fact, Now)]
    said = "; ".join(dict.fromkeys(fact.words(facts) for fact in told))
    if any(fact.kind == "instant" for fact in leaf.terms):
        return said
    signs = {">=": "at least", ">": "more than", "<=": "at most", "<": "fewer than"}
    if not right.terms and len(left.terms) == 1:
        plain = leaf.true or (sign, right.least) == (">=", 1)
        return said if plain else f"{said}; {signs[sign]} {right.least} must"
    return said


def needs(machine: Machine, facts: Situation, leaves: Iterable[Truth]) -> Iterator[Need]:
    """Give who could do what to turn round the facts on which a rule turns."""
    found: dict[str, set[str]] = {}
    for leaf in leaves:
        for aim in supplied(machine, facts, leaf):
            if not aim.action.clockwork:
                found.setdefault(aim.action.name, set()).update(_able(facts, aim))
    for action, able in found.items():
        if able:
            yield Need(action=action, by=tuple(sorted(able)))


def _able(facts: Situation, aim: Aim) -> frozenset[str]:
    """Give those of whom one would supply it, as far as they may."""
    limited, may = aim.among, frozenset(people(facts, aim.action.by))
    if aim.holder is not None and not aim.named:
        limited = frozenset({aim.holder})
    if limited is None:
        return may
    return limited & may if aim.action.by else limited


def people(facts: Situation, by: Sequence[str]) -> tuple[str, ...]:
    """Give the people in some bodies and roles; ``anyone`` where none is named."""
    if not by:
        return ("anyone",)
    found: set[str] = set()
    for name in by:
        found |= facts.office.bodies.get(name, frozenset())
        found |= set(facts.proposal.record.roles.get(name, ()))
    return tuple(sorted(found))


def opening(term: Term, facts: Situation, *, wanted: bool) -> Instant:
    """Give the first instant at which time alone makes a term as wanted, or ``NEVER``.

    It looks at so many turns of the calendar and no further.
    """
    for _ in range(_MOST_TURNS):
        try:
            truth = judged(term, facts)
        except Exception:  # noqa: BLE001 - a rule that errors is open at no time
            return NEVER
        if truth.true is wanted:
            return facts.now
        later = min((turn for leaf in truth.leaves() for turn in turns(facts, leaf)), default=NEVER)
        if later == NEVER:
            return NEVER
        office = facts.office.at(later)
        facts = Situation(later, facts.actor, facts.data, facts.proposal, office)
    return NEVER


def turns(facts: Situation, leaf: Truth) -> Iterator[Instant]:
    """Give the later instants at which time alone may change what a leaf says."""
    for instant in _turns(facts, leaf):
        if facts.now < instant <= LAST:
            yield instant


def _turns(facts: Situation, leaf: Truth) -> Iterator[Instant]:
    timeline = facts.office.timeline
    if timeline is not None and not timeline.still:
        yield from timeline.later(facts.now)
    for fact in leaf.terms:
        if isinstance(fact, InSession):
            yield fact.turns(facts)
        elif isinstance(fact, Hence):
            others = [each for each in leaf.terms if not isinstance(each, Hence)]
            reached = [fact.reaches(facts, each.read(facts)) for each in others]
            yield from (each + off for each in reached for off in (0, 1))
        elif fact.kind == "instant" and not isinstance(fact, Now):
            yield fact.read(facts)
            yield fact.read(facts) + 1
    if leaf.compared is not None:
        left, _, right = leaf.compared
        apart = right.least - left.least
        for side, until in ((left, apart), (right, -apart)):
            if any(isinstance(fact, Now) for fact in side.rising):
                yield facts.now + until
                yield facts.now + until + 1


def _leaf(fact: Fact, facts: Situation) -> Leaf:
    about = {
        each.name: str(getattr(fact, each.name))
        for each in fields(type(fact))  # type: ignore[arg-type] # every fact is an attrs class
        if getattr(fact, each.name) != each.default
    }
    value = fact.read(facts)
    known = -NEVER < value < NEVER
    return Leaf(fact=_snake(type(fact).__name__), about=about, value=value if known else None)


def _snake(name: str) -> str:
    return "".join(f"_{each.lower()}" if each.isupper() else each for each in name).lstrip("_")


def _worst(statuses: Iterable[Status]) -> Status:
    order: tuple[Status, ...] = ("error", "blocked", "missing", "unknown", "ok")
    found = set(statuses)
    for status in order:
        if status in found:
            return status
    return "ok"
