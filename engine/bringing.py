"""Bringing in: a proposal that was under way before its journal began, as somebody attests it.

What it went through was decided elsewhere, and is not decided again: its first event says where it
stood, who had which part in it and when what had happened, and by whose word.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, cast

from .errors import Corrupt, RequestError
from .fields import is_person
from .instants import NEVER, Instant, parse, text
from .machine import BODY, Machine
from .model import Data, Event, Proposal, Record

BROUGHT_IN = "(brought in)"
"""What somebody does who brings in a proposal that was under way elsewhere."""

_KEYS = frozenset({"anchors", "because", "roles"})


def attested(
    machine: Machine,
    state: str,
    *,
    roles: Mapping[str, Sequence[str]],
    anchors: Mapping[str, Instant],
    because: str,
) -> Data:
    """Give what is recorded of a proposal that is brought in, beside its state.

    Raises:
        RequestError: the charter has no such state, role or anchor, or no reason is given.
    """
    data: Data = {
        "anchors": {name: text(when) for name, when in sorted(anchors.items())},
        "because": because,
        "roles": {role: list(held) for role, held in sorted(roles.items())},
    }
    fault = _fault(machine, state, data)
    if fault is not None:
        raise RequestError(fault)
    return data


def brought_in(machine: Machine, nothing: Proposal, event: Event) -> Proposal:
    """Give a proposal after it was brought in.

    Raises:
        Corrupt: it can't have been brought in so.
    """
    fault = "it is there already" if nothing.version else None
    if event.actor is None:
        fault = "nobody attests it"
    if event.proposal.startswith(BODY):
        fault = "it is a body"
    fault = fault or _fault(machine, event.target, event.data)
    if fault is not None:
        raise Corrupt(f"version {event.version} of `{event.proposal}` brings in nothing: {fault}")
    told = cast("Mapping[str, Mapping[str, Any]]", event.data)
    when = {name: parse(said) for name, said in told["anchors"].items()}
    record = Record(
        roles={role: tuple(held) for role, held in told["roles"].items()},
        charter=nothing.record.charter,
    )
    anchors = tuple(when.get(name, NEVER) for name in machine.office.anchors)
    return Proposal(event.proposal, event.target, nothing.version + 1, event.at, anchors, record)


def _fault(machine: Machine, state: str, data: Data) -> str | None:
    """Say why a proposal can't have been brought in so; ``None`` where it can."""
    return next(_faults(machine, state, data), None)


def _faults(machine: Machine, state: str, data: Data) -> Iterator[str]:
    roles, anchors, because = data.get("roles"), data.get("anchors"), data.get("because")
    if state not in machine.states:
        yield f"the charter has no state `{state}`: there is {_listed(machine.states)}"
    if data.keys() != _KEYS or not isinstance(roles, Mapping) or not isinstance(anchors, Mapping):
        yield "what is told of it is of another shape"
        return
    if not isinstance(because, str) or not because.strip() or not because.isprintable():
        yield "whoever attests it says where that is known from, in a line"
    yield from _held(machine, cast("Mapping[str, object]", roles))
    yield from _happened(machine, cast("Mapping[str, object]", anchors))


def _held(machine: Machine, roles: Mapping[str, object]) -> Iterator[str]:
    for role, people in roles.items():
        if role not in machine.roles:
            yield f"the charter has no role `{role}`: there is {_listed(machine.roles)}"
        if not isinstance(people, (list, tuple)) or not people:
            yield f"`{role}` is held by nobody"
            return
        for person in cast("Sequence[object]", people):
            if not isinstance(person, str) or not is_person(person):
                yield f"`{str(person)[:60]}`, as {role}, names nobody"


def _happened(machine: Machine, anchors: Mapping[str, object]) -> Iterator[str]:
    for name, said in anchors.items():
        if name not in machine.office.anchors:
            known = _listed(machine.office.anchors)
            yield f"the charter has no anchor `{name}`: there is {known}"
        try:
            parse(str(said))
        except RequestError as error:
            yield f"`{name}` has no instant: {error}"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names) or "none"
