"""From a charter as it is written to the machine that decides."""

from collections.abc import Iterator, Mapping
from typing import cast

from attrs import evolve

from ..calendars import Recurrence, Week
from ..calendars.rule import WEEKDAYS
from ..composition import composing
from ..deadlines import Deadline, Span
from ..errors import CalendarError
from ..fields import Field, FieldType
from ..machine import NEW, Action, Machine, Move, Term, define, flatten
from ..model import Block, Duty, Office, Session
from ..policy import AnyOf, HolderOf, LastStanding, MemberOf, Policy
from ..source.problem import Path, Problems
from ..source.read import Document
from .bodies import BODY_ACTIONS, body_moves, compositions, reseats, revised, timeline
from .body_faults import body_faults, reseating_faults
from .crossing import crossing
from .document import Action as Written
from .document import CharterFile, Release
from .document import Field as WrittenField
from .effects import VERSION, before, unresettable
from .faults import incomplete, misplaced, unknown
from .names import ANYONE, Names, declared, misnamed
from .rules import kept, unkept, unreasoned
from .terms import TermReader
from .timetable import Sitting, When
from .voting import ballots, counts, held, unsound

_SECOND = 1_000_000


def compiled(document: Document, file: CharterFile) -> Machine | Problems:
    """Give the machine of a charter, or everything that is wrong with it."""
    problems = Problems()
    problems.extend(misnamed(document, file))
    names = declared(document, file)
    problems.extend(unknown(file, names))
    problems.extend(misplaced(document, file))
    problems.extend(body_faults(document, file, names))
    problems.extend(unresettable(document, file, names))
    calendars = _calendars(document, file, problems)
    problems.extend(unsound(document, file))
    actions = {name: _action(file, name, action) for name, action in file.actions.items()}
    for name, action in file.actions.items():
        problems.extend(incomplete(document, file, name, action, actions[name]))
        problems.extend(reseating_faults(document, file, names, action, actions[name]))
    moves = [
        move
        for name, action in file.actions.items()
        for move in _moves(document, file, names, problems, actions[name], name, action)
    ]
    _define(document, file, names, problems)
    problems.extend(unkept(document, file))
    problems.extend(unreasoned(document, file))
    if problems.errors:
        return problems
    initial = next(name for name, state in file.states.items() if state.kind == "initial")
    definition = define(moves, file.states, initial)
    office = _office(file, calendars)
    return Machine(
        definition=definition,
        actions={**actions, **BODY_ACTIONS},
        table={**flatten(definition), **dict(body_moves(file))},
        office=office,
        states=tuple(file.states),
        initial=initial,
        final=frozenset(name for name, state in file.states.items() if state.kind == "final"),
        roles=tuple(file.roles),
        rules=kept(file),
        crossing=crossing(moves, office),
    )


def _calendars(
    document: Document, file: CharterFile, problems: Problems
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


def _office(file: CharterFile, calendars: Mapping[str, Recurrence]) -> Office:
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
            consequence=duty.consequence,
        )
        for name, duty in file.duties.items()
    }
    return Office(
        bodies={name: frozenset(body.members) for name, body in file.bodies.items()},
        affiliations=timeline(file).initial.affiliations,
        compositions=compositions(file),
        revised=revised(file),
        timeline=timeline(file),
        anchors={name: place for place, name in enumerate(dict.fromkeys(anchors))},
        sessions={
            name: _session(name, session, calendars) for name, session in file.sessions.items()
        },
        duties=duties,
        zone=file.charter.zone,
        shared=frozenset(name for name, anchor in file.anchors.items() if anchor.shared),
        blocks={
            name: Block(name=name, by=block.by, lapses=block.lapses)
            for name, block in file.blocks.items()
        },
        ballots=ballots(file),
        counts=counts(file),
        week=Week(
            weekend=frozenset(WEEKDAYS.index(day) for day in file.charter.weekend),
            holidays=frozenset(file.charter.holidays),
        ),
    )


def _session(name: str, session: Sitting, calendars: Mapping[str, Recurrence]) -> Session:
    calendar = None if session.calendar is None else calendars[session.calendar]
    if calendar is not None:
        calendar = evolve(calendar, before=session.before, after=session.after)
    return Session(
        name=name,
        calendar=calendar,
        convened=session.convened or "",
        lasts=session.lasts,
        before=session.before,
        after=session.after,
        meets=session.kind == "meeting",
    )


def _deadline(when: When) -> Deadline:
    spans = (when,) if when.since else when.later_of or when.earlier_of
    return Deadline(
        spans=tuple(
            Span(
                since=span.since,
                after=span.after,
                session=span.session or "",
                many=span.many,
                grace=0 if span.grace is None else span.grace.seconds * _SECOND,
            )
            for span in spans
        ),
        pick="earlier" if when.earlier_of else "later",
    )


def _action(file: CharterFile, name: str, action: Written) -> Action:
    releases = action.releases
    return Action(
        name=name,
        title=action.title,
        by=() if ANYONE in action.by else action.by,
        deadline=None if action.when is None else _deadline(action.when),
        fields={field: _field(field, spec) for field, spec in action.data.items()},
        records=action.records,
        dates=action.dates,
        clears=action.clears,
        assigns=action.assigns,
        adds=action.adds,
        quits=action.quits,
        removes=action.removes,
        ballot=action.ballot,
        signs=action.signs,
        vetoes=action.vetoes,
        releases=releases.block if isinstance(releases, Release) else releases,
        whose=releases.whose if isinstance(releases, Release) else "all",
        retracts=action.retracts,
        attests=action.attests,
        contests=action.contests,
        voids=action.voids,
        links=action.links,
        resets=action.resets,
        reseats=reseats(file, action),
        amends=action.amends,
        opens=action.opens,
        recuses=action.recuses,
        entrusts=action.entrusts,
        seals=action.seals,
        unseals=action.unseals,
        offers=action.offers,
        attends=action.attends,
        totals=action.totals,
        counts=action.counts,
        held=held(file, action),
    )


def _field(name: str, spec: object) -> Field:
    match spec:
        case WrittenField():
            return Field(
                name=name,
                type=spec.type,
                choices=spec.choices,
                optional=spec.optional,
                beside=spec.kept == "beside",
            )
        case tuple():
            return Field(name=name, type="text", choices=spec)
        case _:
            return Field(name=name, type=cast("FieldType", spec))


def _moves(  # noqa: PLR0913, PLR0917 - all that bears on one action
    document: Document,
    file: CharterFile,
    names: Names,
    problems: Problems,
    made: Action,
    name: str,
    action: Written,
) -> Iterator[Move]:
    at: Path = ("actions", name)
    reader = TermReader(
        document=document,
        names=names,
        problems=problems,
        fields=frozenset(made.fields),
        links=frozenset(action.links),
        definitions=file.definitions,
    )
    who = () if ANYONE in action.by else tuple(_who(file, action.by))
    requires = who + reader.read(action.requires, (*at, "requires"))
    unless = reader.read(action.unless, (*at, "unless"))
    composed = tuple(composing(compositions(file), made.reseats))
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
        if action.voids:
            ways = [(back, (*requires, _last(back)), unless) for back in before(file, source)]
        for target, required, stopping in ways:
            yield Move(
                action=made,
                source=source,
                target=None if target == source else target,
                requires=required + composed,
                unless=stopping,
            )


def _define(document: Document, file: CharterFile, names: Names, problems: Problems) -> None:
    """See what is wrong with definitions to which no action refers, too."""
    actions = file.actions.values()
    reader = TermReader(
        document=document,
        names=names,
        problems=problems,
        fields=frozenset(name for each in actions for name in each.data),
        links=frozenset(name for each in actions for name in each.links),
        definitions=file.definitions,
    )
    for name in file.definitions:
        reader.define(name)


def _last(back: str) -> Term:
    return Term(name="voids", policy=LastStanding(VERSION, back))


def _who(file: CharterFile, by: tuple[str, ...]) -> Iterator[Term]:
    """Give the term about who may: any one of the bodies and roles."""
    policies: tuple[Policy, ...] = tuple(
        HolderOf(name) if name in file.roles else MemberOf(name) for name in by
    )
    if policies:
        yield Term(name="by", policy=policies[0] if len(policies) == 1 else AnyOf(policies))
