"""Who votes in a ballot, and how much everybody's vote counts."""

from collections.abc import Collection, Iterable

from ..model import Office, Record

_NOBODY: frozenset[str] = frozenset()


def people(office: Office, record: Record, names: Iterable[str]) -> frozenset[str]:
    """Give all who are in some bodies or hold some roles."""
    found = _NOBODY
    for name in names:
        members = office.bodies.get(name)
        found |= frozenset(record.roles.get(name, ())) if members is None else members
    return found


def entitled(office: Office, record: Record, of: str) -> frozenset[str]:
    """Give who votes, those who stand aside included.

    Args:
        office: who is in which body.
        record: what the proposal has gathered.
        of: a ballot; or a body or a role, which is a ballot of its own people.
    """
    terms = office.ballots.get(of)
    if terms is None:
        return people(office, record, (of,))
    if terms.pinned and (settled := record.votes.electorates.get(of)) is not None:
        return settled
    return people(office, record, terms.of) - people(office, record, terms.without)


def electorate(office: Office, record: Record, of: str) -> frozenset[str]:
    """Give those out of whom shares are taken: without those who leave it by standing aside."""
    found = entitled(office, record, of)
    recused = record.votes.recused.get(of)
    if recused:
        terms = office.ballots.get(of)
        if terms is None or terms.recused == "leave":
            return found - recused
    return found


def eligible(office: Office, record: Record, of: str) -> frozenset[str]:
    """Give those who may cast a ballot that counts: nobody who stands aside."""
    return entitled(office, record, of) - record.votes.recused.get(of, _NOBODY)


def weight(office: Office, of: str, persons: Collection[str]) -> int:
    """Give how many votes some people have together."""
    terms = office.ballots.get(of)
    if terms is not None and terms.unit == "affiliation":
        return len({unit(office, person) for person in persons})
    if terms is None or not terms.weights:
        return len(persons)
    return sum(terms.weights.get(person, 1) for person in persons)


def unit(office: Office, person: str) -> tuple[str, str]:
    """Give to whom a person's vote belongs: their affiliation, or nobody else if they have none."""
    affiliation = office.affiliations.get(person)
    return ("", person) if affiliation is None else (affiliation, "")


def seats(office: Office, record: Record, of: str) -> int:
    """Give how many seats those who vote would have if none were vacant, recused or left out."""
    terms = office.ballots.get(of)
    names = (of,) if terms is None else terms.of
    return sum(_seats(office, record, name) for name in names)


def _seats(office: Office, record: Record, name: str) -> int:
    composition = office.compositions.get(name)
    if composition is not None and composition.seats is not None:
        return composition.seats
    if name in office.bodies:
        return len(office.seated(name))
    return len(record.roles.get(name, ()))
