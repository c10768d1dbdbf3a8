"""Whether a named person has attested a claim that needs human judgement."""

from typing import ClassVar

from attrs import frozen

from ..speech import Speech
from .asked import Asked
from .fact import Effect, Kind
from .people import named


def attested(situation: Asked, claim: str) -> bool:
    """Tell whether the claim was attested since it was last reset."""
    return claim in situation.proposal.record.attested


@frozen
class Attested:
    """Whether a named person has attested a claim that needs human judgement."""

    claim: str
    kind: ClassVar[Kind] = "truth"

    @property
    def moved_by(self) -> tuple[Effect, ...]:
        """The effects that change it."""
        return (("attestation", self.claim),)

    def read(self, situation: Asked) -> bool:
        """Look it up."""
        return attested(situation, self.claim)

    def means(self, speech: Speech) -> str:
        """Say what it is, without looking."""
        return f"somebody has attested {speech.claim(self.claim)}"

    def words(self, situation: Asked) -> str:
        """Say how it stands."""
        if self.read(situation):
            by = named(situation.proposal.record.attested[self.claim])
            return f"`{self.claim}` is attested by {by}"
        return f"nobody has attested `{self.claim}`"
