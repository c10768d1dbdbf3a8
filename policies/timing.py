"""Time: waiting periods and the days that were announced."""

from attrs import frozen

from ..engine.calendars import Period
from ..engine.facts import Situation
from ..engine.policy import names


@frozen(kw_only=True)
class Waiting:
    """A period must have passed since something happened."""

    since: str = names("anchor")
    at_least: Period

    def holds(self, facts: Situation) -> bool:
        """Tell whether it has passed; its last instant is the first that counts."""
        return facts.happened(self.since) & (facts.now >= facts.after(self.since, self.at_least))


@frozen(kw_only=True)
class Within:
    """A period must not yet have passed since something happened."""

    since: str = names("anchor")
    at_most: Period

    def holds(self, facts: Situation) -> bool:
        """Tell whether it still runs; its last instant is the first that is too late."""
        return facts.happened(self.since) & (facts.now < facts.after(self.since, self.at_most))


@frozen(kw_only=True)
class Reached:
    """An instant that was announced has come."""

    anchor: str = names("anchor")

    def holds(self, facts: Situation) -> bool:
        """Tell whether it has come."""
        return facts.happened(self.anchor) & (facts.now >= facts.at(self.anchor))


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

    def words(self, facts: Situation) -> str:
        """Say the day and the period."""
        given = facts.data.get(self.field, "not given")
        least = f"at least {self.at_least.words()} after `{self.since}`"
        return f"`{self.field}` is {given}; it must be a day {least}"
