"""The journal in PostgreSQL: the same lines, bytes and hash chain as in a file, for many machines.

It needs psycopg, ``pip install bylaw[postgres]``; the SQL of the migrations can be had without.
"""

from typing import TYPE_CHECKING, Any

from .migrate import migrate, migration_sql

if TYPE_CHECKING:
    from .store import PostgresStore, connected

__all__ = ["PostgresStore", "connected", "migrate", "migration_sql"]


def __getattr__(name: str) -> Any:
    """Load the store when it is first used (PEP 562), and with it psycopg."""
    if name not in {"PostgresStore", "connected"}:
        raise AttributeError(f"module `{__name__}` has no attribute `{name}`")
    from . import store  # noqa: PLC0415 - needs an extra

    return getattr(store, name)
