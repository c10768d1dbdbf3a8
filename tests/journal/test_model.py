"""All stores, driven at random beside a plain dict, and beside each other.

Of a store that many may have open at once, several handles are: any of them writes next, in turn or
in a child process, and what one wrote all must tell. So does a journal that is sealed in between.
"""

import shutil
import tempfile
import threading
from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bylaw.engine.errors import Conflict, JournalError
from bylaw.engine.journal import JournalFile, Receipt, Store, Write

from .stores import SHARED, STORES, in_a_child
from .test_portable import ENTRIES

NAMES = st.sampled_from(["a", "b", "提案"])
Plan = dict[str, tuple[bool, list[dict[str, object]]]]
PLANS = st.dictionaries(
    NAMES, st.tuples(st.booleans(), st.lists(ENTRIES, max_size=2)), min_size=1
).filter(lambda plan: any(entries for _, entries in plan.values()))


HANDLES = 3
"""How often a store is open at once, if it may be."""


class Journals(RuleBasedStateMachine):
    """Every kind of store gets the same calls, by any handle; the model is a dict of lists."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.handles: dict[str, list[Store]] = {
            name: [make(self.folder) for _ in range(HANDLES if name in SHARED else 1)]
            for name, make in STORES.items()
        }
        self.turn = 0
        self.model: dict[str, list[Mapping[str, object]]] = {}
        self.order: list[tuple[int, str, int, Mapping[str, object]]] = []
        self.keys: dict[str, tuple[list[Write], Receipt]] = {}
        self.lines = 1

    def teardown(self) -> None:
        for handles in self.handles.values():
            for store in handles:
                store.close()
        shutil.rmtree(self.folder)

    @property
    def stores(self) -> dict[str, Store]:
        """Of each kind of store the handle whose turn it is."""
        return {name: handles[self.turn % len(handles)] for name, handles in self.handles.items()}

    @rule(turn=st.integers(0, HANDLES - 1))
    def take_turns(self, turn: int) -> None:
        self.turn = turn

    @rule(plan=PLANS, keyed=st.booleans())
    def append(self, plan: Plan, keyed: bool) -> None:
        writes = [
            Write(name, expected=len(self.model.get(name, ())) + stale, entries=tuple(entries))
            for name, (stale, entries) in plan.items()
        ]
        if any(stale for stale, _ in plan.values()):
            for store in self.stores.values():
                with pytest.raises(Conflict):
                    store.append(writes)
            return
        key = f"k{self.lines}" if keyed else None
        receipts = [store.append(writes, key=key) for store in self.stores.values()]
        pairs: list[tuple[str, int]] = []
        for name, (_, entries) in plan.items():
            for entry in entries:
                self.model.setdefault(name, []).append(entry)
                pairs.append((name, len(self.model[name])))
                self.order.append((self.lines, *pairs[-1], entry))
        for receipt in receipts:
            assert (self.lines, tuple(pairs)) == (receipt.seq, receipt.proposals)
        if key is not None:
            self.keys[key] = (writes, receipts[0])
        self.lines += 1

    @precondition(lambda self: self.keys)
    @rule(data=st.data())
    def retry(self, data: st.DataObject) -> None:
        key = data.draw(st.sampled_from(sorted(self.keys)))
        writes, receipt = self.keys[key]
        for store in self.stores.values():
            assert receipt.proposals == store.append(writes, key=key).proposals
            with pytest.raises(JournalError, match="other writes"):
                store.append([Write("a", expected=99, entries=({},))], key=key)

    @rule(name=st.sampled_from(sorted(SHARED)))
    def reopen(self, name: str) -> None:
        handles = self.handles[name]
        place = self.turn % len(handles)
        handles[place].close()
        handles[place] = STORES[name](self.folder)

    @rule(name=st.sampled_from(sorted(SHARED)), at_once=st.integers(2, 4))
    def race(self, name: str, at_once: int) -> None:
        """Threads, each with a handle, expect one version: one of them writes."""
        before, start = len(self.model.get("a", ())), threading.Barrier(at_once)
        won: list[int] = []

        def run(number: int) -> None:
            store = self.handles[name][number % len(self.handles[name])]
            start.wait()
            with suppress(Conflict):
                store.append([Write("a", expected=before, entries=({"won": True},))])
                won.append(number)

        threads = [threading.Thread(target=run, args=(number,)) for number in range(at_once)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(won) == 1
        for other in self.handles.keys() - {name}:
            self.handles[other][0].append([Write("a", expected=before, entries=({"won": True},))])
        self._recorded("a", {"won": True})

    @rule(name=st.sampled_from(sorted(SHARED)))
    def fork(self, name: str) -> None:
        """A child process writes by the handle that it got from its parent."""
        before = len(self.model.get("b", ()))
        for other, handles in self.handles.items():
            store = handles[self.turn % len(handles)]
            writes = [Write("b", expected=before, entries=({"child": True},))]
            if other == name:
                in_a_child(partial(store.append, writes))
            else:
                store.append(writes)
        self._recorded("b", {"child": True})

    @rule()
    def seal(self) -> None:
        for handles in self.handles.values():
            store = handles[self.turn % len(handles)]
            if isinstance(store, JournalFile):
                with suppress(JournalError):  # there is no line to seal
                    store.rotate()

    def _recorded(self, name: str, entry: Mapping[str, object]) -> None:
        """Take a line with one entry into the model."""
        self.model.setdefault(name, []).append(entry)
        self.order.append((self.lines, name, len(self.model[name]), entry))
        self.lines += 1

    @rule(name=NAMES, after=st.integers(0, 5))
    def read(self, name: str, after: int) -> None:
        for store in self.stores.values():
            assert self.model.get(name, [])[after:] == list(store.read(name, after))

    @rule(after=st.integers(-1, 5))
    def entries(self, after: int) -> None:
        for store in self.stores.values():
            assert [found for found in self.order if found[0] > after] == list(store.entries(after))

    @invariant()
    def stores_agree_with_the_model(self) -> None:
        expected = {name: len(entries) for name, entries in self.model.items() if entries}
        for handles in self.handles.values():
            for store in handles:
                assert expected == store.versions()

    @rule()
    def stores_agree_byte_for_byte(self) -> None:
        first, *others = [list(store.lines()) for store in self.stores.values()]
        assert self.lines == len(first)
        for other in others:
            assert first == other
        for store in self.stores.values():
            assert len(self.order) == store.verify().entries


Journals.TestCase.settings = settings(max_examples=40, stateful_step_count=20, deadline=None)
TestJournals = Journals.TestCase
