"""What a policy demands, read off its predicate: for policies that have no words of their own.

The predicate runs over phrases instead of values. What it then gives is the sentence.
"""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from typing import Any, cast

import attrs
from attrs import frozen

from ..facts import Fact, Leaves, Meant, Now, Situation
from ..policy import Policy
from ..speech import Saying, Speech, both, either, number, plain, share


def demand(policy: Policy, speech: Speech) -> str:
    """Say what a policy demands: in its own words, or in those of the facts that it looks at."""
    if isinstance(policy, Saying):
        try:
            said = cast("object", policy.says(speech))
        except Exception:  # noqa: BLE001 - a rule of a stranger's decides even where words fail
            said = None
        if isinstance(said, str) and said.strip():
            return said.strip().rstrip(".")
    return _read(policy, speech) or _named(policy)


def sentence(cls: type) -> str:
    """Give the first sentence of a class's documentation, which is what a policy stands for."""
    paragraph = " ".join(inspect.cleandoc(cls.__doc__ or "").split("\n\n", maxsplit=1)[0].split())
    return paragraph or plain(cls.__name__)


def _read(policy: Policy, speech: Speech) -> str | None:
    leaves = Leaves[Any](
        now=_Amount.of("now", instant=True),
        read=lambda fact: _meaning(fact, speech),
        combine=_Together(),
    )
    try:
        found = cast("object", policy.holds(cast("Situation", cast("object", leaves))))
    except Exception:  # noqa: BLE001 - it may decide on values, which phrases have not
        return None
    return found.said if isinstance(found, _Clause) else None


def _named(policy: Policy) -> str:
    """Say the sentence that a policy stands for, with what the charter states of it."""
    stated = [
        f"`{each.name}` {value}"
        for each in attrs.fields(cast("Any", type(policy)))
        if each.init and (value := getattr(policy, each.name)) not in (None, (), "")
    ]
    said = sentence(type(policy)).rstrip(".")
    said = said[:1].lower() + said[1:]
    return f"{said} ({', '.join(stated)})" if stated else said


def _meaning(fact: Fact, speech: Speech) -> _Clause | _Amount:
    if isinstance(fact, Now):
        return _Amount.of("now", instant=True)
    said = fact.means(speech) if isinstance(fact, Meant) else _documented(fact)
    if fact.kind == "truth":
        return _Clause(said)
    return _Amount.of(said, instant=fact.kind == "instant")


def _documented(fact: Fact) -> str:
    """Say what a fact is by its class's documentation and its arguments."""
    said = sentence(type(fact)).rstrip(".")
    about = [
        str(value)
        for each in attrs.fields(cast("Any", type(fact)))
        if (value := getattr(fact, each.name)) not in (None, ())
    ]
    word = said.split(" ", maxsplit=1)[0].lower()
    if word == "whether":
        said = said.split(" ", maxsplit=1)[1]
    elif word in {"how", "out"}:
        said = f"the number that tells {said[:1].lower()}{said[1:]}"
    else:
        said = said[:1].lower() + said[1:]
    return f"{said} ({', '.join(f'`{each}`' for each in about)})" if about else said


@frozen
class _Clause:
    """A truth as a clause."""

    said: str
    inner: str = ""

    def __and__(self, other: _Clause | bool) -> _Clause:
        return self._with(other, "and")

    def __or__(self, other: _Clause | bool) -> _Clause:
        return self._with(other, "or")

    def __xor__(self, other: _Clause | bool) -> _Clause:
        if isinstance(other, _Clause):
            return _Clause(f"one of these alone is so: {self.said}; {other.said}")
        return _Clause(f"it is not so that {self.said}") if other else self

    __rand__ = __and__
    __ror__ = __or__
    __rxor__ = __xor__

    def _with(self, other: _Clause | bool, word: str) -> _Clause:
        if not isinstance(other, _Clause):
            return self
        left = f"({self.said})" if self.inner not in ("", word) else self.said
        right = f"({other.said})" if other.inner not in ("", word) else other.said
        return _Clause(f"{left} {word} {right}", word)

    def __bool__(self) -> bool:
        raise TypeError("a phrase is neither true nor false")


@frozen(eq=False)
class _Amount:
    """A count or an instant as a sum of nouns, each so many times, and a number."""

    terms: tuple[tuple[int, str], ...] = ()
    constant: int = 0
    instant: bool = False

    @classmethod
    def of(cls, noun: str, *, instant: bool = False) -> _Amount:
        """Make the amount of one noun."""
        return cls(((1, noun),), 0, instant)

    def __add__(self, other: _Amount | int) -> _Amount:
        if isinstance(other, int):
            return _Amount(self.terms, self.constant + other, self.instant)
        terms = (*self.terms, *other.terms)
        return _Amount(terms, self.constant + other.constant, self.instant or other.instant)

    __radd__ = __add__

    def __sub__(self, other: _Amount | int) -> _Amount:
        return self + other * -1

    def __mul__(self, times: int) -> _Amount:
        terms = tuple((many * times, noun) for many, noun in self.terms)
        return _Amount(terms, self.constant * times, self.instant)

    __rmul__ = __mul__

    def __ge__(self, other: _Amount | int) -> _Clause:
        return _compared(self, _amount(other), strictly=False)

    def __gt__(self, other: _Amount | int) -> _Clause:
        return _compared(self, _amount(other), strictly=True)

    def __le__(self, other: _Amount | int) -> _Clause:
        return _compared(_amount(other), self, strictly=False)

    def __lt__(self, other: _Amount | int) -> _Clause:
        return _compared(_amount(other), self, strictly=True)

    def __eq__(self, other: object) -> Any:
        if isinstance(other, (int, _Amount)):
            return _Clause(f"{_noun(self)} is {_noun(_amount(other))}")
        return NotImplemented

    def __ne__(self, other: object) -> Any:
        if isinstance(other, (int, _Amount)):
            return _Clause(f"{_noun(self)} is not {_noun(_amount(other))}")
        return NotImplemented

    __hash__ = None  # type: ignore[assignment]  # its equality is a clause


class _Together:
    """What joins phrases where operators don't reach."""

    def at_least(self, many: int, terms: Sequence[Any]) -> _Clause:
        """Say that at least so many of the terms hold."""
        said = [each.said for each in terms if isinstance(each, _Clause)]
        if many == 1:
            return _Clause(either(said), "or" if len(said) > 1 else "")
        if many == len(terms):
            return _Clause(both(said), "and" if len(said) > 1 else "")
        return _Clause(f"at least {number(many)} of these are so: {'; '.join(said)}", "of")

    def where(self, condition: _Clause, then: Any, otherwise: Any) -> Any:
        """Say one of two values, by what holds."""
        first, second = _noun(_amount(then)), _noun(_amount(otherwise))
        return _Amount.of(f"{first} where {condition.said}, and else {second}")


def _amount(value: _Amount | int) -> _Amount:
    return value if isinstance(value, _Amount) else _Amount((), value)


def _compared(left: _Amount, right: _Amount, *, strictly: bool) -> _Clause:
    """Say that one amount is at least another, or strictly more."""
    if left.instant or right.instant:
        return _Clause(_later(left, right, strictly=strictly))
    match left.terms, right.terms:
        case ((times, noun),), () if times == 1:
            least = right.constant - left.constant + int(strictly)
            return _Clause(f"{noun} is at least {number(least)}")
        case (), ((times, noun),) if times == 1:
            most = left.constant - right.constant - int(strictly)
            return _Clause(f"{noun} is at most {number(most)}")
        case ((top, noun),), ((bottom, other),) if top > 0 and bottom > 0:
            over = right.constant - left.constant + int(strictly)
            if over in {0, 1}:
                how = "more than" if over else "at least"
                return _Clause(f"{noun} is {how} {_times(bottom, top)}{other}")
        case _:
            pass
    how = "more than" if strictly else "at least"
    return _Clause(f"{_noun(left)} is {how} {_noun(right)}")


def _later(left: _Amount, right: _Amount, *, strictly: bool) -> str:
    first, second = _noun(left), _noun(right)
    if first == "now":
        return f"it is later than {second}" if strictly else f"it is {second}, or later"
    if second == "now":
        return f"it is earlier than {first}" if strictly else f"it is {first}, or earlier"
    return f"{first} is later than {second}" if strictly else f"{first} is {second}, or later"


def _times(top: int, bottom: int) -> str:
    if top == bottom:
        return ""
    if top < bottom:
        return f"{share(top, bottom)} of "
    return f"{number(top)} times " if bottom == 1 else f"{top}/{bottom} of "


def _noun(amount: _Amount) -> str:
    said = [noun if many == 1 else f"{number(many)} times {noun}" for many, noun in amount.terms]
    if amount.constant or not said:
        said.append(number(amount.constant))
    return " plus ".join(said)
