"""The closed world of facts: all that a policy can look at, one fact a file."""

from .actor_in import ActorIn
from .actor_is import ActorIs
from .actor_of import ActorOf
from .after import After
from .after_others import AfterOthers
from .assigned import Assigned
from .at import At
from .attested import Attested
from .ballots import Ballots
from .composed import Composed, changes, clashing, excluded, related, whom
from .dated import Dated
from .due import Due, due
from .fact import Effect, Fact, Kind, Meant
from .happened import Happened, recorded
from .headcount import Headcount
from .held import Held
from .in_session import InSession
from .lacking import Below, Lacking
from .leaves import Combine, Leaves
from .linked import Linked, told
from .matches import Matches
from .names_actor import NamesActor
from .now import Now
from .owed import Owed
from .pending import Pending
from .people import holders, listed
from .person_of import PersonOf
from .signed import Signed
from .situation import Situation
from .total import ABSTAIN, Counting, Total
from .vetoed import Vetoed, standing
from .vetoing import Vetoing

__all__ = [
    "ABSTAIN",
    "ActorIn",
    "ActorIs",
    "ActorOf",
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
    "Due",
    "Effect",
    "Fact",
    "Happened",
    "Headcount",
    "Held",
    "InSession",
    "Kind",
    "Lacking",
    "Leaves",
    "Linked",
    "Matches",
    "Meant",
    "NamesActor",
    "Now",
    "Owed",
    "Pending",
    "PersonOf",
    "Signed",
    "Situation",
    "Total",
    "Vetoed",
    "Vetoing",
    "changes",
    "clashing",
    "due",
    "excluded",
    "holders",
    "listed",
    "recorded",
    "related",
    "standing",
    "told",
    "whom",
]
