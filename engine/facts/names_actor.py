"""Whether a field of the request names the one who asks."""

from typing import ClassVar

from attrs import frozen

from ..speech import Speech
from .asked import Asked
from .fact import Effect, Kind


def names_actor(situation: Asked, field: str) -> bool:
    """Tell whether the person named is the actor; a field that was not given names nobody."""
    told = situation.data.get(field)
    return isinstance(told, str) and told == situation.actor


@frozen
class NamesActor:
    """Whether a field of the request names the one who asks."""

    field: str
    kind: ClassVar[Kind] = "truth"

    @property
    def moved_by(self) -> tuple[Effect, ...]:
        """The effects that change it: none."""
        return ()

    def read(self, situation: Asked) -> bool:
        """Look it up."""
        return names_actor(situation, self.field)

    def means(self, speech: Speech) -> str:
        """Say what it is, without looking."""
        return f"{speech.field(self.field)} names whoever does it"

    def words(self, situation: Asked) -> str:
        """Say how it stands."""
        told = situation.data.get(self.field)
        if not isinstance(told, str):
            return f"`{self.field}` names nobody"
        verb = "is" if self.read(situation) else "is not"
        return f"`{self.field}` {verb} {situation.actor_name}, who asks"
