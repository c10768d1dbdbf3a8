"""Opening: from a charter's name and a journal's path to a workflow that runs."""

from collections.abc import Sequence
from datetime import timedelta
from importlib.resources import files
from pathlib import Path
from typing import TypeGuard

from . import beside
from .adopt import adopt, in_force
from .beside import Bodies, FolderBodies, MemoryBodies
from .charter import Charter, load
from .clerk import Clock
from .directory import Directory
from .errors import JournalError, RequestError
from .hints import did_you_mean
from .journal import JournalFile, MemoryStore, Store
from .journal.copying import Database
from .observe import Observer
from .snapshot import SUFFIX, SnapshotFile
from .workflow import Workflow

_SUFFIXES = (".toml", ".json")
_POSTGRES = ("postgresql://", "postgres://")


def open(  # noqa: A001, PLR0913 - the verb that files and databases use, and all a host supplies
    charter: str | Path | Charter | None = None,
    journal: str | Path | Store | None = None,
    *,
    clock: Clock,
    leeway: timedelta | None = None,
    observers: Sequence[Observer] = (),
    record_refusals: bool = False,
    snapshot: str | Path | None = None,
    bodies: Bodies | None = None,
    directory: Directory | None = None,
) -> Workflow:
    """Open a workflow: a charter over a journal.

    Args:
        charter: the path of a charter file, the name of one that bylaw ships, or one that was
            loaded; may be left out where the journal is under one already.
        journal: the path of a journal, made if it is not there; or the address of a PostgreSQL
            database (`postgresql://…`, with `#name` for a schema other than `bylaw`); or a store;
            in memory if left out.
        clock: gives the present instant.
        leeway: how far from the clock what is asked may be dated, before or after it; any distance
            if left out.
        observers: are told of every decision once it stands.
        record_refusals: whether refused acts are recorded, too.
        snapshot: the path at which the list of all proposals is kept, so that a long journal
            needn't be read whole for it; beside the journal, if that is given as a path.
        bodies: where is kept what the charter keeps beside the journal; in a folder beside its
            file, or in memory with it, if left out.
        directory: says who is in the bodies that the charter leaves to it; without one, whoever it
            said last.

    Raises:
        CharterError: the charter can't be used; every problem is told.
        RequestError: there is no charter, or the journal is under another.
        Corrupt: the journal's bytes are not what was written.
        JournalError: the journal can't be opened.
    """
    found = _charter(charter)
    if found is None and _is_file(journal) and not Path(journal).exists():
        raise RequestError(f"there is no journal `{journal}`: name a charter to start one under")
    store = _store(journal)
    try:
        if found is None:
            found = in_force(store)
        else:
            adopt(store, found, recorded=clock())
        place = _beside(journal) if snapshot is None else str(snapshot)
        return Workflow(
            found,
            store,
            clock=clock,
            leeway=leeway,
            observers=observers,
            record_refusals=record_refusals,
            bodies=bodies_of(store) if bodies is None else bodies,
            directory=directory,
            snapshot=None if place is None else SnapshotFile(path=place, charter=found),
        )
    except BaseException:  # whatever stops the opening, the journal is given back
        store.close()
        raise


def shipped() -> tuple[str, ...]:
    """Give the names of the charters that bylaw ships."""
    return tuple(
        sorted(
            entry.name.removesuffix(".toml")
            for entry in files("bylaw.charters").iterdir()
            if entry.name.endswith(".toml") and not entry.name.endswith(".scenarios.toml")
        )
    )


def shipped_text(name: str) -> str:
    """Give the text of a charter that bylaw ships.

    Raises:
        RequestError: it ships none of that name.
    """
    if name not in shipped():
        meant = did_you_mean(name, shipped())
        hint = f"did you mean `{meant}`?" if meant else "there are " + ", ".join(shipped())
        raise RequestError(f"no charter is called `{name}`: {hint}")
    return files("bylaw.charters").joinpath(f"{name}.toml").read_text(encoding="utf-8")


def find(name: str | Path) -> Charter:
    """Load a charter by its path, or by the name of one that bylaw ships.

    Raises:
        CharterError: it can't be used; every problem is told.
        RequestError: there is none.
    """
    if isinstance(name, Path) or is_path(name):
        return load(Path(name))
    return load(shipped_text(name), f"{name}.toml")


def is_path(name: str) -> bool:
    """Tell whether a charter is named by its path, not by the name of one that bylaw ships."""
    return name.endswith(_SUFFIXES) or "/" in name or ("." in name and Path(name).is_file())


def is_address(journal: str) -> bool:
    """Tell whether a journal is named by the address of a database, not by its path."""
    return journal.startswith(_POSTGRES)


def database(address: str, *, identity: str | None = None, start: bool = True) -> Database:
    """Open the journal in a PostgreSQL database.

    Args:
        address: `postgresql://…`, with `#name` for a schema other than `bylaw`.
        identity: names a journal that has no line yet, by default at random.
        start: whether such a journal gets its first line.

    Raises:
        JournalError: psycopg is not installed, the server can't be reached, or the schema holds no
            journal of this version.
    """
    try:
        from .postgres import connected  # noqa: PLC0415 - most have no use for its library
    except ImportError as error:
        raise lacks_postgres(error) from error
    return connected(address, identity=identity, start=start)


def lacks_postgres(error: ImportError) -> JournalError:
    """Say in a line what to install for PostgreSQL."""
    why = " ".join(str(error).split())  # psycopg tells of all that it tried, a line each
    return JournalError(f"a journal in PostgreSQL needs `pip install 'bylaw[postgres]'`: {why}")


def _charter(charter: str | Path | Charter | None) -> Charter | None:
    if charter is None or isinstance(charter, Charter):
        return charter
    return find(charter)


def bodies_of(store: Store) -> Bodies | None:
    """Give where bodies are kept beside a journal, if that can be told from it."""
    if isinstance(store, JournalFile):
        return FolderBodies(f"{store.path}{beside.SUFFIX}")
    if isinstance(store, beside.Housing):
        return store.bodies
    return MemoryBodies() if isinstance(store, MemoryStore) else None


def _is_file(journal: str | Path | Store | None) -> TypeGuard[str | Path]:
    return isinstance(journal, Path) or (isinstance(journal, str) and not is_address(journal))


def _beside(journal: str | Path | Store | None) -> str | None:
    """Give the path at which the list of a journal's proposals is kept; a database has none."""
    return f"{journal}{SUFFIX}" if _is_file(journal) else None


def _store(journal: str | Path | Store | None) -> Store:
    if journal is None:
        return MemoryStore()
    if isinstance(journal, str) and is_address(journal):
        return database(journal)
    if isinstance(journal, (str, Path)):
        return JournalFile(Path(journal))
    return journal
