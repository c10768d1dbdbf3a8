"""How far from the host's clock something may be dated, and what an audit says of it."""

from datetime import timedelta

import pytest
from attrs import define
from hypothesis import given
from hypothesis import strategies as st

import bylaw
from bylaw.engine import opening
from bylaw.engine.audit import audit
from bylaw.engine.errors import RequestError
from bylaw.engine.instants import Instant
from bylaw.engine.workflow import Workflow

from .charters_for_tests import DAY, HOUR, NAME, START, made, process
from .test_amending import club

NOON = START + 60 * DAY


@define
class Hand:
    """A clock that is set by hand."""

    at: Instant = NOON

    def __call__(self) -> Instant:
        """Give what it shows."""
        return self.at


def flow(leeway: timedelta | None, clock: Hand) -> Workflow:
    charter = made(process(revised_by="chairs"))
    return opening.open(charter, clock=clock, leeway=leeway)


@given(
    away=st.integers(-3 * DAY, 3 * DAY) | st.sampled_from([-DAY - 1, -DAY, DAY, DAY + 1]),
    leeway=st.integers(0, 2 * DAY) | st.sampled_from([0, DAY]),
)
def test_nothing_is_dated_further_from_the_clock_than_the_host_allows(
    away: int, leeway: int
) -> None:
    running = flow(timedelta(microseconds=leeway), Hand())
    if abs(away) <= leeway:
        assert running.propose(NAME, by="zed", at=NOON + away)
    else:
        with pytest.raises(RequestError, match="the host allows no more"):
            running.propose(NAME, by="zed", at=NOON + away)
        assert running.proposals() == ()
    assert running.may("p-2", "propose", by="zed", at=NOON + away)


def test_without_a_leeway_any_date_will_do() -> None:
    running = flow(None, Hand())
    assert running.propose(NAME, by="zed", at=START - 9000 * DAY)
    assert running.propose("p-2", by="zed", at=START + 9000 * DAY)


def test_the_clock_is_not_let_run_ahead_nor_a_proposal_brought_in_long_ago() -> None:
    running = flow(timedelta(hours=1), Hand())
    assert running.propose(NAME, by="zed")
    for dated in (NOON + 2 * HOUR, NOON - 2 * HOUR):
        with pytest.raises(RequestError, match="by more than 1:00:00"):
            running.tick(dated)
        with pytest.raises(RequestError, match="by more than 1:00:00"):
            running.bring_in("p-2", "draft", by="zed", because="the minutes", at=dated)
    assert [each.id for each in running.proposals()] == [NAME]


def test_what_is_to_happen_to_a_body_may_be_told_early_and_not_late() -> None:
    running = flow(timedelta(hours=1), Hand())
    eve = {"person": "eve"}
    with pytest.raises(RequestError, match="is before"):
        running.act("@chairs", "join", by="ana", at=NOON - DAY, data=eve)
    assert running.act("@chairs", "join", by="ana", at=NOON + 30 * DAY, data=eve)


def test_a_charter_that_can_not_take_effect_then_is_not_laid_down() -> None:
    running = opening.open(made(club()), clock=Hand(), leeway=timedelta(hours=1))
    theirs = made(club(amendment={"in_flight": "stay"}))
    assert running.propose(NAME, by="ana")
    assert running.act(NAME, "post", by="ana")
    for chair in ("ana", "bo"):
        assert running.act(NAME, "vote", by=chair, data={"choice": "yes"})
    before = running.store.head()
    with pytest.raises(RequestError, match="the host allows no more"):
        running.amend(NAME, theirs, by="ana", at=NOON - DAY)
    assert running.store.head() == before
    assert running.amend(NAME, theirs, by="ana")


@given(late=st.lists(st.integers(0, 2 * DAY), min_size=1, max_size=4), leeway=st.integers(0, DAY))
def test_an_audit_notes_just_what_was_told_later_than_that(late: list[int], leeway: int) -> None:
    clock = Hand()
    running = flow(None, clock)
    for number, behind in enumerate(late):
        clock.at = NOON + number
        assert running.propose(f"p-{number}", by="zed", at=clock.at - behind)
    noted = [
        each.proposal
        for each in audit(running.store, leeway=timedelta(microseconds=leeway)).findings
        if each.kind == "late"
    ]
    assert noted == [f"p-{number}" for number, behind in enumerate(late) if behind > leeway]
    assert audit(running.store).findings == ()


def test_a_move_of_the_clock_is_never_late() -> None:
    """It holds from when it fell due, whenever somebody looked."""
    clock = Hand(START)
    running = flow(timedelta(0), clock)
    assert running.propose(NAME, by="zed")
    assert running.act(NAME, "submit", by="zed")
    clock.at = NOON + 9 * DAY
    assert [each.action for each in running.tick()] == ["expire"]
    report = audit(running.store, leeway=timedelta(0))
    assert (report.verdict, report.findings) == ("conformant", ())


def test_a_host_says_so_when_it_opens_a_journal() -> None:
    running = bylaw.open("keras_sig", clock=lambda: NOON, leeway=timedelta(days=1))
    told = {"title": "A new layer"}
    with pytest.raises(RequestError, match="by more than 1 day"):
        running.propose("keras-0001", by="ada", at=NOON - 2 * DAY, data=told)
    assert running.propose("keras-0001", by="ada", at=NOON - DAY, data=told)
