"""Events make proposals: step by step as from scratch, and each effect as the charter says."""

from collections.abc import Mapping

import pytest
from hypothesis import given, settings

from bylaw.engine.errors import Corrupt
from bylaw.engine.fold import advanced, fold, nothing
from bylaw.engine.instants import NEVER, parse
from bylaw.engine.machine import NEW
from bylaw.engine.model import Event, Proposal
from bylaw.engine.reseating import reseated

from .charters_for_tests import (
    DAY,
    NAME,
    START,
    History,
    Request,
    copied,
    histories,
    lived,
    made,
    process,
)


@given(histories())
@settings(max_examples=60)
def test_a_step_at_a_time_gives_what_a_fold_from_scratch_gives(life: History) -> None:
    """At every prefix; and it is what the workflow has kept, and what another one reads."""
    machine, events = life.flow.charter.machine, life.flow.events(NAME)
    standing = nothing(machine, NAME)
    for many, event in enumerate(events, 1):
        standing = advanced(machine, standing, event)
        assert standing == fold(machine, NAME, events[:many])
        assert (standing.version, standing.at, standing.state) == (many, event.at, event.target)
    assert standing == life.flow.proposal(NAME)
    assert standing == copied(life.flow).proposal(NAME)


def test_before_its_first_event_a_proposal_is_new_and_nothing_has_happened() -> None:
    proposal = nothing(made(process()).machine, NAME)
    assert (proposal.state, proposal.version, proposal.at) == (NEW, 0, -NEVER)
    assert set(proposal.anchors) == {NEVER}


def ask(action: str, by: str, **data: object) -> Request:
    return Request(later=DAY, by=by, action=action, data=data)


def after(*asked: Request) -> Proposal:
    """A proposal after all that was asked; every request must be allowed."""
    life = lived(made(process()), asked)
    assert [str(decision) for decision in life.decisions if not decision] == []
    return life.flow.proposal(NAME)


def test_the_last_ballot_of_a_member_counts() -> None:
    record = after(ask("vote", "ana", choice="no"), ask("vote", "ana", choice="yes")).record
    assert record.ballots == {"chairs": {"ana": "yes"}}


def test_a_reset_has_everything_gathered_anew_and_leaves_roles_and_vetoes() -> None:
    record = after(
        ask("vote", "ana", choice="yes"),
        ask("sign", "flo"),
        ask("sponsor", "gus"),
        ask("attest", "gus"),
        ask("object", "bo"),
        ask("revise", "zed"),
    ).record
    assert (record.ballots, record.signatures, record.attested) == ({}, {}, {})
    assert record.roles == {"author": ("zed",), "sponsor": ("gus",)}
    assert record.vetoes == {"chairs": frozenset({"bo"})}


def test_a_veto_stands_until_it_is_released() -> None:
    assert after(ask("object", "bo"), ask("relent", "flo")).record.vetoes == {}


def test_a_role_passes_to_whoever_takes_it() -> None:
    assert after(ask("sponsor", "gus"), ask("sponsor", "ana")).record.roles["sponsor"] == ("ana",)


def test_an_anchor_holds_the_latest_instant_or_the_day_that_was_told() -> None:
    proposal = after(ask("comment", "cy"), ask("announce", "zed", until="2019-09-01"))
    places = made(process()).machine.office.anchors
    held = {name: proposal.anchors[place] for name, place in places.items()}
    assert held == {
        "posted": START,
        "noted": START + DAY,
        "closing": parse("2019-09-01T00:00:00-07:00"),
    }


def test_what_changes_nothing_that_is_gathered_shares_the_record() -> None:
    """So that a proposal costs little more than what is its own."""
    life = lived(made(process()), [ask("vote", "ana", choice="yes")])
    before = life.flow.proposal(NAME)
    life.flow.act(NAME, "comment", by="bo", at=life.now)
    assert life.flow.proposal(NAME).record is before.record


def body_event(action: str, data: Mapping[str, object]) -> Event:
    return Event(
        proposal="@chairs",
        version=1,
        at=START,
        recorded=START,
        actor="ana",
        vouched="claimed",
        action=action,
        source="(body chairs)",
        target="(body chairs)",
        data=data,
        charter="",
        zones="",
    )


@pytest.mark.parametrize(
    ("action", "person", "members"),
    [
        ("join", "zed", {"ana", "bo", "cy", "zed"}),
        ("join", "ana", {"ana", "bo", "cy"}),
        ("leave", "ana", {"bo", "cy"}),
        ("leave", "zed", {"ana", "bo", "cy"}),
    ],
)
def test_a_body_changes_by_who_joins_and_leaves(
    action: str, person: str, members: set[str]
) -> None:
    office = made(process()).machine.office
    changed = reseated(office, body_event(action, {"person": person}))
    assert changed.bodies["chairs"] == members
    assert changed.bodies["bdfl"] == office.bodies["bdfl"]


def test_an_action_that_the_charter_lacks_is_corrupt() -> None:
    """Whoever wrote it, the chain may be whole: it is told of, and nothing is made of it."""
    life = lived(made(process()), [ask("vote", "ana", choice="yes")])
    stranger = life.flow.events(NAME)[-1]._replace(action="no_such_action")
    with pytest.raises(Corrupt, match=f"version {stranger.version} of `{NAME}` is no event"):
        advanced(life.flow.charter.machine, life.flow.proposal(NAME), stranger)


@pytest.mark.parametrize(
    ("stream", "action", "data"),
    [
        ("@chairs", "vote", {"person": "eve"}),
        ("@chairs", "join", {}),
        ("@chairs", "join", {"person": 7}),
        ("@strangers", "join", {"person": "eve"}),
    ],
)
def test_nobody_comes_or_goes_by_an_event_that_names_nobody(
    stream: str, action: str, data: Mapping[str, object]
) -> None:
    life = lived(made(process()), [ask("vote", "ana", choice="yes")])
    event = life.flow.events(NAME)[-1]._replace(proposal=stream, action=action, data=data)
    with pytest.raises(Corrupt, match=f"version {event.version} of `{stream}` is no event"):
        reseated(life.flow.charter.machine.office, event)
