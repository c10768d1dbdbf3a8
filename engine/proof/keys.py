"""Keys as signed notes name them, in the text forms that other logs' tools read.

A verifier key is ``<name>+<id>+<base64 of 0x01 and the public key>``; a signer key is the same
after ``PRIVATE+KEY+``, with the seed for the public key. The id is the start of a SHA-256 over
name and public key (C2SP signed-note; the text forms are those of golang.org/x/mod/sumdb/note).
"""

import os
import stat
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

from attrs import field, frozen

from ..errors import JournalError, ProofError
from ..journal.system import failed
from .ed25519 import KEY_SIZE, new_seed, public_of
from .text import base64_bytes, base64_text

ED25519 = b"\x01"
"""The type byte of Ed25519 in signed notes."""

_PRIVATE = "PRIVATE+KEY+"
_ID_SIZE = 4
_LONGEST_NAME = 200

_Key = TypeVar("_Key")


@frozen
class VerifierKey:
    """Whose signatures to believe: a name, which is also the log's origin, and a public key."""

    name: str
    public: bytes = field(kw_only=True)

    @classmethod
    def parse(cls, text: str) -> "VerifierKey":
        """Read a verifier key.

        Raises:
            ProofError: it is none, or its id is not its own.
        """
        if text.startswith(_PRIVATE):
            raise ProofError("this is a signer key, which stays secret: give the verifier key")
        name, _, rest = text.strip().partition("+")
        key = cls(name, public=_key_of("verifier", rest))
        check_name(name)
        if str(key) != text.strip():
            raise ProofError("the verifier key's id doesn't belong to its name and key")
        return key

    @property
    def id(self) -> bytes:
        """The four bytes by which a signature names this key."""
        return sha256(self.name.encode() + b"\n" + ED25519 + self.public).digest()[:_ID_SIZE]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{base64_text(ED25519 + self.public)}"

    def to_json(self) -> dict[str, object]:
        """Give it as plain data."""
        return {"name": self.name, "id": self.id.hex(), "key": str(self)}


@frozen
class SignerKey:
    """A key that signs; its seed is the secret, and is never printed."""

    name: str
    seed: bytes = field(kw_only=True, repr=False)

    @classmethod
    def parse(cls, text: str) -> "SignerKey":
        """Read a signer key.

        Raises:
            ProofError: it is none, or ``cryptography`` is not installed.
        """
        if not text.startswith(_PRIVATE):
            raise ProofError("this is no signer key: give the secret one that `bylaw keygen` made")
        name, _, rest = text.strip().removeprefix(_PRIVATE).partition("+")
        key = cls(name, seed=_key_of("signer", rest))
        check_name(name)
        if key.secret_text() != text.strip():
            raise ProofError("the signer key's id doesn't belong to its name and key")
        return key

    def verifier(self) -> VerifierKey:
        """Give the key that others check its signatures with."""
        return VerifierKey(self.name, public=public_of(self.seed))

    def secret_text(self) -> str:
        """Give its text form, which whoever reads it can sign with."""
        return (
            f"{_PRIVATE}{self.name}+{self.verifier().id.hex()}+{base64_text(ED25519 + self.seed)}"
        )


@frozen(kw_only=True)
class KeyFiles:
    """A new key's two files: the secret one, and the one to publish."""

    signer_path: str
    verifier_path: str
    verifier: VerifierKey

    def __str__(self) -> str:
        return f"{self.verifier}\nkept in {self.verifier_path}; the secret in {self.signer_path}"

    def to_json(self) -> dict[str, object]:
        """Give it as plain data, without the secret."""
        return {
            "signer_path": self.signer_path,
            "verifier_path": self.verifier_path,
            **self.verifier.to_json(),
        }


def generate(name: str) -> SignerKey:
    """Make a key for one log; its name is the origin in the log's checkpoints.

    A name that nobody else uses is best: an address that you own, such as ``example.org/council``.

    Raises:
        ProofError: no key can have that name, or ``cryptography`` is not installed.
    """
    check_name(name)
    return SignerKey(name, seed=new_seed())


def check_name(name: str) -> None:
    """Refuse a name that a signature line can't hold.

    Raises:
        ProofError: it is empty or too long, or has spaces, `+` or control characters.
    """
    plain = name.isprintable() and "+" not in name and not any(map(str.isspace, name))
    if not plain or not 0 < len(name) <= _LONGEST_NAME:
        raise ProofError(
            f"`{name}` can't name a key: use 1 to {_LONGEST_NAME} characters without spaces or `+`"
        )


def save(key: SignerKey, path: str | os.PathLike[str]) -> KeyFiles:
    """Write a key to a file that only its owner can read, and the verifier key beside it.

    Raises:
        ProofError: there is such a file already: it is never replaced.
        JournalError: a file can't be written.
    """
    signer_path = os.fspath(path)
    verifier_path = f"{signer_path}.pub"
    verifier = key.verifier()
    _write_new(signer_path, key.secret_text(), 0o600)
    try:
        _write_new(verifier_path, str(verifier), 0o644)
    except BaseException:  # whatever it was, half a pair is none
        with suppress(OSError):
            Path(signer_path).unlink()
        raise
    return KeyFiles(signer_path=signer_path, verifier_path=verifier_path, verifier=verifier)


def load_signer(path: str | os.PathLike[str]) -> SignerKey:
    """Read a signer key from its file.

    Raises:
        ProofError: it holds none, or others can read it.
        JournalError: it can't be read.
    """
    name = os.fspath(path)
    try:
        with Path(name).open(encoding="utf-8") as file:
            text = file.read()
            reachable = stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o077
    except FileNotFoundError:
        raise JournalError(f"there is no signer key `{name}`: `bylaw keygen` makes one") from None
    except OSError as error:
        raise failed("read", name, error) from error
    except UnicodeDecodeError:
        raise ProofError(f"`{name}` is no signer key") from None
    if reachable and text.startswith(_PRIVATE):
        raise ProofError(f"others can reach the signer key in `{name}`: chmod 600 it")
    return _named(name, SignerKey.parse, text)


def load_verifier(path: str | os.PathLike[str]) -> VerifierKey:
    """Read a verifier key from its file.

    Raises:
        ProofError: it holds none.
        JournalError: it can't be read.
    """
    name = os.fspath(path)
    try:
        text = Path(name).read_text(encoding="utf-8")
    except OSError as error:
        raise failed("read", name, error) from error
    except UnicodeDecodeError:
        raise ProofError(f"`{name}` is no verifier key") from None
    return _named(name, VerifierKey.parse, text)


def _named(name: str, parse: Callable[[str], _Key], text: str) -> _Key:
    try:
        return parse(text)
    except ProofError as error:
        raise ProofError(f"`{name}`: {error}") from None


def _key_of(kind: str, text: str) -> bytes:
    """Read what follows a key's name: its id, and base64 of its type and 32 bytes."""
    key_id, plus, encoded = text.partition("+")
    if not plus or len(key_id) != 2 * _ID_SIZE:
        raise ProofError(f"a {kind} key is a name, an id and a key, with `+` between them")
    raw = base64_bytes(f"the {kind} key", encoded)
    if raw[:1] != ED25519 or len(raw) != 1 + KEY_SIZE:
        raise ProofError(f"the {kind} key is not one of Ed25519")
    return raw[1:]


def _write_new(path: str, text: str, mode: int) -> None:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(f"{text}\n")
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError:
        raise ProofError(
            f"`{path}` is there already, and a key is never replaced: name another file"
        ) from None
    except OSError as error:
        raise failed("write", path, error) from error
