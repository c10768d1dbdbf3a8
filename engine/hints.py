"""Hints: the nearest known name to a mistaken one."""

from collections.abc import Iterable

_LONGEST = 60
"""Longer words are no names, and comparing them takes long."""


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """Find the known word that was probably meant.

    >>> did_you_mean("chair", ["author", "chairs"])
    'chairs'
    """
    from difflib import get_close_matches  # noqa: PLC0415 - costs 7 ms, for mistakes only

    if len(word) > _LONGEST:
        return None
    folded = {name.casefold(): name for name in known if len(name) <= _LONGEST}
    close = get_close_matches(word.casefold(), folded, n=1, cutoff=0.6)
    return folded[close[0]] if close else None


def suggested(word: str, known: Iterable[str]) -> str:
    """Give "; did you mean `x`?" for the known word that was probably meant, or an empty string.

    >>> suggested("MONTLY", ["WEEKLY", "MONTHLY"])
    '; did you mean `MONTHLY`?'
    """
    meant = did_you_mean(word, known)
    return "" if meant is None else f"; did you mean `{meant}`?"
