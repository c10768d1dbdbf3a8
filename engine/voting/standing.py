"""What everybody's vote stands at: their own ballot, their proxy's, or what silence counts for."""

from collections import Counter
from collections.abc import Mapping

from ..ballot import ABSTAIN, Ballot
from ..model import Office, Record
from .electorate import electorate, eligible, entitled, people, unit, weight

_NONE: Mapping[str, str] = {}
_NOBODY: frozenset[str] = frozenset()


def standing(office: Office, record: Record, of: str, *, firm: bool = False) -> Mapping[str, str]:
    """Give what each voter's vote stands at, by voter; a secret ballot tells of nobody.

    Args:
        office: who is in which body.
        record: what the proposal has gathered.
        of: a ballot, a body or a role.
        firm: leave out those who could still cast a ballot, whatever their silence counts for.
    """
    terms, votes = office.ballots.get(of), record.votes
    may = eligible(office, record, of)
    cast = record.ballots.get(of, _NONE)
    found = {voter: choice for voter, choice in cast.items() if voter in may}
    recused = votes.recused.get(of, _NOBODY)
    for principal, proxy in votes.proxies.get(of, _NONE).items():
        if principal in may and principal not in cast and proxy in may and proxy in cast:
            found[principal] = cast[proxy]
    if terms is None:
        return found
    if terms.recused != "leave" and recused:
        found |= dict.fromkeys(recused & entitled(office, record, of), terms.recused)
    if not firm:
        found |= _silent(office, record, terms, may - found.keys())
    return found


def _silent(
    office: Office, record: Record, terms: Ballot, quiet: frozenset[str]
) -> Mapping[str, str]:
    """Give what the silence of those who cast nothing counts for, where it counts for anything."""
    found: dict[str, str] = {}
    if terms.silent is not None:
        found = dict.fromkeys(quiet, terms.silent)
    for role, choice in terms.defaults.items():
        found |= dict.fromkeys(quiet & people(office, record, (role,)), choice)
    return found


def tallied(office: Office, record: Record, of: str, *, firm: bool = False) -> Mapping[str, int]:
    """Give how many votes stand at each choice."""
    terms = office.ballots.get(of)
    if terms is not None and terms.secrecy == "secret":
        return record.votes.totals.get(of, {})
    found = standing(office, record, of, firm=firm)
    counted: Counter[str] = Counter()
    if terms is not None and terms.unit == "affiliation":
        counted.update(_by_affiliation(office, record, of, found, firm=firm))
        return counted
    for voter, choice in found.items():
        counted[choice] += 1 if terms is None else terms.weights.get(voter, 1)
    return counted


def _by_affiliation(
    office: Office, record: Record, of: str, found: Mapping[str, str], *, firm: bool
) -> list[str]:
    """Give the vote of each affiliation: what all of it said who voted, or an abstention."""
    said: dict[tuple[str, str], set[str]] = {}
    for voter, choice in found.items():
        said.setdefault(unit(office, voter), set()).add(choice)
    if firm:  # whoever has not voted can still keep the others' vote from counting
        for voter in eligible(office, record, of) - found.keys():
            said.pop(unit(office, voter), None)
    return [min(words) if len(words) == 1 else ABSTAIN for words in said.values()]


def voted(office: Office, record: Record, of: str) -> frozenset[str]:
    """Give those whose vote is in: cast, sealed or secret, their own or their proxy's."""
    votes = record.votes
    found = standing(office, record, of, firm=True).keys() | votes.sealed.get(of, _NONE).keys()
    return (frozenset(found) | votes.voted.get(of, _NOBODY)) & entitled(office, record, of)


def awaited(office: Office, record: Record, of: str) -> int:
    """Give how many votes of those are still out who may cast them."""
    out = eligible(office, record, of) - voted(office, record, of)
    return weight(office, of, out)


def said_by(office: Office, record: Record, of: str, by: str, choice: str) -> bool:
    """Tell whether somebody of a body or role cast a ballot for a choice, counted or not."""
    cast = record.ballots.get(of, _NONE)
    return any(cast.get(person) == choice for person in people(office, record, (by,)))


def total(office: Office, record: Record, of: str) -> int:
    """Give how many votes there are."""
    return weight(office, of, electorate(office, record, of))


def present(office: Office, record: Record, of: str) -> frozenset[str]:
    """Give those of the voters who attend."""
    terms = office.ballots.get(of)
    found = record.votes.present.get(of, _NOBODY)
    for name in () if terms is None else terms.of:
        found |= record.votes.present.get(name, _NOBODY)
    return found & electorate(office, record, of)


def deciding(counted: Mapping[str, int]) -> int:
    """Give how many votes stand at a choice that decides."""
    return sum(many for choice, many in counted.items() if choice != ABSTAIN)
