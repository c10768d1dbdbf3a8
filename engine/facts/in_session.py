"""Whether a session is open."""

from typing import TYPE_CHECKING, ClassVar

from attrs import frozen

from ..calendars import local
from ..instants import NEVER, Instant
from .fact import Effect, Kind

if TYPE_CHECKING:
    from .situation import Situation


def in_session(situation: "Situation", session: str) -> bool:
    """Tell whether the session is open now: from the instant it opens until it closes."""
    return situation.office.sessions[session].calendar.current(situation.now) is not None


@frozen
class InSession:
    """Whether a session is open."""

    session: str
    kind: ClassVar[Kind] = "truth"
    moved_by: ClassVar[tuple[Effect, ...]] = ()

    def read(self, situation: "Situation") -> bool:
        """Look it up."""
        return in_session(situation, self.session)

    def opens(self, situation: "Situation") -> Instant:
        """Give the instant at which it next opens, or ``NEVER``."""
        following = situation.office.sessions[self.session].calendar.next(situation.now)
        return NEVER if following is None else following.opens

    def words(self, situation: "Situation") -> str:
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
