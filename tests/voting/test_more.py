"""Votes with the clock, with affiliations, and gathered anew."""

from collections.abc import Mapping

import pytest

from bylaw.engine.audit import audit

from .polls import NAME, VOTE, Poll
from .test_votes import ATTEND, MAJORITY, OPENING, PROXY, STAND_ASIDE

DAY = 86_400_000_000

CLOCK = """
[counts.result]
ballot = "decision"
method = "plurality"
[actions.end]
from = "open"
when = { since = "called", after = "P7D" }
counts = "result"
moves = [
  { to = "done", requires = [{ outcome = { of = "result", option = "yes" } }] },
  { to = "lost", unless = [{ outcome = { of = "result", option = "yes" } }] },
]
"""


@pytest.mark.parametrize(("choice", "state"), [("yes", "done"), ("no", "lost")])
def test_the_clock_closes_a_vote_and_records_what_it_came_to(choice: str, state: str) -> None:
    start = OPENING.replace('opens = "decision"', 'opens = "decision"\nrecords = "called"')
    poll = Poll(3, ballot='electorate = "opened"', more=start + CLOCK)
    assert poll.act("start", "zoe")
    poll.vote(p00=choice)
    poll.now += 8 * DAY
    (event,) = poll.flow.tick(poll.now)
    assert (event.actor, event.target) == (None, state)
    outcomes = event.pinned["outcomes"]
    assert isinstance(outcomes, Mapping)
    assert outcomes["result"]["winners"] == [choice]
    assert not audit(poll.store).findings


def affiliated(ballot: str = "") -> Poll:
    """Ana and bo are of one employer, cy and di each of another."""
    more = """
[bodies.board.affiliations]
ana = "acme"
bo = "acme"
cy = "bolt"
"""
    per = f'one_vote_per = "affiliation"\n{ballot}'
    return Poll(["ana", "bo", "cy", "di"], ballot=per, requires=MAJORITY, more=more)


@pytest.mark.parametrize(
    ("votes", "expected"),
    [
        ({"ana": "yes", "bo": "yes"}, False),
        ({"ana": "yes", "cy": "yes"}, True),
        ({"ana": "yes", "bo": "no", "cy": "yes"}, False),
        ({"ana": "yes", "bo": "no", "cy": "yes", "di": "yes"}, True),
    ],
)
def test_those_of_one_affiliation_have_one_vote(votes: dict[str, str], expected: bool) -> None:
    """Of three votes; one whose people say different things is an abstention."""
    poll = affiliated()
    poll.vote(**votes)
    assert poll.passes().allowed is expected
    assert poll.why("tally").split(";")[0].endswith("of 3 `decision` said yes")


def test_what_an_affiliation_said_is_not_settled_while_one_of_it_is_out() -> None:
    poll = affiliated()
    poll.vote(ana="yes")
    facts = poll.passes().situation
    assert facts.ballots("yes", of="decision") == 1
    assert facts.ballots("yes", of="decision", firm=True) == 0


AGAIN = """
[actions.revise]
from = "open"
by = "anyone"
resets = [RESETS]
"""


@pytest.mark.parametrize(
    ("resets", "ballots", "recused", "present"),
    [
        ('"ballots"', {}, {"decision": {"p02"}}, {"board": {"p00"}}),
        ('"ballots.decision"', {}, {"decision": {"p02"}}, {"board": {"p00"}}),
        ('"recusals"', {"decision": {"p00": "yes"}}, {}, {"board": {"p00"}}),
        ('"recusals.decision"', {"decision": {"p00": "yes"}}, {}, {"board": {"p00"}}),
        ('"attendance"', {"decision": {"p00": "yes"}}, {"decision": {"p02"}}, {}),
    ],
)
def test_each_part_of_a_vote_can_be_gathered_anew(
    resets: str, ballots: object, recused: object, present: object
) -> None:
    poll = Poll(3, more=STAND_ASIDE + ATTEND + AGAIN.replace("RESETS", resets))
    poll.vote(p00="yes")
    assert poll.act("stand_aside", "p02")
    assert poll.act("arrive", "p00")
    assert poll.act("revise", "zoe")
    record = poll.flow.proposal(NAME).record
    assert (record.ballots, record.votes.recused, record.votes.present) == (
        ballots,
        recused,
        present,
    )


OFFER = """
[actions.offer]
from = "open"
by = "board"
offers = "decision"
data = { option = "text", majority = "text" }
[actions.decide]
from = "open"
by = "board"
counts = "motion"
[counts.motion]
ballot = "decision"
method = "plurality"
"""


@pytest.mark.parametrize("resets", ['"options"', '"options.decision"'])
def test_what_was_offered_can_be_offered_anew(resets: str) -> None:
    """With another majority, say; and what was counted of it before counts no more."""
    poll = Poll(3, more=OFFER + AGAIN.replace("RESETS", resets))
    assert poll.act("offer", "p00", option="hats", majority="1/1")
    poll.vote(p00="yes")
    assert poll.act("decide", "p00")
    assert poll.refusal("offer", "p01", option="hats", majority="3/1").endswith("already")
    assert poll.act("revise", "zoe")
    votes = poll.flow.proposal(NAME).record.votes
    assert (votes.offered, dict(votes.outcomes)) == ({}, {})
    assert poll.act("offer", "p01", option="hats", majority="3/1")


RETRACT = """
[actions.take_back]
from = "open"
by = "board"
retracts = "decision"
"""


def test_a_vote_that_is_taken_back_counts_for_nothing() -> None:
    poll = Poll(2, requires=MAJORITY, more=RETRACT)
    poll.vote(p00="yes", p01="yes")
    assert poll.passes()
    assert poll.act("take_back", "p01")
    assert poll.flow.proposal(NAME).record.ballots == {"decision": {"p00": "yes"}}
    assert not poll.passes()


def test_a_proxy_is_not_passed_on_and_falls_silent_when_they_stand_aside() -> None:
    poll = Poll(3, requires=MAJORITY, more=PROXY + STAND_ASIDE)
    for principal, proxy in (("p00", "p01"), ("p01", "p02")):
        assert poll.act("entrust", principal, proxy=proxy)
    poll.vote(p02="yes")
    facts = poll.passes().situation
    assert facts.ballots("yes", of="decision") == 2
    assert poll.act("stand_aside", "p02")
    assert poll.passes().situation.ballots("yes", of="decision") == 0


def test_who_has_voted_is_known_of_a_proxy_too() -> None:
    poll = Poll(3, requires='[{ has_voted = "decision" }]', more=PROXY)
    assert poll.act("entrust", "p00", proxy="p01")
    poll.vote(p01="no")
    for person, expected in (("p00", True), ("p01", True), ("p02", False)):
        assert poll.flow.may(NAME, "pass", by=person, at=poll.now).allowed is expected


def test_votes_may_be_those_of_several_bodies_without_some() -> None:
    vote = VOTE.replace('by = "board"', 'by = "anyone"')
    poll = Poll(2, ballot='except = ["author"]', vote=vote, by="p01", requires=MAJORITY)
    poll.vote(p00="yes", p01="no")
    assert poll.passes()
