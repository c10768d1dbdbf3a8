"""What somebody could try to gain from others' votes, and why it gains them nothing."""

import json

import pytest

from bylaw.engine.adopt import adopt
from bylaw.engine.audit import audit
from bylaw.engine.charter import load
from bylaw.engine.journal import MemoryStore
from bylaw.engine.polling import commitment
from bylaw.engine.recording import recorded_refusals
from bylaw.engine.workflow import Workflow

from .polls import NAME, NOON, VOTE, Poll, written

SEAL = 'from = "open"\nby = "board"\nseals = "decision"\ndata = { commitment = "text" }\n'
REVEAL = """
[actions.reveal]
from = "open"
by = "board"
unseals = "decision"
data = { choice = ["yes", "no"], salt = "text" }
"""
SEALED = 'secrecy = "sealed"'
HIDDEN = 'secrecy = "secret"'


def recording(poll: Poll) -> Poll:
    """Let a poll record refusals, too."""
    poll.flow = Workflow(
        poll.flow.charter, poll.store, clock=lambda: poll.now, record_refusals=True
    )
    return poll


def test_nobody_votes_as_another_does_by_copying_what_they_sealed() -> None:
    poll = Poll(3, ballot=SEALED, vote=SEAL, more=REVEAL)
    sealed = commitment("yes", "a long random text")
    assert poll.act("vote", "p00", commitment=sealed)
    said = poll.refusal("vote", "p01", commitment=sealed)
    assert said.startswith("somebody else has sealed just this in `decision`")
    assert poll.act("vote", "p00", commitment=sealed)  # their own they may seal again


@pytest.mark.parametrize("told", [{"choice": "yes"}, {"vote": "yes"}, {"approved": ["yes"]}])
def test_a_refusal_doesn_t_tell_what_somebody_votes_in_secret(told: dict[str, object]) -> None:
    vote = 'from = "open"\nby = "board"\nballot = "decision"\n'
    poll = recording(Poll(3, ballot=HIDDEN, vote=vote))
    assert not poll.act("vote", "p00", **told)
    (found,) = recorded_refusals(poll.store)
    assert found["data"] == dict.fromkeys(told)
    assert not audit(poll.store).findings


def test_a_refusal_doesn_t_open_what_stays_sealed() -> None:
    poll = recording(Poll(3, ballot=SEALED, vote=SEAL, more=REVEAL))
    assert poll.act("vote", "p00", commitment=commitment("yes", "a long random text"))
    assert not poll.act("reveal", "p00", choice="yes", salt="a long random texf")
    kept = json.dumps([dict(each) for each in recorded_refusals(poll.store)], default=dict)
    assert "yes" not in kept
    assert "random" not in kept
    assert not audit(poll.store).findings


LEAVE = """
[actions.oust]
from = "open"
by = "chair"
data = { person = "person" }
dismisses = { body = "board", whom = "person" }
[actions.trust]
from = "open"
by = "board"
entrusts = "decision"
data = { proxy = "person" }
"""
MAJORITY = '[{ tally = { of = "decision", more_than = "1/2", counting = "members" } }]'


def test_who_left_casts_nobody_else_s_vote_either() -> None:
    poll = Poll(3, vote=VOTE, requires=MAJORITY, more=LEAVE)
    assert poll.act("trust", "p01", proxy="p00")
    poll.vote(p00="yes")
    assert poll.passes()
    assert poll.act("oust", "chair", person="p00")
    assert poll.why("tally").startswith("0 of 2 `decision` said yes")
    poll.vote(p02="yes", p01="yes")
    assert poll.passes()
    assert not audit(poll.store).findings


def test_an_audit_settles_again_with_the_members_of_then() -> None:
    """What is known latest of a body may hold from long after."""
    start = '[actions.start]\nfrom = "open"\nby = "chair"\nopens = "decision"\n'
    text = written(3, ballot='electorate = "opened"', more=start)
    joining = load(
        text.replace("bodies.chair", 'bodies.board.revised_by = "chair"\nbodies.chair', 1),
        "polls.toml",
    )
    store = MemoryStore()
    adopt(store, joining, recorded=NOON)
    flow = Workflow(joining, store, clock=lambda: NOON)
    assert flow.propose(NAME, by="zoe")
    later = NOON + 86_400_000_000
    assert flow.act("@board", "join", by="chair", at=later, data={"person": "p09"})
    opened = flow.act(NAME, "start", by="chair")
    assert opened.event is not None
    assert opened.event.pinned == {"electorates": {"decision": ["p00", "p01", "p02"]}}
    assert not audit(store).findings


def test_who_holds_two_roles_is_silent_for_one_choice_whatever_order_a_file_has() -> None:
    """A journal keeps no order of a table, and whoever reads it has to come to the same."""
    more = "roles.helper = {}\n"
    ballots = (
        'defaults = { helper = "no", author = "yes" }',
        'defaults = { author = "yes", helper = "no" }',
    )
    found = []
    for ballot in ballots:
        text = written(3, ballot=ballot, requires=MAJORITY).replace(
            "roles.author", more + "roles.author"
        )
        found.append(list(load(text, "polls.toml").machine.office.ballots["decision"].defaults))
    assert found == [["author", "helper"]] * 2


@pytest.mark.parametrize("resets", ["recusals", "recusals.decision"])
def test_no_outcome_outlives_who_stood_aside_from_it(resets: str) -> None:
    """Whoever is in again could have turned it."""
    more = f"""
[counts.resolution]
ballot = "decision"
method = "plurality"
[actions.aside]
from = "open"
by = "board"
recuses = "decision"
[actions.back]
from = "open"
by = "chair"
resets = "{resets}"
[actions.count]
from = "open"
by = "chair"
counts = "resolution"
"""
    won = '[{ outcome = { of = "resolution", option = "no" } }]'
    poll = Poll(3, requires=won, more=more)
    poll.vote(p00="yes", p01="yes", p02="no")
    for person in ("p00", "p01"):
        assert poll.act("aside", person)
    assert poll.act("count", "chair")
    assert poll.passes()
    assert poll.act("back", "chair")
    assert not poll.passes()
    assert poll.act("count", "chair")
    assert not poll.passes()
    assert not audit(poll.store).findings
