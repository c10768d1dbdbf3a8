"""Who may do what: the application reads and appends; the owner can't alter what is recorded."""

from collections.abc import Iterator

import psycopg
import pytest
from hypothesis import given

from bylaw.engine.errors import JournalError
from bylaw.engine.journal import canonical
from bylaw.engine.postgres import PostgresStore, migrate

from ..journal.stores import fill
from ..journal.test_portable import ENTRIES
from .server import APP, Server

pytestmark = pytest.mark.postgres

Connection = psycopg.Connection[tuple[object, ...]]

ALTERING = [
    "UPDATE line SET body = 'x'",
    "UPDATE line SET at = at",
    "UPDATE version SET version = 7",
    "UPDATE head SET seq = 0",
    "UPDATE head SET leaf = leaf",
    "UPDATE head SET seq = seq + 1",
    "UPDATE head SET seq = seq + 1, leaf = sha256('x')",
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
    "SELECT put(9, 'x', NULL, NULL)",
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
        "append(ARRAY['$last'], ARRAY[5], ARRAY[1], '[{}]', NULL, NULL)",
        "append(ARRAY[''], ARRAY[0], ARRAY[1], '[{}]', NULL, NULL)",
        "append(ARRAY['_q'], ARRAY[0], ARRAY[1], '[{}]', NULL, NULL)",
        "append(ARRAY[repeat('x', 201)], ARRAY[0], ARRAY[1], '[{}]', NULL, NULL)",
        "append(ARRAY['q'], ARRAY[0], ARRAY[1], '[{}]', '', NULL)",
        "append(ARRAY['q'], ARRAY[0], ARRAY[1], '[{}]', repeat('k', 201), NULL)",
    ],
)
def test_a_call_that_is_not_ours_can_not_break_the_journal(
    clerk: Connection, store: PostgresStore, filled: list[bytes], call: str
) -> None:
    """Whoever holds the application's login can append what a store would, and only that."""
    with pytest.raises(psycopg.Error):
        clerk.execute(f"SELECT {call}".encode())
    assert (filled, 6) == (list(store.lines()), store.verify().lines)


@pytest.mark.parametrize(
    "entry",
    [
        "{} ",
        '{"a" :1}',
        '{"a":1,"a":1}',
        '{"b":1,"a":1}',
        '{"a":1.0}',
        '{"a":1.5}',
        '{"a":1e3}',
        '{"a":-0}',
        '{"a":9007199254740993}',
        '{"a":-9007199254740993}',
        f'{{"a":{"9" * 5_000}}}',
        '{"a":NaN}',
        r'{"a":"\u0061"}',
        r'{"a":"\u0000"}',
        r'{"a":"\ud800"}',
        r'{"a":"\/"}',
        '{"a":"\n"}',
        '{"\ue000":1}',
        '{"\U0001f600":1}',
        f'{{"a":{"[" * 32}{"]" * 32}}}',
        f'{{"a":{"[" * 3_000}{"]" * 3_000}}}',
        f'{{"a":"{"x" * 65_535}"}}',
        "[]",
        "1",
        "null",
        '"x"',
        '{"deep":[{"b":1,"a":[1.5]}]}',
    ],
    ids=lambda entry: entry[:24],
)
def test_entries_in_another_form_are_not_appended(
    clerk: Connection, store: PostgresStore, filled: list[bytes], entry: str
) -> None:
    """Nobody could read the journal any more, and nobody may take out what is in it."""
    call = "SELECT append(ARRAY['q', 'r'], ARRAY[0, 0], ARRAY[1, 1], %s, NULL, NULL)"
    with pytest.raises(psycopg.Error):
        clerk.execute(call, (f"[{{}},{entry}]",))
    assert (filled, 6) == (list(store.lines()), store.verify().lines)


@pytest.fixture(scope="module")
def speller(server: Server) -> Iterator[Connection]:
    """A session of the owner of a journal in which the server spells."""
    with server.owner(server.schema()) as connection:
        yield connection


@given(ENTRIES)
def test_the_server_spells_entries_as_python_does(
    speller: Connection, entry: dict[str, object]
) -> None:
    """Whatever a store takes the server takes, in the same form."""
    raw = canonical(entry).decode()
    found = speller.execute("SELECT canonical(%s::text::jsonb, 32)", (raw,)).fetchone()
    assert found == (raw,)


@pytest.mark.parametrize("what", ["TABLES", "FUNCTIONS", "SCHEMAS"])
def test_what_a_database_gives_by_default_is_taken_back(server: Server, what: str) -> None:
    """Many give their application all rights in whatever is made."""
    schema = f"given_{what.lower()}"
    with psycopg.connect(server.url, autocommit=True) as admin:
        admin.execute(f"ALTER DEFAULT PRIVILEGES GRANT ALL ON {what} TO {APP}".encode())
        try:
            migrate(server.url, schema=schema)
        finally:
            admin.execute(f"ALTER DEFAULT PRIVILEGES REVOKE ALL ON {what} FROM {APP}".encode())
    url, _, _ = server.address(schema).partition("#")
    with server.store(schema) as store, psycopg.connect(url, autocommit=True) as clerk:
        filled = fill(store)
        clerk.execute(f'SET search_path = "{schema}"'.encode())
        for statement in BEYOND_THE_APPLICATION:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                clerk.execute(statement.encode())
        assert filled == list(store.lines())


@pytest.mark.parametrize("role", ["keeper_of_all", "postgres", "follower"])
def test_the_application_can_t_be_the_owner_under_another_name(server: Server, role: str) -> None:
    """Nothing would keep it from altering what is recorded."""
    with psycopg.connect(server.url, autocommit=True) as admin:
        if not admin.execute("SELECT FROM pg_roles WHERE rolname = 'follower'").fetchall():
            admin.execute("CREATE ROLE keeper_of_all LOGIN; CREATE ROLE follower")
            admin.execute("CREATE SCHEMA own AUTHORIZATION keeper_of_all")
            admin.execute("GRANT keeper_of_all TO follower")
    keeper = f"host={server.folder} user=keeper_of_all dbname=postgres"
    with pytest.raises(JournalError, match="must not be able to do what keeper_of_all can"):
        migrate(keeper, schema="own", role=role)


def test_a_login_that_lacks_the_role_is_told_so(server: Server, schema: str) -> None:
    """It sees no schema, as if none were there: the journal is not to be made once more."""
    with psycopg.connect(server.url, autocommit=True) as admin:
        admin.execute("DROP ROLE IF EXISTS stranger")
        admin.execute("CREATE ROLE stranger LOGIN")
    url = f"host={server.folder} user=stranger dbname=postgres"
    with pytest.raises(JournalError, match=r"that this login may see: .* grant it the role"):
        PostgresStore(url, schema=schema)


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
