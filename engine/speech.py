"""How things are called in prose: what a charter names, as a reader of sentences would say it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol, runtime_checkable

from attrs import field, frozen

_NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@frozen(kw_only=True)
class Speech:
    """The words of one charter for the things that it names; without any, their names.

    Attributes:
        titles: what readers call a body, role, session, anchor, duty or state, by its name.
        alone: bodies of one person, and roles, of which nobody says "one of them".
    """

    titles: Mapping[str, str] = field(factory=dict)
    alone: frozenset[str] = frozenset()

    def who(self, name: str) -> str:
        """Call a body or the holder of a role: ``the committee chairs``, ``the author``."""
        return self.titles.get(name, f"the {plain(name)}")

    def one_of(self, name: str) -> str:
        """Call one person of a body, or the holder of a role."""
        return self.who(name) if name in self.alone else f"one of {self.who(name)}"

    def some_of(self, many: int, name: str) -> str:
        """Call so many people of a body, or more."""
        if many == 1:
            return self.one_of(name)
        return f"at least {number(many)} of {self.who(name)}"

    def anchor(self, name: str) -> str:
        """Call an instant that was recorded."""
        return f"“{self.titles.get(name, plain(name))}”"

    def session(self, name: str) -> str:
        """Call a meeting."""
        return self.titles.get(name, f"the {plain(name)} session")

    def veto(self, name: str) -> str:
        """Call a veto of a kind, or spoken for a body: ``a DISCUSS``, ``a veto of the BDFL``."""
        title = self.titles.get(name, plain(name))
        if title.startswith(("a ", "an ")):
            return title
        if title.startswith("the "):
            return f"a veto of {title}"
        return f"{'an' if title[0] in 'aeiou' else 'a'} “{title}” veto"

    def duty(self, name: str) -> str:
        """Call a duty."""
        return self.titles.get(name, plain(name))

    def claim(self, name: str) -> str:
        """Call a claim that somebody attests."""
        return f"“{plain(name)}”"

    def state(self, name: str) -> str:
        """Call a state."""
        return f"“{plain(name)}”"

    def states(self, names: Sequence[str]) -> str:
        """Call one of several states."""
        return either(self.state(name) for name in names)

    def field(self, name: str) -> str:
        """Call a field of a request."""
        return f"`{name}`"

    def thing(self, name: str) -> str:
        """Call anything else that a charter names."""
        return f"“{plain(name)}”"


@runtime_checkable
class Saying(Protocol):
    """A policy that says what it demands, better than the facts that it looks at would."""

    def says(self, speech: Speech, /) -> str:
        """Say what it demands, as a clause that follows "only if": without a full stop."""
        ...


def plain(name: str) -> str:
    """Write a name as words."""
    return name.replace("_", " ")


def number(many: int) -> str:
    """Write a number: a small one as a word.

    >>> number(3), number(12)
    ('three', '12')
    """
    return _NUMBERS[many] if 0 <= many < len(_NUMBERS) else str(many)


def counted(many: int, noun: str) -> str:
    """Write a number of things in digits.

    >>> counted(1, "seat"), counted(2000, "seat")
    ('1 seat', '2,000 seats')
    """
    return f"{many:,} {noun}{'' if many == 1 else 's'}"


def number_of(many: int, noun: str) -> str:
    """Write a number of things, a small one as a word.

    >>> number_of(1, "seat"), number_of(2, "seat")
    ('one seat', 'two seats')
    """
    return f"{number(many)} {noun}{'' if many == 1 else 's'}"


def share(top: int, bottom: int) -> str:
    """Write a share as a word where people have one: ``half``, ``two thirds``, ``7/10``.

    >>> share(1, 2), share(2, 3), share(7, 10), share(1, 1)
    ('half', 'two thirds', '7/10', 'all')
    """
    parts = {2: ("half", "halves"), 3: ("third", "thirds"), 4: ("quarter", "quarters")}
    parts[5] = ("fifth", "fifths")
    if top == bottom:
        return "all"
    if bottom not in parts:
        return f"{top}/{bottom}"
    one, many = parts[bottom]
    if top == 1:
        return one if bottom == 2 else f"a {one}"  # noqa: PLR2004 - nobody says "a half of"
    return f"{number(top)} {many}"


def both(words: Iterable[str]) -> str:
    """Join words by commas and "and"."""
    return _joined(list(words), "and")


def either(words: Iterable[str]) -> str:
    """Join words by commas and "or"."""
    return _joined(list(words), "or")


def _joined(words: list[str], last: str) -> str:
    if len(words) < 2:  # noqa: PLR2004 - nothing to join
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"
