"""How many members a body lacks."""

from typing import ClassVar, Literal

from attrs import frozen

from ..speech import Speech
from .asked import Asked
from .fact import Effect, Kind

Below = Literal["minimum", "seats"]
"""The fewest members with whom the charter takes it for complete; all its seats."""


def lacking(situation: Asked, body: str, *, below: Below) -> int:
    """Count the members whom the body lacks; 0 where the charter sets no such number."""
    rule = situation.office.compositions.get(body)
    if rule is None:
        return 0
    wanted = rule.minimum if below == "minimum" else rule.seats or 0
    return max(0, wanted - len(situation.office.seated(body)))


@frozen
class Lacking:
    """How many members a body lacks."""

    body: str
    below: Below
    kind: ClassVar[Kind] = "count"

    @property
    def moved_by(self) -> tuple[Effect, ...]:
        """The effects that change it: none."""
        return ()

    def read(self, situation: Asked) -> int:
        """Look it up."""
        return lacking(situation, self.body, below=self.below)

    def means(self, speech: Speech) -> str:
        """Say what it is, without looking."""
        if self.below == "seats":
            return f"the number of empty seats of {speech.who(self.body)}"
        return f"the number of members whom {speech.who(self.body)} lack"

    def words(self, situation: Asked) -> str:
        """Say how it stands."""
        many = self.read(situation)
        if self.below == "seats":
            return f"`{self.body}` has {many or 'no'} empty seat{'' if many == 1 else 's'}"
        return f"`{self.body}` lacks {many or 'none'} of the members that it needs"
