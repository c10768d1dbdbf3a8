"""What a log could ever show: the same policies, read over what its columns can and can't tell.

A truth reads as two possibilities: that some row shows it to hold, and that some row shows it not
to. Facts are taken to be independent, so what is said to be out of reach is.
"""

from collections.abc import Sequence
from typing import cast

from attrs import frozen

from ..charter import Charter
from ..facts import (
    ActorIs,
    After,
    Ahead,
    Assigned,
    At,
    Dated,
    DatedIn,
    Elapsed,
    Fact,
    Happened,
    Hence,
    InSession,
    Leaves,
    Matches,
    Now,
    Opens,
    Situation,
)
from ..machine import NEW
from ..policy import Policy
from .evidence import possible
from .mapping import Act, LogMapping, Source
from .places import kind_of, relevant, sources


@frozen
class Possible:
    """Whether a log could show something to hold, and whether not to."""

    true: bool
    false: bool

    def __and__(self, other: "Possible | bool") -> "Possible":
        b = _truth(other)
        return Possible(self.true and b.true, self.false or b.false)

    def __or__(self, other: "Possible | bool") -> "Possible":
        b = _truth(other)
        return Possible(self.true or b.true, self.false and b.false)

    def __xor__(self, other: "Possible | bool") -> "Possible":
        b = _truth(other)
        return Possible(
            (self.true and b.false) or (self.false and b.true),
            (self.true and b.true) or (self.false and b.false),
        )

    __rand__, __ror__, __rxor__ = __and__, __or__, __xor__


@frozen
class Count:
    """Whether a log tells a count or an instant."""

    told: bool

    def __add__(self, other: "Count | int") -> "Count":
        return Count(self.told and (not isinstance(other, Count) or other.told))

    __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __add__

    def _against(self, other: "Count | int") -> Possible:
        told = (self + other).told
        return Possible(told, told)

    __ge__ = __gt__ = __le__ = __lt__ = _against


NOWHERE = Possible(false=False, true=False)


@frozen
class _Combine:
    def at_least(self, many: int, terms: Sequence[Possible | Count]) -> Possible:
        truths = [_truth(cast("Possible | bool", term)) for term in terms]
        return Possible(
            sum(each.true for each in truths) >= many,
            sum(each.false for each in truths) > len(truths) - many,
        )

    def where(
        self, condition: Possible | Count, then: Possible | Count, otherwise: Possible | Count
    ) -> Count:
        asked = cast("Possible", condition)
        return Count(asked.true or asked.false) + cast("Count", then) + cast("Count", otherwise)


def reach(charter: Charter, mapping: LogMapping, on: frozenset[str]) -> dict[str, Possible]:
    """Give for each rule whether a log could show it to be kept, and to be broken."""
    found = dict.fromkeys(charter.file.rules, NOWHERE)
    for shown in mapping.shown:
        acts = [act for act in shown.acts if not act.proxy or act.proxy in on]
        for name in found:
            reached = [
                each for act in acts if (each := _of_act(charter, act, name, on)) is not None
            ]
            if reached:
                kept, broken = (
                    all(each.true for each in reached),
                    any(each.false for each in reached),
                )
                found[name] = Possible(found[name].true or kept, found[name].false or broken)
    return found


def _of_act(charter: Charter, act: Act, rule: str, on: frozenset[str]) -> Possible | None:
    """Give what an act could show of a rule; ``None`` where it doesn't bear on it."""
    ways: list[Possible | None] = []
    for action in act.action:
        places = [
            place.partition(".")[2]
            for place in charter.file.rules[rule].by
            if place.partition(".")[0] == action
        ]
        parts = [_of_place(charter, act, action, part, on) for part in places]
        kept, broken = all(each.true for each in parts), any(each.false for each in parts)
        ways.append(Possible(kept, broken) if parts else None)
    known = [way for way in ways if way is not None]
    if not known:
        return None
    if len(known) < len(ways):
        return NOWHERE  # one of several was done, and not all of them bear on the rule
    return Possible(all(way.true for way in known), all(way.false for way in known))


def _of_place(charter: Charter, act: Act, action: str, part: str, on: frozenset[str]) -> Possible:
    """Give what an act could show of one place of a rule."""
    made = charter.machine.actions[action]
    match kind_of(part):
        case "standing":
            could = _of_standing(charter, act, action, on)
        case "data":
            told = {name for name, source in act.data.items() if _usable(source, on)}
            asked = {name for name, field in made.fields.items() if not field.optional}
            could = Possible(asked <= told, bool(told & made.fields.keys()))
        case "structure":
            could = NOWHERE
        case "by" if not made.by:
            could = Possible(true=True, false=False)
        case "by" | "term":
            could = _of_terms(charter, act, action, part, on)
    return could


def _of_standing(charter: Charter, act: Act, action: str, on: frozenset[str]) -> Possible:
    can = sources(charter, action)
    if NEW in can:
        return Possible(true=True, false=False)
    words = [possible(charter, act, word, on) for word in act.state]
    return Possible(any(each <= can for each in words), any(not each & can for each in words))


def _of_terms(charter: Charter, act: Act, action: str, part: str, on: frozenset[str]) -> Possible:
    found = [
        could if wanted else could ^ True
        for term, wanted in relevant(charter, action, part, frozenset(charter.machine.states))
        for could in (_could(term.policy, act, on),)
    ]
    if not found:
        return NOWHERE
    return Possible(all(each.true for each in found), all(each.false for each in found))


def _could(policy: Policy, act: Act, on: frozenset[str]) -> Possible:
    def told(fact: Fact) -> Possible | Count:
        both, kept = _told(fact, act, on)
        return Possible(both or kept, both) if fact.kind == "truth" else Count(both)

    leaves = Leaves[Possible | Count](now=told(Now()), read=told, combine=_Combine())
    try:
        answer: object = policy.holds(cast("Situation", cast("object", leaves)))
    except Exception:  # noqa: BLE001 - a stranger's rule may do what only plain values bear
        return NOWHERE
    return answer if isinstance(answer, Possible) else NOWHERE


def _told(fact: Fact, act: Act, on: frozenset[str]) -> tuple[bool, bool]:
    """Tell whether a fact can be known either way, and whether only where it holds."""
    both = kept = False
    match fact:
        case Now() | InSession() | Hence() | Opens():
            both = _usable(act.at, on)
        case ActorIs(role=role):
            kept = _usable(act.is_.get(role), on)
        case Assigned(role=role):
            kept = _usable(act.holds.get(role), on) or _usable(act.is_.get(role), on)
        case (
            After(anchor=anchor)
            | Ahead(anchor=anchor)
            | At(anchor=anchor)
            | Happened(anchor=anchor)
        ):
            both = _usable(act.anchors.get(anchor), on)
        case Dated(field=field) | DatedIn(field=field) | Elapsed(field=field):
            both = _usable(act.data.get(field), on)
        case Matches(field=field):
            both, kept = _usable(act.data.get(field), on), field in act.lists
        case _:
            pass
    return both, kept


def _usable(source: Source | None, on: frozenset[str]) -> bool:
    return source is not None and (not source.proxy or source.proxy in on)


def _truth(value: Possible | bool) -> Possible:
    return value if isinstance(value, Possible) else Possible(value, not value)
