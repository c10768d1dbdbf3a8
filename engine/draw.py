"""Drawings of a charter: its states, and the moves between them with who may and on what terms."""

from collections.abc import Iterable, Mapping, Sequence
from textwrap import wrap
from typing import cast

import attrs
from attrs import frozen

from .calendars import Period
from .charter import Charter
from .decision import Json
from .machine import DEFINED, NEW, Move, Term
from .model import Event
from .policy import SomeOf

_WIDEST = 48
"""Characters in a line of a label."""

_SIGNS: Mapping[str, str] = {"more_than": "> ", "at_least": ">= ", "at_most": "<= "}


@frozen(kw_only=True)
class Node:
    """A state as it is drawn.

    Attributes:
        kind: ``initial``, ``normal`` or ``final``.
        visited: whether the proposal has been there.
        current: whether it is there now.
    """

    name: str
    title: str
    kind: str
    visited: bool
    current: bool

    @property
    def lines(self) -> list[str]:
        """What stands in it."""
        return [self.name, *_broken(self.title if self.title != self.name else "")]


@frozen(kw_only=True)
class Arrow:
    """All moves from one state to another that are drawn as one line.

    Attributes:
        labels: a move each: its action, who may take it, and its terms.
        clock: whether the clock makes them.
        visited: whether the proposal went this way.
    """

    source: str
    target: str
    labels: tuple[str, ...]
    clock: bool
    visited: bool

    @property
    def lines(self) -> list[str]:
        """What stands on it, long labels broken."""
        return [line for label in self.labels for line in _broken(label, "  ")]


@frozen(kw_only=True)
class Diagram:
    """A charter as it is drawn; the proposal's own way is marked if there is one."""

    name: str
    title: str
    nodes: tuple[Node, ...]
    arrows: tuple[Arrow, ...]

    def to_json(self) -> Json:
        """Give it as plain data; the keys are always the same."""
        return {
            "name": self.name,
            "title": self.title,
            "states": [attrs.asdict(node) for node in self.nodes],
            "arrows": [
                {**attrs.asdict(arrow), "labels": list(arrow.labels)} for arrow in self.arrows
            ],
        }


def diagram(charter: Charter, events: Sequence[Event] = ()) -> Diagram:
    """Lay out a charter, with the way of the proposal whose events are given.

    States come in the order in which proposals come to them, those that are final last: a journal
    keeps its charter without the order in which it was written.
    """
    way = {(event.source, event.target, event.actor is None) for event in events}
    arrows = tuple(_arrows(charter, way))
    order = _walked(charter, arrows)
    place = {name: number for number, name in enumerate(order)}
    been = {event.target for event in events}
    now = events[-1].target if events else None
    return Diagram(
        name=charter.name,
        title=charter.file.charter.title or charter.name,
        nodes=tuple(
            Node(
                name=name,
                title=state.title or name,
                kind=state.kind,
                visited=name in been,
                current=name == now,
            )
            for name, state in ((name, charter.file.states[name]) for name in order)
        ),
        arrows=tuple(
            sorted(arrows, key=lambda each: (place[each.source], place[each.target], each.clock))
        ),
    )


def _walked(charter: Charter, arrows: Iterable[Arrow]) -> Sequence[str]:
    """Give all states, each after those that lead to it, the nearest to the beginning first."""
    states = charter.file.states
    found = [name for name in sorted(states) if states[name].kind == "initial"]
    ahead = sorted({(each.source, each.target) for each in arrows})
    for name in found:
        found += [to for source, to in ahead if source == name and to not in found]
    found += sorted(states.keys() - {*found})
    return sorted(found, key=lambda name: states[name].kind == "final")


def mermaid(drawn: Diagram) -> str:
    """Write a diagram as a Mermaid flowchart; the clock's moves are dashed."""
    lines = ["---", f"title: {_yaml(drawn.title)}", "---", "flowchart TD"]
    places = {node.name: f"s{place}" for place, node in enumerate(drawn.nodes)}
    for node in drawn.nodes:
        left, right = {"initial": ("([", "])"), "final": ("[[", "]]")}.get(node.kind, ("(", ")"))
        lines.append(f"  {places[node.name]}{left}{_mermaid(node.lines)}{right}")
    for arrow in drawn.arrows:
        line = "-.->" if arrow.clock else "-->"
        label = _mermaid(arrow.lines)
        lines.append(f"  {places[arrow.source]} {line}|{label}| {places[arrow.target]}")
    went = [str(place) for place, arrow in enumerate(drawn.arrows) if arrow.visited]
    if went:
        lines.append(f"  linkStyle {','.join(went)} stroke:#0969da,stroke-width:3px")
    visited = [places[node.name] for node in drawn.nodes if node.visited and not node.current]
    current = [places[node.name] for node in drawn.nodes if node.current]
    if visited:
        lines += [f"  class {','.join(visited)} visited", "  classDef visited stroke:#0969da"]
    if current:
        lines += [
            f"  class {','.join(current)} current",
            "  classDef current fill:#0969da,stroke:#0969da,color:#fff",
        ]
    return "\n".join(lines)


def dot(drawn: Diagram) -> str:
    """Write a diagram in the DOT language of Graphviz; the clock's moves are dashed."""
    lines = [
        f"digraph {_dot(drawn.name)} {{",
        f'  label={_dot(_line(drawn.title))} labelloc=t fontname="sans-serif"',
        '  node [shape=box style=rounded fontname="sans-serif"]',
        '  edge [fontname="sans-serif" fontsize=10]',
    ]
    for node in drawn.nodes:
        label = "\n".join(node.lines)
        style = [f"label={_dot(label)}"]
        if node.kind == "final":
            style.append("peripheries=2")
        if node.kind == "initial":
            style.append("shape=oval")
        if node.current:
            style.append('style="rounded,filled" fillcolor="#0969da" fontcolor=white')
        elif node.visited:
            style.append('color="#0969da" penwidth=2')
        lines.append(f"  {_dot(node.name)} [{' '.join(style)}]")
    for arrow in drawn.arrows:
        label = "\n".join(arrow.lines)
        style = [f"label={_dot(label)}"]
        if arrow.clock:
            style.append("style=dashed")
        if arrow.visited:
            style.append('color="#0969da" penwidth=2')
        lines.append(f"  {_dot(arrow.source)} -> {_dot(arrow.target)} [{' '.join(style)}]")
    return "\n".join([*lines, "}"])


def guard(term: Term) -> str:
    """Say a term as an arrow carries it: ``tally chairs > 1/2``, ``any(session review, …)``.

    A policy is said by its name and what the charter states of it.
    """
    if term.name == DEFINED:
        return term.about
    if term.parts:
        many = (
            f"at least {term.policy.at_least} of" if isinstance(term.policy, SomeOf) else term.name
        )
        return f"{many}({', '.join(guard(part) for part in term.parts)})"
    stated = [
        _SIGNS.get(each.name, "") + _value(value)
        for each in attrs.fields(cast("type[attrs.AttrsInstance]", type(term.policy)))
        if each.init and (value := getattr(term.policy, each.name)) not in (None, (), each.default)
    ]
    return " ".join([term.name, *stated])


def _arrows(charter: Charter, way: set[tuple[str | None, str, bool]]) -> Iterable[Arrow]:
    """Give an arrow for each pair of states between which something leads, the clock's apart."""
    machine = charter.machine
    found: dict[tuple[str, str, bool], list[str]] = {}
    for (source, _), moves in machine.table.items():
        for move in moves:
            if source != NEW and source in machine.states:
                key = (source, move.arrives, move.action.clockwork)
                found.setdefault(key, []).append(_label(move))
    for (source, target, clock), labels in found.items():
        yield Arrow(
            source=source,
            target=target,
            labels=tuple(sorted(labels)),
            clock=clock,
            visited=(source, target, clock) in way,
        )


def _label(move: Move) -> str:
    action = move.action
    if action.deadline is not None:
        who = f"the clock, {action.deadline.words()}"
    else:
        who = " or ".join(action.by) or "anyone"
    terms = [guard(term) for term in move.requires if term.name != "by"]
    terms += [f"unless {guard(term)}" for term in move.unless]
    return f"{action.name} ({who})" + (f" [{', '.join(terms)}]" if terms else "")


def _value(value: object) -> str:
    if isinstance(value, Period):
        return value.words()
    if isinstance(value, tuple):
        return "+".join(str(each) for each in cast("tuple[object, ...]", value))
    return str(value)


def _broken(text: str, indent: str = "") -> list[str]:
    """Break text into lines; whatever else breaks a line somewhere is a space."""
    return wrap(_line(text), _WIDEST, subsequent_indent=indent)


def _line(text: str) -> str:
    """Make a text one line, and harmless to a terminal, which may be where drawings are shown."""
    line = " ".join(text.split())
    return "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in line)


def _mermaid(lines: Iterable[str]) -> str:
    """Quote lines for Mermaid, whose labels take entities written with ``#``."""
    special = {'"': "#quot;", "#": "#35;", "<": "#lt;", ">": "#gt;", "&": "#amp;", "`": "#96;"}
    quoted = ["".join(special.get(each, each) for each in line) for line in lines]
    return '"' + "<br/>".join(quoted) + '"'


def _yaml(line: str) -> str:
    """Quote a line as a YAML double-quoted scalar."""
    return '"' + _line(line).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _dot(line: str) -> str:
    escaped = line.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
