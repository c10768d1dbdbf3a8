"""Windows: how acts, and the instants that they name, lie to sessions and to freezes."""

from attrs import frozen

from ..engine.calendars import Period, local
from ..engine.facts import Situation
from ..engine.instants import NEVER, Instant
from ..engine.policy import derived, names
from ..engine.speech import Speech
from .timing import give, grace_of, stated


@frozen(kw_only=True)
class Outside:
    """The act falls outside of a session, such as a freeze.

    Source: CNCF takes no vote from four weeks before KubeCon to two weeks after it.
    """

    of: str = names("session")

    def holds(self, facts: Situation) -> bool:
        """Tell whether the session is closed."""
        return facts.in_session(self.of) ^ True

    def says(self, speech: Speech) -> str:
        """Say what it demands."""
        return f"it is outside of {speech.session(self.of)}"


@frozen(kw_only=True)
class ClearOf:
    """The day or instant that a field of the request names falls outside of a session.

    A field that was left out names none.

    Source: no vote on a PHP RFC ends between 17 December and 10 January.
    """

    field: str = names("field")
    of: str = names("session")

    def holds(self, facts: Situation) -> bool:
        """Tell whether it does."""
        return facts.dated_in(self.field, self.of) ^ True

    def says(self, speech: Speech) -> str:
        """Say what it demands."""
        return f"what {speech.field(self.field)} names is outside of {speech.session(self.of)}"


@frozen(kw_only=True)
class Lasts:
    """What starts now lasts long enough, and not too long, until the instant that a field names.

    A `grace` makes either bound so much wider.

    Source: a vote on a PHP RFC lasts from 14 to 28 days.
    """

    field: str = names("field")
    at_least: Period | None = None
    at_most: Period | None = None
    grace: Period | None = None
    slack: Instant = derived(lambda self: grace_of(self.grace))
    least: tuple[Period, ...] = derived(lambda self: stated(self.at_least))
    most: tuple[Period, ...] = derived(lambda self: stated(self.at_most))

    def __attrs_post_init__(self) -> None:
        if not self.least and not self.most:
            raise ValueError("state `at_least`, `at_most` or both, as a period like `P14D`")

    def holds(self, facts: Situation) -> bool:
        """Tell whether it does."""
        told = facts.dated(self.field)
        bounds = [
            *[told >= facts.hence(each, -self.slack) for each in self.least],
            *[told <= facts.hence(each, self.slack) for each in self.most],
        ]
        return (told >= facts.now) & facts.at_least(len(bounds), bounds)

    def words(self, facts: Situation) -> str:
        """Say the instant, and between which it must lie."""
        zone = facts.office.zone
        given = facts.data.get(self.field)
        told = "was not given" if given is None else f"is {given}"
        least = [
            f"at least {each.words()} from now, {local(facts.hence(each, -self.slack), zone)}"
            for each in self.least
        ]
        most = [
            f"at most {each.words()} from now, {local(facts.hence(each, self.slack), zone)}"
            for each in self.most
        ]
        return f"`{self.field}` {told}; it must be {' and '.join((*least, *most))}"

    def says(self, speech: Speech) -> str:
        """Say what it demands."""
        bounds = [
            *[f"at least {each.words()}" for each in self.least],
            *[f"at most {each.words()}" for each in self.most],
        ]
        return f"{speech.field(self.field)} is {' and '.join(bounds)} from now{give(self)}"


@frozen(kw_only=True)
class Lead:
    """There is at least so much time until a session next opens, as for an item of its agenda.

    While a session is open, the next one counts.
    """

    session: str = names("session")
    at_least: Period

    def holds(self, facts: Situation) -> bool:
        """Tell whether there is."""
        opens = facts.opens(self.session)
        return (opens < NEVER) & (facts.hence(self.at_least) <= opens)

    def says(self, speech: Speech) -> str:
        """Say what it demands."""
        return f"it is {self.at_least.words()} or more until {speech.session(self.session)} opens"


@frozen(kw_only=True)
class Covers:
    """So many whole sessions have come and gone since something happened.

    A session that was open when it happened doesn't count.

    Source: an IETF Draft Standard stays so for four months, or one IETF meeting if that is later.
    """

    since: str = names("anchor")
    session: str = names("session")
    at_least: int = 1

    def __attrs_post_init__(self) -> None:
        if self.at_least < 1:
            raise ValueError("at least 1 session has to pass")

    def holds(self, facts: Situation) -> bool:
        """Tell whether they have."""
        return facts.happened(self.since) & (
            facts.now >= facts.covered(self.since, self.session, self.at_least)
        )

    def says(self, speech: Speech) -> str:
        """Say what it demands."""
        many = "a whole" if self.at_least == 1 else f"{self.at_least} whole"
        met = speech.session(self.session)
        return f"{many} of {met} has come and gone since {speech.anchor(self.since)}"
