"""Drawings: every state and move is there, the proposal's way is marked, nothing breaks out."""

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bylaw.engine.charter import Charter, load
from bylaw.engine.draw import Arrow, Diagram, Node, diagram, dot, guard, mermaid
from bylaw.engine.instants import parse
from bylaw.engine.journal import MemoryStore
from bylaw.engine.machine import NEW
from bylaw.engine.opening import find, shipped
from bylaw.engine.opening import open as open_flow

CHARTER = """\
format = 1
charter = { name = "t", title = "A \\"title\\"", source = "example", zone = "UTC" }
bodies = { chairs = { members = ["ana", "bo"] }, head = { members = ["dee"] } }
roles = { author = {}, sponsor = {} }

[states]
draft = { kind = "initial", title = "being written" }
open = {}
done = { kind = "final" }

[calendars.fridays]
start = 2019-08-02
rrule = "FREQ=MONTHLY;BYDAY=+1FR"
at = "11:00"
zone = "UTC"
duration = "PT1H"

[sessions.meeting]
calendar = "fridays"

[actions.propose]
to = "draft"
by = "anyone"
assigns = "author"

[actions.post]
from = "draft"
to = "open"
by = ["author", "chairs"]
records = "posted"

[actions.comment]
from = "open"
by = "anyone"

[actions.adopt]
data = { w = "text" }
from = "open"
to = "done"
by = "chairs"
requires = [
  { any = [{ session = "meeting" }, { not = { happened = "posted" } }] },
  { at_least = { count = 1, of = [{ veto = "head" }, { text = { field = "w", like = "x" } }] } },
  { tally = { of = "chairs", more_than = "1/2", counting = "members" } },
]
unless = [{ veto = "head" }]

[actions.sign]
from = "open"
by = "head"
signs = "head"

[actions.object]
from = "open"
by = "head"
vetoes = "head"

[actions.vote]
from = "open"
by = "chairs"
ballot = "chairs"
data = { choice = ["yes", "no"] }

[actions.lapse]
from = "open"
to = "done"
when = { since = "posted", after = "P1M" }
"""


@pytest.fixture(scope="module")
def charter() -> Charter:
    return load(CHARTER, "t.toml")


def arrow(drawn: Diagram, source: str, target: str, *, clock: bool = False) -> Arrow:
    (found,) = [
        each
        for each in drawn.arrows
        if (each.source, each.target, each.clock) == (source, target, clock)
    ]
    return found


@pytest.mark.parametrize("name", shipped())
def test_every_state_and_every_move_is_drawn(name: str) -> None:
    found = find(name)
    drawn = diagram(found)
    assert {node.name for node in drawn.nodes} == set(found.machine.states)
    labelled = {
        (each.source, each.target, label.partition(" ")[0])
        for each in drawn.arrows
        for label in each.labels
    }
    moves = {
        (source, move.arrives, move.action.name)
        for (source, _), moves in found.machine.table.items()
        if source != NEW and not source.startswith("(body ")
        for move in moves
    }
    assert moves == labelled


def test_states_stand_in_the_order_in_which_proposals_come_to_them() -> None:
    """From a journal, too, which keeps its charter without the order in which it was written."""
    drawn = diagram(find("keras_sig"))
    store = MemoryStore()
    open_flow("keras_sig", store, clock=lambda: 0)
    assert diagram(open_flow(journal=store, clock=lambda: 0).charter) == drawn
    assert [node.name for node in drawn.nodes] == [
        *("draft", "submitted", "under_review", "approved", "rejected", "revision_required"),
        *("implemented", "withdrawn", "closed", "obsolete"),
    ]


def test_an_arrow_says_who_may(charter: Charter) -> None:
    drawn = diagram(charter)
    assert arrow(drawn, "draft", "open").labels == ("post (author or chairs)",)
    assert "comment (anyone)" in arrow(drawn, "open", "open").labels


def test_an_arrow_says_on_what_terms(charter: Charter) -> None:
    (label,) = arrow(diagram(charter), "open", "done").labels
    assert label == (
        "adopt (chairs) [any(session meeting, not(happened posted)), at least 1 of(veto head,"
        " text w x), tally chairs > 1/2 members, unless veto head]"
    )


def test_the_clock_s_moves_are_arrows_of_their_own(charter: Charter) -> None:
    found = arrow(diagram(charter), "open", "done", clock=True)
    assert found.labels == ("lapse (the clock, 1 month after posted)",)


def test_a_term_is_said_with_what_the_charter_states_of_it(charter: Charter) -> None:
    (move,) = charter.machine.table["open", "adopt"]
    assert guard(move.requires[-1]) == "tally chairs > 1/2 members"


def test_the_way_of_a_proposal_is_marked(charter: Charter) -> None:
    flow = open_flow(charter, clock=lambda: 0)
    day = parse("2019-08-01T00:00:00Z")
    flow.propose("x", by="eve", at=day)
    flow.act("x", "post", by="eve", at=day)
    flow.tick(parse("2019-10-01T00:00:00Z"))
    drawn = diagram(charter, flow.events("x"))
    assert [node.name for node in drawn.nodes if node.current] == ["done"]
    assert sorted(node.name for node in drawn.nodes if node.visited) == ["done", "draft", "open"]
    went = [(each.source, each.target, each.clock) for each in drawn.arrows if each.visited]
    assert sorted(went) == [("draft", "open", False), ("open", "done", True)]


def test_without_a_proposal_nothing_is_marked(charter: Charter) -> None:
    drawn = diagram(charter)
    assert not any(node.visited or node.current for node in drawn.nodes)
    assert "class" not in mermaid(drawn)
    assert "#0969da" not in dot(drawn)


def test_mermaid_dashes_the_clock_and_shapes_the_ends(charter: Charter) -> None:
    lines = mermaid(diagram(charter)).split("\n")
    assert lines[:4] == ["---", 'title: "A \\"title\\""', "---", "flowchart TD"]
    assert '  s0(["draft<br/>being written"])' in lines
    assert '  s1("open")' in lines
    assert '  s2[["done"]]' in lines
    assert '  s1 -.->|"lapse (the clock, 1 month after posted)"| s2' in lines


def test_dot_dashes_the_clock_and_shapes_the_ends(charter: Charter) -> None:
    drawn = dot(diagram(charter))
    assert drawn.startswith('digraph "t" {\n  label="A \\"title\\""')
    assert '"draft" [label="draft\\nbeing written" shape=oval]' in drawn
    assert '"done" [label="done" peripheries=2]' in drawn
    said = 'label="lapse (the clock, 1 month after posted)" style=dashed'
    assert f'"open" -> "done" [{said}]' in drawn


def titled(title: str) -> Diagram:
    node = Node(name="a", title=title, kind="normal", visited=False, current=False)
    loop = Arrow(source="a", target="a", labels=(title,), clock=False, visited=False)
    return Diagram(name="t", title=title, nodes=(node,), arrows=(loop,))


@given(st.text(max_size=80))
def test_no_title_breaks_out_of_its_quotes(title: str) -> None:
    """Whatever people call a state, it stays between quotes and on its line."""
    for line in dot(titled(title)).splitlines():
        assert re.sub(r"\\.", "", line).count('"') % 2 == 0
    for line in mermaid(titled(title)).splitlines()[4:]:
        assert line.count('"') == 2
        assert "<" not in line.replace("<br/>", "")
        assert "`" not in line


@pytest.mark.parametrize("write", [mermaid, dot])
@pytest.mark.parametrize("told", ["\x1b]0;mine\a", "\u202e", "\x9b2J"])
def test_no_title_speaks_to_the_terminal(write: Callable[[Diagram], str], told: str) -> None:
    assert write(titled(told)).replace("\n", "").isprintable()


@pytest.mark.skipif(
    shutil.which("dot") is None and "CI" not in os.environ,
    reason="Graphviz isn't installed here; CI installs it",
)
def test_graphviz_reads_it(charter: Charter, tmp_path: Path) -> None:
    (tmp_path / "t.dot").write_text(dot(diagram(charter)), encoding="utf-8")
    done = subprocess.run(
        ["dot", "-Tsvg", "t.dot"],  # noqa: S607 - whichever Graphviz there is
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
