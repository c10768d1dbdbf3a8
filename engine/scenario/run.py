"""Running scenarios: every step goes through the live engine, on a store and a clock of its own."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from attrs import define, field, frozen

from ..charter import Charter
from ..decide import Decision, decide
from ..decision import Reason, Status, tree
from ..facts import Situation
from ..fold import fold
from ..instants import NEVER, Instant, from_datetime, text
from ..journal import MemoryStore
from ..machine import Move
from ..model import NOTHING, Event, Proposal
from ..permit import deadline
from ..source.problem import Problems
from ..workflow import Workflow
from .document import Expected, Scenarios, Step, Then
from .names import unknown
from .report import Coverage, Difference, Report, Result

_ORDER: tuple[Status, ...] = ("error", "blocked", "missing", "unknown", "ok")


def run(scenarios: Scenarios, charter: Charter) -> Report:
    """Play every scenario under a charter, each in a journal of its own.

    Raises:
        CharterError: the scenarios speak of what the charter has not; every problem is told.
    """
    problems = Problems()
    problems.extend(unknown(scenarios, charter))
    problems.raise_if_errors()
    seen = _Seen()
    results = tuple(
        _played(scenarios, charter, place, seen) for place in range(len(scenarios.file.scenarios))
    )
    return Report(results=results, coverage=seen.coverage(charter))


@define
class _Watch:
    """The clock of a scenario: it stands at the instant of its last step."""

    now: Instant = 0

    def __call__(self) -> Instant:
        return self.now


@frozen
class _Seen:
    """What the scenarios have seen so far."""

    actions: Counter[tuple[str, bool]] = field(factory=Counter)
    policies: Counter[tuple[str, bool]] = field(factory=Counter)

    def answer(self, action: str, allowed: bool, reasons: Iterable[Reason]) -> None:
        """See what came of one request."""
        self.actions[action, allowed] += 1
        for reason in _flat(reasons):
            self.policies[f"{action}.{reason.policy}", reason.met] += 1

    def clockwork(self, workflow: Workflow, name: str, until: Instant) -> None:
        """See the clock's moves whose time comes, whether they are then made or not."""
        machine, office = workflow.charter.machine, workflow.office
        standing = _standing(workflow, name)
        for move in machine.clockwork.get(standing.state, ()):
            at = max(deadline(office, standing, move), standing.at)
            if at <= until:
                decision = decide(
                    machine, office, standing, move.action.name, by=None, at=at, data=NOTHING
                )
                self.answer(decision.action, decision.allowed, decision.reasons)

    def coverage(self, charter: Charter) -> Coverage:
        """Give what was seen of each action of the charter and of each of its policies."""
        used: dict[str, list[str]] = {}
        for (source, action), moves in charter.machine.table.items():
            if not source.startswith("(body"):
                used.setdefault(action, []).extend(_policies(moves))
        actions, policies = self.actions, self.policies
        return Coverage(
            actions={name: (actions[name, True], actions[name, False]) for name in used},
            policies={
                name: (policies[name, True], policies[name, False])
                for action, names in used.items()
                for name in dict.fromkeys(f"{action}.{each}" for each in names)
            },
        )


def _policies(moves: Iterable[Move]) -> Iterator[str]:
    """Give the names under which a decision's reasons name the policies of some moves."""
    for move in moves:
        terms = [*move.requires, *move.unless]
        while terms:
            term = terms.pop(0)
            yield term.name
            terms += term.parts


def _flat(reasons: Iterable[Reason]) -> Iterator[Reason]:
    for reason in reasons:
        yield reason
        yield from _flat(reason.parts)


def _standing(workflow: Workflow, name: str) -> Proposal:
    """Give where a proposal stands, even before it is made."""
    events = workflow.events(name)
    return fold(workflow.charter.machine, name, events)


def _played(scenarios: Scenarios, charter: Charter, place: int, seen: _Seen) -> Result:
    """Play one scenario."""
    scenario = scenarios.file.scenarios[place]
    line = scenarios.document.place(("scenario", place)).line
    watch = _Watch()
    workflow = Workflow(charter, MemoryStore(), clock=watch)
    for number, step in enumerate(scenarios.steps(scenario), 1):
        decision = _done(workflow, watch, step, seen)
        if decision is not None and decision.verdict != step.verdict:
            wrong = Difference(
                what=f"step {number} of what is given",
                expected=f"`{step.do}` by {step.by} to be {step.verdict}",
                actual=f"it is {decision.verdict}",
            )
            return Result(
                name=scenario.name, line=line, differences=(wrong,), decision=str(decision)
            )
    name = scenario.when.on
    before = len(workflow.events(name))
    decision = _done(workflow, watch, scenario.when, seen)
    fresh = workflow.events(name)[before:]
    differences = [*_after(workflow, watch, name, scenario.then, fresh)]
    if decision is not None:
        differences = [*_answered(decision, scenario.then), *differences]
    shown = differences and decision is not None
    return Result(
        name=scenario.name,
        line=line,
        differences=tuple(differences),
        decision=str(decision) if shown else "",
    )


def _done(workflow: Workflow, watch: _Watch, step: Step, seen: _Seen) -> Decision | None:
    """Take one step; ``None`` where it is the clock's alone."""
    watch.now = max(watch.now, step.instant)
    seen.clockwork(workflow, step.on, step.instant)
    if step.do is None or step.by is None:
        workflow.tick(step.instant)
        return None
    decision = workflow.act(step.on, step.do, by=step.by, at=step.instant, data=step.data)
    seen.answer(decision.action, decision.allowed, decision.reasons)
    return decision


def _answered(decision: Decision, then: Then) -> Iterator[Difference]:
    """Give in what the decision is other than it should be."""
    if then.verdict is not None and decision.verdict != then.verdict:
        yield Difference(what="verdict", expected=then.verdict, actual=decision.verdict)
    standing: dict[str, Status] = {}
    for reason in _flat(decision.reasons):
        if _ORDER.index(reason.status) <= _ORDER.index(standing.get(reason.policy, "ok")):
            standing[reason.policy] = reason.status
    for policy, status in then.because.items():
        actual = standing.get(policy, "not looked at")
        if actual != status:
            yield Difference(what=f"because of `{policy}`", expected=status, actual=actual)
    told = "\n".join((decision.heading, *tree(decision.reasons)))
    for words in then.says:
        if words not in told:
            yield Difference(what="says", expected=f"`{words}`", actual="it is not said")
    if then.unblock or then.earliest is not None:
        yield from _unblocked(decision, then)


def _unblocked(decision: Decision, then: Then) -> Iterator[Difference]:
    """Give in what the ways to make it legal are other than they should be."""
    found = decision.unblocking
    ways = () if found is None else found.ways
    none = "nothing can" if found is not None and found.complete else "none found"
    zone = decision.situation.office.zone
    offered = [way.said(zone) for way in ways] or [none]
    for words in then.unblock:
        if not any(words in way for way in offered):
            yield Difference(what="unblock", expected=f"`{words}`", actual=" | ".join(offered))
    if then.earliest is not None:
        first = min((way.earliest for way in ways), default=NEVER)
        actual_first = decision.situation.now if decision.allowed else first
        yield from _unequal("earliest", _when(from_datetime(then.earliest)), _when(actual_first))


def _after(
    workflow: Workflow, watch: _Watch, name: str, then: Then, fresh: Sequence[Event]
) -> Iterator[Difference]:
    """Give in what the proposal stands other than it should."""
    standing = _standing(workflow, name)
    if then.state is not None:
        yield from _unequal("state", f"`{then.state}`", f"`{standing.state}`")
    if then.events is not None:
        yield from _recorded(then.events, fresh)
    if then.owes is not None:
        facts = Situation(watch.now, None, NOTHING, standing, workflow.office)
        owes = [duty for duty in workflow.office.duties if facts.owed(duty)]
        yield from _unequal("owes", _listed(sorted(then.owes)), _listed(sorted(owes)))


def _recorded(expected: Sequence[Expected], fresh: Sequence[Event]) -> Iterator[Difference]:
    """Give in what the recorded events are other than they should be."""
    actions = [event.action for event in fresh]
    yield from _unequal("events", _listed(each.do for each in expected), _listed(actions))
    for wanted, event in zip(expected, fresh, strict=False):
        if wanted.at is not None:
            at = _when(from_datetime(wanted.at))
            yield from _unequal(f"instant of `{event.action}`", at, _when(event.at))
        if wanted.by is not None:
            yield from _unequal(f"actor of `{event.action}`", wanted.by, event.actor or "the clock")


def _unequal(what: str, expected: str, actual: str) -> Iterator[Difference]:
    if expected != actual:
        yield Difference(what=what, expected=expected, actual=actual)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names) or "nothing"


def _when(instant: Instant) -> str:
    return "never" if instant == NEVER else text(instant)
