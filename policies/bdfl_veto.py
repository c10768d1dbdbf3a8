"""What one person, or a few, can do to everybody's decision: three powers, not one.

A *sign-off* must be given, and silence blocks. A *veto* must be spoken, and silence consents. An
*override* is the final call, either way.
"""

from attrs import frozen

from ..engine.facts import Situation
from ..engine.policy import names
from ..engine.speech import Speech, number


@frozen(kw_only=True)
class SignOff:
    """Members of a body must have signed; as long as too few have, nothing passes.

    Source: the Keras charter of 2019-08-02, where the BDFL must approve all changes to the API.
    """

    by: str = names("body")
    at_least: int = 1

    def holds(self, facts: Situation) -> bool:
        """Tell whether enough have signed."""
        return facts.signed(self.by) >= self.at_least

    def says(self, speech: Speech) -> str:
        """Say what it demands."""
        many = self.at_least > 1
        return f"{speech.some_of(self.at_least, self.by)} {'have' if many else 'has'} signed"


@frozen(kw_only=True)
class Veto:
    """So many vetoes stand, in a named block or of a body; a charter names it under `unless`.

    Each stands until an action that `releases` it; whose action that is, the charter says.

    Source: the IETF's DISCUSS, which one member of the IESG holds and they alone clear.
    """

    by: str = names("veto")
    at_least: int = 1

    def __attrs_post_init__(self) -> None:
        if self.at_least < 1:
            raise ValueError("`at_least` is at least 1: no veto stops nothing")

    def holds(self, facts: Situation) -> bool:
        """Tell whether so many stand."""
        return facts.vetoed(self.by) >= self.at_least

    def says(self, speech: Speech) -> str:
        """Say what it demands."""
        if self.at_least == 1:
            return f"{speech.veto(self.by)} stands"
        return f"{number(self.at_least)} or more of these stand: {speech.veto(self.by)}"


@frozen(kw_only=True)
class Vetoing:
    """The one who asks has spoken a veto that stands, in a named block or of a body."""

    by: str = names("veto")

    def holds(self, facts: Situation) -> bool:
        """Tell whether theirs stands."""
        return facts.vetoing(self.by)

    def says(self, speech: Speech) -> str:
        """Say what it demands."""
        return f"whoever does it has spoken {speech.veto(self.by)} that still stands"


@frozen(kw_only=True)
class Override:
    """The actor has the final call, whatever others decided.

    Source: the Keras charters from 2019 on, where the BDFL has the final call.
    """

    by: str = names("body")

    def holds(self, facts: Situation) -> bool:
        """Tell whether the actor has it."""
        return facts.actor_in(self.by)

    def says(self, speech: Speech) -> str:
        """Say what it demands."""
        return f"whoever does it is {speech.one_of(self.by)}, who has the final call"

    def words(self, facts: Situation) -> str:
        """Say who has the final call."""
        verb = "has" if facts.actor_in(self.by) else "is not one of those who have"
        return f"{facts.actor_name} {verb} the final call (`{self.by}`)"
