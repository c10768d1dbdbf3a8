"""What a simulation came to: where proposals ended, how long they took, what held up the rest."""

from collections.abc import Mapping, Sequence

from attrs import field, frozen

from ..decision import Json
from ..journal.store import Store

_DAY = 86_400_000_000
_PERCENTS = (50, 90, 95)


@frozen(kw_only=True)
class Spread:
    """How long something took, in microseconds: how often it was seen, and three percentiles."""

    count: int
    p50: int
    p90: int
    p95: int

    def to_json(self) -> Json:
        """Give it as plain data; the keys are always the same."""
        return {"count": self.count, "p50_us": self.p50, "p90_us": self.p90, "p95_us": self.p95}


def spread(durations: Sequence[int]) -> Spread:
    """Give the percentiles of some durations, at least one, by nearest rank."""
    ordered, count = sorted(durations), len(durations)
    p50, p90, p95 = (ordered[-(-percent * count // 100) - 1] for percent in _PERCENTS)
    return Spread(count=count, p50=p50, p90=p90, p95=p95)


@frozen(kw_only=True)
class Result:
    """What a simulation came to; the same charter, behaviour and seed give the same.

    Attributes:
        proposals: how many were made, over all replications.
        events: how many moves were recorded, those of the clock among them.
        refused: how many attempts the charter refused.
        outcomes: for each state, how many proposals stood in it at the end.
        ended: how many of them had come to a final state.
        cycle: the time from a proposal's first event to its end; ``None`` where none ended.
        reached: for each state, the time from a proposal's first event until it first got there.
        missing: for what had not ended, how many proposals lacked what: ``action.policy``.
        journals: the journal of each replication.
    """

    charter: str
    digest: str
    seed: int
    replications: int
    proposals: int
    events: int
    refused: int
    outcomes: Mapping[str, int]
    ended: int
    cycle: Spread | None
    reached: Mapping[str, Spread]
    missing: Mapping[str, int]
    journals: tuple[Store, ...] = field(repr=False)

    @property
    def stalled(self) -> int:
        """How many proposals had not ended."""
        return self.proposals - self.ended

    def __str__(self) -> str:
        """Write the result as tables."""
        under = f"under {self.charter} in {_many(self.replications, 'replication')}"
        attempts = _many(self.refused, "refused attempt")
        lines = [
            f"simulated: {_many(self.proposals, 'proposal')} {under} (seed {self.seed})",
            f"{_many(self.events, 'event')}, {attempts}",
            "",
            "stands at the end",
        ]
        lines += [
            f"  {state:<20} {many:>7}  {_share(many, self.proposals)}"
            for state, many in self.outcomes.items()
        ]
        lines += ["", "days until                count      p50      p90      p95"]
        spreads = [("the end", self.cycle)] if self.cycle is not None else []
        for what, each in [*spreads, *self.reached.items()]:
            if each is not None:
                days = "".join(f" {_days(value):>8}" for value in (each.p50, each.p90, each.p95))
                lines.append(f"  {what:<20} {each.count:>8}{days}")
        lack = ", of which lack" if self.missing else ""
        lines += ["", f"not ended: {self.stalled}{lack}"]
        lines += [f"  {what:<32} {many:>7}" for what, many in self.missing.items()]
        return "\n".join(lines)

    def to_json(self) -> Json:
        """Give it as plain data; the keys are always the same."""
        return {
            "charter": {"name": self.charter, "digest": self.digest},
            "seed": self.seed,
            "replications": self.replications,
            "proposals": self.proposals,
            "events": self.events,
            "refused": self.refused,
            "outcomes": dict(self.outcomes),
            "ended": self.ended,
            "stalled": self.stalled,
            "cycle": None if self.cycle is None else self.cycle.to_json(),
            "reached": {state: each.to_json() for state, each in self.reached.items()},
            "missing": dict(self.missing),
            "journals": [store.head().leaf for store in self.journals],
        }


def _many(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def _days(microseconds: int) -> str:
    tenths = (microseconds * 10 + _DAY // 2) // _DAY
    return f"{tenths // 10}.{tenths % 10}"


def _share(many: int, total: int) -> str:
    return f"{many * 100 // total:>3} %" if total else ""
