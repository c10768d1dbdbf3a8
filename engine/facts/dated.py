"""The instant that a field of the request names."""

from typing import ClassVar

from attrs import frozen

from ..calendars import local, named
from ..instants import NEVER, Instant
from ..speech import Speech
from .asked import Asked
from .fact import Effect, Kind


def dated(situation: Asked, field: str) -> Instant:
    """Give the instant that the field names; of a day the first one, in the charter's zone.

    A field that was not given, or names neither day nor instant, is before everything.
    """
    value = situation.data.get(field)
    found = named(value, situation.office.zone) if isinstance(value, str) else None
    return -NEVER if found is None else found


@frozen
class Dated:
    """The instant that a field of the request names."""

    field: str
    kind: ClassVar[Kind] = "instant"

    @property
    def moved_by(self) -> tuple[Effect, ...]:
        """The effects that change it: none."""
        return ()

    def read(self, situation: Asked) -> Instant:
        """Look it up."""
        return dated(situation, self.field)

    def means(self, speech: Speech) -> str:
        """Say what it is, without looking."""
        return f"the day that {speech.field(self.field)} names"

    def words(self, situation: Asked) -> str:
        """Say how it stands."""
        instant = self.read(situation)
        if instant == -NEVER:
            return f"`{self.field}` names no day"
        return f"`{self.field}` is {local(instant, situation.office.zone)}"
