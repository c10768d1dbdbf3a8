"""A decision reads well, in words and as data: examples as a reader sees them."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bylaw.engine.decide import Decision
from bylaw.engine.decision import Step, Unblocking, Way
from bylaw.engine.instants import parse
from bylaw.engine.policy import Policy

from .charters_for_tests import (
    DAY,
    HOUR,
    MEETING,
    NAME,
    PEOPLE,
    START,
    History,
    Request,
    Table,
    flow,
    histories,
    lived,
    made,
    process,
    ruled,
)

REVIEW: list[Table] = [
    {"session": "review"},
    {"tally": {"of": "chairs", "more_than": "1/2", "counting": "members"}},
    {"sign_off": "bdfl"},
]


def vote(by: str, choice: str, later: int = 0) -> Request:
    return Request(later=later, by=by, action="vote", data={"choice": choice})


def decided(*asked: Request, by: str = "ana", later: int = 0, **data: object) -> Decision:
    """The decision on `approve`, in a body of five, after what others asked for."""
    life = lived(made(process(chairs=5, requires=REVIEW)), asked)
    return life.flow.may(NAME, "approve", by=by, at=life.now + later, data=data)


def test_a_refusal_says_what_is_missing_who_could_supply_it_and_when_it_opens() -> None:
    decision = decided(vote("ana", "yes"), vote("bo", "no"), later=15 * DAY)
    assert str(decision).splitlines() == [
        "refused: approve p-1 (open -> done) by ana at 2019-08-16 02:00 PDT",
        "├─ ok       by        ana is one of `chairs`",
        "├─ missing  session   outside `review`; next opens 2019-09-06 11:00 PDT",
        (
            "├─ missing  tally     1 of 5 `chairs` said yes; it takes more than 1/2 of 5;"
            " 2 more of {bo, cy, di, ed} would do"
        ),
        "└─ missing  sign_off  flo has not signed; nobody else can",
        (
            "unblock: flo: sign, 2 of {bo, cy, di, ed}: vote yes, wait to 2019-09-06 11:00 PDT"
            "   (earliest: 2019-09-06 11:00 PDT)"
        ),
    ]


def test_a_permission_says_why() -> None:
    votes = [vote(by, "yes") for by in ("ana", "bo", "cy")]
    signed = Request(later=MEETING - START, by="flo", action="sign", data={})
    allowed = decided(*votes, signed)
    assert repr(allowed) == "<allowed: approve p-1 (open -> done) by ana at 2019-09-06 11:00 PDT>"
    assert str(allowed).splitlines() == [
        "allowed: approve p-1 (open -> done) by ana at 2019-09-06 11:00 PDT",
        "├─ ok       by        ana is one of `chairs`",
        "├─ ok       session   inside `review`, which closes 2019-09-06 12:00 PDT",
        "├─ ok       tally     3 of 5 `chairs` said yes; it takes more than 1/2 of 5",
        "└─ ok       sign_off  flo signed",
    ]


def test_nothing_helps_whom_the_charter_does_not_name() -> None:
    assert str(decided(by="zed")).splitlines()[-1] == (
        "unblock: nothing can (while the bodies stay as they are)"
    )


def test_what_is_not_asked_for_is_to_be_left_out() -> None:
    votes = [vote(by, "yes") for by in ("ana", "bo", "cy")]
    signed = Request(later=MEETING - START, by="flo", action="sign", data={})
    assert str(decided(*votes, signed, more="words")).splitlines()[1::4] == [
        "├─ missing  data      `more` is not asked for; nothing is",
        "└─ ok       sign_off  flo signed",
    ]
    assert "unblock: leave out `more`   (earliest:" in str(decided(*votes, signed, more="words"))


def test_a_veto_is_shown_as_standing_in_the_way() -> None:
    charter = made(process(unless=[{"veto": "chairs"}]))
    life = lived(charter, [Request(later=0, by="bo", action="object", data={})])
    decision = life.flow.may(NAME, "approve", by="ana", at=START)
    assert str(decision).splitlines()[1:] == [
        "├─ ok       by    ana is one of `chairs`",
        "└─ blocked  veto  vetoed by {bo}",
        "unblock: flo: relent   (earliest: 2019-08-01 02:00 PDT)",
    ]


def test_a_rule_that_fails_is_named() -> None:
    class Broken:
        def holds(self, _: object) -> bool:
            raise LookupError("no such thing")

    broken: Policy = Broken()
    life = lived(ruled(made(process()), requires=[broken]), [])
    decision = life.flow.may(NAME, "approve", by="ana", at=START)
    assert str(decision).splitlines()[1:] == [
        "├─ ok       by      ana is one of `chairs`",
        "└─ error    Broken  the rule failed and so refuses: LookupError: no such thing",
        "unblock: nothing can (while the bodies stay as they are)",
    ]


def test_an_action_with_several_outcomes_shows_each() -> None:
    def share(said: str) -> list[Table]:
        tally = {"of": "chairs", "said": said, "more_than": "1/2", "counting": "members"}
        return [{"tally": tally}]

    moves = [{"to": "done", "requires": share("yes")}, {"to": "rejected", "requires": share("no")}]
    charter = made(process(moves=moves))
    open_vote = lived(charter, [vote("ana", "no")]).flow.may(NAME, "approve", by="ana", at=START)
    assert str(open_vote).splitlines() == [
        "refused: approve p-1 (open) by ana at 2019-08-01 02:00 PDT",
        "├─ missing  outcome  to `done`",
        "│  ├─ ok       by     ana is one of `chairs`",
        (
            "│  └─ missing  tally  0 of 3 `chairs` said yes; it takes more than 1/2 of 3;"
            " 2 more of {ana, bo, cy} would do"
        ),
        "└─ missing  outcome  to `rejected`",
        "   ├─ ok       by     ana is one of `chairs`",
        (
            "   └─ missing  tally  1 of 3 `chairs` said no; it takes more than 1/2 of 3;"
            " 1 more of {bo, cy} would do"
        ),
        "unblock: 1 of {bo, cy}: vote no   (earliest: 2019-08-01 02:00 PDT)",
        "     or: 2 of {ana, bo, cy}: vote yes   (earliest: 2019-08-01 02:00 PDT)",
    ]
    settled = lived(charter, [vote("ana", "no"), vote("bo", "no")])
    decision = settled.flow.may(NAME, "approve", by="ana", at=START)
    assert decision.heading == (
        "allowed: approve p-1 (open -> rejected) by ana at 2019-08-01 02:00 PDT"
    )
    assert [reason.status for reason in decision.reasons] == ["missing", "ok"]


KEYS = {
    "verdict",
    "action",
    "proposal",
    "version",
    "from",
    "to",
    "actor",
    "at",
    "data",
    "reasons",
    "unblock",
    "search_complete",
    "recorded",
}
REASON_KEYS = {"status", "policy", "text", "rules", "needs", "opens_at", "facts", "reasons"}
STEP_KEYS = {"kind", "action", "actors", "many", "data", "at"}


@given(life=histories(), by=st.sampled_from(PEOPLE), later=st.sampled_from([0, HOUR, 20 * DAY]))
@settings(max_examples=40)
def test_as_data_the_keys_are_always_the_same(life: History, by: str, later: int) -> None:
    decision = life.flow.may(NAME, "approve", by=by, at=life.now + later)
    found = json.loads(json.dumps(decision.to_json()))
    assert set(found) == KEYS
    assert found["verdict"] == ("allowed" if decision else "refused")
    assert parse(found["at"]) == life.now + later
    reasons = list(found["reasons"])
    while reasons:
        reason = reasons.pop()
        assert set(reason) == REASON_KEYS
        reasons += reason["reasons"]
    for way in found["unblock"] or []:
        assert set(way) == {"steps", "earliest"}
        assert all(set(step) == STEP_KEYS for step in way["steps"])


def test_as_data_a_new_proposal_comes_from_nowhere() -> None:
    running = flow(made(process()))
    found = running.propose(NAME, by="zed", at=START).to_json()
    assert (found["from"], found["to"], found["recorded"], found["unblock"]) == (
        None,
        "draft",
        True,
        None,
    )


def test_a_decision_is_true_where_it_allows() -> None:
    running = flow(made(process()))
    assert running.may(NAME, "propose", by="zed", at=START)
    assert not running.may(NAME, "approve", by="zed", at=START)


@pytest.mark.parametrize(
    ("step", "said"),
    [
        (Step(kind="wait", at=MEETING), "wait to 2019-09-06 11:00 PDT"),
        (Step(kind="tell", at=START, action="x", words="give `x`"), "give `x`"),
        (Step(kind="act", at=START, action="sign", actors=("flo",)), "flo: sign"),
        (
            Step(kind="act", at=START, action="vote", actors=("a", "b"), data={"choice": "yes"}),
            "1 of {a, b}: vote yes",
        ),
        (
            Step(kind="act", at=START, action="tag", actors=("a",), data={"as": ["x", "y"]}),
            "a: tag (as x, y)",
        ),
    ],
)
def test_a_step_reads_as_a_line(step: Step, said: str) -> None:
    assert step.said("America/Los_Angeles") == said


def test_a_search_that_was_cut_off_does_not_say_that_nothing_can() -> None:
    cut = Unblocking(ways=(), complete=False, bound="after the most ways that are tried")
    assert cut.lines("UTC") == ["unblock: none found (after the most ways that are tried)"]


def test_several_ways_stand_under_one_another() -> None:
    step = Step(kind="act", at=START, action="sign", actors=("flo",))
    way = Way(steps=(step,), earliest=START)
    assert Unblocking(ways=(way, way), complete=True, bound="").lines("UTC") == [
        "unblock: flo: sign   (earliest: 2019-08-01 09:00 UTC)",
        "     or: flo: sign   (earliest: 2019-08-01 09:00 UTC)",
    ]
