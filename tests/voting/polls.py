"""A charter in which one thing is voted on, with whatever tables and rules a test is about."""

from collections.abc import Mapping, Sequence
from typing import Any

from bylaw.engine.adopt import adopt
from bylaw.engine.charter import Charter, load
from bylaw.engine.decide import Decision
from bylaw.engine.instants import Instant, parse
from bylaw.engine.journal import MemoryStore
from bylaw.engine.workflow import Workflow

NOON: Instant = parse("2026-03-02T12:00:00Z")
NAME = "p"

VOTE = """
from = "open"
by = "board"
ballot = "decision"
data = { choice = ["yes", "no", "abstain", "later"] }
"""

Members = int | Sequence[str]


def written(  # noqa: PLR0913 - as many parts vary
    members: Members = 3,
    *,
    ballot: str = "",
    vote: str = VOTE,
    requires: str = "[]",
    moves: str = "",
    more: str = "",
) -> str:
    """A charter: a board, a ballot, a vote, and `pass`, whose rules the test is about."""
    people = [f"p{n:02}" for n in range(members)] if isinstance(members, int) else list(members)
    outcome = f"moves = {moves}" if moves else 'to = "done"'
    return f"""
format = 1
charter = {{ name = "polls", source = "made up" }}
states.open.kind = "initial"
states.done.kind = "final"
states.lost.kind = "final"
bodies.board.members = {people}
bodies.chair.members = ["chair"]
roles.author = {{}}
[ballots.decision]
of = "board"
{ballot}
[actions.propose]
to = "open"
by = "anyone"
assigns = "author"
[actions.vote]
{vote}
[actions.pass]
from = "open"
by = "anyone"
{outcome}
requires = {requires}
{more}
"""


def charter(*parts: Any, **more: Any) -> Charter:
    """Load the charter."""
    return load(written(*parts, **more), "polls.toml")


class Poll:
    """A proposal under such a charter, and what people do with it, one second after another."""

    def __init__(self, *parts: Any, by: str = "zoe", **more: Any) -> None:
        self.now, self.store, made = NOON, MemoryStore(), charter(*parts, **more)
        adopt(self.store, made, recorded=self.now)
        self.flow = Workflow(made, self.store, clock=lambda: self.now)
        assert self.flow.propose(NAME, by=by, at=self.now)

    def act(self, action: str, by: str, **data: object) -> Decision:
        self.now += 1_000_000
        return self.flow.act(NAME, action, by=by, at=self.now, data=data)

    def vote(self, **votes: str) -> None:
        """Let people vote, by name."""
        for person, choice in votes.items():
            assert self.act("vote", person, choice=choice), person

    def cast(self, choices: Mapping[str, int], start: int = 0) -> int:
        """Let so many vote for each choice."""
        for choice, many in choices.items():
            for _ in range(many):
                assert self.act("vote", f"p{start:02}", choice=choice)
                start += 1
        return start

    def passes(self) -> Decision:
        return self.flow.may(NAME, "pass", by="zoe", at=self.now)

    def why(self, policy: str) -> str:
        return next(each.text for each in self.passes().reasons if each.policy == policy)

    def refusal(self, action: str, by: str, **data: object) -> str:
        """Do something that is refused for what it would do to votes, and give the reason."""
        decision = self.act(action, by, **data)
        assert not decision
        return next(each.text for each in decision.reasons if each.policy == "ballot")
