"""The instant that lies a period from now."""

from typing import ClassVar

from attrs import frozen

from ..calendars import Period, back, local
from ..instants import NEVER, Instant
from ..speech import Speech
from .after import graced, plus
from .asked import Asked
from .fact import Effect, Kind


def hence(situation: Asked, period: Period, grace: Instant = 0) -> Instant:
    """Give the instant a period from now, so many microseconds later or, if negative, earlier."""
    office = situation.office
    return plus(situation.now, period, office.zone, office.week, grace)


@frozen
class Hence:
    """The instant that lies a period from now."""

    period: Period
    grace: Instant = 0
    kind: ClassVar[Kind] = "instant"

    @property
    def moved_by(self) -> tuple[Effect, ...]:
        """The effects that change it: none."""
        return ()

    def read(self, situation: Asked) -> Instant:
        """Look it up."""
        return hence(situation, self.period, self.grace)

    def reaches(self, situation: Asked, instant: Instant) -> Instant:
        """Give the last instant of a request at which it would not be past an instant."""
        if not -NEVER < instant < NEVER:
            return instant
        office = situation.office
        return back(instant - self.grace, self.period, office.zone, office.week)

    def means(self, _speech: Speech) -> str:
        """Say what it is, without looking."""
        return f"{self.period.words()} from now"

    def words(self, situation: Asked) -> str:
        """Say how it stands."""
        when = local(self.read(situation), situation.office.zone)
        slack = f" with {graced(self.grace)} of grace" if self.grace else ""
        return f"{self.period.words()} from now{slack} is {when}"
