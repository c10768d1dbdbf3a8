"""Whether the person whom a field of the request names is in a body, or holds a role."""

from typing import ClassVar

from attrs import frozen

from ..speech import Speech
from .asked import Asked
from .fact import Effect, Kind
from .people import holders, listed


def person_of(situation: Asked, field: str, who: str) -> bool:
    """Tell whether the person named is a member of the body, or holds the role, of that name.

    A field that was not given names nobody.
    """
    told = situation.data.get(field)
    return isinstance(told, str) and told in holders(situation, who)


@frozen
class PersonOf:
    """Whether the person whom a field of the request names is in a body, or holds a role."""

    field: str
    who: str
    kind: ClassVar[Kind] = "truth"

    @property
    def moved_by(self) -> tuple[Effect, ...]:
        """The effects that change it."""
        return (("role", self.who),)

    def read(self, situation: Asked) -> bool:
        """Look it up."""
        return person_of(situation, self.field, self.who)

    def means(self, speech: Speech) -> str:
        """Say what it is, without looking."""
        return f"{speech.field(self.field)} names {speech.one_of(self.who)}"

    def words(self, situation: Asked) -> str:
        """Say how it stands."""
        told = situation.data.get(self.field)
        if not isinstance(told, str):
            return f"`{self.field}` names nobody"
        verb = "is" if self.read(situation) else "is not"
        if self.who not in situation.office.bodies:
            return f"{told} {verb} the {self.who}"
        among = "" if self.read(situation) else f" {listed(holders(situation, self.who))}"
        return f"{told} {verb} one of `{self.who}`{among}"
