"""In how many other proposals the one who asks plays a part."""

from typing import ClassVar

from attrs import frozen

from ..calendars import Period
from .asked import Asked
from .fact import Effect, Kind


def held(  # noqa: PLR0913, PLR0917 - each narrows what is counted
    situation: Asked,
    role: str,
    states: tuple[str, ...] = (),
    anchor: str | None = None,
    since: str | None = None,
    within: Period | None = None,
) -> int:
    """Count the other proposals in which the actor holds the role.

    Args:
        situation: who asks, and when.
        role: the part that they play.
        states: where those proposals stand; anywhere, if left out.
        anchor: what must have happened to them, from which ``since`` and ``within`` count.
        since: a shared anchor; only what happened at or after its latest instant counts.
        within: only what happened so lately that this period since it is not over counts.
    """
    return situation.office.register.read(Held(role, states, anchor, since, within), situation)


@frozen
class Held:
    """In how many other proposals the one who asks plays a part."""

    role: str
    states: tuple[str, ...] = ()
    anchor: str | None = None
    since: str | None = None
    within: Period | None = None
    kind: ClassVar[Kind] = "count"
    alone: ClassVar[int] = 0

    @property
    def moved_by(self) -> tuple[Effect, ...]:
        """The effects that change it: none of this proposal's."""
        return ()

    def read(self, situation: Asked) -> int:
        """Look it up."""
        return held(situation, self.role, self.states, self.anchor, self.since, self.within)

    def words(self, situation: Asked) -> str:
        """Say how it stands."""
        many = self.read(situation)
        noun = "proposal" if many == 1 else "proposals"
        states = " or ".join(f"`{state}`" for state in self.states)
        where = f" in {states}" if states else ""
        since = f" since `{self.since}`" if self.since else ""
        within = f" within {self.within.words()}" if self.within else ""
        return (
            f"{situation.actor_name} is the {self.role} of {many or 'no'} other"
            f" {noun}{where}{since}{within}"
        )
