"""Composition: the rules on who may be in a body, held against whoever would come in.

They are policies like others, but the kernel's own: wherever somebody is let into a body whose
charter states such a rule, they are required, and say why not.
"""

from collections.abc import Iterator, Mapping, Sequence

from attrs import frozen

from .facts import Situation, changes, clashing, excluded, listed, related, whom
from .facts.composed import Measure
from .facts.people import named
from .machine import Term
from .membership import Composition, Reseat, Way
from .model import Office
from .speech import Speech, counted, number, number_of


@frozen
class Fits:
    """A body is composed as its charter demands once somebody has come in."""

    measure: Measure
    body: str
    at_most: int
    reseats: tuple[Reseat, ...]

    @property
    def way(self) -> Way:
        """The key of the action by which somebody comes in."""
        return next(each.way for each in self.reseats if each.body == self.body)

    def holds(self, facts: Situation) -> bool:
        """Tell whether it is."""
        return facts.composed(self.measure, self.body, self.reseats) <= self.at_most

    def says(self, speech: Speech) -> str:
        """Say what it demands."""
        body, most = speech.who(self.body), self.at_most
        match self.measure:
            case "seats":
                return f"{body} are then no more than {number(most)}"
            case "per_affiliation":
                return f"then no more than {number(most)} of {body} share an affiliation"
            case "excludes":
                return f"nobody is then of {body} and of those whom that excludes"
            case _:
                return f"nobody is then of {body} for more than {number_of(most, 'term')} in a row"

    def words(self, facts: Situation) -> str:
        """Say how it stands."""
        return _words(self, facts)


@frozen
class Named:
    """It is known whom an action lets into a body, or out of it."""

    body: str
    reseats: tuple[Reseat, ...]

    @property
    def way(self) -> Way:
        """The key of the action by which they come or go."""
        return self.reseats[0].way

    def holds(self, facts: Situation) -> bool:
        """Tell whether it is."""
        return facts.composed("people", self.body, self.reseats) >= 1

    def says(self, speech: Speech) -> str:
        """Say what it demands."""
        return f"it is known who of {speech.who(self.body)} comes or goes"


@frozen
class Sits:
    """Whom an action takes out of a body, or bars there, has a seat in it."""

    body: str
    reseats: tuple[Reseat, ...]

    def holds(self, facts: Situation) -> bool:
        """Tell whether they do."""
        return facts.composed("seated", self.body, self.reseats) >= 1

    def says(self, speech: Speech) -> str:
        """Say what it demands."""
        return f"whom it is about is {speech.one_of(self.body)}"

    def words(self, facts: Situation) -> str:
        """Say who sits there, where the one who is named doesn't."""
        people = [who for each in self.reseats for who in whom(facts, each)]
        if not people:
            return "it is about nobody"
        if self.holds(facts):
            return f"{named(people)} has a seat in `{self.body}`"
        seated = facts.office.seated(self.body)
        others = f"{listed(seated)} have" if seated else "nobody has"
        return f"{named(people)} has no seat in `{self.body}`; {others}"


@frozen
class During:
    """A session is open."""

    session: str

    def holds(self, facts: Situation) -> bool:
        """Tell whether it is."""
        return facts.in_session(self.session)


_ANYHOW = Composition()


def composing(rules: Mapping[str, Composition], reseats: Sequence[Reseat]) -> Iterator[Term]:
    """Give the terms that must hold where an action has these effects on bodies."""
    whole = tuple(reseats)
    for each in reseats:
        if each.source != "field":
            own = (each,)
            yield Term(name=each.way, policy=Named(each.body, own), about=each.body)
        if each.way not in ("admits", "seats"):
            continue
        for measure, most in _limits(rules, each.body):
            fits = Fits(measure, each.body, most, whole)
            places = (f"bodies.{each.body}.{measure}",)
            yield Term(name=measure, policy=fits, about=each.body, places=places)


def _limits(rules: Mapping[str, Composition], body: str) -> Iterator[tuple[Measure, int]]:
    rule = rules.get(body, _ANYHOW)
    if rule.seats is not None:
        yield "seats", rule.seats
    if rule.per_affiliation is not None:
        yield "per_affiliation", rule.per_affiliation
    if rule.excludes or any(body in other.excludes for other in rules.values()):
        yield "excludes", 0
    if rule.terms is not None:
        yield "terms", rule.terms


def _words(fits: Fits, facts: Situation) -> str:
    office, body = facts.office, fits.body
    people = {
        who
        for each in fits.reseats
        if each.body == body and each.way in ("admits", "seats")
        for who in whom(facts, each)
    }
    who, most = named(people) if people else "nobody", fits.at_most
    value = facts.composed(fits.measure, body, fits.reseats)
    match fits.measure:
        case "seats":
            seated = office.seated(body)
            inside = f"; {listed(seated)} are in it" if value > most else ""
            return f"`{body}` has {counted(most, 'seat')}; with {who} it would fill {value}{inside}"
        case "per_affiliation":
            after = office.supposing(*changes(facts, fits.reseats)).at(facts.now)
            told = sorted({after.affiliations[each] for each in people & {*after.affiliations}})
            them = [f"{listed(related(after, body, each))} of {each}" for each in told]
            would = f"with {who} they would be {', '.join(them)}" if them else f"{who} told none"
            return f"at most {most} of `{body}` share an affiliation; {would}"
        case "excludes":
            others = ", ".join(f"`{each}`" for each in sorted(excluded(office, body)))
            sitting = list(clashing(office, body, people)) if value else []
            said = f"; {named(sitting)} would be" if sitting else ""
            return f"nobody is in `{body}` and in {others} at once{said}"
        case _:
            terms = counted(most, "term")
            return f"nobody holds `{body}` for more than {terms} in a row; {who}: {value}"


@frozen(kw_only=True)
class Breach:
    """A rule on who may be in a body that isn't kept, though nobody was let in against it.

    Attributes:
        rule: the key of the charter that states it.
        people: whom it concerns.
    """

    body: str
    rule: str
    said: str
    people: tuple[str, ...]


def breaches(office: Office) -> Iterator[Breach]:
    """Give what is amiss with the bodies of an office: members change employers, and go."""
    for body, rule in office.compositions.items():
        seated = office.seated(body)
        if rule.seats is not None and len(seated) > rule.seats:
            said = f"`{body}` has {counted(rule.seats, 'seat')}, and {len(seated)} are in it"
            yield Breach(body=body, rule="seats", said=said, people=tuple(sorted(seated)))
        if len(seated) < rule.minimum:
            said = f"`{body}` needs {counted(rule.minimum, 'member')}, and has {len(seated)}"
            yield Breach(body=body, rule="minimum", said=said, people=tuple(sorted(seated)))
        if rule.per_affiliation is not None:
            yield from _crowded(office, body, rule.per_affiliation)
        for other in sorted(rule.excludes):
            both = tuple(sorted(seated & office.seated(other)))
            if both:
                said = f"nobody may be in `{body}` and `{other}` at once: {listed(both)}"
                yield Breach(body=body, rule="excludes", said=said, people=both)


def _crowded(office: Office, body: str, most: int) -> Iterator[Breach]:
    told = office.affiliations
    for affiliation in sorted({told[each] for each in office.seated(body) & told.keys()}):
        them = tuple(sorted(related(office, body, affiliation)))
        if len(them) > most:
            said = f"at most {most} of `{body}` may be of {affiliation}: {listed(them)}"
            yield Breach(body=body, rule="per_affiliation", said=said, people=them)
