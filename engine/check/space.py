"""The space that a search goes through: which values each source can have, one after another."""

from collections.abc import Iterator, Mapping
from itertools import chain, combinations
from typing import Any, cast

from attrs import frozen

from ..ballot import ABSTAIN, CAME, Outcome
from ..facts import (
    Ballots,
    Composed,
    Effect,
    Fact,
    NamesActor,
    PersonOf,
    SaidBy,
    ToldAs,
    Total,
)
from ..facts import Outcome as Came
from ..instants import NEVER, Instant
from ..machine import Action
from .history import History
from .holders import A_THIRD, ANOTHER, Holders, holders
from .moments import nows, points
from .source import ACTOR, NOW, Source, electing
from .told import ABSENT, values
from .world import MOST_MEMBERS, World

Values = Mapping[Source, object]
"""What each source was given."""

Asker = tuple[str | None, frozenset[str]]
"""Who asks, and in which of the bodies whose membership can change they are; the clock is None."""

Count = tuple[tuple[str, int], ...]
"""How many ballots were cast for each choice."""

OUTSIDER = "somebody else"

SOMETHING_ELSE = "something else"
"""What was told under a link, where it is nothing that a rule asks for."""

STANDS, CONTESTED = "attested", "contested"
"""How a claim stands, if it was attested at all."""

SMALL = 6
"""Every size of a body up to this is tried; of larger ones those around a number in a rule."""

_FEW = 4


@frozen(kw_only=True, eq=False)
class Space:
    """What can be the case when one action is asked for in one state.

    Attributes:
        facts: the facts that bear on it.
        bounds: the numbers with which rules compare counts.
        opaque: a rule may look at anything, so that nothing is left out as alike.
        more: how many members more than it has every body is taken to have.
    """

    world: World
    action: Action
    history: History
    facts: frozenset[Fact]
    bounds: frozenset[int] = frozenset()
    opaque: bool = False
    more: int = 0

    def of(  # noqa: C901, PLR0911, PLR0912 - one answer for each kind of source
        self, source: Source, given: Values
    ) -> Iterator[object]:
        """Give the values of a source, after those before it were given theirs."""
        effect = source.effect
        if source.kind == "anchor" and source.name in self.world.machine.office.shared:
            return self._anchors(source.name, given, must=False)
        if effect is not None and effect not in self.history.may:
            return iter((_none(source),))
        must = effect in self.history.must
        match source.kind:
            case "size":
                return iter(self._sizes(source.name))
            case "actor":
                return self._askers(given)
            case "role":
                return self._holders(source.name, must=must)
            case "ballots":
                return self._ballots(source.name, given)
            case "recused" | "present":
                return iter(self._some(source, given))
            case "outcome":
                return self._outcomes(source.name)
            case "signed":
                return iter(_from_both_ends(self.most(cast("Effect", effect), given)))
            case "vetoing":
                return iter((False,) if self.action.deadline is not None else (True, False))
            case "vetoed":
                least = 1 if given.get(Source("vetoing", source.name)) else 0
                found = _from_both_ends(self.most(cast("Effect", effect), given))
                return (many for many in found if many >= least)
            case "attested":
                return self._standing(source.name, must=must)
            case "now":
                return iter(nows(self.facts, self.world.machine.office))
            case "anchor":
                return self._anchors(source.name, given, must=must)
            case "others":
                return self._others(cast("Fact", source.fact), given)
            case "link":
                return self._linked(source.name, must=must)
            case "field":
                return iter(self.told(source, given))

    def _linked(self, link: str, *, must: bool) -> Iterator[str]:
        """Give what may have been told before: what some rule asks for, something else, nothing."""
        asked = {each.text for each in self.facts if isinstance(each, ToldAs) and each.link == link}
        told = [action.fields[link] for action in self._linking(link)]
        yield from sorted(text for text in asked if any(each.accepts(text) for each in told))
        if any(not each.choices or set(each.choices) - asked for each in told):
            yield SOMETHING_ELSE
        if not must:
            yield ""

    def _linking(self, link: str) -> Iterator[Action]:
        return (each for each in self.world.machine.actions.values() if link in each.links)

    def told(self, source: Source, given: Values) -> list[object]:
        """Give the values of a field of the request."""
        asked = self.action.fields.get(source.name)
        if asked is None:
            return [ABSENT]
        office = self.world.machine.office
        now = cast("Instant | None", given.get(NOW))
        instants = () if now is None else points(self.facts, office, now)
        return values(asked, self.facts, instants, office.zone, self._people(source.name, given))

    def _people(self, field: str, given: Values) -> Iterator[str]:
        """Give those whom a field may name, where a rule asks who that is."""
        if not any(
            isinstance(each, (PersonOf, NamesActor)) and each.field == field for each in self.facts
        ):
            return
        asker, _ = cast("Asker", given.get(ACTOR, (None, frozenset[str]())))
        if asker is not None:
            yield asker
        yield from (ANOTHER, A_THIRD, OUTSIDER)
        for body, members in self.world.machine.office.bodies.items():
            yield from sorted(members)[:2]
            if body in self.world.revised:
                yield f"{body} member 0"

    def size(self, body: str, given: Values) -> int:
        """Give how many members a body has."""
        have = len(self.world.machine.office.bodies[body]) + self.more
        return cast("int", given.get(Source("size", body), have))

    def electors(self, of: str, given: Values) -> int:
        """Give how many vote in a ballot, or are in a body; by itself, a role is held by one."""
        office = self.world.machine.office
        names = electing(of, office)
        bodies = [name for name in names if name in office.bodies]
        fixed = [name for name in bodies if name not in self.world.revised]
        members = frozenset[str]().union(*(office.bodies[name] for name in fixed))
        changing = sum(self.size(name, given) for name in bodies if name in self.world.revised)
        held = [given.get(Source("role", name)) for name in names if name not in bodies]
        playing = sum(max(1, len(cast("Holders", each or ()))) for each in held)
        return len(members) + self.more * bool(fixed) + changing + playing

    def most(self, effect: Effect, given: Values) -> int:
        """Give how many members of a body, or voters of a ballot, could have had an effect."""
        office, who = self.world.machine.office, self.world.voters.get(effect, frozenset())
        block = office.blocks.get(effect[1]) if effect[0] == "veto" else None
        if block is not None:
            return sum(self._speakers(name, given) for name in block.by)
        names = electing(effect[1], office)
        bodies = [name for name in names if name in office.bodies]
        if who is None or len(bodies) < len(names) or self.world.revised & {*bodies}:
            return self.electors(effect[1], given)
        members = frozenset[str]().union(*(office.bodies[name] for name in bodies))
        return len(members & who) + (self.more if members <= who else 0)

    def _speakers(self, name: str, given: Values) -> int:
        """Give how many of a body there are; of a role, as many as bear on a rule."""
        if name in self.world.machine.office.bodies:
            return self.size(name, given)
        return 1 + max((each for each in self.bounds if 0 <= each <= MOST_MEMBERS), default=0)

    def _some(self, source: Source, given: Values) -> list[int]:
        """Give how many stand aside, or are there, where any can."""
        kind = "recusal" if source.kind == "recused" else "attendance"
        office = self.world.machine.office
        names = (
            {source.name, *electing(source.name, office)} if kind == "attendance" else {source.name}
        )
        if not any((kind, name) in self.history.may for name in names):
            return [0]
        every = [self.most((kind, name), given) for name in names]
        return _from_both_ends(max(every))

    def _outcomes(self, count: str) -> Iterator[Outcome]:
        """Give what a count can come to, as far as rules tell it apart."""
        asked = {each.option for each in self.facts if isinstance(each, Came) and each.of == count}
        seated = [
            each for fact in self.facts if isinstance(fact, Composed) for each in fact.reseats
        ]
        if any(each.source == "count" and each.whom == count for each in seated):
            asked.add(OUTSIDER)
        options = sorted(asked - {""})
        for came in CAME:
            yield Outcome(came=came)
            yield from (Outcome(came=came, winners=(option,)) for option in options)
        if len(options) > 1:
            yield Outcome(came="won", winners=tuple(options))

    def _sizes(self, body: str) -> list[int]:
        have = len(self.world.machine.office.bodies[body])
        near = {bound + off for bound in (have, *self.bounds) for off in (-1, 0, 1)}
        most = self.world.seats(body)
        found = sorted({each for each in (*range(SMALL + 1), *near) if 0 <= each <= most})
        return [have, *(size for size in found if size != have)]

    def _askers(self, given: Values) -> Iterator[Asker]:
        if self.action.deadline is not None:
            yield None, frozenset()
            return
        bodies = self.world.machine.office.bodies
        fixed = [name for name in bodies if name not in self.world.revised]
        kinds: dict[frozenset[str], str] = {}
        for person in (*sorted(frozenset[str]().union(*bodies.values())), OUTSIDER):
            kind = frozenset(name for name in fixed if person in bodies[name])
            kinds[kind] = kinds.get(kind, person)
        changing = sorted(
            source.name for source in given if source.kind == "size" and given[source] != 0
        )
        for person in kinds.values():
            for joined in _subsets(changing):
                yield person, joined

    def _standing(self, claim: str, *, must: bool) -> Iterator[str]:
        yield STANDS
        if any(action.contests == claim for action in self.world.machine.actions.values()):
            yield CONTESTED
        if not must:
            yield ""

    def _holders(self, role: str, *, must: bool) -> Iterator[Holders]:
        added = any(action.adds == role for action in self.world.machine.actions.values())
        asking = self.action.deadline is None
        bodies = tuple(self.world.machine.office.bodies)
        yield from holders(role, self.facts, self.bounds, bodies, asking=asking, added=added)
        if not must:
            yield ()

    def _ballots(self, body: str, given: Values) -> Iterator[Count]:
        offered = self.world.choices.get(body, ())
        named = {
            each.choice for each in self.facts if isinstance(each, Ballots) and each.of == body
        }
        named |= {
            each.choice for each in self.facts if isinstance(each, SaidBy) and each.of == body
        }
        if any(
            isinstance(each, Total) and each.of == body and each.counting == "deciding"
            for each in self.facts
        ):
            named.add(ABSTAIN)
        terms = self.world.machine.office.ballots.get(body)
        if terms is not None and terms.secrecy == "secret":
            offered = tuple(sorted(named))
        others = [choice for choice in offered if choice not in named]
        told_apart = [choice for choice in offered if choice in named or self.opaque]
        if not self.opaque:
            told_apart += others[:1]
        most = self.most(("ballot", body), given)
        for unanimous in told_apart if most > SMALL else ():  # settles most of what a crowd can
            yield tuple((each, most if each == unanimous else 0) for each in told_apart)
        yield from _counts(tuple(told_apart), most)

    def _others(self, fact: Fact, given: Values) -> Iterator[int]:
        """Give what may be the case with other proposals: anything."""
        match fact.kind:
            case "truth":
                yield from (1, 0)
            case "count":
                near = {bound + off for bound in (0, *self.bounds) for off in (-1, 0, 1)}
                yield from sorted(each for each in near if 0 <= each <= MOST_MEMBERS)
            case "instant":
                now = cast("Instant", given[NOW])
                yield from (-NEVER, now + 1, now, now - 1, NEVER)

    def _anchors(self, anchor: str, given: Values, *, must: bool) -> Iterator[Instant]:
        now = cast("Instant", given[NOW])
        ahead = anchor in self.world.announced
        for point in points(self.facts, self.world.machine.office, now):
            if ahead or point <= now:
                yield point
        if not must:
            yield NEVER


def _none(source: Source) -> object:
    """Give the value of a source that nothing has changed yet."""
    nothing: dict[str, Any] = {
        "role": (),
        "ballots": (),
        "recused": 0,
        "present": 0,
        "signed": 0,
        "vetoing": False,
        "vetoed": 0,
        "attested": "",
        "anchor": NEVER,
        "link": "",
    }
    return nothing[source.kind]


def _from_both_ends(most: int) -> list[int]:
    """Give the numbers from 0 to the most, the extreme ones first."""
    return sorted(range(most + 1), key=lambda each: min(each, most - each))


def _subsets(names: list[str]) -> Iterator[frozenset[str]]:
    """Give every set of a few names; of more than a few, the smallest and the largest."""
    few = range(len(names) + 1) if len(names) <= _FEW else (0, 1, len(names))
    return map(frozenset, chain.from_iterable(combinations(names, many) for many in few))


def _counts(choices: tuple[str, ...], most: int) -> Iterator[Count]:
    """Give every way in which at most so many ballots can fall on the choices."""
    if not choices:
        yield ()
        return
    first, rest = choices[0], choices[1:]
    for many in _from_both_ends(most):
        for others in _counts(rest, most - many):
            yield ((first, many), *others)
