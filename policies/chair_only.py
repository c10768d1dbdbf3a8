"""Chair-only decisions: whoever decides is one of the chairs, and inside their meeting."""

from attrs import frozen

from ..engine.facts import Situation
from ..engine.policy import names
from ..engine.speech import Speech


@frozen(kw_only=True)
class ChairOnly:
    """Only members of a body take part, and only while it is in session.

    Source: the Keras SIG restricts participation in its design review meetings to its chairs.
    """

    body: str = names("body")
    session: str = names("session")

    def holds(self, facts: Situation) -> bool:
        """Tell whether a member acts inside the session."""
        return facts.actor_in(self.body) & facts.in_session(self.session)

    def says(self, speech: Speech) -> str:
        """Say what it demands."""
        who, session = speech.one_of(self.body), speech.session(self.session)
        return f"whoever does it is {who}, and {session} is in session"
