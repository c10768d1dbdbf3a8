"""Base64 and text as signed notes spell them: in one way only, so that no byte can be altered."""

import binascii

from ..errors import ProofError


def base64_text(raw: bytes) -> str:
    """Spell bytes in standard base64 (RFC 4648, section 4)."""
    return binascii.b2a_base64(raw, newline=False).decode()


def base64_bytes(what: str, text: str) -> bytes:
    """Read standard base64, in the one spelling that ``base64_text`` gives.

    Raises:
        ProofError: it is none, or spelt otherwise: the last character may hold unused bits.
    """
    try:
        raw = binascii.a2b_base64(text, strict_mode=True)
    except ValueError:
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
    """Give text that was read as bytes, or that could be written as such.

    Raises:
        ProofError: it is no UTF-8.
    """
    try:
        if isinstance(raw, bytes):
            return raw.decode()
        raw.encode()
    except UnicodeError:
        raise ProofError(f"{what} is no UTF-8") from None
    return raw
