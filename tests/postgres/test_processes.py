"""Many writers on one server: racing, killed with it, and deciding under one charter."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import pytest
from attrs import frozen

from bylaw.engine.errors import Conflict, JournalError
from bylaw.engine.instants import parse
from bylaw.engine.opening import open as open_workflow
from bylaw.engine.postgres import PostgresStore

from ..journal.stores import write
from .server import Server

pytestmark = pytest.mark.postgres

CHARTER = """format = 1

[charter]
name = "counted"
source = "made up for this test"

[states]
open = { kind = "initial" }
closed = { kind = "final" }

[actions.start]
to = "open"
by = "anyone"

[actions.speak]
from = "open"
by = "anyone"
data = { n = "number" }

[actions.close]
from = "open"
to = "closed"
by = "anyone"
"""

ACTOR = """
import sys
from pathlib import Path
import bylaw

address, charter, name, count = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
now = bylaw.instant("2026-01-05T09:00:00Z")
with bylaw.open(Path(charter), address, clock=lambda: now) as flow:
    print("ready", flush=True)
    sys.stdin.readline()
    for number in range(count):
        decision = flow.act("p", "speak", by=name, data={"n": number})
        assert decision.allowed, str(decision)
"""


@pytest.fixture
def charter(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The path of a charter by which anybody may speak."""
    path = tmp_path_factory.mktemp("charter") / "counted.toml"
    path.write_text(CHARTER)
    return str(path)


def test_two_workflows_that_race_decide_again_and_lose_nothing(
    server: Server, schema: str, charter: str
) -> None:
    """Of two processes that act at once one is first; the other reads what it did, and decides."""
    now, each = parse("2026-01-05T09:00:00Z"), 40
    with open_workflow(charter, server.address(schema), clock=lambda: now) as flow:
        assert flow.act("p", "start", by="ana").allowed
        actors = [
            subprocess.Popen(
                [sys.executable, "-c", ACTOR, server.address(schema), charter, name, str(each)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            for name in ("ana", "bo")
        ]
        for actor in actors:
            assert actor.stdout is not None
            assert actor.stdout.readline() == "ready\n"
        for actor in actors:
            actor.communicate("go\n", timeout=60)
        assert [actor.returncode for actor in actors] == [0, 0]
        events = flow.events("p")[1:]
        assert [event.version for event in events] == list(range(2, 2 * each + 2))
        for name in ("ana", "bo"):
            spoken = [event.data["n"] for event in events if event.actor == name]
            assert spoken == list(range(each))
        assert flow.store.verify().entries == 2 * each + 2


def test_of_two_stores_that_expect_one_version_one_wins(server: Server, schema: str) -> None:
    with server.store(schema) as one, server.store(schema) as other:
        one.append(write("p", 0, {"by": "one"}))
        with pytest.raises(Conflict, match="`p` is at version 1, not 0"):
            other.append(write("p", 0, {"by": "other"}))
        assert list(other.read("p")) == [{"by": "one"}]
        assert one.versions() == other.versions() == {"p": 1}


@frozen
class Told:
    """A line that a writer was told is recorded."""

    seq: int
    leaf: str | None
    n: int


class Writer(threading.Thread):
    """Appends to a proposal of its own until the server is gone."""

    def __init__(self, store: PostgresStore, proposal: str) -> None:
        super().__init__()
        self.store, self.proposal = store, proposal
        self.told: list[Told] = []
        self.last_words = ""

    def run(self) -> None:
        seen = self.store.version(self.proposal)
        try:
            while True:
                receipt = self.store.append(write(self.proposal, seen, {"n": seen}))
                self.told.append(Told(receipt.seq, receipt.leaf, seen))
                seen += 1
        except JournalError as error:
            self.last_words = str(error)


def writers(server: Server, schema: str, count: int) -> Iterator[Writer]:
    for number in range(count):
        yield Writer(server.store(schema), f"p-{number}")


def test_a_server_that_is_killed_loses_nothing_that_was_acknowledged(
    server: Server, schema: str
) -> None:
    """All its processes at once, under load, again and again; and there is no gap."""
    told: list[Told] = []
    for kill in range(3):
        working = list(writers(server, schema, 3))
        for writer in working:
            writer.start()
        while not all(writer.told for writer in working):
            time.sleep(0.005)
        time.sleep(0.05 * kill)
        server.kill()
        for writer in working:
            writer.join(30)
            assert "PostgreSQL" in writer.last_words
            told += writer.told
            writer.store.close()
        server.start()
        with server.store(schema) as store:
            found = store.verify()
            recorded = list(store.entries())
            assert [seq for seq, *_ in recorded] == list(range(1, found.lines))
            for each in told:
                assert recorded[each.seq - 1][3] == {"n": each.n}
                assert store.leaf(each.seq) == each.leaf
            # Of each writer's last line nobody was told: it may be there, and nothing else.
            assert 0 <= len(recorded) - len(told) <= 3 * (kill + 1)


def test_a_package_without_psycopg_says_what_to_install(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    program = """
import sys
sys.modules["psycopg"] = None
import bylaw
try:
    bylaw.open(None, "postgresql://nowhere/x", clock=lambda: 0)
except bylaw.JournalError as error:
    print(error)
"""
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path_factory.mktemp("elsewhere"),
    )
    assert "needs `pip install 'bylaw[postgres]'`" in done.stdout, done.stderr
