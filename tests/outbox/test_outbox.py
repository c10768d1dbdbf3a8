"""Every durable entry is told at least once and in order, whatever dies on the way."""

import json
from collections.abc import Sequence
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from random import Random
from threading import Event as Signal
from threading import Thread
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

import bylaw
from bylaw.engine.errors import DeliveryError, JournalError
from bylaw.engine.journal import JournalFile, MemoryStore, Store, System, Write
from bylaw.engine.journal.copying import identity
from bylaw.engine.outbox import CloudEvent, Outbox

from ..journal.power import Disk, Names, images
from .receivers import Event, Failing, fill, numbers

NOON = bylaw.instant("2026-03-02T12:00:00Z")


@pytest.fixture
def cursor(tmp_path: Path) -> Path:
    return tmp_path / "to.cursor"


def test_everything_is_told_in_order_and_once(cursor: Path) -> None:
    store, told = MemoryStore(), Failing(99)
    fill(store, 5)
    with Outbox(store, cursor) as outbox:
        assert outbox.deliver(told) == 5
        assert outbox.deliver(told) == 0
        fill(store, 2, start=5)
        assert outbox.deliver(told) == 2
    assert numbers(told.took) == [0, 1, 2, 3, 4, 5, 6]


def test_an_empty_journal_has_nothing_to_tell(cursor: Path) -> None:
    with Outbox(MemoryStore(), cursor) as outbox:
        assert outbox.deliver(Failing(0)) == 0
        assert outbox.cursor is None
    assert not cursor.exists()


def test_the_next_outbox_goes_on_where_the_last_one_stopped(cursor: Path) -> None:
    store, told = MemoryStore(), Failing(99)
    fill(store, 3)
    for _ in range(3):
        with Outbox(store, cursor) as outbox:
            outbox.deliver(told, most=1)
    assert numbers(told.took) == [0, 1, 2]


def test_a_receiver_that_fails_is_told_the_same_event_again(cursor: Path) -> None:
    store, told = MemoryStore(), Failing(2)
    fill(store, 4)
    with Outbox(store, cursor) as outbox:
        for _ in range(3):
            with pytest.raises(DeliveryError):
                outbox.deliver(told)
        told.takes = 99
        assert outbox.deliver(told) == 2
    assert numbers(told.took) == [0, 1, 2, 3]


def test_a_receiver_may_fail_within_a_line(cursor: Path) -> None:
    """A line is a transaction of several entries, and each is an event."""
    store, told = MemoryStore(), Failing(2)
    store.append(
        [
            Write("a", expected=0, entries=({"n": 0}, {"n": 1})),
            Write("b", expected=0, entries=({"n": 2},)),
        ]
    )
    fill(store, 1)
    with Outbox(store, cursor) as outbox, pytest.raises(DeliveryError):
        outbox.deliver(told)
    told.takes = 99
    with Outbox(store, cursor) as outbox:
        outbox.deliver(told)
    assert [event["id"] for event in told.took] == [
        f"memory/{n}" for n in ("1/0", "1/1", "1/2", "2/0")
    ]
    assert [(event["subject"], event["proposalversion"]) for event in told.took] == [
        ("a", 1),
        ("a", 2),
        ("b", 1),
        ("p-0", 1),
    ]


class Killed(BaseException):
    """The process is gone: nothing more of it runs, in a test that stands for `kill -9`."""


def _killed_after(store: Store, cursor: Path, took: list[Event], left: int, every: int) -> None:
    """Tell a receiver, and die when it has taken one more than so many."""
    last = len(took) + left
    dead = Signal()

    def sink(event: CloudEvent) -> None:
        took.append(dict(event))
        if len(took) > last:
            dead.set()
            raise Killed

    def rename(old: str, new: str) -> None:
        if dead.is_set():
            raise Killed  # nothing that comes after the death reaches the disk
        Path(old).replace(new)

    with (
        suppress(Killed),
        Outbox(store, cursor, every=every, system=System(rename=rename)) as outbox,
    ):
        outbox.deliver(sink)


@given(st.integers(1, 9), st.lists(st.integers(0, 6), max_size=8), st.integers(1, 4))
def test_a_crash_after_the_receiver_took_it_tells_it_again(
    tmp_path_factory: pytest.TempPathFactory, lines: int, crashes: Sequence[int], every: int
) -> None:
    """Whenever it is killed, the receiver has a gapless run, and at most ``every`` of it twice."""
    cursor = tmp_path_factory.mktemp("crash") / "cursor"
    store = MemoryStore()
    fill(store, lines)
    took: list[Event] = []
    for left in crashes:
        _killed_after(store, cursor, took, left, every)
    with Outbox(store, cursor) as outbox:
        outbox.deliver(lambda event: took.append(dict(event)))
    told_numbers = numbers(took)
    assert sorted(set(told_numbers)) == list(range(lines))
    for before, after in pairwise(told_numbers):
        assert before + 1 - every <= after <= before + 1


def test_only_what_is_durable_is_told(tmp_path: Path, cursor: Path) -> None:
    """What a power cut could take back was never said."""
    told = Failing(99)
    with JournalFile(tmp_path / "j") as store, JournalFile(tmp_path / "j", sync=False) as hasty:
        fill(hasty, 2)
        with Outbox(store, cursor) as outbox:
            assert outbox.deliver(told) == 0
            fill(store, 1, start=2)
            assert outbox.deliver(told) == 3
    assert numbers(told.took) == [0, 1, 2]


def test_a_receiver_that_hangs_keeps_nobody_from_acting(tmp_path: Path, cursor: Path) -> None:
    hanging, release = Signal(), Signal()

    def sink(_: CloudEvent) -> None:
        hanging.set()
        assert release.wait(30)

    with bylaw.open("keras_sig", tmp_path / "j", clock=lambda: NOON) as flow:
        flow.propose("one", by="ada", data={"title": "One"})
        with JournalFile(tmp_path / "j") as store, Outbox(store, cursor) as outbox:
            thread = Thread(target=outbox.deliver, args=(sink,))
            thread.start()
            assert hanging.wait(30)
            assert flow.propose("two", by="ada", data={"title": "Two"}).allowed
            release.set()
            thread.join()


def test_a_workflow_s_entries_say_what_they_are(cursor: Path) -> None:
    took: list[Event] = []
    flow = bylaw.open("keras_sig", clock=lambda: NOON, record_refusals=True)
    flow.propose("one", by="ada", data={"title": "One"})
    assert not flow.act("one", "submit", by="bo").allowed
    with Outbox(flow.store, cursor, source="https://example.org/keras") as outbox:
        outbox.deliver(lambda event: took.append(dict(event)))
    kinds = [(event["type"], event["subject"]) for event in took]
    assert set(kinds[:-2]) == {("bylaw.charter.adopt", flow.charter.digest)}
    assert kinds[-2:] == [("bylaw.proposal.propose", "one"), ("bylaw.refusal.submit", "one")]
    assert {event["source"] for event in took} == {"https://example.org/keras"}


def test_the_body_s_membership_is_told_as_such(cursor: Path) -> None:
    took: list[Event] = []
    flow = bylaw.open("keras_sig", clock=lambda: NOON)
    stream = next(n for n, body in flow.charter.file.bodies.items() if body.revised_by)
    reviser = next(iter(flow.office.bodies[str(flow.charter.file.bodies[stream].revised_by)]))
    assert flow.act(f"@{stream}", "join", by=reviser, data={"person": "zoe"}).allowed
    with Outbox(flow.store, cursor) as outbox:
        outbox.deliver(lambda event: took.append(dict(event)))
    assert (took[-1]["type"], took[-1]["subject"]) == ("bylaw.body.join", f"@{stream}")


def test_the_leaf_is_that_of_the_line(cursor: Path) -> None:
    store, told = MemoryStore(), Failing(99)
    fill(store, 3)
    with Outbox(store, cursor) as outbox:
        outbox.deliver(told)
    assert [event["leaf"] for event in told.took] == [store.leaf(seq) for seq in (1, 2, 3)]


def test_a_cursor_of_another_journal_is_refused(cursor: Path) -> None:
    mine, other = MemoryStore(identity="mine"), MemoryStore(identity="other")
    fill(mine, 1)
    fill(other, 1)
    with Outbox(mine, cursor) as outbox:
        outbox.deliver(Failing(9))
    with pytest.raises(JournalError, match="the cursor of the journal `mine`, not of `other`"):
        Outbox(other, cursor)
    Outbox(mine, cursor).close()


@pytest.mark.parametrize("lines", [1, 3], ids=["shorter", "other lines"])
def test_an_older_copy_of_the_journal_is_refused(cursor: Path, lines: int) -> None:
    """Others were told of what it has lost: somebody has to know."""
    mine, older = MemoryStore(), MemoryStore()
    fill(mine, 3)
    fill(older, lines, start=0)
    if lines == 3:
        older = MemoryStore()
        fill(older, 2)
        older.append([Write("p-0", expected=1, entries=({"n": "another"},))])
    with Outbox(mine, cursor) as outbox:
        outbox.deliver(Failing(9))
    with pytest.raises(JournalError, match="a line 3 that the journal doesn't hold"):
        Outbox(older, cursor)


def test_two_relays_don_t_share_a_cursor(cursor: Path) -> None:
    store = MemoryStore()
    with Outbox(store, cursor), pytest.raises(JournalError, match="is in use"):
        Outbox(store, cursor)
    Outbox(store, cursor).close()


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"seq": 1}', '{"journal":"memory","leaf":"","place":0,"seq":"1"}']
)
def test_a_file_that_is_no_cursor_is_refused(cursor: Path, content: str) -> None:
    cursor.write_text(content)
    with pytest.raises(JournalError, match="is no cursor"):
        Outbox(MemoryStore(), cursor)


def test_the_cursor_says_where_it_is(cursor: Path) -> None:
    store = MemoryStore()
    fill(store, 1)
    with Outbox(store, cursor) as outbox:
        outbox.deliver(Failing(9))
    expected = {"journal": "memory", "leaf": store.leaf(1), "place": 0, "seq": 1}
    assert expected == json.loads(cursor.read_text())


@pytest.mark.parametrize("call", ["open", "write", "flush", "rename", "flush_folder"])
def test_a_cursor_that_can_t_be_moved_is_told_and_loses_nothing(cursor: Path, call: str) -> None:
    """Where the disk fails the receiver is told again: never is an entry left out."""
    store, told = MemoryStore(), Failing(99)
    fill(store, 2)
    real = getattr(System(), call)

    def failing(*arguments: object) -> Any:
        if call == "open" and not str(arguments[0]).endswith(".new"):
            return real(*arguments)
        raise OSError(28, "No space left on device")

    with (
        Outbox(store, cursor, system=evolve(System(), **{call: failing})) as outbox,
        pytest.raises(JournalError, match="No space left on device"),
    ):
        outbox.deliver(told)
    with Outbox(store, cursor) as outbox:
        outbox.deliver(told)
    assert set(numbers(told.took)) == {0, 1}
    assert numbers(told.took)[-1] == 1


def test_a_power_cut_at_any_moment_leaves_a_cursor_that_was_kept(tmp_path: Path) -> None:
    """The last one that was moved, or the one that was just being moved."""
    cuts: list[tuple[Names, int]] = []
    moved = 0

    def look() -> None:
        cuts.append((disk.snapshot(), moved))

    disk = Disk(look, lambda: False, look)
    (tmp_path / "live").mkdir()
    (tmp_path / "dead").mkdir()
    store = MemoryStore()
    fill(store, 5)
    with Outbox(store, tmp_path / "live" / "cursor", system=disk.system) as outbox:
        for number in range(1, 6):
            outbox.deliver(lambda _: None, most=1)
            moved = number
            look()
    chance = Random(1)  # noqa: S311 - it is to be repeatable
    found: set[int] = set()
    for names, kept in cuts:
        for image in images(names, chance, 20):
            for name, (_, data) in image.items():
                (tmp_path / "dead" / Path(name).name).write_bytes(data)
            with Outbox(store, tmp_path / "dead" / "cursor") as outbox:
                seq = 0 if outbox.cursor is None else outbox.cursor.seq
            assert kept <= seq <= kept + 1
            found.add(seq - kept)
            for file in (tmp_path / "dead").iterdir():
                file.unlink()
    assert found == {0, 1}


@pytest.mark.parametrize("call", ["open", "lock", "read"])
def test_a_cursor_that_can_t_be_read_is_told(cursor: Path, call: str) -> None:
    store = MemoryStore()
    fill(store, 1)
    with Outbox(store, cursor) as outbox:
        outbox.deliver(Failing(9))

    def failing(*_: object) -> Any:
        raise OSError(5, "Input/output error")

    with pytest.raises(JournalError, match="Input/output error"):
        Outbox(store, cursor, system=evolve(System(), **{call: failing}))
    Outbox(store, cursor).close()


def test_the_identity_is_the_header_s(tmp_path: Path) -> None:
    with JournalFile(tmp_path / "j", identity="gov") as store:
        assert identity(store) == "gov"
