"""Names of schemas and roles, plain enough to need no quoting, and addresses that name one."""

import re

from ..errors import JournalError

_PLAIN = re.compile(r"(?!pg_)[a-z_][a-z0-9_]{0,62}")


def checked(what: str, name: str) -> str:
    """Give the name back if it is plain.

    Raises:
        JournalError: it isn't.
    """
    if not _PLAIN.fullmatch(name):
        raise JournalError(
            f"`{name}` can't name a {what}: use at most 63 of `a` to `z`, `0` to `9` and `_`"
        )
    return name


def divided(address: str) -> tuple[str, str]:
    """Give the two parts of an address, `postgresql://…#schema`; the second is empty if left out.

    Raises:
        JournalError: the second is none. It is not repeated, for a password may end in it.
    """
    url, _, schema = address.partition("#")
    if "@" in schema:
        raise JournalError("a `#` in a password is written `%23`: what follows it names the schema")
    return url, schema
