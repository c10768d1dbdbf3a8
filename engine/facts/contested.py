"""Whether a claim was attested and somebody contests it."""

from typing import ClassVar

from attrs import frozen

from ..speech import Speech
from .asked import Asked
from .fact import Effect, Kind
from .people import named


def contested(situation: Asked, claim: str) -> bool:
    """Tell whether the claim was attested and is contested since."""
    return claim in situation.proposal.record.contested


@frozen
class Contested:
    """Whether a claim was attested and somebody contests it."""

    claim: str
    kind: ClassVar[Kind] = "truth"

    @property
    def moved_by(self) -> tuple[Effect, ...]:
        """The effects that change it."""
        return (("attestation", self.claim),)

    def read(self, situation: Asked) -> bool:
        """Look it up."""
        return contested(situation, self.claim)

    def means(self, speech: Speech) -> str:
        """Say what it is, without looking."""
        return f"somebody contests {speech.claim(self.claim)}"

    def words(self, situation: Asked) -> str:
        """Say how it stands."""
        if not self.read(situation):
            return f"nobody contests `{self.claim}`"
        return f"{named(situation.proposal.record.contested[self.claim])} contests `{self.claim}`"
