"""A bound that grows with the square root of the electorate."""

from typing import ClassVar

from attrs import frozen

from ..ratio import Multiple
from ..speech import Speech
from ..voting import total
from .asked import Asked
from .fact import Effect, Kind


def root(situation: Asked, of: str, times: Multiple) -> int:
    """Give the least number that is at least so many times the square root of the electorate."""
    return times.root(total(situation.office, situation.proposal.record, of))


@frozen
class Root:
    """A bound that grows with the square root of the electorate."""

    of: str
    times: Multiple
    kind: ClassVar[Kind] = "count"

    @property
    def moved_by(self) -> tuple[Effect, ...]:
        """The effects that change it."""
        return (("recusal", self.of),)

    def read(self, situation: Asked) -> int:
        """Look it up."""
        return root(situation, self.of, self.times)

    def means(self, speech: Speech) -> str:
        """Say what it is, without looking."""
        return f"{self.times} of the square root of the number of {speech.who(self.of)}"

    def words(self, situation: Asked) -> str:
        """Say how it stands."""
        many = total(situation.office, situation.proposal.record, self.of)
        bound = self.read(situation)
        return f"{self.times} of the square root of {many} `{self.of}` takes {bound}"
