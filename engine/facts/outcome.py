"""What a count of ballots came to."""

from typing import ClassVar

from attrs import frozen

from ..ballot import Outcome as Counted
from ..speech import Speech
from ..voting import outcome as counted
from .asked import Asked
from .fact import Effect, Kind


def came(situation: Asked, of: str) -> Counted:
    """Give the outcome that was recorded; where none was, what the ballots come to as they are."""
    known = situation.proposal.record.votes.outcomes.get(of)
    return counted(situation.office, situation.proposal.record, of) if known is None else known


def outcome(situation: Asked, of: str, is_: str = "", *, option: str = "") -> bool:
    """Tell whether a count came to something.

    Args:
        situation: the request.
        of: the count.
        is_: ``won``, ``default`` or ``tie``; nothing where any will do.
        option: what has to be among the winners; nothing where it doesn't matter.
    """
    found = came(situation, of)
    return (not is_ or found.came == is_) and (not option or option in found.winners)


@frozen
class Outcome:
    """What a count of ballots came to."""

    of: str
    is_: str = ""
    option: str = ""
    kind: ClassVar[Kind] = "truth"

    @property
    def moved_by(self) -> tuple[Effect, ...]:
        """The effects that change it."""
        return (("outcome", self.of),)

    def read(self, situation: Asked) -> bool:
        """Look it up."""
        return outcome(situation, self.of, self.is_, option=self.option)

    def means(self, speech: Speech) -> str:
        """Say what it is, without looking."""
        won = f"“{self.option}” is among the winners" if self.option else ""
        came = f"it came to “{self.is_}”" if self.is_ else ""
        return f"in the count {speech.thing(self.of)} {' and '.join(filter(None, (came, won)))}"

    def words(self, situation: Asked) -> str:
        """Say how it stands."""
        found = came(situation, self.of)
        out = "".join(f"; `{option}` is out: {why}" for option, why in found.dropped.items())
        match found.came:
            case "won":
                said = f"{_listed(found.winners)} won `{self.of}`"
            case "default":
                said = f"`{self.of}` came to its default, {_listed(found.winners)}"
            case "tie":
                first = f"{_listed(found.winners)} won, and " if found.winners else ""
                said = f"{first}{_listed(found.tied)} are tied in `{self.of}`"
            case "none":
                said = f"nothing was voted on in `{self.of}`"
        return said + out


def _listed(options: tuple[str, ...]) -> str:
    return ", ".join(f"`{option}`" for option in options)
