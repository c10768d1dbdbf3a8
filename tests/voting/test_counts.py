"""Counts: what ranked, scored and approving ballots come to, against others' ways of counting."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import pytest
import starvote  # type: ignore[import-untyped]  # it ships no types
from hypothesis import given, settings
from hypothesis import strategies as st
from schulze_condorcet import schulze_evaluate
from schulze_condorcet.strength import winning_votes

from bylaw.engine.ballot import Ballot, Count, Outcome, Votes
from bylaw.engine.model import Office, Record
from bylaw.engine.ratio import Multiple
from bylaw.engine.voting import outcome, spelled

OPTIONS = ("a", "b", "c", "d", "e")
DEFAULT = "none"


def counted(  # noqa: PLR0913 - as many parts vary
    ballots: Sequence[str],
    method: Any,
    *,
    members: int = 0,
    options: Sequence[str] = OPTIONS,
    affiliations: Mapping[str, str] | None = None,
    casting: str = "",
    **terms: Any,
) -> Outcome:
    """Count some ballots, each of a voter of its own; the rest of the members are silent."""
    voters = [f"v{n:04}" for n in range(max(members, len(ballots)))]
    count = Count(
        name="x", ballot="gr", method=method, casting="chair" if casting else None, **terms
    )
    office = Office(
        bodies={"board": frozenset(voters), "chair": frozenset({"chair"})},
        anchors={},
        sessions={},
        duties={},
        zone="UTC",
        affiliations=affiliations or {},
        ballots={"gr": Ballot(name="gr", of=("board",), options=tuple(options))},
        counts={"x": count},
    )
    cast = dict(zip(voters, ballots, strict=False))
    if casting:
        cast["chair"] = casting
    return outcome(office, Record(ballots={"gr": cast}, votes=Votes()), "x")


def several(ballots: Mapping[str, int]) -> list[str]:
    return [ballot for ballot, many in ballots.items() for _ in range(many)]


@pytest.mark.parametrize(("above", "expected"), [(47, "default"), (48, "won")])
def test_a_quorum_of_three_q_is_not_rounded(above: int, expected: str) -> None:
    """Of 1000 developers 3Q is 47.43: with 47 above the default an option is dropped."""
    found = counted(
        [f"a > {DEFAULT}"] * above,
        "schwartz",
        members=1000,
        options=("a",),
        default=DEFAULT,
        times=Multiple(3, 2),
    )
    assert found.came == expected
    if expected == "default":
        assert found.dropped == {"a": "47 prefer it to `none`; it takes 48"}
        assert found.winners == (DEFAULT,)


@pytest.mark.parametrize(
    ("above", "below", "strictly", "expected"),
    [(30, 10, True, "default"), (31, 10, True, "won"), (30, 10, False, "won")],
)
def test_three_to_one_is_strictly_more_than_three_times(
    above: int, below: int, strictly: bool, expected: str
) -> None:
    ballots = several({f"a > {DEFAULT}": above, DEFAULT: below})
    found = counted(
        ballots,
        "schwartz",
        options=("a",),
        default=DEFAULT,
        majority={"a": Multiple(3, 1)},
        strictly=strictly,
    )
    assert found.came == expected
    if expected == "default":
        assert found.dropped["a"] == (
            "30 prefer it to `none` and 10 the reverse; it takes more than 3 times as many"
        )


def test_what_does_not_beat_the_default_is_dropped_before_the_rest_is_counted() -> None:
    """Though `a` beats `b`, most prefer nothing at all to `a`."""
    ballots = several({f"b > {DEFAULT} > a": 3, f"a > b > {DEFAULT}": 2, f"{DEFAULT} > a": 1})
    found = counted(ballots, "schwartz", options=("a", "b"), default=DEFAULT)
    assert (found.came, found.winners, [*found.dropped]) == ("won", ("b",), ["a"])


CYCLE = {"a > b > c": 4, "b > c > a": 3, "c > a > b": 2}


def test_the_weakest_defeat_of_a_cycle_is_dropped() -> None:
    """A beats b 6:3, b beats c 7:2, c beats a 5:4: without the last, a is ahead."""
    assert counted(several(CYCLE), "schwartz", options="abc").winners == ("a",)


@pytest.mark.parametrize(("chair", "expected"), [(None, ()), ("b > a", ("b",)), ("a = b", ())])
def test_a_tie_is_for_the_casting_vote(chair: str | None, expected: tuple[str, ...]) -> None:
    found = counted(["a > b", "b > a"], "schwartz", options="ab", casting=chair or "abstain")
    assert found.winners == expected
    assert found.tied == (() if expected else ("a", "b"))


rankings = st.lists(st.sampled_from(OPTIONS), unique=True, min_size=1).flatmap(
    lambda order: st.lists(st.booleans(), min_size=len(order), max_size=len(order)).map(
        lambda ties: _joined(order, ties)
    )
)


def _joined(order: Sequence[str], ties: Sequence[bool]) -> str:
    text = order[0]
    for option, tied in zip(order[1:], ties, strict=False):
        text += f" = {option}" if tied else f" > {option}"
    return text


def _theirs(ballot: str) -> str:
    """As schulze-condorcet spells it: everything is ranked, and without spaces."""
    levels = [sorted(level) for level in spelled.ranked(ballot)]
    rest = [option for option in OPTIONS if not any(option in level for level in levels)]
    return ">".join("=".join(level) for level in [*levels, rest] if level)


@given(st.lists(rankings, min_size=1, max_size=15))
@settings(max_examples=400, deadline=None)
def test_the_schwartz_winners_are_those_of_the_schulze_method(ballots: list[str]) -> None:
    """Dropping the weakest defeats one after the other is one way to say what beat paths say."""
    found = counted(ballots, "schwartz")
    mine = {*found.winners, *found.tied}
    votes = [_theirs(ballot) for ballot in ballots]
    best, _, _ = schulze_evaluate(votes, OPTIONS, strength=winning_votes).partition(">")
    assert mine == {*best.split("=")}


@given(
    st.lists(
        st.lists(st.integers(0, 5), min_size=5, max_size=5).map(
            lambda scores: dict(zip(OPTIONS, scores, strict=True))
        ),
        min_size=1,
        max_size=12,
    ),
    st.integers(1, 3),
)
@settings(max_examples=300, deadline=None)
def test_bloc_star_elects_whom_another_tabulator_elects(
    ballots: list[dict[str, int]], seats: int
) -> None:
    """It may break ties further than the charter does; whoever wins then was one of the tied."""
    found = counted([spelled.scores(each) for each in ballots], "star", seats=seats)
    method = starvote.bloc if seats > 1 else starvote.star
    try:
        elected: Any = starvote.election
        theirs = elected(method=method, ballots=ballots, seats=seats, tiebreaker=None)
    except starvote.UnbreakableTieError:
        return  # it gives up on a tie for the second place even where that could not win
    assert [*found.winners] == theirs[: len(found.winners)]
    if found.tied:
        assert theirs[len(found.winners)] in found.tied
    else:
        assert len(found.winners) == seats


def naive_run_off(ballots: Sequence[str], left: frozenset[str], *, condorcet: bool) -> set[str]:
    """Instant run-off, read off its definition: every elimination that is tied goes every way."""
    if condorcet:
        left = _smith(ballots, left)
    if len(left) == 1:
        return {*left}
    firsts = dict.fromkeys(left, Fraction(0))
    for ballot in ballots:
        tops = [level & left for level in spelled.ranked(ballot) if level & left]
        for option in tops[0] if tops else ():
            firsts[option] += Fraction(1, len(tops[0]))
    if not any(firsts.values()):
        return {*left}
    lowest = min(firsts.values())
    found: set[str] = set()
    for option in left:
        if firsts[option] == lowest:
            found |= naive_run_off(ballots, left - {option}, condorcet=condorcet)
    return found


def _beats(ballots: Sequence[str], one: str, other: str) -> bool:
    def place(ballot: str, option: str) -> int:
        levels = spelled.ranked(ballot)
        return next((n for n, level in enumerate(levels) if option in level), len(levels))

    ahead = [place(ballot, one) - place(ballot, other) for ballot in ballots]
    return sum(gap < 0 for gap in ahead) > sum(gap > 0 for gap in ahead)


def _smith(ballots: Sequence[str], left: frozenset[str]) -> frozenset[str]:
    """The smallest set of which each beats all outside of it, found by trying all sets."""
    from itertools import combinations  # noqa: PLC0415 - for this function alone

    for size in range(1, len(left) + 1):
        for some in combinations(sorted(left), size):
            if all(_beats(ballots, a, b) for a in some for b in left - {*some}):
                return frozenset(some)
    raise AssertionError("all of them is such a set")


@pytest.mark.parametrize("method", ["irv", "condorcet_irv"])
@given(ballots=st.lists(rankings, min_size=1, max_size=9))
@settings(max_examples=200, deadline=None)
def test_a_run_off_is_what_its_definition_says(method: str, ballots: list[str]) -> None:
    found = counted(ballots, method)
    expected = naive_run_off(ballots, frozenset(OPTIONS), condorcet=method == "condorcet_irv")
    assert {*found.winners, *found.tied} == expected


def test_one_who_beats_all_others_wins_though_few_put_them_first() -> None:
    ballots = several({"a > c > b": 4, "b > c > a": 3, "c > b > a": 2})
    assert counted(ballots, "irv", options="abc").winners == ("b",)
    assert counted(ballots, "condorcet_irv", options="abc").winners == ("c",)


@pytest.mark.parametrize(
    ("method", "ballots", "seats", "winners", "tied"),
    [
        ("plurality", ["a", "a", "b", "c"], 1, ("a",), ()),
        ("plurality", ["a", "b", "abstain"], 1, (), ("a", "b")),
        ("plurality", ["a", "b", "abstain"], 2, ("a", "b"), ()),
        ("plurality", ["a", "a", "b", "c"], 2, ("a",), ("b", "c")),
        ("approval", ["a, b", "b", "b, c"], 1, ("b",), ()),
        ("approval", ["a, b", "b", "b, c"], 2, ("b",), ("a", "c")),
        ("approval", ["a, b", "b", "b, c"], 3, ("b", "a", "c"), ()),
    ],
)
def test_most_votes_win(
    method: str, ballots: list[str], seats: int, winners: tuple[str, ...], tied: tuple[str, ...]
) -> None:
    found = counted(ballots, method, seats=seats, options=("a", "b", "c"))
    assert (found.winners, found.tied) == (winners, tied)


def test_nobody_voted() -> None:
    assert counted([], "irv").came == "none"
    assert counted([], "irv", default=DEFAULT).came == "default"


SIX = ("p1", "p2", "p3", "p4", "p5", "p6", "p7", "p8")
SCORED = [spelled.scores(dict.fromkeys(SIX[:n], 5)) for n in range(1, len(SIX) + 1)]


@pytest.mark.parametrize(
    ("employed", "winners"),
    [
        ((), ("p1", "p2", "p3", "p4", "p5")),
        (("p1", "p3", "p5"), ("p1", "p2", "p3", "p4", "p6")),
        (("p1", "p3", "p5", "p6"), ("p1", "p2", "p3", "p4", "p7")),
        (("p2", "p3", "p4", "p6"), ("p1", "p2", "p3", "p5", "p7")),
    ],
)
def test_of_three_with_one_employer_the_lowest_gives_way_to_the_next(
    employed: tuple[str, ...], winners: tuple[str, ...]
) -> None:
    """At most two of five: the third is replaced by the sixth, and so again."""
    found = counted(
        SCORED,
        "star",
        options=SIX,
        seats=5,
        per_affiliation=2,
        affiliations=dict.fromkeys(employed, "acme"),
    )
    assert (found.came, found.winners) == ("won", winners)


@given(st.lists(rankings, min_size=1, max_size=8), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_a_count_does_not_depend_on_who_voted_first(ballots: list[str], chance: Any) -> None:
    mixed = [*ballots]
    chance.shuffle(mixed)
    for method in ("schwartz", "irv", "condorcet_irv"):
        assert counted(ballots, method) == counted(mixed, method)


def test_so_many_ties_that_nobody_could_follow_them_end_in_one() -> None:
    """Thirty options, each first on one ballot: it is told in no time, and as a tie."""
    options = tuple(f"o{n:02}" for n in range(30))
    found = counted(list(options), "irv", options=options)
    assert (found.came, len(found.tied)) == ("tie", 30)
