"""Whether the latest event that stands can be voided, and is the one that is named."""

from typing import ClassVar

from attrs import frozen

from ..speech import Speech
from .asked import Asked
from .fact import Effect, Kind


def voidable(situation: Asked, field: str, state: str) -> bool:
    """Tell whether a field names the version of the latest event that stands.

    Before it the proposal stood in the state: voided, it takes the proposal back to that.
    """
    past = situation.proposal.past
    if past is None or past.state != state:
        return False
    told = situation.data.get(field)
    return type(told) is int and told == past.version + 1


@frozen
class Voidable:
    """Whether the latest event that stands can be voided, and is the one that is named."""

    field: str
    state: str
    kind: ClassVar[Kind] = "truth"

    @property
    def moved_by(self) -> tuple[Effect, ...]:
        """The effects that change it: none by itself, for every event does."""
        return ()

    def read(self, situation: Asked) -> bool:
        """Look it up."""
        return voidable(situation, self.field, self.state)

    def means(self, speech: Speech) -> str:
        """Say what it is, without looking."""
        return f"{speech.field(self.field)} is that of the latest event that stands"

    def words(self, situation: Asked) -> str:
        """Say how it stands."""
        past = situation.proposal.past
        if past is None or past.version == 0:
            return "no event stands that could be voided"
        if past.state != self.state:
            return f"before version {past.version + 1} it stood in `{past.state}`"
        latest = f"version {past.version + 1} is the latest that stands"
        told = situation.data.get(self.field)
        return latest if self.read(situation) else f"{latest}, and `{self.field}` is {told}"
