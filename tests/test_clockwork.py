"""The clock's own moves: each when it is due, and an end to them whatever a charter says."""

import pytest

from bylaw.engine.adopt import adopt
from bylaw.engine.agenda import run_out
from bylaw.engine.audit import audit
from bylaw.engine.charter import Charter
from bylaw.engine.clockwork import MOST
from bylaw.engine.errors import RequestError
from bylaw.engine.instants import parse
from bylaw.engine.journal import MemoryStore
from bylaw.engine.observe import Observation
from bylaw.engine.opening import open as open_workflow
from bylaw.engine.simulate import simulate
from bylaw.engine.workflow import Workflow

from .charters_for_tests import HOUR, NAME, START, flow, made, process


def reminding(after: str, *, records: str) -> Charter:
    """A charter whose clock reminds an open proposal again and again."""
    document = process(expires=False)
    actions = document["actions"]
    assert isinstance(actions, dict)
    remind = {"from": ["open"], "when": {"since": "posted", "after": after}, "records": [records]}
    document["actions"] = {**actions, "remind": remind}
    return made(document)


def submitted(charter: Charter) -> Workflow:
    running = flow(charter)
    assert running.propose(NAME, by="zed", at=START)
    assert running.act(NAME, "submit", by="zed", at=START)
    return running


def test_moves_without_end_are_made_so_many_at_a_time() -> None:
    """Nobody's memory is filled, and what is told to do next gets on."""
    running = submitted(reminding("PT1S", records="posted"))
    with pytest.raises(RequestError, match="let it tick until 2019-08-01T") as caught:
        running.act(NAME, "comment", by="ana", at=START + 5 * HOUR)
    until = parse(str(caught.value).rpartition("until ")[2].removesuffix(" first"))
    assert len(running.tick(until)) == MOST
    assert len(running.tick(START + 5 * HOUR)) == 5 * 3600 - MOST


def test_more_moves_than_a_line_holds_are_recorded_and_told_of() -> None:
    """A reminder a day is no reason why nobody could act on what had lain for a year."""
    told: list[Observation] = []
    charter, store = reminding("P1D", records="posted"), MemoryStore()
    adopt(store, charter, recorded=START)
    running = Workflow(charter, store, clock=lambda: START, observers=[told.append])
    name = "\N{PILE OF POO}" * 200
    assert running.act(name, "propose", by="zed", at=START)
    assert running.act(name, "submit", by="zed", at=START)
    assert running.act(name, "comment", by="ana", at=START + 401 * 24 * HOUR - HOUR)
    events = running.events(name)
    assert [event.version for event in events] == list(range(1, 404))
    assert told[-1].events == events[2:]
    assert audit(store).verdict == "conformant"


@pytest.mark.parametrize(("after", "records"), [("PT1S", "posted"), ("P1D", "noted")])
def test_looking_ahead_ends_too(after: str, records: str) -> None:
    """Over moves that never end, and over those that go round in circles."""
    running = submitted(reminding(after, records=records))
    proposal, machine = running.proposal(NAME), running.charter.machine
    with pytest.raises(RequestError, match="the clock's own moves"):
        run_out(machine, running.office, proposal, START + 90 * 24 * HOUR)


def test_of_moves_that_are_due_at_once_the_first_by_name_is_made() -> None:
    """No journal keeps the order of a file: who opens it without the file would make another."""
    document = process(expires=False)
    actions = document["actions"]
    assert isinstance(actions, dict)
    when = {"since": "posted", "after": "P1D"}
    late = {"zap": {"from": ["open"], "to": "expired", "when": when}}
    early = {"age": {"from": ["open"], "to": "withdrawn", "when": when}}
    until = START + 48 * HOUR
    for both in (late | early, early | late):
        document["actions"] = {**actions, **both}
        charter, store = made(document), MemoryStore()
        running = open_workflow(charter, store, clock=lambda: until)
        assert running.propose(NAME, by="zed", at=START)
        assert running.act(NAME, "submit", by="zed", at=START)
        again = open_workflow(None, store, clock=lambda: until)
        standing = again.proposal(NAME)
        assert [move.action for move in again.due(standing, until)[1]] == ["age"]
        assert [move.action for move in running.tick(until)] == ["age"]
        assert audit(store).verdict == "conformant"


def test_nothing_is_recorded_of_what_goes_round_in_circles_beside_others_either() -> None:
    """Where a rule looks at other proposals the clock takes turns, and has to come to an end."""
    document = process(expires=False, requires=[{"pending": {"states": ["open"], "at_most": 9}}])
    actions = document["actions"]
    assert isinstance(actions, dict)
    remind = {"from": ["open"], "when": {"since": "posted", "after": "P1D"}, "records": ["noted"]}
    document["actions"] = {**actions, "remind": remind}
    running = submitted(made(document))
    for once in (
        lambda: running.act(NAME, "comment", by="ana", at=START + 48 * HOUR),
        lambda: running.may(NAME, "comment", by="ana", at=START + 48 * HOUR),
        lambda: running.tick(START + 48 * HOUR),
    ):
        with pytest.raises(RequestError, match="go round in circles"):
            once()
    assert running.proposal(NAME).version == 2


def test_a_simulation_of_a_life_without_end_is_told_so() -> None:
    with pytest.raises(RequestError, match="this life has no end"):
        simulate(reminding("PT1S", records="posted"), seed=1, proposals=1)
