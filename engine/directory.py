"""The directory: who is in a body, where the host says so, and not the journal.

Whatever it says for a decision is recorded with it, before it, so that the decision can be taken
again by whoever has nothing but the journal.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping

from .errors import RequestError
from .fields import is_person
from .instants import Instant
from .machine import BODY
from .model import Event, Office
from .reseating import body_state

Directory = Callable[[str, Instant], Iterable[str] | Mapping[str, str]]
"""Gives who is in a body at an instant; as a table, to whom each of them belongs, too."""


def consulted(
    directory: Directory | None,
    office: Office,
    at: Instant,
    recorded: Instant,
    stamp: tuple[str, str],
) -> Iterator[Event]:
    """Give what has to be recorded of a directory: who is in a body by it, if that isn't known.

    Raises:
        RequestError: it names somebody whom nobody can be.
    """
    then = office.at(at)
    for body in sorted(office.revised) if directory is not None else ():
        if not office.compositions[body].directory or directory is None:
            continue
        told = directory(body, at)
        members = sorted(set(told))
        for person in members:
            if not isinstance(person, str) or not is_person(person):  # pyright: ignore[reportUnnecessaryIsInstance]  # untyped hosts
                raise RequestError(f"the directory's `{body}` holds {person!r:.60}, who is nobody")
        belongs = dict(sorted(told.items())) if isinstance(told, Mapping) else {}
        known = then.affiliations
        if then.seated(body) == set(members) and all(
            known.get(person) == each for person, each in belongs.items()
        ):
            continue
        data: dict[str, object] = {"members": members}
        if belongs:
            data["affiliation"] = belongs
        stream = BODY + body
        state = body_state(stream)
        charter, zones = stamp
        yield Event(
            proposal=stream,
            version=1,
            at=at,
            recorded=recorded,
            actor=None,
            vouched="verified",
            action="list",
            source=state,
            target=state,
            data=data,
            charter=charter,
            zones=zones,
        )
