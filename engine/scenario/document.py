"""A scenario file as it is written: what is given, what is done, and what should come of it."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path as File
from typing import Literal

from attrs import field, frozen
from cattrs import Converter

from ..charter.document import said
from ..decide import Verdict
from ..decision import Status
from ..instants import Instant, from_datetime, parse, to_datetime
from ..source.converter import make_converter, scalar
from ..source.problem import Mistake, Path, Problem, Problems, charter_error, did_you_mean
from ..source.read import Document, read
from ..source.shapes import Several
from ..source.structure import structure

PROPOSAL = "proposal-1"
"""The proposal that a step is about where it names none."""


@frozen(kw_only=True)
class Step:
    """Something that somebody does at an instant, or the clock alone running on."""

    at: datetime | None = said("when it is done", default=None)
    by: str | None = said("who does it", default=None)
    do: str | None = said("the action", default=None)
    on: str = said("the proposal; `@chairs` for who is in the body `chairs`", default=PROPOSAL)
    data: Mapping[str, object] = said("what is told with it", factory=dict)
    clock: datetime | None = said("nobody does anything until this instant", default=None)
    verdict: Verdict = said("what a given step is expected to be", default="allowed")

    def __attrs_post_init__(self) -> None:
        """See that it is one or the other.

        Raises:
            Mistake: it is neither, or both.
        """
        acts = (self.at, self.by, self.do)
        if (self.clock is None) is (None in acts) or (self.clock and any(acts)):
            raise Mistake(
                "a step is something that somebody does, or the clock alone running on",
                code="bad-step",
                hint="state `at`, `by` and `do`, or else `clock`",
            )

    @property
    def instant(self) -> Instant:
        """When it is done, or until when the clock runs."""
        moment = self.at or self.clock
        return 0 if moment is None else from_datetime(moment)


@frozen(kw_only=True)
class Expected:
    """An event that should be recorded."""

    do: str = said("its action")
    at: datetime | None = said("the instant at which it holds", default=None)
    by: str | None = said("who did it", default=None)


@frozen(kw_only=True)
class Then:
    """What should come of it; what is left out is not looked at."""

    verdict: Verdict | None = said("whether it is allowed", default=None)
    state: str | None = said("where the proposal then stands", default=None)
    because: Mapping[str, Status] = said(
        "how policies stand, by name; where one is used several times, the worst counts",
        factory=dict,
    )
    says: Several[str] = said("what the decision must say, word by word", default=())
    unblock: Several[str] = said("what must be among what would make it legal", default=())
    earliest: datetime | None = said("the first instant at which it can be legal", default=None)
    events: tuple[Expected, ...] | None = said(
        "all that is recorded, in its order, the clock's own moves included", default=None
    )
    owes: tuple[str, ...] | None = said("all duties that are then owed", default=None)


@frozen(kw_only=True)
class Background:
    """Steps that several scenarios have in common."""

    background: str | None = said("the steps that come before these", default=None)
    given: tuple[Step, ...] = said("what has been done")


@frozen(kw_only=True)
class Scenario:
    """One case: what is given, what is then done, and what should come of it."""

    name: str = said("the case as a sentence")
    background: str | None = said("the steps that come before `given`", default=None)
    given: tuple[Step, ...] = said("what has been done", default=())
    when: Step = said("what is done now")
    then: Then = said("what should come of it")

    def __attrs_post_init__(self) -> None:
        """See that a decision is looked at only where there is one.

        Raises:
            Mistake: the clock runs alone, and a decision is expected of it.
        """
        then = self.then
        asked = (then.verdict, then.because, then.says, then.unblock, then.earliest)
        if self.when.clock is not None and any(asked):
            raise Mistake(
                "nobody asks for anything here, so there is no decision to look at",
                code="no-decision",
                hint="with `clock`, state only `state`, `events` and `owes`",
                at=("then",),
            )


@frozen(kw_only=True)
class ScenarioFile:
    """The scenarios of a charter."""

    format: Literal[1] = said("version of the file format")
    charter: str | None = said("the charter's short name, where it must be that one", default=None)
    backgrounds: Mapping[str, Background] = said("steps in common, by name", factory=dict)
    scenarios: tuple[Scenario, ...] = said("the cases", key="scenario")


@frozen(kw_only=True, eq=False)
class Scenarios:
    """A scenario file that was read, with the places of all that is in it."""

    file: ScenarioFile
    document: Document = field(repr=False)

    def steps(self, scenario: Scenario) -> tuple[Step, ...]:
        """Give all that is given in a scenario, what its background gives first."""
        given, name = scenario.given, scenario.background
        while name is not None:
            background = self.file.backgrounds[name]
            given, name = (*background.given, *given), background.background
        return given


@cache
def scenario_converter() -> Converter:
    """Give the converter that reads instants."""
    converter = make_converter()
    scalar(
        converter,
        datetime,
        parse=lambda text: to_datetime(parse(text)),
        text=datetime.isoformat,
        words="an instant with its zone, such as `2019-09-06T11:00:00-07:00`",
        schema={"format": "date-time"},
    )
    return converter


def load_scenarios(source: File | str | bytes, name: str | None = None) -> Scenarios:
    """Read a scenario file.

    Args:
        source: a path, or the text itself.
        name: what problems call it; its suffix, ``.toml`` or ``.json``, says what the text is.

    Raises:
        CharterError: it can't be used; every problem is told at once.
    """
    document = read(source, name)
    file = structure(document, ScenarioFile, scenario_converter())
    if isinstance(file, Problems):
        raise charter_error(file)
    problems = Problems()
    problems.extend(_backgrounds(document, file))
    problems.extend(_twice(document, file))
    problems.raise_if_errors()
    return Scenarios(file=file, document=document)


def _backgrounds(document: Document, file: ScenarioFile) -> Iterator[Problem]:
    """Give backgrounds that there are not, and those that come before themselves."""
    wanted: list[tuple[str | None, Path]] = [
        (each.background, ("backgrounds", name, "background"))
        for name, each in file.backgrounds.items()
    ]
    wanted += [
        (each.background, ("scenario", place, "background"))
        for place, each in enumerate(file.scenarios)
    ]
    for name, path in wanted:
        if name is not None and name not in file.backgrounds:
            meant = did_you_mean(name, file.backgrounds)
            yield document.problem(
                "unknown-background",
                f"no background is called `{name}`",
                path,
                hint=f"did you mean `{meant}`?" if meant else None,
            )
    for name in file.backgrounds:
        before = file.backgrounds[name].background
        seen: set[str] = set()
        while before is not None and before in file.backgrounds and before not in seen:
            seen.add(before)
            before = file.backgrounds[before].background
        if name in seen:
            yield document.problem(
                "circular-background",
                f"`{name}` comes before itself",
                ("backgrounds", name, "background"),
            )


def _twice(document: Document, file: ScenarioFile) -> Iterator[Problem]:
    """Give the scenarios whose name another has: a report must tell them apart."""
    names: set[str] = set()
    for place, scenario in enumerate(file.scenarios):
        if scenario.name in names:
            yield document.problem(
                "name-taken",
                f"another scenario is called `{scenario.name}`",
                ("scenario", place, "name"),
            )
        names.add(scenario.name)
