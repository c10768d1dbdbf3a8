"""Names of people as a reader wants them."""

from collections.abc import Iterable

_SHOWN = 10


def listed(people: Iterable[str]) -> str:
    """Write a set of people as ``{a, b, c}``, cut where it grows long."""
    names = sorted(people)
    shown = ", ".join(names[:_SHOWN])
    return "{" + shown + (f", … {len(names) - _SHOWN} more" if len(names) > _SHOWN else "") + "}"


def named(people: Iterable[str]) -> str:
    """Write one person as their name, and several as ``listed`` does."""
    names = list(people)
    return names[0] if len(names) == 1 else listed(names)
