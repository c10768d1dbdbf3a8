"""What somebody could say in a ballot, one example for each option that there is."""

from ..ballot import Votes
from ..machine import Action
from ..model import Data, Office
from ..voting import spelled
from .fit import options


def examples(  # noqa: PLR0911 - one answer for each kind of ballot
    office: Office, votes: Votes, action: Action
) -> tuple[Data, ...]:
    """Give what could be told with a ballot, as far as that can be enumerated; else nothing."""
    if action.ballot is None:
        return ()
    if "choice" in action.fields:
        return tuple({"choice": each} for each in action.fields["choice"].choices)
    terms = office.ballots.get(action.ballot)
    if terms is None:
        return ()
    found = sorted(options(office, votes, terms))
    if "ranking" in action.fields:
        return tuple({"ranking": [each]} for each in found)
    if "approved" in action.fields:
        return tuple({"approved": [each]} for each in found)
    if "scores" in action.fields:
        return tuple({"scores": [f"{each}: {spelled.HIGHEST}"]} for each in found)
    return ({},)  # a secret ballot says nothing
