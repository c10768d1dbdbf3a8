"""A mapping: how the rows of somebody else's log become what a charter speaks of."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

from attrs import field, frozen

from ..charter import Charter
from ..hints import did_you_mean
from ..instants import Instant, parse, text
from ..source.converter import make_converter, scalar
from ..source.problem import Path as Place
from ..source.problem import Problem, Problems, charter_error
from ..source.read import Document, read
from ..source.shapes import Several
from ..source.structure import structure
from .lookups import looked_at

SUPPLIED = frozenset(
    {"actor_is", "after", "assigned", "at", "dated", "happened", "in_session", "matches", "now"}
)
"""The facts of which a mapping can say where they stand in a log; no other is ever known."""


@frozen
class Moment:
    """An instant in a mapping, written as RFC 3339 text."""

    instant: Instant


def told(words: str, **options: Any) -> Any:
    """Declare an attribute of the file with the sentence that documents it."""
    return field(metadata={"doc": words}, **options)


@frozen(kw_only=True)
class About:
    """Where the log comes from, and which of its columns is what."""

    title: str = told("what the log is")
    source: str = told("where it comes from, with its date or commit")
    case: str = told("the column that names the proposal")
    at: str = told("the column with the instant at which a row was recorded")
    before: str = told("the column with the state before; empty on a proposal's first row")
    after: str = told("the column with the state after")
    more: str = told("a column of JSON objects whose keys are columns, too", default="")


@frozen(kw_only=True)
class Proxy:
    """Something that stands for what the source doesn't say; only where it is on."""

    says: str = told("what is taken for what")
    on: bool = told("whether it is", default=False)


@frozen(kw_only=True)
class Source:
    """The columns in which something stands, the first that is filled; and under which proxy."""

    column: Several[str] = told("the columns, the first that is filled counts")
    proxy: str = told("known only where this proxy is on", default="")
    part: Literal["whole", "name"] = told("`name` takes the last part of a path", default="whole")


@frozen(kw_only=True)
class Act:
    """Something that a row shows to have been done, and what the row knows of it."""

    action: Several[str] = told("the action; of several, one or another")
    proxy: str = told("shown only where this proxy is on", default="")
    filled: str = told("shown only where this column is filled", default="")
    at: Source | None = told("when; without it, at an unknown instant", default=None)
    state: Mapping[str, tuple[str, ...]] = told(
        "for a word of the log, the states in which the proposal may then have stood", factory=dict
    )
    state_proxy: str = told("the states are known only where this proxy is on", default="")
    is_: Mapping[str, Source] = told(
        "for a role, the column that is true where the one who acted holds it",
        factory=dict,
    )
    holds: Mapping[str, Source] = told(
        "for a role, the column that names who holds it", factory=dict
    )
    anchors: Mapping[str, Source] = told("for an anchor, where its instant stands", factory=dict)
    data: Mapping[str, Source] = told("for a field, where its value stands", factory=dict)
    lists: Mapping[str, Mapping[str, str]] = told(
        "for a field that is a list, each item and the column that is filled where it is in it",
        factory=dict,
    )


@frozen(kw_only=True)
class Shown:
    """What a change from one state of the log to another shows."""

    before: Several[str] = told("the states before")
    after: Several[str] = told("the states after")
    note: str = told("why it shows what it shows, or nothing", default="")
    acts: tuple[Act, ...] = told("what was done", default=())


@frozen(kw_only=True)
class InForce:
    """When the charter bound anybody; what is recorded outside of it shows nothing."""

    since: Moment = told("the first instant")
    until: Moment = told("the first instant at which it did no longer")
    proxy: str = told("where this proxy is on, it is taken to bind at any time", default="")


@frozen(kw_only=True)
class LogMapping:
    """A mapping, as it is written."""

    format: Literal[1] = told("version of the file format")
    log: About = told("the log")
    proxies: Mapping[str, Proxy] = told("what stands for what the source doesn't say", factory=dict)
    in_force: InForce | None = told("when the charter was in force", default=None)
    shown: tuple[Shown, ...] = told("what each change of state shows")
    never: Mapping[str, str] = told(
        "the facts that the source never tells, each with the reason", factory=dict
    )


def mapping(source: Path | str | bytes, charter: Charter, name: str | None = None) -> LogMapping:
    """Read a mapping, and hold it against the charter that it maps to.

    Raises:
        CharterError: it can't be used; every problem is told at once.
    """
    converter = make_converter()
    scalar(
        converter,
        Moment,
        parse=lambda words: Moment(parse(words)),
        text=lambda moment: text(moment.instant),
        words="an instant like `2019-08-02T00:00:00Z`",
        schema={"format": "date-time"},
    )
    document = read(
        source, "mapping.toml" if name is None and not isinstance(source, Path) else name
    )
    made = structure(document, LogMapping, converter)
    if isinstance(made, Problems):
        raise charter_error(made)
    problems = Problems()
    problems.extend(_misnamed(document, made, charter))
    problems.extend(_silent(document, made, charter))
    problems.raise_if_errors()
    return made


def _misnamed(document: Document, made: LogMapping, charter: Charter) -> Iterator[Problem]:
    """Give every name that neither the charter nor the mapping has."""
    machine = charter.machine
    known = {
        "action": frozenset(machine.actions),
        "state": frozenset(machine.states),
        "role": frozenset(charter.file.roles),
        "anchor": frozenset(machine.office.anchors),
        "proxy": frozenset(made.proxies),
    }
    for kind, name, place in _named(made):
        if name not in known[kind]:
            meant = did_you_mean(name, known[kind])
            yield document.problem(
                f"unknown-{kind}",
                f"there is no {kind} `{name}`",
                place,
                hint=f"did you mean `{meant}`?" if meant else None,
            )


def _named(made: LogMapping) -> Iterator[tuple[str, str, Place]]:
    """Give every name that a mapping uses, what it should name, and where it stands."""
    if made.in_force is not None and made.in_force.proxy:
        yield "proxy", made.in_force.proxy, ("in_force", "proxy")
    for i, shown in enumerate(made.shown):
        for j, act in enumerate(shown.acts):
            yield from _named_by_act(act, ("shown", i, "acts", j))


def _named_by_act(act: Act, at: Place) -> Iterator[tuple[str, str, Place]]:
    yield from (("action", action, (*at, "action")) for action in act.action)
    for word, states in act.state.items():
        yield from (("state", state, (*at, "state", word)) for state in states)
    yield from (("role", name, (*at, "is", name)) for name in act.is_)
    yield from (("role", name, (*at, "holds", name)) for name in act.holds)
    yield from (("anchor", name, (*at, "anchors", name)) for name in act.anchors)
    sources = [*act.is_.values(), *act.holds.values(), *act.anchors.values(), *act.data.values()]
    sources += [] if act.at is None else [act.at]
    proxies = (act.proxy, act.state_proxy, *(source.proxy for source in sources))
    yield from (("proxy", proxy, at) for proxy in proxies if proxy)


def _silent(document: Document, made: LogMapping, charter: Charter) -> Iterator[Problem]:
    """Give the facts that the charter asks for, and of which the mapping says nothing at all."""
    asked = looked_at(charter.machine) - SUPPLIED
    for fact in sorted(asked - made.never.keys()):
        yield document.problem(
            "unsaid-fact",
            f"the charter looks at `{fact}`, and no column can tell it",
            ("never",),
            hint=f'say why the source never does: `{fact} = "…"`',
            at_key=True,
        )
    for fact in sorted(made.never.keys() - asked):
        supplied = fact in SUPPLIED
        yield document.problem(
            "idle-reason",
            f"`{fact}` is one that columns can tell" if supplied else f"no rule looks at `{fact}`",
            ("never", fact),
            at_key=True,
        )
