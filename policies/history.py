"""What has been done in a proposal, by whom, and what is still owed."""

from attrs import frozen

from ..engine.facts import Situation
from ..engine.policy import names
from ..engine.speech import Speech


@frozen(kw_only=True)
class Happened:
    """Something was recorded."""

    anchor: str = names("anchor")

    def holds(self, facts: Situation) -> bool:
        """Tell whether it was."""
        return facts.happened(self.anchor)

    def says(self, speech: Speech) -> str:
        """Say what it demands."""
        return f"{speech.anchor(self.anchor)} has happened"


@frozen(kw_only=True)
class Assigned:
    """Somebody holds a role, such as the sponsor's."""

    role: str = names("role")

    def holds(self, facts: Situation) -> bool:
        """Tell whether anybody does."""
        return facts.assigned(self.role)

    def says(self, speech: Speech) -> str:
        """Say what it demands."""
        return f"somebody is {speech.who(self.role)}"


@frozen(kw_only=True)
class Discharged:
    """A duty is not owed: it never arose, or was met."""

    duty: str = names("duty")

    def holds(self, facts: Situation) -> bool:
        """Tell whether nothing is owed."""
        return facts.owed(self.duty) ^ True

    def says(self, speech: Speech) -> str:
        """Say what it demands."""
        return f"nobody owes {speech.duty(self.duty)}"


@frozen(kw_only=True)
class Overdue:
    """A duty is still owed, and its deadline has come.

    From the very instant of the deadline on, so that a move of the clock that is due at that
    instant finds it so. A duty without a deadline is never overdue.
    """

    duty: str = names("duty")

    def holds(self, facts: Situation) -> bool:
        """Tell whether it is owed too long."""
        return facts.owed(self.duty) & (facts.now >= facts.due(self.duty))

    def says(self, speech: Speech) -> str:
        """Say what it demands."""
        return f"{speech.duty(self.duty)} is owed, and its deadline is past"
