"""Sealed and secret votes: what the journal holds, what is refused, and what an audit can say."""

import json
from collections.abc import Mapping

import pytest

from bylaw.engine.audit import audit
from bylaw.engine.polling import commitment
from bylaw.engine.snapshot import _record, _spelled  # pyright: ignore[reportPrivateUsage]  # the two halves of what a list is kept as

from .polls import NAME, Poll

SEALED = 'secrecy = "sealed"'
SEAL = """
from = "open"
by = "board"
seals = "decision"
data = { commitment = "text" }
"""
REVEAL = """
[actions.reveal]
from = "open"
by = "board"
unseals = "decision"
data = { choice = ["yes", "no", "abstain"], salt = "text" }
"""
MAJORITY = '[{ tally = { of = "decision", more_than = "1/2", counting = "members" } }]'
SALT = "a long random text"


def sealed(**votes: str) -> Poll:
    """A poll in which some have sealed their votes; the action that does is called `vote`."""
    poll = Poll(3, ballot=SEALED, vote=SEAL, requires=MAJORITY, more=REVEAL)
    for person, choice in votes.items():
        assert poll.act("vote", person, commitment=commitment(choice, SALT + person))
    return poll


def journal(poll: Poll) -> str:
    """All that the journal says of the proposal."""
    return json.dumps([dict(each) for each in poll.store.read(NAME)], default=str)


def test_a_commitment_is_a_digest_that_anybody_can_make() -> None:
    """As `sha256sum` gives it of the choice, a line feed and the salt."""
    expected = "5f8dfccf3744340aa04c006f9a587f35ad496290bb524dfa7b2b5bf7a843b1c4"
    assert commitment("yes", "salt") == expected


def test_what_is_sealed_counts_for_nothing_until_it_is_opened() -> None:
    poll = sealed(p00="yes", p01="yes", p02="no")
    assert "yes" not in journal(poll)
    assert not poll.passes()
    for person in ("p00", "p01"):
        assert poll.act("reveal", person, choice="yes", salt=SALT + person)
    assert poll.passes()
    standing = poll.flow.proposal(NAME).record
    assert standing.ballots == {"decision": {"p00": "yes", "p01": "yes"}}
    assert [*standing.votes.sealed["decision"]] == ["p02"]


@pytest.mark.parametrize(
    ("choice", "salt"), [("no", SALT + "p00"), ("yes", SALT), ("yes", SALT + "p01")]
)
def test_what_is_opened_is_what_was_sealed(choice: str, salt: str) -> None:
    said = sealed(p00="yes").refusal("reveal", "p00", choice=choice, salt=salt)
    assert said == "what p00 sealed in `decision` is not this choice with this salt"


def test_nobody_seals_a_vote_once_others_are_known() -> None:
    poll = sealed(p00="yes")
    assert poll.act("reveal", "p00", choice="yes", salt=SALT + "p00")
    said = poll.refusal("vote", "p01", commitment=commitment("no", SALT))
    assert said == "sealed votes of `decision` are being opened, and no more are taken"


LISTED = """
[actions.tell]
from = "open"
by = "chair"
unseals = "decision"
data = { voter = "person", choice = ["yes", "no"], salt = "text" }
"""


def test_a_teller_opens_the_votes_that_were_sent_to_them_and_no_others() -> None:
    poll = Poll(2, ballot=SEALED, vote=SEAL, requires=MAJORITY, more=LISTED)
    for person in ("p00", "p01"):
        assert poll.act("vote", person, commitment=commitment("yes", SALT + person))
    said = poll.refusal("tell", "chair", voter="p00", choice="no", salt=SALT + "p00")
    assert said == "what p00 sealed in `decision` is not this choice with this salt"
    said = poll.refusal("tell", "chair", voter="p01", choice="yes", salt=SALT + "p00")
    assert said == "what p01 sealed in `decision` is not this choice with this salt"
    assert poll.act("tell", "chair", voter="p00", choice="yes", salt=SALT + "p00")
    record = poll.flow.proposal(NAME).record
    assert record.ballots == {"decision": {"p00": "yes"}}
    assert [*record.votes.sealed["decision"]] == ["p01"]


def test_nobody_opens_what_they_have_not_sealed() -> None:
    said = sealed().refusal("reveal", "p00", choice="yes", salt=SALT)
    assert said == "p00 has no sealed vote in `decision`"


@pytest.mark.parametrize("text", ["yes", "A" * 64, "0" * 63])
def test_a_commitment_looks_like_one(text: str) -> None:
    assert "SHA-256" in sealed().refusal("vote", "p00", commitment=text)


HIDDEN = 'secrecy = "secret"'
CAST = """
from = "open"
by = "board"
ballot = "decision"
"""
TELL = """
[actions.tell]
from = "open"
by = "chair"
totals = "decision"
data = { totals = "list" }
"""


def secret(*voters: str) -> Poll:
    poll = Poll(5, ballot=HIDDEN, vote=CAST, requires=MAJORITY, more=TELL)
    for person in voters:
        assert poll.act("vote", person)
    return poll


def test_of_a_secret_vote_the_journal_holds_who_voted_and_what_the_teller_says() -> None:
    poll = secret("p00", "p01", "p02", "p03")
    assert not poll.passes()
    record = poll.flow.proposal(NAME).record
    assert record.ballots == {}
    assert record.votes.voted["decision"] == {"p00", "p01", "p02", "p03"}
    assert poll.act("tell", "chair", totals=["yes: 3", "no: 1"])
    assert poll.passes()
    assert poll.why("tally") == "3 of 5 `decision` said yes; it takes more than 1/2 of 5"


def test_who_has_voted_in_secret_cannot_vote_again() -> None:
    said = secret("p00").refusal("vote", "p00")
    assert said == "p00 has voted in `decision`, and no vote can be changed"


@pytest.mark.parametrize(
    ("totals", "said"),
    [
        (["yes: 2"], "the totals say 2 votes, and 1 have voted in `decision`"),
        (["yes"], "`yes` is not written like `option: 3`"),
        (["yes: 1", "yes: 0"], "`yes` is given twice"),
    ],
)
def test_a_teller_counts_no_more_than_have_voted(totals: list[str], said: str) -> None:
    assert secret("p00").refusal("tell", "chair", totals=totals) == said


RANKED = """
from = "open"
by = "board"
ballot = "decision"
data = { ranking = "list" }
"""
RESOLVE = """
[counts.resolution]
ballot = "decision"
method = "schwartz"
default = "further_discussion"
quorum = { at_least = 2 }
[actions.offer]
from = "open"
by = "board"
offers = "decision"
data = { option = "text", majority = { optional = true } }
[actions.close]
from = "open"
to = "lost"
by = "chair"
counts = "resolution"
"""
WON = '[{ outcome = { of = "resolution", is = "won" } }]'


def resolution(moves: str = "") -> Poll:
    poll = Poll(5, vote=RANKED, requires=WON, more=RESOLVE, moves=moves)
    for option in ("a", "b"):
        assert poll.act("offer", "p00", option=option)
    return poll


def test_an_outcome_is_recorded_with_what_was_counted() -> None:
    poll = resolution()
    for person, ranking in (("p00", ["a", "b"]), ("p01", ["a"]), ("p02", ["b = a"])):
        assert poll.act("vote", person, ranking=ranking)
    assert poll.passes()
    closed = poll.act("close", "chair")
    assert closed.event is not None
    told = closed.event.pinned["outcomes"]
    assert isinstance(told, Mapping)
    found = told["resolution"]
    assert {key: found[key] for key in ("came", "winners", "votes", "electorate")} == {
        "came": "won",
        "winners": ["a"],
        "votes": 3,
        "electorate": 5,
    }
    assert "pinned" in poll.store.read(NAME)[-1]
    assert poll.flow.proposal(NAME).record.votes.outcomes["resolution"].winners == ("a",)
    assert not audit(poll.store).findings


@pytest.mark.parametrize(
    ("ranking", "said"),
    [
        (["c"], "`c` is not on the ballot; `a`, `b`, `further_discussion` is"),
        (["a", "b = a"], "`a` is named twice in `ranking`"),
        ([], "`ranking` names no option"),
    ],
)
def test_a_ranking_names_options_once(ranking: list[str], said: str) -> None:
    assert resolution().refusal("vote", "p00", ranking=ranking) == said


@pytest.mark.parametrize(
    ("option", "said"),
    [
        ("a", "`a` is on the ballot already"),
        ("x > y", "`x > y` can't be an option: it may hold none of `=`, `>`, `:` and `,`"),
    ],
)
def test_an_option_is_offered_once_and_can_be_spelled(option: str, said: str) -> None:
    assert resolution().refusal("offer", "p01", option=option) == said


def test_an_audit_counts_again_and_compares() -> None:
    """Whoever writes another outcome into the journal is found out, though its chain is whole."""
    from ..audit.journals import rewritten  # noqa: PLC0415 - for this test alone

    poll = resolution()
    assert poll.act("vote", "p00", ranking=["a"])
    assert poll.act("vote", "p01", ranking=["a"])
    assert poll.act("close", "chair")

    def change(stream: str, _: int, entry: Mapping[str, object]) -> object:
        if "pinned" in entry:
            text = json.dumps(dict(entry), default=dict).replace('["a"]', '["b"]', 1)
            entry = json.loads(text)
        yield stream, entry

    found = audit(rewritten(poll.store, change)).findings  # type: ignore[arg-type]  # it is a generator
    assert [each.kind for each in found] == ["pinned"]
    assert "what was known then gives" in found[0].said


def test_votes_survive_a_list() -> None:
    """What a list of proposals is kept as reads back as the same."""
    polls = (resolution(), sealed(p00="yes"), secret("p00", "p01"))
    assert polls[0].act("vote", "p00", ranking=["a"])
    assert polls[0].act("close", "chair")
    assert polls[2].act("tell", "chair", totals=["yes: 1"])
    for poll in polls:
        record = poll.flow.proposal(NAME).record
        assert _record(json.loads(_spelled(record))) == record


def test_an_action_that_counts_can_turn_out_as_the_count_does() -> None:
    moves = (
        '[{ to = "done", requires = [{ outcome = { of = "resolution", option = "a" } }] },'
        ' { to = "lost", requires = [{ outcome = { of = "resolution", is = "default" } }] }]'
    )
    poll = Poll(5, vote=RANKED, more=RESOLVE, moves=moves)
    assert poll.act("offer", "p00", option="a")
    assert poll.passes().target == "lost"
    for person in ("p00", "p01"):
        assert poll.act("vote", person, ranking=["a"])
    assert poll.passes().target == "done"


@pytest.mark.parametrize(
    ("told", "winners"), [({"majority": "3/1"}, ("further_discussion",)), ({}, ("a",))]
)
def test_an_option_may_need_more_than_others(
    told: dict[str, str], winners: tuple[str, ...]
) -> None:
    """Which options do is often known only when they are offered."""
    poll = Poll(5, vote=RANKED, more=RESOLVE)
    assert poll.act("offer", "p00", option="a", **told)
    for person in ("p00", "p01", "p02"):
        assert poll.act("vote", person, ranking=["a"])
    assert poll.act("vote", "p03", ranking=["further_discussion"])
    assert poll.act("close", "chair")
    assert poll.flow.proposal(NAME).record.votes.outcomes["resolution"].winners == winners


@pytest.mark.parametrize(
    "pinned",
    [
        {"outcomes": 5},
        {"outcomes": {"resolution": []}},
        {"outcomes": {"resolution": {"came": "lost"}}},
        {"outcomes": {"resolution": {"came": "won", "winners": 1, "tied": [], "dropped": {}}}},
        {"electorates": {}},
        None,
    ],
)
def test_whatever_stands_where_an_outcome_should_is_told_and_breaks_nothing(pinned: object) -> None:
    from ..audit.journals import rewritten  # noqa: PLC0415 - for this test alone

    poll = resolution()
    assert poll.act("vote", "p00", ranking=["a"])
    assert poll.act("close", "chair")

    def change(stream: str, _: int, entry: Mapping[str, object]) -> object:
        if "pinned" in entry:
            entry = {name: value for name, value in entry.items() if name != "pinned"}
            entry |= {} if pinned is None else {"pinned": pinned}
        yield stream, entry

    found = audit(rewritten(poll.store, change)).findings  # type: ignore[arg-type]  # it is a generator
    assert "pinned" in {each.kind for each in found}
