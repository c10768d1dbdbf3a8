"""Faults: what the tables of a charter say that can't be, beside their terms and their rules."""

from collections.abc import Iterator

from ..calendars.zone import zone
from ..errors import CalendarError
from ..hints import did_you_mean
from ..machine import Action
from ..source.problem import Path, Problem
from ..source.read import Document
from .document import Action as Written
from .document import CharterFile, Release
from .effects import misdone, people_told
from .names import Names
from .timetable import Span, When
from .voting import PERSONAL, needed, table_names, unvotable, voting_names

_WEEK = 7


def unknown(file: CharterFile, names: Names) -> Iterator[Problem]:
    """Give every name, outside of terms, that refers to nothing."""
    looked: list[tuple[str, str | None, Path]] = []
    for name, body in file.bodies.items():
        looked.append(("body", body.revised_by, ("bodies", name, "revised_by")))
    for name, block in file.blocks.items():
        looked += [("people", each, ("blocks", name, "by", i)) for i, each in enumerate(block.by)]
    for name, session in file.sessions.items():
        looked.append(("calendar", session.calendar, ("sessions", name, "calendar")))
        looked.append(("anchor", session.convened, ("sessions", name, "convened")))
    looked += [("anchor", name, ("anchors", name)) for name in file.anchors]
    for name, duty in file.duties.items():
        at = ("duties", name)
        looked += [("anchor", duty.after, (*at, "after")), ("who", duty.by, (*at, "by"))]
        looked.append(("action", duty.must, (*at, "must")))
    for name, action in file.actions.items():
        at = ("actions", name)
        looked.append(("state", action.to, (*at, "to")))
        looked += [("state", each, (*at, "from", i)) for i, each in enumerate(action.from_)]
        looked += [("who", each, (*at, "by", i)) for i, each in enumerate(action.by)]
        looked += [
            ("state", move.to, (*at, "moves", i, "to")) for i, move in enumerate(action.moves)
        ]
        looked += [
            ("role", getattr(action, effect), (*at, effect))
            for effect in ("assigns", "adds", "quits", "removes")
        ]
        looked.append(("body", action.signs, (*at, "signs")))
        looked += voting_names(action, at)
        looked.append(("claim", action.contests, (*at, "contests")))
        looked.append(("veto", action.vetoes, (*at, "vetoes")))
        releases = action.releases
        if isinstance(releases, Release):
            looked.append(("veto", releases.block, (*at, "releases", "block")))
        else:
            looked.append(("veto", releases, (*at, "releases")))
        looked += [("anchor", each, (*at, "clears", i)) for i, each in enumerate(action.clears)]
        if action.when is not None:
            looked += _when(action.when, (*at, "when"))
    looked += _followed(file)
    looked += table_names(file)
    for kind, wanted, path in looked:
        problem = None if wanted is None else names.lookup(kind, wanted, path)
        if problem is not None:
            yield problem


def _followed(file: CharterFile) -> Iterator[tuple[str, str | None, Path]]:
    """Give the states in which proposals of the charter before go on."""
    if file.amendment is not None:
        for before, each in file.amendment.states.items():
            yield "state", each, ("amendment", "states", before)


def _when(when: When, at: Path) -> Iterator[tuple[str, str | None, Path]]:
    """Give the names that a move of the clock refers to."""
    spans: list[tuple[When | Span, Path]] = [(when, at)]
    for key, several in (("later_of", when.later_of), ("earlier_of", when.earlier_of)):
        spans += [(span, (*at, key, place)) for place, span in enumerate(several)]
    for span, path in spans:
        yield from (("anchor", each, (*path, "since", i)) for i, each in enumerate(span.since))
        yield ("session", span.session, (*path, "session"))


def misplaced(document: Document, file: CharterFile) -> Iterator[Problem]:
    """Give what is wrong with the way in, and with time and duties."""
    yield from _zone(document, file)
    yield from _duties(document, file)
    initial = [name for name, state in file.states.items() if state.kind == "initial"]
    if not initial:
        hint = 'mark those in which proposals start: `kind = "initial"`'
        said = "no state is initial"
        yield document.problem("initial-state", said, ("states",), hint=hint, at_key=True)
    makers = [name for name, each in file.actions.items() if not each.from_]
    if not makers:
        yield document.problem(
            "no-way-in",
            "no action makes a proposal",
            ("actions",),
            hint="give an action no `from`, and an initial state as its `to`",
            at_key=True,
        )
    for name in makers:
        action = file.actions[name]
        if action.when is not None or action.moves or (initial and action.to not in initial):
            yield document.problem(
                "no-from",
                f"`{name}` has no `from`, so it makes proposals, but it does not lead to an"
                " initial state",
                ("actions", name),
                hint="say from which states it leads",
                at_key=True,
            )


def incomplete(
    document: Document, file: CharterFile, name: str, action: Written, made: Action
) -> Iterator[Problem]:
    """Give what an action needs to say and doesn't."""
    at: Path = ("actions", name)
    yield from unvotable(document, file, name, action, made)
    for anchor, field in action.dates.items():
        if field not in made.fields or made.fields[field].type not in {
            "date",
            "instant",
        }:
            yield document.problem(
                "unknown-field",
                f"`{anchor}` takes its day from `{field}`, which is no field of type `date` or"
                " `instant`",
                (*at, "dates", anchor),
            )
    yield from misdone(document, name, action, made)
    yield from _unlinked(name, action, made, document)
    yield from _amending(name, action, made, document)
    yield from _erasable(name, action, made, document)
    if action.when is not None:
        yield from _clockwork(document, name, action, made)
    for place, state in enumerate(action.from_):
        if state in action.from_[:place]:
            yield document.problem(
                "given-twice", f"`{name}` names `{state}` twice", (*at, "from", place)
            )
    if bool(action.by) is (action.when is not None):
        said = "both somebody and the clock" if action.by else "neither anybody nor the clock"
        yield document.problem(
            "who-acts",
            f"`{name}` can be done by {said}",
            at,
            hint="state `by` (a body, a role or `anyone`) or `when`, and not both",
            at_key=True,
        )
    if action.moves and action.to is not None:
        yield document.problem(
            "to-and-moves", f"`{name}` has both `to` and `moves`", (*at, "to"), at_key=True
        )


def _unlinked(name: str, action: Written, made: Action, document: Document) -> Iterator[Problem]:
    """Give the links that no field of the request could tell."""
    for place, link in enumerate(action.links):
        if link not in made.fields or made.fields[link].type not in ("text", "person", "list"):
            meant = None if link in made.fields else did_you_mean(link, made.fields)
            yield document.problem(
                "unknown-field",
                f"`{name}` keeps the link `{link}`, which is no field of type `text`, `person`"
                " or `list`",
                ("actions", name, "links", place),
                hint=f"did you mean `{meant}`?" if meant else f'add `data = {{ {link} = "text" }}`',
            )


def _amending(name: str, action: Written, made: Action, document: Document) -> Iterator[Problem]:
    """Give what keeps an action from letting another charter in."""
    told = made.fields.get("charter")
    if action.amends and (told is None or told.type != "text" or told.optional):
        yield document.problem(
            "no-charter",
            f"`{name}` lets another charter in but asks for no `charter`",
            ("actions", name, "amends"),
            hint='add `data = { charter = "text" }`: it tells the digest of the new charter',
        )


def _erasable(name: str, action: Written, made: Action, document: Document) -> Iterator[Problem]:
    """Give the fields that can be erased, and without which a proposal stands nowhere."""
    counted = {
        *action.dates.values(),
        *needed(action),
        *people_told(made),
        *action.links,
        *(("charter",) if action.amends else ()),
    }
    for field in made.beside:
        if field in counted:
            yield document.problem(
                "kept-beside",
                f"`{name}` needs `{field}` to tell where a proposal stands, and it can be erased",
                ("actions", name, "data", field),
                hint='leave out `kept = "beside"`',
            )


def _clockwork(document: Document, name: str, action: Written, made: Action) -> Iterator[Problem]:
    """Give what a move of the clock asks for that only a person could give."""
    at: Path = ("actions", name)
    asked = [field for field, each in made.fields.items() if not each.optional]
    personal = {
        key
        for key in (
            *("assigns", "adds", "quits", "signs", "vetoes", "attests", "contests", "retracts"),
            *PERSONAL,
        )
        if getattr(action, key) is not None
    } | ({"releases"} if made.whose == "own" else set())
    if action.amends:
        personal.add("amends")
    for key, path in [
        *((field, (*at, "data", field)) for field in asked),
        *((key, (*at, key)) for key in sorted(personal)),
    ]:
        yield document.problem(
            "clock-cannot",
            f"`{name}` is the clock's own move, and the clock can give no `{key}`",
            path,
            hint="leave it out, or let somebody do it",
            at_key=True,
        )


def _zone(document: Document, file: CharterFile) -> Iterator[Problem]:
    try:
        zone(file.charter.zone)
    except CalendarError as error:
        yield document.problem("bad-zone", str(error), ("charter", "zone"))
    if len(set(file.charter.weekend)) == _WEEK:
        said = "every day of the week is a weekend's, so there are no business days"
        yield document.problem("no-business-day", said, ("charter", "weekend"))


def _duties(document: Document, file: CharterFile) -> Iterator[Problem]:
    """Give the duties that could never be seen to be met."""
    for name, duty in file.duties.items():
        action = file.actions.get(duty.must)
        if action is not None and not action.records:
            yield document.problem(
                "unrecorded-duty",
                f"`{duty.must}` discharges `{name}`, but records nothing by which that is seen",
                ("duties", name, "must"),
                hint=f"add `records` to `{duty.must}`",
            )
