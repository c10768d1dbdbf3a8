"""Who is in a body, as a whole: whether it is complete."""

from attrs import frozen

from ..engine.facts import Below, Situation
from ..engine.policy import names
from ..engine.speech import Speech


@frozen(kw_only=True)
class Short:
    """A body lacks members.

    What it lacks members of (`of`) is the `minimum` with which it is complete, or its `seats`. It
    counts those who have a seat, the suspended among them. Where the charter states no such number
    for the body, it lacks nobody.

    Source: DEP 10 (a new election when fewer than three elected members remain); PEP 13 (a vacancy
    on the council is filled by vote of the others).
    """

    body: str = names("body")
    of: Below = "minimum"

    def holds(self, facts: Situation) -> bool:
        """Tell whether it does."""
        return facts.lacking(self.body, below=self.of) >= 1

    def says(self, speech: Speech) -> str:
        """Say what it demands."""
        which = "seats" if self.of == "seats" else "smallest number"
        return f"{speech.who(self.body)} have fewer members than their {which}"
