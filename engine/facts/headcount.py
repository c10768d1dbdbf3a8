"""How many people are in a body, or hold a role in this proposal."""

from typing import ClassVar

from attrs import frozen

from ..speech import Speech
from .asked import Asked
from .fact import Effect, Kind
from .people import holders, listed


def headcount(situation: Asked, who: str, among: str | None = None) -> int:
    """Count the members of a body or the holders of a role.

    Where ``among`` names another body or role, only those count who are in that, too, now.
    """
    held = holders(situation, who)
    return len(held) if among is None else sum(each in holders(situation, among) for each in held)


@frozen
class Headcount:
    """How many people are in a body, or hold a role in this proposal."""

    who: str
    among: str | None = None
    kind: ClassVar[Kind] = "count"

    @property
    def moved_by(self) -> tuple[Effect, ...]:
        """The effects that change it."""
        both = (("role", self.who), ("role", self.among))
        return tuple((kind, name) for kind, name in both if name is not None)

    def read(self, situation: Asked) -> int:
        """Look it up."""
        return headcount(situation, self.who, self.among)

    def means(self, speech: Speech) -> str:
        """Say what it is, without looking."""
        among = "" if self.among is None else f" among {speech.who(self.among)}"
        return f"the number of people who are {speech.who(self.who)}{among}"

    def words(self, situation: Asked) -> str:
        """Say how it stands."""
        held = holders(situation, self.who)
        body = self.who in situation.office.bodies
        if not held:
            return f"nobody is in `{self.who}`" if body else f"nobody is the {self.who}"
        noun = f"in `{self.who}`" if body else f"the {self.who}"
        verb = "is" if len(held) == 1 else "are"
        said = f"{listed(held) if len(held) > 1 else next(iter(held))} {verb} {noun}"
        if self.among is None:
            return said
        return f"{said}, {self.read(situation)} of them of `{self.among}`"
