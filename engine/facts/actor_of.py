"""Whether the one who asks is in a body, or holds a role in this proposal."""

from typing import ClassVar

from attrs import frozen

from ..speech import Speech
from .actor_in import ActorIn
from .actor_is import ActorIs
from .asked import Asked
from .fact import Effect, Kind
from .people import holders


def actor_of(situation: Asked, who: str) -> bool:
    """Tell whether the actor is a member of the body, or holds the role, of that name."""
    return situation.actor in holders(situation, who)


@frozen
class ActorOf:
    """Whether the one who asks is in a body, or holds a role in this proposal."""

    who: str
    kind: ClassVar[Kind] = "truth"

    @property
    def moved_by(self) -> tuple[Effect, ...]:
        """The effects that change it."""
        return (("role", self.who),)

    def read(self, situation: Asked) -> bool:
        """Look it up."""
        return actor_of(situation, self.who)

    def means(self, speech: Speech) -> str:
        """Say what it is, without looking."""
        return f"whoever does it is {speech.one_of(self.who)}"

    def words(self, situation: Asked) -> str:
        """Say how it stands."""
        body = self.who in situation.office.bodies
        fact = ActorIn(self.who) if body else ActorIs(self.who)
        return fact.words(situation)
