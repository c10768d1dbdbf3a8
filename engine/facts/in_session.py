"""Whether a session is open."""

from typing import ClassVar

from attrs import frozen

from ..calendars import local
from ..instants import NEVER, Instant
from ..speech import Speech
from .asked import Asked
from .fact import Effect, Kind


def in_session(situation: Asked, session: str) -> bool:
    """Tell whether the session is open now: from the instant it opens until it closes."""
    return situation.office.sessions[session].calendar.current(situation.now) is not None


@frozen
class InSession:
    """Whether a session is open."""

    session: str
    kind: ClassVar[Kind] = "truth"

    @property
    def moved_by(self) -> tuple[Effect, ...]:
        """The effects that change it: none."""
        return ()

    def read(self, situation: Asked) -> bool:
        """Look it up."""
        return in_session(situation, self.session)

    def opens(self, situation: Asked) -> Instant:
        """Give the instant at which it next opens, or ``NEVER``."""
        following = situation.office.sessions[self.session].calendar.next(situation.now)
        return NEVER if following is None else following.opens

    def turns(self, situation: Asked) -> Instant:
        """Give the instant at which it next closes, if it is open, or opens; or ``NEVER``."""
        current = situation.office.sessions[self.session].calendar.current(situation.now)
        return self.opens(situation) if current is None else current.closes

    def means(self, speech: Speech) -> str:
        """Say what it is, without looking."""
        return f"{speech.session(self.session)} is in session"

    def words(self, situation: Asked) -> str:
        """Say how it stands."""
        calendar = situation.office.sessions[self.session].calendar
        current = calendar.current(situation.now)
        if current is not None:
            closes = local(current.closes, calendar.zone)
            return f"inside `{self.session}`, which closes {closes}"
        opens = self.opens(situation)
        if opens == NEVER:
            return f"outside `{self.session}`, which never opens again"
        return f"outside `{self.session}`; next opens {local(opens, calendar.zone)}"
