"""The closed world of facts: all that a policy can look at, one fact a file."""

from .actor_in import ActorIn
from .actor_is import ActorIs
from .after import After
from .after_others import AfterOthers
from .assigned import Assigned
from .at import At
from .attested import Attested
from .ballots import Ballots
from .composed import Composed, changes, clashing, excluded, related, whom
from .dated import Dated
from .fact import Effect, Fact, Kind, Meant
from .happened import Happened, recorded
from .held import Held
from .in_session import InSession
from .lacking import Below, Lacking
from .leaves import Combine, Leaves
from .linked import Linked, told
from .matches import Matches
from .now import Now
from .owed import Owed, due
from .pending import Pending
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
    "AfterOthers",
    "Assigned",
    "At",
    "Attested",
    "Ballots",
    "Below",
    "Combine",
    "Composed",
    "Counting",
    "Dated",
    "Effect",
    "Fact",
    "Happened",
    "Held",
    "InSession",
    "Kind",
    "Lacking",
    "Leaves",
    "Linked",
    "Matches",
    "Meant",
    "Now",
    "Owed",
    "Pending",
    "Signed",
    "Situation",
    "Total",
    "Vetoed",
    "changes",
    "clashing",
    "due",
    "excluded",
    "listed",
    "recorded",
    "related",
    "told",
    "whom",
]
