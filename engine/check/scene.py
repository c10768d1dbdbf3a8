"""From the values of sources to the situation that policies see, and to words for a reader."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, cast

from attrs import evolve, frozen

from ..ballot import NO_VOTES, Outcome, Votes
from ..calendars import local
from ..facts import Fact, Situation
from ..instants import NEVER, Instant
from ..model import Office, Proposal, Record
from ..speech import counted
from ..voting import entitled
from .holders import ANOTHER, THE_ASKER, Holders
from .moments import SOME_DAY
from .source import ACTOR, NOW, Source, ordered
from .space import CONTESTED, OUTSIDER, Asker, Count, Space, Values
from .told import ABSENT

_PROPOSAL = "proposal"


def situation(space: Space, state: str, given: Values) -> Situation:
    """Make the situation in which sources have these values; the others have plain ones."""
    now = cast("Instant", given.get(NOW, SOME_DAY))
    asker, _ = _asker(space, given)
    office = evolve(_office(space, given), register=_Supposed(given))
    anchors = _anchors(space, given, now)
    past = [instant for instant in anchors if instant <= now]
    proposal = Proposal(
        id=_PROPOSAL,
        state=state,
        version=0 if state == "(new)" else 1,
        at=max(past, default=-NEVER),
        anchors=anchors,
        record=_record(space, office, given, asker),
    )
    return Situation(now, asker, _data(space, given), proposal, office)


@frozen
class _Supposed:
    """Other proposals of which only that is known which a search supposes."""

    given: Values

    def instant(self, _: str, /) -> Instant:
        return NEVER  # a shared anchor is supposed to be the proposal's own

    def read(self, fact: Any, _: Any, /) -> int:
        return cast("int", self.given.get(Source("others", repr(fact), fact), fact.alone))


def _asker(space: Space, given: Values) -> Asker:
    if ACTOR in given:
        return cast("Asker", given[ACTOR])
    return (None if space.action.deadline is not None else OUTSIDER), frozenset()


def _office(space: Space, given: Values) -> Office:
    office = space.world.machine.office
    sized = [source.name for source in given if source.kind == "size"]
    if not sized and not space.more:
        return office
    asker, joined = _asker(space, given)
    changed = sized if not space.more else list(office.bodies)
    bodies = dict(office.bodies)
    for body in changed:
        size = space.size(body, given)
        inside = ACTOR in given and body in space.world.revised and body in joined
        others = sorted(office.bodies[body] - {asker})
        if not space.more:
            others += [f"{body} member {n}" for n in range(size)]
            members = others[: size - inside] + ([str(asker)] if inside else [])
        else:
            members = [
                *sorted(office.bodies[body]),
                *(f"{body} member {n}" for n in range(space.more)),
            ]
        bodies[body] = frozenset(members)
    return office.of(bodies)


def _anchors(space: Space, given: Values, now: Instant) -> tuple[Instant, ...]:
    return tuple(
        cast("Instant", given.get(Source("anchor", name), _usual(space, name, now)))
        for name in space.world.machine.office.anchors
    )


def _usual(space: Space, anchor: str, now: Instant) -> Instant:
    return now if ("anchor", anchor) in space.history.must else NEVER


def _record(space: Space, office: Office, given: Values, asker: str | None) -> Record:
    roles = {
        role: holders
        for role, held in _named(given, "role")
        if (holders := tuple(_persons(cast("Holders", held), office, asker)))
    }
    known = {source.name for source in given if source.kind == "role"}
    for kind, role in space.history.must:
        if kind == "role" and role not in known:
            roles[role] = (ANOTHER,)
    held = Record(roles=roles)
    record = Record(
        roles=roles,
        ballots={
            of: _cast(_able(space, office, "ballot", of, held), cast("Count", count))
            for of, count in _named(given, "ballots")
            if count and not _secret(office, of)
        },
        signatures={
            body: frozenset(_able(space, office, "signature", body, held)[: cast("int", many)])
            for body, many in _named(given, "signed")
        },
        vetoes={
            name: _vetoing(space, office, name, cast("int", many), asker if own else None)
            for name, many in _named(given, "vetoed")
            for own in (given.get(Source("vetoing", name)),)
            if many
        },
        attested={claim: _SOMEBODY for claim, held in _named(given, "attested") if held},
        contested={
            claim: _SOMEBODY for claim, held in _named(given, "attested") if held == CONTESTED
        },
        links={link: (str(told),) for link, told in _named(given, "link") if told},
    )
    votes = _votes(space, office, given, held)
    return record if votes == NO_VOTES else evolve(record, votes=votes)


def _votes(space: Space, office: Office, given: Values, held: Record) -> Votes:
    """Make what bears on votes besides ballots: the last who would vote stand aside."""
    secret = {of: count for of, count in _named(given, "ballots") if _secret(office, of)}
    totals = {of: dict(cast("Count", count)) for of, count in secret.items()}
    return Votes(
        recused={
            of: frozenset(_able(space, office, "ballot", of, held)[-cast("int", many) :])
            for of, many in _named(given, "recused")
            if many
        },
        present={
            of: frozenset(_able(space, office, "ballot", of, held)[: cast("int", many)])
            for of, many in _named(given, "present")
            if many
        },
        totals=totals,
        voted={
            of: frozenset(_able(space, office, "ballot", of, held)[: sum(total.values())])
            for of, total in totals.items()
        },
        outcomes={count: cast("Outcome", came) for count, came in _named(given, "outcome")},
    )


def _secret(office: Office, of: str) -> bool:
    terms = office.ballots.get(of)
    return terms is not None and terms.secrecy == "secret"


_SOMEBODY = frozenset({ANOTHER})


def _persons(held: Holders, office: Office, asker: str | None) -> Iterator[str]:
    """Give the people who hold a role."""
    for each in held:
        body, _, place = each.removeprefix("@").rpartition(":")
        if each == THE_ASKER:
            yield str(asker)
        elif body in office.bodies and each.startswith("@"):
            others = sorted(office.bodies[body] - {asker})
            # there are as many whoever asks: where there is no such member, it is an outsider
            yield (*others[int(place) : int(place) + 1], f"{ANOTHER} for {body} {place}")[0]
        elif not each.startswith("@"):
            yield each


def _vetoing(
    space: Space, office: Office, name: str, many: int, asker: str | None
) -> frozenset[str]:
    """Give so many who have spoken a veto, the asker among them if there is one."""
    block = office.blocks.get(name)
    able: list[str] = []
    for who in (name,) if block is None else block.by:
        if who in office.bodies:
            first = space.world.voters.get(("veto", name), frozenset())
            able += _ranked(office.bodies[who], first)
        else:
            able += [ANOTHER, *(f"{ANOTHER} {n}" for n in range(2, many + 1))]
    others = [each for each in dict.fromkeys(able) if each != asker]
    return frozenset(others[:many] if asker is None else [asker, *others[: many - 1]])


def _named(given: Values, kind: str) -> Iterator[tuple[str, object]]:
    return ((source.name, value) for source, value in given.items() if source.kind == kind)


def _able(space: Space, office: Office, kind: str, body: str, held: Record) -> tuple[str, ...]:
    """Give who votes, or is in a body, those first who can bring an effect about."""
    members = entitled(office, held, body)
    return _ranked(members, space.world.voters.get((kind, body), frozenset()))


@lru_cache(maxsize=1024)
def _ranked(members: frozenset[str], first: frozenset[str] | None) -> tuple[str, ...]:
    able = members if first is None else members & first
    return (*sorted(able), *sorted(members - able))


def _cast(voters: Sequence[str], count: Count) -> Mapping[str, str]:
    choices = [choice for choice, many in count for _ in range(many)]
    return dict(zip(voters, choices, strict=False))


def _data(space: Space, given: Values) -> Mapping[str, object]:
    told = dict(_named(given, "field"))
    data: dict[str, object] = {}
    for name, asked in space.action.fields.items():
        if name in told:
            if told[name] is not ABSENT:
                data[name] = told[name]
        elif not asked.optional:
            data[name] = asked.example()
    return data


def words(space: Space, given: Values) -> str:
    """Say what is the case, as one clause."""
    said = [_clause(space, source, given) for source in ordered(given)]
    return ", ".join(filter(None, said)) or "always"


def _clause(space: Space, source: Source, given: Values) -> str:  # noqa: C901, PLR0911, PLR0912 - one clause a kind
    value, name = given[source], source.name
    zone = space.world.machine.office.zone
    match source.kind:
        case "size":
            have = len(space.world.machine.office.bodies[name])
            return "" if value == have else f"`{name}` has {counted(cast('int', value), 'member')}"
        case "actor":
            return _who(space, cast("Asker", value))
        case "role":
            return f"{_holding(cast('Holders', value))} `{name}`"
        case "ballots":
            cast_ = [f"{many} said {choice}" for choice, many in cast("Count", value) if many]
            size = space.electors(name, given)
            return f"of {size} `{name}` {_and(cast_) or 'nobody voted'}"
        case "recused":
            return f"{value} stand aside from `{name}`" if value else ""
        case "present":
            return f"{value} of `{name}` are present"
        case "outcome":
            came = cast("Outcome", value)
            won = ", ".join(f"`{option}`" for option in came.winners)
            return f"`{name}` came to `{came.came}`" + (f" with {won}" if won else "")
        case "signed":
            return f"{value} of {space.size(name, given)} `{name}` signed"
        case "vetoing":
            return f"who asks has {'' if value else 'not '}vetoed for `{name}`"
        case "vetoed" if name not in space.world.machine.office.bodies:
            return f"{value} vetoed for `{name}`"
        case "vetoed":
            return f"{value} of {space.size(name, given)} `{name}` vetoed"
        case "attested":
            return f"`{name}` is {value or 'not attested'}"
        case "now":
            return f"on {local(cast('Instant', value), zone)}"
        case "anchor":
            instant = cast("Instant", value)
            if instant == NEVER:
                return f"`{name}` has not happened"
            return f"`{name}` {_offset(instant, cast('Instant', given[NOW]), zone)}"
        case "link":
            return f"`{name}` was told as `{value}`" if value else f"no `{name}` was told"
        case "others":
            return _of_others(space, cast("Fact", source.fact), given)
        case "field":
            return f"no `{name}`" if value is ABSENT else f"`{name}` is `{value}`"


def _of_others(space: Space, fact: Fact, given: Values) -> str:
    """Say what is supposed of other proposals, in the fact's own words."""
    return fact.words(situation(space, "", given))


def _holding(held: Holders) -> str:
    said = {THE_ASKER: "who asks"}
    people = [said.get(each, each.removeprefix("@").replace(":0", " member")) for each in held]
    return f"{_and(people) or 'nobody'} {'are' if people[1:] else 'is'}"


def _who(space: Space, asker: Asker) -> str:
    person, joined = asker
    if person is None:
        return "the clock acts"
    fixed = {
        name
        for name, members in space.world.machine.office.bodies.items()
        if person in members and name not in space.world.revised
    }
    bodies = [f"`{name}`" for name in sorted(fixed | joined)]
    return f"asked by one of {_and(bodies)}" if bodies else "asked by one who is in no body"


def _offset(instant: Instant, now: Instant, zone: str) -> str:
    near = {0: "at that instant", -1: "a microsecond before", 1: "a microsecond after"}
    return near.get(instant - now) or f"on {local(instant, zone)}"


def _and(parts: Sequence[str]) -> str:
    return (
        parts[0]
        if len(parts) == 1
        else ", ".join(parts[:-1]) + " and " + parts[-1]
        if parts
        else ""
    )
