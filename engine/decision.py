"""What a decision says: reasons, who could supply what is missing, and what would change it."""

from collections.abc import Mapping, Sequence
from typing import Literal

from attrs import frozen

from .calendars import local
from .facts import listed
from .instants import NEVER, Instant, text

Status = Literal["ok", "missing", "blocked", "unknown", "error"]

Json = dict[str, object]

_WIDEST_LABEL = 24


@frozen(kw_only=True)
class Leaf:
    """One fact that a policy looked at.

    Attributes:
        fact: its name, such as ``ballots``.
        about: its arguments, such as ``{"choice": "yes", "of": "chairs"}``.
        value: what it read as; ``None`` where there is no evidence.
    """

    fact: str
    about: Mapping[str, str]
    value: int | None


@frozen(kw_only=True)
class Need:
    """Something that somebody could do about what is missing."""

    action: str
    by: tuple[str, ...]


@frozen(kw_only=True)
class Reason:
    """How one rule stands.

    Attributes:
        policy: the name under which the charter uses it; ``by`` for who may.
        about: the one thing that the charter says it is about, if it says one alone.
        rules: the charter's rules that it keeps.
        needs: who could do what about it.
        opens: the instant at which time alone would, or ``NEVER``.
    """

    status: Status
    policy: str
    text: str
    about: str = ""
    rules: tuple[str, ...] = ()
    needs: tuple[Need, ...] = ()
    opens: Instant = NEVER
    leaves: tuple[Leaf, ...] = ()
    parts: tuple["Reason", ...] = ()

    @property
    def met(self) -> bool:
        """Whether it stands in nobody's way."""
        return self.status == "ok"

    @property
    def own(self) -> str:
        """What it says beside its parts, which say the rest."""
        return self.text if not self.parts or self.policy == "outcome" else self.about

    def to_json(self) -> Json:
        """Give it as plain data; the keys are always the same."""
        return {
            "status": self.status,
            "policy": self.policy,
            "text": self.text,
            "rules": list(self.rules),
            "needs": [{"action": need.action, "by": list(need.by)} for need in self.needs],
            "opens_at": None if self.opens == NEVER else text(self.opens),
            "facts": [
                {"fact": leaf.fact, "about": dict(leaf.about), "value": leaf.value}
                for leaf in self.leaves
            ],
            "reasons": [part.to_json() for part in self.parts],
        }


@frozen(kw_only=True)
class Step:
    """One element of what would make a move legal.

    Attributes:
        kind: somebody acts, everybody waits, or the one who asks tells more.
        actors: who could; ``many`` of them must.
        action: what they do; for ``tell``, the field.
        data: what they must say with it.
        at: the instant at which the step is taken; for ``wait``, until when.
    """

    kind: Literal["act", "wait", "tell"]
    at: Instant
    action: str = ""
    actors: tuple[str, ...] = ()
    many: int = 1
    data: Mapping[str, object] = {}
    words: str = ""

    def said(self, zone: str) -> str:
        """Say the step."""
        match self.kind:
            case "wait":
                return f"wait to {local(self.at, zone)}"
            case "tell":
                return self.words
            case "act":
                who = self._who()
                return f"{who}: {self.action}{self._told()}"

    def _told(self) -> str:
        """Say what is told: a choice alone speaks for itself."""
        match dict(self.data):
            case {"choice": choice, **rest} if not rest:
                return f" {choice}"
            case told:
                said = ", ".join(f"{name} {_shown(value)}" for name, value in told.items())
                return f" ({said})" if said else ""

    def _who(self) -> str:
        if len(self.actors) == 1:
            return self.actors[0]
        return f"{self.many} of {listed(self.actors)}"

    def to_json(self) -> Json:
        """Give it as plain data; the keys are always the same."""
        return {
            "kind": self.kind,
            "action": self.action or None,
            "actors": list(self.actors),
            "many": self.many,
            "data": dict(self.data),
            "at": text(self.at),
        }


@frozen(kw_only=True)
class Way:
    """A set of steps that would make a move legal, none of which can be left out.

    Each step is itself legal when the ones before it have been carried out.

    Attributes:
        earliest: the instant at which the move is then legal.
    """

    steps: tuple[Step, ...]
    earliest: Instant

    def said(self, zone: str) -> str:
        """Say the steps in their order."""
        return ", ".join(step.said(zone) for step in self.steps)

    def to_json(self) -> Json:
        """Give it as plain data; the keys are always the same."""
        return {
            "steps": [step.to_json() for step in self.steps],
            "earliest": text(self.earliest),
        }


@frozen(kw_only=True)
class Unblocking:
    """What would make a move legal.

    Attributes:
        ways: a handful of minimal sets, the smallest and earliest first.
        complete: whether the search ended by itself; if not, there may be other ways.
        bound: what the answer holds under, in words.
    """

    ways: tuple[Way, ...]
    complete: bool
    bound: str

    def lines(self, zone: str) -> list[str]:
        """Say the ways, a line each."""
        if not self.ways:
            return [f"unblock: {'nothing can' if self.complete else 'none found'} ({self.bound})"]
        return [
            f"{'unblock:' if place == 0 else '     or:'} {way.said(zone)}"
            f"   (earliest: {local(way.earliest, zone)})"
            for place, way in enumerate(self.ways)
        ]


def _shown(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]  # a list of texts


def tree(reasons: Sequence[Reason], indent: str = "") -> list[str]:
    """Draw reasons as a tree, a line each."""
    wide = min(_WIDEST_LABEL, max((len(reason.policy) for reason in reasons), default=0))
    lines: list[str] = []
    for place, reason in enumerate(reasons):
        last = place == len(reasons) - 1
        rules = f" [{', '.join(reason.rules)}]" if reason.rules else ""
        branch = "└─" if last else "├─"
        head = f"{indent}{branch} {reason.status:<8} {reason.policy:<{wide}}  {reason.own}"
        lines.append(head.rstrip() + rules)
        lines += tree(reason.parts, indent + ("   " if last else "│  "))
    return lines
