"""The instant of the request."""

from typing import TYPE_CHECKING, ClassVar

from attrs import frozen

from ..calendars import local
from ..instants import Instant
from .fact import Effect, Kind

if TYPE_CHECKING:
    from .situation import Situation


@frozen
class Now:
    """The instant of the request."""

    kind: ClassVar[Kind] = "instant"
    moved_by: ClassVar[tuple[Effect, ...]] = ()

    def read(self, situation: "Situation") -> Instant:
        """Look it up."""
        return situation.now

    def words(self, situation: "Situation") -> str:
        """Say how it stands."""
        return f"it is {local(situation.now, situation.office.zone)}"
