"""Out of how many a tally is counted."""

from typing import ClassVar, Literal

from attrs import frozen

from ..speech import Speech
from .asked import Asked
from .fact import Effect, Kind

Counting = Literal["members", "cast", "deciding"]
"""All members; those who cast a ballot; those who cast one that is no abstention."""

ABSTAIN = "abstain"


def total(situation: Asked, of: str, *, counting: Counting) -> int:
    """Count the members out of whom a share is taken."""
    members = situation.office.bodies[of]
    if counting == "members":
        return len(members)
    cast = situation.proposal.record.ballots.get(of)
    if not cast:
        return 0
    abstentions = counting == "cast"
    return sum(
        voter in members for voter, chosen in cast.items() if abstentions or chosen != ABSTAIN
    )


@frozen
class Total:
    """Out of how many a tally is counted."""

    of: str
    counting: Counting
    kind: ClassVar[Kind] = "count"

    @property
    def moved_by(self) -> tuple[Effect, ...]:
        """The effects that change it."""
        return () if self.counting == "members" else (("ballot", self.of),)

    def read(self, situation: Asked) -> int:
        """Look it up."""
        return total(situation, self.of, counting=self.counting)

    def means(self, speech: Speech) -> str:
        """Say what it is, without looking."""
        which = {
            "members": "",
            "cast": " who cast a ballot",
            "deciding": " who cast a ballot that is no abstention",
        }.get(self.counting, f" who are {self.counting}")
        return f"the number of {speech.who(self.of)}{which}"

    def words(self, situation: Asked) -> str:
        """Say how it stands."""
        many = self.read(situation)
        return {
            "members": f"`{self.of}` has {many} members",
            "cast": f"{many} of `{self.of}` cast a ballot",
            "deciding": f"{many} of `{self.of}` cast a ballot that is no abstention",
        }[self.counting]
