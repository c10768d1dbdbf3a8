"""The instant of an anchor."""

from typing import ClassVar

from attrs import frozen

from ..calendars import local
from ..instants import NEVER, Instant
from ..speech import Speech
from .asked import Asked
from .fact import Effect, Kind
from .happened import instant_of


def at(situation: Asked, anchor: str) -> Instant:
    """Give the latest instant of the anchor, or ``NEVER``."""
    return instant_of(situation, anchor)


@frozen
class At:
    """The instant of an anchor."""

    anchor: str
    kind: ClassVar[Kind] = "instant"

    @property
    def moved_by(self) -> tuple[Effect, ...]:
        """The effects that change it."""
        return (("anchor", self.anchor),)

    def read(self, situation: Asked) -> Instant:
        """Look it up."""
        return at(situation, self.anchor)

    def means(self, speech: Speech) -> str:
        """Say what it is, without looking."""
        return f"the moment of {speech.anchor(self.anchor)}"

    def words(self, situation: Asked) -> str:
        """Say how it stands."""
        instant = self.read(situation)
        if instant == NEVER:
            return f"`{self.anchor}` has not happened"
        return f"`{self.anchor}` is {local(instant, situation.office.zone)}"
