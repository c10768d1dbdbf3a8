"""A journal as a TinyDB: the way in which people query it.

``database(store)`` is a real ``tinydb.TinyDB``: one table for each proposal, whose documents are
its entries and whose document ids are its versions, and derived tables that the caller computes.
It reads what is asked for, when it is asked for. Nobody alters history through it: whatever would
write raises ``AppendOnly``, and decisions go through the workflow. TinyDB's own storages are not
used: they rewrite the whole file at every change.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NoReturn, cast

from tinydb import TinyDB
from tinydb.storages import Storage
from tinydb.table import Document, Table

from ..errors import AppendOnly, JournalError
from .frozen import FrozenDict, refuse, thaw
from .portable import freeze
from .store import Store

Database = TinyDB
"""What ``database`` gives, for whoever names its type."""

Rows = Mapping[int, Mapping[str, object]]
"""The documents of a derived table, by their ids."""

_NO_TABLES: Mapping[str, Callable[[], Rows]] = {}


def database(store: Store, tables: Mapping[str, Callable[[], Rows]] = _NO_TABLES) -> TinyDB:
    """Give a TinyDB over a journal, which stays the caller's to close.

    Args:
        store: the journal.
        tables: derived tables by name, such as ``_proposals``; each is computed when it is read.

    Raises:
        JournalError: a derived table's name doesn't start with ``_``, as no proposal's does.
    """
    for name in tables:
        if not name.startswith("_"):
            raise JournalError(f"the derived table `{name}` must have a name that starts with `_`")
    found = TinyDB(storage=lambda: _JournalStorage(store, tables))
    found.table_class = _HistoryTable  # type: ignore[assignment]  # narrower keyword arguments
    return found


class _History(Mapping[str, dict[str, Any]]):
    """All tables by name, each read when it is asked for."""

    def __init__(self, store: Store, tables: Mapping[str, Callable[[], Rows]]) -> None:
        self._store = store
        self._tables = tables

    def __getitem__(self, name: str) -> dict[str, Any]:
        derived = self._tables.get(name)
        if derived is not None:
            return {str(number): _own(row) for number, row in derived().items()}
        entries = self._store.read(name)
        if not entries:
            raise KeyError(name)
        return {str(version): _own(entry) for version, entry in enumerate(entries, 1)}

    def __iter__(self) -> Iterator[str]:
        yield from self._store.versions()
        yield from self._tables

    def __len__(self) -> int:
        return len(self._store.versions()) + len(self._tables)

    __setitem__ = __delitem__ = refuse  # what TinyDB calls to write and to drop a table


def _own(row: Mapping[str, object]) -> FrozenDict:
    """Give a frozen copy, which shares nothing: ``table.update(dict.clear)`` can't be refused."""
    return freeze(cast("dict[str, object]", thaw(row)))


class _JournalStorage(Storage):
    """TinyDB's storage port, which it asks to be a subclass."""

    def __init__(self, store: Store, tables: Mapping[str, Callable[[], Rows]]) -> None:
        self._history = _History(store, tables)

    def read(self) -> dict[str, dict[str, Any]]:
        tables = cast("object", self._history)
        return cast("dict[str, dict[str, Any]]", tables)  # TinyDB only looks names up in it

    def write(self, data: dict[str, dict[str, Any]]) -> NoReturn:
        raise AppendOnly(f"a journal can't be rewritten: {len(data)} tables were to take its place")


class _FrozenDocument(Document):
    """A document that nobody can alter, not even the copy of it that a query hands out."""

    __setitem__ = __delitem__ = __ior__ = refuse
    clear = pop = popitem = setdefault = update = refuse


class _HistoryTable(Table):
    """A table that never answers from a cache: other processes add to the journal, too."""

    document_class = _FrozenDocument

    def __init__(self, storage: Storage, name: str, **_: object) -> None:
        super().__init__(storage, name, cache_size=0)
