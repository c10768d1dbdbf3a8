"""Regimes: the charters that were in force over a journal, and which of them a proposal is under.

A proposal is under the charter that was in force when it was made, until an amendment moves it.
What an amendment does to proposals in flight is recorded as an event of the clock, on each of them,
that falls due when the new charter takes effect: ``(migrated)`` or ``(restarted)``. Where the fate
is to stay, nothing is recorded, for nothing changes.
"""

from collections.abc import Iterable, Mapping
from typing import Literal

from attrs import evolve, field, frozen

from .adopt import Adopted
from .bringing import BROUGHT_IN, brought_in
from .charter import Charter, revived
from .charter.amendment import Fate
from .errors import Corrupt
from .fold import advanced, nothing
from .instants import NEVER, Instant
from .machine import BODY, NEW, Machine
from .model import Event, Proposal, Record
from .policy import derived

Passed = Literal["(migrated)", "(restarted)"]

MIGRATED: Passed = "(migrated)"
"""What the clock does to a proposal that goes on under a new charter."""

RESTARTED: Passed = "(restarted)"
"""What the clock does to a proposal that starts again under a new charter."""

PASSAGES: Mapping[str, Fate] = {MIGRATED: "migrate", RESTARTED: "restart"}


@frozen(kw_only=True, eq=False)
class Regime:
    """A charter that was in force.

    Attributes:
        since: the instant from which it holds; ``-NEVER`` for a journal's first.
        by: the proposal, and its version, whose event let it in; none for the first.
        record: of a proposal that has gathered nothing under it yet.
        bodies: how many entries the stream of each body had when it took effect.
        revised: the streams of the bodies whose members may change under it.
    """

    charter: Charter
    since: Instant = -NEVER
    by: tuple[str, int] | None = None
    record: Record = field(factory=Record)
    bodies: Mapping[str, int] = field(factory=dict)
    machine: Machine = derived(lambda self: self.charter.machine)
    digest: str = derived(lambda self: self.charter.digest)
    revised: tuple[str, ...] = derived(lambda self: _revised(self.machine))

    def fate(self, before: "Regime", state: str) -> Passed | None:
        """Give what becomes of a proposal of the charter before; ``None`` where it stays there."""
        terms = self.charter.file.amendment
        if terms is None or state in before.machine.final or self.state(state) is None:
            return None
        fate = terms.fates.get(state, terms.in_flight)
        return MIGRATED if fate == "migrate" else RESTARTED if fate == "restart" else None

    def state(self, before: str) -> str | None:
        """Give the state in which one of the charter before goes on; ``None`` where none does.

        One that starts again stands in the initial state, unless another is named for it.
        """
        terms = self.charter.file.amendment
        if terms is None:
            return None
        named = terms.states.get(before)
        if terms.fates.get(before, terms.in_flight) == "restart":
            return named or self.machine.initial
        target = named or before
        return target if target in self.machine.states else None


@frozen(kw_only=True)
class Passage:
    """What the clock is to do to a proposal, because another charter took effect.

    Attributes:
        regime: the one that it then is under.
        before: the digest of the charter that it leaves.
    """

    action: Passed
    source: str
    target: str
    at: Instant
    regime: Regime
    before: str


@frozen(kw_only=True, eq=False)
class Regimes:
    """The charters that were in force, in their order; never none.

    Attributes:
        alone: whether there was one only, so that every proposal is under it.
    """

    all: tuple[Regime, ...]
    current: Regime = derived(lambda self: self.all[-1])
    alone: bool = derived(lambda self: len(self.all) == 1)
    _of: Mapping[str, int] = derived(
        lambda self: {"": 0, **{each.digest: place for place, each in enumerate(self.all)}}
    )

    def of(self, digest: str) -> Regime | None:
        """Give the regime of a charter; of the first, where the digest is empty."""
        place = self._of.get(digest)
        return None if place is None else self.all[place]

    def under(self, proposal: Proposal) -> Regime:
        """Give the regime that a proposal is under; a body is always under the one in force.

        Raises:
            Corrupt: it is under a charter that was never in force.
        """
        if self.alone or proposal.id.startswith(BODY):
            return self.current
        found = self.of(proposal.record.charter)
        if found is None:
            raise Corrupt(f"`{proposal.id}` is under a charter that was never in force")
        return found

    def before(self, regime: Regime) -> Regime | None:
        """Give the regime that another one followed."""
        place = self._of[regime.digest]
        return self.all[place - 1] if place else None

    def after(self, regime: Regime) -> Regime | None:
        """Give the regime that followed another one."""
        place = self._of[regime.digest] + 1
        return self.all[place] if place < len(self.all) else None

    def nothing(self, name: str, regime: Regime | None = None) -> Proposal:
        """Give the proposal of that name before its first event, under a regime or the current one.

        Nothing can happen to it before the charter took effect.
        """
        under = self.current if regime is None else regime
        made = nothing(under.machine, name)
        if self.alone or name.startswith(BODY):
            return made
        return made._replace(record=under.record, at=under.since)

    def taken(self, standing: Proposal | None, event: Event) -> Proposal:
        """Give a proposal after an event, under the charter that it is under then.

        Args:
            standing: the proposal; ``None`` before its first event.
            event: what was recorded.

        Raises:
            Corrupt: the event can't be one under these charters.
        """
        if standing is None or not standing.version:
            standing = self.nothing(event.proposal, self.of(event.charter) or self.all[0])
        if event.action in PASSAGES and event.actor is None:
            return self._passed(standing, event)
        if event.action == BROUGHT_IN:
            return brought_in(self.under(standing).machine, standing, event)
        return advanced(self.under(standing).machine, standing, event)

    def fold(self, name: str, events: Iterable[Event]) -> Proposal:
        """Give the proposal that its events make."""
        standing = self.nothing(name)
        for event in events:
            standing = self.taken(standing, event)
        return standing

    def passage(self, standing: Proposal) -> Passage | None:
        """Give what the clock has to do to a proposal because its charter was amended, if anything.

        An amendment moves proposals that are under the charter which it follows; those that stayed
        under an earlier one stay there.
        """
        if self.alone or standing.state == NEW or standing.id.startswith(BODY):
            return None
        before = self.under(standing)
        after = self.after(before)
        action = None if after is None else after.fate(before, standing.state)
        if after is None or action is None:
            return None
        return Passage(
            action=action,
            source=standing.state,
            target=after.state(standing.state) or standing.state,
            at=max(after.since, standing.at),
            regime=after,
            before=before.digest,
        )

    def settled(self, standing: Proposal) -> Proposal:
        """Give a proposal after it came under each charter that it is still to come under."""
        while (coming := self.passage(standing)) is not None:
            before = self.under(standing)
            standing = _passed(
                standing, coming.action, coming.target, coming.at, before, coming.regime
            )
        return standing

    def seen(self, proposal: Proposal, regime: Regime) -> Proposal:
        """Give a proposal in the anchors of a charter, whatever charter it is under itself."""
        under = self.under(proposal)
        return (
            proposal
            if under is regime
            else proposal._replace(anchors=_renamed(proposal, under, regime))
        )

    def _passed(self, standing: Proposal, event: Event) -> Proposal:
        """Give a proposal after it came under another charter: what it has goes along by name."""
        regime = self.of(event.charter)
        before = None if regime is None else self.before(regime)
        if regime is None or before is None or event.target not in regime.machine.states:
            raise Corrupt(
                f"version {event.version} of `{event.proposal}` is no event of the charters in"
                " this journal: it can't have come under another so"
            )
        return _passed(standing, event.action, event.target, event.at, before, regime)


def _passed(  # noqa: PLR0913, PLR0917 - a proposal, what happens to it, and between which charters
    standing: Proposal, how: str, target: str, at: Instant, before: Regime, regime: Regime
) -> Proposal:
    """Give a proposal after it came under another charter."""
    if how == MIGRATED:
        record = evolve(standing.record, charter=regime.record.charter)
        anchors = _renamed(standing, before, regime)
    else:
        record = Record(roles=standing.record.roles, charter=regime.record.charter)
        anchors = (NEVER,) * len(regime.machine.office.anchors)
    return Proposal(standing.id, target, standing.version + 1, at, anchors, record)


def _renamed(proposal: Proposal, before: Regime, regime: Regime) -> tuple[Instant, ...]:
    """Give the anchors of a proposal in the order of another charter; ``NEVER`` for new names."""
    old = {name: proposal.anchors[place] for name, place in before.machine.office.anchors.items()}
    return tuple(old.get(name, NEVER) for name in regime.machine.office.anchors)


def _revised(machine: Machine) -> tuple[str, ...]:
    office = machine.office
    return tuple(
        BODY + name
        for name in sorted(office.revised)
        if office.compositions[name].suspended_from is None
    )


def sole(charter: Charter) -> Regimes:
    """Give the regimes of a journal that was under one charter only."""
    return Regimes(all=(Regime(charter=charter),))


def succeeding(adopted: Iterable[Adopted], known: Mapping[str, Charter]) -> Regimes:
    """Give the regimes of charters that took effect one after the other.

    Args:
        adopted: the charters, in their order; at least one.
        known: charters that needn't be read again, by digest.

    Raises:
        CharterError: the text of one is not that of its digest, or can't be used.
    """
    return Regimes(
        all=tuple(
            Regime(
                charter=known.get(each.digest) or revived(each.text, each.digest),
                since=each.since,
                by=each.by,
                record=Record(charter=each.digest if place else ""),
                bodies=each.bodies,
            )
            for place, each in enumerate(adopted)
        )
    )
