"""Whether a duty is still owed."""

from typing import ClassVar

from attrs import frozen

from ..calendars import local
from ..instants import NEVER
from ..speech import Speech
from .asked import Asked
from .due import due
from .fact import Effect, Kind
from .happened import instant_of


def owed(situation: Asked, duty: str) -> bool:
    """Tell whether the duty arose and was not discharged since."""
    terms = situation.office.duties[duty]
    arose = instant_of(situation, terms.after)
    done = instant_of(situation, terms.discharged_by)
    return arose != NEVER and (done == NEVER or done < arose)


@frozen
class Owed:
    """Whether a duty is still owed."""

    duty: str
    kind: ClassVar[Kind] = "truth"

    @property
    def moved_by(self) -> tuple[Effect, ...]:
        """The effects that change it: what discharges it, named by the duty itself."""
        return (("duty", self.duty),)

    def read(self, situation: Asked) -> bool:
        """Look it up."""
        return owed(situation, self.duty)

    def means(self, speech: Speech) -> str:
        """Say what it is, without looking."""
        return f"the duty “{speech.duty(self.duty)}” is still owed"

    def words(self, situation: Asked) -> str:
        """Say how it stands."""
        terms = situation.office.duties[self.duty]
        if not self.read(situation):
            return f"`{self.duty}` is not owed"
        deadline = due(situation, self.duty)
        late = "" if deadline == NEVER else f" by {local(deadline, situation.office.zone)}"
        else_ = f"; otherwise {terms.consequence}" if terms.consequence else ""
        return f"`{terms.by}` must `{terms.must}`{late}: `{self.duty}`{else_}"
