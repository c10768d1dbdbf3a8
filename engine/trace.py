"""The explaining reading: values that remember how they came about, and may be unknown.

A truth is a pair, *is true* and *is false*; neither means that there is no evidence. A number is an
interval. A definite verdict therefore holds whatever the missing evidence turns out to be.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Literal, cast

from attrs import frozen

from .facts import Fact, Leaves, Now, Situation
from .instants import NEVER

Status = Literal["ok", "missing", "unknown"]
Operator = Literal["fact", "compare", "and", "or", "xor", "at_least", "constant", "opaque"]

_UNBOUNDED = NEVER * 4


def _no_bool() -> bool:
    raise TypeError("a policy must combine truths with `&`, `|` and `^`, never decide on one")


@frozen(eq=False, kw_only=True)
class Truth:
    """A truth that knows what it was made of.

    Attributes:
        true: it is certainly true.
        false: it is certainly false.
        parts: the truths that it combines.
        terms: the facts that a leaf looked at.
    """

    true: bool
    false: bool
    operator: Operator
    parts: tuple["Truth", ...] = ()
    terms: tuple[Fact, ...] = ()
    compared: tuple["Number", str, "Number"] | None = None

    @property
    def status(self) -> Status:
        """Whether it holds, fails, or can't be told."""
        return "ok" if self.true else "missing" if self.false else "unknown"

    def __bool__(self) -> bool:
        return _no_bool()

    def __and__(self, other: "Truth | bool") -> "Truth":
        b = _truth(other)
        return Truth(
            true=self.true & b.true,
            false=self.false | b.false,
            operator="and",
            parts=(self, b),
        )

    def __or__(self, other: "Truth | bool") -> "Truth":
        b = _truth(other)
        return Truth(
            true=self.true | b.true, false=self.false & b.false, operator="or", parts=(self, b)
        )

    def __xor__(self, other: "Truth | bool") -> "Truth":
        b = _truth(other)
        return Truth(
            true=self.true & b.false | self.false & b.true,
            false=self.true & b.true | self.false & b.false,
            operator="xor",
            parts=(self, b),
        )

    __rand__ = __and__
    __ror__ = __or__
    __rxor__ = __xor__

    def turned_by(self, fact: Fact) -> bool | None:
        """Tell whether a leaf turns when a fact rises, or falls; ``None`` where either may do."""
        if self.operator == "fact":
            return not self.true
        if self.compared is None:
            return None
        left, sign, right = self.compared
        rises = (fact in left.rising or fact in right.falling) is (sign in {">=", ">"})
        mixed = (fact in left.rising or fact in right.falling) and (
            fact in left.falling or fact in right.rising
        )
        return None if mixed else rises is not self.true

    def leaves(self) -> Iterator["Truth"]:
        """Give every leaf: a fact that is a truth, or a comparison."""
        if self.operator in ("fact", "compare", "opaque"):
            yield self
        for part in self.parts:
            yield from part.leaves()

    def deciding(self, *, wanted: bool = True) -> Iterator["Truth"]:
        """Give the leaves on which it turns: those to blame where it is not as wanted."""
        as_wanted = self.true if wanted else self.false
        match self.operator:
            case "fact" | "compare" | "opaque":
                yield self
            case "xor" if self.parts[1].operator == "constant":
                yield from self.parts[0].deciding(wanted=wanted ^ self.parts[1].true)
            case "and" | "or" | "at_least":
                # A part is to thank where both it and the whole are as wanted, to blame where
                # neither is.
                for part in self.parts:
                    if (part.true if wanted else part.false) is as_wanted:
                        yield from part.deciding(wanted=wanted)
            case _:
                for part in self.parts:
                    yield from part.leaves()


@frozen(eq=False, kw_only=True)
class Number:
    """A count or an instant between two bounds, and the facts in it.

    Attributes:
        rising: the facts with which it grows.
        falling: the facts against which it grows.
    """

    least: int
    most: int
    rising: tuple[Fact, ...] = ()
    falling: tuple[Fact, ...] = ()

    @property
    def terms(self) -> tuple[Fact, ...]:
        """Every fact in it, once."""
        return tuple(dict.fromkeys(self.rising + self.falling))

    def __bool__(self) -> bool:
        return _no_bool()

    def __add__(self, other: "Number | int") -> "Number":
        b = _number(other)
        return Number(
            least=self.least + b.least,
            most=self.most + b.most,
            rising=self.rising + b.rising,
            falling=self.falling + b.falling,
        )

    __radd__ = __add__

    def __mul__(self, times: int) -> "Number":
        low, high = sorted((self.least * times, self.most * times))
        rising, falling = (self.rising, self.falling) if times >= 0 else (self.falling, self.rising)
        return Number(least=low, most=high, rising=rising, falling=falling)

    __rmul__ = __mul__

    def __sub__(self, other: "Number | int") -> "Number":
        return self + _number(other) * -1

    def __ge__(self, other: "Number | int") -> Truth:
        b = _number(other)
        return _compared(self, ">=", b, self.least >= b.most, self.most < b.least)

    def __gt__(self, other: "Number | int") -> Truth:
        b = _number(other)
        return _compared(self, ">", b, self.least > b.most, self.most <= b.least)

    def __le__(self, other: "Number | int") -> Truth:
        b = _number(other)
        return _compared(self, "<=", b, self.most <= b.least, self.least > b.most)

    def __lt__(self, other: "Number | int") -> Truth:
        b = _number(other)
        return _compared(self, "<", b, self.most < b.least, self.least >= b.most)

    def _equal(self, other: "Number | int") -> Truth:
        return (self >= other) & (self <= other)

    def _unequal(self, other: "Number | int") -> Truth:
        return self._equal(other) ^ True

    # A comparison of facts is itself a fact, which the types of `object` don't foresee.
    __eq__ = _equal  # type: ignore[assignment] # pyright: ignore[reportAssignmentType] # see above
    __ne__ = _unequal  # type: ignore[assignment] # pyright: ignore[reportAssignmentType] # as above
    __hash__ = object.__hash__


def _compared(left: Number, sign: str, right: Number, true: bool, false: bool) -> Truth:
    return Truth(
        true=true,
        false=false,
        operator="compare",
        terms=tuple(dict.fromkeys(left.terms + right.terms)),
        compared=(left, sign, right),
    )


def _truth(value: Truth | bool) -> Truth:
    if isinstance(value, Truth):
        return value
    return Truth(true=value, false=not value, operator="constant")


def _number(value: Number | int) -> Number:
    return value if isinstance(value, Number) else Number(least=value, most=value)


@frozen
class _Combine:
    def at_least(self, many: int, terms: Sequence[Truth | Number]) -> Truth:
        truths = tuple(_truth(cast("Truth | bool", term)) for term in terms)
        return Truth(
            true=sum(term.true for term in truths) >= many,
            false=sum(not term.false for term in truths) < many,
            operator="at_least",
            parts=truths,
        )

    def where(
        self, condition: Truth | Number, then: Truth | Number, otherwise: Truth | Number
    ) -> Truth | Number:
        asked = _truth(cast("Truth | bool", condition))
        if isinstance(then, Truth) or isinstance(otherwise, Truth):
            a_truth, b_truth = cast("Truth", then), cast("Truth", otherwise)
            return (asked & a_truth) | ((asked ^ True) & b_truth)
        a, b = _number(then), _number(otherwise)
        switches = tuple(term for leaf in asked.leaves() for term in leaf.terms)
        chosen = a if asked.true else b
        return Number(
            least=chosen.least if asked.true or asked.false else min(a.least, b.least),
            most=chosen.most if asked.true or asked.false else max(a.most, b.most),
            rising=switches + a.rising + b.rising,
            falling=switches + a.falling + b.falling,
        )


def traced(situation: Situation, *, unknown: Callable[[Fact], bool] = lambda _: False) -> Situation:
    """Give the facts of a situation as values that remember where they came from.

    Args:
        situation: the scalar reading.
        unknown: tells of which facts there is no evidence.

    Returns:
        A stand-in for the situation, to be handed to ``Policy.holds``, which then gives a `Truth`.
    """

    def read(fact: Fact) -> Truth | Number:
        missing = unknown(fact)
        if fact.kind == "truth":
            value = False if missing else bool(fact.read(situation))
            return Truth(true=value, false=not (value or missing), operator="fact", terms=(fact,))
        if missing:
            least = 0 if fact.kind == "count" else -_UNBOUNDED
            return Number(least=least, most=_UNBOUNDED, rising=(fact,))
        number = fact.read(situation)
        return Number(least=number, most=number, rising=(fact,))

    leaves = Leaves[Truth | Number](now=read(Now()), read=read, combine=_Combine())
    return cast("Situation", cast("object", leaves))


def watched(situation: Situation, seen: list[Fact]) -> Situation:
    """Give the plain facts of a situation, and note in ``seen`` which of them are looked at.

    It is for a rule that can't be traced because it decides on truths by itself.
    """

    def read(fact: Fact) -> int:
        seen.append(fact)
        return fact.read(situation)

    leaves = Leaves[int](now=situation.now, read=read, combine=_Plain())
    return cast("Situation", cast("object", leaves))


@frozen
class _Plain:
    def at_least(self, many: int, terms: Sequence[int]) -> int:
        return sum(terms) >= many

    def where(self, condition: int, then: int, otherwise: int) -> int:
        return then if condition else otherwise
