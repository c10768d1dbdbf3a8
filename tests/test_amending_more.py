"""Amendments where rules look at several proposals, bodies change, and ballots are open."""

import json
from typing import Any

import pytest

from bylaw.engine.audit import audit
from bylaw.engine.charter import Charter
from bylaw.engine.instants import NEVER
from bylaw.engine.journal import MemoryStore
from bylaw.engine.regimes import MIGRATED
from bylaw.engine.simulate import simulate
from bylaw.engine.workflow import Workflow

from .charters_for_tests import DAY, START, made
from .test_amending import LATER, club, conformant, opened, told

Document = dict[str, Any]


def looking(**changes: object) -> Document:
    """A club in which only one proposal is open at a time, and what lapsed rests for a while."""
    document: Document = json.loads(json.dumps(club()))
    actions = document["actions"]
    actions["propose"] |= {"data": {"subject": "text"}, "links": ["subject"]}
    actions["post"] |= {
        "requires": [{"cooldown": {"since": "over", "same": "subject", "at_least": "P90D"}}],
        "unless": [{"pending": {"states": ["open"], "at_least": 2}}],
    }
    actions["lapse"] |= {"records": "over"}
    actions["adopt"]["requires"] = []
    actions["amend"]["requires"] = []
    return document | changes


def later(document: Document, terms: Document, source: str = "the second") -> Charter:
    """The same charter with its anchors in another order, and what it says of proposals."""
    document = json.loads(json.dumps(document))
    early = {"welcome": {"from": "draft", "by": "anyone", "records": "welcomed"}}
    document["actions"] = early | document["actions"]
    document |= {"charter": {"name": "club", "source": source}, "amendment": terms}
    return made(document)


def put(flow: Workflow, name: str, subject: str, at: int) -> Workflow:
    assert flow.propose(name, by="zed", at=at, data={"subject": subject})
    assert flow.act(name, "post", by="zed", at=at)
    return flow


@pytest.mark.parametrize("fate", ["stay", "migrate"])
def test_proposals_see_each_other_across_charters(fate: str) -> None:
    """What lapsed under the one charter cools down under the other; who is pending is counted."""
    first = looking()
    flow = put(opened(charter=made(first)), "one", "bikes", START)
    put(flow, "rules", "rules", START + 20 * DAY)
    amend = flow.amend("rules", later(first, {"in_flight": fate}), by="ana", at=START + 25 * DAY)
    assert amend
    last = flow.events("one")[-1].action
    assert last == (MIGRATED if fate == "migrate" else "post")
    at = START + 40 * DAY
    assert flow.propose("two", by="zed", at=at, data={"subject": "bikes"})
    asked = flow.may("two", "post", by="zed", at=at)
    assert not asked, "`one` lapsed ten days ago"
    refused = flow.act("two", "post", by="zed", at=at)
    assert str(asked) == str(refused)
    assert flow.events("one")[-1].action == "lapse"
    put(flow, "three", "paint", at)
    put(flow, "four", "seats", at)
    assert flow.propose("five", by="zed", at=at, data={"subject": "x"})
    assert not flow.act("five", "post", by="zed", at=at), "two are pending"
    assert told(opened(flow.store, None)) == told(flow)
    conformant(flow)


def test_another_charter_may_begin_to_look_at_others_or_stop() -> None:
    plain = json.loads(json.dumps(club()))
    plain["actions"]["amend"]["requires"] = []
    plain["actions"]["propose"] |= {"data": {"subject": "text"}, "links": ["subject"]}
    flow = put(opened(charter=made(plain)), "one", "bikes", START)
    put(flow, "rules", "rules", START)
    assert flow.amend("rules", later(looking(), {"in_flight": "migrate"}), by="ana", at=LATER)
    put(flow, "two", "paint", LATER)
    assert flow.propose("three", by="zed", at=LATER, data={"subject": "seats"})
    assert not flow.act("three", "post", by="zed", at=LATER), "`one` and `two` are pending"
    third = later(plain, {"in_flight": "migrate"}, source="the third")
    assert flow.amend("two", third, by="ana", at=LATER)
    assert flow.act("three", "post", by="zed", at=LATER)
    conformant(flow)


def seating() -> Document:
    """A club whose proposals let people into its board, and into a jury of its own."""
    document: Document = json.loads(json.dumps(club()))
    document["bodies"]["jury"] = {"members": ["kay"]}
    document["actions"] |= {
        "elect": {
            "from": ["draft", "open"],
            "by": "board",
            "data": {"who": "person"},
            "admits": {"body": "board", "whom": "who"},
        },
        "call": {
            "from": ["draft", "open"],
            "by": "jury",
            "data": {"who": "person"},
            "admits": {"body": "jury", "whom": "who"},
        },
    }
    document["actions"]["amend"]["requires"] = []
    return document


def test_what_stays_goes_on_with_the_bodies_of_its_charter() -> None:
    """It lets people into the board that both have, and into the jury that it alone has."""
    first = seating()
    flow = opened(charter=made(first))
    for name in ("old", "rules"):
        assert flow.propose(name, by="zed", at=START)
        assert flow.act(name, "post", by="zed", at=START)
    assert flow.act("old", "call", by="kay", at=START, data={"who": "lou"})
    second = json.loads(json.dumps(club()))
    second |= {"charter": {"name": "club", "source": "2"}, "amendment": {"in_flight": "stay"}}
    assert flow.amend("rules", made(second), by="ana", at=LATER)
    assert "jury" not in flow.office.bodies
    assert flow.act("old", "call", by="lou", at=LATER, data={"who": "max"})
    assert flow.act("old", "call", by="max", at=LATER, data={"who": "ned"})
    assert flow.act("old", "elect", by="ana", at=LATER, data={"who": "max"})
    assert flow.office.bodies["board"] == {"ana", "bo", "cy", "max"}
    assert flow.act("@board", "join", by="max", at=LATER, data={"person": "ned"})
    assert flow.act("old", "elect", by="ned", at=LATER, data={"who": "oli"})
    again = opened(flow.store, None)
    regime, office = again.under(again.proposal("old"))
    assert regime.charter.digest == made(first).digest
    assert office.bodies["jury"] == {"kay", "lou", "max", "ned"}
    assert again.office.bodies["board"] == {"ana", "bo", "cy", "max", "ned", "oli"}
    conformant(again)


def test_a_seat_that_is_kept_keeps_its_term() -> None:
    """A term of a year that began before the amendment ends a year after it began."""
    first = json.loads(json.dumps(club()))
    first["actions"]["amend"]["requires"] = []
    first["bodies"]["board"] |= {"term": "P1Y", "members": ["ana"]}
    first["bodies"]["board"]["since"] = "2019-07-01"
    flow = opened(charter=made(first))
    assert flow.act("@board", "join", by="ana", at=START, data={"person": "bo"})
    assert flow.propose("rules", by="zed", at=START)
    assert flow.act("rules", "post", by="zed", at=START)
    second = first | {
        "charter": {"name": "club", "source": "2"},
        "amendment": {"in_flight": "stay", "members": "kept"},
    }
    assert flow.amend("rules", made(second), by="ana", at=LATER)
    regime = flow.regimes.current
    office = opened(flow.store, None).office_of(regime)
    timeline = office.timeline
    assert timeline is not None
    assert office.at(START + 300 * DAY).bodies["board"] >= {"bo"}
    assert "bo" not in office.at(START + 400 * DAY).bodies["board"]
    conformant(flow)


def test_a_ballot_that_is_open_goes_along() -> None:
    """Those who might vote when it was opened may vote, though the board is another one by then."""
    first = json.loads(json.dumps(club()))
    first["ballots"] = {"motion": {"of": ["board"], "electorate": "opened"}}
    first["actions"]["amend"]["requires"] = []
    first["actions"]["post"]["opens"] = "motion"
    first["actions"]["vote"] |= {"ballot": "motion"}
    del first["actions"]["vote"]["by"]
    first["actions"]["vote"]["by"] = "anyone"
    first["actions"]["adopt"]["requires"] = [
        {"tally": {"of": "motion", "more_than": "1/2", "counting": "members"}}
    ]
    flow = opened(charter=made(first))
    for name in ("p", "rules"):
        assert flow.propose(name, by="zed", at=START)
        assert flow.act(name, "post", by="zed", at=START)
    assert flow.act("p", "vote", by="ana", at=START, data={"choice": "yes"})
    second = json.loads(json.dumps(first))
    second["bodies"]["board"]["members"] = ["xi", "yo"]
    new = later(second, {"in_flight": "migrate"})
    assert flow.amend("rules", new, by="ana", at=LATER)
    assert flow.act("p", "vote", by="xi", at=LATER, data={"choice": "yes"})
    refused = flow.act("p", "adopt", by="xi", at=LATER)
    assert "1 of 3" in str(refused), "xi had no vote when it was opened"
    assert flow.act("p", "vote", by="cy", at=LATER, data={"choice": "yes"})
    assert flow.act("p", "adopt", by="xi", at=LATER)
    conformant(flow)


def test_what_happened_before_an_amendment_is_not_gone_back_to() -> None:
    """A later event voids the latest one; the passage into another charter is none to be voided."""
    first = json.loads(json.dumps(club()))
    first["actions"]["amend"]["requires"] = []
    first["actions"]["correct"] = {
        "from": ["draft", "open"],
        "by": "board",
        "voids": True,
        "data": {"version": "number"},
    }
    flow = opened(charter=made(first))
    for name in ("p", "rules"):
        assert flow.propose(name, by="zed", at=START)
        assert flow.act(name, "post", by="zed", at=START)
    assert flow.amend("rules", later(first, {"in_flight": "migrate"}), by="ana", at=LATER)
    for version in (2, 3):
        assert not flow.act("p", "correct", by="ana", at=LATER, data={"version": version})
    assert flow.act("p", "note", by="ana", at=LATER)
    assert flow.act("p", "correct", by="ana", at=LATER, data={"version": 4})
    standing = flow.proposal("p")
    _, office = flow.under(standing)
    assert standing.anchors[office.anchors["noted"]] == NEVER
    conformant(flow)


def test_that_a_charter_was_let_in_can_t_be_voided() -> None:
    """It is in force, whatever became of the proposal that let it in."""
    first = json.loads(json.dumps(club()))
    first["actions"]["amend"]["requires"] = []
    first["actions"]["correct"] = {
        "from": ["open", "adopted"],
        "by": "board",
        "voids": True,
        "data": {"version": "number"},
    }
    flow = opened(charter=made(first))
    assert flow.propose("rules", by="zed", at=START)
    assert flow.act("rules", "post", by="zed", at=START)
    assert flow.amend("rules", later(first, {"in_flight": "stay"}), by="ana", at=LATER)
    for version in (2, 3):
        assert not flow.act("rules", "correct", by="ana", at=LATER, data={"version": version})
    conformant(flow)


def test_nobody_amends_a_charter_in_a_simulation() -> None:
    (store,) = simulate(made(club()), seed=1, proposals=20).journals
    report = audit(store)
    assert (report.verdict, report.findings) == ("conformant", ())
    assert len(report.charters) == 1


def test_an_enactment_that_no_decision_carries_is_found_and_doesn_t_count() -> None:
    """A forger lays a charter and writes that it took effect: the one in force stays."""
    flow = opened()
    assert flow.propose("p", by="zed", at=START)
    assert flow.act("p", "post", by="zed", at=START)
    for voter in ("ana", "bo"):
        assert flow.act("p", "vote", by=voter, at=START, data={"choice": "yes"})
    new = made(club(amendment={"in_flight": "stay"}, charter={"name": "c", "source": "2"}))
    assert flow.amend("p", new, by="ana", at=LATER)
    forged = MemoryStore()
    from bylaw.engine.journal import Write  # noqa: PLC0415 - used here alone

    for _, name, version, entry in flow.store.entries():
        if (name, version) != ("p", 5):
            made_version = forged.version(name)
            forged.append([Write(name, expected=made_version, entries=(entry,))])
    report = audit(forged)
    assert report.verdict == "violated"
    assert [each.digest for each in report.charters] == [flow.regimes.all[0].digest]
    assert any("which nobody let in" in each.said for each in report.findings)
