"""Deciding one request, and explaining the decision when somebody asks."""

from typing import Final, Literal

from .calendars import local
from .decision import Json, Reason, Unblocking, tree
from .explain import explained
from .facts import Situation
from .fold import enacted
from .instants import Instant, text
from .machine import BODY, NEW, Machine, Move
from .model import NOTHING, Data, Event, Office, Proposal
from .permit import chosen
from .source.problem import shown
from .unblock import unblocked

Verdict = Literal["allowed", "refused"]


class Decision:
    """The answer to one request: allowed or refused, and on demand every reason.

    It keeps the frozen facts that it was made on, so its reasons are right at any later time.

    Attributes:
        machine: the charter's machine.
        situation: the facts.
        action: what was asked for.
        move: what is done; ``None`` where it is refused.
        event: what was recorded; ``None`` where nothing was, or the question was only asked.
    """

    __slots__ = ("_reasons", "_unblocking", "action", "event", "machine", "move", "situation")

    machine: Final[Machine]
    situation: Final[Situation]
    action: Final[str]
    move: Final[Move | None]
    event: Final[Event | None]

    def __init__(
        self,
        machine: Machine,
        situation: Situation,
        action: str,
        move: Move | None,
        event: Event | None = None,
    ) -> None:
        self.machine = machine
        self.situation = situation
        self.action = action
        self.move = move
        self.event = event
        self._reasons: tuple[Reason, ...] | None = None
        self._unblocking: Unblocking | None = None

    @property
    def allowed(self) -> bool:
        """Whether the request is legal."""
        return self.move is not None

    @property
    def verdict(self) -> Verdict:
        """The answer in a word."""
        return "refused" if self.move is None else "allowed"

    @property
    def proposal(self) -> Proposal:
        """The proposal as it stands afterwards; as it was, where the request is refused."""
        facts, move = self.situation, self.move
        if move is None:
            return facts.proposal
        return enacted(self.machine, facts, move)

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """How every rule stands that was looked at."""
        if self._reasons is None:
            self._reasons = explained(self.machine, self.situation, self.action)
        return self._reasons

    @property
    def unblocking(self) -> Unblocking | None:
        """What would make it legal; ``None`` where it is."""
        if self.move is not None:
            return None
        if self._unblocking is None:
            self._unblocking = unblocked(self.machine, self.situation, self.action)
        return self._unblocking

    def recorded(self, event: Event) -> "Decision":
        """Give the same decision with what was recorded of it."""
        return Decision(self.machine, self.situation, self.action, self.move, event)

    @property
    def heading(self) -> str:
        """The request and the answer in a line."""
        facts = self.situation
        source, target = facts.proposal.state, self.target
        step = f" ({source} -> {target})" if target else f" ({source})"
        if facts.proposal.id.startswith(BODY):
            step = ""  # a body stands nowhere
        when = local(facts.now, facts.office.zone)
        return (
            f"{self.verdict}: {self.action} {facts.proposal.id}{step}"
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

    def __repr__(self) -> str:
        return f"<{shown(self.heading, len(self.heading))}>"

    def __str__(self) -> str:
        """Draw the decision: the answer, how each rule stands, and what would change it."""
        lines = [self.heading, *tree(self.reasons)]
        if self.unblocking is not None:
            lines += self.unblocking.lines(self.situation.office.zone)
        # it ends up in logs and terminals: what people told may break no line of it
        return "\n".join(shown(line, len(line)) for line in lines)

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


def decide(  # noqa: PLR0913 - a request has as many parts
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
    facts = Situation(at, by, data, proposal, office.at(at))
    return Decision(machine, facts, action, chosen(machine, facts, action))


def options(
    machine: Machine, office: Office, proposal: Proposal, *, by: str, at: Instant
) -> tuple[Decision, ...]:
    """Decide on everything that somebody could ask for in the proposal's state."""
    facts = Situation(at, by, NOTHING, proposal, office.at(at))
    return tuple(
        [
            Decision(machine, facts, action, chosen(machine, facts, action))
            for action in machine.offered.get(proposal.state, ())
        ]
    )
