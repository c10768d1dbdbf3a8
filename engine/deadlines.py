"""When the clock makes a move of its own: so long after something, or after several things."""

from typing import Literal

from attrs import field, frozen

from .calendars import Period
from .facts import After, At, Covered, Fact, Situation, plus, recorded
from .instants import NEVER, Instant
from .model import NOTHING, Office, Proposal

Pick = Literal["later", "earlier"]


@frozen(kw_only=True)
class Span:
    """So long after the latest of some anchors that have happened.

    Attributes:
        after: how long; ``None`` for that very instant, or where sessions count.
        session: the kind of session that has to come and go, or empty.
        many: how many of them.
    """

    since: tuple[str, ...]
    after: Period | None = None
    session: str = ""
    many: int = 1
    grace: Instant = 0

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The facts that it is worked out from, one for each anchor."""
        return tuple(self._fact(anchor) for anchor in self.since)

    def ends(self, situation: Situation) -> Instant:
        """Give the instant at which it is over; ``NEVER`` where none of the anchors happened."""
        known = [each for each in self.since if situation.happened(each)]
        found = [self._fact(each).read(situation) for each in known]
        return max(found, default=NEVER)

    def words(self) -> str:
        """Say it, as in ``2 months after posted``."""
        since = " or ".join(self.since)
        if self.session:
            return f"{self.many} whole {self.session} after {since}"
        return f"at {since}" if self.after is None else f"{self.after.words()} after {since}"

    def _fact(self, anchor: str) -> Fact:
        if self.session:
            return Covered(anchor, self.session, self.many)
        return At(anchor) if self.after is None else After(anchor, self.after, self.grace)


@frozen(kw_only=True)
class Deadline:
    """When the clock makes a move: at the end of a span, or at the later or earlier of several.

    Attributes:
        pick: which of several counts; the later is never where one of them is.
    """

    spans: tuple[Span, ...]
    pick: Pick = "later"
    anchors: frozenset[str] = field(init=False, repr=False)
    _one: str | None = field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        named = frozenset(anchor for span in self.spans for anchor in span.since)
        object.__setattr__(self, "anchors", named)
        only = self.spans[0]
        one = len(self.spans) == len(only.since) == 1 and only.after is not None
        object.__setattr__(self, "_one", only.since[0] if one else None)

    @property
    def facts(self) -> frozenset[Fact]:
        """The facts that it is worked out from."""
        return frozenset(fact for span in self.spans for fact in span.facts)

    @property
    def withheld(self) -> tuple[tuple[str, ...], ...]:
        """The sets of anchors of which each, where none of it happened, keeps it from falling."""
        each = tuple(span.since for span in self.spans)
        return each if self.pick == "later" else (tuple(dict.fromkeys(sum(each, ()))),)

    def falls(self, office: Office, proposal: Proposal) -> Instant:
        """Give the instant at which it falls due; ``NEVER`` where it doesn't."""
        span = self.spans[0]
        if self._one is not None and span.after is not None:  # the most usual one, by short cut
            instant = recorded(office, proposal, self._one)
            return (
                NEVER
                if instant == NEVER
                else plus(instant, span.after, office.zone, office.week, span.grace)
            )
        situation = Situation(proposal.at, None, NOTHING, proposal, office)
        ends = [span.ends(situation) for span in self.spans]
        return max(ends) if self.pick == "later" else min(ends)

    def words(self) -> str:
        """Say it."""
        said = [span.words() for span in self.spans]
        return said[0] if len(said) == 1 else f"the {self.pick} of {' and '.join(said)}"
