"""What is kept beside a journal in PostgreSQL: bodies, and signed checkpoints."""

from collections.abc import Generator
from contextlib import contextmanager

from attrs import frozen

from ..journal.kept import Kept
from .link import Link


@frozen
class PostgresBodies:
    """Bodies in a table beside the lines, each under its digest.

    What is erased is gone for every reader; the server gives its bytes free by VACUUM, and its
    write-ahead log and backups hold them for as long as they are kept.
    """

    link: Link

    def put(self, digest: str, body: bytes) -> None:
        """Keep a body: when this returns, it survives a power cut.

        Raises:
            JournalError: it can't be kept.
        """
        self.link.rows("SELECT keep_body(%s, %s)", (digest, body))

    def get(self, digest: str) -> bytes | None:
        """Give a body; None if there is none.

        Raises:
            JournalError: it can't be read.
        """
        rows = self.link.rows("SELECT content FROM body WHERE digest = %s", (digest,))
        for (content,) in rows:
            return bytes(content)
        return None

    def erase(self, digest: str) -> None:
        """Erase a body, if there is one.

        Raises:
            JournalError: it can't be erased.
        """
        self.link.rows("SELECT erase_body(%s)", (digest,))


@frozen
class PostgresKept:
    """The checkpoints in a table beside the lines; nobody alters or removes one."""

    link: Link

    @property
    def path(self) -> str:
        """Where they are, in words."""
        return f"{self.link.schema}.checkpoint"

    def read(self, after: int = 0) -> Kept:
        """Read all notes past a place.

        Raises:
            JournalError: they can't be read.
        """
        rows = self.link.rows(
            "SELECT place, note FROM checkpoint WHERE place > %s ORDER BY place", (after,)
        )
        end = max([after, *(place for place, _ in rows)])
        return Kept(notes=tuple(note for _, note in rows), end=end, torn=0)

    @contextmanager
    def locked(self) -> Generator["PostgresKept"]:
        """Give what adds: the server takes a note only from whoever has seen the one before."""
        yield self

    def append(self, note: str, kept: Kept) -> int:
        """Keep one more note, and give its place.

        Raises:
            Conflict: somebody else has kept one meanwhile.
            JournalError: it can't be kept.
        """
        ((place,),) = self.link.once("SELECT keep_checkpoint(%s, %s)", (note, kept.end))
        return int(place)
