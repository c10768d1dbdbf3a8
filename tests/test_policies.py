"""One rule, written once, read in four ways: every reading of every policy says the same."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

import numpy as np
import pytest
import z3  # type: ignore[import-untyped]  # it ships no types
from attrs import frozen
from hypothesis import given, settings
from hypothesis import strategies as st

from bylaw.engine.calendars import Period
from bylaw.engine.facts import Fact, Leaves, Now, Situation
from bylaw.engine.instants import NEVER
from bylaw.engine.policy import (
    AllOf,
    AnyOf,
    HolderOf,
    LastStanding,
    MemberOf,
    NotOf,
    Policy,
    SomeOf,
    known,
)
from bylaw.engine.ratio import Multiple, Ratio
from bylaw.engine.trace import Truth, traced
from bylaw.policies.bdfl_veto import Override, SignOff, Veto, Vetoing
from bylaw.policies.chair_only import ChairOnly
from bylaw.policies.comparing import AllBut, Margin, Outnumbers, Plurality, Score
from bylaw.policies.evidence import Announcement, Attested, Contested, Lists, Text
from bylaw.policies.history import Assigned, Discharged, Happened, Overdue
from bylaw.policies.links import Cooldown, Followed, Limit, Linked, Pending, Told
from bylaw.policies.meetings import Session
from bylaw.policies.membership import Short
from bylaw.policies.open_comments import CommentPeriod, OpenComments
from bylaw.policies.people import Eligible, Holders, Oneself, Vacant, Who
from bylaw.policies.settling import ScoreSettled, Settled
from bylaw.policies.taking_part import AllVoted, HasVoted, Outcome, Recused
from bylaw.policies.taking_part import Attended as Present
from bylaw.policies.timing import Ago, Before, Idle, Notice, Reached, Waiting, Within
from bylaw.policies.votes import Quorum, Tally
from bylaw.policies.windows import ClearOf, Covers, Lasts, Lead, Outside

from .charters_for_tests import DAY, MEETING, NAME, START, lived, made, process

EIGHT_HOURS = Period.parse("PT8H")
WEEK, MONTH = Period.parse("P7D"), Period.parse("P1M")
HALF, ALL = Ratio(1, 2), Ratio(1, 1)
WORTH = {"yes": 1, "no": -1}

BUILT_IN: Mapping[str, Sequence[Policy]] = {
    "ago": [
        Ago(field="until", at_least=WEEK, at_most=MONTH),
        Ago(field="until", at_most=MONTH),
    ],
    "all_but": [AllBut(of="chairs"), AllBut(of="chairs", but=1)],
    "all_voted": [AllVoted(of="chairs")],
    "announcement": [Announcement(to="list@example.org", subject="[REVIEW]")],
    "assigned": [Assigned(role="sponsor")],
    "attended": [Present(of="chairs")],
    "attested": [Attested(claim="settled")],
    "before": [
        Before(anchor="closing", at_least=WEEK),
        Before(anchor="closing", at_least=WEEK, at_most=MONTH, grace=EIGHT_HOURS),
    ],
    "chair_only": [ChairOnly(body="chairs", session="review")],
    "clear_of": [ClearOf(field="until", of="review")],
    "comment_period": [CommentPeriod(since="posted", at_least=WEEK)],
    "cooldown": [Cooldown(since="noted", same="subject", at_least=MONTH)],
    "contested": [Contested(claim="settled")],
    "covers": [Covers(since="posted", session="review", at_least=2)],
    "discharged": [Discharged(duty="notes")],
    "eligible": [
        Eligible(field="delegate", in_=("chairs", "sponsor"), except_=("author",)),
        Eligible(field="delegate", except_=("author", "bdfl")),
        Eligible(field="delegate", in_=("maintainers",)),
    ],
    "followed": [Followed(anchor="posted", by="noted")],
    "happened": [Happened(anchor="noted")],
    "holders": [
        Holders(role="sponsor", at_least=2),
        Holders(role="sponsor", among="chairs"),
        Holders(role="sponsor", at_least=5, root=Multiple(1, 2), of="chairs"),
    ],
    "limit": [Limit(role="sponsor", at_most=2), Limit(role="author", at_most=1, states=("open",))],
    "linked": [Linked(link="replaces", states=("open",)), Linked(link="replaces", back="by")],
    "has_voted": [HasVoted(of="chairs")],
    "idle": [
        Idle(since=("posted", "noted"), at_least=WEEK),
        Idle(since=("noted",), at_least=WEEK, grace=EIGHT_HOURS),
    ],
    "lasts": [
        Lasts(field="until", at_least=WEEK, at_most=MONTH),
        Lasts(field="until", at_most=MONTH, grace=EIGHT_HOURS),
    ],
    "lead": [Lead(session="review", at_least=WEEK)],
    "lists": [Lists(field="header", includes=("Status",))],
    "margin": [Margin(of="chairs", at_least=2)],
    "notice": [
        Notice(field="until", since="posted", at_least=WEEK),
        Notice(field="until", since="posted", at_least=WEEK, at_most=MONTH),
    ],
    "oneself": [Oneself(field="delegate")],
    "open_comments": [OpenComments(since="posted")],
    "overdue": [Overdue(duty="notes")],
    "outcome": [Outcome(of="pick", is_="won"), Outcome(of="pick", option="yes")],
    "outnumbers": [
        Outnumbers(of="chairs", times=Multiple(2, 1)),
        Outnumbers(of="chairs", times=Multiple(3, 1), strictly=True),
    ],
    "outside": [Outside(of="review")],
    "override": [Override(by="bdfl")],
    "pending": [
        Pending(states=("open",), at_least=1),
        Pending(states=("open", "done"), same="subject", at_most=0),
    ],
    "plurality": [Plurality(of="chairs", over=("no", "later"))],
    "quorum": [
        Quorum(of="chairs", at_least=2),
        Quorum(of="chairs", share=Ratio(2, 3), counting="present"),
        Quorum(of="chairs", root=Multiple(3, 2)),
    ],
    "reached": [Reached(anchor="closing")],
    "recused": [Recused(of="chairs")],
    "score": [
        Score(of="chairs", values=WORTH, at_least=3),
        Score(of="chairs", values=WORTH, at_least=0, at_most=2),
        Score(of="chairs", values=WORTH, less_than=0),
    ],
    "score_settled": [ScoreSettled(of="chairs", values=WORTH, at_least=3)],
    "session": [Session(of="review")],
    "short": [Short(body="chairs"), Short(body="bdfl", of="seats")],
    "settled": [
        Settled(of="chairs", more_than=HALF, counting="members"),
        Settled(of="chairs", at_least=Ratio(2, 3), counting="deciding", said=("yes", "no")),
    ],
    "sign_off": [SignOff(by="bdfl"), SignOff(by="chairs", at_least=2)],
    "tally": [
        Tally(of="chairs", more_than=HALF, counting="members"),
        Tally(of="chairs", at_least=Ratio(2, 3), counting="cast"),
        Tally(of="chairs", at_least=ALL, counting="deciding", said="no"),
        Tally(of="chairs", more_than=Ratio(0, 1), counting="cast"),
        Tally(of="chairs", more_than=HALF, counting="cast", casting="bdfl"),
        Tally(of="chairs", at_least=HALF, counting="seats", said=("yes", "no"), at_least_votes=2),
        Tally(of="chairs", more_than=HALF, counting="present"),
    ],
    "text": [Text(field="title", starts="a")],
    "told": [Told(link="subject", is_=("a",)), Told(link="subject", is_=("a", "b"))],
    "vacant": [Vacant(who="sponsor"), Vacant(who="bdfl")],
    "veto": [Veto(by="chairs"), Veto(by="chairs", at_least=2)],
    "vetoing": [Vetoing(by="chairs")],
    "who": [Who(of=("chairs", "author")), Who(of=("sponsor",))],
    "waiting": [
        Waiting(since="posted", at_least=MONTH),
        Waiting(since="posted", at_least=Period.parse("3 business days"), grace=EIGHT_HOURS),
    ],
    "within": [
        Within(since="posted", at_most=MONTH),
        Within(since="posted", at_most=MONTH, grace=EIGHT_HOURS),
    ],
}
"""At least one policy of every registered class."""

ABOUT_WHO: Sequence[Policy] = [
    MemberOf("chairs"),
    HolderOf("sponsor"),
    LastStanding("until", "draft"),
]

COMBINED: Sequence[Policy] = [
    AllOf((Happened(anchor="noted"), MemberOf("chairs"), Session(of="review"))),
    AnyOf((Happened(anchor="noted"), MemberOf("chairs"), Session(of="review"))),
    SomeOf(2, (Happened(anchor="noted"), MemberOf("chairs"), Session(of="review"))),
    NotOf(Waiting(since="posted", at_least=WEEK)),
    NotOf(AnyOf((NotOf(MemberOf("chairs")), Quorum(of="chairs", at_least=3)))),
]

POLICIES = [*(each for some in BUILT_IN.values() for each in some), *ABOUT_WHO, *COMBINED]

Row = Mapping[Fact, int]


@frozen
class Plain:
    """One row at a time."""

    def at_least(self, many: int, terms: Sequence[int]) -> int:
        return sum(terms) >= many

    def where(self, condition: int, then: int, otherwise: int) -> int:
        return then if condition else otherwise


@frozen
class Columns:
    """All rows at once."""

    def at_least(self, many: int, terms: Sequence[Any]) -> Any:
        return sum(np.asarray(term, dtype=np.int64) for term in terms) >= many

    def where(self, condition: Any, then: Any, otherwise: Any) -> Any:
        return np.where(condition, then, otherwise)


@frozen
class Symbols:
    """All rows that there could be."""

    def at_least(self, many: int, terms: Sequence[Any]) -> Any:
        return z3.AtLeast(*terms, many)

    def where(self, condition: Any, then: Any, otherwise: Any) -> Any:
        return z3.If(condition, then, otherwise)


def read(policy: Policy, value: Callable[[Fact], Any], combine: Any) -> Any:
    """Let a policy look at values that are made by a function."""
    leaves = Leaves[Any](now=value(Now()), read=value, combine=combine)
    return cast("object", policy.holds(cast("Situation", cast("object", leaves))))


def facts_of(policy: Policy) -> list[Fact]:
    """Every fact that a policy looks at, the instant among them."""
    seen: list[Fact] = []

    def zero(fact: Fact) -> int:
        seen.append(fact)
        return fact.kind == "truth"

    read(policy, zero, Plain())
    return list(dict.fromkeys(seen))


def values(fact: Fact) -> st.SearchStrategy[int]:
    """What a fact can read as; an anchor that never was, and a day that was not told."""
    match fact.kind:
        case "truth":
            return st.booleans()
        case "count":
            return st.integers(0, 4)
        case "instant":
            near = [START, START - 1, START + 1, START + 7 * DAY, MEETING]
            if isinstance(fact, Now):
                return st.sampled_from(near)
            return st.sampled_from([*near, NEVER, -NEVER])


def tables(policy: Policy) -> st.SearchStrategy[list[Row]]:
    """Rows that differ in every fact."""
    facts = facts_of(policy)
    row = st.tuples(*map(values, facts)).map(lambda each: dict(zip(facts, each, strict=True)))
    return st.lists(row, min_size=1, max_size=12)


def test_every_registered_policy_has_a_sample_here() -> None:
    """Whoever adds a policy shows that it can be read in all four ways."""
    ours = [name for name in known() if name in BUILT_IN or not _of_stranger(name)]
    assert sorted(BUILT_IN) == ours


def _of_stranger(name: str) -> bool:
    from bylaw.engine.policy import find  # noqa: PLC0415 - beside the one test that asks

    found = find(name)
    return found is not None and not found.__module__.startswith("bylaw.")


@pytest.mark.parametrize("policy", POLICIES, ids=str)
@given(data=st.data())
@settings(max_examples=25)
def test_columns_say_row_by_row_what_scalars_say(policy: Policy, data: st.DataObject) -> None:
    rows = data.draw(tables(policy))
    columns = {fact: np.array([row[fact] for row in rows]) for fact in rows[0]}
    expected = [bool(read(policy, row.__getitem__, Plain())) for row in rows]
    actual = np.broadcast_to(read(policy, columns.__getitem__, Columns()), len(rows))
    assert expected == actual.astype(bool).tolist()


@pytest.mark.parametrize("policy", POLICIES, ids=str)
@given(data=st.data())
@settings(max_examples=10)
def test_symbols_say_what_scalars_say_once_they_are_known(
    policy: Policy, data: st.DataObject
) -> None:
    rows = data.draw(tables(policy))
    symbols = {
        fact: z3.Bool(f"b{place}") if fact.kind == "truth" else z3.Int(f"i{place}")
        for place, fact in enumerate(rows[0])
    }
    formula = read(policy, symbols.__getitem__, Symbols())
    for row in rows:
        known_now = [
            (symbols[fact], z3.BoolVal(bool(row[fact])) if fact.kind == "truth" else row[fact])
            for fact in row
        ]
        put = [(symbol, z3.IntVal(v) if type(v) is int else v) for symbol, v in known_now]
        answer = z3.simplify(z3.substitute(formula, *put))
        assert z3.is_true(answer) is bool(read(policy, row.__getitem__, Plain()))
        assert z3.is_true(answer) or z3.is_false(answer)


@pytest.mark.parametrize("policy", POLICIES, ids=str)
def test_a_formula_is_no_plain_truth(policy: Policy) -> None:
    """A policy that looked at nothing, or decided on a symbol, would not come out as a formula."""

    def symbol(fact: Fact) -> Any:
        name = repr(fact)
        return z3.Bool(name) if fact.kind == "truth" else z3.Int(name)

    assert isinstance(read(policy, symbol, Symbols()), z3.BoolRef)


class NoTruth(int):
    """A number that no program may decide on."""

    def __bool__(self) -> bool:
        raise AssertionError("a policy decided on a fact")


@pytest.mark.parametrize("policy", POLICIES, ids=str)
def test_no_policy_decides_on_a_fact_by_itself(policy: Policy) -> None:
    """No `and`, `or`, `not`, `if` or chained comparison: the tracer's truths refuse `bool()`."""
    life = lived(made(process()), [])
    situation = Situation(life.now, "ana", {}, life.flow.proposal(NAME), life.flow.office)
    answer = cast("object", policy.holds(traced(situation)))
    assert isinstance(answer, Truth)
    assert answer.true is policy.holds(situation)
    assert answer.false is not answer.true


@pytest.mark.parametrize("operation", [lambda t: t and t, lambda t: not t, lambda t: 1 if t else 2])
def test_the_tracer_refuses_to_be_decided_on(operation: Callable[[Any], object]) -> None:
    """The test above bites."""
    life = lived(made(process()), [])
    facts = traced(Situation(life.now, "ana", {}, life.flow.proposal(NAME), life.flow.office))
    for value in (facts.happened("posted"), facts.ballots("yes", of="chairs")):
        with pytest.raises(TypeError, match="never decide on one"):
            operation(value)


@given(st.integers(0, 12), st.integers(0, 12), st.integers(1, 12), st.booleans())
def test_a_share_is_met_exactly(count: int, top: int, bottom: int, strictly: bool) -> None:
    """Against fractions, with no rounding anywhere."""
    from fractions import Fraction  # noqa: PLC0415 - the other way of counting, for this test alone

    share, total = Fraction(min(top, bottom), bottom), 12
    expected = Fraction(count, total) > share if strictly else Fraction(count, total) >= share
    ratio = Ratio(share.numerator, share.denominator)
    assert ratio.met(count, total, strictly=strictly) is expected


def test_a_tally_needs_one_who_said_it() -> None:
    """A share of nobody would otherwise be met by silence."""
    tally = Tally(of="chairs", at_least=Ratio(0, 1), counting="cast")
    life = lived(made(process()), [])
    situation = Situation(life.now, "ana", {}, life.flow.proposal(NAME), life.flow.office)
    assert tally.holds(situation) is False
