"""The scalar reading of the facts: one request, on one proposal, at one instant."""

from collections.abc import Sequence

from ..instants import Instant
from ..model import Data, Office, Proposal
from .actor_in import actor_in
from .actor_is import actor_is
from .actor_of import actor_of
from .after import after
from .after_others import after_others
from .ahead import ahead
from .assigned import assigned
from .at import at
from .attended import attended
from .attested import attested
from .awaited import awaited
from .ballots import ballots
from .composed import composed
from .contested import contested
from .covered import covered
from .dated import dated
from .dated_in import dated_in
from .due import due
from .elapsed import elapsed
from .happened import happened
from .has_voted import has_voted
from .headcount import headcount
from .held import held
from .hence import hence
from .in_session import in_session, opens
from .lacking import lacking
from .linked import linked
from .matches import matches
from .names_actor import names_actor
from .outcome import outcome
from .owed import owed
from .pending import pending
from .person_of import person_of
from .recused import recused
from .root import root
from .said_by import said_by
from .signed import signed
from .told_as import told_as
from .total import total
from .vetoed import vetoed
from .vetoing import vetoing
from .voidable import voidable


class Situation:
    """What a policy sees when one request is decided: plain truths, counts and instants.

    All that it holds is frozen, so a decision that keeps it can be explained at any later time.
    """

    __slots__ = ("actor", "data", "now", "office", "proposal")

    def __init__(
        self, now: Instant, actor: str | None, data: Data, proposal: Proposal, office: Office
    ) -> None:
        self.now = now
        self.actor = actor
        self.data = data
        self.proposal = proposal
        self.office = office

    @property
    def actor_name(self) -> str:
        """Who asks, for a reader."""
        return "the clock" if self.actor is None else self.actor

    actor_in = actor_in
    actor_is = actor_is
    actor_of = actor_of
    after = after
    after_others = after_others
    ahead = ahead
    assigned = assigned
    at = at
    attended = attended
    attested = attested
    awaited = awaited
    ballots = ballots
    contested = contested
    composed = composed
    covered = covered
    dated = dated
    due = due
    dated_in = dated_in
    elapsed = elapsed
    happened = happened
    headcount = headcount
    held = held
    has_voted = has_voted
    hence = hence
    in_session = in_session
    lacking = lacking
    linked = linked
    matches = matches
    names_actor = names_actor
    opens = opens
    outcome = outcome
    owed = owed
    person_of = person_of
    pending = pending
    recused = recused
    root = root
    said_by = said_by
    signed = signed
    told_as = told_as
    total = total
    vetoed = vetoed
    vetoing = vetoing
    voidable = voidable

    def at_least(self, many: int, terms: Sequence[bool]) -> bool:
        """Tell whether at least so many of the terms hold."""
        return sum(terms) >= many

    def where(self, condition: bool, then: int, otherwise: int) -> int:
        """Choose between two values."""
        return then if condition else otherwise
