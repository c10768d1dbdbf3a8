"""What one row of a log lets one know of one act: a situation, and which of its facts are known."""

from attrs import frozen

from ..charter import Charter
from ..errors import RequestError
from ..facts import (
    ActorIs,
    ActorOf,
    After,
    Ahead,
    Assigned,
    At,
    Dated,
    DatedIn,
    Elapsed,
    Fact,
    Happened,
    Hence,
    InSession,
    Matches,
    Now,
    Opens,
    Situation,
)
from ..fold import nothing
from ..instants import Instant, parse
from ..model import Record
from .mapping import About, Act, Source
from .rows import Row

SOMEBODY = "(somebody)"
"""Whoever did it: never a person of the charter, for a log's names are not the charter's."""


@frozen(kw_only=True, eq=False)
class Evidence:
    """What is known of one act.

    Attributes:
        situation: the facts; those that are not known have some value or other.
        states: the states in which the proposal may have stood.
        fields: the fields of the request whose value is known.
        partial: the fields of which it is known that the list holds these items, and maybe more.
        timed: whether the instant is known.
        anchors: the anchors whose instant is known.
    """

    situation: Situation
    states: frozenset[str]
    fields: frozenset[str] = frozenset()
    partial: frozenset[str] = frozenset()
    timed: bool = False
    anchors: frozenset[str] = frozenset()

    def unknown(self, fact: Fact) -> bool:  # noqa: PLR0911 - one answer for each kind of fact
        """Tell whether there is no evidence of a fact.

        Who did something is never more than a pseudonym: that it belongs to a person of a body is
        not known, and that it isn't found among a role's holders is no proof that it isn't one.
        """
        match fact:
            case Now() | InSession() | Hence() | Opens():
                return not self.timed
            case ActorIs() | Assigned():
                return not fact.read(self.situation)
            case ActorOf(who):
                known = who not in self.situation.office.bodies
                return not (known and fact.read(self.situation))
            case (
                After(anchor=anchor)
                | Ahead(anchor=anchor)
                | At(anchor=anchor)
                | Happened(anchor=anchor)
            ):
                return anchor not in self.anchors
            case Dated(field=field) | DatedIn(field=field) | Elapsed(field=field):
                return field not in self.fields
            case Matches(field=field):
                sure = field in self.partial and fact.read(self.situation)
                return field not in self.fields and not sure
            case _:
                return True


def evidence(charter: Charter, act: Act, row: Row, about: About, on: frozenset[str]) -> Evidence:
    """Gather what a row tells of an act, with those proxies that are on.

    Raises:
        RequestError: what should be an instant is none.
    """

    def known(source: Source | None) -> object | None:
        usable = source is not None and (not source.proxy or source.proxy in on)
        return row.filled(source) if usable and source is not None else None

    machine = charter.machine
    at = _instant(row, known(act.at))
    roles: dict[str, tuple[str, ...]] = {}
    for role, source in act.holds.items():
        if known(source):
            roles[role] = ("(another)",)
    for role, source in act.is_.items():
        if known(source) is True:
            roles[role] = (SOMEBODY,)
    instants = {name: _instant(row, known(source)) for name, source in act.anchors.items()}
    anchors = {name: instant for name, instant in instants.items() if instant is not None}
    bare = nothing(machine, row.text(about.case))
    data = {
        name: value for name, source in act.data.items() if (value := known(source)) is not None
    }
    lists = {
        name: [item for item, column in items.items() if column in row.cells]
        for name, items in act.lists.items()
    }
    instants_by_name = tuple(
        anchors.get(name, each)
        for name, each in zip(machine.office.anchors, bare.anchors, strict=True)
    )
    proposal = bare._replace(anchors=instants_by_name, record=Record(roles=roles))
    return Evidence(
        situation=Situation(at or 0, SOMEBODY, {**data, **lists}, proposal, machine.office),
        states=possible(charter, act, row.text(about.after), on),
        fields=frozenset(data),
        partial=frozenset(lists),
        timed=at is not None,
        anchors=frozenset(anchors),
    )


def possible(charter: Charter, act: Act, word: str, on: frozenset[str]) -> frozenset[str]:
    """Give the states in which a proposal may have stood, of which a log has its own word."""
    every = frozenset(charter.machine.states)
    if act.state_proxy and act.state_proxy not in on:
        return every
    named = act.state.get(word)
    return every if named is None else frozenset(named)


def _instant(row: Row, cell: object | None) -> Instant | None:
    if cell is None:
        return None
    try:
        return parse(str(cell))
    except RequestError as error:
        raise RequestError(f"line {row.line} of the log: {error}") from None
