"""What an action does to a proposal's record: first it takes away, then it gives."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

from attrs import evolve

from .machine import Action
from .model import Data, Record

T = TypeVar("T")


def gathered(record: Record, action: Action, actor: str | None, data: Data) -> Record:
    """Give the record as it is after an action, but for what it does to votes."""
    roles, signatures = record.roles, record.signatures
    vetoes, attested, contested = record.vetoes, record.attested, record.contested
    if action.takes:
        roles = _left(roles, "role", action)
        signatures = _left(signatures, "signature", action)
        vetoes, attested = _left(vetoes, "veto", action), _left(attested, "attestation", action)
        contested = _left(contested, "attestation", action)
    if action.releases is not None and action.whose != "all":
        freed = actor if action.whose == "own" else data.get(action.releases)
        vetoes = _without(vetoes, action.releases, freed)
    if actor is not None:
        roles = _roles(roles, action, actor, data)
        signatures = _joined(signatures, action.signs, actor)
        vetoes = _joined(vetoes, action.vetoes, actor)
        if action.contests in attested:
            contested = _joined(contested, action.contests, actor)
        if action.attests in contested:  # what was attested before counts no more
            attested = {claim: by for claim, by in attested.items() if claim != action.attests}
            contested = {claim: by for claim, by in contested.items() if claim != action.attests}
        attested = _joined(attested, action.attests, actor)
    links = record.links
    if action.links:
        links = {**links, **{name: _named(data[name]) for name in action.links if name in data}}
    return evolve(
        record,
        roles=roles,
        signatures=signatures,
        vetoes=vetoes,
        attested=attested,
        contested=contested,
        links=links,
    )


def _named(told: object) -> tuple[str, ...]:
    """Give what a link names: the text of its field, or each text of a list."""
    return tuple(map(str, told)) if isinstance(told, (list, tuple)) else (str(told),)


def _roles(
    roles: Mapping[str, tuple[str, ...]], action: Action, actor: str, data: Data
) -> Mapping[str, tuple[str, ...]]:
    """Give who holds which role once some were given up, taken and given."""
    for role, person in ((action.quits, actor), (action.removes, data.get(action.removes or ""))):
        if role is not None and person in roles.get(role, ()):
            roles = _held(roles, role, (each for each in roles[role] if each != person))
    if action.assigns is not None:
        roles = {**roles, action.assigns: (str(data.get(action.assigns, actor)),)}
    if action.adds is not None:
        holders, person = roles.get(action.adds, ()), str(data.get(action.adds, actor))
        if person not in holders:
            roles = {**roles, action.adds: (*holders, person)}
    return roles


def _held(
    roles: Mapping[str, tuple[str, ...]], role: str, holders: Iterable[str]
) -> Mapping[str, tuple[str, ...]]:
    left = tuple(holders)
    others = {name: held for name, held in roles.items() if name != role}
    return {**others, role: left} if left else others


def _left(held: Mapping[str, T], kind: str, action: Action) -> Mapping[str, T]:
    """Give what an action leaves of one kind."""
    if (kind, "") in action.takes:
        return {}
    if not any((kind, name) in action.takes for name in held):
        return held
    return {name: each for name, each in held.items() if (kind, name) not in action.takes}


def _joined(
    held: Mapping[str, frozenset[str]], name: str | None, actor: str
) -> Mapping[str, frozenset[str]]:
    return held if name is None else {**held, name: held.get(name, frozenset()) | {actor}}


def _without(
    held: Mapping[str, frozenset[str]], name: str, person: object
) -> Mapping[str, frozenset[str]]:
    left = held.get(name, frozenset()) - {person}
    others = {other: those for other, those in held.items() if other != name}
    return {**others, name: left} if left else others
