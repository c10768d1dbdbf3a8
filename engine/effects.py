"""The kinds of effects that actions have: what they change of a proposal besides its state."""

from collections.abc import Mapping
from typing import Any

RESETS: Mapping[str, str] = {
    "ballots": "ballot",
    "signatures": "signature",
    "attestations": "attestation",
    "vetoes": "veto",
    "roles": "role",
    "recusals": "recusal",
    "attendance": "attendance",
    "options": "option",
}
"""What can be gathered anew, and the effect by which it is gathered."""

POLLING: Mapping[str, str] = {
    "ballot": "ballot",
    "unseals": "ballot",
    "totals": "ballot",
    "opens": "opening",
    "recuses": "recusal",
    "entrusts": "proxy",
    "seals": "commitment",
    "offers": "option",
    "attends": "attendance",
    "counts": "outcome",
}
"""What an action can do to votes, and the kind of effect that it is."""


def brought(action: Any) -> frozenset[tuple[str, str]]:
    """Give what an action brings about, and of whom."""
    named: list[tuple[str, str | None]] = [
        ("role", action.assigns),
        ("role", action.adds),
        ("signature", action.signs),
        ("veto", action.vetoes),
        ("attestation", action.attests),
        *((kind, getattr(action, key)) for key, kind in POLLING.items()),
    ]
    return frozenset(
        [(kind, name) for kind, name in named if name is not None]
        + [("anchor", name) for name in (*action.records, *action.dates)]
        + [("link", name) for name in action.links]
    )


def taken(action: Any) -> frozenset[tuple[str, str]]:
    """Give what an action takes away for sure; the name is empty where it takes all of a kind."""
    found = {("anchor", name) for name in action.clears}
    for each in action.resets:
        kind, _, name = each.partition(".")
        found.add((RESETS.get(kind, kind), name))
    if action.releases is not None and action.whose == "all":
        found.add(("veto", action.releases))
    if action.opens is not None:
        found |= {("ballot", action.opens), ("commitment", action.opens)}
    return frozenset(found)


def lessened(action: Any) -> frozenset[tuple[str, str]]:
    """Give what an action may take away, for that depends on who does it, or what they tell."""
    named = [("role", action.quits), ("role", action.removes), ("role", action.assigns)]
    named += [("ballot", action.retracts), ("attestation", action.contests)]
    if action.whose != "all":
        named.append(("veto", action.releases))
    return frozenset((kind, name) for kind, name in named if name is not None)
