"""Chair-only decisions: whoever decides is one of the chairs, and inside their meeting."""

from attrs import frozen

from ..engine.facts import Situation
from ..engine.policy import names


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
