"""Whether the one who asks is a member of a body."""

from typing import ClassVar

from attrs import frozen

from ..speech import Speech
from .asked import Asked
from .fact import Effect, Kind


def actor_in(situation: Asked, body: str) -> bool:
    """Tell whether the actor is a member of the body at this moment."""
    return situation.actor in situation.office.bodies[body]


@frozen
class ActorIn:
    """Whether the one who asks is a member of a body."""

    body: str
    kind: ClassVar[Kind] = "truth"

    @property
    def moved_by(self) -> tuple[Effect, ...]:
        """The effects that change it: none."""
        return ()

    def read(self, situation: Asked) -> bool:
        """Look it up."""
        return actor_in(situation, self.body)

    def means(self, speech: Speech) -> str:
        """Say what it is, without looking."""
        return f"whoever does it is {speech.one_of(self.body)}"

    def words(self, situation: Asked) -> str:
        """Say how it stands."""
        verb = "is" if self.read(situation) else "is not"
        if situation.actor in situation.office.suspended.get(self.body, ()):
            return f"{situation.actor_name} is suspended from `{self.body}`"
        members = situation.office.bodies[self.body]
        if len(members) > 1:
            return f"{situation.actor_name} {verb} one of `{self.body}`"
        only = "".join(f"; {person} is" for person in members if person != situation.actor)
        return f"{situation.actor_name} {verb} the `{self.body}`{only}"
