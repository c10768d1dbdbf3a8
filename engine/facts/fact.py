"""What every fact can say of itself."""

from typing import ClassVar, Literal, Protocol

from .asked import Asked

Kind = Literal["truth", "count", "instant"]

Effect = tuple[str, str]
"""What an action changes, and of whom: ``("ballot", "chairs")``."""


class Fact(Protocol):
    """A leaf of a rule: one thing that is looked up, with words for it.

    Facts compute, policies compare. The set of facts is closed: a policy can look at nothing else.
    """

    kind: ClassVar[Kind]
    """What it reads as."""

    @property
    def moved_by(self) -> tuple[Effect, ...]:
        """The effects that change it; none for what only time or the asker changes."""
        ...

    def read(self, situation: Asked, /) -> int:
        """Look it up."""
        ...

    def words(self, situation: Asked, /) -> str:
        """Say how it stands, as a clause without a full stop."""
        ...
