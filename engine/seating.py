"""Seating: who is in which body when charters follow each other.

A charter that takes effect names who is in its bodies, or keeps those who are. Bodies that it
hasn't stay as they were then, for the proposals that stay under the charter that has them; and
those proposals see today's people in the bodies that both have.
"""

from collections.abc import Mapping

from attrs import evolve, field, frozen

from .errors import Corrupt
from .membership import Seats, State, Timeline, changed
from .model import Event, Office
from .regimes import Regime
from .reseating import change_of, reseated


@frozen(kw_only=True, eq=False)
class Seating:
    """Who is in the bodies of the charter in force, and who was in those that it hasn't.

    Attributes:
        office: of the charter in force.
        lapsed: who is in the bodies that only earlier charters have, by the bodies' names.
    """

    regime: Regime
    office: Office
    lapsed: Mapping[str, tuple[Regime, Seats]] = field(factory=dict)

    def after(self, event: Event) -> "Seating":
        """Give who is in them after an event in the stream of a body.

        Raises:
            Corrupt: the event names nobody, or there is no such body.
        """
        change = change_of(event)
        if change.body not in self.lapsed:
            return evolve(self, office=reseated(self.office, event))
        regime, seats = self.lapsed[change.body]
        office = regime.machine.office
        before = State({change.body: seats}, self.office.affiliations)
        after = changed(office.compositions[change.body], before, change, office.zone)
        return evolve(
            self, lapsed={**self.lapsed, change.body: (regime, after.bodies[change.body])}
        )

    def next(self, regime: Regime) -> "Seating":
        """Give who is in them when another charter takes effect."""
        old, office = _timeline(self.office), regime.machine.office
        state = old.state(regime.since)
        terms = regime.charter.file.amendment
        held = {name: seats for name, (_, seats) in self.lapsed.items()} | dict(state.bodies)
        lapsed = dict(self.lapsed)
        lapsed |= {name: (self.regime, seats) for name, seats in state.bodies.items()}
        if terms is not None and terms.members == "kept":
            new = _timeline(office)
            bodies = {name: held.get(name, seats) for name, seats in new.initial.bodies.items()}
            affiliations = {**new.initial.affiliations, **state.affiliations}
            coming = [each for each in old.changes if each.at > regime.since]
            kept = Timeline(rules=new.rules, initial=State(bodies, affiliations), zone=new.zone)
            kept = kept.after(*(each for each in coming if each.body in bodies))
            office = office.begun(kept, regime.since)
        return Seating(
            regime=regime,
            office=office,
            lapsed={name: each for name, each in lapsed.items() if name not in office.bodies},
        )

    def of(self, regime: Regime) -> Office:
        """Give the office of a charter: its own calendars and duties, and the people of today."""
        if regime is self.regime:
            return self.office
        office, now = regime.machine.office, _timeline(self.office)
        own = _timeline(office)
        bodies = dict(own.initial.bodies)
        bodies |= {name: seats for name, (_, seats) in self.lapsed.items() if name in bodies}
        bodies |= {name: each for name, each in now.initial.bodies.items() if name in bodies}
        shared = {name: rule for name, rule in now.rules.items() if name in bodies}
        affiliations = {**own.initial.affiliations, **now.initial.affiliations}
        timeline = Timeline(
            rules={**own.rules, **shared}, initial=State(bodies, affiliations), zone=now.zone
        ).after(*(each for each in now.changes if each.body in shared))
        return office.begun(timeline, self.regime.since)


def begun(regime: Regime) -> Seating:
    """Give who is in the bodies of a journal's first charter when it takes effect."""
    return Seating(regime=regime, office=regime.machine.office)


def _timeline(office: Office) -> Timeline:
    """Give what is known of who came and went.

    Raises:
        Corrupt: nothing is, for the office is of no charter.
    """
    if office.timeline is None:
        raise Corrupt("the office of a charter says nothing of who is in its bodies")
    return office.timeline
