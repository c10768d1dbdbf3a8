"""Whether a named person has attested a claim that needs human judgement."""

from typing import TYPE_CHECKING, ClassVar

from attrs import frozen

from .fact import Effect, Kind

if TYPE_CHECKING:
    from .situation import Situation


def attested(situation: "Situation", claim: str) -> bool:
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

    def read(self, situation: "Situation") -> bool:
        """Look it up."""
        return attested(situation, self.claim)

    def words(self, situation: "Situation") -> str:
        """Say how it stands."""
        if self.read(situation):
            return f"`{self.claim}` is attested"
        return f"nobody has attested `{self.claim}`"
