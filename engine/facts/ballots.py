"""How many members of a body have cast a ballot for a choice."""

from typing import ClassVar

from attrs import frozen

from ..speech import Speech
from .asked import Asked
from .fact import Effect, Kind
from .people import listed


def ballots(situation: Asked, choice: str, *, of: str) -> int:
    """Count the ballots for the choice; only those of present members of the body count."""
    cast = situation.proposal.record.ballots.get(of)
    if not cast:
        return 0
    members = situation.office.bodies[of]
    return sum(voter in members for voter, chosen in cast.items() if chosen == choice)


@frozen
class Ballots:
    """How many members of a body have cast a ballot for a choice."""

    choice: str
    of: str
    kind: ClassVar[Kind] = "count"

    @property
    def moved_by(self) -> tuple[Effect, ...]:
        """The effects that change it."""
        return (("ballot", self.of),)

    def read(self, situation: Asked) -> int:
        """Look it up."""
        return ballots(situation, self.choice, of=self.of)

    def means(self, speech: Speech) -> str:
        """Say what it is, without looking."""
        return f"the number of {speech.who(self.of)} who say “{self.choice}”"

    def words(self, situation: Asked) -> str:
        """Say how it stands."""
        members = situation.office.bodies[self.of]
        cast = situation.proposal.record.ballots.get(self.of, {})
        others = [member for member in members if cast.get(member) != self.choice]
        left = f"; the others are {listed(others)}" if others else ""
        return f"{self.read(situation)} of {len(members)} `{self.of}` said {self.choice}{left}"
