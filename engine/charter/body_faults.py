"""Body faults: what a charter says of its bodies, or does to them, that can't be."""

from collections.abc import Iterator

from ..machine import Action
from ..source.problem import Path, Problem
from ..source.read import Document
from ..speech import counted
from .bodies import WAYS
from .document import Action as Written
from .document import CharterFile
from .names import Names
from .seating import Body, Reseating

_LEAST = {"seats": 1, "minimum": 0, "per_affiliation": 1, "terms": 1}


def body_faults(document: Document, file: CharterFile, names: Names) -> Iterator[Problem]:
    """Give what is wrong with the bodies of a charter."""
    belongs: dict[str, str] = {}
    for name, body in file.bodies.items():
        at: Path = ("bodies", name)
        for place, other in enumerate(body.excludes):
            problem = names.lookup("body", other, (*at, "excludes", place))
            if problem is not None:
                yield problem
        if body.suspended_from is not None:
            yield from _derived(document, file, names, name, body)
        yield from _numbers(document, name, body)
        yield from _activity(document, names, name, body)
        if body.directory and (body.members or body.revised_by or body.term or body.activity):
            yield document.problem(
                "bad-composition",
                f"in `{name}` is whoever the host's directory says, and nobody else",
                (*at, "directory"),
                hint="leave out `members`, `revised_by`, `term` and `activity`",
            )
        for person, affiliation in body.affiliations.items():
            if belongs.setdefault(person, affiliation) != affiliation:
                yield document.problem(
                    "two-affiliations",
                    f"{person} belongs to `{affiliation}` here and to `{belongs[person]}` before",
                    (*at, "affiliations", person),
                    hint="an affiliation holds in every body: tell it once",
                )


def _numbers(document: Document, name: str, body: Body) -> Iterator[Problem]:
    at: Path = ("bodies", name)
    for key, least in _LEAST.items():
        value = getattr(body, key)
        if value is not None and value < least:
            yield document.problem(
                "bad-composition", f"`{key}` of `{name}` is less than {least}", (*at, key)
            )
    if body.seats is not None and body.minimum > body.seats:
        seats = counted(body.seats, "seat")
        said = f"`{name}` needs {counted(body.minimum, 'member')} and has {seats}"
        yield document.problem("bad-composition", said, (*at, "minimum"))
    if name in body.excludes:
        said = f"nobody could ever be in `{name}`: it excludes itself"
        yield document.problem("bad-composition", said, (*at, "excludes"))
    if body.terms is not None and body.term is None:
        yield document.problem(
            "bad-composition",
            f"`{name}` limits how many terms anybody holds, and says of none how long it is",
            (*at, "terms"),
            hint='add `term = "P1Y"`, or how long it is',
        )
    if body.term is not None and body.members and body.since is None:
        yield document.problem(
            "bad-composition",
            f"the terms of `{name}` lapse, and nobody can tell when those of its `members` began",
            (*at, "term"),
            hint="add `since = 2024-01-01`, or the day on which they did",
        )


def _activity(document: Document, names: Names, name: str, body: Body) -> Iterator[Problem]:
    if body.activity is None:
        return
    at: Path = ("bodies", name, "activity")
    for key in ("misses", "returns"):
        if getattr(body.activity, key) < 1:
            said = f"`{key}` of `{name}` is less than 1"
            yield document.problem("bad-composition", said, (*at, key))
    for kind, key in (("body", "recorded_by"), ("session", "session")):
        wanted = getattr(body.activity, key)
        problem = None if wanted is None else names.lookup(kind, wanted, (*at, key))
        if problem is not None:
            yield problem


def _derived(
    document: Document, file: CharterFile, names: Names, name: str, body: Body
) -> Iterator[Problem]:
    """Give what is wrong with a body that holds the suspended members of another."""
    at: Path = ("bodies", name, "suspended_from")
    problem = names.lookup("body", str(body.suspended_from), at)
    if problem is not None:
        yield problem
    elif body.members or body.revised_by or file.bodies[str(body.suspended_from)].suspended_from:
        yield document.problem(
            "bad-composition",
            f"in `{name}` is whoever is suspended from `{body.suspended_from}`, and nobody else",
            at,
            hint="leave out `members` and `revised_by`, and name a body that has members",
        )


def reseating_faults(
    document: Document, file: CharterFile, names: Names, written: Written, made: Action
) -> Iterator[Problem]:
    """Give what is wrong with what an action does to bodies."""
    for way in WAYS:
        for place, each in enumerate(getattr(written, way)):
            at: Path = ("actions", made.name, way, place)
            yield from _reseating(document, file, names, made, each, at)


def _known(file: CharterFile) -> frozenset[str]:
    return frozenset((*file.roles, *file.counts))


def _reseating(  # noqa: PLR0913, PLR0917 - an effect, and where it stands
    document: Document,
    file: CharterFile,
    names: Names,
    made: Action,
    each: Reseating,
    at: Path,
) -> Iterator[Problem]:
    problem = names.lookup("body", each.body, (*at, "body"))
    if problem is not None:
        yield problem
    elif file.bodies[each.body].suspended_from is not None or file.bodies[each.body].directory:
        said = f"no proposal says who is in `{each.body}`: see what its own table says"
        yield document.problem("bad-composition", said, (*at, "body"))
    field = made.fields.get(each.whom or "")
    if each.whom is None and made.clockwork:
        yield document.problem(
            "clock-cannot",
            f"`{made.name}` is the clock's own move, and the clock is nobody's member",
            at,
            hint="name a role as `whom`",
        )
    elif each.whom is not None and (field is not None or each.whom not in _known(file)):
        if field is None:
            yield document.problem(
                "unknown-field",
                f"`{made.name}` asks for no field `{each.whom}`, nor is a role or count called so",
                (*at, "whom"),
                hint=f'add `data = {{ {each.whom} = "person" }}`',
            )
        elif field.type not in ("person", "list") or field.optional or field.beside:
            yield document.problem(
                "not-a-person",
                f"`{each.whom}` tells who comes or goes, so it is a `person` or a `list`, always"
                " told, and kept inside",
                (*at, "whom"),
            )
    if each.affiliation is not None:
        told = made.fields.get(each.affiliation)
        if told is None or told.type != "text" or told.beside:
            yield document.problem(
                "unknown-field",
                f"`{each.affiliation}` tells to whom they belong, and is no field of type `text`"
                " that is kept inside",
                (*at, "affiliation"),
            )
