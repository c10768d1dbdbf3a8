"""What came of scenarios: who failed and how, and how much of the charter they saw."""

from collections.abc import Iterable, Iterator, Mapping

from attrs import frozen

from ..decision import Json


@frozen(kw_only=True)
class Difference:
    """Something that came out other than it should."""

    what: str
    expected: str
    actual: str

    def __str__(self) -> str:
        return f"{self.what}: expected {self.expected}; actual {self.actual}"

    def to_json(self) -> Json:
        """Give it as plain data; the keys are always the same."""
        return {"what": self.what, "expected": self.expected, "actual": self.actual}


@frozen(kw_only=True)
class Result:
    """What came of one scenario.

    Attributes:
        line: where the scenario file has it.
        differences: all that came out other than it should; none where it passed.
        decision: the decision that a failure turned on, drawn as a tree; empty where it passed or
            nobody asked for one.
        took: how long it took, in nanoseconds; 0 where nobody measured.
    """

    name: str
    line: int | None
    differences: tuple[Difference, ...]
    decision: str
    took: int = 0

    @property
    def passed(self) -> bool:
        """Whether everything came out as it should."""
        return not self.differences

    def lines(self) -> Iterator[str]:
        """Say how it came out; a failure shows each difference and then the decision."""
        yield f"{'pass' if self.passed else 'FAIL'}  {self.name}"
        if not self.passed:
            yield from (f"      {each}" for each in self.differences)
            yield from (f"      | {line}" for line in self.decision.splitlines())

    def to_json(self) -> Json:
        """Give it as plain data; the keys are always the same."""
        return {
            "name": self.name,
            "line": self.line,
            "passed": self.passed,
            "differences": [each.to_json() for each in self.differences],
            "decision": self.decision or None,
        }


@frozen(kw_only=True)
class Use:
    """One policy in one action, and what the scenarios saw of it.

    Attributes:
        policy: its name; `name.thing` where the action uses it for several things.
        stops: whether it is there to stop the action, under `unless`.
        met: in how many decisions it was in nobody's way.
        unmet: in how many it was.
    """

    action: str
    policy: str
    stops: bool
    met: int
    unmet: int

    @property
    def place(self) -> str:
        """Where the charter has it, as `action.policy`."""
        return f"{self.action}.{self.policy}"

    def unseen(self) -> Iterator[str]:
        """Say what the scenarios have not seen of it, a clause each."""
        name = f"`{self.action}`"
        if self.policy == "by":
            if not self.met:
                yield f"{name} was never asked for by somebody who may"
            if not self.unmet:
                yield f"{name} was never refused because of who asked"
        elif self.stops:
            if not self.met:
                yield f"{name} was never asked for without `{self.policy}` in its way"
            if not self.unmet:
                yield f"{name} was never stopped by `{self.policy}`"
        else:
            if not self.met:
                yield f"{name} was never asked for with `{self.policy}` met"
            if not self.unmet:
                yield f"{name} was never refused for lack of `{self.policy}`"


@frozen(kw_only=True)
class Coverage:
    """How much of a charter the scenarios saw.

    Attributes:
        actions: how often each action was allowed, and how often refused.
        uses: each policy of each action, with how often it was met and was not.
        rules: how often each rule of the source that policies keep was met in a decision, and how
            often it stood in the way of one.
    """

    actions: Mapping[str, tuple[int, int]]
    uses: tuple[Use, ...]
    rules: Mapping[str, tuple[int, int]]

    @property
    def policies(self) -> Mapping[str, tuple[int, int]]:
        """How often each policy of an action, as ``action.policy``, was met, and was not."""
        return {use.place: (use.met, use.unmet) for use in self.uses}

    @property
    def percent(self) -> int:
        """How much of all there is to see was seen, in whole percent, rounded down."""
        pairs = [*self.actions.values(), *self.policies.values(), *self.rules.values()]
        seen = sum(bool(yes) + bool(no) for yes, no in pairs)
        return 100 if not pairs else 100 * seen // (2 * len(pairs))

    def unseen(self) -> Iterator[str]:
        """Say what the scenarios have not seen, a clause each."""
        for name, (allowed, refused) in self.actions.items():
            if not allowed:
                yield f"`{name}` was never allowed"
            if not refused:
                yield f"`{name}` was never refused"
        for use in self.uses:
            yield from use.unseen()
        for name, (met, unmet) in self.rules.items():
            if not met:
                yield f"rule `{name}` was never kept"
            if not unmet:
                yield f"rule `{name}` never stood in the way of anybody"

    def summary(self) -> str:
        """Say in a line how much was seen."""
        actions, policies, rules = (
            tuple(each.values()) for each in (self.actions, self.policies, self.rules)
        )
        said = (
            f"{_both(actions)} of {len(actions)} actions seen allowed and refused,"
            f" {_both(policies)} of {len(policies)} policies seen met and in the way"
        )
        if rules:
            said += f", {_both(rules)} of {len(rules)} rules seen kept and in the way"
        return f"{said}; {self.percent} % of all"

    def to_json(self) -> Json:
        """Give it as plain data; the keys are always the same."""
        return {
            "percent": self.percent,
            "actions": [
                {"action": name, "allowed": allowed, "refused": refused}
                for name, (allowed, refused) in self.actions.items()
            ],
            "policies": [
                {"policy": use.place, "met": use.met, "unmet": use.unmet} for use in self.uses
            ],
            "rules": [
                {"rule": name, "met": met, "unmet": unmet}
                for name, (met, unmet) in self.rules.items()
            ],
        }


def _both(seen: Iterable[tuple[int, int]]) -> int:
    return sum(bool(yes and no) for yes, no in seen)


@frozen(kw_only=True)
class Report:
    """What came of all the scenarios of a file."""

    results: tuple[Result, ...]
    coverage: Coverage

    @property
    def passed(self) -> bool:
        """Whether every scenario passed."""
        return all(result.passed for result in self.results)

    def lines(self) -> Iterator[str]:
        """Say how each scenario came out, how many passed, and how much they saw."""
        for result in self.results:
            yield from result.lines()
        passed = sum(result.passed for result in self.results)
        yield f"{passed} of {len(self.results)} scenarios passed; {self.coverage.summary()}"

    def __str__(self) -> str:
        return "\n".join(self.lines())

    def to_json(self) -> Json:
        """Give it as plain data; the keys are always the same."""
        return {
            "passed": self.passed,
            "scenarios": [result.to_json() for result in self.results],
            "coverage": self.coverage.to_json(),
        }
