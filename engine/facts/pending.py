"""How many other proposals stand in some states."""

from typing import ClassVar

from attrs import frozen

from .asked import Asked
from .fact import Effect, Kind


def pending(situation: Asked, states: tuple[str, ...], same: str | None = None) -> int:
    """Count the other proposals in the states; with ``same``, those with the same link."""
    return situation.office.register.read(Pending(states, same), situation)


@frozen
class Pending:
    """How many other proposals stand in some states."""

    states: tuple[str, ...]
    same: str | None = None
    kind: ClassVar[Kind] = "count"
    alone: ClassVar[int] = 0

    @property
    def moved_by(self) -> tuple[Effect, ...]:
        """The effects that change it: none of this proposal's."""
        return ()

    def read(self, situation: Asked) -> int:
        """Look it up."""
        return pending(situation, self.states, self.same)

    def words(self, situation: Asked) -> str:
        """Say how it stands."""
        many = self.read(situation)
        states = " or ".join(f"`{state}`" for state in self.states)
        like = "" if self.same is None else f" with the same `{self.same}`"
        verb = "proposal is" if many == 1 else "proposals are"
        return f"{many or 'no'} other {verb} in {states}{like}"
