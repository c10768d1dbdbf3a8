"""A charter that can be used: read, understood, and ready to decide."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import cast

from attrs import evolve, frozen

from ..machine import Machine
from ..source.problem import Problem, Problems, charter_error
from ..source.read import Document, read
from ..source.structure import structure, unstructure
from .compile import compiled
from .converter import charter_converter
from .document import CharterFile


@frozen(kw_only=True, eq=False)
class Charter:
    """A decision process that can be used.

    Attributes:
        file: what is written.
        machine: what decides.
        digest: SHA-256 of `canonical`, in hexadecimal; comments and layout don't change it.
        document: the file that was read, with the places of all that is in it.
    """

    file: CharterFile
    machine: Machine
    digest: str
    document: Document

    @property
    def name(self) -> str:
        """The charter's short name."""
        return self.file.charter.name


def canonical(file: CharterFile) -> bytes:
    """Give a charter as canonical JSON (RFC 8785), all defaults written out."""
    plain = unstructure(file, charter_converter())
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def load(source: Path | str | bytes, name: str | None = None) -> Charter:
    """Read a charter from a file, or from text that is at hand.

    Args:
        source: a path, or the text itself.
        name: what problems call it; its suffix, ``.toml`` or ``.json``, says what the text is.

    Raises:
        CharterError: it can't be used; every problem is told at once.
    """
    charter = examined(source, name)
    if isinstance(charter, Problems):
        raise charter_error(charter)
    return charter


def examined(source: Path | str | bytes, name: str | None = None) -> Charter | Problems:
    """Read a charter, or give everything that is wrong with it."""
    document = read(source, name)
    file = structure(document, CharterFile, charter_converter())
    if isinstance(file, Problems):
        return file
    machine = compiled(document, file)
    if isinstance(machine, Problems):
        return machine
    return Charter(
        file=file,
        machine=machine,
        digest=hashlib.sha256(canonical(file)).hexdigest(),
        document=document,
    )


def choices(charter: Charter) -> tuple[Problem, ...]:
    """Give what the source leaves open and the charter states, as notes."""
    return tuple(
        charter.document.problem(
            "choice",
            f"{choice.question}; read as: {choice.reading}",
            ("choices", name),
            severity="note",
            at_key=True,
        )
        for name, choice in charter.file.choices.items()
    )


def revived(text: bytes, digest: str) -> Charter:
    """Give a charter from the canonical JSON that a journal holds.

    It keeps the digest of that text, which an earlier version of bylaw may have written: where
    charters have come to be able to say more, their defaults are not written out in it.

    Raises:
        CharterError: the text is not that of the digest, or can't be used.
    """
    found = hashlib.sha256(text).hexdigest()
    if found != digest:
        problem = f"the charter `{digest[:12]}` is kept as a text whose digest is `{found[:12]}`"
        raise charter_error([Problem(code="bad-digest", message=problem, file="charter.json")])
    return evolve(load(text, "charter.json"), digest=digest)


def plain(charter: Charter) -> Mapping[str, object]:
    """Give a charter as plain data, all defaults written out."""
    return cast("Mapping[str, object]", json.loads(canonical(charter.file)))
