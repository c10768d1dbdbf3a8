"""Whether the one who asks has spoken a veto that stands."""

from typing import ClassVar

from attrs import frozen

from ..speech import Speech
from .asked import Asked
from .fact import Effect, Kind
from .vetoed import standing


def vetoing(situation: Asked, by: str) -> bool:
    """Tell whether a veto of the actor's stands, in a block or of a body of that name."""
    return situation.actor in standing(situation, by)


@frozen
class Vetoing:
    """Whether the one who asks has spoken a veto that stands."""

    by: str
    kind: ClassVar[Kind] = "truth"

    @property
    def moved_by(self) -> tuple[Effect, ...]:
        """The effects that change it."""
        return (("veto", self.by),)

    def read(self, situation: Asked) -> bool:
        """Look it up."""
        return vetoing(situation, self.by)

    def means(self, speech: Speech) -> str:
        """Say what it is, without looking."""
        return f"whoever does it has spoken {speech.thing(self.by)}, which stands"

    def words(self, situation: Asked) -> str:
        """Say how it stands."""
        verb = "has" if self.read(situation) else "has not"
        return f"{situation.actor_name} {verb} a `{self.by}` that stands"
