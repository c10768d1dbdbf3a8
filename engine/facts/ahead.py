"""The instant that lies a period ahead of an anchor."""

from functools import lru_cache
from typing import ClassVar

from attrs import frozen

from ..calendars import Period, local, subtract
from ..instants import NEVER, Instant
from ..speech import Speech
from .after import graced
from .asked import Asked
from .fact import Effect, Kind
from .happened import instant_of

_subtract = lru_cache(maxsize=4096)(subtract)


def ahead(situation: Asked, anchor: str, period: Period, grace: Instant = 0) -> Instant:
    """Give the instant a period before the anchor; ``NEVER`` where that has not happened.

    It is so many microseconds later or, where ``grace`` is negative, earlier.
    """
    instant = instant_of(situation, anchor)
    if instant == NEVER:
        return NEVER
    office = situation.office
    return _subtract(instant, period, office.zone, office.week) + grace


@frozen
class Ahead:
    """The instant that lies a period ahead of an anchor."""

    anchor: str
    period: Period
    grace: Instant = 0
    kind: ClassVar[Kind] = "instant"

    @property
    def moved_by(self) -> tuple[Effect, ...]:
        """The effects that change it."""
        return (("anchor", self.anchor),)

    def read(self, situation: Asked) -> Instant:
        """Look it up."""
        return ahead(situation, self.anchor, self.period, self.grace)

    def means(self, speech: Speech) -> str:
        """Say what it is, without looking."""
        return f"{self.period.words()} before {speech.anchor(self.anchor)}"

    def words(self, situation: Asked) -> str:
        """Say how it stands."""
        instant = self.read(situation)
        if instant == NEVER:
            return f"`{self.anchor}` has not happened"
        when = local(instant, situation.office.zone)
        slack = f" with {graced(self.grace)} of grace" if self.grace else ""
        return f"{self.period.words()} before `{self.anchor}`{slack} is {when}"
