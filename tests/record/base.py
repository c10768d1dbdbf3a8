"""A process in which roles come and go, blocks are held, claims contested, entries voided."""

from bylaw.engine.adopt import adopt
from bylaw.engine.charter import Charter, load
from bylaw.engine.decide import Decision
from bylaw.engine.instants import Instant, parse
from bylaw.engine.journal import MemoryStore
from bylaw.engine.workflow import Workflow

START = parse("2026-03-01T12:00:00Z")
DAY = 86_400_000_000
NAME = "p-1"

TEXT = """\
format = 1
charter = { name = "record", source = "made up" }
[states]
draft = { kind = "initial" }
imported = { kind = "initial" }
review = {}
accepted = { kind = "final" }
dropped = { kind = "final" }
[bodies]
board = { members = ["ana", "bo", "cy"], revised_by = "board" }
editors = { members = ["ed"] }
[roles]
author = {}
sponsor = {}
delegate = {}
candidate = {}
[blocks.discuss]
by = "board"
title = "a point to discuss"
[blocks.objection]
by = "sponsor"
lapses = true
[actions.propose]
to = "draft"
by = "anyone"
assigns = "author"
[actions.bring_in]
to = "imported"
by = "editors"
data = { author = "person" }
assigns = "author"
[actions.resume]
from = "imported"
to = "draft"
by = "author"
[actions.sponsor]
from = ["draft", "review"]
by = "board"
adds = "sponsor"
unless = [{ who = "author" }]
[actions.step_down]
from = ["draft", "review"]
by = "sponsor"
quits = "sponsor"
[actions.drop_sponsor]
from = ["draft", "review"]
by = "editors"
data = { sponsor = "person" }
removes = "sponsor"
[actions.join_as_author]
from = ["draft", "review"]
by = "sponsor"
adds = "author"
unless = [{ who = ["author", "delegate"] }]
[actions.offer]
from = "review"
by = "author"
data = { candidate = "person" }
assigns = "candidate"
requires = [{ eligible = { field = "candidate", in = ["board", "sponsor"], except = ["author"] } }]
unless = [{ oneself = "candidate" }]
[actions.agree]
from = "review"
by = "candidate"
assigns = "delegate"
resets = "roles.candidate"
[actions.submit]
from = "draft"
to = "review"
by = "author"
records = "submitted"
requires = [{ holders = { role = "sponsor", at_least = 2, among = "board" } }]
[actions.discuss]
from = "review"
by = "board"
vetoes = "discuss"
data = { text = "text" }
[actions.clear]
from = "review"
by = "board"
releases = { block = "discuss", whose = "own" }
requires = [{ vetoing = "discuss" }]
[actions.overrule]
from = "review"
by = "editors"
data = { discuss = "person" }
releases = { block = "discuss", whose = "named" }
[actions.overrule_all]
from = "review"
by = "editors"
releases = "discuss"
[actions.object]
from = "review"
by = "sponsor"
vetoes = "objection"
[actions.vote]
from = "review"
by = "board"
ballot = "board"
data = { choice = ["yes", "no"] }
[actions.sign]
from = "review"
by = ["delegate", "editors"]
signs = "editors"
[actions.settle]
from = "review"
by = "board"
attests = "settled"
[actions.contest]
from = "review"
by = ["board", "author"]
contests = "settled"
[actions.take_back]
from = "review"
by = "board"
retracts = "board"
[actions.escalate]
from = "review"
by = "editors"
requires = [{ contested = "settled" }]
records = "escalated"
[actions.certify]
from = "review"
by = "editors"
requires = [{ attested = "settled" }]
records = "certified"
[actions.void]
from = ["draft", "review", "accepted", "dropped"]
by = "editors"
voids = true
data = { version = "number", why = "text" }
[actions.revise]
from = "review"
by = "author"
records = "revised"
resets = ["ballots.board", "attestations"]
[actions.rework]
from = "review"
to = "draft"
by = "author"
clears = ["submitted", "revised"]
resets = ["vetoes", "roles.delegate", "signatures.editors"]
[actions.answer]
from = "review"
by = "sponsor"
records = "answered"
[actions.accept]
from = "review"
to = "accepted"
by = ["delegate", "board"]
requires = [
  { any = [{ who = "delegate" }, { all = [{ vacant = "delegate" }, { who = "board" }] }] },
]
unless = [{ veto = "discuss" }, { veto = { by = "objection", at_least = 2 } }]
[actions.drop]
from = ["draft", "review"]
to = "dropped"
by = "editors"
requires = [{ any = [{ overdue = "answer" }, { vacant = "sponsor" }] }]
[duties.answer]
after = "submitted"
by = "sponsor"
must = "answer"
within = "P7D"
"""


def charter(*swaps: tuple[str, str], add: str = "") -> Charter:
    """The charter, with some of its text swapped and some added."""
    text = TEXT + add
    for before, after in swaps:
        assert before in text
        text = text.replace(before, after)
    return load(text, "record.toml")


class Life:
    """A proposal that lives in memory, an hour a step."""

    def __init__(self, under: Charter | None = None) -> None:
        self.charter = under or charter()
        store = MemoryStore()
        adopt(store, self.charter, recorded=START)
        self.flow = Workflow(self.charter, store, clock=lambda: self.now)
        self.now = START

    def ask(self, by: str, action: str, **data: object) -> Decision:
        """Ask for something; nothing is recorded."""
        return self.flow.may(NAME, action, by=by, at=self.now, data=data)

    def do(self, by: str, action: str, **data: object) -> Decision:
        """Do something that is allowed."""
        decision = self.flow.act(NAME, action, by=by, at=self.now, data=data)
        assert decision, str(decision)
        self.now += DAY // 24
        return decision

    def wait(self, long: Instant) -> None:
        """Let time pass."""
        self.now += long

    def roles(self, role: str) -> tuple[str, ...]:
        """Who holds a role."""
        return self.flow.proposal(NAME).record.roles.get(role, ())


def proposed() -> Life:
    """A draft of zed's."""
    life = Life()
    life.do("zed", "propose")
    return life


def reviewed() -> Life:
    """It has two sponsors, and is under review."""
    life = proposed()
    life.do("ana", "sponsor")
    life.do("bo", "sponsor")
    life.do("zed", "submit")
    return life


def reason(decision: Decision, policy: str) -> str:
    """What one rule says that is in the way."""
    found = [
        each.text for each in decision.reasons if each.policy == policy and each.status != "ok"
    ]
    assert len(found) == 1, str(decision)
    return found[0]
