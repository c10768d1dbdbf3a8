"""Migrations: the numbered SQL by which a schema comes to hold a journal of this version."""

import re
from importlib.resources import files

from attrs import frozen

from ..errors import JournalError
from .names import checked

SCHEMA = "bylaw"
ROLE = "bylaw_app"

_NAME = re.compile(r"(?P<number>\d{4})_(?P<name>\w+)\.sql")
_LOCK = "DO $$ BEGIN PERFORM pg_advisory_xact_lock(hashtextextended('bylaw', 0)); END $$"
_FRAME = """\
DO $$
BEGIN
  IF to_regnamespace(':"schema"') IS NULL THEN
    CREATE SCHEMA :"schema";
  END IF;
END
$$;
SET LOCAL search_path = :"schema", pg_temp;
CREATE TABLE IF NOT EXISTS migration (
  number integer PRIMARY KEY,
  name text NOT NULL,
  at timestamptz NOT NULL DEFAULT clock_timestamp()
);
"""


@frozen(kw_only=True)
class Migration:
    """One step: its number, its name, and its SQL with the names filled in."""

    number: int
    name: str
    sql: str


def migrations(*, schema: str = SCHEMA, role: str = ROLE) -> tuple[Migration, ...]:
    """Give every migration, in order."""
    found: list[Migration] = []
    for entry in files("bylaw.engine.postgres").joinpath("sql").iterdir():
        match = _NAME.fullmatch(entry.name)
        if match is not None:
            text = _filled(entry.read_text(encoding="utf-8"), schema, role)
            found.append(Migration(number=int(match["number"]), name=match["name"], sql=text))
    return tuple(sorted(found, key=lambda migration: migration.number))


def migration_sql(*, schema: str = SCHEMA, role: str = ROLE, after: int = 0) -> str:
    """Give the SQL of every migration past a number, as one transaction for a DBA to read and run.

    It is what ``migrate`` runs.

    Args:
        schema: where the journal is to be.
        role: the role of the application, made if it is missing.
        after: the last migration that the schema has already.

    Raises:
        JournalError: a name is not plain.
    """
    steps = [step for step in migrations(schema=schema, role=role) if step.number > after]
    return "\n".join(
        [f"BEGIN;\n{_LOCK};\n{_filled(_FRAME, schema, role)}", *map(_recorded, steps), "COMMIT;\n"]
    )


def migrate(url: str, *, schema: str = SCHEMA, role: str = ROLE) -> tuple[str, ...]:
    """Bring a schema to this version, and give the names of the migrations that this took.

    It is one transaction, under a lock: of several who migrate at once, one does. The role that
    connects owns the journal; ``role`` is that of the application, made if it is missing.

    Raises:
        JournalError: the server can't be reached or refuses; the schema is as it was.
    """
    from .link import Link  # noqa: PLC0415 - needs an extra, which the SQL doesn't

    steps = migrations(schema=schema, role=role)
    link = Link(url, schema=schema, role=None)
    try:
        with link.transaction() as execute:
            execute(_LOCK)
            execute(_filled(_FRAME, schema, role))
            last = execute("SELECT coalesce(max(number), 0) FROM migration")[0][0]
            _check_known(last, steps, schema)
            due = [step for step in steps if step.number > last]
            for step in due:
                execute(_recorded(step))
    finally:
        link.close()
    return tuple(step.name for step in due)


def _recorded(step: Migration) -> str:
    return (
        f"-- migration {step.number}: {step.name}\n{step.sql}\n"
        f"INSERT INTO migration (number, name) VALUES ({step.number}, '{step.name}');\n"
    )


def _check_known(last: int, steps: tuple[Migration, ...], schema: str) -> None:
    if last > steps[-1].number:
        raise JournalError(
            f"the schema `{schema}` is at migration {last}, and this version of bylaw knows "
            f"{steps[-1].number}: use a newer one"
        )


def _filled(text: str, schema: str, role: str) -> str:
    """Put plain names where the SQL says `:"schema"` and `:"role"`."""
    names = {"schema": checked("schema", schema), "role": checked("role", role)}
    return re.sub(r':"(schema|role)"', lambda found: f'"{names[found[1]]}"', text)
