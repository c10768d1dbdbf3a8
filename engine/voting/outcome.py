"""What the ballots come to: options dropped, winners picked for each seat, affiliations capped."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from attrs import frozen

from ..ballot import ABSTAIN, Came, Count, Outcome
from ..model import Office, Record
from ..ratio import Multiple
from . import spelled
from .electorate import people
from .methods import Most, Options, Pick, RunOff, Schwartz, Star, Voters, first, preferring, scored
from .standing import tallied, total

_ONCE = Multiple(1, 1)
_SHARED = ("plurality", "approval")
"""Methods in which all who are tied for as many seats as they are have won."""


def outcome(office: Office, record: Record, name: str) -> Outcome:
    """Count the ballots as they stand; each count of the charter is a pure function of them."""
    count = office.counts[name]
    counted = tallied(office, record, count.ballot)
    ballots = {choice: many for choice, many in counted.items() if choice != ABSTAIN and many > 0}
    voters = tuple((levels(count, choice), many) for choice, many in sorted(ballots.items()))
    options = _options(office, record, count, voters)
    if not options or (count.default is None and not voters):
        return Outcome(came="none")
    counting = _Counting(office=office, record=record, count=count, voters=voters)
    prefer = preferring(voters, options)
    dropped = counting.dropped(prefer, options)
    left = options - frozenset(dropped)
    if not left:
        return Outcome(came="none", dropped=dropped)
    pick = _picker(count, voters, prefer, ballots)
    winners, tied = counting.elected(pick, left)
    came: Came = "tie" if tied else "won" if winners else "default"
    shown = (count.default,) if came == "default" and count.default is not None else winners
    return Outcome(came=came, winners=shown, tied=tied, dropped=dropped)


def levels(count: Count, choice: str) -> spelled.Levels:
    """Read a ballot as a ranking, however it was cast."""
    match count.method:
        case "approval":
            return (frozenset(spelled.listed(choice)),)
        case "star":
            given = spelled.scored(spelled.listed(choice))
            return tuple(
                frozenset(option for option, score in given.items() if score == level)
                for level in sorted({score for score in given.values() if score}, reverse=True)
            )
        case _:
            return spelled.ranked(choice)


def _options(office: Office, record: Record, count: Count, voters: Voters) -> Options:
    """Give what could be voted for: what the charter names and people offered, or what they say."""
    terms = office.ballots.get(count.ballot)
    found = {*(() if terms is None else terms.options)}
    found |= record.votes.offered.get(count.ballot, {}).keys()
    if not found:
        found |= {option for ranking, _ in voters for level in ranking for option in level}
    return frozenset(found | ({count.default} if count.default is not None else set()))


def _picker(
    count: Count,
    voters: Voters,
    prefer: Mapping[tuple[str, str], int],
    ballots: Mapping[str, int],
) -> Pick:
    match count.method:
        case "schwartz":
            return Schwartz(prefer=prefer)
        case "irv":
            return RunOff(voters=voters, prefer=prefer)
        case "condorcet_irv":
            return RunOff(voters=voters, prefer=prefer, condorcet=True)
        case "plurality":
            return Most(
                points=first(voters, frozenset(option for option, _ in prefer) | _all(voters))
            )
        case "approval":
            every = [(level, many) for (level,), many in voters]
            names = _all(voters)
            return Most(
                points={o: Fraction(sum(n for level, n in every if o in level)) for o in names}
            )
        case "star":
            told = [(spelled.scored(spelled.listed(c)), many) for c, many in ballots.items()]
            return Star(sums=scored(told), prefer=prefer)


def _named(ranking: spelled.Levels) -> Options:
    return frozenset[str]().union(*ranking)


def _all(voters: Voters) -> Options:
    return frozenset[str]().union(*(_named(ranking) for ranking, _ in voters))


@frozen(kw_only=True)
class _Counting:
    """One count under way."""

    office: Office
    record: Record
    count: Count
    voters: Voters

    def dropped(self, prefer: Mapping[tuple[str, str], int], options: Options) -> Mapping[str, str]:
        """Give the options that don't come into the count, each with the reason."""
        found: dict[str, str] = {}
        for option in sorted(options - {self.count.default}):
            why = self._dropped(prefer, option)
            if why is not None:
                found[option] = why
        return found

    def _dropped(self, prefer: Mapping[tuple[str, str], int], option: str) -> str | None:
        count, default = self.count, self.count.default
        if default is None:
            above = sum(many for ranking, many in self.voters if option in _named(ranking))
            against, than = 0, "voted for it"
        else:
            above, against = prefer[option, default], prefer[default, option]
            than = f"prefer it to `{default}`"
        quorum = count.least
        if count.times is not None:
            quorum = max(quorum, count.times.root(total(self.office, self.record, count.ballot)))
        if above < quorum:
            return f"{above} {than}; it takes {quorum}"
        if default is None:
            return None
        times = self._majority(option)
        passed = times.met(above, against, strictly=count.strictly)
        if passed and above > against:
            return None
        many, _ = times.compared(strictly=count.strictly)
        return f"{above} {than} and {against} the reverse; it takes {many}"

    def _majority(self, option: str) -> Multiple:
        told = self.record.votes.offered.get(self.count.ballot, {}).get(option, {}).get("majority")
        found = self.count.majority.get(option)
        if found is None and told is not None:
            return Multiple.parse(told)
        return _ONCE if found is None else found

    def elected(self, pick: Pick, left: Options) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Give the winners, the best first, and those that are tied for the seats that are left."""
        count = self.count
        if count.per_affiliation is None:
            return self._seated(pick, left, count.seats)
        order, tied = self._seated(pick, left, len(left))
        winners = self._capped(order)
        if len(winners) >= count.seats:
            return winners, ()
        return winners, tied

    def _seated(
        self, pick: Pick, left: Options, seats: int
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        count = self.count
        winners: list[str] = []
        while left and len(winners) < seats:
            found = pick(left)
            if len(found) > 1:
                found = self._cast(found)
            if found == {count.default}:
                break  # all that would come after it are below the default
            together = count.method in _SHARED and count.per_affiliation is None
            enough = together and count.default not in found
            if len(found) > 1 and not (enough and len(found) <= seats - len(winners)):
                return tuple(winners), tuple(sorted(found))
            winners += sorted(found)
            left -= found
        return tuple(winners), ()

    def _cast(self, tied: Options) -> Options:
        """Let whoever has the casting vote decide by their own ballot, if that tells."""
        count = self.count
        if count.casting is None:
            return tied
        cast = self.record.ballots.get(count.ballot, {})
        holders = people(self.office, self.record, (count.casting,))
        said = {cast[person] for person in holders if person in cast}
        if len(said) != 1 or said == {ABSTAIN}:
            return tied
        for level in levels(count, said.pop()):
            if level & tied:
                return level & tied
        return tied

    def _capped(self, order: Sequence[str]) -> tuple[str, ...]:
        """Put out the lowest of an affiliation that has too many, and let the next one in."""
        cap, out = self.count.per_affiliation or 0, set[str]()
        while True:
            winners = [option for option in order if option not in out][: self.count.seats]
            many: dict[str, list[str]] = {}
            for option in winners:
                if affiliation := self._affiliation(option):
                    many.setdefault(affiliation, []).append(option)
            over = [have[-1] for have in many.values() if len(have) > cap]
            if not over:
                return tuple(winners)
            out.add(max(over, key=winners.index))

    def _affiliation(self, option: str) -> str:
        offered = self.record.votes.offered.get(self.count.ballot, {})
        told = offered.get(option, {}).get("affiliation")
        return self.office.affiliations.get(option, "") if told is None else told
