"""Votes: how many said what, out of how many."""

from attrs import field, frozen

from ..engine.facts import Counting, Situation, listed
from ..engine.policy import names, undecided
from ..engine.ratio import Multiple, Ratio
from ..engine.source.shapes import Several
from ..engine.speech import Speech, either, number, share
from ..engine.voting import eligible, standing, unit, weight

YES = "yes"
NO = "no"


def several(said: str | tuple[str, ...]) -> tuple[str, ...]:
    """Give choices as a tuple, of which a program may write a single one as itself."""
    return (said,) if isinstance(said, str) else said


@frozen(kw_only=True)
class Tally:
    """Enough voters said the same: more than, or at least, a share of those who are counted.

    At least one must have said it, so that silence never carries; `at_least_votes` asks for more.
    Of several choices in `said` any counts. The share is of all `members` of the electorate, of
    its `seats`, of the votes `cast`, of the `deciding` ones (those that don't say `abstain`) or of
    those `present`. What recusal, silence, proxies and weights do, the ballot's table says. On a
    tie, when `said` and `against` have as many votes and that misses the share by less than a vote,
    the vote of whoever is `casting` decides; without it a tie is refused.

    Source: the Keras SIG, whose chairs decide by majority; the IETF, where two thirds of the IESG
    that don't recuse themselves must be at Yes or No Objection.
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
    casting: str | None = names("who", default=None)
    against: str = NO

    def __attrs_post_init__(self) -> None:
        if (self.at_least is None) == (self.more_than is None):
            raise ValueError("state one of `more_than` and `at_least`, as a fraction like `1/2`")
        if self.at_least_votes < 1:
            raise ValueError("`at_least_votes` is at least 1: silence never carries")

    @property
    def share(self) -> Ratio:
        """The share, whichever way it was stated."""
        return self.more_than or self.at_least or Ratio(1, 1)

    @property
    def strict(self) -> bool:
        """Whether exactly the share is too little."""
        return self.more_than is not None

    def holds(self, facts: Situation) -> bool:
        """Tell whether the share is met."""
        votes = votes_for(facts, self.of, self.said)
        total = facts.total(self.of, counting=self.counting)
        met = self.share.met(votes, total, strictly=self.strict)
        if self.casting is not None:
            met = met | self._cast(facts, votes)
        return (votes >= self.at_least_votes) & met

    def _cast(self, facts: Situation, votes: int) -> bool:
        against = facts.ballots(self.against, of=self.of)
        total = facts.total(self.of, counting=self.counting)
        by = str(self.casting)
        said = [facts.said_by(each, of=self.of, by=by) for each in self.said]
        nearly = self.share.met(votes + 1, total + 1, strictly=self.strict)
        return (votes >= against) & (votes <= against) & nearly & facts.at_least(1, said)

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
        said = either(f"“{each}”" for each in self.said)
        if self.share.numerator == 0:
            return f"at least {number(self.at_least_votes)} of {speech.who(self.of)} say {said}"
        tie = "" if self.casting is None else f", or a tie that {speech.who(self.casting)} breaks"
        return f"{more}{part} of {who}{one} say {said}{tie}"

    def words(self, facts: Situation) -> str:
        """Say the count, the share and who has said otherwise or nothing."""
        votes = votes_for(facts, self.of, self.said)
        total = facts.total(self.of, counting=self.counting)
        share = f"it takes {'more than' if self.strict else 'at least'} {self.share} of {total}"
        if self.share.numerator == 0:
            share = f"it takes {self.at_least_votes}"
        count = f"{votes} of {total} `{self.of}` said {' or '.join(self.said)}; {share}"
        if self.at_least_votes > 1 and self.share.numerator > 0:
            count = f"{count}, and at least {self.at_least_votes}"
        if self.casting is not None:
            count = f"{count}, or a tie that the {self.casting} breaks"
        if self.holds(facts):
            return count
        office, record = facts.office, facts.proposal.record
        cast = standing(office, record, self.of)
        others = sorted(
            each for each in eligible(office, record, self.of) if cast.get(each) not in self.said
        )
        needed = self._needed(total)
        if needed is not None and needed > 1 and len(self.said) > 1:
            count = f"{count}, which is {needed}"
        short = self._short(facts, others)
        if short is None:
            return f"{count}, and no more can"
        return f"{count}; {short} more of {listed(others)} would do"

    def _needed(self, total: int) -> int | None:
        """Give how many it takes, where that is a number whoever votes."""
        if self.counting in {"cast", "deciding"}:
            return None
        every = range(self.at_least_votes, total + 1)
        return next((n for n in every if self.share.met(n, total, strictly=self.strict)), None)

    def _short(self, facts: Situation, others: list[str]) -> int | None:
        """Give how many more must say it, taken in turn; ``None`` where all of them are too few."""
        office, record = facts.office, facts.proposal.record
        cast = standing(office, record, self.of)
        votes = votes_for(facts, self.of, self.said)
        total = facts.total(self.of, counting=self.counting)
        uncounted = ("abstain",) if self.counting == "deciding" else ()
        seen: set[tuple[str, str]] = set()
        terms = office.ballots.get(self.of)
        for many, each in enumerate(others, 1):
            gain = weight(office, self.of, (each,))
            if terms is not None and terms.unit == "affiliation":
                gain *= unit(office, each) not in seen
                seen.add(unit(office, each))
            votes += gain
            if self.counting in {"cast", "deciding"} and (
                each not in cast or cast[each] in uncounted
            ):
                total += gain
            met = self.share.met(votes, total, strictly=self.strict)
            if met and votes >= self.at_least_votes:
                return many
        return None


def votes_for(facts: Situation, of: str, choices: tuple[str, ...]) -> int:
    """Give how many said any of several things."""
    first, *others = choices
    votes = facts.ballots(first, of=of)
    for choice in others:
        votes = votes + facts.ballots(choice, of=of)
    return votes


@frozen(kw_only=True)
class Quorum:
    """Enough voters took part at all; an abstention counts.

    State `at_least` (a number), `share` (of all who vote) or `root` (so many times the square root
    of their number, which is not rounded: of 1000 voters `3/2` asks for 48, for it is 47.43). What
    counts is who has `cast` a vote, unless `counting` says that it is who is `present`, or only the
    `deciding` votes.

    Source: the CNCF TOC, two thirds of whose members must be present; Debian's technical committee,
    where the quorum is two.
    """

    of: str = names("ballot")
    at_least: int | None = None
    share: Ratio | None = None
    root: Multiple | None = None
    counting: Counting = "cast"

    def __attrs_post_init__(self) -> None:
        if [self.at_least, self.share, self.root].count(None) != 2:  # noqa: PLR2004 - all but one
            raise ValueError("state one of `at_least`, `share` and `root`")
        if self.at_least is not None and self.at_least < 1:
            raise ValueError("a quorum is at least 1")

    def holds(self, facts: Situation) -> bool:
        """Tell whether enough did."""
        took_part = facts.total(self.of, counting=self.counting)
        if self.at_least is not None:
            return took_part >= self.at_least
        if self.root is not None:
            return took_part >= facts.root(self.of, self.root)
        share, members = self.share or Ratio(1, 1), facts.total(self.of, counting="members")
        return (took_part >= 1) & share.met(took_part, members, strictly=False)

    def says(self, speech: Speech) -> str:
        """Say what it demands."""
        did = {
            "cast": "cast a ballot; to abstain counts as casting one",
            "deciding": "cast a ballot and don't abstain",
        }.get(self.counting, f"are {self.counting}")
        if self.root is not None:
            many = f"at least {self.root} of the square root of the number of {speech.who(self.of)}"
            return f"{many} {did}"
        if self.share is not None:
            part = share(self.share.numerator, self.share.denominator)
            return f"at least {part} of {speech.who(self.of)} {did}"
        return f"{speech.some_of(self.at_least or 1, self.of)} {did}"

    def words(self, facts: Situation) -> str:
        """Say how many did, and how many must."""
        took_part = facts.total(self.of, counting=self.counting)
        did = {"present": "are present", "deciding": "cast a ballot that is no abstention"}
        said = f"{took_part} of `{self.of}` {did.get(self.counting, 'cast a ballot')}; it takes"
        members = facts.total(self.of, counting="members")
        if self.share is not None:
            return f"{said} at least {self.share} of {members}"
        if self.root is not None:
            bound = facts.root(self.of, self.root)
            return f"{said} {bound}, {self.root} of the square root of {members}"
        return f"{said} {self.at_least}"
