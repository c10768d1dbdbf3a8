"""Votes: how many said what, out of how many."""

from attrs import frozen

from ..engine.facts import Counting, Situation, listed
from ..engine.policy import names, undecided
from ..engine.ratio import Ratio
from ..engine.speech import Speech, share

YES = "yes"


@frozen(kw_only=True)
class Tally:
    """Enough members said the same: more than, or at least, a share of those who are counted.

    At least one must have said it, so that silence never carries. The share is of all `members`,
    of the ballots `cast`, or of the `deciding` ones: those that don't say `abstain`.
    """

    of: str = names("body")
    said: str = YES
    more_than: Ratio | None = None
    at_least: Ratio | None = None
    counting: Counting = undecided(
        "out of whom the share is taken: `members`, `cast`, or `deciding` (without abstentions)"
    )

    def __attrs_post_init__(self) -> None:
        if (self.at_least is None) == (self.more_than is None):
            raise ValueError("state one of `more_than` and `at_least`, as a fraction like `1/2`")

    @property
    def share(self) -> Ratio:
        """The share, whichever way it was stated."""
        return self.more_than or self.at_least or Ratio(1, 1)

    def holds(self, facts: Situation) -> bool:
        """Tell whether the share is met."""
        votes = facts.ballots(self.said, of=self.of)
        total = facts.total(self.of, counting=self.counting)
        return (votes >= 1) & self.share.met(votes, total, strictly=self.more_than is not None)

    def says(self, speech: Speech) -> str:
        """Say what it demands."""
        more = "more than " if self.more_than is not None else "at least "
        part = share(self.share.numerator, self.share.denominator)
        if part == "all":
            more = ""
        who = {
            "members": f"all {speech.who(self.of)}",
            "cast": f"those of {speech.who(self.of)} who cast a ballot",
            "deciding": f"those of {speech.who(self.of)} who cast a ballot and don't abstain",
        }.get(self.counting, f"those of {speech.who(self.of)} who are {self.counting}")
        one = "" if self.more_than is not None else ", and at least one of them,"
        return f"{more}{part} of {who}{one} say “{self.said}”"

    def words(self, facts: Situation) -> str:
        """Say the count, the share and who has said otherwise or nothing."""
        votes = facts.ballots(self.said, of=self.of)
        total = facts.total(self.of, counting=self.counting)
        strict = self.more_than is not None
        share = f"it takes {'more than' if strict else 'at least'} {self.share} of {total}"
        count = f"{votes} of {total} `{self.of}` said {self.said}; {share}"
        if self.holds(facts):
            return count
        cast = facts.proposal.record.ballots.get(self.of, {})
        others = [each for each in facts.office.bodies[self.of] if cast.get(each) != self.said]
        short = next((more for more in range(1, len(others) + 1) if self._with(facts, more)), None)
        if short is None:
            return f"{count}, and no more can"
        return f"{count}; {short} more of {listed(others)} would do"

    def _with(self, facts: Situation, more: int) -> bool:
        votes = facts.ballots(self.said, of=self.of)
        total = facts.total(self.of, counting=self.counting)
        larger = total if self.counting == "members" else total + more
        return self.share.met(votes + more, larger, strictly=self.more_than is not None)


@frozen(kw_only=True)
class Quorum:
    """Enough members cast a ballot at all; an abstention counts."""

    of: str = names("body")
    at_least: int

    def __attrs_post_init__(self) -> None:
        if self.at_least < 1:
            raise ValueError("a quorum is at least 1")

    def holds(self, facts: Situation) -> bool:
        """Tell whether enough did."""
        return facts.total(self.of, counting="cast") >= self.at_least

    def says(self, speech: Speech) -> str:
        """Say what it demands."""
        many = speech.some_of(self.at_least, self.of)
        return f"{many} cast a ballot; to abstain counts as casting one"

    def words(self, facts: Situation) -> str:
        """Say how many did, and how many must."""
        cast = facts.total(self.of, counting="cast")
        return f"{cast} of `{self.of}` cast a ballot; it takes {self.at_least}"
