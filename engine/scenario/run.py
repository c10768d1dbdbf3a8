"""Running scenarios: every step goes through the live engine, on a store and a clock of its own."""

from collections.abc import Callable, Mapping

from attrs import define

from ..calendars import add
from ..charter import Charter
from ..decide import Decision
from ..errors import BylawError, RequestError
from ..instants import Instant, from_datetime
from ..journal import MemoryStore
from ..polling import commitment, said
from ..source.problem import Problems
from ..workflow import Workflow
from .compare import Came
from .document import Scenario, Scenarios, Step
from .names import unknown
from .report import Difference, Report, Result
from .seen import Seen

Timer = Callable[[], int]
"""Gives nanoseconds since whenever, never running backwards."""


def run(scenarios: Scenarios, charter: Charter, *, timer: Timer | None = None) -> Report:
    """Play every scenario under a charter, each in a journal of its own.

    Args:
        scenarios: the file.
        charter: the charter that it is about.
        timer: measures how long each takes; nothing does, if left out.

    Raises:
        CharterError: the scenarios speak of what the charter has not; every problem is told.
    """
    check_names(scenarios, charter)
    seen = Seen()
    results = tuple(
        played(scenarios, charter, place, seen, timer=timer)
        for place in range(len(scenarios.file.scenarios))
    )
    return Report(results=results, coverage=seen.coverage(charter))


def check_names(scenarios: Scenarios, charter: Charter) -> None:
    """See that the charter has all that scenarios speak of.

    Raises:
        CharterError: it hasn't; every problem is told.
    """
    problems = Problems()
    problems.extend(unknown(scenarios, charter))
    problems.raise_if_errors()


def played(
    scenarios: Scenarios,
    charter: Charter,
    place: int,
    seen: Seen | None = None,
    *,
    timer: Timer | None = None,
) -> Result:
    """Play one scenario of a file.

    Args:
        scenarios: the file.
        charter: the charter that it is about, which has all the names in it.
        place: which of its scenarios.
        seen: gathers what is seen of the charter.
        timer: measures how long it takes.
    """
    scenario = scenarios.file.scenarios[place]
    line = scenarios.document.place(("scenario", place)).line
    start = 0 if timer is None else timer()
    differences, decision = _Play(charter, Seen() if seen is None else seen).of(
        scenarios.steps(scenario), scenario
    )
    return Result(
        name=scenario.name,
        line=line,
        differences=differences,
        decision=str(decision) if differences and decision is not None else "",
        took=0 if timer is None else timer() - start,
    )


@define
class _Watch:
    """The clock of a scenario: it stands at the instant of its last step."""

    now: Instant = 0

    def __call__(self) -> Instant:
        return self.now


class _Play:
    """One scenario under way: a workflow in memory, and where its clock stands."""

    def __init__(self, charter: Charter, seen: Seen) -> None:
        self._watch = _Watch()
        self._workflow = Workflow(charter, MemoryStore(), clock=self._watch)
        self._zone = charter.machine.office.zone
        self._at: Instant = 0
        self._seen = seen

    def of(
        self, steps: tuple[Step, ...], scenario: Scenario
    ) -> tuple[tuple[Difference, ...], Decision | None]:
        """Give in what it came out other than it should, and the decision that this is about."""
        number = 0
        try:
            for number, step in enumerate(steps, 1):
                for decision in self._done(step):
                    if decision.verdict != step.verdict:
                        return (_otherwise(number, step, decision),), decision
            number += 1
            before = len(self._workflow.events(scenario.when.on))
            decided = self._done(scenario.when)
        except BylawError as error:  # a name that nobody may have, or an instant that there is not
            what = "what is asked" if number > len(steps) else f"step {number} of what is given"
            wrong = Difference(what=what, expected="a request", actual=f"it is none: {error}")
            return (wrong,), None
        last = decided[-1] if decided else None
        fresh = self._workflow.events(scenario.when.on)[before:]
        came = Came(
            workflow=self._workflow, name=scenario.when.on, now=self._watch.now, fresh=fresh
        )
        return tuple(came.otherwise(last, scenario.then)), last

    def _done(self, step: Step) -> list[Decision]:
        """Take one step, and give the decision on each who takes it; none where time alone runs."""
        self._at = at = self._instant(step)
        self._watch.now = max(self._watch.now, at)
        self._seen.clockwork(self._workflow, step.on, at)
        if step.do is None:
            self._workflow.tick(at)
        decided: list[Decision] = []
        for person in step.by:
            data = self._told(step, person)
            decision = self._workflow.act(step.on, str(step.do), by=person, at=at, data=data)
            self._seen.answer(decision.action, decision.allowed, decision.reasons)
            decided.append(decision)
        return decided

    def _told(self, step: Step, person: str) -> Mapping[str, object]:
        """Give what somebody tells who takes a step, what belongs to their sealed vote included.

        Raises:
            RequestError: there is no such vote.
        """
        if not step.sealed:
            return step.data
        salt = f"the salt of {step.data.get('voter', person)}"
        action = self._workflow.charter.machine.actions.get(str(step.do))
        if action is None or action.seals is None:
            return {**step.data, **step.sealed, "salt": salt}
        try:
            vote = said(step.sealed)
        except (TypeError, ValueError) as error:
            raise RequestError(str(error)) from error
        return {**step.data, "commitment": commitment(str(vote), salt)}

    def _instant(self, step: Step) -> Instant:
        """Give when a step is taken: as it says, or counted from the step before."""
        moment = step.at or step.clock
        if moment is not None:
            return from_datetime(moment)
        if step.after is None:
            return self._at
        return add(self._at, step.after, self._zone)


def _otherwise(number: int, step: Step, decision: Decision) -> Difference:
    """Say that a given step turned out otherwise than it says."""
    return Difference(
        what=f"step {number} of what is given",
        expected=f"`{step.do}` by {decision.situation.actor_name} to be {step.verdict}",
        actual=f"it is {decision.verdict}",
    )
