"""Ed25519 (RFC 8032): the door to ``cryptography``, which the extra ``bylaw[proof]`` brings.

It is imported when a signature is first made or checked: all else works without it.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from ..errors import ProofError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

KEY_SIZE = 32
"""Bytes of a public key, and of the seed from which a private one follows."""


def require_library() -> None:
    """See to it that signatures can be made and checked.

    Raises:
        ProofError: ``cryptography`` is not installed.
    """
    try:
        import_module("cryptography")
    except ImportError:
        raise ProofError("signatures need `cryptography`: `pip install 'bylaw[proof]'`") from None


def new_seed() -> bytes:
    """Draw the seed of a new key.

    Raises:
        ProofError: ``cryptography`` is not installed.
    """
    require_library()
    from cryptography.hazmat.primitives.asymmetric import ed25519  # noqa: PLC0415 - an extra

    return ed25519.Ed25519PrivateKey.generate().private_bytes_raw()


def public_of(seed: bytes) -> bytes:
    """Give the public key that belongs to a seed.

    Raises:
        ProofError: ``cryptography`` is not installed.
    """
    return _private(seed).public_key().public_bytes_raw()


def signature(seed: bytes, message: bytes) -> bytes:
    """Sign a message.

    Raises:
        ProofError: ``cryptography`` is not installed.
    """
    return _private(seed).sign(message)


def is_signed(public: bytes, message: bytes, signed: bytes) -> bool:
    """Tell whether a signature of a message was made with the key that a public one belongs to.

    Raises:
        ProofError: ``cryptography`` is not installed.
    """
    require_library()
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - an extra
    from cryptography.hazmat.primitives.asymmetric import ed25519  # noqa: PLC0415 - an extra

    try:
        ed25519.Ed25519PublicKey.from_public_bytes(public).verify(signed, message)
    except InvalidSignature:
        return False
    return True


def _private(seed: bytes) -> "Ed25519PrivateKey":
    require_library()
    from cryptography.hazmat.primitives.asymmetric import ed25519  # noqa: PLC0415 - an extra

    return ed25519.Ed25519PrivateKey.from_private_bytes(seed)
