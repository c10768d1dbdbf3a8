"""Whether anybody holds a role in this proposal."""

from typing import ClassVar

from attrs import frozen

from ..speech import Speech
from .asked import Asked
from .fact import Effect, Kind
from .people import named


def assigned(situation: Asked, role: str) -> bool:
    """Tell whether anybody holds the role."""
    return bool(situation.proposal.record.roles.get(role))


@frozen
class Assigned:
    """Whether anybody holds a role in this proposal."""

    role: str
    kind: ClassVar[Kind] = "truth"

    @property
    def moved_by(self) -> tuple[Effect, ...]:
        """The effects that change it."""
        return (("role", self.role),)

    def read(self, situation: Asked) -> bool:
        """Look it up."""
        return assigned(situation, self.role)

    def means(self, speech: Speech) -> str:
        """Say what it is, without looking."""
        return f"somebody is {speech.who(self.role)}"

    def words(self, situation: Asked) -> str:
        """Say how it stands."""
        holders = situation.proposal.record.roles.get(self.role, ())
        return f"{named(holders)} is the {self.role}" if holders else f"nobody is the {self.role}"
