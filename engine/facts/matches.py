"""Whether a field of the request is as a rule demands."""

from typing import TYPE_CHECKING, ClassVar

from attrs import frozen

from ..match import Match
from .fact import Effect, Kind

if TYPE_CHECKING:
    from .situation import Situation


def matches(situation: "Situation", field: str, match: Match) -> bool:
    """Tell whether the request carries the field and its value is as demanded."""
    return match.holds(situation.data.get(field))


@frozen
class Matches:
    """Whether a field of the request is as a rule demands."""

    field: str
    match: Match
    kind: ClassVar[Kind] = "truth"
    moved_by: ClassVar[tuple[Effect, ...]] = ()

    def read(self, situation: "Situation") -> bool:
        """Look it up."""
        return matches(situation, self.field, self.match)

    def words(self, situation: "Situation") -> str:
        """Say how it stands."""
        if self.read(situation):
            return f"`{self.field}` {self.match.words()}"
        demand = f"must be one that {self.match.words()}"
        if self.field not in situation.data:
            return f"`{self.field}` was not given; it {demand}"
        return f"`{self.field}` is `{situation.data[self.field]}`; it {demand}"
