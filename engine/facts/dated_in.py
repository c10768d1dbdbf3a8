"""Whether the instant that a field of the request names lies in a session."""

from typing import ClassVar

from attrs import frozen

from ..calendars import local
from ..instants import NEVER, Instant
from ..speech import Speech
from .asked import Asked
from .dated import dated
from .fact import Effect, Kind
from .in_session import following, sitting


def dated_in(situation: Asked, field: str, session: str) -> bool:
    """Tell whether the session is open at the instant that the field names."""
    instant = dated(situation, field)
    return instant != -NEVER and sitting(situation, session, instant) is not None


@frozen
class DatedIn:
    """Whether the instant that a field of the request names lies in a session."""

    field: str
    session: str
    kind: ClassVar[Kind] = "truth"

    @property
    def moved_by(self) -> tuple[Effect, ...]:
        """The effects that change it; none but for a session that is convened."""
        return (("session", self.session),)

    def read(self, situation: Asked) -> bool:
        """Look it up."""
        return dated_in(situation, self.field, self.session)

    def other(self, situation: Asked) -> Instant:
        """Give an instant that the field could name instead, so that the fact turns round.

        It is the one at which the session closes, or next opens; ``NEVER`` where there is none.
        """
        told = max(dated(situation, self.field), situation.now)
        open_one = sitting(situation, self.session, told)
        if open_one is not None:
            return open_one.closes
        coming = following(situation, self.session, told)
        return NEVER if coming is None else coming.opens

    def means(self, speech: Speech) -> str:
        """Say what it is, without looking."""
        return f"what {speech.field(self.field)} names is in {speech.session(self.session)}"

    def words(self, situation: Asked) -> str:
        """Say how it stands."""
        instant = dated(situation, self.field)
        if instant == -NEVER:
            return f"`{self.field}` names no instant"
        zone = situation.office.zone
        found = sitting(situation, self.session, instant)
        said = f"`{self.field}` is {local(instant, zone)}"
        if found is None:
            return f"{said}, outside `{self.session}`"
        opened, closes = local(found.opens, zone), local(found.closes, zone)
        return f"{said}, inside `{self.session}` from {opened} to {closes}"
