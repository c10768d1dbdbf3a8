"""The instant that lies a period after the one that a field of the request names."""

from typing import ClassVar

from attrs import frozen

from ..calendars import Period, local
from ..instants import NEVER, Instant
from ..speech import Speech
from .after import plus
from .asked import Asked
from .dated import dated
from .fact import Effect, Kind


def elapsed(situation: Asked, field: str, period: Period) -> Instant:
    """Give when a period has run out since what the field names; ``NEVER`` where it names none."""
    told = dated(situation, field)
    if told == -NEVER:
        return NEVER
    office = situation.office
    return plus(told, period, office.zone, office.week, 0)


@frozen
class Elapsed:
    """The instant that lies a period after the one that a field of the request names."""

    field: str
    period: Period
    kind: ClassVar[Kind] = "instant"

    @property
    def moved_by(self) -> tuple[Effect, ...]:
        """The effects that change it: none."""
        return ()

    def read(self, situation: Asked) -> Instant:
        """Look it up."""
        return elapsed(situation, self.field, self.period)

    def means(self, speech: Speech) -> str:
        """Say what it is, without looking."""
        return f"{self.period.words()} after the day that {speech.field(self.field)} names"

    def words(self, situation: Asked) -> str:
        """Say how it stands."""
        instant = self.read(situation)
        if instant == NEVER:
            return f"`{self.field}` names no day"
        when = local(instant, situation.office.zone)
        return f"{self.period.words()} after `{self.field}` is {when}"
