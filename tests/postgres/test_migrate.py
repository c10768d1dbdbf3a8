"""Migrations: numbered SQL, run once each, by the owner, and the same that a DBA can print."""

from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from bylaw.engine.errors import JournalError
from bylaw.engine.postgres import PostgresStore, migrate, migration_sql
from bylaw.engine.postgres.migrate import migrations

from ..journal.stores import fill
from .server import APP, Server

pytestmark = pytest.mark.postgres

NAMES = ("tables", "functions", "grants", "beside")


def test_each_migration_is_run_once(server: Server) -> None:
    assert migrate(server.url, schema="once") == NAMES
    assert migrate(server.url, schema="once") == ()


def test_migrations_are_numbered_without_a_gap() -> None:
    """Their order is that of their numbers, whatever order a file system lists them in."""
    assert [(step.number, step.name) for step in migrations()] == list(enumerate(NAMES, 1))


def test_of_several_who_migrate_at_once_one_does(server: Server) -> None:
    with ThreadPoolExecutor(4) as pool:
        tasks = [pool.submit(migrate, server.url, schema="race") for _ in range(4)]
        done = [task.result() for task in tasks]
    assert sorted(done) == [(), (), (), NAMES]


@pytest.mark.parametrize("before", range(len(NAMES)))
def test_what_is_printed_is_what_is_run(server: Server, before: int) -> None:
    """A DBA may run the SQL by hand, up to here, and leave the rest to `migrate`."""
    printed, run = f"printed_{before}", f"run_{before}"
    first, *_ = migration_sql(schema=printed).split(f"-- migration {before + 1}")
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute(f"{first} COMMIT;".encode())
    assert migrate(server.url, schema=printed) == NAMES[before:]
    migrate(server.url, schema=run)
    with server.store(printed) as one, server.store(run) as other:
        assert fill(one) == fill(other)


def test_the_sql_past_a_migration_holds_the_rest(server: Server) -> None:
    text = migration_sql(schema="rest", after=2)
    assert [name in text for name in ("migration 2", "migration 3", ':"')] == [False, True, False]
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute(migration_sql(schema="rest").encode())
    assert migrate(server.url, schema="rest") == ()


def test_a_migration_that_fails_leaves_the_schema_as_it_was(server: Server) -> None:
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute(
            "CREATE SCHEMA taken; CREATE FUNCTION taken.start(text) RETURNS void LANGUAGE sql AS ''"
        )
    with pytest.raises(JournalError, match="already exists"):
        migrate(server.url, schema="taken")
    with psycopg.connect(server.url) as connection:
        assert connection.execute("SELECT to_regclass('taken.line')").fetchone() == (None,)


def test_an_owner_need_not_be_a_superuser(server: Server) -> None:
    """The roles are there, and the schema is hers: that is enough."""
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute("CREATE ROLE keeper LOGIN; CREATE SCHEMA kept AUTHORIZATION keeper")
    keeper = f"host={server.folder} user=keeper dbname=postgres"
    assert migrate(keeper, schema="kept") == NAMES
    with server.store("kept") as store:
        fill(store)
        assert store.verify().lines == 6
    with psycopg.connect(keeper) as connection, pytest.raises(psycopg.Error, match="only appended"):
        connection.execute("DELETE FROM kept.line")


def test_a_schema_that_holds_no_journal_is_named(server: Server) -> None:
    with pytest.raises(JournalError, match=r"`nothing` holds no journal .* run `bylaw migrate`"):
        PostgresStore(server.url, schema="nothing")


def test_the_application_never_migrates(server: Server, schema: str) -> None:
    url, _, _ = server.address(schema).partition("#")
    with pytest.raises(JournalError, match="permission denied"):
        migrate(url, schema="by_the_application")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("DELETE FROM migration WHERE number = 4", "at migration 3, .* needs 4"),
        ("INSERT INTO migration VALUES (5, 'later')", "at migration 5, .* needs 4"),
    ],
)
def test_a_journal_of_another_version_is_not_opened(
    server: Server, schema: str, change: str, words: str
) -> None:
    with server.owner(schema) as connection:
        connection.execute(change.encode())
    with pytest.raises(JournalError, match=words):
        PostgresStore(server.url, schema=schema, role=APP)


def test_a_schema_of_a_later_version_is_left_alone(server: Server, schema: str) -> None:
    with server.owner(schema) as connection:
        connection.execute("INSERT INTO migration VALUES (5, 'later')")
    with pytest.raises(JournalError, match="use a newer one"):
        migrate(server.url, schema=schema)


@pytest.mark.parametrize("name", ["", "Up", 'a"b', "a b", "1a", "pg_x", "x" * 64, "é"])
def test_a_name_that_would_need_quoting_is_refused(name: str) -> None:
    with pytest.raises(JournalError, match="can't name a schema"):
        migration_sql(schema=name)
    with pytest.raises(JournalError, match="can't name a role"):
        PostgresStore("", role=name)


def test_a_word_of_sql_will_do_for_a_name(server: Server) -> None:
    migrate(server.url, schema="select")
    with server.store("select") as store:
        assert len(fill(store)) == 6
