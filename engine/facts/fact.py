"""What every fact can say of itself."""

from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from .situation import Situation

Kind = Literal["truth", "count", "instant"]

Effect = tuple[str, str]
"""What an action changes, and of whom: ``("ballot", "chairs")``."""


class Fact(Protocol):
    """A leaf of a rule: one thing that is looked up, with words for it.

    Facts compute, policies compare. The set of facts is closed: a policy can look at nothing else.
    """

    @property
    def kind(self) -> Kind:
        """What it reads as: a truth, a count or an instant."""
        ...

    @property
    def moved_by(self) -> tuple[Effect, ...]:
        """The effects of actions that can change it; none for what only time or the asker changes."""
        ...

    def read(self, situation: "Situation", /) -> int:
        """Look it up."""
        ...

    def words(self, situation: "Situation", /) -> str:
        """Say how it stands, as a clause without a full stop."""
        ...
