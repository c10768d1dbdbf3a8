"""The instant of the request."""

from typing import ClassVar

from attrs import frozen

from ..calendars import local
from ..instants import Instant
from .asked import Asked
from .fact import Effect, Kind


@frozen
class Now:
    """The instant of the request."""

    kind: ClassVar[Kind] = "instant"

    @property
    def moved_by(self) -> tuple[Effect, ...]:
        """The effects that change it: none."""
        return ()

    def read(self, situation: Asked) -> Instant:
        """Look it up."""
        return situation.now

    def words(self, situation: Asked) -> str:
        """Say how it stands."""
        return f"it is {local(situation.now, situation.office.zone)}"
