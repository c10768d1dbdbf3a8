"""What a proposal has gathered of votes, as plain data and back: for lists and for readers."""

from collections.abc import Mapping
from typing import Any

from ..ballot import Outcome, Votes
from .gather import outcome

_PEOPLE = ("recused", "voted", "electorates", "present")
_TABLES = ("proxies", "sealed", "totals", "offered")


def spelled_votes(votes: Votes) -> dict[str, object]:
    """Give votes as plain data, without what is empty in it."""
    found: dict[str, object] = {
        name: {of: sorted(held) for of, held in getattr(votes, name).items()} for name in _PEOPLE
    }
    found |= {
        name: {of: _plain(held) for of, held in getattr(votes, name).items()} for name in _TABLES
    }
    found["opened"] = sorted(votes.opened)
    found["outcomes"] = {of: _outcome(came) for of, came in votes.outcomes.items()}
    return {name: value for name, value in found.items() if value}


def read_votes(found: Mapping[str, Any]) -> Votes:
    """Read what `spelled_votes` gave.

    Raises:
        KeyError, TypeError, ValueError, AttributeError: it is of another shape.
    """
    told: dict[str, Any] = {
        name: {of: frozenset(held) for of, held in found.get(name, {}).items()} for name in _PEOPLE
    }
    told |= {name: found.get(name, {}) for name in _TABLES}
    outcomes = {of: outcome(came) for of, came in found.get("outcomes", {}).items()}
    return Votes(**told, opened=frozenset(found.get("opened", ())), outcomes=outcomes)


def _plain(held: Mapping[str, object]) -> dict[str, object]:
    return {
        name: dict(value) if isinstance(value, Mapping) else value for name, value in held.items()
    }


def _outcome(came: Outcome) -> dict[str, object]:
    return {
        "came": came.came,
        "dropped": dict(came.dropped),
        "tied": list(came.tied),
        "winners": list(came.winners),
    }
