"""From a charter as it is written to the machine that decides."""

from collections.abc import Iterator, Mapping

from ..calendars import Recurrence
from ..errors import CalendarError
from ..fields import Field
from ..machine import BODY, NEW, Action, Deadline, Machine, Move, Table, Term, define, flatten
from ..model import Duty, Office, Session
from ..policy import AnyOf, HolderOf, MemberOf, Policy
from ..source.problem import Path, Problem, Problems
from ..source.read import Document
from . import document as written
from .names import ANYONE, Names, declared, misnamed
from .rules import kept, unkept
from .terms import TermReader


def compiled(document: Document, file: written.CharterFile) -> Machine | Problems:
    """Give the machine of a charter, or everything that is wrong with it."""
    problems = Problems()
    problems.extend(misnamed(document, file))
    names = declared(document, file)
    problems.extend(_references(file, names))
    problems.extend(_initial(document, file))
    calendars = _calendars(document, file, problems)
    actions = {name: _action(name, action) for name, action in file.actions.items()}
    for name, action in file.actions.items():
        problems.extend(_fields(document, name, action, actions[name]))
    moves = [
        move
        for name, action in file.actions.items()
        for move in _moves(document, file, names, problems, actions[name], name, action)
    ]
    problems.extend(unkept(document, file))
    if problems.errors:
        return problems
    initial = next(name for name, state in file.states.items() if state.kind == "initial")
    definition = define(moves, file.states, initial)
    bodies = dict(_body_actions(file))
    return Machine(
        definition=definition,
        actions=actions | {action.name: action for action in (JOIN, LEAVE)},
        table={**flatten(definition), **bodies},
        office=_office(file, calendars),
        states=tuple(file.states),
        initial=initial,
        final=frozenset(name for name, state in file.states.items() if state.kind == "final"),
        rules=kept(file),
    )


def _references(file: written.CharterFile, names: Names) -> Iterator[Problem]:
    """Give every name, outside of terms, that refers to nothing."""
    looked: list[tuple[str, str | None, Path]] = []
    for name, body in file.bodies.items():
        looked.append(("body", body.revised_by, ("bodies", name, "revised_by")))
    for name, session in file.sessions.items():
        looked.append(("calendar", session.calendar, ("sessions", name, "calendar")))
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
        looked.append(("role", action.assigns, (*at, "assigns")))
        looked += [
            ("body", getattr(action, effect), (*at, effect))
            for effect in ("ballot", "signs", "vetoes", "releases")
        ]
        if action.when is not None:
            looked.append(("anchor", action.when.since, (*at, "when", "since")))
    for kind, wanted, path in looked:
        problem = None if wanted is None else names.lookup(kind, wanted, path)
        if problem is not None:
            yield problem


def _initial(document: Document, file: written.CharterFile) -> Iterator[Problem]:
    """Give what is wrong with the way in."""
    initial = [name for name, state in file.states.items() if state.kind == "initial"]
    if len(initial) != 1:
        said = "no state is initial" if not initial else f"{len(initial)} states are initial"
        hint = 'mark the one in which proposals start: `kind = "initial"`'
        yield document.problem("initial-state", said, ("states",), hint=hint, at_key=True)
    makers = [name for name, each in file.actions.items() if not each.from_]
    if not makers:
        yield document.problem(
            "no-way-in",
            "no action makes a proposal",
            ("actions",),
            hint="give one action no `from`, and the initial state as its `to`",
            at_key=True,
        )
    for name in makers:
        action = file.actions[name]
        if action.when is not None or (initial and action.to != initial[0]):
            yield document.problem(
                "no-from",
                f"`{name}` has no `from`, so it makes proposals, but it does not lead to the"
                " initial state",
                ("actions", name),
                hint="say from which states it leads",
                at_key=True,
            )


def _calendars(
    document: Document, file: written.CharterFile, problems: Problems
) -> Mapping[str, Recurrence]:
    found: dict[str, Recurrence] = {}
    for name, calendar in file.calendars.items():
        try:
            found[name] = Recurrence(
                start=calendar.start,
                rrule=calendar.rrule,
                at=calendar.at,
                zone=calendar.zone,
                duration=calendar.duration,
                except_=calendar.except_,
                also=calendar.also,
            )
        except CalendarError as error:
            problems.add(
                document.problem("bad-calendar", str(error), ("calendars", name), at_key=True)
            )
    return found


def _office(file: written.CharterFile, calendars: Mapping[str, Recurrence]) -> Office:
    anchors = [
        name for action in file.actions.values() for name in (*action.records, *action.dates)
    ]
    duties = {
        name: Duty(
            name=name,
            after=duty.after,
            by=duty.by,
            must=duty.must,
            discharged_by=file.actions[duty.must].records[0],
            within=duty.within,
        )
        for name, duty in file.duties.items()
    }
    return Office(
        bodies={name: frozenset(body.members) for name, body in file.bodies.items()},
        anchors={name: place for place, name in enumerate(dict.fromkeys(anchors))},
        sessions={
            name: Session(name=name, calendar=calendars[session.calendar])
            for name, session in file.sessions.items()
        },
        duties=duties,
        zone=file.charter.zone,
    )


def _action(name: str, action: written.Action) -> Action:
    return Action(
        name=name,
        title=action.title,
        by=() if ANYONE in action.by else action.by,
        deadline=None
        if action.when is None
        else Deadline(since=action.when.since, after=action.when.after),
        fields={field: _field(field, spec) for field, spec in action.data.items()},
        records=action.records,
        dates=action.dates,
        assigns=action.assigns,
        ballot=action.ballot,
        signs=action.signs,
        vetoes=action.vetoes,
        releases=action.releases,
        attests=action.attests,
        resets=action.resets,
    )


def _field(name: str, spec: object) -> Field:
    match spec:
        case written.Field():
            return Field(
                name=name, type=spec.type, choices=spec.choices, optional=spec.optional
            )
        case tuple():
            return Field(name=name, type="text", choices=spec)
        case _:
            return Field(name=name, type=str(spec))  # type: ignore[arg-type] # the reader checked it


def _fields(
    document: Document, name: str, action: written.Action, made: Action
) -> Iterator[Problem]:
    """Give what an action needs to say and doesn't."""
    at: Path = ("actions", name)
    if action.ballot is not None and not (
        "choice" in made.fields and made.fields["choice"].choices
    ):
        yield document.problem(
            "no-choice",
            f"`{name}` casts a ballot but asks for no `choice`",
            (*at, "ballot"),
            hint='add `data = { choice = ["yes", "no", "abstain"] }`',
        )
    for anchor, field in action.dates.items():
        if field not in made.fields or made.fields[field].type != "date":
            yield document.problem(
                "unknown-field",
                f"`{anchor}` takes its day from `{field}`, which is no field of type `date`",
                (*at, "dates", anchor),
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


def _moves(  # noqa: PLR0913 - all that bears on one action
    document: Document,
    file: written.CharterFile,
    names: Names,
    problems: Problems,
    made: Action,
    name: str,
    action: written.Action,
) -> Iterator[Move]:
    at: Path = ("actions", name)
    reader = TermReader(
        document=document, names=names, problems=problems, fields=frozenset(made.fields)
    )
    who = () if ANYONE in action.by else tuple(_who(file, action.by))
    requires = who + reader.read(action.requires, (*at, "requires"))
    unless = reader.read(action.unless, (*at, "unless"))
    ways = [(action.to, requires, unless)]
    if action.moves:
        ways = [
            (
                move.to,
                requires + reader.read(move.requires, (*at, "moves", i, "requires")),
                unless + reader.read(move.unless, (*at, "moves", i, "unless")),
            )
            for i, move in enumerate(action.moves)
        ]
    for source in action.from_ or (NEW,):
        for target, required, stopping in ways:
            yield Move(
                action=made,
                source=source,
                target=None if target == source else target,
                requires=required,
                unless=stopping,
            )


def _who(file: written.CharterFile, by: tuple[str, ...]) -> Iterator[Term]:
    """Give the term about who may: any one of the bodies and roles."""
    policies: tuple[Policy, ...] = tuple(
        HolderOf(name) if name in file.roles else MemberOf(name) for name in by
    )
    if policies:
        yield Term(name="by", policy=policies[0] if len(policies) == 1 else AnyOf(policies))


_PERSON = {"person": Field(name="person", type="person")}

JOIN = Action(name="join", title="join the body", fields=_PERSON)
LEAVE = Action(name="leave", title="leave the body", fields=_PERSON)


def _body_actions(file: written.CharterFile) -> Iterator[tuple[tuple[str, str], tuple[Move, ...]]]:
    """Give the moves by which those who may revise a body do so."""
    for name, body in file.bodies.items():
        if body.revised_by is None:
            continue
        state = f"(body {name})"
        who = Term(name="by", policy=MemberOf(body.revised_by))
        for action in (JOIN, LEAVE):
            yield (
                (state, action.name),
                (Move(action=action, source=state, target=None, requires=(who,), unless=()),),
            )
