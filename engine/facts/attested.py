"""Whether a named person has attested a claim that needs human judgement."""

from typing import ClassVar

from attrs import frozen

from ..speech import Speech
from .asked import Asked
from .fact import Effect, Kind
from .people import named


def attested(situation: Asked, claim: str) -> bool:
    """Tell whether the claim was attested since it was last reset, and nobody contests it."""
    record = situation.proposal.record
    return claim in record.attested and claim not in record.contested


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
        record = situation.proposal.record
        if self.claim in record.contested:
            by, against = named(record.attested[self.claim]), named(record.contested[self.claim])
            return f"`{self.claim}`, attested by {by}, is contested by {against}"
        return f"nobody has attested `{self.claim}`"
