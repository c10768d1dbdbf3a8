"""Whether the one who asks is a member of a body."""

from typing import TYPE_CHECKING, ClassVar

from attrs import frozen

from .fact import Effect, Kind

if TYPE_CHECKING:
    from .situation import Situation


def actor_in(situation: "Situation", body: str) -> bool:
    """Tell whether the actor is a member of the body at this moment."""
    return situation.actor in situation.office.bodies[body]


@frozen
class ActorIn:
    """Whether the one who asks is a member of a body."""

    body: str
    kind: ClassVar[Kind] = "truth"
    moved_by: ClassVar[tuple[Effect, ...]] = ()

    def read(self, situation: "Situation") -> bool:
        """Look it up."""
        return actor_in(situation, self.body)

    def words(self, situation: "Situation") -> str:
        """Say how it stands."""
        verb = "is" if self.read(situation) else "is not"
        return f"{situation.actor_name} {verb} one of `{self.body}`"
