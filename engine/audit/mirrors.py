"""Mirrors: what events of proposals do to bodies, held against what stands in their streams."""

from collections.abc import Iterator

from attrs import evolve

from ..charter import Charter
from ..composition import Breach, breaches
from ..facts import Situation
from ..instants import Instant
from ..machine import BODY, Machine
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


def listed(charter: Charter, made: Event, seq: int) -> Iterator[Finding]:
    """See whether a list of a body's members may stand there: only a directory gives one."""
    body = made.proposal.removeprefix(BODY)
    rule = charter.machine.office.compositions.get(body)
    if rule is None or not rule.directory or made.actor is not None:
        said = f"no directory says who is in `{body}`, and nobody else can list its members"
        yield found("mirror", "violation", said, made, seq)
    if made.charter != charter.digest:
        said = f"was recorded under `{made.charter}`; in force is `{charter.digest}`"
        yield found("digest", "violation", said, made, seq)


def broke(machine: Machine, before: Office, after: Office, made: Event, seq: int) -> list[Finding]:
    """Note what a change of a body broke of the rules on who may be in one."""
    there = set(breaches(before.at(made.at)))
    return [
        evolve(found("composition", "note", each.said, made, seq), rules=kept(machine, each))
        for each in breaches(after.at(made.at))
        if each not in there
    ]


def amiss(machine: Machine, office: Office, as_of: Instant) -> Iterator[Finding]:
    """Give the rules on who may be in a body that aren't kept in the end."""
    for each in breaches(office.at(as_of)):
        yield Finding(
            kind="composition",
            severity="warning",
            said=each.said,
            proposal=BODY + each.body,
            at=as_of,
            rules=kept(machine, each),
        )


def kept(machine: Machine, breach: Breach) -> tuple[str, ...]:
    """Give the charter's rules that a breach concerns."""
    places = (f"bodies.{breach.body}", f"bodies.{breach.body}.{breach.rule}")
    return tuple(rule for place in places for rule in machine.rules.get(place, ()))


def _told(event: Event) -> Event:
    """Give an entry as it has to be, but for the version that it makes."""
    return event._replace(version=0, data=dict(event.data))
