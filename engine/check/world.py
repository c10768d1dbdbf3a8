"""What is the same for every search through one charter: who could ever do what, and say what."""

from collections.abc import Mapping

from attrs import evolve, frozen

from ..facts import Effect
from ..machine import Action, Machine

MOST_MEMBERS = 1000
"""The largest number of members that a body without a number of seats is ever taken to have."""


LISTED = "something"
"""What stands for every ballot that is a list, or that nobody sees."""


@frozen(kw_only=True, eq=False)
class World:
    """What is the same for every search through one charter.

    Attributes:
        revised: the bodies whose membership can change.
        voters: of each effect, who could have it; ``None`` where anybody could.
        choices: the ballots that can be cast in each body.
        announced: anchors that may lie ahead.
    """

    machine: Machine
    revised: frozenset[str]
    voters: Mapping[Effect, frozenset[str] | None]
    choices: Mapping[str, tuple[str, ...]]
    announced: frozenset[str]

    def seats(self, body: str) -> int:
        """Give the largest number of members that a body is ever taken to have."""
        office = self.machine.office
        rules = office.compositions.get(body)
        if rules is None or rules.seats is None or rules.directory:
            return MOST_MEMBERS
        return max(rules.seats, len(office.bodies[body]))


def world(machine: Machine, revised: frozenset[str]) -> World:
    """Gather what every search through a charter needs to know."""
    voters: dict[Effect, frozenset[str] | None] = {}
    choices: dict[str, tuple[str, ...]] = {}
    for action in machine.actions.values():
        if action.deadline is not None:
            continue
        who = _who(machine, action, revised)
        for effect in action.effects:
            before = voters.get(effect, frozenset())
            voters[effect] = None if who is None or before is None else before | who
        of = action.ballot or action.unseals
        if of is not None:
            offered = action.fields["choice"].choices if "choice" in action.fields else (LISTED,)
            known = choices.get(of, ())
            choices[of] = tuple(dict.fromkeys((*known, *offered)))
    actions = machine.actions.values()
    # of a veto that a search lets stand, the holder is one of those who may speak it
    blocks = {name: evolve(each, lapses=False) for name, each in machine.office.blocks.items()}
    return World(
        machine=evolve(machine, office=evolve(machine.office, blocks=blocks)),
        revised=revised,
        voters=voters,
        choices=choices,
        announced=frozenset(anchor for action in actions for anchor in action.dates),
    )


def _who(machine: Machine, action: Action, revised: frozenset[str]) -> frozenset[str] | None:
    """Give the people who can ever do an action; ``None`` where nobody can say."""
    bodies = machine.office.bodies
    if not action.by or any(name not in bodies or name in revised for name in action.by):
        return None
    return frozenset[str]().union(*(bodies[name] for name in action.by))
