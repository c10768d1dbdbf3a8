"""Laws of audits over journals that were forged at random, each with a whole chain."""

import json
from collections.abc import Iterator
from typing import cast

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bylaw.engine.adopt import adopt
from bylaw.engine.audit import audit
from bylaw.engine.errors import BylawError
from bylaw.engine.instants import parse
from bylaw.engine.journal import MemoryStore
from bylaw.engine.model import Data
from bylaw.engine.workflow import Workflow

from .journals import Entry, charter, kept, rewritten

VALUES = st.sampled_from(
    [
        *(None, 0, -1, "", [], {}, True, 2**53, ["a"], {"choice": "yes"}, {"person": "mallory"}),
        *("dee", "ana", "mallory", "done", "open", "(body chairs)", "nowhere"),
        *("sign", "vote", "approve", "lapse", "join", "leave", "propose", "2019-09-06T18:00:00Z"),
        *("2019-12-10T00:00:00Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"),
    ]
)
STREAMS = st.sampled_from(
    ["k1", "k2", "k3", "@chairs", "@none", "@", "$refused", "$charter", "(x)"]
)


@st.composite
def forged(draw: st.DrawFn) -> MemoryStore:
    """A journal in which some entries are changed, dropped, repeated or moved elsewhere."""

    def change(stream: str, _: int, entry: Entry) -> Iterator[tuple[str, Entry]]:
        how = draw(st.sampled_from([*["keep"] * 12, "change", "drop", "repeat", "move"]))
        if how == "change":
            entry = {**entry, draw(st.sampled_from([*sorted(entry), "more"])): draw(VALUES)}
        if how == "move":
            stream = draw(STREAMS)
        if how == "repeat":
            yield stream, entry
        if how != "drop":
            yield stream, entry

    try:
        return rewritten(kept(), change)
    except BylawError:  # no store would hold such an entry
        assume(condition=False)
        raise


@settings(max_examples=200)
@given(forged())
def test_whatever_a_journal_holds_its_audit_ends_with_a_report(store: MemoryStore) -> None:
    report = audit(store)
    assert str(report).startswith(report.verdict)
    assert json.loads(json.dumps(report.to_json()))["verdict"] == report.verdict


@settings(max_examples=200)
@given(forged())
def test_what_is_conformant_could_have_been_written_by_the_engine(store: MemoryStore) -> None:
    """Every request, put to a workflow anew in the same order, has the same outcome."""
    if audit(store).verdict != "conformant":
        return  # about one in six is
    under, fresh = charter(), MemoryStore()
    adopt(fresh, under, recorded=parse("2019-08-01T00:00:00Z"))
    flow = Workflow(under, fresh, clock=lambda: parse("2020-01-01T00:00:00Z"))
    for _, name, _, entry in store.entries():
        if not name.startswith("$") and entry["actor"] is not None:
            decision = flow.act(
                name,
                str(entry["action"]),
                by=str(entry["actor"]),
                at=parse(str(entry["at"])),
                data=cast("Data", entry["data"]),
            )
            assert decision.event is not None
            assert decision.event.target == entry["to"]
