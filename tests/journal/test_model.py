"""All stores, driven at random beside a plain dict, and beside each other."""

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bylaw.engine.errors import Conflict, JournalError
from bylaw.engine.journal import JournalFile, Receipt, Store, Write

from .stores import IDENTITY, STORES
from .test_portable import ENTRIES

NAMES = st.sampled_from(["a", "b", "提案"])
Plan = dict[str, tuple[bool, list[dict[str, object]]]]
PLANS = st.dictionaries(
    NAMES, st.tuples(st.booleans(), st.lists(ENTRIES, max_size=2)), min_size=1
).filter(lambda plan: any(entries for _, entries in plan.values()))


class Journals(RuleBasedStateMachine):
    """Every kind of store gets the same calls; the model is a dict of lists."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.stores: dict[str, Store] = {name: make(self.folder) for name, make in STORES.items()}
        self.model: dict[str, list[Mapping[str, object]]] = {}
        self.order: list[tuple[int, str, int, Mapping[str, object]]] = []
        self.keys: dict[str, tuple[list[Write], Receipt]] = {}
        self.lines = 1

    def teardown(self) -> None:
        for store in self.stores.values():
            store.close()
        shutil.rmtree(self.folder)

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

    @rule()
    def reopen(self) -> None:
        self.stores["file"].close()
        self.stores["file"] = JournalFile(self.folder / "journal.jsonl", identity=IDENTITY)

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
        for store in self.stores.values():
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
