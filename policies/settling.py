"""Settled: whether votes that are still out could change what comes of it."""

from collections.abc import Mapping

from attrs import field, frozen

from ..engine.facts import Counting, Situation
from ..engine.policy import names, undecided
from ..engine.ratio import Ratio
from ..engine.source.shapes import Several
from ..engine.speech import Speech, either, share
from .comparing import Score
from .votes import YES, several


@frozen(kw_only=True)
class Settled:
    """The outcome of a tally can no longer change, however those vote who have not.

    It is told as `tally` is, and takes it that nobody changes a vote that is in, stands aside,
    joins or leaves. It holds both where the tally is sure to be met and where it can't be.

    Source: Debian's technical committee, whose votes last until the outcome is no longer in doubt.
    """

    of: str = names("ballot")
    said: Several[str] = field(default=(YES,), converter=several)
    more_than: Ratio | None = None
    at_least: Ratio | None = None
    counting: Counting = undecided(
        "out of whom the share is taken: `members`, `seats`, `cast`, `deciding` (without"
        " abstentions) or `present`"
    )
    at_least_votes: int = 1

    def __attrs_post_init__(self) -> None:
        if (self.at_least is None) == (self.more_than is None):
            raise ValueError("state one of `more_than` and `at_least`, as a fraction like `1/2`")

    @property
    def share(self) -> Ratio:
        """The share, whichever way it was stated."""
        return self.more_than or self.at_least or Ratio(1, 1)

    def holds(self, facts: Situation) -> bool:
        """Tell whether the best and the worst that can come of it are the same."""
        votes = facts.ballots(self.said[0], of=self.of, firm=True)
        for choice in self.said[1:]:
            votes = votes + facts.ballots(choice, of=self.of, firm=True)
        out, total = facts.awaited(self.of), facts.total(self.of, counting=self.counting, firm=True)
        most = total + out if self.counting in {"cast", "deciding"} else total
        return self._met(votes, most) | (self._met(votes + out, most) ^ True)

    def _met(self, votes: int, total: int) -> bool:
        met = self.share.met(votes, total, strictly=self.more_than is not None)
        return (votes >= self.at_least_votes) & met

    def says(self, speech: Speech) -> str:
        """Say what it demands."""
        more = "more than" if self.more_than is not None else "at least"
        part = share(self.share.numerator, self.share.denominator)
        said = either(f"“{each}”" for each in self.said)
        return (
            f"whether {more} {part} of {speech.who(self.of)} ({self.counting}) say {said} can no"
            " longer change, however those vote who have not"
        )

    def words(self, facts: Situation) -> str:
        """Say whether it is, and whose votes are out."""
        return _words(facts, self.of, settled=self.holds(facts))


@frozen(kw_only=True)
class ScoreSettled:
    """Whether a score reaches a number can no longer change, however those vote who have not.

    It takes it that nobody changes a vote that is in. Of an outcome with several bounds, such as
    accepted from 3 and vetoed below 0, state one of these for each.

    Source: Django's DEPs, where votes of +1, +1 and -1 with two members silent can still come to
    anything.
    """

    of: str = names("ballot")
    values: Mapping[str, int] = field()
    at_least: int

    def holds(self, facts: Situation) -> bool:
        """Tell whether the least and the most that it can come to are on one side."""
        score = Score(of=self.of, values=self.values, at_least=self.at_least).score(
            facts, firm=True
        )
        out, worth = facts.awaited(self.of), (0, *self.values.values())
        return (score + out * min(worth) >= self.at_least) | (
            score + out * max(worth) < self.at_least
        )

    def says(self, speech: Speech) -> str:
        """Say what it demands."""
        return (
            f"whether the score of {speech.who(self.of)} reaches {self.at_least} can no longer"
            " change, however those vote who have not"
        )

    def words(self, facts: Situation) -> str:
        """Say whether it is, and whose votes are out."""
        return _words(facts, self.of, settled=self.holds(facts))


def _words(facts: Situation, of: str, *, settled: bool) -> str:
    out = facts.awaited(of)
    many = "1 vote is out" if out == 1 else f"{out} votes are out"
    if settled:
        return f"the outcome of `{of}` is settled: {many}"
    return f"the outcome of `{of}` is not settled: {many}, and could change it"
