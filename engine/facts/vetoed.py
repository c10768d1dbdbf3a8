"""How many vetoes of a body stand."""

from typing import ClassVar

from attrs import frozen

from ..speech import Speech
from .asked import Asked
from .fact import Effect, Kind
from .people import listed


def vetoed(situation: Asked, by: str) -> int:
    """Count the vetoes that stand; one outlives its holder's membership until it is released."""
    return len(situation.proposal.record.vetoes.get(by, ()))


@frozen
class Vetoed:
    """How many vetoes of a body stand."""

    by: str
    kind: ClassVar[Kind] = "count"

    @property
    def moved_by(self) -> tuple[Effect, ...]:
        """The effects that change it."""
        return (("veto", self.by),)

    def read(self, situation: Asked) -> int:
        """Look it up."""
        return vetoed(situation, self.by)

    def means(self, speech: Speech) -> str:
        """Say what it is, without looking."""
        return f"the number of vetoes of {speech.who(self.by)} that stand"

    def words(self, situation: Asked) -> str:
        """Say how it stands."""
        holders = situation.proposal.record.vetoes.get(self.by, frozenset())
        return f"vetoed by {listed(holders)}" if holders else f"no veto of `{self.by}` stands"
