"""A small charter, a journal that was kept under it, and ways to write another history."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from bylaw.engine.adopt import adopt
from bylaw.engine.charter import Charter, load
from bylaw.engine.instants import Instant, parse
from bylaw.engine.journal import MemoryStore, Write
from bylaw.engine.workflow import Workflow

Entry = Mapping[str, object]
Change = Callable[[str, int, Entry], Iterator[tuple[str, Entry]]]
"""What becomes of one entry: none, itself, another, or several."""


def charter() -> Charter:
    """A review with meetings, ballots, a signature, a deadline and a duty."""
    return load(Path(__file__).with_name("review.toml"))


def kept(*, refusals: bool = True) -> MemoryStore:
    """A journal in which `k1` is approved, `k2` lapses, and two requests are refused."""
    under, store, now = charter(), MemoryStore(), [parse("2019-08-01T00:00:00Z")]
    adopt(store, under, recorded=now[0])

    def clock() -> Instant:
        return now[0]

    flow = Workflow(under, store, clock=clock, record_refusals=refusals)
    for name, action, by, at, data in (
        ("k1", "propose", "zed", "2019-08-01T00:00:00Z", {}),
        ("k1", "submit", "ana", "2019-08-02T00:00:00Z", {}),
        ("k1", "submit", "zed", "2019-08-02T00:00:00Z", {}),
        ("k1", "vote", "ana", "2019-09-06T18:00:00Z", {"choice": "yes"}),
        ("@chairs", "join", "ana", "2019-09-06T18:00:00Z", {"person": "eve"}),
        ("k1", "vote", "bo", "2019-09-06T18:00:00Z", {"choice": "yes"}),
        ("k1", "vote", "eve", "2019-09-06T18:00:00Z", {"choice": "yes"}),
        ("k1", "sign", "dee", "2019-09-06T18:00:00Z", {}),
        ("k1", "approve", "bo", "2019-09-06T18:01:00Z", {}),
        ("k2", "propose", "zed", "2019-09-07T00:00:00Z", {}),
        ("k2", "submit", "zed", "2019-09-07T00:00:00Z", {}),
        ("k1", "post_notes", "cy", "2019-09-08T00:00:00Z", {}),
        ("k2", "sign", "dee", "2019-12-10T00:00:00Z", {}),
    ):
        now[0] = parse(at)
        flow.act(name, action, by=by, at=now[0], data=data)
    return store


def rewritten(store: MemoryStore, change: Change) -> MemoryStore:
    """The journal of a forger, whose chain is whole: each entry as a change has it."""
    forged = MemoryStore()
    for _, stream, version, entry in store.entries():
        for name, changed in change(stream, version, entry):
            expected = forged.versions().get(name, 0)
            forged.append([Write(name, expected=expected, entries=(changed,))])
    return forged


def with_entry(proposal: str, at_version: int, **parts: object) -> MemoryStore:
    """The journal above, with some parts of one entry as given."""

    def change(stream: str, version: int, entry: Entry) -> Iterator[tuple[str, Entry]]:
        if (stream, version) == (proposal, at_version):
            entry = {**entry, **{name.rstrip("_"): value for name, value in parts.items()}}
        yield stream, entry

    return rewritten(kept(), change)


def without_entry(proposal: str, at_version: int) -> MemoryStore:
    """The journal above without one entry; those that follow take its place."""

    def change(stream: str, version: int, entry: Entry) -> Iterator[tuple[str, Entry]]:
        if (stream, version) != (proposal, at_version):
            yield stream, entry

    return rewritten(kept(), change)
