"""Reseating: how what was recorded of a body changes who is in it, and what an action records."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, cast

from .errors import Corrupt
from .facts import Situation, changes
from .machine import BODY
from .membership import KINDS, Change, Kind, Reseat
from .model import Event, Office

BECAUSE: Final = "proposal"
"""The field of an entry on a body that names the proposal by whose event it came about."""


_STATE = "(body "


def body_state(stream: str) -> str:
    """Give the one state in which the stream of a body's membership stands."""
    return f"{_STATE}{stream.removeprefix(BODY)})"


def is_body_state(state: str) -> bool:
    """Tell whether a state is that of a body's stream, not of a proposal."""
    return state.startswith(_STATE)


def change_of(event: Event) -> Change:
    """Give the change that an event in the stream of a body is.

    Raises:
        Corrupt: it is none, or names nobody.
    """
    body, data = event.proposal.removeprefix(BODY), event.data
    people: object = data.get("person")
    if event.action in ("meet", "list"):
        people = data.get("present" if event.action == "meet" else "members")
        listed = isinstance(people, (list, tuple)) and all(type(each) is str for each in people)  # pyright: ignore[reportUnknownVariableType]  # what each is is asked here
        people = tuple(cast("Sequence[str]", people)) if listed else None
    elif type(people) is str:
        people = (people,)
    if not isinstance(people, tuple) or event.action not in KINDS:
        raise Corrupt(
            f"version {event.version} of `{event.proposal}` is no event of a body:"
            " nobody can have joined or left it so"
        )
    known = cast("tuple[str, ...]", people)
    affiliations = tuple(_affiliations(known, data.get("affiliation")))
    return Change(body, cast("Kind", event.action), event.at, known, affiliations)


def _affiliations(people: tuple[str, ...], told: object) -> Iterator[tuple[str, str]]:
    if isinstance(told, str):
        yield from ((person, told) for person in people)
    elif isinstance(told, Mapping):
        for person, belongs in cast("Mapping[str, object]", told).items():
            yield person, str(belongs)


def reseated(office: Office, event: Event) -> Office:
    """Give the office after an event in the stream of a body, as it stands when that holds.

    Raises:
        Corrupt: the event names nobody, or there is no such body.
    """
    change = change_of(event)
    if change.body not in office.bodies:
        raise Corrupt(
            f"version {event.version} of `{event.proposal}` is no event of a body:"
            " there is no such body"
        )
    return office.after(change).at(event.at)


def mirrored(facts: Situation, reseats: Sequence[Reseat], event: Event) -> tuple[Event, ...]:
    """Give what the event of a proposal records in the streams of bodies, in their order.

    Each names the proposal and the version of its event. Their own versions count from 1 for each
    body: whoever records them knows how many came before.
    """
    made: list[Event] = []
    many: dict[str, int] = {}
    for change in changes(facts, reseats):
        stream = BODY + change.body
        many[stream] = many.get(stream, 0) + 1
        data: dict[str, object] = {
            "person": change.people[0],
            BECAUSE: event.proposal,
            "version": event.version,
        }
        if change.affiliations:
            data["affiliation"] = change.affiliations[0][1]
        state = body_state(stream)
        made.append(
            event._replace(
                proposal=stream,
                version=many[stream],
                action=change.kind,
                source=state,
                target=state,
                data=data,
            )
        )
    return tuple(made)
