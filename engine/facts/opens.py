"""The instant at which a session next opens."""

from typing import ClassVar

from attrs import frozen

from ..calendars import local
from ..instants import NEVER, Instant
from ..speech import Speech
from .asked import Asked
from .fact import Effect, Kind
from .in_session import opens


@frozen
class Opens:
    """The instant at which a session next opens, later than now."""

    session: str
    kind: ClassVar[Kind] = "instant"

    @property
    def moved_by(self) -> tuple[Effect, ...]:
        """The effects that change it; none but for a session that is convened."""
        return (("session", self.session),)

    def read(self, situation: Asked) -> Instant:
        """Look it up."""
        return opens(situation, self.session)

    def means(self, speech: Speech) -> str:
        """Say what it is, without looking."""
        return f"the next opening of {speech.session(self.session)}"

    def words(self, situation: Asked) -> str:
        """Say how it stands."""
        instant = self.read(situation)
        if instant == NEVER:
            return f"`{self.session}` never opens again"
        return f"`{self.session}` next opens {local(instant, situation.office.zone)}"
