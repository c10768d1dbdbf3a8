"""Votes that are oddly counted, each with the tally that shows it."""

import pytest

from bylaw.engine.charter import load
from bylaw.engine.check import check
from bylaw.engine.source.problem import Problem

VOTE = """\
format = 1
charter = { name = "votes", source = "an example" }
states = { draft = { kind = "initial" }, yes = { kind = "final" }, no = { kind = "final" } }
bodies.board = { members = [MEMBERS] REVISED }
actions.propose = { to = "draft", by = "anyone" }
actions.vote = { from = "draft", by = "board", ballot = "board", data = { choice = CHOICES } }
"""


def vote(
    text: str,
    *,
    members: int = 11,
    revised: bool = False,
    choices: str = '["yes", "no", "abstain"]',
) -> dict[str, Problem]:
    """Check a charter with a board that votes; give the first problem of each code."""
    named = ", ".join(f'"m{n}"' for n in range(members))
    head = VOTE.replace("MEMBERS", named).replace("CHOICES", choices)
    head = head.replace("REVISED", ', revised_by = "board"' if revised else "")
    found: dict[str, Problem] = {}
    for problem in check(load(head + text, "votes.toml")):
        found.setdefault(problem.code, problem)
    return found


def carried(*rules: str, name: str = "carry", to: str = "yes") -> str:
    """An action of the board's that leads to a state."""
    return (
        f'[actions.{name}]\nfrom = "draft"\nto = "{to}"\nby = "board"\n'
        f"requires = [{', '.join(rules)}]\n"
    )


def tally(share: str, counting: str, said: str = "yes") -> str:
    return f'{{ tally = {{ of = "board", said = "{said}", {share}, counting = "{counting}" }} }}'


QUORUM = '{ quorum = { of = "board", at_least = 8 } }'
MAJORITY = tally('more_than = "1/2"', "cast")
ALL = tally('at_least = "2/3"', "members")


def test_a_quorum_of_those_who_vote_lets_a_no_carry() -> None:
    """Five of seven fall short of the quorum, and five of eight have it and the majority."""
    said = vote(carried(QUORUM, MAJORITY))["no-show-paradox"].message
    assert "of 11 `board`, with 5 yes and 2 abstain it can't be done" in said
    assert "with one more who says no it can (all 364 tallies tried)" in said


def brute(yes: int, no: int, abstain: int) -> bool:
    """The same rule, counted by hand."""
    return yes + no + abstain >= 8 and yes >= 1 and 2 * yes > yes + no + abstain


def test_the_tally_is_the_one_that_counting_by_hand_gives_first() -> None:
    first = min(
        (yes, no, abstain)
        for yes in range(12)
        for no in range(12 - yes)
        for abstain in range(12 - yes - no)
        if yes + no + abstain < 11
        if not brute(yes, no, abstain) and brute(yes, no + 1, abstain)
    )
    assert first == (5, 0, 2)


@pytest.mark.parametrize(
    "rules",
    [
        (ALL,),
        (MAJORITY,),
        (tally('more_than = "1/2"', "deciding"),),
        (tally('at_least = "8/11"', "members"), QUORUM),
    ],
)
def test_a_vote_that_no_voter_turns_by_voting_against_it_has_no_paradox(
    rules: tuple[str, ...],
) -> None:
    assert "no-show-paradox" not in vote(carried(*rules))


def test_two_ways_with_two_thresholds_are_told() -> None:
    text = carried(QUORUM, MAJORITY) + carried(ALL, name="carry_by_mail")
    problem = vote(text)["threshold-differs"]
    assert "of 11 `board` it takes 8 for `carry_by_mail` to lead to `yes`" in problem.message
    assert "and 5 for `carry`" in problem.message
    assert problem.path == ("actions", "carry_by_mail")


def test_two_ways_with_one_threshold_are_not() -> None:
    text = carried(ALL) + carried(tally('more_than = "7/11"', "members"), name="carry_by_mail")
    assert "threshold-differs" not in vote(text)


SMALL = QUORUM.replace("8", "3")
ENDED = carried(SMALL, MAJORITY) + carried(SMALL, f"{{ not = {MAJORITY} }}", name="fail", to="no")


def test_a_vote_that_ends_before_all_is_told_is_told() -> None:
    problem = vote(ENDED, members=5)["open-outcome"]
    assert (
        "`carry` can end the vote in `yes` with 2 yes and 1 abstain of 5 `board`" in problem.message
    )
    assert "while the 2 who have not voted could still make it `no`" in problem.message


@pytest.mark.parametrize(
    "text",
    [
        carried(tally('more_than = "1/2"', "members"))
        + carried(tally('at_least = "1/2"', "members", "no"), name="fail", to="no"),
        ENDED.replace(
            "requires = [", 'requires = [{ waiting = { since = "made", at_least = "P7D" } }, '
        ),
    ],
    ids=["nobody who is silent can change it", "time passes first"],
)
def test_a_vote_that_is_over_may_end(text: str) -> None:
    head = 'records = "made"' if "made" in text else ""
    text = text + f"[actions.note]\nfrom = 'draft'\nby = 'anyone'\n{head}\n"
    assert "open-outcome" not in vote(text, members=6)


def test_a_number_that_a_smaller_body_can_t_reach_is_told() -> None:
    problem = vote(carried(QUORUM, MAJORITY), revised=True)["tally-out-of-reach"]
    assert "while `board` has fewer than 8 members" in problem.message
    assert problem.path == ("actions", "carry", "requires", 0)


def test_a_minimum_keeps_a_body_large_enough() -> None:
    text = carried(QUORUM, MAJORITY) + "[bodies.other]\nmembers = ['ana']\n"
    assert "tally-out-of-reach" not in vote(text)
    for minimum, expected in ((8, False), (7, True)):
        named = ", ".join(f'"m{n}"' for n in range(11))
        head = (
            VOTE.replace("MEMBERS", named)
            .replace("CHOICES", '["yes", "no"]')
            .replace("REVISED", f', revised_by = "board", minimum = {minimum}')
        )
        codes = {each.code for each in check(load(head + carried(QUORUM), "votes.toml"))}
        assert ("tally-out-of-reach" in codes) is expected


EXTENDED = """\
[actions.start]
from = "draft"
by = "board"
records = "counted_from"
[actions.extend]
from = "draft"
when = { since = "counted_from", after = "P7D" }
records = "counted_from"
unless = [UNLESS]
""".replace("UNLESS", QUORUM.replace("8", "5"))


def test_a_vote_that_is_extended_for_ever_is_told_with_who_keeps_silent() -> None:
    problem = vote(carried(ALL) + EXTENDED, members=5)["endless-rounds"]
    assert "the clock makes `extend` again and again" in problem.message
    assert "of 5 `board`" in problem.message


@pytest.mark.parametrize(
    "more",
    [
        "[actions.end]\nfrom = 'draft'\nto = 'no'\nwhen = { since = 'made', after = 'P6M' }\n",
    ],
)
def test_another_clock_ends_the_rounds(more: str) -> None:
    text = carried(ALL) + EXTENDED + more
    once = ('actions.propose = { to = "draft", by = "anyone" }', "actions.propose = PROPOSE")
    head = VOTE.replace(*once).replace(
        "PROPOSE", '{ to = "draft", by = "anyone", records = "made" }'
    )
    head = head.replace("MEMBERS", '"ana", "bo"').replace("REVISED", "")
    head = head.replace("CHOICES", '["yes", "no"]')
    text = text.replace("at_least = 5", "at_least = 2")
    assert "endless-rounds" not in {each.code for each in check(load(head + text, "votes.toml"))}


PRESENT = '{ quorum = { of = "board", share = "2/3", counting = "present" } }'
MEETING = carried(PRESENT, tally('more_than = "1/2"', "present"))


def test_who_comes_to_vote_no_can_bring_the_quorum_of_those_present() -> None:
    """Two thirds of eleven are eight: five of seven decide nothing, and five of eight do."""
    attend = "[actions.attend]\nfrom = 'draft'\nby = 'board'\nattends = 'board'\n"
    found = vote(MEETING + attend + carried(ALL, name="carry_by_mail"))
    said = found["no-show-paradox"].message
    assert "of 11 `board`, with 5 yes and 2 abstain it can't be done" in said
    assert "one more who says no it can" in said
    said = found["threshold-differs"].message
    assert "takes 8 for `carry_by_mail`" in said
    assert "and 5 for `carry`" in said


def test_who_agrees_in_other_words_votes_against_nothing() -> None:
    """Two thirds at yes or fine, and one yes: who makes up the two thirds with fine is for it."""
    agreed = tally('at_least = "2/3"', "members").replace('"yes"', '["yes", "fine"]')
    text = carried(tally('more_than = "0/1"', "members"), agreed)
    assert "no-show-paradox" not in vote(text, choices='["yes", "fine", "no"]')


SCORE = '{ score = { of = "board", values = { "+1" = 1, "-1" = -1 }, BOUND } }'


def score(bound: str) -> str:
    return SCORE.replace("BOUND", bound)


OPEN = f"{{ any = [{', '.join(score(f'at_least = {n}, at_most = {n}') for n in (-1, 0, 2, 3))}] }}"
HALF = '{ quorum = { of = "board", at_least = 3 } }'
WEEK = '{ waiting = { since = "started", at_least = "P7D" } }'
SCORED = (
    '[actions.start]\nfrom = "draft"\nby = "board"\nrecords = "started"\n'
    '[actions.extend]\nfrom = "draft"\nwhen = { since = "started", after = "P7D" }\n'
    f'records = "started"\nrequires = [{{ any = [{{ not = {HALF} }}, {OPEN}] }}]\n'
    '[actions.conclude]\nfrom = "draft"\nby = "board"\n'
    f"requires = [{WEEK}, {HALF}, {{ not = {OPEN} }}]\nmoves = [\n"
    f'  {{ to = "yes", requires = [{score("at_least = 3")}] }},\n'
    f'  {{ to = "idle", requires = [{score("at_least = 0")}, {score("at_most = 2")}] }},\n'
    f'  {{ to = "no", requires = [{score("less_than = 0")}] }},\n]\n'
)


def test_a_score_that_is_called_complete_can_still_come_to_anything() -> None:
    """Three of five voted, the score is 1: the other two make it 3, or -1."""
    head = VOTE.replace("no = { kind", 'idle = { kind = "final" }, no = { kind')
    text = head.replace("MEMBERS", ", ".join(f'"m{n}"' for n in range(5))).replace("REVISED", "")
    text = text.replace("CHOICES", '["+1", "0", "-1"]') + SCORED
    found: dict[str, Problem] = {}
    for each in check(load(text, "votes.toml")):
        found.setdefault(each.code, each)
    said = found["open-outcome"].message
    assert "`conclude` can end the vote in `idle`" in said
    assert "the 2 who have not voted could still make it `yes` or `no`" in said
    assert "of 5 `board`" in said
    said = found["endless-rounds"].message
    assert "the clock makes `extend` again and again" in said
    assert "where of 5 `board` 5 said 0" in said, "all have voted, and still it goes on"


def test_a_vote_of_all_waits_for_every_one() -> None:
    """One member who neither votes nor abstains keeps it from ever coming to an end."""
    every = '{ all_voted = "board" }'
    found = vote(carried(every, tally('more_than = "1/2"', "deciding")), members=5)
    assert "`all_voted` needs all 5 of them" in found["absent-holder"].message


MAIL = """\
[ballots.mail]
of = ["board"]
[actions.vote_by_mail]
from = "draft"
by = "board"
ballot = "mail"
data = { choice = ["yes", "no", "abstain"] }
"""


def test_two_votes_of_the_same_people_are_compared() -> None:
    """A named ballot is another vote, and the people are the same."""
    by_mail = carried(ALL.replace('"board"', '"mail"'), name="carry_by_mail")
    said = vote(carried(QUORUM, MAJORITY) + MAIL + by_mail)["threshold-differs"].message
    assert "of 11 `mail` it takes 8 for `carry_by_mail`" in said
    assert "and 5 for `carry`" in said


def test_a_named_ballot_of_all_waits_for_every_one() -> None:
    every = '{ all_voted = "mail" }'
    found = vote(MAIL + carried(every, name="carry_by_mail"), members=5)
    assert "`all_voted` needs all 5 of them" in found["absent-holder"].message


CONCERNED = """\
format = 1
charter = { name = "concerned", source = "an example" }
states = { draft = { kind = "initial" }, done = { kind = "final" } }
roles = { concerned = {} }
[actions]
propose = { to = "draft", by = "anyone", adds = "concerned" }
name = { from = "draft", by = "concerned", adds = "concerned", data = { concerned = "person" } }
vote = { from = "draft", by = "concerned", ballot = "concerned", data = { choice = ["yes", "no"] } }
[actions.agree]
from = "draft"
to = "done"
by = "concerned"
requires = [{ holders = { role = "concerned", at_least = 3 } }, { VOTES }]
"""


@pytest.mark.parametrize(
    ("votes", "dead"),
    [
        ('all_but = "concerned"', False),
        ('quorum = { of = "concerned", at_least = 3 }', False),
        ('tally = { of = "concerned", more_than = "1/1", counting = "members" }', True),
    ],
)
def test_a_role_with_several_holders_has_as_many_votes(votes: str, *, dead: bool) -> None:
    problems = check(load(CONCERNED.replace("VOTES", votes), "concerned.toml"))
    found = {each.code for each in problems if each.severity == "error"}
    assert ("contradiction" in found or "never-holds" in found) is dead
