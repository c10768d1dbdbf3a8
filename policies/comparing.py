"""Votes held against each other: ratios, margins, scores, unanimity and pluralities."""

from collections.abc import Mapping
from functools import reduce
from operator import add

from attrs import field, frozen

from ..engine.facts import Situation
from ..engine.policy import names
from ..engine.ratio import Multiple
from ..engine.source.shapes import Several
from ..engine.speech import Speech, either
from .votes import NO, YES, several

_ONCE = Multiple(1, 1)


@frozen(kw_only=True)
class Outnumbers:
    """At least so many times as many said one thing as another, and at least one did.

    Abstentions don't count. With `strictly`, exactly so many times are too few.

    Source: PHP RFCs, which pass with at least twice as many yes as no; Debian, where a resolution
    that amends the constitution needs strictly more than three times as many.
    """

    of: str = names("ballot")
    said: str = YES
    over: str = NO
    times: Multiple = _ONCE
    strictly: bool = False

    def holds(self, facts: Situation) -> bool:
        """Tell whether they do."""
        votes, others = facts.ballots(self.said, of=self.of), facts.ballots(self.over, of=self.of)
        return (votes >= 1) & self.times.met(votes, others, strictly=self.strictly)

    def says(self, speech: Speech) -> str:
        """Say what it demands."""
        many, than = self.times.compared(strictly=self.strictly)
        return f"{many} of {speech.who(self.of)} say “{self.said}” {than} “{self.over}”"

    def words(self, facts: Situation) -> str:
        """Say both numbers, and how they must compare."""
        votes, others = facts.ballots(self.said, of=self.of), facts.ballots(self.over, of=self.of)
        return (
            f"{votes} of `{self.of}` said {self.said}, {others} said {self.over};"
            f" it takes {self.times.compared(strictly=self.strictly)[0]}"
        )


@frozen(kw_only=True)
class Margin:
    """So many more said one thing than another."""

    of: str = names("ballot")
    said: str = YES
    over: str = NO
    at_least: int

    def holds(self, facts: Situation) -> bool:
        """Tell whether they did."""
        others = facts.ballots(self.over, of=self.of)
        return facts.ballots(self.said, of=self.of) >= others + self.at_least

    def says(self, speech: Speech) -> str:
        """Say what it demands."""
        who = speech.who(self.of)
        return f"at least {self.at_least} more of {who} say “{self.said}” than “{self.over}”"

    def words(self, facts: Situation) -> str:
        """Say both numbers, and by how many they must differ."""
        votes, others = facts.ballots(self.said, of=self.of), facts.ballots(self.over, of=self.of)
        return (
            f"{votes} of `{self.of}` said {self.said}, {others} said {self.over};"
            f" it takes {self.at_least} more"
        )


@frozen(kw_only=True)
class Score:
    """The sum of what each vote is worth is at least, at most or less than a number.

    What is not in `values` is worth nothing.

    Source: Django's DEPs, where votes are +1, 0 and -1: a score of 3 or more accepts, and one of
    less than 0 vetoes.
    """

    of: str = names("ballot")
    values: Mapping[str, int] = field()
    at_least: int | None = None
    at_most: int | None = None
    less_than: int | None = None

    def __attrs_post_init__(self) -> None:
        if not self.values:
            raise ValueError('`values` says what each choice is worth, like `{ "+1" = 1 }`')
        if self.at_least is None and self.at_most is None and self.less_than is None:
            raise ValueError("state `at_least`, `at_most` or `less_than`")

    def score(self, facts: Situation, *, firm: bool = False) -> int:
        """Give the sum."""
        worth = [facts.ballots(c, of=self.of, firm=firm) * v for c, v in self.values.items()]
        return reduce(add, worth)

    def holds(self, facts: Situation) -> bool:
        """Tell whether the sum is within its bounds."""
        score, bounds = self.score(facts), []
        if self.at_least is not None:
            bounds.append(score >= self.at_least)
        if self.at_most is not None:
            bounds.append(score <= self.at_most)
        if self.less_than is not None:
            bounds.append(score < self.less_than)
        return facts.at_least(len(bounds), bounds)

    def says(self, speech: Speech) -> str:
        """Say what it demands."""
        worth = ", ".join(f"“{each}” is worth {many}" for each, many in self.values.items())
        return f"the votes of {speech.who(self.of)} add up to {self.bounds()}, where {worth}"

    def words(self, facts: Situation) -> str:
        """Say the sum and its bounds."""
        return f"the score of `{self.of}` is {self.score(facts)}; it takes {self.bounds()}"

    def bounds(self) -> str:
        """Say the bounds."""
        told = {
            "at least": self.at_least,
            "at most": self.at_most,
            "less than": self.less_than,
        }
        return " and ".join(f"{how} {bound}" for how, bound in told.items() if bound is not None)


@frozen(kw_only=True)
class AllBut:
    """All who vote said the same, but for at most so many; with `but = 0` it is unanimous.

    Silence is not consent, unless the ballot's table says what it counts for. At least one must
    have said it.

    Source: Django's DEPs, where a vacancy is filled by the unanimous vote of all who may vote.
    """

    of: str = names("ballot")
    said: str = YES
    but: int = 0

    def __attrs_post_init__(self) -> None:
        if self.but < 0:
            raise ValueError("`but` is at least 0")

    def holds(self, facts: Situation) -> bool:
        """Tell whether they did."""
        votes = facts.ballots(self.said, of=self.of)
        return (votes >= 1) & (votes + self.but >= facts.total(self.of, counting="members"))

    def says(self, speech: Speech) -> str:
        """Say what it demands."""
        all_ = "all" if not self.but else f"all but {self.but}"
        return f"{all_} of {speech.who(self.of)} say “{self.said}”"

    def words(self, facts: Situation) -> str:
        """Say how many did, and how many must."""
        votes = facts.ballots(self.said, of=self.of)
        total = facts.total(self.of, counting="members")
        all_ = "all" if not self.but else f"all but {self.but}"
        return f"{votes} of {total} `{self.of}` said {self.said}; it takes {all_}"


@frozen(kw_only=True)
class Plurality:
    """More said one thing than each of some others."""

    of: str = names("ballot")
    said: str = YES
    over: Several[str] = field(default=(NO,), converter=several)

    def holds(self, facts: Situation) -> bool:
        """Tell whether they did."""
        votes = facts.ballots(self.said, of=self.of)
        more = [votes > facts.ballots(each, of=self.of) for each in self.over]
        return facts.at_least(len(more), more)

    def says(self, speech: Speech) -> str:
        """Say what it demands."""
        others = either(f"“{each}”" for each in self.over)
        return f"more of {speech.who(self.of)} say “{self.said}” than {others}"

    def words(self, facts: Situation) -> str:
        """Say all the numbers."""
        every = [f"{facts.ballots(c, of=self.of)} said {c}" for c in (self.said, *self.over)]
        return f"of `{self.of}` {', '.join(every)}; it takes more of the first than of each other"
