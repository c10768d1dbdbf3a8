"""A proposal that was under way elsewhere comes in by somebody's word, and that stays said."""

from collections.abc import Mapping

import pytest

from bylaw.engine.audit import audit
from bylaw.engine.bringing import BROUGHT_IN
from bylaw.engine.errors import RequestError
from bylaw.engine.instants import NEVER, text
from bylaw.engine.journal import MemoryStore, Write
from bylaw.engine.observe import Observation
from bylaw.engine.workflow import Workflow

from .charters_for_tests import DAY, HOUR, NAME, START, flow, made, process

POSTED = START - 3 * DAY


def brought(running: Workflow, name: str = NAME, state: str = "open", **told: object) -> Workflow:
    parts: Mapping[str, object] = {
        "by": "ana",
        "because": "pull request 7",
        "roles": {"author": ["zed"]},
        "anchors": {"posted": POSTED},
        "at": START,
        **told,
    }
    running.bring_in(name, state, **parts)  # type: ignore[arg-type]  # a test may tell anything
    return running


def test_it_stands_where_somebody_says_and_goes_on_by_the_charter() -> None:
    running = brought(flow(made(process())))
    standing = running.proposal(NAME)
    assert (standing.state, standing.version, standing.at) == ("open", 1, START)
    assert dict(standing.record.roles) == {"author": ("zed",)}
    anchors = running.office.anchors
    assert standing.anchors[anchors["posted"]] == POSTED
    assert standing.anchors[anchors["noted"]] == NEVER
    assert running.act(NAME, "vote", by="ana", at=START + HOUR, data={"choice": "yes"})
    assert running.act(NAME, "withdraw", by="zed", at=START + HOUR)


def test_the_event_says_who_attests_it_and_from_where() -> None:
    (event,) = brought(flow(made(process()))).events(NAME)
    assert (event.action, event.actor, event.source, event.target) == (
        BROUGHT_IN,
        "ana",
        None,
        "open",
    )
    assert event.data == {
        "anchors": {"posted": text(POSTED)},
        "because": "pull request 7",
        "roles": {"author": ["zed"]},
    }


def test_an_audit_takes_nothing_of_it_again_and_says_so() -> None:
    running = brought(flow(made(process())))
    store = MemoryStore()
    again = Workflow(made(process()), store, clock=lambda: START)
    del running
    assert audit(brought(_adopted(again)).store).verdict == "no evidence"
    assert again.act(NAME, "vote", by="ana", at=START, data={"choice": "yes"})
    report = audit(store)
    assert report.verdict == "conformant"
    assert (report.counts.brought_in, report.counts.decided) == (1, 1)
    (finding,) = report.findings
    assert (finding.kind, finding.severity, finding.actor) == ("brought_in", "note", "ana")
    assert "as ana attests (pull request 7): nothing before that was decided here" in finding.said
    assert "earlier  1 proposal brought in" in str(report)


def _adopted(running: Workflow) -> Workflow:
    from bylaw.engine.adopt import adopt  # noqa: PLC0415 - used here alone

    adopt(running.store, running.charter, recorded=START)
    return running


def test_the_clock_does_what_was_overdue_when_it_came_in() -> None:
    running = brought(flow(made(process())), anchors={"posted": START - 100 * DAY})
    assert [(each.action, each.at) for each in running.tick(START)] == [("expire", START)]


def test_observers_are_told() -> None:
    seen: list[Observation] = []
    store = MemoryStore()
    running = Workflow(made(process()), store, clock=lambda: START, observers=[seen.append])
    brought(running)
    assert [[each.action for each in one.events] for one in seen] == [[BROUGHT_IN]]


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"state": "nowhere"}, "no state `nowhere`: there is `draft`, `open`"),
        ({"roles": {"editor": ["zed"]}}, "no role `editor`: there is `author`, `sponsor`"),
        ({"roles": {"author": []}}, "`author` is held by nobody"),
        ({"roles": {"author": ["a\nb"]}}, "as author, names nobody"),
        ({"anchors": {"merged": START}}, "no anchor `merged`"),
        ({"because": " "}, "where that is known from"),
        ({"because": "a\nb"}, "where that is known from"),
        ({"by": "(clock)"}, "names nobody"),
        ({"name": "@chairs"}, "`@chairs` is a body"),
        ({"name": "$x"}, "can't name a proposal"),
    ],
)
def test_what_the_charter_doesn_t_know_can_t_be_brought_in(
    told: Mapping[str, object], said: str
) -> None:
    running = flow(made(process()))
    with pytest.raises(RequestError, match=said):
        brought(running, **told)  # type: ignore[arg-type]  # a test may tell anything
    assert running.store.head().seq <= 0


def test_it_comes_in_once() -> None:
    running = brought(flow(made(process())))
    with pytest.raises(RequestError, match=f"has a proposal `{NAME}` already"):
        brought(running)


@pytest.mark.parametrize(
    "changes",
    [
        {"actor": None},
        {"to": "nowhere"},
        {"data": {}},
        {"data": {"anchors": {"posted": "soon"}, "roles": {}, "because": "x"}},
        {"data": {"anchors": {}, "roles": {"author": "zed"}, "because": "x"}},
        {"charter": "0" * 64},
    ],
)
def test_an_audit_finds_what_can_t_have_been_brought_in_so(changes: Mapping[str, object]) -> None:
    kept, forged = MemoryStore(), MemoryStore()
    brought(_adopted(Workflow(made(process()), kept, clock=lambda: START)))
    for _, name, version, entry in kept.entries():
        told = {**entry, **changes} if name == NAME else entry
        forged.append([Write(name, expected=version - 1, entries=(told,))])
    assert audit(forged).verdict == "violated"


def test_nothing_comes_in_over_what_is_there() -> None:
    kept = MemoryStore()
    running = _adopted(Workflow(made(process()), kept, clock=lambda: START))
    assert running.propose(NAME, by="zed", at=START)
    brought(running, "p-2")
    entry = kept.read("p-2")[0]
    kept.append([Write(NAME, expected=1, entries=(entry,))])
    report = audit(kept)
    assert report.verdict == "violated"
    said = [each.said for each in report.findings if each.proposal == NAME]
    assert any("it is there already" in each for each in said)


def test_no_body_is_brought_in() -> None:
    """A forger tries: an audit finds it, and goes on."""
    kept, forged = MemoryStore(), MemoryStore()
    document = process(revised_by="chairs")
    brought(_adopted(Workflow(made(document), kept, clock=lambda: START)))
    for _, name, version, entry in kept.entries():
        stream = "@chairs" if name == NAME else name
        forged.append([Write(stream, expected=version - 1, entries=(entry,))])
    assert audit(forged).verdict == "violated"
