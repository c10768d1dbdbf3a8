"""Whether the one who asks holds a role in this proposal."""

from typing import ClassVar

from attrs import frozen

from ..speech import Speech
from .asked import Asked
from .fact import Effect, Kind
from .people import named


def actor_is(situation: Asked, role: str) -> bool:
    """Tell whether the actor holds the role."""
    return situation.actor in situation.proposal.record.roles.get(role, ())


@frozen
class ActorIs:
    """Whether the one who asks holds a role in this proposal."""

    role: str
    kind: ClassVar[Kind] = "truth"

    @property
    def moved_by(self) -> tuple[Effect, ...]:
        """The effects that change it."""
        return (("role", self.role),)

    def read(self, situation: Asked) -> bool:
        """Look it up."""
        return actor_is(situation, self.role)

    def means(self, speech: Speech) -> str:
        """Say what it is, without looking."""
        return f"whoever does it is {speech.who(self.role)}"

    def words(self, situation: Asked) -> str:
        """Say how it stands."""
        if self.read(situation):
            return f"{situation.actor_name} is the {self.role}"
        holders = situation.proposal.record.roles.get(self.role, ())
        known = f"; {named(holders)} is" if holders else "; nobody is yet"
        return f"{situation.actor_name} is not the {self.role}{known}"
