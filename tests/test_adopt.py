"""A journal holds the charters under which it was written, whoever adopts them."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

import pytest

import bylaw
from bylaw.engine.adopt import adopt, adoptions, in_force
from bylaw.engine.audit import audit
from bylaw.engine.charter import Charter, canonical
from bylaw.engine.errors import CharterError, Conflict, Corrupt, RequestError
from bylaw.engine.journal import JournalFile, MemoryStore, Receipt, Store, Write
from bylaw.engine.wire import CHARTER

from .charters_for_tests import START, made, process

LONG = [f"member-{number:05}" for number in range(2_000)]
"""So many people that the charter takes several lines."""


def long_charter() -> dict[str, object]:
    return process() | {
        "bodies": {
            "chairs": {"members": LONG},
            "bdfl": {"members": ["flo"]},
            "maintainers": {"members": ["ana"]},
        }
    }


class Cut(MemoryStore):
    """A store whose writer is cut off after so many lines."""

    def __init__(self, lines: int) -> None:
        super().__init__()
        self.lines_left = lines

    def append(self, writes: Sequence[Write], *, key: str | None = None) -> Receipt:
        if self.lines_left == 0:
            raise OSError("cut off")
        self.lines_left -= 1
        return super().append(writes, key=key)


class Raced(MemoryStore):
    """A store in which somebody else writes the same line first."""

    def append(self, writes: Sequence[Write], *, key: str | None = None) -> Receipt:
        super().append(writes, key=key)
        raise Conflict("somebody was first")


@pytest.fixture(params=["memory", "file"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    return MemoryStore() if request.param == "memory" else JournalFile(tmp_path / "journal.jsonl")


def kept_before(store: Store, older: Sequence[str]) -> tuple[str, Charter]:
    """Keep a charter as a version of bylaw did that knew none of some keys; give its digest."""
    charter = made(process())
    plain = json.loads(canonical(charter.file))
    for name in older:
        assert not plain.pop(name)
    text = json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    digest = hashlib.sha256(text.encode()).hexdigest()
    entry = {"charter": digest, "part": 1, "parts": 1, "recorded": "2019-08-01T09:00:00Z"}
    store.append([Write(CHARTER, expected=0, entries=({**entry, "text": text},))])
    return digest, charter


def test_a_journal_stays_under_its_charter_when_charters_can_say_more(store: Store) -> None:
    """A later version of bylaw writes the defaults of keys that an earlier one didn't know."""
    digest, charter = kept_before(store, ["definitions", "blocks"])
    assert digest != charter.digest
    assert in_force(store).digest == digest
    for under in (charter, None):
        running = bylaw.open(under, store, clock=lambda: START)
        made_by_it = running.propose(f"p-{under is None}", by="zed").event
        assert made_by_it is not None
        assert made_by_it.charter == digest
    assert audit(store).verdict == "conformant"
    with pytest.raises(RequestError, match="the journal is under the charter"):
        adopt(store, made(process(chairs=2)), recorded=START)


def test_the_charter_in_force_is_the_one_that_was_adopted(store: Store) -> None:
    charter = made(long_charter())
    adopt(store, charter, recorded=START)
    assert in_force(store).digest == charter.digest
    assert in_force(store).file == charter.file
    store.close()


def test_a_long_charter_takes_several_lines_and_is_one_adoption(store: Store) -> None:
    adopt(store, made(long_charter()), recorded=START)
    lines = len(store.read(CHARTER))
    assert lines > 1
    assert [adopted.version for adopted in adoptions(store)] == [lines]
    store.close()


def test_adopting_again_writes_nothing() -> None:
    store, charter = MemoryStore(), made(process())
    adopt(store, charter, recorded=START)
    before = store.head()
    adopt(store, charter, recorded=START + 1)
    assert before == store.head()


def test_another_charter_is_refused() -> None:
    store = MemoryStore()
    adopt(store, made(process()), recorded=START)
    with pytest.raises(RequestError, match="start a journal of its own"):
        adopt(store, made(process(chairs=4)), recorded=START)


@pytest.mark.parametrize("lines", [0, 1, 2])
def test_whoever_comes_after_one_who_was_cut_off_writes_the_rest(lines: int) -> None:
    store, charter = Cut(lines), made(long_charter())
    with pytest.raises(OSError, match="cut off"):
        adopt(store, charter, recorded=START)
    store.lines_left = 100
    adopt(store, charter, recorded=START + 1)
    assert in_force(store).digest == charter.digest


def test_nobody_goes_on_with_part_of_another_charter() -> None:
    store = Cut(1)
    with pytest.raises(OSError, match="cut off"):
        adopt(store, made(long_charter()), recorded=START)
    store.lines_left = 100
    with pytest.raises(RequestError, match="start a journal of its own"):
        adopt(store, made(process()), recorded=START)


def test_two_who_adopt_the_same_charter_at_once_both_succeed() -> None:
    store, charter = Raced(), made(long_charter())
    adopt(store, charter, recorded=START)
    assert in_force(store).digest == charter.digest


def test_a_journal_under_no_charter_says_so() -> None:
    with pytest.raises(RequestError, match="under no charter yet"):
        in_force(MemoryStore())


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({"text": "{}", "part": 1, "parts": 1}, "has no 'charter'"),
        ({"charter": "0", "text": "{}", "part": 2, "parts": 2}, "is part 2, not 1"),
    ],
)
def test_an_entry_that_is_no_part_of_a_charter_is_corruption(
    entry: dict[str, object], said: str
) -> None:
    store = MemoryStore()
    store.append([Write(CHARTER, expected=0, entries=(entry,))])
    with pytest.raises(Corrupt, match=said):
        list(adoptions(store))


def test_a_text_of_another_digest_is_refused() -> None:
    store = MemoryStore()
    entry = {"charter": "0" * 64, "text": "{}", "part": 1, "parts": 1}
    store.append([Write(CHARTER, expected=0, entries=(entry,))])
    with pytest.raises(CharterError, match="whose digest is"):
        in_force(store)
