"""A scenario file as it is written: what is given, what is done, and what should come of it."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path as File
from typing import Literal

from attrs import field, frozen
from cattrs import Converter

from ..calendars import Period
from ..charter.converter import make_charter_converter
from ..charter.said import said
from ..decide import Verdict
from ..decision import Status
from ..hints import did_you_mean
from ..instants import parse, to_datetime
from ..source.converter import scalar
from ..source.problem import Mistake, Path, Problem, Problems, charter_error
from ..source.read import Document, read
from ..source.shapes import Several
from ..source.structure import structure

PROPOSAL = "proposal-1"
"""The proposal that a step is about where it names none."""


@frozen(kw_only=True)
class Step:
    """Something that somebody does at an instant, or the clock alone running on.

    Where neither `at` nor `after` says when, it is done at the instant of the step before.
    """

    at: datetime | None = said("when it is done", default=None)
    after: Period | None = said(
        "how long after the step before, as a period like `P7D`; alone, the clock runs that long",
        default=None,
    )
    by: Several[str] = said("who does it; several do it one after another", default=())
    do: str | None = said("the action", default=None)
    on: str = said("the proposal; `@chairs` for who is in the body `chairs`", default=PROPOSAL)
    data: Mapping[str, object] = said("what is told with it", factory=dict)
    sealed: Mapping[str, object] = said(
        "the vote, a `choice` or a list, that an action with `seals` seals, or one with `unseals`"
        " opens; each person has a salt of their own, which is made up",
        factory=dict,
    )
    clock: datetime | None = said("nobody does anything until this instant", default=None)
    verdict: Verdict = said("what a given step is expected to be", default="allowed")

    def __attrs_post_init__(self) -> None:
        """See that it is one or the other.

        Raises:
            Mistake: it is neither, or both.
        """
        times = sum(each is not None for each in (self.at, self.after, self.clock))
        acts = self.do is not None
        runs = self.clock is not None or (self.after is not None and not acts)
        if acts is not bool(self.by) or acts is runs or times > 1:
            raise Mistake(
                "a step is something that somebody does, or the clock alone running on",
                code="bad-step",
                hint="state `by` and `do`, with `at` or `after`; or else `clock` or `after` alone",
            )

    @property
    def dated(self) -> bool:
        """Whether it says its instant by itself."""
        return self.at is not None or self.clock is not None


@frozen(kw_only=True)
class Expected:
    """An event that should be recorded."""

    do: str = said("its action")
    at: datetime | None = said("the instant at which it holds", default=None)
    by: str | None = said("who did it", default=None)


@frozen(kw_only=True)
class Standing:
    """How a policy should stand, and what the decision should say of it."""

    status: Status | None = said("how it stands", default=None)
    says: Several[str] = said("what its reason must say, word by word", default=())
    rules: Several[str] = said("rules of the charter that its reason must name", default=())


@frozen(kw_only=True)
class Whereabouts:
    """Where a proposal should stand; what is left out is not looked at."""

    state: str | None = said("the state in which it stands", default=None)
    roles: Mapping[str, Several[str]] = said(
        "who holds a role in it, all of them; `[]` for nobody", factory=dict
    )
    owes: tuple[str, ...] | None = said("all duties that are then owed", default=None)


@frozen(kw_only=True)
class Then:
    """What should come of it; what is left out is not looked at."""

    verdict: Verdict | None = said("whether it is allowed", default=None)
    state: str | None = said("where the proposal then stands", default=None)
    because: Mapping[str, Status | Standing] = said(
        "how policies stand, by name (`tally`) or by name and thing (`attested.examples_shown`);"
        " where one is used several times, the worst counts",
        factory=dict,
    )
    stopped_by: tuple[str, ...] | None = said(
        "all policies that stand in the way, and no other, named as in `because`", default=None
    )
    says: Several[str] = said("what the decision must say, word by word", default=())
    unblock: Several[str] = said("what must be among what would make it legal", default=())
    earliest: datetime | None = said("the first instant at which it can be legal", default=None)
    events: tuple[Expected, ...] | None = said(
        "all that is recorded, in its order, the clock's own moves included", default=None
    )
    pinned: Mapping[str, object] = said(
        "what the last event that is recorded must have pinned, such as an outcome; what a table"
        " leaves out is not looked at",
        factory=dict,
    )
    roles: Mapping[str, Several[str]] = said(
        "who then holds a role in the proposal, all of them; `[]` for nobody", factory=dict
    )
    owes: tuple[str, ...] | None = said("all duties that are then owed", default=None)
    proposals: Mapping[str, Whereabouts] = said("where other proposals then stand", factory=dict)
    bodies: Mapping[str, tuple[str, ...]] = said("all who are then in a body", factory=dict)


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
            Mistake: the clock runs alone, and a decision is expected of it; or several ask.
        """
        then = self.then
        asked = (then.verdict, then.because, then.says, then.unblock, then.earliest)
        if self.when.do is None and (any(asked) or then.stopped_by is not None):
            raise Mistake(
                "nobody asks for anything here, so there is no decision to look at",
                code="no-decision",
                hint="where the clock runs alone, state only what then stands and is recorded",
                at=("then",),
            )
        if len(self.when.by) > 1:
            raise Mistake(
                "one person asks for what is looked at; the others belong to what is given",
                code="bad-step",
                at=("when", "by"),
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
    converter = make_charter_converter()
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
    read_file = Scenarios(file=file, document=document)
    problems.extend(_undated(read_file))
    problems.raise_if_errors()
    return read_file


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


def _undated(scenarios: Scenarios) -> Iterator[Problem]:
    """Give the scenarios whose first step says no instant, so that nothing could follow it."""
    for place, scenario in enumerate(scenarios.file.scenarios):
        first = (*scenarios.steps(scenario), scenario.when)[0]
        if not first.dated:
            yield scenarios.document.problem(
                "no-instant",
                f"the first step of `{scenario.name}` doesn't say when it is done",
                ("scenario", place),
                hint="state `at` (or `clock`) in it; later steps may follow with `after`",
                at_key=True,
            )
