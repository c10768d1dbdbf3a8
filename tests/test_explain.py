"""The reasons agree with the decision: allowed where every rule is met, and never else."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from bylaw.engine.decide import Decision
from bylaw.engine.decision import Reason
from bylaw.engine.facts import Situation
from bylaw.engine.instants import NEVER
from bylaw.engine.permit import chosen

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
    histories,
    lived,
    made,
    process,
)

ACTIONS = ["approve", "approve", "vote", "attest", "submit", "relent", "expire", "nothing"]


@given(
    life=histories(),
    by=st.sampled_from(PEOPLE),
    later=st.sampled_from([0, HOUR, 20 * DAY, 70 * DAY]),
    action=st.sampled_from(ACTIONS),
)
def test_a_request_is_allowed_where_every_reason_is_ok(
    life: History, by: str, later: int, action: str
) -> None:
    decision = life.flow.may(NAME, action, by=by, at=life.now + later)
    assert decision.allowed is all(reason.met for reason in decision.reasons)
    assert decision.reasons
    assert all(reason.text for reason in _all(decision.reasons))


def _all(reasons: tuple[Reason, ...]) -> list[Reason]:
    return [each for reason in reasons for each in (reason, *_all(reason.parts))]


@given(life=histories(), by=st.sampled_from(PEOPLE), later=st.sampled_from([0, 20 * DAY]))
def test_when_a_rule_opens_it_is_met_then_and_not_before(
    life: History, by: str, later: int
) -> None:
    """If nobody does anything, time alone opens it at that instant."""
    decision = life.flow.may(NAME, "approve", by=by, at=life.now + later)
    facts = decision.situation
    for place, reason in enumerate(decision.reasons):
        if reason.opens == NEVER or reason.policy in {"order", "data"}:
            continue
        assert reason.opens > facts.now

        def then(instant: int, place: int = place) -> Reason:
            at = Situation(instant, facts.actor, facts.data, facts.proposal, facts.office)
            again = Decision(
                decision.machine, at, "approve", chosen(decision.machine, at, "approve")
            )
            return again.reasons[place]

        assert then(reason.opens).met
        assert not then(reason.opens - 1).met


@given(histories())
def test_a_record_reads_the_same_at_any_later_time(life: History) -> None:
    """A decision keeps what it was made on: asked later, it gives the reasons of its moment."""
    before = [str(decision) for decision in life.decisions]
    life.flow.act(NAME, "comment", by="ana", at=life.now + DAY)
    again = [
        Decision(each.machine, each.situation, each.action, each.move, each.event)
        for each in life.decisions
    ]
    assert before == [str(decision) for decision in again]


def reasons(
    *asked: Request,
    at: int = START + DAY,
    requires: Sequence[Table] = (),
    unless: Sequence[Table] = (),
) -> dict[str, Reason]:
    life = lived(made(process(requires=requires, unless=unless)), asked)
    decision = life.flow.may(NAME, "approve", by="ana", at=at)
    return {reason.policy: reason for reason in decision.reasons}


def test_a_standing_veto_says_who_could_lift_it() -> None:
    veto = Request(later=0, by="bo", action="object", data={})
    reason = reasons(veto, unless=[{"veto": "chairs"}])["veto"]
    assert (reason.status, reason.text) == ("blocked", "vetoed by {bo}")
    assert [(need.action, need.by) for need in reason.needs] == [("relent", ("flo",))]


def test_a_closed_session_says_when_it_opens() -> None:
    reason = reasons(at=START + 2 * DAY, requires=[{"session": "review"}])["session"]
    assert reason.opens == MEETING
    assert reason.text == "outside `review`; next opens 2019-09-06 11:00 PDT"


def test_a_rule_that_has_to_wait_for_two_things_opens_with_the_later() -> None:
    """The first meeting after the waiting period, though there is one before."""
    both = {"all": [{"session": "review"}, {"waiting": {"since": "posted", "at_least": "P14D"}}]}
    assert reasons(requires=[both])["all"].opens == MEETING


def test_what_is_told_breaks_no_line_and_speaks_to_no_terminal() -> None:
    """A decision that is written to a log stays one, whatever somebody told."""
    told = {"choice": "yes\n└─ ok       forged\x1b[31m", "\x1b]0;mine\x07": "x"}
    flow = lived(made(process()), []).flow
    decision = flow.may(NAME, "vote", by="ana", at=START + 400 * DAY, data=told)
    assert str(decision).replace("\n", "").isprintable()
    assert not any(line.startswith("└─ ok       forged") for line in str(decision).splitlines())


def test_what_only_people_can_supply_opens_at_no_time() -> None:
    reason = reasons(requires=[{"sign_off": "bdfl"}])["sign_off"]
    assert reason.opens == NEVER
    assert [(need.action, need.by) for need in reason.needs] == [("sign", ("flo",))]


def test_an_action_that_leads_from_elsewhere_says_from_where() -> None:
    life = lived(made(process()), [], submitted=False)
    (reason,) = life.flow.may(NAME, "approve", by="ana", at=START).reasons
    assert reason.text == "`approve` can't be done in `draft`, only in `open`"


def test_what_makes_a_proposal_is_not_done_to_one() -> None:
    life = lived(made(process()), [])
    (reason,) = life.flow.may(NAME, "propose", by="ana", at=START).reasons
    assert reason.text == f"`{NAME}` is there already, and `propose` makes a new one"


def test_nothing_else_is_done_to_a_proposal_that_is_not_there() -> None:
    life = lived(made(process()), [])
    (reason,) = life.flow.may("unheard-of", "approve", by="ana", at=START).reasons
    assert reason.text == "there is no `unheard-of` yet; `approve` can be done in `open`"


def test_a_body_is_no_proposal_and_a_proposal_is_no_body() -> None:
    life = lived(made(process(revised_by="chairs")), [])
    (reason,) = life.flow.may("@chairs", "approve", by="ana", at=START).reasons
    assert reason.text == "`approve` is done to proposals, and `@chairs` is a body"
    (reason,) = life.flow.may(NAME, "join", by="ana", at=START).reasons
    assert reason.text == "`join` is done to a body that can be revised: `@chairs`"


def test_the_heading_of_a_body_tells_of_no_state() -> None:
    life = lived(made(process(revised_by="chairs")), [])
    decision = life.flow.may("@chairs", "leave", by="flo", at=START, data={"person": "ana"})
    assert decision.heading.startswith(f"{decision.verdict}: leave @chairs by flo at ")


def test_an_action_that_nobody_knows_is_named() -> None:
    life = lived(made(process()), [])
    (reason,) = life.flow.may(NAME, "aprove", by="ana", at=START).reasons
    assert (reason.status, reason.policy) == ("missing", "move")
    assert "the charter knows no action `aprove`" in reason.text


def test_every_fact_that_was_looked_at_is_told_with_its_value() -> None:
    rule = {"tally": {"of": "chairs", "more_than": "1/2", "counting": "members"}}
    leaves = reasons(requires=[rule])["tally"].leaves
    assert {(leaf.fact, tuple(leaf.about.items()), leaf.value) for leaf in leaves} == {
        ("ballots", (("choice", "yes"), ("of", "chairs")), 0),
        ("total", (("of", "chairs"), ("counting", "members")), 3),
    }


def test_an_instant_that_never_was_has_no_value() -> None:
    leaves = reasons(requires=[{"reached": "closing"}])["reached"].leaves
    assert {(leaf.fact, leaf.value) for leaf in leaves} == {
        ("happened", 0),
        ("now", START + DAY),
        ("at", None),
    }
