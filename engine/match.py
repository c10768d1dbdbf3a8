"""What a text or a list of texts in a request must look like, said without regular expressions.

Backtracking patterns in a file that a stranger wrote can hang whoever reads it; these can't.
"""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date
from functools import cache

from attrs import frozen

from .errors import CharterError

_TOKENS = {
    "{date}": r"(?P<date>[0-9]{8})",
    "{slug}": r"[a-z0-9]+(?:-[a-z0-9]+)*",
    "{number}": r"[0-9]+",
}
_EXAMPLES = {"{date}": "20190802", "{slug}": "a-descriptive-name", "{number}": "7"}
_BRACED = re.compile(r"\{[a-z_]*\}")
_LONGEST = 10_000
_LONGEST_LIKE = 500
"""The time that a text takes grows with the square of its length, for a slug can end in digits."""

_HOLDS = ("is", "starts with", "contains", "looks like", "includes", "has, in this order,")
_MUST = ("be", "start with", "contain", "look like", "include", "have, in this order,")


@frozen(kw_only=True)
class Match:
    """The demands on one field; all that are stated must hold.

    Attributes:
        equals: the whole text.
        starts: how it starts, upper and lower case as written.
        contains: what it must contain.
        like: the whole text, with ``{date}`` for a real date as YYYYMMDD, ``{slug}`` for
            lower-case words joined by hyphens and ``{number}`` for digits; each at most once.
        includes: what a list must include, in any order.
        in_order: what a list must include, in this order.

    Raises:
        CharterError: ``like`` has something in braces that it can't have, or has it twice.
    """

    equals: str | None = None
    starts: str | None = None
    contains: str | None = None
    like: str | None = None
    includes: tuple[str, ...] = ()
    in_order: tuple[str, ...] = ()

    def __attrs_post_init__(self) -> None:
        braced = Counter(_BRACED.findall(self.like or ""))
        for token, many in braced.items():
            if token not in _TOKENS:
                raise CharterError(f"`{token}` stands for nothing: there are {', '.join(_TOKENS)}")
            if many > 1:
                raise CharterError(f"`{token}` stands {many} times in `like`; once is the most")

    def holds(self, value: object) -> bool:
        """Tell whether the value of the field is as demanded; a value of another type is not."""
        if isinstance(value, str):
            return len(value) <= _LONGEST and not self._asks_list() and self._text(value)
        if isinstance(value, Sequence):
            return not self._asks_text() and self._list([str(item) for item in value])
        return False

    def _asks_list(self) -> bool:
        return bool(self.includes or self.in_order)

    def _asks_text(self) -> bool:
        return any(
            part is not None for part in (self.equals, self.starts, self.contains, self.like)
        )

    def _text(self, value: str) -> bool:
        return (
            (self.equals is None or value == self.equals)
            and (self.starts is None or value.startswith(self.starts))
            and (self.contains is None or self.contains in value)
            and (self.like is None or _is_like(value, self.like))
        )

    def _list(self, items: list[str]) -> bool:
        rest = iter(items)
        return set(self.includes) <= set(items) and all(item in rest for item in self.in_order)

    def example(self) -> str | list[str]:
        """Give a value that holds, for the step that supplies it."""
        if self._asks_list():
            return [*self.in_order, *(item for item in self.includes if item not in self.in_order)]
        if self.equals is not None:
            return self.equals
        if self.like is not None:
            shown = self.like
            for token, example in _EXAMPLES.items():
                shown = shown.replace(token, example)
            return shown
        return f"{self.starts or ''}{self.contains or ''}"

    def words(self) -> str:
        """Say what holds, as what follows the field's name."""
        return self._said(_HOLDS) or "is there"

    def demand(self) -> str:
        """Say what must hold, as what follows ``must``, with an example where that helps."""
        example = "" if self.like is None else f", such as `{self.example()}`"
        return (self._said(_MUST) or "be there") + example

    def _said(self, verbs: Sequence[str]) -> str:
        texts = (self.equals, self.starts, self.contains, self.like)
        listed = [
            ", ".join(f"`{item}`" for item in items) for items in (self.includes, self.in_order)
        ]
        demands = [*(None if text is None else f"`{text}`" for text in texts), *listed]
        return " and ".join(
            f"{verb} {demand}" for verb, demand in zip(verbs, demands, strict=True) if demand
        )


def _is_like(value: str, like: str) -> bool:
    found = _compiled(like).fullmatch(value) if len(value) <= _LONGEST_LIKE else None
    if found is None:
        return False
    digits = found.groupdict().get("date")
    return digits is None or _is_date(digits)


@cache
def _compiled(like: str) -> re.Pattern[str]:
    parts = re.split("(" + "|".join(re.escape(token) for token in _TOKENS) + ")", like)
    return re.compile("".join(_TOKENS.get(part, re.escape(part)) for part in parts))


def _is_date(digits: str) -> bool:
    try:
        date.fromisoformat(digits)
    except ValueError:
        return False
    return True
