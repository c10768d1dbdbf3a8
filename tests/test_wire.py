"""An event is written as an entry and read back as the same event, by every store."""

from pathlib import Path

import pytest
from hypothesis import given

from bylaw.engine.errors import Corrupt
from bylaw.engine.journal import JournalFile, MemoryStore, Store
from bylaw.engine.model import Event
from bylaw.engine.wire import entry, event
from bylaw.engine.workflow import Workflow

from .charters_for_tests import NAME, START, History, histories, made, process

SAMPLE = Event(
    proposal=NAME,
    version=3,
    at=START,
    recorded=START + 1,
    actor="ana",
    vouched="verified",
    action="vote",
    source="open",
    target="open",
    data={"choice": "yes", "links": ["a", "b"], "many": 2},
    charter="0" * 64,
    zones="2025b",
)


def test_an_entry_is_plain_and_its_names_are_those_of_the_format() -> None:
    """The proposal and the version stand in the journal's own line."""
    assert entry(SAMPLE) == {
        "at": "2019-08-01T09:00:00Z",
        "recorded": "2019-08-01T09:00:00.000001Z",
        "actor": "ana",
        "vouched": "verified",
        "action": "vote",
        "from": "open",
        "to": "open",
        "data": {"choice": "yes", "links": ["a", "b"], "many": 2},
        "charter": "0" * 64,
        "zones": "2025b",
    }


def test_what_is_written_reads_as_it_was() -> None:
    assert event(NAME, 3, entry(SAMPLE)) == SAMPLE


@given(histories())
def test_what_was_recorded_is_what_the_decision_said(life: History) -> None:
    """The events of a decision and those of the journal are equal."""
    said = [decision.event for decision in life.decisions if decision.event is not None]
    read = life.flow.events(NAME)
    assert said == [each for each in read if each.actor is not None]
    assert [each.version for each in read] == list(range(1, len(read) + 1))


@pytest.mark.parametrize("kind", ["memory", "file"])
def test_every_store_gives_back_the_same_event(kind: str, tmp_path: Path) -> None:
    store: Store = MemoryStore() if kind == "memory" else JournalFile(tmp_path / "j.jsonl")
    with Workflow(made(process()), store, clock=lambda: START) as flow:
        decision = flow.propose(NAME, by="zed", vouched="signed")
        (read,) = flow.events(NAME)
    assert decision.event == read
    assert (read.vouched, read.source, read.target) == ("signed", None, "draft")


@pytest.mark.parametrize(
    "change",
    [
        {"at": "yesterday"},
        {"at": 7},
        {"recorded": "2019-08-01T09:00:00"},
        {"more": "than there is"},
        {"action": None},
        {"actor": 7},
        {"to": ["open"]},
        {"data": "yes"},
        {"vouched": "sworn"},
    ],
)
def test_an_entry_of_another_shape_is_corruption(change: dict[str, object]) -> None:
    with pytest.raises(Corrupt, match="version 3 of `p-1` is no event"):
        event(NAME, 3, {**entry(SAMPLE), **change})


@pytest.mark.parametrize("name", sorted(entry(SAMPLE)))
def test_an_entry_that_lacks_something_is_corruption(name: str) -> None:
    found = {key: value for key, value in entry(SAMPLE).items() if key != name}
    with pytest.raises(Corrupt, match="is no event"):
        event(NAME, 3, found)
