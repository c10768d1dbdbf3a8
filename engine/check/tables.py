"""What a charter declares and nobody can use, or nobody does."""

from collections.abc import Iterator, Mapping
from typing import Any, cast

from attrs import fields, frozen

from ..calendars import never_meets
from ..charter.bodies import WAYS
from ..charter.document import CharterFile
from ..facts import (
    Attended,
    Awaited,
    Ballots,
    Due,
    Fact,
    HasVoted,
    Outcome,
    Owed,
    Recused,
    Root,
    SaidBy,
    Total,
)
from ..machine import DEFINED, Machine
from ..source.problem import Problem
from ..source.read import Document


def empty(document: Document, file: CharterFile) -> Iterator[Problem]:
    """Give the bodies that nobody is in, and that nobody can let anybody into."""
    admitted = {
        each.body for action in file.actions.values() for each in (*action.admits, *action.seats)
    }
    filled = {name for name, body in file.bodies.items() if body.members}
    while more := {
        name
        for name, body in file.bodies.items()
        if name not in filled
        and (
            body.directory
            or body.revised_by in filled
            or name in admitted
            or body.suspended_from in filled
        )
    }:
        filled |= more
    for name, body in file.bodies.items():
        if name in filled:
            continue
        why = "" if body.revised_by is None else f", nor is anybody in `{body.revised_by}`"
        yield document.problem(
            "empty-body",
            f"nobody is in `{name}`{why}, so nobody can ever act for it",
            ("bodies", name),
            hint="name its `members`, or by whom it is `revised_by`",
            at_key=True,
        )


def silent(document: Document, file: CharterFile, machine: Machine) -> Iterator[Problem]:
    """Give the sessions that never meet."""
    for name, session in machine.office.sessions.items():
        calendar = file.sessions[name].calendar
        if session.calendar is not None and calendar and never_meets(session.calendar):
            yield document.problem(
                "never-meets",
                f"`{name}` never meets: `{calendar}` has not one day",
                ("calendars", calendar, "rrule"),
                hint="look at the day and the month together, and at `UNTIL` and `except`",
            )


@frozen(kw_only=True)
class _Used:
    """The names that something in a charter refers to, by table."""

    bodies: frozenset[str]
    roles: frozenset[str]
    sessions: frozenset[str]
    calendars: frozenset[str]
    anchors: frozenset[str]
    blocks: frozenset[str]
    ballots: frozenset[str]
    counts: frozenset[str]


def unused(
    document: Document, file: CharterFile, machine: Machine, facts: frozenset[Fact]
) -> Iterator[Problem]:
    """Give the bodies, roles, sessions, calendars and anchors to which nothing refers.

    ``facts`` are all that the charter's policies look at.
    """
    used = _used(file, machine, facts)
    tables: Mapping[str, tuple[Mapping[str, object], frozenset[str], str]] = {
        "bodies": (file.bodies, used.bodies, "body"),
        "roles": (file.roles, used.roles, "role"),
        "blocks": (file.blocks, used.blocks, "block"),
        "ballots": (file.ballots, used.ballots, "ballot"),
        "counts": (file.counts, used.counts, "count"),
        "sessions": (file.sessions, used.sessions, "session"),
        "calendars": (file.calendars, used.calendars, "calendar"),
        "definitions": (file.definitions, _defined(machine), "definition"),
    }
    for table, (entries, names, noun) in tables.items():
        for name in entries:
            if name not in names and f"{table}.{name}" not in machine.rules:
                yield document.problem(
                    "unused",
                    _idle(file, table, noun, name),
                    (table, name),
                    hint="use it or take it out",
                    severity="warning",
                    at_key=True,
                )
    yield from _unread(document, file, machine, used.anchors)


def _defined(machine: Machine) -> frozenset[str]:
    """Give the definitions that some action refers to, be it by way of another."""
    terms = [
        term
        for moves in machine.table.values()
        for move in moves
        for term in (*move.requires, *move.unless)
    ]
    found: set[str] = set()
    while terms:
        term = terms.pop()
        terms += term.parts
        if term.name == DEFINED:
            found.add(term.about)
    return frozenset(found)


def _idle(file: CharterFile, table: str, noun: str, name: str) -> str:
    """Say that nothing refers to something, and of a role who gets it all the same."""
    gives = [each for each, action in file.actions.items() if name in {action.assigns, action.adds}]
    if table == "roles" and gives:
        return f"`{gives[0]}` gives the role `{name}`, which nothing refers to"
    return f"nothing refers to the {noun} `{name}`"


def _unread(
    document: Document, file: CharterFile, machine: Machine, used: frozenset[str]
) -> Iterator[Problem]:
    """Give the anchors that nothing reads, at the first action that records each."""
    seen = set(used)
    for name, action in file.actions.items():
        for anchor in (*action.records, *action.dates):
            if anchor not in seen and f"{name}.records" not in machine.rules:
                seen.add(anchor)
                table = "dates" if anchor in action.dates else "records"
                yield document.problem(
                    "unused",
                    f"`{name}` records `{anchor}`, which nothing refers to",
                    ("actions", name, table),
                    hint="use it or take it out",
                    severity="warning",
                    at_key=True,
                )


def _used(file: CharterFile, machine: Machine, facts: frozenset[Fact]) -> _Used:
    bodies: set[str | None] = {body.revised_by for body in file.bodies.values()}
    bodies |= {each.suspended_from for each in file.bodies.values()}
    bodies |= {each.activity.recorded_by for each in file.bodies.values() if each.activity}
    bodies |= {other for each in file.bodies.values() for other in each.excludes}
    roles: set[str | None] = set()
    sessions: set[str | None] = {
        each.activity.session for each in file.bodies.values() if each.activity
    }
    anchors: set[str | None] = set()
    blocks: set[str | None] = set()
    ballots, counts = _polled(file, facts)
    for table in file.ballots.values():
        bodies |= {*table.of, *table.except_}
        roles |= {*table.of, *table.except_, *table.defaults}
    for count in file.counts.values():
        bodies.add(count.casting)
        roles.add(count.casting)
    bodies |= ballots
    roles |= ballots
    for name, action in file.actions.items():
        bodies |= {*action.by, action.signs, action.vetoes}
        roles |= {*action.by}
        reseatings = [each for way in WAYS for each in getattr(action, way)]
        bodies |= {each.body for each in reseatings}
        roles |= {each.whom for each in reseatings}
        if action.when is not None:
            deadline = machine.actions[name].deadline
            anchors |= frozenset[str]() if deadline is None else deadline.anchors
            sessions |= {span.session for span in (deadline.spans if deadline else ())}
    for block in file.blocks.values():
        bodies |= {*block.by}
        roles |= {*block.by}
    anchors |= {each.convened for each in machine.office.sessions.values()}
    for duty in machine.office.duties.values():
        bodies.add(duty.by)
        roles.add(duty.by)
        anchors |= {duty.after, duty.discharged_by}
    for fact in facts:
        said = {each.name: getattr(fact, each.name) for each in fields(cast("Any", type(fact)))}
        bodies |= {said.get(name) for name in ("body", "of", "by", "who", "among")}
        roles |= {said.get(name) for name in ("role", "who", "among")}
        blocks.add(said.get("by"))
        sessions.add(said.get("session"))
        anchors |= {said.get(name) for name in ("anchor", "since")}
        if isinstance(fact, (Owed, Due)):
            anchors.add(machine.office.duties[fact.duty].after)
    return _Used(
        bodies=frozenset(name for name in bodies if name is not None),
        roles=frozenset(name for name in roles if name is not None),
        sessions=frozenset(name for name in sessions if name is not None),
        calendars=frozenset(each.calendar for each in file.sessions.values() if each.calendar),
        anchors=frozenset(name for name in anchors if name is not None),
        blocks=frozenset(name for name in blocks if name is not None),
        ballots=frozenset(ballots),
        counts=frozenset(counts),
    )


def _polled(file: CharterFile, facts: frozenset[Fact]) -> tuple[set[str], set[str]]:
    """Give the ballots, bodies and roles that are voted in or asked about, and the counts."""
    ballots = {count.ballot for count in file.counts.values()}
    counts: set[str] = set()
    for action in file.actions.values():
        named = (action.ballot, action.attends, action.seals, action.unseals, action.totals)
        ballots |= {name for name in named if name is not None}
        counts |= {action.counts} if action.counts is not None else set()
        counts |= {each.whom for way in WAYS for each in getattr(action, way)}
    for fact in facts:
        match fact:
            case Ballots(of=of) | Total(of=of) | Awaited(of) | HasVoted(of) | Recused(of):
                ballots.add(of)
            case Attended(of) | Root(of):
                ballots.add(of)
            case SaidBy(of=of, by=by):
                ballots |= {of, by}
            case Outcome(of):
                counts.add(of)
            case _:
                pass
    return ballots, counts
