"""Whether a session is open."""

from typing import ClassVar

from attrs import frozen

from ..calendars import Occurrence, local
from ..instants import NEVER, Instant
from ..speech import Speech
from .asked import Asked
from .fact import Effect, Kind
from .happened import instant_of


def in_session(situation: Asked, session: str) -> bool:
    """Tell whether the session is open now: from the instant it opens until it closes."""
    calendar = situation.office.sessions[session].calendar
    if calendar is not None:
        return calendar.current(situation.now) is not None
    return sitting(situation, session, situation.now) is not None


def sitting(situation: Asked, session: str, at: Instant) -> Occurrence | None:
    """Give the session of that kind which is open at an instant, or ``None``."""
    kind = situation.office.sessions[session]
    if kind.calendar is not None:
        return kind.calendar.current(at)
    only = kind.at(instant_of(situation, kind.convened), situation.office.zone)
    return only if only is not None and only.opens <= at < only.closes else None


def following(situation: Asked, session: str, at: Instant) -> Occurrence | None:
    """Give the first session of that kind which opens after an instant, or ``None``."""
    kind = situation.office.sessions[session]
    if kind.calendar is not None:
        return kind.calendar.next(at + 1)
    only = kind.at(instant_of(situation, kind.convened), situation.office.zone)
    return only if only is not None and at < only.opens else None


def opens(situation: Asked, session: str) -> Instant:
    """Give the instant at which the session next opens, later than now, or ``NEVER``."""
    found = following(situation, session, situation.now)
    return NEVER if found is None else found.opens


@frozen
class InSession:
    """Whether a session is open."""

    session: str
    kind: ClassVar[Kind] = "truth"

    @property
    def moved_by(self) -> tuple[Effect, ...]:
        """The effects that change it; none but for a session that is convened."""
        return (("session", self.session),)

    def read(self, situation: Asked) -> bool:
        """Look it up."""
        return in_session(situation, self.session)

    def opens(self, situation: Asked) -> Instant:
        """Give the instant at which it next opens, or ``NEVER``."""
        return opens(situation, self.session)

    def turns(self, situation: Asked) -> Instant:
        """Give the instant at which it next closes, if it is open, or opens; or ``NEVER``."""
        current = sitting(situation, self.session, situation.now)
        return self.opens(situation) if current is None else current.closes

    def means(self, speech: Speech) -> str:
        """Say what it is, without looking."""
        return f"{speech.session(self.session)} is in session"

    def words(self, situation: Asked) -> str:
        """Say how it stands."""
        kind = situation.office.sessions[self.session]
        zone = situation.office.zone if kind.calendar is None else kind.calendar.zone
        current = sitting(situation, self.session, situation.now)
        if current is not None:
            return f"inside `{self.session}`, which closes {local(current.closes, zone)}"
        coming = self.opens(situation)
        if coming != NEVER:
            return f"outside `{self.session}`; next opens {local(coming, zone)}"
        if kind.calendar is not None:
            return f"outside `{self.session}`, which never opens again"
        over = instant_of(situation, kind.convened) != NEVER
        return f"outside `{self.session}`, which {'is over' if over else 'nobody has convened'}"
