"""How many votes are still out."""

from typing import ClassVar

from attrs import frozen

from ..speech import Speech
from ..voting import awaited as awaited_votes
from ..voting import eligible, voted
from .asked import Asked
from .fact import Effect, Kind
from .people import listed


def awaited(situation: Asked, of: str) -> int:
    """Count the votes of those who may cast one, and neither have nor stand aside."""
    return awaited_votes(situation.office, situation.proposal.record, of)


@frozen
class Awaited:
    """How many votes are still out."""

    of: str
    kind: ClassVar[Kind] = "count"

    @property
    def moved_by(self) -> tuple[Effect, ...]:
        """The effects that change it."""
        return (("ballot", self.of), ("recusal", self.of), ("proxy", self.of))

    def read(self, situation: Asked) -> int:
        """Look it up."""
        return awaited(situation, self.of)

    def means(self, speech: Speech) -> str:
        """Say what it is, without looking."""
        return f"the number of votes of {speech.who(self.of)} that are still out"

    def words(self, situation: Asked) -> str:
        """Say how it stands."""
        record, office = situation.proposal.record, situation.office
        out = eligible(office, record, self.of) - voted(office, record, self.of)
        return (
            f"of `{self.of}` {listed(out)} have yet to vote" if out else f"all of `{self.of}` voted"
        )
