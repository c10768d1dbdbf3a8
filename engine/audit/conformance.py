"""The report on somebody else's log: verdicts by proposal and rule, and what it never shows."""

from collections import Counter
from collections.abc import Mapping

from attrs import frozen

from ..decision import Json
from .verdict import Verdict, combined

_VERDICTS: tuple[Verdict, ...] = ("violated", "conformant", "no evidence")


@frozen(kw_only=True)
class Judgement:
    """How one proposal stands to one rule.

    Attributes:
        said: where a definite verdict comes from: the lines of the log, and what they show.
    """

    rule: str
    verdict: Verdict
    said: tuple[str, ...] = ()


@frozen(kw_only=True)
class Case:
    """How one proposal stands to a charter.

    Attributes:
        lines: its lines in the log.
        unbound: those of them that were recorded while the charter was not in force.
    """

    name: str
    lines: tuple[int, ...]
    unbound: tuple[int, ...]
    judgements: tuple[Judgement, ...]

    @property
    def verdict(self) -> Verdict:
        """Violated where any rule is; conformant only where there is evidence on every rule."""
        return combined([judgement.verdict for judgement in self.judgements]) or "no evidence"

    def of(self, verdict: Verdict) -> tuple[Judgement, ...]:
        """Give the judgements of one verdict."""
        return tuple(each for each in self.judgements if each.verdict == verdict)


@frozen(kw_only=True)
class Conformance:
    """How the proposals of a log stand to a charter; the same files give the same report.

    Attributes:
        proxies: for each, what it takes for what, and whether it was on.
        never: the facts that the source never tells, and why.
        rules: the text of each of the charter's rules.
        reach: for each rule, whether such a log could show that it is kept, and that it is broken.
        beyond: the rules of which it could show neither, even if every proxy were on.
    """

    title: str
    source: str
    charter: str
    digest: str
    proxies: Mapping[str, tuple[str, bool]]
    never: Mapping[str, str]
    rules: Mapping[str, str]
    reach: Mapping[str, tuple[bool, bool]]
    beyond: tuple[str, ...]
    cases: tuple[Case, ...]

    @property
    def verdict(self) -> Verdict:
        """Violated where any proposal is; conformant only where all are, and there is one."""
        return combined([case.verdict for case in self.cases]) or "no evidence"

    @property
    def out_of_reach(self) -> tuple[str, ...]:
        """The rules of which such a log could never show anything."""
        return tuple(name for name, (kept, broken) in self.reach.items() if not (kept or broken))

    def counts(self) -> Mapping[Verdict, int]:
        """Count the proposals by verdict."""
        found = Counter(case.verdict for case in self.cases)
        return {verdict: found[verdict] for verdict in _VERDICTS}

    def __str__(self) -> str:
        """Write the report: the verdict, what was taken for what, then proposal by proposal."""
        counts = ", ".join(f"{many} {verdict}" for verdict, many in self.counts().items())
        silent = self.out_of_reach
        lines = [
            f"{self.verdict}: {len(self.cases)} proposals: {counts}",
            f"log      {self.title} ({self.source})",
            f"charter  {self.charter} {self.digest}",
            *(
                f"proxy    {name} is {'on' if on else 'off'}: {says}"
                for name, (says, on) in self.proxies.items()
            ),
            f"reach    {len(silent)} of {len(self.rules)} rules it never shows: {_told(silent)}",
            f"beyond   with every proxy on, {len(self.beyond)}: {_told(self.beyond)}",
        ]
        for case in self.cases:
            lines += ["", *self._case(case)]
        lines += ["", "never told by this source:"]
        lines += [f"  {fact}: {reason}" for fact, reason in self.never.items()]
        return "\n".join(lines)

    def _case(self, case: Case) -> list[str]:
        lines = [f"{case.verdict}: {case.name}"]
        if case.unbound:
            told = ", ".join(str(line) for line in case.unbound)
            lines.append(f"  recorded while the charter was not in force: line {told}")
        for verdict in ("violated", "conformant"):
            for each in case.of(verdict):
                lines.append(f"  {verdict:<11} {each.rule}: {self.rules[each.rule]}")
                lines += [f"              {said}" for said in each.said]
        silent = case.of("no evidence")
        if silent:
            lines.append(f"  no evidence {', '.join(each.rule for each in silent)}")
        return lines

    def to_json(self) -> Json:
        """Give it as plain data; the keys are always the same."""
        return {
            "verdict": self.verdict,
            "log": {"title": self.title, "source": self.source},
            "charter": {"name": self.charter, "digest": self.digest},
            "proxies": {
                name: {"text": says, "on": on} for name, (says, on) in self.proxies.items()
            },
            "counts": dict(self.counts()),
            "never": dict(self.never),
            "rules": {
                name: {"text": self.rules[name], "shows_kept": kept, "shows_broken": broken}
                for name, (kept, broken) in self.reach.items()
            },
            "out_of_reach": list(self.out_of_reach),
            "out_of_reach_with_every_proxy": list(self.beyond),
            "proposals": [
                {
                    "proposal": case.name,
                    "verdict": case.verdict,
                    "lines": list(case.lines),
                    "not_in_force": list(case.unbound),
                    "rules": {
                        each.rule: {"verdict": each.verdict, "evidence": list(each.said)}
                        for each in case.judgements
                    },
                }
                for case in self.cases
            ],
        }


def _told(names: tuple[str, ...]) -> str:
    return ", ".join(names) or "none"
