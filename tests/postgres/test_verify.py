"""What `verify` sees: every alteration that somebody with all rights could make."""

import pytest

from bylaw.engine.errors import Corrupt
from bylaw.engine.journal import Write
from bylaw.engine.journal.copying import identity
from bylaw.engine.postgres import PostgresStore

from ..journal.stores import fill
from .server import Server

pytestmark = pytest.mark.postgres


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            "UPDATE line SET body = replace(body, 'karmel', 'carmel') WHERE seq = 3",
            "line 4 .*beside",
        ),
        (
            """UPDATE line SET body = replace(body, 'karmel', 'carmel') WHERE seq = 3;
            UPDATE line SET leaf = sha256('\\x00'::bytea || convert_to(body, 'UTF8'))""",
            "line 5 .*doesn't carry the hash",
        ),
        ("UPDATE line SET body = body || ' ' WHERE seq = 6", "line 7 .*canonical"),
        ("UPDATE line SET leaf = sha256('x') WHERE seq = 6", "line 7 .*beside"),
        ("UPDATE line SET key = 'other' WHERE seq = 6", "line 7 .*beside"),
        ("UPDATE line SET key = 'other' WHERE seq = 2", "line 3 .*beside"),
        ("DELETE FROM line WHERE seq = 3", "line 4 .*has seq 4, where 3 is due"),
        ("DELETE FROM line WHERE seq = 0", "line 1 .*has seq 1, where 0 is due"),
        ("DELETE FROM line WHERE seq = 6", "line 7 .*is missing"),
        ("DELETE FROM line; DELETE FROM version", "line 1 .*is missing"),
        ("UPDATE line SET seq = 99 WHERE seq = 6", "line 7 .*beside"),
        ("DELETE FROM version WHERE seq = 3", "line 4 .*beside"),
        ("UPDATE version SET version = 99 WHERE seq = 6 AND place = 2", "line 7 .*beside"),
        ("UPDATE version SET place = 3 - place + 3 WHERE seq = 6", "line 7 .*beside"),
        ("INSERT INTO version VALUES ('p-0', 99, 99, 1)", "line 8 .*is missing"),
        ("UPDATE head SET seq = 5", "line 8 .*reached line 6"),
        ("UPDATE head SET leaf = sha256('x')", "line 8 .*reached line 7"),
    ],
)
def test_an_alteration_is_seen(
    server: Server, schema: str, store: PostgresStore, change: str, words: str
) -> None:
    """A superuser who has turned off the triggers leaves traces in bytes, chain or tables."""
    fill(store)
    store.append([Write("q", expected=0, entries=({}, {})), Write("p-0", expected=3)], key="k")
    assert store.verify().entries == 7
    with server.owner(schema) as connection:
        for table in ("line", "version", "head"):
            connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL".encode())
        connection.execute(change.encode())
    with pytest.raises(Corrupt, match=words):
        store.verify()


def test_a_reader_names_the_line_that_is_gone_and_its_offset(
    server: Server, schema: str, store: PostgresStore
) -> None:
    lines = fill(store)
    with server.owner(schema) as connection:
        connection.execute("ALTER TABLE line DISABLE TRIGGER ALL")
        connection.execute("DELETE FROM line WHERE seq > 3")
    offset = sum(len(raw) + 1 for raw in lines[:4])
    with pytest.raises(Corrupt, match=f"line 5 .*at byte {offset}, is missing"):
        list(store.lines())


def test_a_reader_names_a_line_that_is_none(
    server: Server, schema: str, store: PostgresStore
) -> None:
    fill(store)
    with server.owner(schema) as connection:
        connection.execute("ALTER TABLE line DISABLE TRIGGER ALL")
        connection.execute("UPDATE line SET body = 'x' WHERE seq = 1")
    for read in (lambda: list(store.entries()), lambda: store.read("p-0")):
        with pytest.raises(Corrupt, match=r"line 2 .*is no line of a journal"):
            read()


@pytest.mark.parametrize("body", ["x", '{"journal":"test"}'])
def test_a_header_that_is_none_is_named(
    server: Server, schema: str, store: PostgresStore, body: str
) -> None:
    """Whoever copies asks it for the name of the journal."""
    fill(store)
    with server.owner(schema) as connection:
        connection.execute("ALTER TABLE line DISABLE TRIGGER ALL")
        connection.execute("UPDATE line SET body = %s WHERE seq = 0", (body,))
    with pytest.raises(Corrupt, match=r"line 1 \(seq 0\), at byte 0, is no line of a journal"):
        identity(store)


def test_pages_join_without_a_seam(store: PostgresStore) -> None:
    """More lines than are fetched at once."""
    entries = tuple({"n": n} for n in range(3))
    for number in range(501):
        store.append([Write("p", expected=3 * number, entries=entries)])
    assert [seq for seq, *_ in store.entries()] == [seq for seq in range(1, 502) for _ in range(3)]
    assert len(list(store.lines())) == 502
    assert len(store.read("p")) == 1503
    assert (store.verify().lines, store.verify().entries) == (502, 1503)
