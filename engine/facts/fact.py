"""What every fact can say of itself."""

from typing import ClassVar, Literal, Protocol, runtime_checkable

from ..speech import Speech
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


@runtime_checkable
class Meant(Protocol):
    """A fact that says what it is, without looking; of others their class's docstring does."""

    def means(self, speech: Speech, /) -> str:
        """Say it: a truth as a clause, a count or an instant as a noun with its article."""
        ...
