"""Whether an anchor was recorded."""

from typing import ClassVar

from attrs import frozen

from ..calendars import local
from ..instants import NEVER, Instant
from ..model import Office, Proposal
from ..speech import Speech
from .asked import Asked
from .fact import Effect, Kind


def instant_of(situation: Asked, anchor: str) -> Instant:
    """Give the latest instant at which the anchor was recorded, or ``NEVER``."""
    return recorded(situation.office, situation.proposal, anchor)


def recorded(office: Office, proposal: Proposal, anchor: str) -> Instant:
    """Give the latest instant of an anchor; of a shared one, in whichever proposal that was."""
    own = proposal.anchors[office.anchors[anchor]] if proposal.anchors else NEVER
    if anchor not in office.shared:
        return own
    elsewhere = office.register.instant(anchor)
    return max((each for each in (own, elsewhere) if each != NEVER), default=NEVER)


def happened(situation: Asked, anchor: str) -> bool:
    """Tell whether the anchor was recorded."""
    return instant_of(situation, anchor) != NEVER


@frozen
class Happened:
    """Whether an anchor was recorded."""

    anchor: str
    kind: ClassVar[Kind] = "truth"

    @property
    def moved_by(self) -> tuple[Effect, ...]:
        """The effects that change it."""
        return (("anchor", self.anchor),)

    def read(self, situation: Asked) -> bool:
        """Look it up."""
        return happened(situation, self.anchor)

    def means(self, speech: Speech) -> str:
        """Say what it is, without looking."""
        return f"{speech.anchor(self.anchor)} has happened"

    def words(self, situation: Asked) -> str:
        """Say how it stands."""
        instant = instant_of(situation, self.anchor)
        if instant == NEVER:
            return f"`{self.anchor}` has not happened"
        return f"`{self.anchor}` was on {local(instant, situation.office.zone)}"
