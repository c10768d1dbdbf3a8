"""Mirrors: what events of proposals do to bodies, held against what stands in their streams."""

from collections.abc import Iterator

from ..facts import Situation
from ..machine import Machine
from ..model import Event, Office, Proposal
from ..reseating import mirrored
from .again import found
from .finding import Finding


class Mirrors:
    """What has to follow in the line of an event that let somebody into a body, or out of it."""

    def __init__(self) -> None:
        self._due: list[Event] = []
        self._seq = -1

    def expect(
        self, machine: Machine, office: Office, standing: Proposal, made: Event, seq: int
    ) -> None:
        """Note what an event does to bodies."""
        action = machine.actions.get(made.action)
        if action is None or not action.reseats:
            return
        facts = Situation(made.at, made.actor, made.data, standing, office.at(made.at))
        self._due += mirrored(facts, action.reseats, made)
        self._seq = seq

    def met(self, made: Event, seq: int) -> Iterator[Finding]:
        """Hold an entry on a body against what has to stand there."""
        for place, each in enumerate(self._due):
            if seq == self._seq and _told(each) == _told(made):
                del self._due[place]
                return
        said = f"`{made.action}` follows from no event of `{made.data.get('proposal')}`"
        yield found("mirror", "violation", said, made, seq)

    def missing(self, seq: int | None) -> Iterator[Finding]:
        """Say what had to stand in a line that is over."""
        if seq == self._seq:
            return
        for each in self._due:
            said = f"`{each.action}` of {each.data['person']} had to be recorded with it, and isn't"
            yield found("mirror", "violation", said, each, self._seq)
        self._due.clear()


def _told(event: Event) -> Event:
    """Give an entry as it has to be, but for the version that it makes."""
    return event._replace(version=0, data=dict(event.data))
