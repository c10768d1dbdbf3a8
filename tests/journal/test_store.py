"""The conformance suite: what every store of a journal must do alike."""

import json
import threading
from collections.abc import Callable
from typing import Any, NamedTuple, cast

import pytest

from bylaw.engine.errors import AppendOnly, Conflict, JournalError, Unportable
from bylaw.engine.journal import Head, Store, Write
from bylaw.engine.journal.line import MAX_LINE, check, header, leaf
from bylaw.engine.journal.portable import MAX_HEIGHT
from bylaw.engine.journal.store import LAST

from .stores import IDENTITY, fill, write


class State(NamedTuple):
    """All that can be seen of a store."""

    lines: list[bytes]
    entries: list[object]
    versions: dict[str, int]
    head: Head


def state(store: Store) -> State:
    return State(list(store.lines()), list(store.entries()), dict(store.versions()), store.head())


def test_an_empty_journal_holds_its_header(store: Store) -> None:
    raw = header(IDENTITY)
    assert State([raw], [], {}, Head(0, leaf(raw))) == state(store)


def test_an_entry_is_read_back_at_its_version(store: Store) -> None:
    store.append(write("p", 0, {"n": 1}))
    store.append(write("p", 1, {"n": 2}, {"n": 3}))
    assert list(store.read("p")) == [{"n": 1}, {"n": 2}, {"n": 3}]
    assert list(store.read("p", 2)) == [{"n": 3}]
    assert list(store.read("p", 3)) == []
    assert list(store.read("p", 99)) == []


def test_a_proposal_that_nobody_made_has_no_entries(store: Store) -> None:
    assert list(store.read("p")) == []


def test_entries_come_in_the_order_in_which_they_were_recorded(store: Store) -> None:
    store.append(write("a", 0, {"n": 1}))
    store.append(
        [
            Write("b", expected=0, entries=({"n": 2}, {"n": 3})),
            Write("a", expected=1, entries=({"n": 4},)),
        ]
    )
    expected = [
        (1, "a", 1, {"n": 1}),
        (2, "b", 1, {"n": 2}),
        (2, "b", 2, {"n": 3}),
        (2, "a", 2, {"n": 4}),
    ]
    assert expected == list(store.entries())
    assert expected[1:] == list(store.entries(1))
    assert list(store.entries(2)) == []
    assert list(store.entries(99)) == []


def test_versions_stand_in_the_order_of_first_entries(store: Store) -> None:
    fill(store)
    assert list(store.versions().items()) == [("p-0", 3), ("p-1", 2)]


def test_versions_can_not_be_altered(store: Store) -> None:
    fill(store)
    with pytest.raises(TypeError):
        cast("Any", store.versions())["p-0"] = 9
    assert store.versions() == {"p-0": 3, "p-1": 2}


def test_a_receipt_names_the_line_and_each_version(store: Store) -> None:
    receipt = store.append(
        [Write("a", expected=0, entries=({}, {})), Write("b", expected=0, entries=({},))]
    )
    assert receipt.seq == 1
    assert receipt.proposals == (("a", 1), ("a", 2), ("b", 1))
    assert receipt.leaf in {None, store.leaf(1)}


def test_every_line_carries_the_leaf_of_the_one_before(store: Store) -> None:
    lines = fill(store)
    assert [leaf(raw) for raw in lines[:-1]] == [check(raw).prev for raw in lines[1:]]
    assert [leaf(raw) for raw in lines] == [store.leaf(seq) for seq in range(len(lines))]
    assert Head(len(lines) - 1, leaf(lines[-1])) == store.head()


def test_lines_can_be_read_from_any_place(store: Store) -> None:
    lines = fill(store)
    for after in range(-1, len(lines) + 2):
        assert lines[after + 1 :] == list(store.lines(after))


def test_before_the_beginning_there_is_nothing_more(store: Store) -> None:
    lines = fill(store)
    for after in (-2, -3, -99):
        assert lines == list(store.lines(after))
        assert list(store.entries()) == list(store.entries(after))
        assert list(store.read("p-0")) == list(store.read("p-0", after))


@pytest.mark.parametrize("seq", [-1, 6, 99])
def test_a_line_that_is_not_there_has_no_leaf(store: Store, seq: int) -> None:
    fill(store)
    with pytest.raises(JournalError, match=f"no line {seq}"):
        store.leaf(seq)


def test_verify_counts_what_it_checked(store: Store) -> None:
    fill(store)
    store.append(write("p-0", 3, {}, {}))
    found = store.verify()
    assert (7, 7, store.head()) == (found.lines, found.entries, found.head)


def test_what_is_appended_is_durable(store: Store) -> None:
    receipt = store.append(write("p", 0, {}))
    assert receipt.seq == store.durable()


@pytest.mark.parametrize("expected", [0, 1, 3])
def test_a_writer_who_has_not_seen_the_last_version_is_refused(store: Store, expected: int) -> None:
    store.append(write("p", 0, {}, {}))
    before = state(store)
    with pytest.raises(Conflict, match=f"`p` is at version 2, not {expected}"):
        store.append(write("p", expected, {}))
    assert before == state(store)


def test_a_transaction_is_recorded_in_full_or_not_at_all(store: Store) -> None:
    before = state(store)
    with pytest.raises(Conflict):
        store.append([Write("a", expected=0, entries=({},)), Write("b", expected=1, entries=({},))])
    with pytest.raises(Unportable):
        store.append(
            [Write("a", expected=0, entries=({},)), Write("b", expected=0, entries=({"x": 0.5},))]
        )
    assert before == state(store)


UNPORTABLE: dict[str, object] = {
    "NaN": float("nan"),
    "infinity": float("inf"),
    "a fraction": 0.5,
    "NUL": "a\0b",
    "half a surrogate pair": "\ud800",
    "more than 4,300 digits": 10**5000,
    "past 2**53": 2**53 + 1,
    "a key that is no text": {1: 2},
    "a key that sorts in two places": {"\U0001f600": 1},
    "too deep": json.loads("[" * 40 + "]" * 40),
    "too long": "x" * MAX_LINE,
    "bytes": b"x",
    "a tuple": (1,),
}
"""What JSON, one of its readers, or PostgreSQL can't hold."""


@pytest.mark.parametrize("value", UNPORTABLE.values(), ids=UNPORTABLE)
def test_what_some_store_can_not_hold_none_takes_a_byte_of(store: Store, value: object) -> None:
    fill(store, 2)
    before = state(store)
    for entry in ({"field": value}, {"field": [{"deeper": value}]}):
        with pytest.raises(Unportable):
            store.append([Write("q", expected=0, entries=({"sound": 1}, entry))])
    assert before == state(store)
    store.verify()


def test_a_guard_on_the_last_line_holds_while_nobody_writes(store: Store) -> None:
    """Whoever has looked at the whole journal writes only if it is still as it was."""
    last = store.head().seq
    written = store.append([Write("g", expected=0, entries=({},)), Write(LAST, expected=last)])
    with pytest.raises(Conflict, match=f"the journal ends at line {written.seq}, not {last}"):
        store.append([Write("g", expected=1, entries=({},)), Write(LAST, expected=last)])
    with pytest.raises(JournalError, match="nothing can be written to it"):
        store.append([Write(LAST, expected=written.seq, entries=({},))])


def test_a_write_without_entries_guards_a_version(store: Store) -> None:
    fill(store)
    guard = Write("p-0", expected=2)
    with pytest.raises(Conflict, match="`p-0`"):
        store.append([Write("q", expected=0, entries=({},)), guard])
    store.append([Write("q", expected=0, entries=({},)), Write("p-0", expected=3)])
    assert store.versions() == {"p-0": 3, "p-1": 2, "q": 1}


@pytest.mark.parametrize("writes", [[], [Write("p", expected=0)]])
def test_nothing_is_not_a_transaction(store: Store, writes: list[Write]) -> None:
    with pytest.raises(JournalError, match="nothing to append"):
        store.append(writes)


def test_a_proposal_is_written_to_once_in_a_transaction(store: Store) -> None:
    with pytest.raises(JournalError, match="twice"):
        store.append(2 * write("p", 0, {}))


@pytest.mark.parametrize("name", ["", "x" * 201, "_proposals", "a\0b", "\ud800"])
def test_a_name_that_not_every_store_takes_is_refused(store: Store, name: str) -> None:
    with pytest.raises(JournalError, match="proposal"):
        store.append(write(name, 0, {}))
    assert store.versions() == {}


@pytest.mark.parametrize("name", ["x", "x" * 200, "提案", '"],[', "\\", "\u2028", "😀", "a/b\nc"])
def test_any_other_name_will_do(store: Store, name: str) -> None:
    store.append(write(name, 0, {"n": 1}), key=name)
    store.append(write(name, 1, {"n": 2}))
    assert list(store.read(name)) == [{"n": 1}, {"n": 2}]
    assert store.verify().lines == 3


@pytest.mark.parametrize("key", ["", "x" * 201, "a\0b"])
def test_a_key_that_not_every_store_takes_is_refused(store: Store, key: str) -> None:
    with pytest.raises(JournalError, match="key"):
        store.append(write("p", 0, {}), key=key)


def test_the_longest_line_is_taken_and_a_longer_one_is_not(store: Store) -> None:
    store.append(write("p", 0, {"text": ""}))
    room = MAX_LINE - len(list(store.lines())[1]) - len("9007199254740992" * 2) + 2
    with pytest.raises(Unportable, match="digest"):
        store.append(write("p", 1, {"text": "x" * (room + 1)}))
    store.append(write("p", 1, {"text": "x" * room}))
    assert store.verify().lines == 3


def test_the_deepest_entry_is_taken_and_read_back_and_a_deeper_one_is_not(store: Store) -> None:
    """In a line it stands two deep: what one may write, everybody must be able to read."""
    deepest: dict[str, object] = {}
    for _ in range(MAX_HEIGHT - 1):
        deepest = {"d": deepest}
    with pytest.raises(Unportable, match="deep"):
        store.append(write("p", 0, {"d": deepest}))
    store.append(write("p", 0, deepest))
    assert list(store.read("p")) == [deepest]
    assert store.verify().lines == 2


def test_the_same_writes_under_the_same_key_are_recorded_once(store: Store) -> None:
    writes = [*write("a", 0, {"n": 1}, {"m": ["é"]}), Write("b", expected=0)]
    first = store.append(writes, key="k")
    fill(store)
    before = state(store)
    assert first == store.append(writes, key="k")
    assert before == state(store)


def test_a_key_gives_the_receipt_of_its_line(store: Store) -> None:
    assert store.receipt("k") is None
    receipts = {f"k{n}": store.append(write("a", n, {"n": n}), key=f"k{n}") for n in range(5)}
    assert receipts == {key: store.receipt(key) for key in receipts}
    assert store.receipt("k") is None


def test_the_version_of_one_proposal_can_be_asked_for(store: Store) -> None:
    fill(store)
    assert tuple(map(store.version, ("p-0", "p-1", "p-2"))) == (3, 2, 0)


@pytest.mark.parametrize(
    "others", [write("a", 0, {"n": True}), write("a", 1, {"n": 1}), write("b", 0, {"n": 1})]
)
def test_other_writes_under_the_same_key_are_refused(store: Store, others: list[Write]) -> None:
    store.append(write("a", 0, {"n": 1}), key="k")
    before = state(store)
    with pytest.raises(JournalError, match="key `k` stands for other writes"):
        store.append(others, key="k")
    assert before == state(store)


def test_a_writer_can_not_alter_what_was_appended(store: Store) -> None:
    votes = ["yes"]
    entry: dict[str, object] = {"votes": votes}
    store.append(write("p", 0, entry))
    votes.append("no")
    entry["n"] = 1
    assert list(store.read("p")) == [{"votes": ["yes"]}]
    store.verify()


def test_a_reader_can_not_alter_what_was_appended(store: Store) -> None:
    store.append(write("p", 0, {"votes": ["yes"]}))
    entry = cast("Any", store.read("p")[0])
    for alter in (
        lambda: entry.update(n=1),
        lambda: entry["votes"].append("no"),
    ):
        _try(alter)
    assert list(store.read("p")) == [{"votes": ["yes"]}]
    assert list(store.entries()) == [(1, "p", 1, {"votes": ["yes"]})]


def _try(alter: Callable[[], object]) -> None:
    """Alter a private copy, or be refused: either will do."""
    try:
        alter()
    except AppendOnly:
        return


def test_of_threads_that_expect_one_version_one_wins(store: Store) -> None:
    """Nothing is lost and nothing doubled however the threads are interleaved."""
    threads, each = 4, 25
    start = threading.Barrier(threads)
    won: list[int] = []

    def run() -> None:
        start.wait()
        done = 0
        while done < each:
            seen = len(store.read("p"))
            try:
                won.append(store.append(write("p", seen, {"n": seen})).seq)
            except Conflict:
                continue
            done += 1

    workers = [threading.Thread(target=run) for _ in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert list(range(1, threads * each + 1)) == sorted(won)
    assert [{"n": n} for n in range(threads * each)] == list(store.read("p"))
    assert threads * each + 1 == store.verify().lines


def test_closing_twice_is_harmless(store: Store) -> None:
    store.close()
    store.close()
