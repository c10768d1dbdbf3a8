"""Meetings: what is valid only while a session is open."""

from attrs import frozen

from ..engine.facts import Situation
from ..engine.policy import names
from ..engine.speech import Speech


@frozen(kw_only=True)
class Session:
    """The act falls inside a session."""

    of: str = names("session")

    def holds(self, facts: Situation) -> bool:
        """Tell whether the session is open."""
        return facts.in_session(self.of)

    def says(self, speech: Speech) -> str:
        """Say what it demands."""
        return f"{speech.session(self.of)} is in session"
