"""Whether a field of the request is as a rule demands."""

from collections.abc import Sequence
from typing import ClassVar

from attrs import frozen

from ..match import Match
from ..speech import Speech
from .asked import Asked
from .fact import Effect, Kind


def matches(situation: Asked, field: str, match: Match) -> bool:
    """Tell whether the request carries the field and its value is as demanded."""
    return match.holds(situation.data.get(field))


@frozen
class Matches:
    """Whether a field of the request is as a rule demands."""

    field: str
    match: Match
    kind: ClassVar[Kind] = "truth"

    @property
    def moved_by(self) -> tuple[Effect, ...]:
        """The effects that change it: none."""
        return ()

    def read(self, situation: Asked) -> bool:
        """Look it up."""
        return matches(situation, self.field, self.match)

    def means(self, speech: Speech) -> str:
        """Say what it is, without looking."""
        return f"{speech.field(self.field)} {self.match.words()}"

    def words(self, situation: Asked) -> str:
        """Say how it stands."""
        if self.read(situation):
            return f"`{self.field}` {self.match.words()}"
        demand = f"it must {self.match.demand()}"
        if self.field not in situation.data:
            return f"`{self.field}` was not given; {demand}"
        value = situation.data[self.field]
        if isinstance(value, str) or not isinstance(value, Sequence):
            return f"`{self.field}` is `{value}`; {demand}"
        listed = ", ".join(f"`{item}`" for item in value)
        return f"`{self.field}` is {listed or 'empty'}; {demand}"
