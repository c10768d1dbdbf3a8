"""Connections that break, and whether what was under way is recorded: once, always."""

import os
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from bylaw.engine.errors import Conflict, JournalError
from bylaw.engine.postgres import PostgresStore
from bylaw.engine.postgres.link import Link

from ..journal.stores import fill, write
from .proxy import Cut, Proxy
from .server import APP, Server

pytestmark = pytest.mark.postgres


@pytest.fixture
def proxy(server: Server) -> Iterator[Proxy]:
    """A line to the server that can be cut."""
    folder = Path(tempfile.mkdtemp(prefix="bylaw-px-"))
    made = Proxy(folder, server.folder)
    yield made
    made.close()
    shutil.rmtree(folder)


def through(proxy: Proxy, schema: str) -> PostgresStore:
    """A store at the far end of the line."""
    return PostgresStore(f"host={proxy.folder} user=postgres", schema=schema, role=APP)


@pytest.mark.parametrize("cut", ["request", "answer"])
@pytest.mark.parametrize("key", ["k", None])
def test_a_line_is_recorded_once_wherever_the_connection_breaks(
    proxy: Proxy, schema: str, cut: Cut, key: str | None
) -> None:
    """With a key, and without: the caller has its receipt, and doesn't notice."""
    with through(proxy, schema) as store:
        fill(store, 2)
        proxy.cut = cut
        receipt = store.append(write("p-0", 1, {"n": "x"}), key=key)
        assert proxy.cuts == 1
        assert (receipt.seq, receipt.leaf, receipt.proposals) == (3, store.leaf(3), (("p-0", 2),))
        assert store.verify().lines == 4


@pytest.mark.parametrize(("cut", "lines"), [("request", 1), ("answer", 2)])
def test_where_the_server_stays_away_the_caller_is_told_that_nobody_knows(
    proxy: Proxy, server: Server, schema: str, cut: Cut, lines: int
) -> None:
    """A retry under the same key gives the one receipt, whatever had happened."""
    with through(proxy, schema) as store:
        proxy.cut, proxy.forever = cut, True
        with pytest.raises(JournalError, match="nobody knows whether it is"):
            store.append(write("p", 0, {"n": 1}), key="k")
    assert proxy.cuts == 1
    with server.store(schema) as store:
        assert store.head().seq + 1 == lines
        assert (store.receipt("k") is not None) == (lines == 2)
        receipt = store.append(write("p", 0, {"n": 1}), key="k")
        assert (receipt.seq, store.receipt("k")) == (1, receipt)
        assert store.verify().lines == 2


def test_somebody_who_was_first_while_the_line_was_down_wins(
    proxy: Proxy, server: Server, schema: str
) -> None:
    """The retry is judged as things then stand."""
    with through(proxy, schema) as store, server.store(schema) as other:
        fill(store, 1)
        other.append(write("p-0", 1, {"by": "other"}))
        proxy.cut = "request"
        with pytest.raises(Conflict, match="at version 2, not 1"):
            store.append(write("p-0", 1, {"by": "me"}))
        assert proxy.cuts == 1


def test_a_reader_whose_connection_broke_reads_again(server: Server, store: PostgresStore) -> None:
    lines = fill(store)
    with psycopg.connect(server.url, autocommit=True) as admin:
        ended = admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE application_name = 'bylaw'"
        ).fetchall()
    assert ended != []
    assert lines == list(store.lines())


def test_a_writer_whose_session_is_ended_while_it_waits_writes_once(
    server: Server, schema: str, store: PostgresStore
) -> None:
    """An administrator ends the session between the request and its answer."""
    with server.owner(schema) as holder, server.owner(schema) as admin:
        holder.execute("BEGIN")
        holder.execute("SELECT * FROM head FOR UPDATE")
        thread = threading.Thread(target=store.append, args=(write("p", 0, {}),))
        thread.start()
        waiting = "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
        while not (found := admin.execute(waiting).fetchall()):
            time.sleep(0.005)
        admin.execute("SELECT pg_terminate_backend(%s)", found[0])
        holder.execute("ROLLBACK")
        thread.join()
    assert (store.versions(), store.verify().lines) == ({"p": 1}, 2)


def test_whoever_keeps_the_journal_locked_is_not_waited_for_long(
    server: Server, schema: str, store: PostgresStore
) -> None:
    """An open transaction of somebody's keeps every writer out: nothing is recorded."""
    with server.owner(schema) as holder, holder.transaction():
        holder.execute("SELECT * FROM head FOR UPDATE")
        with pytest.raises(JournalError, match="locked for too long"):
            store.append(write("p", 0, {}))
    store.append(write("p", 0, {}))
    assert store.verify().lines == 2


def test_an_idle_transaction_of_ours_is_ended_by_the_server(server: Server, schema: str) -> None:
    """Nobody who dies, or is stopped, in the middle keeps the others out."""
    link = Link(server.url, schema=schema, role=APP)
    (timeouts,) = link.rows(
        "SELECT current_setting('lock_timeout'),"
        " current_setting('idle_in_transaction_session_timeout')"
    )
    link.close()
    assert timeouts == ("2s", "10s")


def test_a_child_process_makes_a_connection_of_its_own(store: PostgresStore) -> None:
    """Two processes on one connection would read each other's answers."""
    fill(store, 2)
    child = os.fork()
    name = "child" if child == 0 else "parent"
    for number in range(20):
        store.append(write(name, number, {"n": number}))
    if child == 0:
        store.close()
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert store.versions() == {"p-0": 1, "p-1": 1, "child": 20, "parent": 20}
    assert store.verify().lines == 43


def test_a_closed_journal_says_so(store: PostgresStore) -> None:
    store.close()
    with pytest.raises(JournalError, match="was closed"):
        store.head()


@pytest.mark.parametrize("url", ["host=/nowhere user=ana", "nonsense", "postgresql://a:secret@[/x"])
def test_a_server_that_is_not_there_is_named_without_the_password(url: str) -> None:
    with pytest.raises(JournalError, match="PostgreSQL server") as told:
        PostgresStore(url)
    assert "secret" not in str(told.value)
