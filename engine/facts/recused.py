"""Whether the one who asks stands aside from a ballot."""

from typing import ClassVar

from attrs import frozen

from ..speech import Speech
from .asked import Asked
from .fact import Effect, Kind


def recused(situation: Asked, of: str) -> bool:
    """Tell whether the actor stands aside."""
    return situation.actor in situation.proposal.record.votes.recused.get(of, ())


@frozen
class Recused:
    """Whether the one who asks stands aside from a ballot."""

    of: str
    kind: ClassVar[Kind] = "truth"

    @property
    def moved_by(self) -> tuple[Effect, ...]:
        """The effects that change it."""
        return (("recusal", self.of),)

    def read(self, situation: Asked) -> bool:
        """Look it up."""
        return recused(situation, self.of)

    def means(self, speech: Speech) -> str:
        """Say what it is, without looking."""
        return f"whoever does it stands aside from {speech.thing(self.of)}"

    def words(self, situation: Asked) -> str:
        """Say how it stands."""
        verb = "stands" if self.read(situation) else "does not stand"
        return f"{situation.actor_name} {verb} aside from `{self.of}`"
