"""``bylaw migrate``: make a PostgreSQL schema ready for a journal."""

import click

from ..engine.errors import RequestError
from ..engine.opening import is_address, lacks_postgres
from ..engine.postgres.migrate import ROLE, SCHEMA, migrate, migration_sql
from ..engine.postgres.names import divided
from . import shared
from .terminal import put, put_json


@click.command("migrate")
@click.argument("url", required=False)
@click.option(
    "--print", "printing", is_flag=True, help="Print the SQL, and run nothing; URL may be left out."
)
@click.option(
    "--after",
    type=click.IntRange(min=0),
    metavar="N",
    help="With --print: only the migrations after this one.",
)
@click.option(
    "--role",
    default=ROLE,
    show_default=True,
    metavar="NAME",
    help="The application's role, which is made; grant it to its login.",
)
@shared.as_json
def command(url: str | None, printing: bool, after: int | None, role: str, as_json: bool) -> int:
    """Bring a schema of a PostgreSQL database to this version, in one transaction.

    URL is `postgresql://…`, with `#name` for a schema other than `bylaw`; who logs in owns the
    journal. A second run does nothing. With --print, the numbered SQL that it would run, for a
    database administrator to read and run. Exit code: 0 done, 2 could not.

    \b
    Examples:
      bylaw migrate postgresql://owner@localhost/sig
      bylaw migrate --print > journal.sql
    """
    if url is None and not printing:
        raise click.UsageError("name the database: postgresql://…")
    if after is not None and not printing:
        raise click.UsageError("--after needs --print: a database knows how far it is")
    if url is not None and not is_address(url):
        raise RequestError("the address of a database begins with `postgresql://`")
    address, named = divided(url or "")
    schema = named or SCHEMA
    done: tuple[str, ...] = ()
    sql = None
    if printing:
        sql = migration_sql(schema=schema, role=role, after=after or 0)
    else:
        try:
            done = migrate(address, schema=schema, role=role)
        except ImportError as error:
            raise lacks_postgres(error) from error
    if as_json:
        put_json({"schema": schema, "role": role, "migrations": list(done), "sql": sql})
    elif sql is not None:
        put([sql.rstrip("\n")])
    else:
        put([f"schema `{schema}`: {', '.join(done) if done else 'nothing to do'}"])
    return 0
