"""Bodies: who may be in them, who lets people in and out, and what can't be said of them."""

from collections.abc import Iterable, Iterator, Mapping

from ..calendars.midnight import midnight
from ..composition import During, Sits, composing
from ..fields import Field
from ..machine import BODY, Action, Move, Term
from ..membership import Composition, Reseat, Source, Timeline, Way, beginning
from ..policy import AnyOf, MemberOf
from ..reseating import body_state
from .document import Action as Written
from .document import CharterFile
from .seating import Activity

WAYS: tuple[Way, ...] = ("admits", "dismisses", "seats", "suspends", "restores")
"""The keys of an action by which it changes a body."""

_PERSON = {"person": Field(name="person", type="person")}
_BELONGS = Field(name="affiliation", type="text", optional=True)

BODY_ACTIONS: Mapping[str, Action] = {
    action.name: action
    for action in (
        Action(name="join", title="join the body", fields={**_PERSON, "affiliation": _BELONGS}),
        Action(name="leave", title="leave the body", fields=_PERSON),
        Action(name="suspend", title="lose the rights of a member for a time", fields=_PERSON),
        Action(name="restore", title="get the rights of a member back", fields=_PERSON),
        Action(
            name="meet",
            title="tell who was present at a meeting of the body",
            fields={"present": Field(name="present", type="list")},
        ),
        Action(
            name="list",
            title="be all members of the body, by the host's directory",
            fields={"members": Field(name="members", type="list")},
        ),
        Action(
            name="affiliate",
            title="tell to whom somebody belongs",
            fields={**_PERSON, "affiliation": Field(name="affiliation", type="text")},
        ),
    )
}
"""What people can do to a body itself, beside what actions on proposals do to it."""

_GOING = ("leave", "suspend", "restore")
"""Those that can only be done to whoever has a seat."""


def compositions(file: CharterFile) -> dict[str, Composition]:
    """Give what a charter says of who may be in each of its bodies."""
    return {
        name: Composition(
            seats=body.seats,
            minimum=body.minimum,
            per_affiliation=body.per_affiliation,
            excludes=frozenset(body.excludes),
            term=body.term,
            terms=body.terms,
            suspended_from=body.suspended_from,
            misses=None if body.activity is None else body.activity.misses,
            returns=1 if body.activity is None else body.activity.returns,
            directory=body.directory,
        )
        for name, body in file.bodies.items()
    }


def revised(file: CharterFile) -> frozenset[str]:
    """Give the bodies whose membership can change."""
    found = {
        name
        for name, body in file.bodies.items()
        if body.revised_by or body.term or body.activity or body.directory
    }
    for action in file.actions.values():
        found |= {each.body for way in WAYS for each in getattr(action, way)}
    return frozenset(found) | {
        name for name, body in file.bodies.items() if body.suspended_from in found
    }


def timeline(file: CharterFile) -> Timeline:
    """Give what is known of who is in the bodies when a charter takes effect."""
    zone = file.charter.zone
    return beginning(
        compositions(file),
        {name: frozenset(body.members) for name, body in file.bodies.items()},
        {
            name: midnight(body.since, zone)
            for name, body in file.bodies.items()
            if body.since is not None
        },
        {
            person: belongs
            for body in file.bodies.values()
            for person, belongs in body.affiliations.items()
        },
        zone,
    )


def reseats(file: CharterFile, action: Written) -> tuple[Reseat, ...]:
    """Give what an action does to bodies."""
    return tuple(
        Reseat(
            way=way,
            body=each.body,
            source=_source(file, action, each.whom),
            whom=each.whom or "",
            affiliation=each.affiliation or "",
        )
        for way in WAYS
        for each in getattr(action, way)
    )


def _coming(body: str) -> Reseat:
    return Reseat(way="admits", body=body, source="field", whom="person", affiliation="affiliation")


def _going(body: str) -> Reseat:
    return Reseat(way="dismisses", body=body, source="field", whom="person")


def _source(file: CharterFile, action: Written, whom: str | None) -> Source:
    """Give where it is told who comes or goes: a field of the action, if it has one of the name."""
    if whom is None:
        return "actor"
    if whom in action.data:
        return "field"
    return "role" if whom in file.roles else "count" if whom in file.counts else "field"


def body_moves(file: CharterFile) -> Iterator[tuple[tuple[str, str], tuple[Move, ...]]]:
    """Give the moves by which those who may revise a body do so."""
    rules = compositions(file)
    related = any(body.affiliations or body.per_affiliation for body in file.bodies.values())
    for name, body in file.bodies.items():
        state = body_state(BODY + name)
        if body.activity is not None:
            yield (state, "meet"), (_staying("meet", state, _meets(name, body.activity)),)
        if body.revised_by is None and body.per_affiliation is not None:
            member = Term(name="by", policy=MemberOf(name))  # who changes employers tells it anyhow
            yield (state, "affiliate"), (_staying("affiliate", state, [member]),)
        if body.revised_by is None:
            continue
        for action in ("join", *_GOING, *(["affiliate"] if related else [])):
            by = MemberOf(body.revised_by)
            insiders = AnyOf((by, MemberOf(name)))
            terms = [Term(name="by", policy=insiders if action == "affiliate" else by)]
            if action == "join":
                terms += composing(rules, (_coming(name),))
            elif action in _GOING:
                terms.append(Term(name="seated", policy=Sits(name, (_going(name),)), about=name))
            yield (state, action), (_staying(action, state, terms),)


def _meets(body: str, activity: Activity) -> Iterator[Term]:
    """Give what must hold where it is recorded who was at a meeting of a body."""
    yield Term(name="by", policy=MemberOf(activity.recorded_by or body))
    if activity.session is not None:
        yield Term(name="session", policy=During(activity.session), about=activity.session)


def _staying(action: str, state: str, terms: Iterable[Term]) -> Move:
    return Move(
        action=BODY_ACTIONS[action], source=state, target=None, requires=tuple(terms), unless=()
    )
