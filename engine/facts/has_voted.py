"""Whether the one who asks has voted."""

from typing import ClassVar

from attrs import frozen

from ..speech import Speech
from ..voting import voted
from .asked import Asked
from .fact import Effect, Kind


def has_voted(situation: Asked, of: str) -> bool:
    """Tell whether the actor's own vote is in: cast, sealed, secret, or by their proxy."""
    return situation.actor in voted(situation.office, situation.proposal.record, of)


@frozen
class HasVoted:
    """Whether the one who asks has voted."""

    of: str
    kind: ClassVar[Kind] = "truth"

    @property
    def moved_by(self) -> tuple[Effect, ...]:
        """The effects that change it."""
        return (("ballot", self.of), ("commitment", self.of), ("proxy", self.of))

    def read(self, situation: Asked) -> bool:
        """Look it up."""
        return has_voted(situation, self.of)

    def means(self, speech: Speech) -> str:
        """Say what it is, without looking."""
        return f"whoever does it has voted in {speech.thing(self.of)}"

    def words(self, situation: Asked) -> str:
        """Say how it stands."""
        verb = "has" if self.read(situation) else "has not"
        return f"{situation.actor_name} {verb} voted in `{self.of}`"
