"""Time: waiting periods and the days that were announced."""

from attrs import frozen

from ..engine.calendars import Period, local
from ..engine.facts import Situation
from ..engine.instants import NEVER
from ..engine.policy import names
from ..engine.speech import Speech


@frozen(kw_only=True)
class Waiting:
    """A period must have passed since something happened."""

    since: str = names("anchor")
    at_least: Period

    def holds(self, facts: Situation) -> bool:
        """Tell whether it has passed; its last instant is the first that counts."""
        return facts.happened(self.since) & (facts.now >= facts.after(self.since, self.at_least))

    def says(self, speech: Speech) -> str:
        """Say what it demands."""
        return f"it is {self.at_least.words()} or more since {speech.anchor(self.since)}"


@frozen(kw_only=True)
class Within:
    """Something has happened, and a period has not yet passed since."""

    since: str = names("anchor")
    at_most: Period

    def holds(self, facts: Situation) -> bool:
        """Tell whether it still runs; its last instant is the first that is too late."""
        return (
            facts.happened(self.since)
            & (facts.now >= facts.at(self.since))
            & (facts.now < facts.after(self.since, self.at_most))
        )

    def says(self, speech: Speech) -> str:
        """Say what it demands."""
        return f"it is less than {self.at_most.words()} since {speech.anchor(self.since)}"


@frozen(kw_only=True)
class Reached:
    """An instant that was announced has come."""

    anchor: str = names("anchor")

    def holds(self, facts: Situation) -> bool:
        """Tell whether it has come."""
        return facts.happened(self.anchor) & (facts.now >= facts.at(self.anchor))

    def says(self, speech: Speech) -> str:
        """Say what it demands."""
        return f"{speech.anchor(self.anchor)} has come"


@frozen(kw_only=True)
class Notice:
    """A day that the request names is far enough from something that happened."""

    field: str = names("field")
    since: str = names("anchor")
    at_least: Period

    def holds(self, facts: Situation) -> bool:
        """Tell whether the day leaves at least that period."""
        return facts.happened(self.since) & (
            facts.dated(self.field) >= facts.after(self.since, self.at_least)
        )

    def says(self, speech: Speech) -> str:
        """Say what it demands."""
        after = f"{self.at_least.words()} after {speech.anchor(self.since)}"
        return f"{speech.field(self.field)} names a day that starts {after}, or later"

    def words(self, facts: Situation) -> str:
        """Say the day, and the first that is far enough."""
        after = facts.after(self.since, self.at_least)
        if after == NEVER:
            return f"`{self.since}` has not happened"
        told = facts.data.get(self.field)
        bound = f"{self.at_least.words()} after `{self.since}`, {local(after, facts.office.zone)}"
        if self.holds(facts):
            return f"`{self.field}` is {told}; it is not before {bound}"
        given = "was not given" if told is None else f"is {told}"
        return f"`{self.field}` {given}; the day must not start before {bound}"
