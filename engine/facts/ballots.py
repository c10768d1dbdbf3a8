"""How many members of a body have cast a ballot for a choice."""

from typing import TYPE_CHECKING, ClassVar

from attrs import frozen

from .fact import Effect, Kind
from .people import listed

if TYPE_CHECKING:
    from .situation import Situation


def ballots(situation: "Situation", choice: str, *, of: str) -> int:
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

    def read(self, situation: "Situation") -> int:
        """Look it up."""
        return ballots(situation, self.choice, of=self.of)

    def words(self, situation: "Situation") -> str:
        """Say how it stands."""
        members = situation.office.bodies[self.of]
        cast = situation.proposal.record.ballots.get(self.of, {})
        others = [member for member in members if cast.get(member) != self.choice]
        left = f"; the others are {listed(others)}" if others else ""
        return f"{self.read(situation)} of {len(members)} `{self.of}` said {self.choice}{left}"
