"""Links: what other proposals, decisions and offices mean for this one."""

from attrs import frozen

from ..engine.calendars import Period
from ..engine.facts import Situation
from ..engine.policy import derived, names
from ..engine.source.shapes import Several
from ..engine.speech import Speech, both, either, number

_MANY = 2**53


@frozen(kw_only=True)
class Pending:
    """So many other proposals stand in some states: a power that rests while another is in use.

    With `same`, only those count that have the same text under that link, such as one `subject`.

    Source: PEP 13, where no core developer is ejected while a vote of no confidence is under way.
    """

    states: tuple[str, ...] = names("state")
    same: str | None = names("link", default=None)
    at_least: int = 0
    at_most: int | None = None
    most: int = derived(lambda self: _MANY if self.at_most is None else self.at_most)

    def __attrs_post_init__(self) -> None:
        if self.at_most is None and self.at_least < 1:
            raise ValueError("state `at_least`, from 1, or `at_most`, from 0, or both")
        if not self.states:
            raise ValueError("name at least one state")

    def holds(self, facts: Situation) -> bool:
        """Tell whether so many do."""
        count = facts.pending(self.states, self.same)
        return (count >= self.at_least) & (count <= self.most)

    def says(self, speech: Speech) -> str:
        """Say what it demands."""
        least = "" if self.at_least < 1 else f"{number(self.at_least)} or more"
        most = "" if self.at_most is None else f"no more than {number(self.at_most)}"
        if self.at_most == 0:
            most = "no"
        many = both(each for each in (least, most) if each)
        same = "" if self.same is None else f" with the same {speech.thing(self.same)}"
        return f"{many} other proposals{same} stand in {speech.states(self.states)}"


@frozen(kw_only=True)
class Linked:
    """The proposals that a link names are there, and stand in one of the states.

    With `back`, each of them must name this one in return: a link that goes both ways.

    Source: PEP 1, where one header says what a PEP replaces and another what it is replaced by.
    """

    link: str = names("link")
    states: tuple[str, ...] = names("state", default=())
    back: str | None = names("link", default=None)

    def holds(self, facts: Situation) -> bool:
        """Tell whether all do."""
        return facts.linked(self.link, self.states, self.back)

    def says(self, speech: Speech) -> str:
        """Say what it demands."""
        said = f"what {speech.thing(self.link)} names is there"
        if self.states:
            said += f", and stands in {speech.states(self.states)}"
        if self.back is not None:
            said += f", and names this proposal in return under {speech.thing(self.back)}"
        return said


@frozen(kw_only=True)
class Told:
    """What was told under a link is one of some texts: in the request, or before.

    An action keeps it by `links`; what is told later takes its place.

    Source: Rust's RFCs, of which a team member moves that they be merged, closed or postponed, and
    which come to that.
    """

    link: str = names("link")
    is_: Several[str]

    def __attrs_post_init__(self) -> None:
        if not self.is_:
            raise ValueError("name at least one text")

    def says(self, speech: Speech) -> str:
        """Say what it demands."""
        texts = either(f"“{text}”" for text in self.is_)
        return f"what was told as {speech.anchor(self.link)} is {texts}"

    def holds(self, facts: Situation) -> bool:
        """Tell whether it is."""
        return facts.at_least(1, [facts.told_as(self.link, text) for text in self.is_])


@frozen(kw_only=True)
class Cooldown:
    """Long enough ago, or never, did something happen to another proposal on the same thing.

    What is the same is told under a link, such as the `subject` of both.

    Source: the PHP process, where what was rejected may come back after six months.
    """

    since: str = names("anchor")
    same: str = names("link")
    at_least: Period

    def holds(self, facts: Situation) -> bool:
        """Tell whether the period is over; its last instant is the first that counts."""
        return facts.now >= facts.after_others(self.since, self.same, self.at_least)

    def says(self, speech: Speech) -> str:
        """Say what it demands."""
        return (
            f"it is {self.at_least.words()} or more since {speech.anchor(self.since)} last"
            f" happened to another proposal with the same {speech.thing(self.same)}, if it ever did"
        )


@frozen(kw_only=True)
class Limit:
    """The actor plays a part in fewer than so many other proposals: one more is not too many.

    Only proposals in `states` count, where these are named. With `anchor`, only those to which that
    has happened: `within` a period, or since the latest instant of a shared anchor (`since`).

    Source: the CNCF charter, by which nobody nominates more than two.
    """

    role: str = names("role")
    at_most: int
    states: tuple[str, ...] = names("state", default=())
    anchor: str | None = names("anchor", default=None)
    within: Period | None = None
    since: str | None = names("shared", default=None)

    def __attrs_post_init__(self) -> None:
        if self.at_most < 1:
            raise ValueError("a limit is at least 1: who may do none isn't among those who may")
        if self.anchor is None and (self.within is not None or self.since is not None):
            raise ValueError("state the `anchor` from which `within` and `since` are counted")

    def holds(self, facts: Situation) -> bool:
        """Tell whether there is room for one more."""
        count = facts.held(self.role, self.states, self.anchor, self.since, self.within)
        return count < self.at_most

    def says(self, speech: Speech) -> str:
        """Say what it demands."""
        where = f" in {speech.states(self.states)}" if self.states else ""
        when = "" if self.anchor is None else f" to which {speech.anchor(self.anchor)} happened"
        if self.within is not None:
            when += f" less than {self.within.words()} ago"
        if self.since is not None:
            when += f" since the latest {speech.anchor(self.since)}"
        return (
            f"whoever does it is {speech.who(self.role)} of fewer than {number(self.at_most)}"
            f" other proposals{where}{when}"
        )


@frozen(kw_only=True)
class Followed:
    """After something happened, something else did: a release since the veto, say.

    Source: Django's DEP 10, by which a veto binds until the next feature release.
    """

    anchor: str = names("anchor")
    by: str = names("anchor")

    def holds(self, facts: Situation) -> bool:
        """Tell whether the second is there, and later than the first."""
        return (
            facts.happened(self.anchor)
            & facts.happened(self.by)
            & (facts.at(self.by) > facts.at(self.anchor))
        )

    def says(self, speech: Speech) -> str:
        """Say what it demands."""
        return f"{speech.anchor(self.by)} has happened since {speech.anchor(self.anchor)}"
