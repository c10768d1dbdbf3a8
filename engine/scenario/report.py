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
    """

    name: str
    line: int | None
    differences: tuple[Difference, ...]
    decision: str

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
class Coverage:
    """How much of a charter the scenarios saw.

    Attributes:
        actions: how often each action was allowed, and how often refused.
        policies: how often each policy of an action, as ``action.policy``, was in nobody's way,
            and how often it was.
    """

    actions: Mapping[str, tuple[int, int]]
    policies: Mapping[str, tuple[int, int]]

    def unseen(self) -> Iterator[str]:
        """Say what the scenarios have not seen, a clause each."""
        for name, (allowed, refused) in self.actions.items():
            if not allowed:
                yield f"`{name}` was never allowed"
            if not refused:
                yield f"`{name}` was never refused"
        for name, (met, unmet) in self.policies.items():
            if not met:
                yield f"`{name}` was never met"
            if not unmet:
                yield f"`{name}` never stood in the way"

    def summary(self) -> str:
        """Say in a line how much was seen."""
        actions, policies = self.actions.values(), self.policies.values()
        return (
            f"{_both(actions)} of {len(actions)} actions seen allowed and refused,"
            f" {_both(policies)} of {len(policies)} policies seen met and in the way"
        )

    def to_json(self) -> Json:
        """Give it as plain data; the keys are always the same."""
        return {
            "actions": [
                {"action": name, "allowed": allowed, "refused": refused}
                for name, (allowed, refused) in self.actions.items()
            ],
            "policies": [
                {"policy": name, "met": met, "unmet": unmet}
                for name, (met, unmet) in self.policies.items()
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
