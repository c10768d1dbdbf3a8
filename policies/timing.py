"""Time: waiting periods, and the days and instants that were announced."""

from typing import Protocol

from attrs import frozen

from ..engine.calendars import Period, local
from ..engine.facts import Situation
from ..engine.instants import NEVER, Instant
from ..engine.policy import derived, names
from ..engine.source.shapes import Several
from ..engine.speech import Speech

_SECOND = 1_000_000


class _Graced(Protocol):
    @property
    def grace(self) -> Period | None: ...


def give(rule: _Graced) -> str:
    """Say the grace of a rule, where it has one."""
    return "" if rule.grace is None else f", give or take {rule.grace.words()}"


def grace_of(period: Period | None) -> Instant:
    """Give a grace in microseconds.

    Raises:
        ValueError: it is not counted by a stopwatch, so that it would not be equally long each day.
    """
    if period is None:
        return 0
    if not period.stopwatch:
        raise ValueError(f"a grace of `{period}` differs from day to day: write it like `PT8H`")
    return period.seconds * _SECOND


def stated(period: Period | None) -> tuple[Period, ...]:
    """Give a bound, where there is one."""
    return () if period is None else (period,)


@frozen(kw_only=True)
class Waiting:
    """A period must have passed since something happened.

    Its last instant is the first that counts; a `grace` lets one act so much earlier. A period is
    written in ISO 8601, whose days are those of the wall calendar while `PT24H` is stopwatch time,
    or as `5 business days` or `2 weekends`.
    """

    since: str = names("anchor")
    at_least: Period
    grace: Period | None = None
    slack: Instant = derived(lambda self: -grace_of(self.grace))

    def holds(self, facts: Situation) -> bool:
        """Tell whether it has passed."""
        return facts.happened(self.since) & (
            facts.now >= facts.after(self.since, self.at_least, self.slack)
        )

    def says(self, speech: Speech) -> str:
        """Say what it demands."""
        return (
            f"it is {self.at_least.words()} or more since {speech.anchor(self.since)}{give(self)}"
        )


@frozen(kw_only=True)
class Within:
    """Something has happened, and a period has not yet passed since.

    Its last instant is the first that is too late; a `grace` makes that so much later.
    """

    since: str = names("anchor")
    at_most: Period
    grace: Period | None = None
    slack: Instant = derived(lambda self: grace_of(self.grace))

    def holds(self, facts: Situation) -> bool:
        """Tell whether it still runs."""
        return (
            facts.happened(self.since)
            & (facts.now >= facts.at(self.since))
            & (facts.now < facts.after(self.since, self.at_most, self.slack))
        )

    def says(self, speech: Speech) -> str:
        """Say what it demands."""
        return (
            f"it is less than {self.at_most.words()} since {speech.anchor(self.since)}{give(self)}"
        )


@frozen(kw_only=True)
class Idle:
    """Nothing of some things has happened for so long; what never happened doesn't count.

    It is how a cool-down is stated: so long since the last major change, if there was any, and of
    several that overlap the longest counts. A `grace` lets one act so much earlier.

    Source: PHP asks for 14 days since the last major change of an RFC, give or take 8 hours.
    """

    since: Several[str] = names("anchor")
    at_least: Period
    grace: Period | None = None
    slack: Instant = derived(lambda self: -grace_of(self.grace))

    def holds(self, facts: Situation) -> bool:
        """Tell whether all has been quiet."""
        return facts.at_least(
            len(self.since),
            [
                (facts.happened(each) ^ True)
                | (facts.now >= facts.after(each, self.at_least, self.slack))
                for each in self.since
            ],
        )

    def words(self, facts: Situation) -> str:
        """Say what happened last, and until when that counts."""
        known = [each for each in self.since if facts.happened(each)]
        if not known:
            return f"none of {', '.join(f'`{each}`' for each in self.since)} has happened"
        last = max(known, key=lambda each: facts.after(each, self.at_least, self.slack))
        until = facts.after(last, self.at_least, self.slack)
        slack = "" if self.grace is None else f" with {self.grace.words()} of grace"
        zone = facts.office.zone
        return f"{self.at_least.words()} after `{last}`{slack} is {local(until, zone)}"

    def says(self, speech: Speech) -> str:
        """Say what it demands."""
        things = " and ".join(speech.anchor(each) for each in self.since)
        return f"it is {self.at_least.words()} or more since {things}, if ever{give(self)}"


@frozen(kw_only=True)
class Reached:
    """An instant that was announced has come."""

    anchor: str = names("anchor")

    def holds(self, facts: Situation) -> bool:
        """Tell whether it has come."""
        return facts.happened(self.anchor) & (facts.now >= facts.at(self.anchor))

    def says(self, speech: Speech) -> str:
        """Say what it demands."""
        return f"{speech.anchor(self.anchor)} has come"


@frozen(kw_only=True)
class Before:
    """It is early enough before a day or an instant that was announced, and not too early.

    So long before it is the last instant from which the period has run out when the announced one
    comes. A `grace` makes either bound so much wider.

    Source: releases have milestones by which features must be in, counted back from the release.
    """

    anchor: str = names("anchor")
    at_least: Period | None = None
    at_most: Period | None = None
    grace: Period | None = None
    slack: Instant = derived(lambda self: grace_of(self.grace))
    least: tuple[Period, ...] = derived(lambda self: stated(self.at_least))
    most: tuple[Period, ...] = derived(lambda self: stated(self.at_most))

    def __attrs_post_init__(self) -> None:
        if not self.least and not self.most:
            raise ValueError("state `at_least`, `at_most` or both, as a period like `P7D`")

    def holds(self, facts: Situation) -> bool:
        """Tell whether it is."""
        bounds = [
            *[facts.now <= facts.ahead(self.anchor, each, self.slack) for each in self.least],
            *[facts.now >= facts.ahead(self.anchor, each, -self.slack) for each in self.most],
        ]
        return facts.happened(self.anchor) & facts.at_least(len(bounds), bounds)

    def says(self, speech: Speech) -> str:
        """Say what it demands."""
        bounds = [
            *[f"at least {each.words()}" for each in self.least],
            *[f"at most {each.words()}" for each in self.most],
        ]
        return f"it is {' and '.join(bounds)} before {speech.anchor(self.anchor)}{give(self)}"


@frozen(kw_only=True)
class Ago:
    """A day or an instant that the request names lies long enough back, and not too long.

    A period since then is over at its last instant, and not longer ago than that until then. What
    lies ahead, or was not told, is no time ago.

    Source: who stands for Django's Steering Council has contributed for 18 months or longer.
    """

    field: str = names("field")
    at_least: Period | None = None
    at_most: Period | None = None
    least: tuple[Period, ...] = derived(lambda self: stated(self.at_least))
    most: tuple[Period, ...] = derived(lambda self: stated(self.at_most))

    def __attrs_post_init__(self) -> None:
        if not self.least and not self.most:
            raise ValueError("state `at_least`, `at_most` or both, as a period like `P18M`")

    def holds(self, facts: Situation) -> bool:
        """Tell whether it does."""
        told = facts.dated(self.field)
        bounds = [
            *[facts.elapsed(self.field, each) <= facts.now for each in self.least],
            *[facts.elapsed(self.field, each) >= facts.now for each in self.most],
        ]
        return (told > -NEVER) & (told <= facts.now) & facts.at_least(len(bounds), bounds)

    def says(self, speech: Speech) -> str:
        """Say what it demands."""
        bounds = [
            *[f"at least {each.words()}" for each in self.least],
            *[f"at most {each.words()}" for each in self.most],
        ]
        return f"{speech.field(self.field)} is {' and '.join(bounds)} ago"

    def words(self, facts: Situation) -> str:
        """Say the day, and when the periods since are over."""
        told = facts.data.get(self.field)
        if told is None or facts.dated(self.field) == -NEVER:
            return f"`{self.field}` names no day"
        zone = facts.office.zone
        bounds = [
            f"{each.words()} after it is {local(facts.elapsed(self.field, each), zone)}"
            for each in (*self.least, *self.most)
        ]
        late = "; it lies ahead" if facts.dated(self.field) > facts.now else ""
        return f"`{self.field}` is {told}; {' and '.join(bounds)}{late}"


@frozen(kw_only=True)
class Notice:
    """A day or an instant that the request names is far enough from something that happened.

    It is at least so long after it and, where `at_most` is stated, no longer.
    """

    field: str = names("field")
    since: str = names("anchor")
    at_least: Period
    at_most: Period | None = None
    most: tuple[Period, ...] = derived(lambda self: stated(self.at_most))

    def holds(self, facts: Situation) -> bool:
        """Tell whether it leaves that much time."""
        told = facts.dated(self.field)
        early = [told <= facts.after(self.since, each) for each in self.most]
        return facts.happened(self.since) & facts.at_least(
            1 + len(early), [told >= facts.after(self.since, self.at_least), *early]
        )

    def says(self, speech: Speech) -> str:
        """Say what it demands."""
        after = f"{self.at_least.words()} after {speech.anchor(self.since)}"
        late = "".join(f", but no more than {each.words()} after it" for each in self.most)
        return f"{speech.field(self.field)} names a day that starts {after}, or later{late}"

    def words(self, facts: Situation) -> str:
        """Say the day, and the first that is far enough."""
        after = facts.after(self.since, self.at_least)
        if after == NEVER:
            return f"`{self.since}` has not happened"
        told = facts.data.get(self.field)
        zone = facts.office.zone
        bound = f"{self.at_least.words()} after `{self.since}`, {local(after, zone)}"
        late = "".join(
            f", nor after {each.words()} after it, {local(facts.after(self.since, each), zone)}"
            for each in self.most
        )
        if self.holds(facts):
            return f"`{self.field}` is {told}; it is not before {bound}{late}"
        given = "was not given" if told is None else f"is {told}"
        return f"`{self.field}` {given}; the day must not start before {bound}{late}"
