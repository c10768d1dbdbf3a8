"""Deciding one request, and explaining the decision when somebody asks."""

from functools import cached_property
from typing import Literal

from attrs import define, setters

from .calendars import local
from .decision import Json, Reason, Unblocking, tree
from .explain import explained
from .facts import Situation
from .instants import Instant, text
from .machine import NEW, Machine, Move
from .model import Data, Event, Office, Proposal
from .permit import chosen
from .unblock import unblocked

Verdict = Literal["allowed", "refused"]


@define(eq=False, on_setattr=setters.frozen)
class Decision:
    """The answer to one request: allowed or refused, and on demand every reason.

    It keeps the frozen facts that it was made on, so its reasons are right at any later time.

    Attributes:
        move: what would be done; ``None`` where it is refused.
        event: what was recorded; ``None`` where nothing was, or the question was only asked.
    """

    machine: Machine
    situation: Situation
    action: str
    move: Move | None
    event: Event | None = None

    @property
    def allowed(self) -> bool:
        """Whether the request is legal."""
        return self.move is not None

    @property
    def verdict(self) -> Verdict:
        """The answer in a word."""
        return "refused" if self.move is None else "allowed"

    @cached_property
    def reasons(self) -> tuple[Reason, ...]:
        """How every rule stands that was looked at."""
        return explained(self.machine, self.situation, self.action)

    @cached_property
    def unblocking(self) -> Unblocking | None:
        """What would make it legal; ``None`` where it is."""
        if self.move is not None:
            return None
        return unblocked(self.machine, self.situation, self.action)

    @property
    def heading(self) -> str:
        """The request and the answer in a line."""
        facts = self.situation
        source, target = facts.proposal.state, self.target
        step = f"{source} -> {target}" if target else source
        when = local(facts.now, facts.office.zone)
        return (
            f"{self.verdict}: {self.action} {facts.proposal.id} ({step})"
            f" by {facts.actor_name} at {when}"
        )

    @property
    def target(self) -> str | None:
        """The state that follows, or would follow; ``None`` where it stays or depends."""
        facts = self.situation
        moves = self.machine.table.get((facts.proposal.state, self.action), ())
        targets = {move.target for move in moves} if self.move is None else {self.move.target}
        return targets.pop() if len(targets) == 1 else None

    def __bool__(self) -> bool:
        return self.move is not None

    def __str__(self) -> str:
        """Draw the decision: the answer, how each rule stands, and what would change it."""
        lines = [self.heading, *tree(self.reasons)]
        if self.unblocking is not None:
            lines += self.unblocking.lines(self.situation.office.zone)
        return "\n".join(lines)

    def to_json(self) -> Json:
        """Give it as plain data; the keys are always the same."""
        facts, ways = self.situation, self.unblocking
        return {
            "verdict": self.verdict,
            "action": self.action,
            "proposal": facts.proposal.id,
            "version": facts.proposal.version,
            "from": None if facts.proposal.state == NEW else facts.proposal.state,
            "to": self.target,
            "actor": facts.actor,
            "at": text(facts.now),
            "data": dict(facts.data),
            "reasons": [reason.to_json() for reason in self.reasons],
            "unblock": None if ways is None else [way.to_json() for way in ways.ways],
            "search_complete": None if ways is None else ways.complete,
            "recorded": self.event is not None,
        }


def decide(
    machine: Machine,
    office: Office,
    proposal: Proposal,
    action: str,
    *,
    by: str | None,
    at: Instant,
    data: Data,
) -> Decision:
    """Decide one request on what is known, without recording anything."""
    facts = Situation(at, by, data, proposal, office)
    return Decision(machine, facts, action, chosen(machine, facts, action))
