"""Corrections: a mistaken entry is voided by a later one, nothing is erased, an audit agrees."""

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bylaw.engine.audit import audit
from bylaw.engine.errors import CharterError
from bylaw.engine.fold import fold, nothing
from bylaw.engine.model import Event, Proposal

from .base import DAY, NAME, Life, charter, proposed, reason, reviewed

EDITOR = "ed"


def void(life: Life, version: int) -> None:
    life.do(EDITOR, "void", version=version, why="a slip")


def stands(proposal: Proposal) -> tuple[object, ...]:
    """All that rules look at, but for when it was."""
    return proposal.state, proposal.anchors, proposal.record


def test_the_latest_event_is_voided_and_the_proposal_is_as_it_was_before() -> None:
    life = reviewed()
    before = life.flow.proposal(NAME)
    life.do("ana", "vote", choice="no")
    void(life, before.version + 1)
    after = life.flow.proposal(NAME)
    assert stands(after) == stands(before)
    assert (after.version, len(life.flow.events(NAME))) == (before.version + 2,) * 2


def test_a_final_decision_taken_by_mistake_is_voided() -> None:
    life = reviewed()
    life.do("ana", "accept")
    accepted = life.flow.proposal(NAME)
    assert accepted.state == "accepted"
    decision = life.do(EDITOR, "void", version=accepted.version, why="the vote was not over")
    assert decision.event is not None
    assert (decision.event.source, decision.event.target) == ("accepted", "review")
    assert life.ask("ana", "accept")


def test_one_after_the_other_goes_further_back() -> None:
    life = reviewed()
    first = life.flow.proposal(NAME)
    life.do("ana", "vote", choice="no")
    life.do("bo", "discuss", text="why?")
    void(life, first.version + 2)
    void(life, first.version + 1)
    assert stands(life.flow.proposal(NAME)) == stands(first)
    void(life, first.version)
    assert life.flow.proposal(NAME).state == "draft"


def test_what_is_done_after_a_correction_can_be_voided_too() -> None:
    life = reviewed()
    life.do("ana", "vote", choice="no")
    wrong = life.flow.proposal(NAME).version
    void(life, wrong)
    life.do("ana", "vote", choice="yes")
    void(life, wrong + 2)
    assert life.flow.proposal(NAME).record.ballots == {}


@pytest.mark.parametrize("off", [-1, 1, -4])
def test_any_other_version_is_refused_and_the_right_one_is_told(off: int) -> None:
    life = reviewed()
    latest = life.flow.proposal(NAME).version
    refused = life.ask(EDITOR, "void", version=latest + off, why="a slip")
    said = f"version {latest} is the latest that stands, and `version` is {latest + off}"
    assert reason(refused, "voids") == said
    assert f"give `version` (for example `{latest}`)" in str(refused)


def test_what_was_voided_is_not_voided_again() -> None:
    life = reviewed()
    life.do("ana", "vote", choice="no")
    wrong = life.flow.proposal(NAME).version
    void(life, wrong)
    for version in (wrong, wrong + 1):
        assert not life.ask(EDITOR, "void", version=version, why="again")
    assert life.ask(EDITOR, "void", version=wrong - 1, why="further back")


def test_that_a_proposal_was_made_can_t_be_voided() -> None:
    life = proposed()
    refused = life.ask(EDITOR, "void", version=1, why="a slip")
    assert not refused
    life.do("ana", "sponsor")
    void(life, 2)
    assert not life.ask(EDITOR, "void", version=1, why="a slip")
    assert reason(life.ask(EDITOR, "void", version=1, why="a slip"), "voids") == (
        "no event stands that could be voided"
    )


def test_only_who_may_voids() -> None:
    life = reviewed()
    version = life.flow.proposal(NAME).version
    assert reason(life.ask("zed", "void", version=version, why="mine"), "by").startswith(
        "zed is not"
    )


def test_an_audit_agrees_with_a_correction() -> None:
    life = reviewed()
    life.do("ana", "vote", choice="no")
    void(life, life.flow.proposal(NAME).version)
    life.do("ana", "accept")
    void(life, life.flow.proposal(NAME).version)
    report = audit(life.flow.store)
    assert report.findings == ()


def test_one_takes_back_one_s_own_ballot_and_no_other() -> None:
    life = reviewed()
    life.do("ana", "vote", choice="no")
    life.do("bo", "vote", choice="yes")
    life.do("ana", "take_back")
    assert life.flow.proposal(NAME).record.ballots == {"board": {"bo": "yes"}}
    life.do("cy", "take_back")
    assert life.flow.proposal(NAME).record.ballots == {"board": {"bo": "yes"}}


VOIDING = 'from = "review"\nby = "editors"\nvoids = true\n'
FAULTS = {
    "no-version": VOIDING,
    "voids-alone": VOIDING + 'data = { version = "number" }\nrecords = "voided"\n',
}


@pytest.mark.parametrize("code", FAULTS)
def test_an_action_that_voids_asks_which_and_does_nothing_besides(code: str) -> None:
    with pytest.raises(CharterError, match=code):
        charter(add=f"[actions.more]\n{FAULTS[code]}")


ASKED: Sequence[tuple[str, Mapping[str, object]]] = (
    ("sponsor", {}),
    ("step_down", {}),
    ("drop_sponsor", {"sponsor": "ana"}),
    ("join_as_author", {}),
    ("offer", {"candidate": "cy"}),
    ("agree", {}),
    ("submit", {}),
    ("discuss", {"text": "why?"}),
    ("clear", {}),
    ("overrule", {"discuss": "ana"}),
    ("overrule_all", {}),
    ("object", {}),
    ("vote", {"choice": "yes"}),
    ("vote", {"choice": "no"}),
    ("take_back", {}),
    ("sign", {}),
    ("settle", {}),
    ("contest", {}),
    ("revise", {}),
    ("rework", {}),
    ("answer", {}),
    ("accept", {}),
    ("drop", {}),
    ("void", {"why": "a slip"}),
    ("void", {"why": "a slip"}),
)
PEOPLE = ("ana", "bo", "cy", "ed", "zed")


@st.composite
def lives(draw: st.DrawFn) -> Life:
    """A proposal with much behind it; `void` names the right version, mostly."""
    life = reviewed() if draw(st.booleans()) else proposed()
    for (action, told), by, later in draw(
        st.lists(
            st.tuples(
                st.sampled_from(ASKED),
                st.sampled_from(PEOPLE),
                st.sampled_from([0, 0, DAY, 8 * DAY]),
            ),
            max_size=25,
        )
    ):
        life.wait(later)
        past = life.flow.proposal(NAME).past
        version = {} if action != "void" or past is None else {"version": past.version + 1}
        life.flow.act(NAME, action, by=by, at=life.now, data={**told, **version})
    return life


def standing(events: Sequence[Event]) -> list[Event]:
    """The events that stand, by a look through the journal alone."""
    left: list[Event] = []
    for event in events:
        if event.action == "void":
            assert event.data["version"] == left.pop().version
        else:
            left.append(event)
    return left


@given(lives())
@settings(max_examples=150, deadline=None)
def test_at_every_point_the_fold_is_that_of_the_events_which_stand(life: Life) -> None:
    """From scratch, event by event, and with what was voided left out: it is all the same."""
    machine, events = life.charter.machine, life.flow.events(NAME)
    assert fold(machine, NAME, events) == life.flow.proposal(NAME)
    for many in range(len(events) + 1):
        whole = fold(machine, NAME, events[:many])
        left = fold(machine, NAME, standing(events[:many]))
        assert stands(whole) == stands(left)
        assert whole.version == many


@given(lives())
@settings(max_examples=25, deadline=None)
def test_every_life_stands_up_to_an_audit(life: Life) -> None:
    """What is owed too long is another matter."""
    found = {each.kind for each in audit(life.flow.store).findings}
    assert found <= {"duty", "overdue"}


def test_without_corrections_nothing_of_the_past_is_kept() -> None:
    """Most charters need none, and their proposals stay small."""
    plain = charter(("voids = true", 'records = "voided"'))
    assert not plain.machine.voidable
    life = Life(plain)
    life.do("zed", "propose")
    assert life.flow.proposal(NAME).past is None
    assert nothing(plain.machine, NAME).past is None
