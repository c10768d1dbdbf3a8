"""Whether somebody of a body, or in a role, said something."""

from typing import ClassVar

from attrs import frozen

from ..speech import Speech
from ..voting import said_by as cast_by
from .asked import Asked
from .fact import Effect, Kind


def said_by(situation: Asked, choice: str, *, of: str, by: str) -> bool:
    """Tell whether one of them cast a ballot for the choice, whether or not it is counted."""
    return cast_by(situation.office, situation.proposal.record, of, by, choice)


@frozen
class SaidBy:
    """Whether somebody of a body, or in a role, said something."""

    choice: str
    of: str
    by: str
    kind: ClassVar[Kind] = "truth"

    @property
    def moved_by(self) -> tuple[Effect, ...]:
        """The effects that change it."""
        return (("ballot", self.of), ("role", self.by))

    def read(self, situation: Asked) -> bool:
        """Look it up."""
        return said_by(situation, self.choice, of=self.of, by=self.by)

    def means(self, speech: Speech) -> str:
        """Say what it is, without looking."""
        return f"{speech.one_of(self.by)} said “{self.choice}”"

    def words(self, situation: Asked) -> str:
        """Say how it stands."""
        verb = "said" if self.read(situation) else "did not say"
        return f"the {self.by} {verb} {self.choice}"
