"""Who may do what: the application reads and appends; the owner can't alter what is recorded."""

from collections.abc import Iterator

import psycopg
import pytest

from bylaw.engine.errors import JournalError
from bylaw.engine.postgres import PostgresStore

from ..journal.stores import fill
from .server import APP, Server

pytestmark = pytest.mark.postgres

Connection = psycopg.Connection[tuple[object, ...]]

ALTERING = [
    "UPDATE line SET body = 'x'",
    "UPDATE line SET at = at",
    "UPDATE version SET version = 7",
    "UPDATE head SET seq = 0",
    "UPDATE head SET leaf = leaf",
    "DELETE FROM line WHERE seq = 3",
    "DELETE FROM version",
    "DELETE FROM head",
    "TRUNCATE line",
    "TRUNCATE version",
    "TRUNCATE head",
    "TRUNCATE line, version, head",
    "UPDATE checkpoint SET note = 'x'",
    "DELETE FROM checkpoint",
    "TRUNCATE checkpoint",
    """INSERT INTO line (seq, body, leaf) SELECT seq, 'x', leaf FROM line WHERE seq = 1
    ON CONFLICT (seq) DO UPDATE SET body = 'x'""",
    "MERGE INTO line USING head ON line.seq = head.seq WHEN MATCHED THEN DELETE",
]

BEYOND_THE_APPLICATION = [
    *ALTERING,
    "INSERT INTO line (seq, body, leaf) SELECT 99, 'x', leaf FROM line WHERE seq = 1",
    "INSERT INTO version VALUES ('q', 1, 1, 1)",
    "INSERT INTO head (one, seq, leaf) SELECT true, seq, leaf FROM line",
    "SELECT * FROM head FOR UPDATE",
    "SELECT put('x', NULL, NULL)",
    "SELECT import_lines(ARRAY['{}'])",
    "ALTER TABLE line DISABLE TRIGGER ALL",
    "ALTER TABLE line ADD note text",
    "DROP TABLE line",
    "DROP FUNCTION append",
    "CREATE TABLE note (n int)",
    "CREATE FUNCTION sha256(bytea) RETURNS bytea LANGUAGE sql AS 'SELECT $1'",
    "SET session_replication_role = replica",
    "RESET ROLE; UPDATE line SET body = 'x'",
    "DELETE FROM migration",
    "INSERT INTO checkpoint VALUES (9, 'x')",
    "INSERT INTO body VALUES (repeat('0', 64), '')",
    "UPDATE body SET content = ''",
    "DELETE FROM body",
]


@pytest.fixture
def filled(store: PostgresStore) -> list[bytes]:
    """The lines of the journal under attack."""
    with store.kept.locked() as kept:
        kept.append("a note", kept.read())
    return fill(store)


@pytest.fixture
def clerk(server: Server, schema: str, filled: list[bytes]) -> Iterator[Connection]:
    """A session of the application's login."""
    assert len(filled) == 6
    with psycopg.connect(server.address(schema).partition("#")[0], autocommit=True) as connection:
        connection.execute(f'SET search_path = "{schema}"'.encode())
        connection.execute(f"SET ROLE {APP}".encode())
        yield connection


@pytest.fixture
def owner(server: Server, schema: str, filled: list[bytes]) -> Iterator[Connection]:
    """A session of the owner's: a superuser here, who may do anything that no trigger forbids."""
    assert len(filled) == 6
    with server.owner(schema) as connection:
        yield connection


@pytest.mark.parametrize("statement", BEYOND_THE_APPLICATION)
def test_the_application_may_not(
    clerk: Connection, store: PostgresStore, filled: list[bytes], statement: str
) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        clerk.execute(statement.encode())
    assert (filled, 6) == (list(store.lines()), store.verify().lines)


@pytest.mark.parametrize("replica", [False, True], ids=["origin", "replica"])
@pytest.mark.parametrize("statement", ALTERING)
def test_the_owner_may_not_alter(
    owner: Connection, store: PostgresStore, filled: list[bytes], statement: str, replica: bool
) -> None:
    """By a trigger, which is always on: not even a session that plays a replica gets around it."""
    if replica:
        owner.execute("SET session_replication_role = replica")
    with pytest.raises(psycopg.Error, match="a journal is only appended to") as told:
        owner.execute(statement.encode())
    assert told.value.sqlstate == "BY003"
    assert (filled, 6) == (list(store.lines()), store.verify().lines)


def test_a_function_of_the_caller_s_is_not_called_by_the_owner_s(
    clerk: Connection, owner: Connection, store: PostgresStore
) -> None:
    """A search path of the caller's own, with a look-alike in it, changes nothing."""
    clerk.execute("CREATE TEMP TABLE head (one bool, seq bigint, leaf bytea)")
    clerk.execute("INSERT INTO head VALUES (true, 77, '')")
    clerk.execute("CREATE FUNCTION pg_temp.sha256(bytea) RETURNS bytea LANGUAGE sql AS 'SELECT $1'")
    schema = owner.execute("SELECT current_schema()").fetchone()
    assert schema is not None
    clerk.execute("SELECT set_config('search_path', 'pg_temp, pg_catalog, ' || %s, false)", schema)
    made = clerk.execute(
        "SELECT made_seq FROM append(ARRAY['q'], ARRAY[0], ARRAY[1], '[{}]', NULL, NULL)"
    ).fetchone()
    assert made == (6,)
    assert store.verify().lines == 7


def test_no_line_is_forgotten_by_a_session_that_doesn_t_wait_for_the_disk(
    clerk: Connection,
) -> None:
    """`synchronous_commit` is turned on again for the transaction that appends."""
    clerk.execute("SET synchronous_commit = off")
    with clerk.transaction():
        clerk.execute("SELECT append(ARRAY['q'], ARRAY[0], ARRAY[1], '[{}]', NULL, NULL)")
        assert clerk.execute("SHOW synchronous_commit").fetchone() == ("on",)
    assert clerk.execute("SHOW synchronous_commit").fetchone() == ("off",)


@pytest.mark.parametrize(
    "call",
    [
        "append(ARRAY['q'], ARRAY[0], ARRAY[2], '[{}]', NULL, NULL)",
        "append(ARRAY['q'], ARRAY[0], ARRAY[1], '{}', NULL, NULL)",
        "append(ARRAY['q'], ARRAY[0], ARRAY[1], '[{}],\"seq\":[{}]', NULL, NULL)",
        "append(ARRAY['q', 'q'], ARRAY[0, 0], ARRAY[1, 1], '[{},{}]', NULL, NULL)",
        "append(ARRAY[]::text[], ARRAY[]::bigint[], ARRAY[]::integer[], '[]', NULL, NULL)",
        "append(ARRAY['q', 'r'], ARRAY[0], ARRAY[1], '[{}]', NULL, NULL)",
        "append(ARRAY['q'], ARRAY[0], ARRAY[-1], '[]', NULL, NULL)",
        "append(ARRAY['q'], ARRAY[0], ARRAY[NULL]::integer[], '[]', NULL, NULL)",
        "append(NULL, NULL, NULL, '[]', NULL, NULL)",
    ],
)
def test_a_call_that_is_not_ours_can_not_break_the_journal(
    clerk: Connection, store: PostgresStore, filled: list[bytes], call: str
) -> None:
    """Whoever holds the application's login can append what no store would, and only that."""
    with pytest.raises(psycopg.Error):
        clerk.execute(f"SELECT {call}".encode())
    assert (filled, 6) == (list(store.lines()), store.verify().lines)


def test_an_auditor_needs_no_more_than_to_read(server: Server, schema: str) -> None:
    with server.store(schema) as store:
        lines = fill(store)
    with psycopg.connect(server.url, autocommit=True) as admin:
        admin.execute("DROP ROLE IF EXISTS auditor")
        admin.execute("CREATE ROLE auditor LOGIN")
        admin.execute(f'GRANT USAGE ON SCHEMA "{schema}" TO auditor'.encode())
        admin.execute(f'GRANT SELECT ON ALL TABLES IN SCHEMA "{schema}" TO auditor'.encode())
    url = f"host={server.folder} user=auditor dbname=postgres"
    with PostgresStore(url, schema=schema) as store:
        assert (lines, 6) == (list(store.lines()), store.verify().lines)
        with pytest.raises(JournalError, match="permission denied for function append"):
            fill(store)
    with psycopg.connect(server.url, autocommit=True) as admin:
        admin.execute("DROP OWNED BY auditor")
        admin.execute("DROP ROLE auditor")
