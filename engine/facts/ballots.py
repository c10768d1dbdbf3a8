"""How many votes stand at a choice."""

from typing import ClassVar

from attrs import frozen

from ..ballot import NO_VOTES
from ..speech import Speech
from ..voting import electorate, standing, tallied, total
from .asked import Asked
from .fact import Effect, Kind
from .people import listed


def ballots(situation: Asked, choice: str, *, of: str, firm: bool = False) -> int:
    """Count the votes for the choice; only those of present members of the electorate count.

    Args:
        situation: the request.
        choice: what was said.
        of: a ballot; or a body or a role, which is a ballot of its own people.
        firm: leave out those who could still cast a ballot, whatever their silence counts for.
    """
    record, office = situation.proposal.record, situation.office
    if record.votes is NO_VOTES and of not in office.ballots and of in office.bodies:
        cast = record.ballots.get(of)
        if not cast:
            return 0
        members = office.bodies[of]
        return sum(voter in members for voter, chosen in cast.items() if chosen == choice)
    return tallied(office, record, of, firm=firm).get(choice, 0)


@frozen
class Ballots:
    """How many votes stand at a choice."""

    choice: str
    of: str
    firm: bool = False
    kind: ClassVar[Kind] = "count"

    @property
    def moved_by(self) -> tuple[Effect, ...]:
        """The effects that change it."""
        return (("ballot", self.of), ("recusal", self.of), ("proxy", self.of))

    def read(self, situation: Asked) -> int:
        """Look it up."""
        return ballots(situation, self.choice, of=self.of, firm=self.firm)

    def means(self, speech: Speech) -> str:
        """Say what it is, without looking."""
        return f"the number of {speech.who(self.of)} who say “{self.choice}”"

    def words(self, situation: Asked) -> str:
        """Say how it stands."""
        record, office = situation.proposal.record, situation.office
        members = electorate(office, record, self.of)
        cast = standing(office, record, self.of, firm=self.firm)
        others = [member for member in members if cast.get(member) != self.choice]
        left = (
            f"; the others are {listed(others)}"
            if others and not secret(situation, self.of)
            else ""
        )
        many = total(office, record, self.of)
        return f"{self.read(situation)} of {many} `{self.of}` said {self.choice}{left}"


def secret(situation: Asked, of: str) -> bool:
    """Tell whether nobody knows who said what."""
    terms = situation.office.ballots.get(of)
    return terms is not None and terms.secrecy == "secret"
