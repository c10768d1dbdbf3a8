"""The closed world of facts: all that a policy can look at, one fact a file."""

from .actor_in import ActorIn
from .actor_is import ActorIs
from .after import After
from .assigned import Assigned
from .at import At
from .attested import Attested
from .ballots import Ballots
from .dated import Dated
from .fact import Effect, Fact, Kind
from .happened import Happened
from .in_session import InSession
from .leaves import Combine, Leaves
from .matches import Matches
from .now import Now
from .owed import Owed, due
from .people import listed
from .signed import Signed
from .situation import Situation
from .total import ABSTAIN, Counting, Total
from .vetoed import Vetoed

__all__ = [
    "ABSTAIN",
    "ActorIn",
    "ActorIs",
    "After",
    "Assigned",
    "At",
    "Attested",
    "Ballots",
    "Combine",
    "Counting",
    "Dated",
    "Effect",
    "Fact",
    "Happened",
    "InSession",
    "Kind",
    "Leaves",
    "Matches",
    "Now",
    "Owed",
    "Signed",
    "Situation",
    "Total",
    "Vetoed",
    "due",
    "listed",
]
