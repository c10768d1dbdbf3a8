"""How many members of a body have signed."""

from typing import ClassVar

from attrs import frozen

from ..speech import Speech
from .asked import Asked
from .fact import Effect, Kind
from .people import listed


def signed(situation: Asked, by: str) -> int:
    """Count the present members of the body whose signature stands."""
    signatures = situation.proposal.record.signatures.get(by)
    return len(signatures & situation.office.bodies[by]) if signatures else 0


@frozen
class Signed:
    """How many members of a body have signed."""

    by: str
    kind: ClassVar[Kind] = "count"

    @property
    def moved_by(self) -> tuple[Effect, ...]:
        """The effects that change it."""
        return (("signature", self.by),)

    def read(self, situation: Asked) -> int:
        """Look it up."""
        return signed(situation, self.by)

    def means(self, speech: Speech) -> str:
        """Say what it is, without looking."""
        return f"the number of {speech.who(self.by)} who have signed"

    def words(self, situation: Asked) -> str:
        """Say how it stands."""
        members = situation.office.bodies[self.by]
        have = members & situation.proposal.record.signatures.get(self.by, frozenset())
        if have:
            return f"{listed(have)} signed" if len(members) > 1 else f"{min(have)} signed"
        if len(members) == 1:
            return f"{min(members)} has not signed; nobody else can"
        return f"nobody of {listed(members)} has signed" if members else f"`{self.by}` is empty"
