"""Out of how many a tally is counted."""

from typing import ClassVar, Literal

from attrs import frozen

from ..ballot import ABSTAIN, NO_VOTES
from ..speech import Speech, counted
from ..voting import deciding, eligible, present, seats, tallied, voted, weight
from ..voting import total as electorate_total
from .asked import Asked
from .ballots import secret
from .fact import Effect, Kind

Counting = Literal["members", "seats", "cast", "deciding", "present"]
"""All who vote; all seats, vacant ones too; the votes that are in; those of them that are no
abstention; those who attend."""


def total(  # noqa: PLR0911 - one answer for each way of counting
    situation: Asked, of: str, *, counting: Counting, firm: bool = False
) -> int:
    """Count the votes out of which a share is taken.

    Args:
        situation: the request.
        of: a ballot; or a body or a role, which is a ballot of its own people.
        counting: which votes.
        firm: leave out those who could still cast a ballot, whatever their silence counts for.
    """
    record, office = situation.proposal.record, situation.office
    plain = record.votes is NO_VOTES and of not in office.ballots and of in office.bodies
    match counting:
        case "members" if plain:
            return len(office.bodies[of])
        case "members":
            return electorate_total(office, record, of)
        case "seats":
            return seats(office, record, of)
        case "present":
            return weight(office, of, present(office, record, of))
        case "cast" | "deciding" if plain:
            return _plain(situation, of, abstentions=counting == "cast")
        case "cast" if secret(situation, of):
            in_time = voted(office, record, of) & eligible(office, record, of)
            return weight(office, of, in_time)
        case "cast":
            return sum(tallied(office, record, of, firm=firm).values())
        case "deciding":
            return deciding(tallied(office, record, of, firm=firm))


def _plain(situation: Asked, of: str, *, abstentions: bool) -> int:
    cast = situation.proposal.record.ballots.get(of)
    if not cast:
        return 0
    members = situation.office.bodies[of]
    return sum(
        voter in members for voter, chosen in cast.items() if abstentions or chosen != ABSTAIN
    )


@frozen
class Total:
    """Out of how many a tally is counted."""

    of: str
    counting: Counting
    firm: bool = False
    kind: ClassVar[Kind] = "count"

    @property
    def moved_by(self) -> tuple[Effect, ...]:
        """The effects that change it."""
        recusal = ("recusal", self.of)
        match self.counting:
            case "members":
                return (recusal,)
            case "seats":
                return ()
            case "present":
                return (("attendance", self.of), recusal)
            case "cast" | "deciding":
                return (("ballot", self.of), recusal, ("proxy", self.of))

    def read(self, situation: Asked) -> int:
        """Look it up."""
        return total(situation, self.of, counting=self.counting, firm=self.firm)

    def means(self, speech: Speech) -> str:
        """Say what it is, without looking."""
        which = {
            "members": "",
            "cast": " who cast a ballot",
            "deciding": " who cast a ballot that is no abstention",
        }.get(self.counting, f" who are {self.counting}")
        return f"the number of {speech.who(self.of)}{which}"

    def words(self, situation: Asked) -> str:
        """Say how it stands."""
        many = self.read(situation)
        return {
            "members": f"`{self.of}` has {counted(many, 'member')}",
            "seats": f"`{self.of}` has {counted(many, 'seat')}",
            "cast": f"{many} of `{self.of}` cast a ballot",
            "deciding": f"{many} of `{self.of}` cast a ballot that is no abstention",
            "present": f"{many} of `{self.of}` are present",
        }[self.counting]
