"""How many vetoes stand, in a named block or of a body."""

from collections.abc import Set as AbstractSet
from typing import ClassVar

from attrs import frozen

from ..speech import Speech
from .asked import Asked
from .fact import Effect, Kind
from .people import holders, listed

_NOBODY: frozenset[str] = frozenset()


def standing(situation: Asked, by: str) -> AbstractSet[str]:
    """Give those whose veto stands: until it is released.

    A block that `lapses` counts only those who may still speak it; any other veto outlives its
    holder's membership.
    """
    held = situation.proposal.record.vetoes.get(by, _NOBODY)
    block = situation.office.blocks.get(by) if held else None
    if block is None or not block.lapses:
        return held
    return held.intersection(*[[p for who in block.by for p in holders(situation, who)]])


def vetoed(situation: Asked, by: str) -> int:
    """Count the vetoes that stand."""
    return len(standing(situation, by))


@frozen
class Vetoed:
    """How many vetoes stand, in a named block or of a body."""

    by: str
    kind: ClassVar[Kind] = "count"

    @property
    def moved_by(self) -> tuple[Effect, ...]:
        """The effects that change it."""
        return (("veto", self.by),)

    def read(self, situation: Asked) -> int:
        """Look it up."""
        return vetoed(situation, self.by)

    def means(self, speech: Speech) -> str:
        """Say what it is, without looking."""
        return f"the number of vetoes of {speech.who(self.by)} that stand"

    def words(self, situation: Asked) -> str:
        """Say how it stands."""
        held = standing(situation, self.by)
        if self.by in situation.office.blocks:
            return f"`{self.by}` of {listed(held)} stands" if held else f"no `{self.by}` stands"
        return f"vetoed by {listed(held)}" if held else f"no veto of `{self.by}` stands"
