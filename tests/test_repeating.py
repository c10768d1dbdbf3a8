"""Idempotency keys: what is asked for twice under one key is done once, whatever comes between."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from bylaw.engine.adopt import adopt
from bylaw.engine.audit import audit
from bylaw.engine.beside import FolderBodies, MemoryBodies
from bylaw.engine.charter import load
from bylaw.engine.decide import Decision
from bylaw.engine.errors import JournalError, RequestError
from bylaw.engine.journal import JournalFile, MemoryStore, Receipt, Store, Write
from bylaw.engine.model import Event
from bylaw.engine.observe import Observation
from bylaw.engine.workflow import Workflow

from .charters_for_tests import DAY, HOUR, NAME, START, made, process


class Unheard(MemoryStore):
    """A store whose answer gets lost when it is told so: the line is there, or isn't."""

    lost: str = ""
    quicker: Callable[[], object] | None = None

    def append(self, writes: Sequence[Write], *, key: str | None = None) -> Receipt:
        """Append, and lose the answer."""
        quicker, self.quicker = self.quicker, None
        if quicker is not None:
            quicker()
        if self.lost == "before":
            raise JournalError("the connection is gone: nobody knows")
        receipt = super().append(writes, key=key)
        if self.lost == "after":
            raise JournalError("the connection is gone: nobody knows")
        return receipt


@pytest.fixture(params=["memory", "file"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    made_store = MemoryStore() if request.param == "memory" else JournalFile(tmp_path / "j.jsonl")
    with made_store:
        yield made_store


def opened(store: Store, now: int = START, **told: object) -> Workflow:
    charter = made(process(revised_by="chairs"))
    adopt(store, charter, recorded=START)
    return Workflow(charter, store, clock=lambda: now, **told)  # type: ignore[arg-type] # by name


def happened(decision: Decision) -> Event:
    """What was recorded of a decision that allows."""
    assert decision.allowed
    assert decision.event is not None
    return decision.event


def begun(store: Store) -> Workflow:
    running = opened(store)
    assert running.propose(NAME, by="zed", key="made")
    assert running.act(NAME, "submit", by="zed", key="submitted")
    return running


def test_what_is_asked_for_twice_is_done_once_and_answered_alike(store: Store) -> None:
    running = begun(store)
    told = {"choice": "yes"}
    first = running.act(NAME, "vote", by="ana", data=told, key="v-1")
    assert running.act(NAME, "comment", by="ana")
    later = opened(store, START + DAY)
    for again in (running, later):
        repeated = again.act(NAME, "vote", by="ana", data=told, key="v-1")
        assert (repeated.allowed, repeated.event) == (True, first.event)
        assert str(repeated) == str(first)
        assert happened(again.propose(NAME, by="zed", key="made")).version == 1
        assert len(again.events(NAME)) == 4
    assert audit(store).verdict == "conformant"


def test_observers_are_told_of_it_once() -> None:
    seen: list[Observation] = []
    store = MemoryStore()
    begun(store)
    running = opened(store, observers=[seen.append])
    for _ in range(3):
        assert running.act(NAME, "comment", by="ana", key="c")
    assert [each.action for one in seen for each in one.events] == ["comment"]
    assert len(seen) == 1


@pytest.mark.parametrize(
    ("by", "action", "data"),
    [("bob", "comment", {}), ("ana", "vote", {"choice": "yes"}), ("ana", "vote", {"choice": "no"})],
)
def test_a_key_stands_for_one_request(by: str, action: str, data: dict[str, object]) -> None:
    running = begun(MemoryStore())
    done = ("vote", {"choice": "abstain"}) if action == "vote" else ("comment", {})
    assert running.act(NAME, done[0], by="ana", data=done[1], key="k")
    with pytest.raises(RequestError, match="the key `k` stands for another request"):
        running.act(NAME, action, by=by, data=data, key="k")
    with pytest.raises(RequestError, match="stands for another request"):
        running.propose("p-2", by="zed", key="k")
    with pytest.raises(RequestError, match="stands for another request"):
        running.act(NAME, done[0], by="ana", data=done[1], at=START + HOUR, key="k")
    assert len(running.events(NAME)) == 3


def test_a_refusal_is_not_recorded_so_it_may_be_asked_for_again() -> None:
    store = MemoryStore()
    running = begun(store)
    assert not running.act(NAME, "submit", by="zed", key="again")
    assert running.act(NAME, "revise", by="zed")
    assert running.act(NAME, "submit", by="zed", key="again")


@pytest.mark.parametrize("lost", ["before", "after"])
def test_a_lost_answer_is_had_by_asking_again(lost: str) -> None:
    store = Unheard()
    running = begun(store)
    store.lost = lost
    if lost == "after":  # the store can still be asked: so the workflow asks it by itself
        assert running.act(NAME, "comment", by="ana", key="c")
    else:
        with pytest.raises(JournalError, match="nobody knows"):
            running.act(NAME, "comment", by="ana", key="c")
    store.lost = ""
    assert happened(running.act(NAME, "comment", by="ana", key="c")).version == 3
    assert len(running.events(NAME)) == 3


def test_of_two_who_use_one_key_at_once_one_does_it_and_both_are_told() -> None:
    store = Unheard()
    mine = begun(store)
    theirs = opened(store, START + HOUR)
    store.quicker = lambda: theirs.act(NAME, "comment", by="ana", key="c")
    decision = mine.act(NAME, "comment", by="ana", key="c")
    assert happened(decision).at == START + HOUR
    assert len(mine.events(NAME)) == 3


FORUM = """
format = 1
charter = { name = "forum", source = "an example" }
states = { open = { kind = "initial" }, closed = { kind = "final" } }
actions.ask = { to = "open", by = "anyone" }
actions.say = { from = "open", by = "anyone", data = { text = { kept = "beside" } } }
actions.close = { from = "open", to = "closed", by = "anyone" }
"""


def test_what_is_kept_beside_stays_though_its_answer_was_lost(tmp_path: Path) -> None:
    store, bodies = Unheard(), FolderBodies(tmp_path / "bodies")
    running = Workflow(load(FORUM, "forum.toml"), store, clock=lambda: START, bodies=bodies)
    assert running.propose("bikes", by="eve")
    store.lost = "after"
    decision = running.act("bikes", "say", by="bo", data={"text": "I live there"}, key="k")
    store.lost = ""
    assert running.told(happened(decision)) == {"text": "I live there"}
    assert running.act("bikes", "say", by="bo", data={"text": "I live there"}, key="k")
    assert len([*(tmp_path / "bodies").iterdir()]) == 1
    with pytest.raises(RequestError, match="stands for another request"):
        running.act("bikes", "say", by="bo", data={}, key="k")


def test_a_body_s_membership_is_revised_once(store: Store) -> None:
    running = Workflow(
        made(process(revised_by="chairs")), store, clock=lambda: START, bodies=MemoryBodies()
    )
    for _ in range(2):
        assert running.act("@chairs", "join", by="ana", data={"person": "zed"}, key="z")
    assert len(running.events("@chairs")) == 1
