"""The one door to psycopg: a connection that is made when it is needed, and made anew when lost."""

import os
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from threading import RLock
from typing import Any, LiteralString

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from ..errors import Conflict, JournalError
from .names import checked

Row = tuple[Any, ...]
Execute = Callable[[str], list[Row]]
Rows = Callable[[LiteralString], Iterator[Row]]

_PAGE = 500
_DEFAULTS = {"application_name": "bylaw", "connect_timeout": "10", "tcp_user_timeout": "30000"}
_SETTINGS = {
    # Whoever holds the last line's lock keeps every writer out: so nobody waits, or dawdles, long.
    "lock_timeout": "2s",
    "idle_in_transaction_session_timeout": "10s",
    "default_transaction_isolation": "read committed",
    "client_encoding": "UTF8",
}


class LostError(JournalError):
    """The connection broke, and whether what was under way took effect is not known."""


class Link:
    """A connection to a schema; many threads may use it, and a child process makes its own.

    ``role`` is taken on once connected: whoever connects is a member of it.
    """

    def __init__(self, url: str, *, schema: str, role: str | None) -> None:
        self.schema = checked("schema", schema)
        self._role = None if role is None else checked("role", role)
        try:
            given = conninfo_to_dict(url)
            missing = {name: value for name, value in _DEFAULTS.items() if name not in given}
            self._address = make_conninfo(url, **missing)
        except psycopg.Error:  # its words may repeat the address, and with it a password
            raise JournalError("the address of the PostgreSQL server can't be read") from None
        self._lock = RLock()
        self._process = os.getpid()
        self._connection: psycopg.Connection[Row] | None = None
        self._left: tuple[psycopg.Connection[Row], ...] = ()
        self._closed = False

    def rows(self, query: LiteralString, values: Sequence[object] = ()) -> list[Row]:
        """Read, a second time if the connection turns out to be lost.

        Raises:
            JournalError: the server can't be reached, or refuses.
        """
        try:
            return self.once(query, values)
        except LostError:
            return self.once(query, values)

    def once(self, query: LiteralString, values: Sequence[object] = ()) -> list[Row]:
        """Run one statement, which is its own transaction.

        Raises:
            LostError: nobody knows whether it took effect.
            Conflict: the server says that somebody else wrote first.
            JournalError: the server can't be reached, or refuses; nothing took effect.
        """
        with self._used() as connection:
            return connection.execute(query, values).fetchall()

    @contextmanager
    def transaction(self) -> Generator[Execute]:
        """Run SQL texts as one transaction.

        Raises:
            LostError: nobody knows whether they took effect.
            JournalError: the server can't be reached, or refuses; nothing took effect.
        """
        with self._used() as connection, connection.transaction():

            def execute(text: str) -> list[Row]:
                cursor = connection.execute(text.encode())
                return cursor.fetchall() if cursor.description else []

            yield execute

    @contextmanager
    def snapshot(self) -> Generator[Rows]:
        """Read as things stand at one moment, from a connection of its own, page by page."""
        names = count()

        def rows(query: LiteralString) -> Iterator[Row]:
            with connection.cursor(f"bylaw_{next(names)}") as cursor:
                cursor.itersize = _PAGE
                yield from cursor.execute(query)

        connection = self._connected()
        try:
            connection.autocommit = False
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            connection.read_only = True
            yield rows
        except psycopg.Error as error:
            raise self._told(error, connection) from error
        finally:
            connection.close()

    def close(self) -> None:
        """Give the connection back; closing twice is harmless."""
        with self._alone():
            self._closed = True
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    @contextmanager
    def _used(self) -> Generator[psycopg.Connection[Row]]:
        """Give the connection, alone, and every trouble with it in the journal's words."""
        with self._alone():
            if self._connection is None:
                self._connection = self._connected()
            connection = self._connection
            try:
                yield connection
            except psycopg.Error as error:
                told = self._told(error, connection)
                if isinstance(told, LostError):
                    connection.close()
                    self._connection = None
                raise told from error

    @contextmanager
    def _alone(self) -> Generator[None]:
        """Keep other threads out; a child process first leaves its parent's connection alone."""
        if self._process != os.getpid():
            self._process, self._lock = os.getpid(), RLock()
            if self._connection is not None:  # kept, since to close it would end the parent's
                self._left = (*self._left, self._connection)
                self._connection = None
        with self._lock:
            yield

    def _connected(self) -> psycopg.Connection[Row]:
        if self._closed:
            raise JournalError("the journal was closed")
        try:
            connection = psycopg.connect(self._address, autocommit=True)
        except psycopg.Error as error:
            raise JournalError(
                f"the PostgreSQL server can't be reached: {_words(error)}"
            ) from error
        try:
            settings = {**_SETTINGS, "search_path": f'"{self.schema}", pg_temp'}
            if self._role is not None:
                settings["role"] = self._role
            for name, value in settings.items():
                connection.execute("SELECT set_config(%s, %s, false)", (name, value))
        except psycopg.Error as error:
            connection.close()
            raise self._told(error, connection) from error
        return connection

    def _told(
        self, error: psycopg.Error, connection: psycopg.Connection[Row]
    ) -> JournalError | Conflict:
        """Give the error in the journal's words."""
        state, words = error.sqlstate or "", _words(error)
        if state == "BY001":
            return Conflict(words)
        if state.startswith("BY") or state == "P0001":  # the words of our own functions
            return JournalError(words)
        if connection.closed or state.startswith(("08", "57P")):
            return LostError(f"the connection to PostgreSQL was lost: {words}")
        if state == "55P03":
            return JournalError("somebody has kept the journal locked for too long: try again")
        if state in {"3F000", "42P01", "42883"}:
            return JournalError(
                f"the schema `{self.schema}` holds no journal of this version that this login may "
                "see: let its owner run `bylaw migrate`, or grant it the role of the application"
            )
        hint = ": log in as who may, such as the schema's owner" if state == "42501" else ""
        return JournalError(f"PostgreSQL refused: {words}{hint}")


def _words(error: psycopg.Error) -> str:
    return error.diag.message_primary or " ".join(str(error).split())
