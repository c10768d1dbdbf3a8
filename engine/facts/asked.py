"""What every fact is looked up in: one request, the proposal it is about, and the office."""

from typing import Protocol

from ..instants import Instant
from ..model import Data, Office, Proposal


class Asked(Protocol):
    """A request and all that is known when it is made."""

    now: Instant
    actor: str | None
    data: Data
    proposal: Proposal
    office: Office

    @property
    def actor_name(self) -> str:
        """Who asks, for a reader."""
        ...
