"""What came of a scenario, held against what its author says should have."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import cast

from attrs import frozen

from ..decide import Decision
from ..decision import Reason, Status, tree
from ..facts import Situation
from ..instants import NEVER, Instant, from_datetime, text
from ..model import NOTHING, Event
from ..workflow import Workflow
from .document import Expected, Standing, Then, Whereabouts
from .report import Difference
from .seen import flat, standing_of

_ORDER: tuple[Status, ...] = ("error", "blocked", "missing", "unknown", "ok")


@frozen(kw_only=True)
class Came:
    """What came of a scenario: where all stands, and what the last step recorded.

    Attributes:
        name: the proposal, or stream, that the last step was about.
        now: the instant at which it ended.
        fresh: what the last step recorded in it, the clock's own moves included.
    """

    workflow: Workflow
    name: str
    now: Instant
    fresh: Sequence[Event]

    def otherwise(self, decision: Decision | None, then: Then) -> Iterator[Difference]:
        """Give in what it came out other than it should."""
        if decision is not None:
            yield from _answered(decision, then)
        here = Whereabouts(state=then.state, roles=then.roles, owes=then.owes)
        yield from self._stands(self.name, here, "")
        if then.events is not None:
            yield from _recorded(then.events, self.fresh)
        yield from self._pinned(then.pinned)
        for name, expected in then.proposals.items():
            yield from self._stands(name, expected, f" of `{name}`")
        for body, members in then.bodies.items():
            found = self.workflow.office.at(self.now).bodies.get(body, frozenset())
            yield from _unequal(f"members of `{body}`", _people(members), _people(found))

    def _stands(self, name: str, expected: Whereabouts, whose: str) -> Iterator[Difference]:
        """Give in what a proposal stands other than it should."""
        standing = standing_of(self.workflow, name)
        if expected.state is not None:
            yield from _unequal(f"state{whose}", f"`{expected.state}`", f"`{standing.state}`")
        for role, holders in expected.roles.items():
            found = standing.record.roles.get(role, ())
            yield from _unequal(f"`{role}`{whose}", _people(holders), _people(found))
        if expected.owes is not None:
            office = self.workflow.office.at(self.now)
            facts = Situation(self.now, None, NOTHING, standing, office)
            owes = [duty for duty in self.workflow.office.duties if facts.owed(duty)]
            wanted = _listed(sorted(expected.owes))
            yield from _unequal(f"owes{whose}", wanted, _listed(sorted(owes)))

    def _pinned(self, expected: Mapping[str, object]) -> Iterator[Difference]:
        """Give in what the last event has pinned other than it should."""
        found: Mapping[str, object] = getattr(self.fresh[-1], "pinned", {}) if self.fresh else {}
        for name, wanted in expected.items():
            if name not in found:
                actual = "it is not pinned" if self.fresh else "nothing was recorded"
                yield Difference(what=f"pinned `{name}`", expected=_plain(wanted), actual=actual)
            else:
                told = _plain(_as_far(wanted, found[name]))
                yield from _unequal(f"pinned `{name}`", _plain(wanted), told)


def _as_far(wanted: object, found: object) -> object:
    """Give of a table, and of the tables in it, what another says anything of."""
    if not isinstance(wanted, Mapping) or not isinstance(found, Mapping):
        return found
    told = cast("Mapping[str, object]", found)
    every = cast("Mapping[str, object]", wanted)
    return {key: _as_far(each, told[key]) for key, each in every.items() if key in told}


def _answered(decision: Decision, then: Then) -> Iterator[Difference]:
    """Give in what the decision is other than it should be."""
    if then.verdict is not None and decision.verdict != then.verdict:
        yield Difference(what="verdict", expected=then.verdict, actual=decision.verdict)
    reasons = tuple(flat(decision.reasons))
    for place, wanted in then.because.items():
        expected = Standing(status=wanted) if isinstance(wanted, str) else wanted
        about = [each for each in reasons if place in (each.policy, f"{each.policy}.{each.about}")]
        yield from _because(place, expected, about)
    if then.stopped_by is not None:
        actual = {_named(each, then.stopped_by) for each in decision.reasons if not each.met}
        yield from _unequal("stopped by", _listed(sorted(then.stopped_by)), _listed(sorted(actual)))
    told = "\n".join((decision.heading, *tree(decision.reasons)))
    for words in then.says:
        if words not in told:
            yield Difference(what="says", expected=f"`{words}`", actual="it is not said")
    if then.unblock or then.earliest is not None:
        yield from _unblocked(decision, then)


def _named(reason: Reason, expected: Sequence[str]) -> str:
    """Give the name of a policy in the way: with what it is about, where it is expected so."""
    whole = f"{reason.policy}.{reason.about}"
    return whole if whole in expected else reason.policy


def _because(place: str, expected: Standing, about: Sequence[Reason]) -> Iterator[Difference]:
    """Give in what a policy stands other than it should; of several, the worst counts."""
    what = f"because of `{place}`"
    if not about:
        wanted = expected.status or "a reason"
        yield Difference(what=what, expected=wanted, actual="not looked at")
        return
    worst = min((each.status for each in about), key=_ORDER.index)
    if expected.status is not None:
        yield from _unequal(what, expected.status, worst)
    said = "; ".join(dict.fromkeys(each.text for each in about))
    for words in expected.says:
        if words not in said:
            yield Difference(what=f"{what}, says", expected=f"`{words}`", actual=f"`{said}`")
    rules = list(dict.fromkeys(rule for each in about for rule in each.rules))
    for rule in expected.rules:
        if rule not in rules:
            actual = _listed(rules)
            yield Difference(what=f"{what}, rules", expected=f"`{rule}`", actual=actual)


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


def _people(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "nobody"


def _plain(value: object) -> str:
    """Write a value in one way, whether a file or a journal gave it."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_plain(value[key])}" for key in sorted(value)) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(_plain, value)) + "]"
    return f"`{value}`" if isinstance(value, str) else str(value).lower()


def _when(instant: Instant) -> str:
    return "never" if instant == NEVER else text(instant)
