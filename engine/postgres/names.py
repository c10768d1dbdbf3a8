"""Names of schemas and roles, plain enough to need no quoting."""

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
