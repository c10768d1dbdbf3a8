"""Kinds of people: all by which a charter, and what a proposal gathered, tells them apart."""

from collections.abc import Iterator

from .ballot import NO_VOTES
from .facts import Situation

Kind = tuple[str, ...]
"""All by which a charter can tell a person from others."""


def kind_of(facts: Situation, person: str) -> Kind:
    """Give all by which the charter can tell a person from others."""
    record = facts.proposal.record
    return (
        *(f"in {body}" for body, members in facts.office.bodies.items() if person in members),
        *(f"is {role}" for role, holders in record.roles.items() if person in holders),
        *(f"said {cast[person]} {of}" for of, cast in record.ballots.items() if person in cast),
        *(f"signed {by}" for by, signed in record.signatures.items() if person in signed),
        *(f"vetoed {by}" for by, held in record.vetoes.items() if person in held),
        *(() if record.votes is NO_VOTES else _kind_of_voter(facts, person)),
    )


def _kind_of_voter(facts: Situation, person: str) -> Iterator[str]:
    """Give how a person takes part in votes, as far as it is not told by what they said."""
    votes = facts.proposal.record.votes
    for name, held in (
        ("aside from", votes.recused),
        ("sealed in", votes.sealed),
        ("voted in", votes.voted),
        ("entrusts in", votes.proxies),
        ("votes in", votes.electorates),
        ("present in", votes.present),
    ):
        yield from (f"{name} {of}" for of, people_ in held.items() if person in people_)
