"""Ballots: recusal, silence, weights, proxies, electorates, and the policies that count them."""

import pytest

from bylaw.engine.charter import examined
from bylaw.engine.source.problem import Problems

from .polls import NAME, VOTE, Poll, written

MAJORITY = '[{ tally = { of = "decision", more_than = "1/2", counting = "members" } }]'
DECIDING = '[{ tally = { of = "decision", more_than = "1/2", counting = "deciding" } }]'
STAND_ASIDE = """
[actions.stand_aside]
from = "open"
by = "board"
recuses = "decision"
"""
IESG = """
from = "open"
by = "board"
ballot = "decision"
data = { choice = ["yes", "no_objection", "discuss"] }
"""


def test_who_stands_aside_leaves_the_denominator_and_the_reason_says_how_many_it_takes() -> None:
    """14 of the IESG, 2 recused; 1 Yes, 6 No Objection, 1 Discuss: 8 of 12 are needed."""
    two_thirds = (
        '[{ tally = { of = "decision", said = ["yes", "no_objection"], at_least = "2/3",'
        ' counting = "members" } }]'
    )
    poll = Poll(14, vote=IESG, requires=two_thirds, more=STAND_ASIDE)
    for person in ("p12", "p13"):
        assert poll.act("stand_aside", person)
    poll.cast({"yes": 1, "no_objection": 6, "discuss": 1})
    assert poll.why("tally") == (
        "7 of 12 `decision` said yes or no_objection; it takes at least 2/3 of 12, which is 8;"
        " 1 more of {p07, p08, p09, p10, p11} would do"
    )
    assert poll.act("vote", "p08", choice="no_objection")
    assert poll.passes()


@pytest.mark.parametrize(
    ("recused", "requires", "expected"),
    [
        ("leave", MAJORITY, True),
        ("abstain", MAJORITY, False),
        ("abstain", DECIDING, True),
        ("no", DECIDING, False),
    ],
)
def test_two_of_five_with_a_conflict_leave_two_of_three(
    recused: str, requires: str, expected: bool
) -> None:
    """Two yes and one no pass 2 of 3, unless those who stand aside count against."""
    poll = Poll(5, ballot=f'recused = "{recused}"', requires=requires, more=STAND_ASIDE)
    poll.vote(p00="yes", p01="yes", p02="no")
    for person in ("p03", "p04"):
        assert poll.act("stand_aside", person)
    assert poll.passes().allowed is expected


def test_nobody_votes_where_they_stand_aside_and_a_vote_that_was_in_is_out() -> None:
    poll = Poll(3, requires=MAJORITY, more=STAND_ASIDE)
    poll.vote(p00="yes", p01="yes")
    assert poll.act("stand_aside", "p01")
    assert not poll.passes()
    refused = poll.act("vote", "p01", choice="yes")
    assert [each.text for each in refused.reasons if each.policy == "ballot"] == [
        "p01 stands aside from `decision`"
    ]


@pytest.mark.parametrize(
    ("ballot", "expected"), [("", False), ('silent = "yes"', True), ('silent = "no"', False)]
)
def test_silence_counts_for_what_the_table_says(ballot: str, expected: bool) -> None:
    poll = Poll(5, ballot=ballot, requires=MAJORITY)
    poll.vote(p00="yes", p01="no")
    assert poll.passes().allowed is expected


def test_an_author_who_is_silent_says_yes_until_they_say_otherwise() -> None:
    """PHP: proposers who may vote, vote yes by default; and yes must be at least twice the no."""
    twice = '[{ outnumbers = { of = "decision", times = "2/1" } }]'
    poll = Poll(5, by="p00", ballot='defaults = { author = "yes" }', requires=twice)
    assert poll.passes()
    poll.vote(p01="no", p02="yes")
    assert poll.passes()
    poll.vote(p00="abstain")
    assert poll.why("outnumbers") == (
        "1 of `decision` said yes, 1 said no; it takes at least 2 times as many"
    )


@pytest.mark.parametrize(
    ("yes", "no", "strictly", "expected"),
    [(2, 1, False, True), (3, 2, False, False), (2, 1, True, False), (0, 0, False, False)],
)
def test_yes_is_so_many_times_no(yes: int, no: int, strictly: bool, expected: bool) -> None:
    rule = f'{{ of = "decision", times = "2/1", strictly = {str(strictly).lower()} }}'
    poll = Poll(6, requires=f"[{{ outnumbers = {rule} }}]")
    poll.cast({"yes": yes, "no": no, "abstain": 1})
    assert poll.passes().allowed is expected


def test_votes_have_weights() -> None:
    poll = Poll(4, ballot="weights = { p00 = 3, p03 = 0 }", requires=MAJORITY)
    poll.vote(p00="yes", p01="no", p02="no")
    assert poll.why("tally") == "3 of 5 `decision` said yes; it takes more than 1/2 of 5"


PROXY = """
[actions.entrust]
from = "open"
by = "board"
entrusts = "decision"
data = { proxy = "person" }
"""


def test_a_proxy_votes_for_whom_casts_nothing() -> None:
    poll = Poll(3, requires=MAJORITY, more=PROXY)
    assert poll.act("entrust", "p00", proxy="p01")
    assert not poll.passes()
    poll.vote(p01="yes")
    assert poll.passes()
    poll.vote(p00="no")
    assert not poll.passes()


@pytest.mark.parametrize(
    ("by", "proxy", "said"),
    [
        ("p00", "p00", "nobody can be their own proxy"),
        ("p00", "zoe", "zoe has no vote in `decision`, and so can't cast another's"),
    ],
)
def test_a_proxy_is_another_who_votes(by: str, proxy: str, said: str) -> None:
    poll = Poll(3, more=PROXY)
    refused = poll.act("entrust", by, proxy=proxy)
    assert [each.text for each in refused.reasons if each.policy == "ballot"] == [said]


OPENING = """
[actions.start]
from = "open"
by = "anyone"
opens = "decision"
"""


def test_who_votes_is_settled_and_recorded_when_a_ballot_is_opened() -> None:
    poll = Poll(2, ballot='electorate = "opened"', requires=MAJORITY, more=OPENING)
    refused = poll.act("vote", "p00", choice="yes")
    assert [each.text for each in refused.reasons if each.policy == "ballot"] == [
        "`decision` has not been opened"
    ]
    opened = poll.act("start", "zoe")
    assert opened.event is not None
    assert opened.event.pinned == {"electorates": {"decision": ["p00", "p01"]}}
    poll.vote(p00="yes")
    assert not poll.passes()
    poll.vote(p01="yes")
    assert poll.passes()


def test_opening_a_ballot_anew_closes_the_earlier_one() -> None:
    poll = Poll(2, requires=MAJORITY, more=OPENING)
    poll.vote(p00="yes", p01="yes")
    assert poll.passes()
    assert poll.act("start", "zoe")
    assert not poll.passes()


def test_a_vote_may_be_changed_or_not() -> None:
    poll = Poll(2, requires=MAJORITY)
    poll.vote(p00="no", p01="yes")
    poll.vote(p00="yes")
    assert poll.passes()
    final = Poll(2, ballot="revisable = false")
    final.vote(p00="no")
    refused = final.act("vote", "p00", choice="yes")
    assert [each.text for each in refused.reasons if each.policy == "ballot"] == [
        "p00 has voted in `decision`, and no vote can be changed"
    ]


def test_those_left_out_have_no_vote() -> None:
    poll = Poll(["ana", "bo", "chair"], ballot='except = "chair"', requires=MAJORITY)
    poll.vote(ana="yes", chair="yes")
    assert not poll.passes()
    poll.vote(bo="yes")
    assert poll.passes()


def test_somebody_records_what_others_say() -> None:
    """The secretariat may record on behalf of others; of those who vote, and nobody else."""
    vote = VOTE.replace('by = "board"', 'by = "chair"').replace(
        "data = {", "data = { voter = 'person',"
    )
    poll = Poll(3, vote=vote, requires=MAJORITY)
    for person in ("p00", "p01"):
        assert poll.act("vote", "chair", voter=person, choice="yes")
    assert poll.passes()
    assert not poll.act("vote", "chair", voter="zoe", choice="yes")


WORTH = 'values = { "+1" = 1, "-1" = -1 }'
SCORES = """
from = "open"
by = "board"
ballot = "decision"
data = { choice = ["+1", "0", "-1"] }
"""


@pytest.mark.parametrize(
    ("votes", "expected"),
    [
        ({"+1": 3}, "accepted"),
        ({"+1": 4, "-1": 1}, "accepted"),
        ({"+1": 3, "-1": 1}, "no action"),
        ({"0": 5}, "no action"),
        ({"+1": 1, "-1": 2}, "vetoed"),
    ],
)
def test_a_score_accepts_vetoes_or_does_nothing(votes: dict[str, int], expected: str) -> None:
    """From 3 it accepts, below 0 it vetoes, and between there is no action."""
    for outcome, bounds in (
        ("accepted", "at_least = 3"),
        ("no action", "at_least = 0, at_most = 2"),
        ("vetoed", "less_than = 0"),
    ):
        rule = f'[{{ score = {{ of = "decision", {WORTH}, {bounds} }} }}]'
        poll = Poll(5, vote=SCORES, requires=rule)
        poll.cast(votes)
        assert poll.passes().allowed is (outcome == expected)


SETTLED = (
    f'[{{ score_settled = {{ of = "decision", {WORTH}, at_least = 3 }} }},'
    f' {{ score_settled = {{ of = "decision", {WORTH}, at_least = 0 }} }}]'
)


@pytest.mark.parametrize(
    ("votes", "expected"),
    [
        ({"+1": 2, "-1": 1}, False),
        ({"+1": 4}, True),
        ({"+1": 3}, False),
        ({"-1": 3}, True),
        ({"-1": 2}, False),
        ({"+1": 2, "0": 3}, True),
    ],
)
def test_a_score_is_settled_once_no_vote_that_is_out_can_change_it(
    votes: dict[str, int], expected: bool
) -> None:
    """+1, +1, -1 and two silent: it can still come to anything."""
    poll = Poll(5, vote=SCORES, requires=SETTLED)
    poll.cast(votes)
    assert poll.passes().allowed is expected


@pytest.mark.parametrize("counting", ["members", "cast", "deciding"])
@pytest.mark.parametrize("silent", ["", 'silent = "no"', 'silent = "yes"'])
def test_a_tally_is_settled_just_when_every_way_to_vote_on_comes_to_the_same(
    counting: str, silent: str
) -> None:
    """Tried out: all that four people can say, and all that those who are silent can add."""
    from itertools import product  # noqa: PLC0415 - for this test alone

    terms = f'{{ of = "decision", more_than = "1/2", counting = "{counting}" }}'
    settled = Poll(4, ballot=silent, requires=f"[{{ settled = {terms} }}]")
    tally = Poll(4, ballot=silent, requires=f"[{{ tally = {terms} }}]")
    people = ("p00", "p01", "p02", "p03")
    passes = {
        votes: _asked(tally, dict(zip(people, votes, strict=True)))
        for votes in product((None, "yes", "no", "abstain"), repeat=4)
    }
    for votes in passes:
        ways = {
            passing
            for other, passing in passes.items()
            if all(mine in (None, theirs) for mine, theirs in zip(votes, other, strict=True))
        }
        found = _asked(settled, dict(zip(people, votes, strict=True)))
        assert found is (len(ways) == 1), votes


def _asked(poll: Poll, votes: dict[str, str | None]) -> bool:
    """Ask `pass` of a proposal whose ballots are put into it."""
    from attrs import evolve  # noqa: PLC0415 - for this test alone

    from bylaw.engine.decide import decide  # noqa: PLC0415 - for this test alone

    standing = poll.flow.proposal(NAME)
    cast = {person: choice for person, choice in votes.items() if choice is not None}
    standing = standing._replace(record=evolve(standing.record, ballots={"decision": cast}))
    machine, office = poll.flow.charter.machine, poll.flow.office
    return decide(machine, office, standing, "pass", by="zoe", at=poll.now, data={}).allowed


CNCF = (
    '[{ quorum = { of = "decision", share = "2/3", counting = "present" } },'
    ' { tally = { of = "decision", more_than = "1/2", counting = "present" } }]'
)
ATTEND = """
[actions.arrive]
from = "open"
by = "board"
attends = "board"
"""


def test_a_meeting_counts_those_who_are_present() -> None:
    """Of 11, 8 are a quorum; 5 of 7 say yes and lack it, and with an eighth no they pass."""
    poll = Poll(11, requires=CNCF, more=ATTEND)
    for n in range(7):
        assert poll.act("arrive", f"p{n:02}")
    poll.cast({"yes": 5, "no": 2})
    assert poll.why("quorum") == "7 of `decision` are present; it takes at least 2/3 of 11"
    assert poll.act("arrive", "p07")
    poll.vote(p07="no")
    assert poll.passes()
    for late in ("p08", "p09"):
        assert poll.act("arrive", late)
    assert not poll.passes()


@pytest.mark.parametrize(("yes", "expected"), [(7, False), (8, True)])
def test_an_electronic_vote_takes_two_thirds_of_all(yes: int, expected: bool) -> None:
    rule = '[{ tally = { of = "decision", at_least = "2/3", counting = "members" } }]'
    poll = Poll(11, requires=rule)
    poll.cast({"yes": yes})
    assert poll.passes().allowed is expected


@pytest.mark.parametrize(("members", "cast", "expected"), [(10, 4, False), (10, 5, True)])
def test_a_quorum_of_a_root_is_not_rounded(members: int, cast: int, expected: bool) -> None:
    """3/2 of the root of 10 is 4.74."""
    poll = Poll(members, requires='[{ quorum = { of = "decision", root = "3/2" } }]')
    poll.cast({"no": cast})
    assert poll.passes().allowed is expected


@pytest.mark.parametrize(
    ("chair", "expected"), [("yes", True), ("no", False), ("abstain", False), (None, False)]
)
def test_a_casting_vote_breaks_a_tie_and_nothing_else(chair: str | None, expected: bool) -> None:
    rule = (
        '[{ tally = { of = "decision", more_than = "1/2", counting = "deciding",'
        ' casting = "chair" } }]'
    )
    vote = VOTE.replace('by = "board"', 'by = ["board", "chair"]')
    poll = Poll(4, vote=vote, requires=rule)
    poll.vote(p00="yes", p01="no")
    if chair is not None:
        poll.vote(chair=chair)
    assert poll.passes().allowed is expected
    poll.vote(p02="no")
    assert not poll.passes()


@pytest.mark.parametrize(
    ("rule", "votes", "expected"),
    [
        ("{ all_but = { of = 'decision' } }", {"yes": 3}, True),
        ("{ all_but = { of = 'decision' } }", {"yes": 2}, False),
        ("{ all_but = { of = 'decision', but = 1 } }", {"yes": 2, "no": 1}, True),
        ("{ margin = { of = 'decision', at_least = 2 } }", {"yes": 2}, True),
        ("{ margin = { of = 'decision', at_least = 2 } }", {"yes": 2, "no": 1}, False),
        ("{ plurality = { of = 'decision', over = ['no', 'later'] } }", {"yes": 1}, True),
        (
            "{ plurality = { of = 'decision', over = ['no', 'later'] } }",
            {"yes": 1, "later": 1},
            False,
        ),
        ("{ all_voted = 'decision' }", {"yes": 1, "abstain": 2}, True),
        ("{ all_voted = 'decision' }", {"yes": 2}, False),
    ],
)
def test_votes_are_compared(rule: str, votes: dict[str, int], expected: bool) -> None:
    poll = Poll(3, requires=f"[{rule}]")
    poll.cast(votes)
    assert poll.passes().allowed is expected


def test_a_role_is_a_ballot_of_its_own_people() -> None:
    vote = VOTE.replace('"decision"', '"author"').replace('"board"', '"author"')
    rule = '[{ all_but = { of = "author" } }, { all_voted = "author" }]'
    poll = Poll(2, vote=vote, requires=rule)
    assert not poll.passes()
    assert poll.act("vote", "zoe", choice="yes")
    assert poll.passes()


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"ballot": 'electorate = "opened"'}, "bad-ballot"),
        ({"ballot": "weights = { p00 = -1 }"}, "bad-ballot"),
        ({"ballot": 'defaults = { writer = "yes" }'}, "unknown-role"),
        ({"ballot": 'except = "nobody"'}, "unknown-who"),
        ({"vote": VOTE.replace("ballot =", "seals =")}, "wrong-secrecy"),
        ({"vote": VOTE.replace('"decision"', '"decisions"')}, "unknown-ballot"),
        ({"vote": VOTE.replace("choice = [", "choices = [")}, "no-choice"),
        ({"more": PROXY.replace("proxy =", "person =")}, "no-field"),
        ({"more": "[counts.x]\nballot = 'decision'\nmethod = 'irv'\nseats = 0"}, "bad-count"),
        (
            {"more": "[counts.x]\nballot = 'decision'\nmethod = 'irv'\nquorum.times = '3/2'"},
            "bad-count",
        ),
        ({"ballot": "options = ['a > b']"}, "bad-name"),
        ({"more": "[ballots.board]\nof = 'chair'"}, "name-taken"),
        ({"requires": "[{ outcome = { of = 'x', is = 'won' } }]"}, "unknown-count"),
    ],
)
def test_what_cannot_be_is_told_with_its_code(parts: dict[str, str], code: str) -> None:
    found = examined(written(**parts), "polls.toml")
    assert isinstance(found, Problems)
    assert code in [problem.code for problem in found]
