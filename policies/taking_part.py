"""Taking part: who has voted, who stands aside, who is there, and what it all came to."""

from typing import Literal

from attrs import frozen

from ..engine.facts import Awaited, Situation
from ..engine.policy import names
from ..engine.speech import Speech


@frozen(kw_only=True)
class HasVoted:
    """The actor has voted: a vote of theirs is in, be it sealed, secret or cast by their proxy."""

    of: str = names("ballot")

    def holds(self, facts: Situation) -> bool:
        """Tell whether the actor has."""
        return facts.has_voted(self.of)


@frozen(kw_only=True)
class AllVoted:
    """Everybody has voted who may, and does not stand aside.

    Source: the Python steering council, every member of which votes or explicitly abstains.
    """

    of: str = names("ballot")

    def holds(self, facts: Situation) -> bool:
        """Tell whether nobody's vote is still out."""
        return facts.awaited(self.of) <= 0

    def says(self, speech: Speech) -> str:
        """Say what it demands."""
        return f"all of {speech.who(self.of)} have voted who do not stand aside"

    def words(self, facts: Situation) -> str:
        """Say whose vote is out."""
        return Awaited(self.of).words(facts)


@frozen(kw_only=True)
class Recused:
    """The actor stands aside from a ballot, for a conflict of interest or otherwise."""

    of: str = names("ballot")

    def holds(self, facts: Situation) -> bool:
        """Tell whether the actor does."""
        return facts.recused(self.of)


@frozen(kw_only=True)
class Attended:
    """The actor is one of those who vote, and was noted as present by an action that `attends`."""

    of: str = names("ballot")

    def holds(self, facts: Situation) -> bool:
        """Tell whether the actor was."""
        return facts.attended(self.of)


@frozen(kw_only=True)
class Outcome:
    """A count came to something: `won`, `default` or `tie`; or an option is among its winners.

    Where an action that `counts` has recorded the outcome, it is that one, until a vote changes;
    else it is what the votes come to as they are.

    Source: Debian's resolutions, whose options are counted by the Condorcet method of the
    constitution's appendix.
    """

    of: str = names("count")
    is_: Literal["won", "default", "tie", "none"] | None = None
    option: str | None = None

    def __attrs_post_init__(self) -> None:
        if self.is_ is None and self.option is None:
            raise ValueError("state `is` or `option`")

    def holds(self, facts: Situation) -> bool:
        """Tell whether it did."""
        return facts.outcome(self.of, self.is_ or "", option=self.option or "")
