"""Hints: the nearest known name to a mistaken one."""

from collections.abc import Iterable


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Give "; did you mean `x`?" for the known name closest to a word, or an empty string.

    >>> did_you_mean("MONTLY", ["WEEKLY", "MONTHLY"])
    '; did you mean `MONTHLY`?'
    """
    from difflib import get_close_matches  # noqa: PLC0415 - costs 7 ms, for mistakes only

    by_lower = {name.lower(): name for name in known}
    close = get_close_matches(word.lower(), by_lower, n=1)
    return f"; did you mean `{by_lower[close[0]]}`?" if close else ""
