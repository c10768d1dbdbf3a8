"""The journal in PostgreSQL: the same lines, bytes and hash chain as in a file, for many machines.

It needs psycopg: ``pip install bylaw[postgres]``.
"""

from .migrate import migrate, migration_sql
from .store import PostgresStore, connected

__all__ = ["PostgresStore", "connected", "migrate", "migration_sql"]
