"""A behaviour: what drives the people of a simulation, read from a small file or from a charter."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from attrs import field, frozen

from ..calendars import Period
from ..charter import Charter
from ..charter.converter import charter_converter
from ..hints import did_you_mean
from ..ratio import Ratio
from ..source.problem import Problems, charter_error
from ..source.read import Document, read
from ..source.shapes import Several
from ..source.structure import structure

ALWAYS = Ratio(1, 1)


def told(words: str, **options: Any) -> Any:
    """Declare an attribute of the file with the sentence that documents it."""
    return field(metadata={"doc": words}, **options)


@frozen(kw_only=True)
class Habit:
    """How people do one action.

    Delays are exponential, drawn anew each time that the proposal comes into a state in which the
    action can be done. Whether somebody does it at all is drawn once for each such visit.
    """

    delay: Period | None = told("the mean time until somebody tries", default=None)
    chance: Ratio | None = told("how often somebody who may does it at all", default=None)
    again: Period | None = told(
        "the mean time after which those who didn't do it then may; without it, they never do",
        default=None,
    )
    who: Literal["each", "one"] | None = told(
        "whether each of those who may does it, or one of them", default=None
    )
    by: Several[str] = told("the people who do it, of those who may; all, if left out", default=())
    choices: Mapping[str, Mapping[str, int]] = told(
        "for a field with choices, how often each is taken against the others", factory=dict
    )
    data: Mapping[str, Several[str]] = told(
        "for a field, what is told, for a list its items; `{proposal}`, `{day}` and `{date}` stand"
        " for the proposal's name and the day, as 2019-08-02 and as 20190802",
        factory=dict,
    )


@frozen(kw_only=True)
class Behaviour:
    """What drives the people of a simulation.

    What it leaves out follows from the charter: whoever may do something tries it. Those who cast
    ballots or sign do so each, of others one. The first of several choices is taken twice as often
    as all others together. A veto, an override, and what ends a proposal at will where it could go
    on, are done once in twenty times.
    """

    format: Literal[1] = told("version of the file format", default=1)
    every: Period = told("the mean time between two proposals", default=Period.parse("P10D"))
    delay: Period = told("the mean time until somebody tries", default=Period.parse("P3D"))
    lag: Period = told(
        "the mean time until somebody tries again what has opened", default=Period.parse("PT2M")
    )
    rest: Period = told(
        "how long the simulation runs on after the last proposal came in",
        default=Period.parse("P1Y"),
    )
    people: tuple[str, ...] = told(
        "the people outside of all bodies", default=("ada", "ben", "cleo", "dev", "eli")
    )
    actions: Mapping[str, Habit] = told("how people do single actions", factory=dict)


DEFAULT = Behaviour()


def behaviour(source: Path | str | bytes, charter: Charter, name: str | None = None) -> Behaviour:
    """Read a behaviour, and hold it against the charter whose people it drives.

    Raises:
        CharterError: it can't be used; every problem is told at once.
    """
    label = "behaviour.toml" if name is None and not isinstance(source, Path) else name
    document = read(source, label)
    made = structure(document, Behaviour, charter_converter())
    problems = made if isinstance(made, Problems) else _misfits(document, made, charter)
    if isinstance(made, Problems) or problems.errors:
        raise charter_error(problems)
    return made


def _misfits(document: Document, made: Behaviour, charter: Charter) -> Problems:
    """Gather what a behaviour says of things that the charter hasn't."""
    problems, actions = Problems(), charter.machine.actions
    if not made.people:
        problems.add(document.problem("nobody", "there are no people to propose", ("people",)))
    for name, habit in made.actions.items():
        if name not in actions or actions[name].deadline is not None:
            meant = did_you_mean(name, actions)
            problems.add(
                document.problem(
                    "unknown-action",
                    f"nobody can `{name}`",
                    ("actions", name),
                    hint=f"did you mean `{meant}`?" if meant and meant != name else None,
                    at_key=True,
                )
            )
            continue
        fields = actions[name].fields
        for each in (*habit.choices, *habit.data):
            if each not in fields:
                table = "choices" if each in habit.choices else "data"
                said = f"`{name}` asks for no field `{each}`"
                place = ("actions", name, table, each)
                problems.add(document.problem("unknown-field", said, place, at_key=True))
        for each, weights in habit.choices.items():
            if each in fields and (
                not weights.keys() <= {*fields[each].choices}
                or min(weights.values(), default=0) < 0
                or not any(weights.values())
            ):
                said = f"`{each}` needs weights for its choices, none below 0 and one above"
                problems.add(
                    document.problem("bad-weights", said, ("actions", name, "choices", each))
                )
    return problems
