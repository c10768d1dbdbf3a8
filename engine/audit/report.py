"""The report of an audit: the verdict, what was looked at, and everything that was found."""

from collections import Counter
from collections.abc import Iterable, Mapping

from attrs import frozen

from ..decision import Json
from ..instants import Instant, text
from .finding import Breach, Finding, Severity
from .verdict import Verdict

_SEVERITIES: tuple[Severity, ...] = ("violation", "unknown", "warning", "note")


@frozen(kw_only=True)
class Adoption:
    """A charter that took effect in the journal.

    Attributes:
        since: the instant from which it holds; ``None`` for the journal's first.
        by: the proposal, and its version, whose event let it in; ``None`` for the first.
        decisions: how many decisions were taken under it.
    """

    name: str
    digest: str
    seq: int
    since: Instant | None = None
    by: tuple[str, int] | None = None
    decisions: int = 0

    def line(self) -> str:
        """Say it."""
        said = f"seq {self.seq}"
        if self.by is not None and self.since is not None:
            name, version = self.by
            said += f", let in by {name} version {version}, from {text(self.since)}"
        return f"{self.name} {self.digest} ({said}; {_many(self.decisions, 'decision')} under it)"

    def to_json(self) -> Json:
        """Give it as plain data; the keys are always the same."""
        by = None if self.by is None else {"proposal": self.by[0], "version": self.by[1]}
        return {
            "name": self.name,
            "digest": self.digest,
            "seq": self.seq,
            "since": None if self.since is None else text(self.since),
            "by": by,
            "decisions": self.decisions,
        }


@frozen(kw_only=True)
class Counts:
    """How much was looked at.

    Attributes:
        events: the moves of proposals that were decided again, those of the clock among them.
        refusals: what was asked for in vain and recorded, decided again.
        memberships: changes of bodies that were decided again.
        brought_in: proposals that were under way elsewhere; nothing of that was decided here.
        undecided: entries that could not be decided again; each has a finding.
        ended: proposals in a final state.
    """

    events: int = 0
    clock: int = 0
    refusals: int = 0
    memberships: int = 0
    brought_in: int = 0
    undecided: int = 0
    proposals: int = 0
    ended: int = 0

    @property
    def decided(self) -> int:
        """Everything that was decided again."""
        return self.events + self.refusals + self.memberships


@frozen(kw_only=True)
class Report:
    """What an audit of a journal came to; the same journal gives the same report, byte for byte.

    Attributes:
        whole: whether the chain is; where it isn't, no decision was taken again.
        journal: the identity that the journal's header gives it.
        lines: how many lines it has, header included.
        head: the last line and its leaf hash; it stands for all before it.
        charters: the charters that took effect, in their order.
        under: for each proposal that wasn't decided under the first alone, the digest of the
            charter from each version on at which that changed.
        zones: how many events were decided under each version of the time-zone data.
        installed: the version under which they were decided again.
        as_of: the instant as of which duties are judged; ``None`` where nothing happened.
    """

    whole: bool
    journal: str | None
    lines: int
    head: tuple[int, str] | None
    charters: tuple[Adoption, ...]
    under: Mapping[str, tuple[tuple[int, str], ...]]
    zones: Mapping[str, int]
    installed: str
    as_of: Instant | None
    counts: Counts
    findings: tuple[Finding, ...]
    breaches: tuple[Breach, ...]

    @property
    def verdict(self) -> Verdict:
        """The answer: *no evidence* where nothing was decided again, or something couldn't be."""
        severities = {finding.severity for finding in self.findings}
        if "violation" in severities:
            return "violated"
        if "unknown" in severities or not self.counts.decided:
            return "no evidence"
        return "conformant"

    @property
    def by_severity(self) -> Mapping[Severity, int]:
        """How many findings there are of each severity."""
        found = Counter(finding.severity for finding in self.findings)
        return {severity: found[severity] for severity in _SEVERITIES}

    @property
    def by_rule(self) -> Mapping[str, int]:
        """How often each rule was broken, by decisions and by duties that were not met."""
        broken = [finding.rules for finding in self.findings if finding.severity == "violation"]
        return _counted(
            rule for rules in (*broken, *(b.rules for b in self.breaches)) for rule in rules
        )

    def __str__(self) -> str:
        """Write the report: the verdict first, then what it rests on, then what was found."""
        counts, found = self.counts, self.by_severity
        wrong, late = _many(found["violation"], "violation"), _many(len(self.breaches), "breach")
        taken = _many(counts.decided, "decision")
        lines = [f"{self.verdict}: {taken} taken again, {wrong}, {late} of duty"]
        if self.head is not None:
            chain = f"whole: {_many(self.lines, 'line')}, head {self.head[0]} {self.head[1]}"
        else:
            chain = "broken; no decision was taken again"
        lines.append(f"chain    {chain}")
        lines += [f"charter  {each.line()}" for each in self.charters]
        lines.append(
            f"counts   {_many(counts.events, 'event')} ({counts.clock} of the clock), "
            f"{_many(counts.refusals, 'refusal')}, {_many(counts.memberships, 'membership')}, "
            f"{_many(counts.proposals, 'proposal')} ({counts.ended} ended), "
            f"{counts.undecided} undecided"
        )
        if counts.brought_in:
            brought = _many(counts.brought_in, "proposal")
            lines.append(
                f"earlier  {brought} brought in, of which nothing before that was decided here"
            )
        lines.append(f"zones    {_zones(self.zones, self.installed)}")
        if self.as_of is not None:
            lines.append(f"as of    {text(self.as_of)}")
        for finding in self.findings:
            lines += ["", *finding.lines()]
        if self.breaches:
            lines += ["", *(breach.line() for breach in self.breaches)]
        return "\n".join(lines)

    def to_json(self) -> Json:
        """Give it as plain data; the keys are always the same."""
        counts = self.counts
        return {
            "verdict": self.verdict,
            "chain": {
                "whole": self.whole,
                "journal": self.journal,
                "lines": self.lines,
                "head": None if self.head is None else {"seq": self.head[0], "leaf": self.head[1]},
            },
            "charters": [each.to_json() for each in self.charters],
            "under": {
                name: [{"from_version": version, "charter": digest} for version, digest in spans]
                for name, spans in self.under.items()
            },
            "zones": {"installed": self.installed, "recorded": dict(sorted(self.zones.items()))},
            "as_of": None if self.as_of is None else text(self.as_of),
            "counts": {
                "events": counts.events,
                "clock": counts.clock,
                "refusals": counts.refusals,
                "memberships": counts.memberships,
                "brought_in": counts.brought_in,
                "undecided": counts.undecided,
                "proposals": counts.proposals,
                "ended": counts.ended,
                "findings": dict(self.by_severity),
                "breaches": len(self.breaches),
                "rules": dict(self.by_rule),
            },
            "findings": [finding.to_json() for finding in self.findings],
            "breaches": [breach.to_json() for breach in self.breaches],
        }


def _counted(words: Iterable[str]) -> Mapping[str, int]:
    return dict(sorted(Counter(words).items()))


def _many(count: int, what: str) -> str:
    plural = "es" if what.endswith("ch") else "s"
    return f"{count} {what}{'' if count == 1 else plural}"


def _zones(recorded: Mapping[str, int], installed: str) -> str:
    told = ", ".join(f"{many} under {name}" for name, many in sorted(recorded.items()))
    return f"{installed} installed; decided {told or 'under none'}"
