"""Whether the one who asks attends."""

from typing import ClassVar

from attrs import frozen

from ..speech import Speech
from ..voting import present
from .asked import Asked
from .fact import Effect, Kind


def attended(situation: Asked, of: str) -> bool:
    """Tell whether the actor is one of those who vote, and has been noted as present."""
    return situation.actor in present(situation.office, situation.proposal.record, of)


@frozen
class Attended:
    """Whether the one who asks attends."""

    of: str
    kind: ClassVar[Kind] = "truth"

    @property
    def moved_by(self) -> tuple[Effect, ...]:
        """The effects that change it."""
        return (("attendance", self.of),)

    def read(self, situation: Asked) -> bool:
        """Look it up."""
        return attended(situation, self.of)

    def means(self, speech: Speech) -> str:
        """Say what it is, without looking."""
        return f"whoever does it is one of {speech.who(self.of)} who are present"

    def words(self, situation: Asked) -> str:
        """Say how it stands."""
        verb = "is" if self.read(situation) else "is not"
        return f"{situation.actor_name} {verb} present (`{self.of}`)"
