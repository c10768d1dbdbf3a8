"""Whether the proposals that this one is linked to stand as they must."""

from typing import ClassVar

from attrs import frozen

from .asked import Asked
from .fact import Effect, Kind
from .people import listed


def told(situation: Asked, link: str) -> tuple[str, ...]:
    """Give what a link names: what the request tells, else what was told before."""
    value = situation.data.get(link)
    if isinstance(value, str):
        return (value,)
    if isinstance(value, (list, tuple)):
        return tuple(str(each) for each in value)
    return situation.proposal.record.links.get(link, ())


def linked(
    situation: Asked, link: str, states: tuple[str, ...] = (), back: str | None = None
) -> bool:
    """Tell whether the link names proposals, all of them there and in one of the states.

    With ``back``, each must also name this one under that link.
    """
    return bool(situation.office.register.read(Linked(link, states, back), situation))


@frozen
class Linked:
    """Whether the proposals that this one is linked to stand as they must."""

    link: str
    states: tuple[str, ...] = ()
    back: str | None = None
    kind: ClassVar[Kind] = "truth"
    alone: ClassVar[int] = 0

    @property
    def moved_by(self) -> tuple[Effect, ...]:
        """The effects that change it."""
        return (("link", self.link),)

    def read(self, situation: Asked) -> bool:
        """Look it up."""
        return linked(situation, self.link, self.states, self.back)

    def words(self, situation: Asked) -> str:
        """Say how it stands."""
        names = told(situation, self.link)
        if not names:
            return f"`{self.link}` names no proposal"
        verb = "is" if self.read(situation) else "is not"
        states = " or ".join(f"`{state}`" for state in self.states)
        where = f"in {states}" if states else "there"
        which = names[0] if len(names) == 1 else f"each of {listed(names)}"
        back = "" if self.back is None else f", naming this one as its `{self.back}`"
        return f"{which} (`{self.link}`) {verb} {where}{back}"
