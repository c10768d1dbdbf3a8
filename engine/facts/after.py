"""The instant that lies a period after an anchor."""

from functools import lru_cache
from typing import ClassVar

from attrs import frozen

from ..calendars import Period, Week, add, local
from ..instants import NEVER, Instant
from ..speech import Speech
from .asked import Asked
from .fact import Effect, Kind
from .happened import instant_of

_add = lru_cache(maxsize=4096)(add)


def plus(instant: Instant, period: Period, zone: str, week: Week, grace: Instant) -> Instant:
    """Give the instant a period and so many microseconds later; ``NEVER`` stays ``NEVER``."""
    found = _add(instant, period, zone, week)
    return found + grace if grace and found != NEVER else found


def after(situation: Asked, anchor: str, period: Period, grace: Instant = 0) -> Instant:
    """Give the instant a period after the anchor, or ``NEVER`` where that has not happened.

    It is so many microseconds later or, where ``grace`` is negative, earlier. Months and days are
    those of the charter's zone.
    """
    instant = instant_of(situation, anchor)
    if instant == NEVER:
        return NEVER
    office = situation.office
    if period.business or period.weekends or grace:
        return plus(instant, period, office.zone, office.week, grace)
    return _add(instant, period, office.zone)  # the most usual one, by short cut


@frozen
class After:
    """The instant that lies a period after an anchor."""

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
        return after(situation, self.anchor, self.period, self.grace)

    def means(self, speech: Speech) -> str:
        """Say what it is, without looking."""
        slack = f", with {graced(self.grace)} of grace," if self.grace else ""
        return f"{self.period.words()} after {speech.anchor(self.anchor)}{slack}"

    def words(self, situation: Asked) -> str:
        """Say how it stands."""
        instant = self.read(situation)
        if instant == NEVER:
            return f"`{self.anchor}` has not happened"
        when = local(instant, situation.office.zone)
        slack = f" with {graced(self.grace)} of grace" if self.grace else ""
        return f"{self.period.words()} after `{self.anchor}`{slack} is {when}"


def graced(grace: Instant) -> str:
    """Say how long a grace is."""
    return Period(seconds=abs(grace) // 1_000_000).words()
