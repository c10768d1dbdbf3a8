"""People: who is in a body or holds a role, and their names as a reader wants them."""

from collections.abc import Collection, Iterable

from .asked import Asked

_SHOWN = 10


def holders(situation: Asked, who: str) -> Collection[str]:
    """Give the members of a body, or those who hold a role in this proposal."""
    members = situation.office.bodies.get(who)
    return situation.proposal.record.roles.get(who, ()) if members is None else members


def listed(people: Iterable[str]) -> str:
    """Write a set of people as ``{a, b, c}``, cut where it grows long."""
    names = sorted(people)
    shown = ", ".join(names[:_SHOWN])
    return "{" + shown + (f", … {len(names) - _SHOWN} more" if len(names) > _SHOWN else "") + "}"


def named(people: Iterable[str]) -> str:
    """Write one person as their name, and several as ``listed`` does."""
    names = list(people)
    return names[0] if len(names) == 1 else listed(names)
