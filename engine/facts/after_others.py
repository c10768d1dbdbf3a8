"""The instant that lies a period after something last happened to another proposal."""

from typing import ClassVar

from attrs import frozen

from ..calendars import Period, local
from ..instants import NEVER, Instant
from .asked import Asked
from .fact import Effect, Kind


def after_others(situation: Asked, anchor: str, same: str, period: Period) -> Instant:
    """Give the instant a period after the anchor's latest in others with the same link.

    Where it has happened to none of them, that is before everything.
    """
    return situation.office.register.read(AfterOthers(anchor, same, period), situation)


@frozen
class AfterOthers:
    """The instant that lies a period after something last happened to another proposal."""

    anchor: str
    same: str
    period: Period
    kind: ClassVar[Kind] = "instant"
    alone: ClassVar[int] = -NEVER

    @property
    def moved_by(self) -> tuple[Effect, ...]:
        """The effects that change it: none of this proposal's."""
        return ()

    def read(self, situation: Asked) -> Instant:
        """Look it up."""
        return after_others(situation, self.anchor, self.same, self.period)

    def words(self, situation: Asked) -> str:
        """Say how it stands."""
        instant = self.read(situation)
        others = f"another proposal with the same `{self.same}`"
        if instant == -NEVER:
            return f"`{self.anchor}` has not happened to {others}"
        when = local(instant, situation.office.zone)
        return f"{self.period.words()} after `{self.anchor}` of {others} is {when}"
