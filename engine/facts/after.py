"""The instant that lies a period after an anchor."""

from functools import lru_cache
from typing import ClassVar

from attrs import frozen

from ..calendars import Period, add, local
from ..instants import NEVER, Instant
from ..speech import Speech
from .asked import Asked
from .fact import Effect, Kind
from .happened import instant_of

_add = lru_cache(maxsize=4096)(add)


def after(situation: Asked, anchor: str, period: Period) -> Instant:
    """Give the instant a period after the anchor, or ``NEVER`` where that has not happened.

    Months and days are those of the charter's zone.
    """
    instant = instant_of(situation, anchor)
    return NEVER if instant == NEVER else _add(instant, period, situation.office.zone)


@frozen
class After:
    """The instant that lies a period after an anchor."""

    anchor: str
    period: Period
    kind: ClassVar[Kind] = "instant"

    @property
    def moved_by(self) -> tuple[Effect, ...]:
        """The effects that change it."""
        return (("anchor", self.anchor),)

    def read(self, situation: Asked) -> Instant:
        """Look it up."""
        return after(situation, self.anchor, self.period)

    def means(self, speech: Speech) -> str:
        """Say what it is, without looking."""
        return f"{self.period.words()} after {speech.anchor(self.anchor)}"

    def words(self, situation: Asked) -> str:
        """Say how it stands."""
        instant = self.read(situation)
        if instant == NEVER:
            return f"`{self.anchor}` has not happened"
        when = local(instant, situation.office.zone)
        return f"{self.period.words()} after `{self.anchor}` is {when}"
