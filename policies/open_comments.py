"""Open comments: anyone may take part in the discussion, and nobody may cut it short."""

from attrs import frozen

from ..engine.calendars import Period
from ..engine.facts import Situation
from ..engine.policy import names
from ..engine.speech import Speech


@frozen(kw_only=True)
class OpenComments:
    """Comments are open, to anyone, once the proposal is posted.

    A charter gives it to its `comment` action together with `by = "anyone"`.
    """

    since: str = names("anchor")

    def holds(self, facts: Situation) -> bool:
        """Tell whether the proposal is open to comments."""
        return facts.happened(self.since) & (facts.now >= facts.at(self.since))

    def says(self, speech: Speech) -> str:
        """Say what it demands."""
        return f"comments are open, as they are from {speech.anchor(self.since)} on"


@frozen(kw_only=True)
class CommentPeriod:
    """The proposal has been open to comments long enough.

    Source: the TensorFlow RFC process asks for "a minimum of two weeks from posting".
    """

    since: str = names("anchor")
    at_least: Period

    def holds(self, facts: Situation) -> bool:
        """Tell whether the period is over; its last instant is the first that counts."""
        return facts.happened(self.since) & (facts.now >= facts.after(self.since, self.at_least))

    def says(self, speech: Speech) -> str:
        """Say what it demands."""
        return (
            "the proposal has been open to comments for"
            f" {self.at_least.words()} or longer, counted from {speech.anchor(self.since)}"
        )
