"""Agendas: what the next meeting can decide, seen at the instant at which it opens."""

from bylaw.engine.agenda import Item, Meeting, Point, agenda, run_out
from bylaw.engine.charter import load
from bylaw.engine.instants import parse
from bylaw.engine.opening import find
from bylaw.engine.opening import open as open_flow
from bylaw.engine.workflow import Workflow

from .cli.running import CLUB

POSTED = parse("2019-08-05T09:00:00-07:00")
OPENS = parse("2019-09-06T11:00:00-07:00")


def club() -> Workflow:
    """A club in which `bikes` is open."""
    flow = open_flow(load(CLUB, "club.toml"), clock=lambda: POSTED)
    assert flow.propose("bikes", by="eve", at=POSTED)
    assert flow.act("bikes", "post", by="eve", at=POSTED, data={"title": "Bikes"})
    return flow


def meeting(flow: Workflow, at: str) -> Meeting:
    (found,) = agenda(flow.charter.machine, flow.office, flow.proposals(), parse(at))
    return found


def item(found: Meeting) -> Item:
    (only,) = found.items
    return only


def point(found: Meeting, action: str) -> Point:
    (only,) = [each for each in item(found).points if each.action == action]
    return only


def test_it_is_made_for_the_instant_at_which_the_meeting_opens() -> None:
    found = meeting(club(), "2019-08-06T00:00:00Z")
    assert (found.session, found.opens, found.at) == ("meeting", OPENS, OPENS)
    assert found.closes == parse("2019-09-06T12:00:00-07:00")


def test_an_open_meeting_is_the_next_one() -> None:
    found = meeting(club(), "2019-09-06T11:30:00-07:00")
    assert (found.opens, found.at) == (OPENS, parse("2019-09-06T11:30:00-07:00"))


def test_only_what_needs_the_session_is_on_it() -> None:
    found = item(meeting(club(), "2019-08-06T00:00:00Z"))
    assert sorted(each.action for each in found.points) == ["adopt", "vote"]


def test_what_must_be_told_is_asked_and_not_lacking() -> None:
    vote = point(meeting(club(), "2019-08-06T00:00:00Z"), "vote")
    assert (vote.ready, vote.asks, vote.by) == (True, ("choice",), ("chairs",))
    assert vote.people == ("ana", "bo", "cy")


def test_what_is_lacking_says_who_could_supply_it() -> None:
    adopt = point(meeting(club(), "2019-08-06T00:00:00Z"), "adopt")
    assert [reason.policy for reason in adopt.lacks] == ["tally", "sign_off"]
    needs = [(need.action, need.by) for reason in adopt.lacks for need in reason.needs]
    assert needs == [("vote", ("ana", "bo", "cy")), ("sign", ("dee",))]


def test_once_nothing_is_lacking_it_is_ready() -> None:
    flow = club()
    assert flow.act("bikes", "sign", by="dee", at=POSTED)
    for chair in ("ana", "bo"):
        assert flow.act("bikes", "vote", by=chair, at=OPENS, data={"choice": "yes"})
    assert point(meeting(flow, "2019-09-06T11:00:00-07:00"), "adopt").ready


def test_the_clock_s_moves_come_first() -> None:
    """The next meeting after 4 October is on 1 November; the proposal lapses on 5 October."""
    found = item(meeting(club(), "2019-10-04T13:00:00-07:00"))
    assert (found.state, found.points) == ("closed", ())
    assert [(each.action, each.at) for each in found.moved] == [
        ("lapse", parse("2019-10-05T09:00:00-07:00"))
    ]


def test_what_has_ended_is_not_on_it() -> None:
    flow = club()
    assert flow.act("bikes", "drop", by="eve", at=POSTED)
    assert meeting(flow, "2019-08-06T00:00:00Z").items == ()


def test_a_session_that_never_meets_again_has_no_agenda() -> None:
    ended = CLUB.replace("FREQ=MONTHLY;", "FREQ=MONTHLY;COUNT=1;")
    flow = open_flow(load(ended, "club.toml"), clock=lambda: POSTED)
    found = agenda(flow.charter.machine, flow.office, (), parse("2020-01-01T00:00:00Z"))
    assert found == ()


def test_anyone_may_is_tried_with_all_kinds_of_people() -> None:
    """`by = "anyone"` under a rule about chairs is ready if a chair could."""
    text = CLUB.replace(
        'by = "chairs"\nballot = "chairs"', 'by = "anyone"\nballot = "chairs"'
    ).replace(
        'requires = [{ session = "meeting" }]',
        'requires = [{ chair_only = { body = "chairs", session = "meeting" } }]',
    )
    flow = open_flow(load(text, "club.toml"), clock=lambda: POSTED)
    flow.propose("bikes", by="eve", at=POSTED)
    flow.act("bikes", "post", by="eve", at=POSTED, data={"title": "Bikes"})
    assert point(meeting(flow, "2019-08-06T00:00:00Z"), "vote").ready


def test_what_is_still_being_written_is_off_it() -> None:
    flow = open_flow(find("keras_sig"), clock=lambda: POSTED)
    assert flow.propose("x", by="ada", at=POSTED, data={"title": "t"})
    found = agenda(flow.charter.machine, flow.office, flow.proposals(), POSTED)
    assert [(each.state, each.points) for each in found[0].items] == [("draft", ())]


def test_running_out_makes_the_clock_s_moves_and_no_others() -> None:
    flow = club()
    machine, office = flow.charter.machine, flow.office
    (standing,) = flow.proposals()
    due = parse("2019-10-05T09:00:00-07:00")
    assert run_out(machine, office, standing, due - 1) == (standing, ())
    after, moved = run_out(machine, office, standing, due)
    assert (after.state, after.at, [each.target for each in moved]) == ("closed", due, ["closed"])
    assert flow.proposals() == (standing,)


def test_its_json_has_the_same_keys_always() -> None:
    told = meeting(club(), "2019-08-06T00:00:00Z").to_json()
    assert list(told) == ["session", "opens", "closes", "at", "items"]
