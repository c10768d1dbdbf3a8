"""The closed world of facts: all that a policy can look at, one fact a file."""

from ..ballot import ABSTAIN
from .actor_in import ActorIn
from .actor_is import ActorIs
from .actor_of import ActorOf
from .after import After, plus
from .after_others import AfterOthers
from .ahead import Ahead
from .assigned import Assigned
from .at import At
from .attended import Attended
from .attested import Attested
from .awaited import Awaited
from .ballots import Ballots
from .composed import Composed, changes, clashing, excluded, related, whom
from .contested import Contested
from .covered import Covered
from .dated import Dated
from .dated_in import DatedIn
from .due import Due, due
from .elapsed import Elapsed
from .fact import Effect, Fact, Kind, Meant
from .happened import Happened, recorded
from .has_voted import HasVoted
from .headcount import Headcount
from .held import Held
from .hence import Hence
from .in_session import InSession, following, sitting
from .lacking import Below, Lacking
from .leaves import Combine, Leaves
from .linked import Linked, told
from .matches import Matches
from .names_actor import NamesActor
from .now import Now
from .opens import Opens
from .outcome import Outcome
from .owed import Owed
from .pending import Pending
from .people import holders, listed
from .person_of import PersonOf
from .recused import Recused
from .root import Root
from .said_by import SaidBy
from .signed import Signed
from .situation import Situation
from .told_as import ToldAs
from .total import Counting, Total
from .vetoed import Vetoed, standing
from .vetoing import Vetoing
from .voidable import Voidable

__all__ = [
    "ABSTAIN",
    "ActorIn",
    "ActorIs",
    "ActorOf",
    "After",
    "AfterOthers",
    "Ahead",
    "Assigned",
    "At",
    "Attended",
    "Attested",
    "Awaited",
    "Ballots",
    "Below",
    "Combine",
    "Composed",
    "Contested",
    "Counting",
    "Covered",
    "Dated",
    "DatedIn",
    "Due",
    "Effect",
    "Elapsed",
    "Fact",
    "Happened",
    "HasVoted",
    "Headcount",
    "Held",
    "Hence",
    "InSession",
    "Kind",
    "Lacking",
    "Leaves",
    "Linked",
    "Matches",
    "Meant",
    "NamesActor",
    "Now",
    "Opens",
    "Outcome",
    "Owed",
    "Pending",
    "PersonOf",
    "Recused",
    "Root",
    "SaidBy",
    "Signed",
    "Situation",
    "ToldAs",
    "Total",
    "Vetoed",
    "Vetoing",
    "Voidable",
    "changes",
    "clashing",
    "due",
    "excluded",
    "following",
    "holders",
    "listed",
    "plus",
    "recorded",
    "related",
    "sitting",
    "standing",
    "told",
    "whom",
]
