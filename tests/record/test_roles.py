"""Roles: several may hold one, give it up or lose it; who may be named; nobody in an office."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bylaw.engine.audit import audit
from bylaw.engine.errors import RequestError
from bylaw.engine.simulate import simulate

from .base import DAY, NAME, START, Life, charter, proposed, reason, reviewed


def test_several_hold_a_role_in_the_order_in_which_they_came_to() -> None:
    life = proposed()
    life.do("bo", "sponsor")
    life.do("ana", "sponsor")
    life.do("bo", "sponsor")
    assert life.roles("sponsor") == ("bo", "ana")


def test_one_gives_a_role_up_and_the_others_keep_it() -> None:
    life = reviewed()
    life.do("ana", "step_down")
    assert life.roles("sponsor") == ("bo",)
    assert not life.ask("ana", "step_down")


def test_a_role_that_nobody_holds_any_more_is_vacant() -> None:
    life = reviewed()
    life.do("ana", "step_down")
    refused = life.ask("ed", "drop")
    assert not refused
    assert "bo is the sponsor" in str(refused)
    life.do("bo", "step_down")
    assert "sponsor" not in life.flow.proposal(NAME).record.roles
    assert life.ask("ed", "drop")


def test_a_role_is_taken_from_the_person_named_and_from_nobody_else() -> None:
    life = reviewed()
    life.do("ed", "drop_sponsor", sponsor="flo")
    assert life.roles("sponsor") == ("ana", "bo")
    life.do("ed", "drop_sponsor", sponsor="ana")
    assert life.roles("sponsor") == ("bo",)


def test_one_holder_short_of_enough_is_refused() -> None:
    life = proposed()
    life.do("ana", "sponsor")
    refused = life.ask("zed", "submit")
    assert reason(refused, "holders").startswith("ana is the sponsor, 1 of them of `board`")
    assert "sponsor" in str(refused).partition("unblock")[2]
    life.do("bo", "sponsor")
    assert life.ask("zed", "submit")


def test_who_left_the_body_counts_no_more_among_it() -> None:
    life = proposed()
    life.do("ana", "sponsor")
    life.do("bo", "sponsor")
    assert life.flow.act("@board", "leave", by="cy", at=life.now, data={"person": "bo"})
    assert not life.ask("zed", "submit")
    assert life.roles("sponsor") == ("ana", "bo")


def test_a_sponsor_may_become_co_author_or_delegate_but_not_both() -> None:
    """PEP 1."""
    life = reviewed()
    life.do("ana", "join_as_author")
    refused = life.ask("zed", "offer", candidate="ana")
    assert reason(refused, "eligible") == "ana is the author"
    life.do("zed", "offer", candidate="bo")
    life.do("bo", "agree")
    refused = life.ask("bo", "join_as_author")
    assert reason(refused, "who") == "bo is the delegate"


@pytest.mark.parametrize(("candidate", "may"), [("cy", True), ("ana", True), ("ed", False)])
def test_only_who_is_eligible_can_be_named(candidate: str, may: bool) -> None:
    assert bool(reviewed().ask("zed", "offer", candidate=candidate)) is may


def test_nobody_names_themselves_where_that_is_barred() -> None:
    life = reviewed()
    life.do("ana", "join_as_author")
    refused = life.ask("ana", "offer", candidate="ana")
    assert reason(refused, "oneself") == "`candidate` is ana, who asks"


def test_consent_takes_two_steps() -> None:
    """Whoever is offered a part has it once they agree, and is no candidate from then on."""
    life = reviewed()
    life.do("zed", "offer", candidate="cy")
    assert life.roles("delegate") == ()
    assert not life.ask("bo", "agree")
    life.do("cy", "agree")
    assert (life.roles("delegate"), life.roles("candidate")) == (("cy",), ())


def test_others_stand_in_while_an_office_is_vacant() -> None:
    life = reviewed()
    assert life.ask("ana", "accept")
    life.do("zed", "offer", candidate="cy")
    life.do("cy", "agree")
    refused = life.ask("ana", "accept")
    assert not refused
    assert "cy is the delegate" in str(refused)
    assert life.ask("cy", "accept")


def test_who_else_may_not_is_said_in_unless() -> None:
    life = proposed()
    life.do("ana", "sponsor")
    life.do("ana", "join_as_author")
    assert reason(life.ask("ana", "sponsor"), "who") == "ana is the author"


def test_each_maker_leads_to_its_own_initial_state() -> None:
    life = Life()
    assert life.flow.propose("p-2", by="zed", action="propose", at=START)
    assert life.flow.propose("p-3", by="ed", action="bring_in", at=START, data={"author": "zed"})
    assert life.flow.proposal("p-2").state == "draft"
    assert life.flow.proposal("p-3").state == "imported"
    assert life.flow.act("p-3", "resume", by="zed", at=START)


@pytest.mark.parametrize(
    ("action", "said"),
    [
        (None, "several ways to make a proposal: `propose`, `bring_in`"),
        ("submit", "no proposal is made by `submit`, only by `propose`, `bring_in`"),
    ],
)
def test_of_several_makers_one_is_named(action: str | None, said: str) -> None:
    with pytest.raises(RequestError, match=said):
        Life().flow.propose("p-2", by="zed", action=action, at=START)


def test_a_duty_is_overdue_from_the_instant_of_its_deadline_on() -> None:
    life = reviewed()
    submitted = life.flow.proposal(NAME).at
    due = submitted + 7 * DAY
    life.now = due - 1
    assert not life.ask("ed", "drop")
    life.now = due
    assert life.ask("ed", "drop")
    life.do("ana", "answer")
    assert not life.ask("ed", "drop")


def test_what_never_arose_is_never_overdue() -> None:
    life = proposed()
    life.do("ana", "sponsor")
    life.wait(1000 * DAY)
    assert not life.ask("ed", "drop")


def test_a_refusal_says_who_could_be_named_instead() -> None:
    life = reviewed()
    life.do("ana", "join_as_author")
    assert "give `candidate` (for example `bo`)" in str(life.ask("zed", "offer", candidate="ana"))
    assert "give `candidate` (for example `bo`)" in str(life.ask("zed", "offer"))


def test_whoever_would_offer_a_part_names_somebody_eligible() -> None:
    """Where what is missing is a delegate, and the candidate has to agree."""
    text = (
        "[actions.drop]",
        "[actions.seal]\nfrom = 'review'\nby = 'editors'\nrecords = 'sealed'\n",
    )
    text = (text[0], text[1] + "requires = [{ assigned = 'delegate' }]\n[actions.drop]")
    life = Life(charter(text))
    life.do("zed", "propose")
    life.do("ana", "sponsor")
    life.do("bo", "sponsor")
    life.do("zed", "submit")
    said = str(life.ask("ed", "seal"))
    assert "zed: offer (candidate ana), ana: agree" in said.replace("\n         ", " ")


@settings(max_examples=5, deadline=None)
@given(st.integers())
def test_lives_under_several_makers_and_parts_are_legal(seed: int) -> None:
    """Each begins by one of the makers, and whoever is named may be."""
    (store,) = simulate(charter(), seed=seed, proposals=15).journals
    kinds = {each.kind for each in audit(store).findings}
    assert kinds <= {"duty", "overdue"}
    begun = {
        str(found["action"])
        for _, name, version, found in store.entries()
        if version == 1 and name[0] != "$"
    }
    assert begun <= {"propose", "bring_in"}


def test_each_maker_is_drawn_and_candidates_come_to_agree() -> None:
    (store,) = simulate(charter(), seed=7, proposals=60).journals
    done = {str(found.get("action")) for _, _, _, found in store.entries()}
    assert {"propose", "bring_in", "offer", "agree"} <= done
    assert "void" not in done
