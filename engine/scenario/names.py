"""Names in a scenario file, held against the charter that it is about."""

from collections.abc import Iterable, Iterator

from ..charter import Charter
from ..hints import did_you_mean
from ..machine import NEW, Machine, Term
from ..source.problem import Path, Problem
from .document import Scenarios, Step, Then, Whereabouts

KERNEL = ("ballot", "by", "data", "move", "order", "outcome")
"""What a decision gives as reasons beside the policies of the charter."""


def unknown(scenarios: Scenarios, charter: Charter) -> Iterator[Problem]:
    """Give every name that the charter has not."""
    file, machine = scenarios.file, charter.machine
    if file.charter not in (None, charter.name):
        yield scenarios.document.problem(
            "other-charter",
            f"these are scenarios of `{file.charter}`, and this charter is `{charter.name}`",
            ("charter",),
        )
    for name, background in file.backgrounds.items():
        for place, step in enumerate(background.given):
            yield from _step(scenarios, machine, step, ("backgrounds", name, "given", place))
    for place, scenario in enumerate(file.scenarios):
        at: Path = ("scenario", place)
        for number, step in enumerate(scenario.given):
            yield from _step(scenarios, machine, step, (*at, "given", number))
        yield from _step(scenarios, machine, scenario.when, (*at, "when"))
        yield from _then(scenarios, machine, scenario.then, (*at, "then"))


def _step(scenarios: Scenarios, machine: Machine, step: Step, path: Path) -> Iterator[Problem]:
    if step.do is not None:
        yield from _known(scenarios, "action", step.do, machine.actions, (*path, "do"))


def _then(scenarios: Scenarios, machine: Machine, then: Then, path: Path) -> Iterator[Problem]:
    yield from _stands(scenarios, machine, then, path)
    moves = [move for ways in machine.table.values() for move in ways]
    used = {name for move in moves for name in _names((*move.requires, *move.unless))}
    places = {name: (*path, "because", name) for name in then.because}
    for name, where in places.items():
        yield from _known(scenarios, "policy in use", name, {*used, *KERNEL}, where)
    for place, name in enumerate(then.stopped_by or ()):
        where = (*path, "stopped_by", place)
        yield from _known(scenarios, "policy in use", name, {*used, *KERNEL}, where)
    for place, event in enumerate(then.events or ()):
        where = (*path, "events", place, "do")
        yield from _known(scenarios, "action", event.do, machine.actions, where)
    for name, stands in then.proposals.items():
        yield from _stands(scenarios, machine, stands, (*path, "proposals", name))
    for name in then.bodies:
        bodies = machine.office.bodies
        yield from _known(scenarios, "body", name, bodies, (*path, "bodies", name), at_key=True)


def _stands(
    scenarios: Scenarios, machine: Machine, expected: Then | Whereabouts, path: Path
) -> Iterator[Problem]:
    if expected.state is not None:
        states = (NEW, *machine.states)
        yield from _known(scenarios, "state", expected.state, states, (*path, "state"))
    for place, duty in enumerate(expected.owes or ()):
        duties = machine.office.duties
        yield from _known(scenarios, "duty", duty, duties, (*path, "owes", place))


def _names(terms: Iterable[Term]) -> Iterator[str]:
    for term in terms:
        yield term.name
        if term.about:
            yield f"{term.name}.{term.about}"
        yield from _names(term.parts)


def _known(  # noqa: PLR0913 - the name, what it should be, and where it stands
    scenarios: Scenarios,
    noun: str,
    name: str,
    among: Iterable[str],
    path: Path,
    *,
    at_key: bool = False,
) -> Iterator[Problem]:
    names = sorted(among)
    if name not in names:
        meant = did_you_mean(name, names)
        listed = ", ".join(f"`{each}`" for each in names)
        yield scenarios.document.problem(
            f"unknown-{noun.split(maxsplit=1)[0]}",
            f"the charter has no {noun} called `{name}`",
            path,
            hint=f"did you mean `{meant}`?" if meant else f"it has {listed or 'none'}",
            at_key=at_key,
        )
