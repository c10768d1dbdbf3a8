"""What a request has to be before any charter is asked, whatever a host hands in."""

import json
from typing import Any

import pytest

from bylaw.engine.errors import RequestError
from bylaw.engine.journal import MemoryStore
from bylaw.engine.wire import REFUSED
from bylaw.engine.workflow import Workflow

from .charters_for_tests import NAME, START, flow, made, process


def submitted(running: Workflow) -> Workflow:
    assert running.propose(NAME, by="zed", at=START)
    assert running.act(NAME, "submit", by="zed", at=START)
    return running


@pytest.mark.parametrize("what", [None, 7, b"p-1", ["p-1"]])
def test_a_host_that_isn_t_held_by_types_is_told_what_it_got_wrong(what: Any) -> None:
    running = flow(made(process()))
    with pytest.raises(RequestError, match="a name is a text"):
        running.act(what, "propose", by="zed", at=START)
    with pytest.raises(RequestError, match="a name is a text"):
        running.may(NAME, "propose", by=what, at=START)


@pytest.mark.parametrize("data", [7, "choice=yes", [("choice", "yes")], iter([("choice", "yes")])])
def test_what_is_told_is_a_table(data: Any) -> None:
    running = submitted(flow(made(process())))
    with pytest.raises(RequestError, match="what is told is a table of fields"):
        running.act(NAME, "vote", by="ana", at=START, data=data)


@pytest.mark.parametrize("person", ["(clock)", "\x1b[1m", "e\nve", "x" * 201, ""])
def test_nobody_is_let_in_who_may_never_ask(person: str) -> None:
    """They would be counted in every majority, and could neither vote nor leave."""
    running = flow(made(process(revised_by="chairs")))
    assert not running.act("@chairs", "join", by="ana", at=START, data={"person": person})
    assert running.act("@chairs", "join", by="ana", at=START, data={"person": "eve"})


@pytest.mark.parametrize("at", ["2019-08-01T09:00:00Z", 1.5, True])
def test_an_instant_is_a_whole_number(at: Any) -> None:
    running = flow(made(process()))
    with pytest.raises(RequestError, match="is no instant, a whole number"):
        running.act(NAME, "propose", by="zed", at=at)


def test_nobody_is_vouched_for_in_a_way_that_no_journal_knows() -> None:
    """Whoever read the proposal afterwards could not."""
    running = flow(made(process()))
    vouched: Any = "sworn"
    with pytest.raises(RequestError, match="`'sworn'` is not one of claimed, verified, signed"):
        running.act(NAME, "propose", by="zed", at=START, vouched=vouched)
    assert running.events(NAME) == ()


ENDLESS: list[object] = []
ENDLESS.append(ENDLESS)


@pytest.mark.parametrize(
    "told", [float("nan"), 2**53 + 1, "a\0b", "\ud800", b"yes", object(), ENDLESS, {1: 2}, {"yes"}]
)
@pytest.mark.parametrize("field", ["choice", "a\0b", "\ud800"])
def test_whatever_is_told_its_decision_can_be_read_and_recorded(field: str, told: object) -> None:
    """What no store can hold is refused by asking and by acting, and something stands for it."""
    running = Workflow(made(process()), MemoryStore(), clock=lambda: START, record_refusals=True)
    submitted(running)
    asked = running.may(NAME, "vote", by="ana", at=START, data={field: told})
    acted = running.act(NAME, "vote", by="ana", at=START, data={field: told})
    assert (asked.allowed, acted.allowed) == (False, False)
    assert "`choice`" in str(acted)
    written = json.loads(json.dumps(acted.to_json(), allow_nan=False))["data"]
    assert written == running.store.read(REFUSED)[0]["data"]


def test_what_a_caller_changes_inside_of_what_no_store_can_hold_changes_nothing() -> None:
    running = submitted(flow(made(process())))
    inner: list[object] = ["yes"]
    decision = running.may(NAME, "vote", by="ana", at=START, data={"choice": inner, "x": 1.5})
    before = str(decision.situation.data)
    inner.append("no")
    assert str(decision.situation.data) == before
