"""The instant by which a duty must be discharged."""

from typing import ClassVar

from attrs import frozen

from ..calendars import local
from ..instants import NEVER, Instant
from ..speech import Speech
from .after import after
from .asked import Asked
from .fact import Effect, Kind


def due(situation: Asked, duty: str) -> Instant:
    """Give the instant by which the duty must be discharged; ``NEVER`` without a deadline."""
    terms = situation.office.duties[duty]
    return NEVER if terms.within is None else after(situation, terms.after, terms.within)


@frozen
class Due:
    """The instant by which a duty must be discharged."""

    duty: str
    kind: ClassVar[Kind] = "instant"

    @property
    def moved_by(self) -> tuple[Effect, ...]:
        """The effects that change it: what gives rise to it, named by the duty itself."""
        return (("duty", self.duty),)

    def read(self, situation: Asked) -> Instant:
        """Look it up."""
        return due(situation, self.duty)

    def means(self, speech: Speech) -> str:
        """Say what it is, without looking."""
        return f"the deadline of the duty “{speech.duty(self.duty)}”"

    def words(self, situation: Asked) -> str:
        """Say how it stands."""
        instant = self.read(situation)
        if instant == NEVER:
            return f"`{self.duty}` is due at no time"
        return f"`{self.duty}` is due by {local(instant, situation.office.zone)}"
