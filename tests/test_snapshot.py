"""A snapshot saves time and nothing else: whatever it holds, all stands the same."""

import gc
import hashlib
import json
import os
from collections.abc import Callable
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

import bylaw
from bylaw.engine.charter import load
from bylaw.engine.errors import Corrupt
from bylaw.engine.fold import fold
from bylaw.engine.journal import Head, JournalFile, MemoryStore, Store, System, Write
from bylaw.engine.listing import Listing
from bylaw.engine.model import Proposal, Record
from bylaw.engine.opening import open as open_workflow
from bylaw.engine.regimes import sole
from bylaw.engine.snapshot import SUFFIX, Snapshot, SnapshotFile

from .cli.running import CLUB

START = bylaw.instant("2019-08-02T18:05:00Z")
"""In a meeting of the club: five minutes past eleven on the first Friday in August."""

CHARTER = load(CLUB, "club.toml")
SECOND = 1_000_000
PEOPLE = ["ana", "bo", "cy", "dee", "eve"]
MOVES: list[tuple[str, dict[str, object]]] = [
    ("propose", {}),
    ("post", {"title": "A"}),
    ("sponsor", {}),
    ("vote", {"choice": "yes"}),
    ("vote", {"choice": "no"}),
    ("sign", {}),
    ("adopt", {}),
    ("drop", {}),
]


def clocked() -> Callable[[], int]:
    """A clock that runs by a second whenever it is read."""
    ticks = count(START, SECOND)
    return lambda: next(ticks)


def lived(store: Store, seed: int, asks: int, clock: Callable[[], int]) -> None:
    """Ask for this and that; the charter refuses most of it."""
    random = Random(seed)  # noqa: S311 - lives are drawn, not keys
    flow = bylaw.open(CHARTER, store, clock=clock)
    for _ in range(asks):
        action, data = random.choice(MOVES)
        flow.act(f"p{random.randrange(4)}", action, by=random.choice(PEOPLE), data=data)
    flow.act("@chairs", random.choice(["join", "leave"]), by="ana", data={"person": "cy"})


def from_scratch(store: Store) -> tuple[Proposal, ...]:
    """Fold every proposal from its own events."""
    flow = bylaw.open(CHARTER, store, clock=lambda: START)
    names = [name for name in store.versions() if not name.startswith(("$", "@"))]
    return tuple(fold(CHARTER.machine, name, flow.events(name)) for name in names)


@pytest.fixture
def file(tmp_path: Path) -> SnapshotFile:
    return SnapshotFile(path=str(tmp_path / "j.state"), charter=CHARTER)


@pytest.fixture
def store() -> MemoryStore:
    made = MemoryStore()
    lived(made, seed=1, asks=60, clock=clocked())
    return made


def snapshot_of(store: Store) -> Snapshot:
    return Snapshot(head=store.head(), proposals=from_scratch(store))


@given(st.integers(0, 10_000), st.integers(0, 40), st.integers(0, 40))
@settings(max_examples=40)
def test_a_snapshot_and_the_rest_are_the_fold_from_scratch(
    tmp_path_factory: pytest.TempPathFactory, seed: int, before: int, after: int
) -> None:
    file = SnapshotFile(path=str(tmp_path_factory.mktemp("law") / "state"), charter=CHARTER)
    store, clock = MemoryStore(), clocked()
    lived(store, seed, before, clock)
    file.save(snapshot_of(store))
    assert file.load(store) == snapshot_of(store)
    lived(store, seed + 1, after, clock)
    assert from_scratch(store) == Listing(sole(CHARTER), store, file).every({})


records = st.builds(
    Record,
    roles=st.dictionaries(st.text(), st.lists(st.text()).map(tuple)),
    ballots=st.dictionaries(st.text(), st.dictionaries(st.text(), st.text())),
    signatures=st.dictionaries(st.text(), st.frozensets(st.text())),
    vetoes=st.dictionaries(st.text(), st.frozensets(st.text())),
    attested=st.dictionaries(st.text(), st.frozensets(st.text())),
    contested=st.dictionaries(st.text(), st.frozensets(st.text())),
    links=st.dictionaries(st.text(), st.lists(st.text()).map(tuple)),
)
anchors = len(CHARTER.machine.office.anchors)
numbers = st.integers(-(2**62), 2**62)
proposals = st.lists(
    st.builds(
        Proposal,
        st.text(st.characters(exclude_categories=("C", "Z"))),
        st.text(),
        st.integers(0, 2**53),
        numbers,
        st.tuples(*[numbers] * anchors),
        records,
        st.none(),
    ),
    unique_by=lambda each: each.id,
).map(tuple)


@given(proposals)
@settings(max_examples=50)
def test_what_is_written_is_what_is_read(
    tmp_path_factory: pytest.TempPathFactory, made: tuple[Proposal, ...]
) -> None:
    file = SnapshotFile(path=str(tmp_path_factory.mktemp("state") / "s"), charter=CHARTER)
    store = MemoryStore()
    whole = Snapshot(head=store.head(), proposals=made)
    file.save(whole)
    assert file.load(store) == whole


def test_a_charter_without_anchors_has_a_snapshot_too(tmp_path: Path) -> None:
    plain = load(
        'format = 1\ncharter = { name = "p", source = "s" }\nstates = { a = { kind = "initial" },'
        ' b = { kind = "final" } }\nactions.make = { to = "a", by = "anyone" }\n'
        'actions.end = { from = "a", to = "b", by = "anyone" }\n',
        "p.toml",
    )
    flow = bylaw.open(plain, clock=lambda: START)
    flow.act("x", "make", by="ana")
    flow.act("y", "make", by="ana")
    file = SnapshotFile(path=str(tmp_path / "s"), charter=plain)
    file.save(Snapshot(head=flow.store.head(), proposals=flow.proposals()))
    found = file.load(flow.store)
    assert found is not None
    assert found.proposals == flow.proposals()
    assert len(found.proposals) == 2


def test_any_byte_that_is_not_as_it_was_written_makes_it_none(
    file: SnapshotFile, store: MemoryStore
) -> None:
    file.save(snapshot_of(store))
    path = Path(file.path)
    whole = path.read_bytes()
    for place in range(len(whole)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert file.load(store) is None
    for end in range(len(whole)):
        path.write_bytes(whole[:end])
        assert file.load(store) is None
    path.write_bytes(whole)
    assert file.load(store) == snapshot_of(store)


def forged(file: SnapshotFile, **changes: Any) -> None:
    """Alter the head of a snapshot and sum it up anew, as somebody would who means it."""
    path = Path(file.path)
    raw = path.read_bytes()
    first, _, rest = raw[:-32].partition(b"\n")
    body = json.dumps(json.loads(first) | changes).encode() + b"\n" + rest
    path.write_bytes(body + hashlib.sha256(body).digest())


@pytest.mark.parametrize(
    "changes",
    [
        {"format": "bylaw state 0"},
        {"charters": ["0" * 64]},
        {"zones": "1970a"},
        {"order": "middle"},
        {"anchors": ["other"]},
        {"leaf": "0" * 64},
        {"seq": 0},
        {"seq": 10_000},
        {"seq": -1},
        {"seq": "1"},
        {"proposals": 1},
        {"proposals": 10_000},
        {"proposals": -1},
        {"proposals": None},
        {"states": []},
        {"records": []},
        {"records": [1]},
        {"records": None},
    ],
    ids=str,
)
def test_a_snapshot_of_something_else_is_none(
    file: SnapshotFile, store: MemoryStore, changes: dict[str, Any]
) -> None:
    file.save(snapshot_of(store))
    forged(file, **changes)
    assert file.load(store) is None


def test_a_snapshot_of_a_line_that_was_altered_names_the_line(tmp_path: Path) -> None:
    """To pass it over would hide that the journal is broken."""
    path = tmp_path / "j"
    with JournalFile(path) as store:
        lived(store, seed=1, asks=30, clock=clocked())
        file = SnapshotFile(path=str(tmp_path / "s"), charter=CHARTER)
        file.save(snapshot_of(store))
        raw = path.read_bytes()
        path.write_bytes(raw[:-20] + b"x" + raw[-19:])
        with pytest.raises(Corrupt):
            file.load(store)


def without(proposals: tuple[Proposal, ...], place: int) -> tuple[Proposal, ...]:
    return (*proposals[:place], *proposals[place + 1 :])


@pytest.mark.parametrize(
    "forge",
    [
        lambda _: (),
        lambda made: without(made, 0),
        lambda made: made[::-1],
        lambda made: (made[0]._replace(version=1_000), *made[1:]),
        lambda made: (made[0]._replace(id="another"), *made[1:]),
        lambda made: (*made, made[0]._replace(id="one-more")),
    ],
    ids=["empty", "one less", "another order", "a version", "a name", "one more"],
)
def test_a_list_that_the_journal_contradicts_is_not_believed(
    file: SnapshotFile,
    store: MemoryStore,
    forge: Callable[[tuple[Proposal, ...]], tuple[Proposal, ...]],
) -> None:
    expected = from_scratch(store)
    file.save(Snapshot(head=store.head(), proposals=forge(expected)))
    assert expected == Listing(sole(CHARTER), store, file).every({})


def test_a_version_that_the_next_entry_contradicts_is_not_believed(
    file: SnapshotFile, store: MemoryStore
) -> None:
    made = from_scratch(store)
    false = made[0]._replace(version=made[0].version + 7)
    file.save(Snapshot(head=store.head(), proposals=(false, *made[1:])))
    lived(store, seed=2, asks=40, clock=lambda: START + 3_600 * SECOND)
    assert from_scratch(store) == Listing(sole(CHARTER), store, file).every({})


def test_nothing_is_decided_on_a_snapshot(tmp_path: Path) -> None:
    """One that was forged with care shows a false state; no request and no clock goes by it."""
    store = MemoryStore()
    flow = bylaw.open(CHARTER, store, clock=lambda: START)
    flow.act("x", "propose", by="eve")
    file = SnapshotFile(path=str(tmp_path / "s"), charter=CHARTER)
    (true,) = flow.proposals()
    file.save(Snapshot(head=store.head(), proposals=(true._replace(state="open"),)))
    fooled = open_workflow(CHARTER, store, clock=lambda: START, snapshot=file.path)
    assert [each.state for each in fooled.proposals()] == ["open"]
    assert fooled.proposal("x") == true
    assert not fooled.act("x", "sponsor", by="ana").allowed
    assert fooled.may("x", "post", by="eve", data={"title": "X"}).allowed
    assert [each.action for each in fooled.options("x", by="eve")] == ["post", "drop"]
    assert fooled.tick(START + 400 * 86_400 * SECOND) == ()


def test_a_long_journal_gets_a_snapshot_and_a_short_one_none(tmp_path: Path) -> None:
    path = tmp_path / "j"
    with bylaw.open(CHARTER, path, clock=clocked()) as flow:
        flow.act("first", "propose", by="eve")
        flow.proposals()
        assert not Path(f"{path}{SUFFIX}").exists()
        made = [*range(2_100)]
        store = flow.store
        template = dict(store.read("first")[0])
        for number in made:
            store.append([Write(f"q{number}", expected=0, entries=(template,))])
        listed = flow.proposals()
    found = SnapshotFile(path=f"{path}{SUFFIX}", charter=CHARTER)
    with JournalFile(path) as store:
        snapshot = found.load(store)
        assert snapshot is not None
        assert snapshot.head == store.head()
        assert snapshot.proposals == listed == from_scratch(store)
    assert len(listed) == 2_101


def test_a_snapshot_that_is_not_believed_is_written_anew(tmp_path: Path) -> None:
    path, state = tmp_path / "j", tmp_path / f"j{SUFFIX}"
    state.write_bytes(b"nonsense")
    with bylaw.open(CHARTER, path, clock=clocked()) as flow:
        flow.act("first", "propose", by="eve")
        template = dict(flow.store.read("first")[0])
        for number in range(2_100):
            flow.store.append([Write(f"q{number}", expected=0, entries=(template,))])
        flow.proposals()
        found = SnapshotFile(path=str(state), charter=CHARTER).load(flow.store)
        assert found is not None
        assert found.proposals == from_scratch(flow.store)


@pytest.mark.parametrize("call", ["open", "lock", "truncate", "write_at", "rename"])
def test_where_it_can_t_be_written_the_old_one_stays(
    file: SnapshotFile, store: MemoryStore, call: str
) -> None:
    file.save(snapshot_of(store))
    before = Path(file.path).read_bytes()

    def failing(*_: object) -> Any:
        raise OSError(28, "No space left on device")

    failed = evolve(file, system=evolve(System(), **{call: failing}))
    failed.save(Snapshot(head=Head(0, "0" * 64), proposals=()))
    assert Path(file.path).read_bytes() == before


def test_a_short_write_leaves_the_old_one(file: SnapshotFile, store: MemoryStore) -> None:
    file.save(snapshot_of(store))
    before = Path(file.path).read_bytes()
    short = System(write_at=lambda fd, data, at: os.pwrite(fd, data[:5], at))
    evolve(file, system=short).save(Snapshot(head=Head(0, "0" * 64), proposals=()))
    assert Path(file.path).read_bytes() == before


def test_python_s_collector_is_left_as_it_was(file: SnapshotFile, store: MemoryStore) -> None:
    file.save(snapshot_of(store))
    for enabled in (True, False):
        (gc.enable if enabled else gc.disable)()
        try:
            file.load(store)
            assert gc.isenabled() is enabled
        finally:
            gc.enable()


def test_a_workflow_lists_what_others_write_meanwhile(tmp_path: Path) -> None:
    with (
        bylaw.open(CHARTER, tmp_path / "j", clock=clocked()) as mine,
        bylaw.open(CHARTER, tmp_path / "j", clock=clocked()) as theirs,
    ):
        mine.act("x", "propose", by="eve")
        assert [each.id for each in theirs.proposals()] == ["x"]
        theirs.act("y", "propose", by="eve")
        mine.act("x", "drop", by="eve")
        assert mine.proposals() == theirs.proposals() == from_scratch(mine.store)


def test_an_entry_that_is_none_is_told_every_time(store: MemoryStore) -> None:
    """A list without it would pass for whole."""
    store.append([Write("odd", expected=0, entries=({"no": "event"},))])
    listing = Listing(sole(CHARTER), store, None)
    for _ in range(2):
        with pytest.raises(Corrupt, match="version 1 of `odd` is no event"):
            listing.every({})
