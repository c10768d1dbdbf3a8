"""The charter as a machine: a real `transitions.Machine`, and the table that decisions run on.

The machine is the checked definition; the table is flattened from it, because a look-up in it costs
a tenth of a trigger. No method is injected on anybody's object.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal, cast

import transitions
from attrs import field, frozen

from .deadlines import Deadline
from .effects import POLLING, brought, lessened, taken
from .errors import RequestError
from .facts import Effect, Situation
from .fields import Field
from .membership import Reseat
from .model import Office
from .policy import Policy, derived, plain

NEW = "(new)"
"""The state of a proposal that has not been made yet."""

BODY = "@"
"""How the names of the streams start in which a body's membership is recorded."""

Check = Callable[[Situation], bool]

Whose = Literal["own", "named", "all"]
"""Whose vetoes an action lifts: the actor's, those of the person named, or everybody's."""

DEFINED = "defined"
"""The name of a term that stands for another, which the charter defines once."""

_POLLED = frozenset(POLLING.values())


@frozen(kw_only=True)
class Term:
    """A policy as the charter names it, with the terms that it combines.

    Attributes:
        about: the one thing that it is about, as in ``{ sign_off = "bdfl" }``: the policy's first
            parameter, where that is a text; for what is defined, the name of the definition.
        places: where the charter states it, if that is not among the terms of an action.
    """

    name: str
    policy: Policy
    about: str = ""
    parts: tuple["Term", ...] = ()
    places: tuple[str, ...] = ()


@frozen(kw_only=True, eq=False)
class Action:
    """Something that somebody, or the clock, can do; its effects besides the change of state.

    Attributes:
        by: the bodies and roles of whom any may do it; empty where anyone may, or only the clock.
        dates: anchors that hold the day that a field names.
        clears: anchors that are as if they had never happened.
        assigns: the role whose one holder it names; ``adds`` names one more.
        quits: the role that the actor gives up; ``removes`` takes it from the person named.
        retracts: the tally from which it takes the actor's ballot.
        contests: the claim of which the actor says that it doesn't stand.
        voids: whether it takes the proposal back to before its latest event that stands.
        whose: whose vetoes it lifts: the actor's own, those of the person named, or all.
        clockwork: whether it is the clock's own.
        reseats: whom it lets into bodies, or out.
        beside: the fields that are kept beside the journal.
        amends: whether it lets in the charter whose digest its field `charter` tells.
        effects: what it brings about, and of whom.
        takes: what it takes away for sure; the name is empty where it takes all of a kind.
        lessens: what it may take away, for that depends on who does it, or on what they tell.
        gives: the roles that it gives.
        anchored: whether it changes a proposal's anchors.
        gathers: whether it changes a proposal's record.
        held: whether it is held against the votes before it is done.
        polls: whether it changes votes.
        pins: whether something is settled with it that is recorded.
    """

    name: str
    title: str
    by: tuple[str, ...] = ()
    deadline: Deadline | None = None
    fields: Mapping[str, Field] = field(factory=dict)
    records: tuple[str, ...] = ()
    dates: Mapping[str, str] = field(factory=dict)
    clears: tuple[str, ...] = ()
    assigns: str | None = None
    adds: str | None = None
    quits: str | None = None
    removes: str | None = None
    ballot: str | None = None
    signs: str | None = None
    vetoes: str | None = None
    releases: str | None = None
    whose: Whose = "all"
    retracts: str | None = None
    attests: str | None = None
    contests: str | None = None
    voids: bool = False
    links: tuple[str, ...] = ()
    resets: tuple[str, ...] = ()
    opens: str | None = None
    recuses: str | None = None
    entrusts: str | None = None
    seals: str | None = None
    unseals: str | None = None
    offers: str | None = None
    attends: str | None = None
    totals: str | None = None
    counts: str | None = None
    held: bool = False
    reseats: tuple[Reseat, ...] = ()
    amends: bool = False

    clockwork: bool = derived(lambda self: self.deadline is not None)
    beside: tuple[str, ...] = derived(
        lambda self: tuple(name for name, asked in self.fields.items() if asked.beside)
    )
    effects: frozenset[Effect] = derived(brought)
    takes: frozenset[Effect] = derived(taken)
    lessens: frozenset[Effect] = derived(lessened)
    gives: tuple[str, ...] = derived(
        lambda self: tuple(role for role in (self.assigns, self.adds) if role is not None)
    )
    polls: bool = derived(
        lambda self: (
            self.retracts is not None
            or any(kind in _POLLED for kind, _ in (*self.effects, *self.takes))
        )
    )
    pins: bool = derived(lambda self: self.opens is not None or self.counts is not None)
    anchored: bool = derived(lambda self: bool(self.records or self.dates or self.clears))
    gathers: bool = derived(
        lambda self: any(
            kind != "anchor" for kind, _ in (*self.effects, *self.takes, *self.lessens)
        )
    )

    def undoes(self, kind: str, name: str) -> bool:
        """Tell whether it takes such a thing away, or may."""
        return bool({(kind, ""), (kind, name)} & (self.takes | self.lessens))


@frozen(kw_only=True, eq=False)
class Move:
    """One way in which an action can turn out in one state.

    Attributes:
        target: the state that follows; ``None`` where the state stays.
        requires: terms that must all hold, those about who may first.
        unless: terms none of which may hold.
        arrives: the state in which the proposal stands afterwards.
        checks: the predicates of ``requires``, ready to call.
        stops: the predicates of ``unless``, ready to call.
    """

    action: Action
    source: str
    target: str | None
    requires: tuple[Term, ...]
    unless: tuple[Term, ...]
    arrives: str = derived(lambda self: self.source if self.target is None else self.target)
    checks: tuple[Check, ...] = derived(lambda self: _predicates(self.requires))
    stops: tuple[Check, ...] = derived(lambda self: _predicates(self.unless))

    def permits(self, facts: Situation) -> bool:
        """Tell whether every policy allows it; only a plain ``True`` or ``False`` counts as such.

        Raises:
            Exception: whatever a policy raises; whoever asks must refuse.
        """
        for check in self.checks:
            answer = check(facts)
            if answer is not True:
                return plain(answer)
        for stop in self.stops:
            answer = stop(facts)
            if answer is not False:
                return not plain(answer)
        return True

    def condition(self, event: "transitions.EventData") -> bool:
        """Stand as the condition of a `transitions` transition; the trigger passes ``facts``."""
        return self.permits(cast("Situation", event.kwargs["facts"]))


Table = Mapping[tuple[str, str], tuple[Move, ...]]


@frozen(kw_only=True, eq=False)
class Machine:
    """A charter, ready to decide.

    Attributes:
        definition: the machine of the `transitions` package; embedders may trigger its events with
            any object that has a ``state``, passing ``facts``.
        table: the moves of each state and action, in the charter's order.
        office: the charter's bodies as it takes effect, and its calendars.
        final: the states in which proposals end.
        rules: the charter's rules that each ``action`` and ``action.policy`` keeps.
        clockwork: the clock's own moves of each state, by the names of the actions: which one
            comes first mustn't depend on the order of a file, which no journal keeps.
        offered: the actions that somebody can ask for in each state.
        movers: the actions that have each effect.
        crossing: whether a rule looks at other proposals, or may do so for all that is known.
        voidable: whether some action voids others.
        undoers: the actions that take something away, or may.
        amendable: whether any action lets in another charter.
        links_charters: whether proposals keep to which charter they are about.
    """

    definition: transitions.Machine
    actions: Mapping[str, Action]
    table: Table
    office: Office
    states: tuple[str, ...]
    initial: str
    final: frozenset[str]
    roles: tuple[str, ...] = ()
    rules: Mapping[str, tuple[str, ...]] = field(factory=dict)
    crossing: bool = False
    clockwork: Mapping[str, tuple[Move, ...]] = derived(lambda self: _clockwork(self.table))
    offered: Mapping[str, tuple[str, ...]] = derived(lambda self: _offered(self.table))
    movers: Mapping[Effect, tuple[Action, ...]] = derived(
        lambda self: _movers(self)  # noqa: PLW0108 - is defined below
    )
    amendable: bool = derived(lambda self: any(action.amends for action in self.actions.values()))
    voidable: bool = derived(lambda self: any(each.voids for each in self.actions.values()))
    links_charters: bool = derived(
        lambda self: any(
            "charter" in each.links and not each.amends for each in self.actions.values()
        )
    )
    undoers: tuple[Action, ...] = derived(
        lambda self: tuple(each for each in self.actions.values() if each.takes or each.lessens)
    )

    def maker(self, action: str | None = None) -> str:
        """Give the action by which a proposal is made: the one that is named, or the only one.

        Raises:
            RequestError: there are several and none is named, or the one that is named makes none.
        """
        makers = self.offered.get(NEW, ())
        listed = ", ".join(f"`{maker}`" for maker in makers)
        if action is not None and action not in makers:
            raise RequestError(f"no proposal is made by `{action}`, only by {listed}")
        if action is None and len(makers) != 1:
            raise RequestError(
                f"the charter has several ways to make a proposal: {listed}; name one as `action`"
            )
        return makers[0] if action is None else action


def _predicates(terms: Iterable[Term]) -> tuple[Check, ...]:
    return tuple(term.policy.holds for term in terms)


def _clockwork(table: Table) -> Mapping[str, tuple[Move, ...]]:
    found: dict[str, tuple[Move, ...]] = {}
    for (source, _), moves in table.items():
        if moves[0].action.clockwork:
            found[source] = (*found.get(source, ()), *moves)
    return {source: tuple(sorted(moves, key=_named)) for source, moves in found.items()}


def _named(move: Move) -> str:
    return move.action.name


def _offered(table: Table) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for (source, name), moves in table.items():
        if not moves[0].action.clockwork:
            found[source] = (*found.get(source, ()), name)
    return found


def _movers(machine: Machine) -> Mapping[Effect, tuple[Action, ...]]:
    found: dict[Effect, tuple[Action, ...]] = {}
    for action in machine.actions.values():
        for effect in action.effects:
            found[effect] = (*found.get(effect, ()), action)
    for duty in machine.office.duties.values():
        found["duty", duty.name] = found.get(("anchor", duty.discharged_by), ())
    for session in machine.office.sessions.values():
        if session.convened:
            found["session", session.name] = found.get(("anchor", session.convened), ())
    return found


def define(moves: Iterable[Move], states: Iterable[str], initial: str) -> transitions.Machine:
    """Build the machine of the `transitions` package that has these moves."""
    definition = transitions.Machine(
        model=None,
        states=[NEW, *states],
        initial=initial,
        auto_transitions=False,
        send_event=True,
        ignore_invalid_triggers=True,
    )
    for move in moves:
        definition.add_transition(
            move.action.name, move.source, move.target, conditions=[move.condition]
        )
    return definition


def flatten(definition: transitions.Machine) -> Table:
    """Give the table of a machine: what its events hold, as one look-up."""
    table: dict[tuple[str, str], tuple[Move, ...]] = {}
    for name, event in definition.events.items():
        for source, ways in event.transitions.items():
            table[str(source), str(name)] = tuple(_move(way) for way in ways)
    return table


def _move(way: Any) -> Move:
    """Give back the move whose condition a transition carries."""
    return cast("Move", way.conditions[0].func.__self__)
