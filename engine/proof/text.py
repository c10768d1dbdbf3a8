"""Base64 and text as signed notes spell them: in one way only, so that no byte can be altered."""

import base64
import binascii

from ..errors import ProofError


def base64_text(raw: bytes) -> str:
    """Spell bytes in standard base64 (RFC 4648, section 4)."""
    return base64.b64encode(raw).decode()


def base64_bytes(what: str, text: str) -> bytes:
    """Read standard base64, in the one spelling that ``base64_text`` gives.

    Raises:
        ProofError: it is none, or spelt otherwise: the last character may hold unused bits.
    """
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise ProofError(f"{what} is no base64") from None
    if base64_text(raw) != text:
        raise ProofError(f"{what} is no base64 in its one spelling")
    return raw


def number(what: str, text: str) -> int:
    """Read a whole number in plain decimal digits, without leading zeros.

    Raises:
        ProofError: it is none, or is past 2**63.
    """
    plain = text.isascii() and text.isdigit() and (text == "0" or text[0] != "0")
    if not plain or len(text) > len(str(2**63)) or int(text) >= 2**63:
        raise ProofError(f"{what} is no plain number")
    return int(text)


def utf8(what: str, raw: str | bytes) -> str:
    """Give text that was read as bytes.

    Raises:
        ProofError: it is no UTF-8.
    """
    if isinstance(raw, str):
        return raw
    try:
        return raw.decode()
    except UnicodeDecodeError:
        raise ProofError(f"{what} is no UTF-8") from None
