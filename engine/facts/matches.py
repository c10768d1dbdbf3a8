"""Whether a field of the request is as a rule demands."""

from typing import ClassVar

from attrs import frozen

from ..match import Match
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

    def words(self, situation: Asked) -> str:
        """Say how it stands."""
        if self.read(situation):
            return f"`{self.field}` {self.match.words()}"
        demand = f"must be one that {self.match.words()}"
        if self.field not in situation.data:
            return f"`{self.field}` was not given; it {demand}"
        return f"`{self.field}` is `{situation.data[self.field]}`; it {demand}"
