"""The instant that a field of the request names."""

from datetime import date
from typing import ClassVar

from attrs import frozen

from ..calendars import local
from ..calendars.midnight import midnight
from ..instants import NEVER, Instant
from ..speech import Speech
from .asked import Asked
from .fact import Effect, Kind


def dated(situation: Asked, field: str) -> Instant:
    """Give the first instant of the day that the field names, in the charter's zone.

    A field that was not given, or names no day, is before everything.
    """
    value = situation.data.get(field)
    if not isinstance(value, str):
        return -NEVER
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return -NEVER
    return midnight(day, situation.office.zone)


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
