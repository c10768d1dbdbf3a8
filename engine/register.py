"""The register: the proposals of a journal side by side, for the rules that look beyond one.

It grows with the journal, and a view of it is frozen: a decision that keeps one can be explained
when others have long got on.
"""

from collections.abc import Iterable
from threading import RLock
from typing import cast

from .calendars import add
from .facts import AfterOthers, Held, Linked, Pending, Situation, recorded, told
from .instants import NEVER, Instant
from .model import Office, Proposal

Key = tuple[str, ...]


class _Index:
    """Where proposals stand, by all that a fact asks for."""

    def __init__(self, office: Office) -> None:
        self.standing: dict[str, Proposal] = {}
        self._shared = {name: office.anchors[name] for name in office.shared}
        self._latest: dict[str, Instant] = {}
        self._by: dict[Key, dict[str, None]] = {}

    def take(self, proposal: Proposal) -> None:
        before = self.standing.get(proposal.id)
        self.standing[proposal.id] = proposal
        old = frozenset[Key]() if before is None else frozenset(_keys(before))
        new = frozenset(_keys(proposal))
        for key in old - new:
            del self._by[key][proposal.id]
        for key in new - old:
            self._by.setdefault(key, {})[proposal.id] = None
        for name, place in self._shared.items():
            instant = proposal.anchors[place]
            if before is not None and before.anchors[place] not in (instant, NEVER):
                self._latest[name] = _latest(each.anchors[place] for each in self.standing.values())
            elif instant != NEVER:
                latest = self._latest.get(name, NEVER)
                self._latest[name] = instant if latest == NEVER else max(latest, instant)

    def latest(self, anchor: str) -> Instant:
        return self._latest.get(anchor, NEVER)

    def named(self, *key: str) -> Iterable[Proposal]:
        return [self.standing[name] for name in self._by.get(key, ())]


def _keys(proposal: Proposal) -> Iterable[Key]:
    """Give the keys under which a proposal is found."""
    yield ("state", proposal.state)
    for role, holders in proposal.record.roles.items():
        for person in holders:
            yield ("role", role, person)
    for link, names in proposal.record.links.items():
        for name in names:
            yield ("link", link, name)


def _latest(instants: Iterable[Instant]) -> Instant:
    return max((each for each in instants if each != NEVER), default=NEVER)


class View:
    """The register as it was after so many events: see ``Register`` in the model."""

    def __init__(self, log: list[Proposal], office: Office, index: _Index, lock: RLock) -> None:
        self._log = log
        self._length = len(log)
        self._office = office
        self._index = index
        self._lock = lock  # of the log and the living index: a decision may be explained elsewhere

    def instant(self, anchor: str) -> Instant:
        """Give the latest instant of a shared anchor in any proposal, or ``NEVER``."""
        with self._lock:
            return self._current().latest(anchor)

    def read(self, fact: object, asked: object) -> int:
        """Give what a fact about other proposals is for the one that is asked about.

        Raises:
            TypeError: it is no such fact.
        """
        facts = cast("Situation", asked)
        with self._lock:
            match fact:
                case Pending():
                    return self._pending(fact, facts)
                case Linked():
                    return self._linked(fact, facts)
                case AfterOthers():
                    return self._after(fact, facts)
                case Held():
                    return self._held(fact, facts)
                case _:
                    raise TypeError(f"`{type(fact).__name__}` is no fact about other proposals")

    def _current(self) -> _Index:
        """Give the index of just these events: the living one, or one made anew."""
        if len(self._log) != self._length:
            self._log = self._log[: self._length]
            self._index = _Index(self._office)
            for proposal in self._log:
                self._index.take(proposal)
        return self._index

    def _alike(self, facts: Situation, link: str) -> list[Proposal]:
        """Give the other proposals that have something under a link in common with this one."""
        index = self._current()
        found = {
            each.id: each for name in told(facts, link) for each in index.named("link", link, name)
        }
        return [each for name, each in found.items() if name != facts.proposal.id]

    def _pending(self, fact: Pending, facts: Situation) -> int:
        if fact.same is not None:
            return sum(each.state in fact.states for each in self._alike(facts, fact.same))
        index = self._current()
        return sum(
            each.id != facts.proposal.id
            for state in dict.fromkeys(fact.states)
            for each in index.named("state", state)
        )

    def _linked(self, fact: Linked, facts: Situation) -> bool:
        standing, own = self._current().standing, facts.proposal.id
        names = told(facts, fact.link)
        return bool(names) and all(
            name in standing
            and name != own
            and (not fact.states or standing[name].state in fact.states)
            and (fact.back is None or own in standing[name].record.links.get(fact.back, ()))
            for name in names
        )

    def _after(self, fact: AfterOthers, facts: Situation) -> Instant:
        place = self._office.anchors[fact.anchor]
        latest = _latest(each.anchors[place] for each in self._alike(facts, fact.same))
        return (
            -NEVER
            if latest == NEVER
            else add(latest, fact.period, self._office.zone, self._office.week)
        )

    def _held(self, fact: Held, facts: Situation) -> int:
        if facts.actor is None:
            return 0
        others = self._current().named("role", fact.role, facts.actor)
        return sum(
            each.id != facts.proposal.id
            and (not fact.states or each.state in fact.states)
            and self._timely(fact, facts, each)
            for each in others
        )

    def _timely(self, fact: Held, facts: Situation, other: Proposal) -> bool:
        if fact.anchor is None:
            return True
        instant = other.anchors[self._office.anchors[fact.anchor]]
        if instant == NEVER:
            return False
        began = NEVER if fact.since is None else recorded(facts.office, facts.proposal, fact.since)
        lately = fact.within is None or facts.now < add(
            instant, fact.within, self._office.zone, self._office.week
        )
        return lately and (began == NEVER or instant >= began)


class Growing:
    """A register that proposals are entered into as they move on."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._log: list[Proposal] = []
        self._index = _Index(office)
        self._lock = RLock()

    def enter(self, proposal: Proposal) -> None:
        """Enter where a proposal now stands."""
        with self._lock:
            self._log.append(proposal)
            self._index.take(proposal)

    def proposals(self) -> tuple[Proposal, ...]:
        """Give where every proposal stands, in the order in which they were made."""
        return tuple(self._index.standing.values())

    def copy(self) -> "Growing":
        """Give another that grows by itself."""
        made = Growing(self._office)
        for proposal in self.proposals():
            made.enter(proposal)
        return made

    def view(self) -> View:
        """Give the register as it is now."""
        return View(self._log, self._office, self._index, self._lock)
