"""What is kept beside a journal: personal or large data, of which the journal holds a digest alone.

A field that a charter says is ``kept = "beside"`` is recorded as ``{"digest": "<64 hex>"}``: the
SHA-256 of 32 random bytes, the salt, and the value in canonical JSON. The *body*, salt and value,
stands beside the journal under that name. Without it the digest tells nothing, not even to those
who can guess the value: so a body can be erased while every line of the journal stays as it is.
"""

import hashlib
import json
import os
import re
from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Literal, Protocol, runtime_checkable

from .errors import Conflict, Corrupt, JournalError, RequestError, Unportable
from .journal import System, canonical
from .journal.system import failed
from .machine import Action
from .model import Data

SUFFIX = ".bodies"
"""What the name of the folder ends with that holds the bodies of a journal."""

SALT = 32
_DIGEST = re.compile(r"[0-9a-f]{64}")
_SYSTEM = System()

Missing = Literal["gone", "wrong", "plain"]
"""Why there is no value: no body is there, another one is, or it was recorded as it is."""


class Bodies(Protocol):
    """Where bodies are kept, each under its digest."""

    def put(self, digest: str, body: bytes) -> None:
        """Keep a body: when this returns, it survives a power cut."""
        ...

    def get(self, digest: str) -> bytes | None:
        """Give a body; None if there is none."""
        ...

    def erase(self, digest: str) -> None:
        """Erase a body, if there is one: when this returns, it stays away after a power cut."""
        ...


@runtime_checkable
class Housing(Protocol):
    """A store that has a place of its own for bodies."""

    @property
    def bodies(self) -> Bodies:
        """Where bodies are kept."""
        ...


class MemoryBodies:
    """Bodies in memory, for a journal that is."""

    def __init__(self) -> None:
        self._held: dict[str, bytes] = {}

    def put(self, digest: str, body: bytes) -> None:
        """Keep a body: see ``Bodies.put``."""
        self._held[digest] = body

    def get(self, digest: str) -> bytes | None:
        """Give a body: see ``Bodies.get``."""
        return self._held.get(digest)

    def erase(self, digest: str) -> None:
        """Erase a body: see ``Bodies.erase``."""
        self._held.pop(digest, None)


class FolderBodies:
    """Bodies in a folder, a file each; it is made with the first.

    Whoever erases a body erases it here: copies and backups of the folder are the host's to erase.
    """

    def __init__(self, path: str | os.PathLike[str], system: System = _SYSTEM) -> None:
        self._path = Path(path)
        self._system = system
        self._made = False

    def put(self, digest: str, body: bytes) -> None:
        """Keep a body: see ``Bodies.put``.

        Raises:
            JournalError: it can't be written.
        """
        system, path = self._system, self._named(digest)
        new = path + ".new"
        try:
            if not self._made:  # whoever made the folder may have died before they saw to its name
                self._path.mkdir(mode=0o700, exist_ok=True)
                system.flush_name(str(self._path))
                self._made = True
            file = system.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            try:
                system.write_all(file, body)
                system.flush(file)
            finally:
                system.close(file)
            system.rename(new, path)
            system.flush_name(path)
        except OSError as error:
            raise failed("write", path, error) from error

    def get(self, digest: str) -> bytes | None:
        """Give a body: see ``Bodies.get``.

        Raises:
            JournalError: it is there and can't be read.
        """
        path = self._named(digest)
        try:
            file = self._system.open(path, os.O_RDONLY)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise failed("open", path, error) from error
        try:
            return self._system.read(file, self._system.status(file).st_size, 0)
        except OSError as error:
            raise failed("read", path, error) from error
        finally:
            self._system.close(file)

    def erase(self, digest: str) -> None:
        """Erase a body: see ``Bodies.erase``.

        Raises:
            JournalError: it can't be erased.
        """
        path = self._named(digest)
        try:
            for name in (path, path + ".new"):
                with suppress(FileNotFoundError):
                    self._system.remove(name)
            if self._path.is_dir():
                self._system.flush_name(path)
        except OSError as error:
            raise failed("erase", path, error) from error

    def _named(self, digest: str) -> str:
        if not _DIGEST.fullmatch(digest):
            raise RequestError(f"`{digest:.80}` is no digest of a body")
        return str(self._path / digest)


def seal(value: object, salt: bytes) -> tuple[str, bytes]:
    """Give the digest of a value and its body.

    Raises:
        Unportable: not every store could hold the value.
    """
    digest = hashlib.sha256(salt + canonical(value)).hexdigest()
    return digest, canonical({"salt": salt.hex(), "value": value})


def unseal(digest: str, body: bytes) -> object:
    """Give the value that a body holds.

    Raises:
        Corrupt: it is not the body of that digest.
    """
    try:
        held: dict[str, Any] = json.loads(body)
        salt, value = bytes.fromhex(held["salt"]), held["value"]
        same = len(salt) == SALT and seal(value, salt) == (digest, body)
    except (ValueError, TypeError, LookupError, RecursionError, Unportable):
        same, value = False, None
    if not same:
        raise Corrupt(f"the body of `{digest}` is not the one that was recorded")
    return value


def digest_of(told: object) -> str | None:
    """Give the digest that stands for a value in an event; None if the value itself does."""
    if not isinstance(told, Mapping) or [*told] != ["digest"]:
        return None
    digest: object = told["digest"]
    return digest if isinstance(digest, str) and _DIGEST.fullmatch(digest) else None


@contextmanager
def beside(
    bodies: Bodies | None, action: Action | None, data: Data, system: System = _SYSTEM
) -> Generator[Data]:
    """Keep the bodies of a request, and give the data as it is to be recorded.

    Where one of them can't be kept, or somebody else writes first, all of them are erased again.

    Raises:
        RequestError: there is nowhere to keep them.
        JournalError: they can't be kept.
    """
    fields = [name for name in (() if action is None else action.beside) if name in data]
    if not fields:
        yield data
        return
    if bodies is None:
        raise RequestError(f"`{fields[0]}` is kept beside the journal: say where, as `bodies`")
    told, kept = dict(data), list[str]()
    try:
        for name in fields:
            digest, body = seal(data[name], system.random(SALT))
            kept.append(digest)
            bodies.put(digest, body)
            told[name] = {"digest": digest}
    except JournalError:
        _erase(bodies, kept)
        raise
    try:
        yield told
    except (Conflict, Unportable):
        _erase(bodies, kept)
        raise


def _erase(bodies: Bodies, digests: Iterable[str]) -> None:
    for digest in digests:
        bodies.erase(digest)


def restored(
    bodies: Bodies | None, action: Action | None, data: Data
) -> tuple[Data, Mapping[str, Missing]]:
    """Give the data of an event with the values that are kept beside, and why some aren't there."""
    fields = [name for name in (() if action is None else action.beside) if name in data]
    if not fields:
        return data, {}
    found, missing = dict(data), dict[str, Missing]()
    for name in fields:
        digest = digest_of(data[name])
        if digest is None:
            missing[name] = "plain"
            continue
        body = None if bodies is None else bodies.get(digest)
        try:
            if body is None:
                missing[name] = "gone"
            else:
                found[name] = unseal(digest, body)
        except Corrupt:
            missing[name] = "wrong"
    return found, missing
