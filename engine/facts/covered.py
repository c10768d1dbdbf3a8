"""The instant at which so many whole sessions have passed since an anchor."""

from typing import ClassVar

from attrs import frozen

from ..calendars import local
from ..instants import NEVER, Instant
from ..speech import Speech
from .asked import Asked
from .fact import Effect, Kind
from .happened import instant_of
from .in_session import following


def covered(situation: Asked, anchor: str, session: str, many: int) -> Instant:
    """Give the instant at which the so-many-th session closes that opened at the anchor or later.

    ``NEVER`` where the anchor has not happened, or there are not so many sessions.
    """
    at = instant_of(situation, anchor)
    if at == NEVER:
        return NEVER
    closes, opened = at, at - 1
    for _ in range(many):
        found = following(situation, session, opened)
        if found is None:
            return NEVER
        closes, opened = found.closes, found.opens
    return closes


@frozen
class Covered:
    """The instant at which so many whole sessions have passed since an anchor."""

    anchor: str
    session: str
    many: int
    kind: ClassVar[Kind] = "instant"

    @property
    def moved_by(self) -> tuple[Effect, ...]:
        """The effects that change it."""
        return (("anchor", self.anchor), ("session", self.session))

    def read(self, situation: Asked) -> Instant:
        """Look it up."""
        return covered(situation, self.anchor, self.session, self.many)

    def means(self, speech: Speech) -> str:
        """Say what it is, without looking."""
        what = f"{speech.session(self.session)}, {self.many} whole,"
        return f"the end of {what} after {speech.anchor(self.anchor)}"

    def words(self, situation: Asked) -> str:
        """Say how it stands."""
        if instant_of(situation, self.anchor) == NEVER:
            return f"`{self.anchor}` has not happened"
        instant = self.read(situation)
        if instant == NEVER:
            return f"`{self.session}` does not meet {self.many} times after `{self.anchor}`"
        whole = "a whole" if self.many == 1 else f"{self.many} whole"
        when = local(instant, situation.office.zone)
        return f"{whole} `{self.session}` since `{self.anchor}` is over {when}"
