"""How a body would be composed once an action has let people in and out."""

from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar, Literal

from attrs import frozen

from ..membership import Change, Reseat
from ..membership import Kind as Happening
from ..model import Office
from ..speech import Speech, counted
from .asked import Asked
from .fact import Effect, Kind
from .outcome import came
from .people import named

Measure = Literal["people", "seated", "seats", "per_affiliation", "excludes", "terms"]
"""How many people it is about; how many of those have a seat; then, at the worst moment from now
on: how many seats are taken; how many share the affiliation of one of those who come in; how many
of them sit where nobody in this body may; the most terms in a row that one of them would have
held."""

_HAPPENING: Mapping[str, Happening] = {
    "admits": "join",
    "dismisses": "leave",
    "suspends": "suspend",
    "restores": "restore",
}


def whom(situation: Asked, reseat: Reseat) -> tuple[str, ...]:
    """Give whom an effect is about; nobody where that was not told."""
    match reseat.source:
        case "actor":
            return () if situation.actor is None else (situation.actor,)
        case "field":
            told = situation.data.get(reseat.whom, ())
            people = (told,) if isinstance(told, str) else told
            return tuple(map(str, people)) if isinstance(people, (list, tuple)) else ()  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]  # a list of texts
        case "role":
            return tuple(situation.proposal.record.roles.get(reseat.whom, ()))
        case "count":
            found = came(situation, reseat.whom)
            return found.winners if found.came == "won" else ()


def changes(situation: Asked, reseats: Sequence[Reseat]) -> tuple[Change, ...]:
    """Give what the effects of an action on bodies come to, a change for each person."""
    return tuple(
        change for reseat in reseats for change in _changes(situation, reseat, situation.now)
    )


def _changes(situation: Asked, reseat: Reseat, now: int) -> Iterator[Change]:
    people = whom(situation, reseat)
    told = _told(situation, reseat)
    if reseat.way == "seats":
        for person in sorted(situation.office.seated(reseat.body) - {*people}):
            yield Change(reseat.body, "leave", now, (person,))
    happens = _HAPPENING.get(reseat.way, "join")
    if happens != "join":  # it can only be done to whoever has a seat
        people = tuple(each for each in people if each in situation.office.seated(reseat.body))
    for person in people:
        belongs = told.get(person, told.get(""))
        affiliations = () if belongs is None else ((person, belongs),)
        yield Change(reseat.body, happens, now, (person,), affiliations)


def _told(situation: Asked, reseat: Reseat) -> Mapping[str, str]:
    """Give to whom people belong: those who were offered as options, or all, under no name."""
    told = situation.data.get(reseat.affiliation) if reseat.affiliation else None
    if isinstance(told, str):
        return {"": told}
    if reseat.source != "count":
        return {}
    offered = situation.proposal.record.votes.offered
    options = offered.get(situation.office.counts[reseat.whom].ballot, {})
    return {each: said["affiliation"] for each, said in options.items() if "affiliation" in said}


def composed(situation: Asked, measure: Measure, body: str, reseats: Sequence[Reseat]) -> int:
    """Measure a body as it would be after the effects of an action, at the worst moment."""
    coming = {
        person
        for each in reseats
        if each.body == body and each.way in ("admits", "seats")
        for person in whom(situation, each)
    }
    if measure == "people":
        return min(len(whom(situation, each)) for each in reseats if each.body == body)
    if measure == "seated":
        return len(situation.office.seated(body) & set(_people(situation, reseats)))
    office, now = situation.office, situation.now
    after = office.supposing(*changes(situation, reseats))
    timeline = after.timeline
    instants = (now, *timeline.later(now)) if timeline is not None else (now,)
    return max(_measured(after.at(each), measure, body, coming, each) for each in instants)


def _people(situation: Asked, reseats: Sequence[Reseat]) -> list[str]:
    return [who for each in reseats for who in whom(situation, each)]


def _measured(office: Office, measure: Measure, body: str, coming: set[str], now: int) -> int:
    seated = office.seated(body)
    inside = seated & coming
    match measure:
        case "seats":
            return len(seated)
        case "excludes":
            return sum(1 for _ in clashing(office, body, inside))
        case "per_affiliation":
            theirs = {office.affiliations[each] for each in inside & office.affiliations.keys()}
            return max((len(related(office, body, each)) for each in theirs), default=0)
        case _:
            if office.timeline is None:
                return 0
            held = office.timeline.members(body, now)
            return max((held[each].served for each in inside & held.keys()), default=0)


def clashing(office: Office, body: str, people: frozenset[str] | set[str]) -> Iterator[str]:
    """Give those of some people who sit where nobody who is in a body may."""
    for person in sorted(people):
        if any(person in office.seated(other) for other in excluded(office, body)):
            yield person


def excluded(office: Office, body: str) -> frozenset[str]:
    """Give the bodies of which nobody in a body may be a member, whichever of them says so."""
    rules = office.compositions
    back = {other for other, rule in rules.items() if body in rule.excludes}
    return rules[body].excludes | back if body in rules else frozenset(back)


def related(office: Office, body: str, affiliation: str) -> frozenset[str]:
    """Give the members of a body who have an affiliation."""
    told = office.affiliations
    return frozenset(each for each in office.seated(body) if told.get(each) == affiliation)


@frozen
class Composed:
    """How a body would be composed once an action has let people in and out."""

    measure: Measure
    body: str
    reseats: tuple[Reseat, ...]
    kind: ClassVar[Kind] = "count"

    @property
    def moved_by(self) -> tuple[Effect, ...]:
        """The effects that change it."""
        kinds = {"role": "role", "count": "outcome"}
        return tuple(
            (kinds[each.source], each.whom) for each in self.reseats if each.source in kinds
        )

    def read(self, situation: Asked) -> int:
        """Look it up."""
        return composed(situation, self.measure, self.body, self.reseats)

    def means(self, speech: Speech) -> str:
        """Say what it is, without looking."""
        body = speech.who(self.body)
        return {
            "people": "the number of people whom it is about",
            "seated": f"the number of those whom it is about who are of {body}",
            "seats": f"the number of {body}, with whoever comes in,",
            "per_affiliation": f"the number of {body} who belong where one who comes in does",
            "excludes": f"the number of those who come in and sit where none of {body} may",
            "terms": f"the number of terms in a row for which one who comes in is of {body}",
        }[self.measure]

    def words(self, situation: Asked) -> str:
        """Say how it stands."""
        many = self.read(situation)
        people = _people(situation, self.reseats)
        who = named(dict.fromkeys(people)) if people else "nobody"
        return {
            "people": f"it is about {who}",
            "seated": f"{many} of {who} have a seat in `{self.body}`",
            "seats": f"with {who}, `{self.body}` would have {counted(many, 'member')}",
            "per_affiliation": f"with {who}, {many} of `{self.body}` would share an affiliation",
            "excludes": f"{many} of {who} would be in `{self.body}` and where that can't be",
            "terms": f"{who} would hold `{self.body}` for the {many}. term in a row",
        }[self.measure]
