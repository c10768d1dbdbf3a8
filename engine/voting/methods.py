"""How one winner is picked of some options: a set of several where they are tied.

Each method is a pure function of the ballots. Where an elimination is tied every way is followed,
and all who win in some way are the tied winners: no chance is drawn.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from itertools import combinations

from attrs import frozen

from .spelled import Levels

Options = frozenset[str]
Voters = Sequence[tuple[Levels, int]]
"""Rankings, each with how many votes it has."""

Pick = Callable[[Options], Options]

_MOST_WAYS = 4_000
"""How many sets of options are looked at before all that are left count as tied."""


def preferring(voters: Voters, options: Options) -> Mapping[tuple[str, str], int]:
    """Give for each two options how many prefer the first to the second.

    What a ballot doesn't rank is below all that it ranks, and is ranked alike.
    """
    found = dict.fromkeys(((a, b) for a in options for b in options if a != b), 0)
    for levels, many in voters:
        below = set(options)
        for level in levels:
            here = level & below
            below -= here
            for a in here:
                for b in below:
                    found[a, b] += many
    return found


@frozen(kw_only=True)
class Schwartz:
    """The Schwartz set, with the weakest defeats dropped one after the other (Debian, A.6).

    An option is in the set unless one defeats it, directly or by others, that it doesn't defeat
    so. While options of the set defeat each other, the weakest such defeats are dropped: those with
    the fewest in favour, and of these those with the most against.
    """

    prefer: Mapping[tuple[str, str], int]

    def __call__(self, options: Options) -> Options:
        """Pick."""
        prefer = self.prefer
        defeats = {
            (a, b) for a in options for b in options if a != b and prefer[a, b] > prefer[b, a]
        }
        while True:
            beats = _transitive(options, defeats)
            best = {
                a for a in options if all((b, a) not in beats or (a, b) in beats for b in options)
            }
            inside = {(a, b) for a, b in defeats if a in best and b in best}
            if not inside:
                return frozenset(best)
            weakest = min((prefer[a, b], -prefer[b, a]) for a, b in inside)
            defeats -= {(a, b) for a, b in inside if (prefer[a, b], -prefer[b, a]) == weakest}


def _transitive(options: Options, defeats: set[tuple[str, str]]) -> set[tuple[str, str]]:
    beats = set(defeats)
    for through in options:
        into = [a for a in options if (a, through) in beats]
        out = [b for b in options if (through, b) in beats]
        beats |= {(a, b) for a in into for b in out}
    return beats


@frozen(kw_only=True)
class RunOff:
    """Instant run-off: the option that is first on the fewest ballots goes out, again and again.

    A ballot counts for the options that it ranks highest of those that are left, in equal parts
    where they are several. With `condorcet`, as soon as one option beats each of the others it has
    won, and only options of the Smith set stay in: the smallest set whose members beat all others.
    """

    voters: Voters
    prefer: Mapping[tuple[str, str], int]
    condorcet: bool = False

    def __call__(self, options: Options) -> Options:
        """Pick."""
        winners: set[str] = set()
        seen: set[Options] = set()
        rest = [options]
        while rest:
            left = rest.pop()
            if self.condorcet:
                left = smith(self.prefer, left)
            if left in seen:
                continue
            seen.add(left)
            if len(left) <= 1 or len(seen) > _MOST_WAYS:
                winners |= left
                continue
            firsts = first(self.voters, left)
            most = max(firsts.values())
            if most == 0:
                winners |= left
                continue
            if 2 * most > sum(firsts.values()) and not self.condorcet:
                winners |= {max(left, key=firsts.__getitem__)}
                continue
            fewest = min(firsts.values())
            out = sorted(option for option in left if firsts[option] == fewest)
            if fewest == 0 and len(out) < len(left):
                rest.append(left - frozenset(out))  # nobody's first: in which order is all the same
            else:
                rest += [left - {option} for option in out]
        return frozenset(winners)


def first(voters: Voters, left: Options) -> Mapping[str, Fraction]:
    """Give how many ballots count for each of the options that are left."""
    found = dict.fromkeys(left, Fraction(0))
    for levels, many in voters:
        top = next((level & left for level in levels if level & left), frozenset[str]())
        for option in top:
            found[option] += Fraction(many, len(top))
    return found


def smith(prefer: Mapping[tuple[str, str], int], options: Options) -> Options:
    """Give the smallest set of options that beat all others."""
    wins = {a: sum(prefer[a, b] > prefer[b, a] for b in options if a != b) for a in options}
    order = sorted(options, key=lambda option: (-wins[option], option))
    inside: list[str] = []
    for option in order:
        if inside and all(
            prefer[a, b] > prefer[b, a] for a in inside for b in order[len(inside) :]
        ):
            break
        inside.append(option)
    return frozenset(inside)


@frozen(kw_only=True)
class Most:
    """The option for which most ballots count."""

    points: Mapping[str, Fraction]

    def __call__(self, options: Options) -> Options:
        """Pick."""
        best = max(self.points.get(option, Fraction(0)) for option in options)
        return frozenset(o for o in options if self.points.get(o, Fraction(0)) == best)


@frozen(kw_only=True)
class Star:
    """Score, then automatic run-off between the two options with the highest scores.

    It goes to the one that more ballots score higher than the other.
    """

    sums: Mapping[str, int]
    prefer: Mapping[tuple[str, str], int]

    def __call__(self, options: Options) -> Options:
        """Pick."""
        if len(options) == 1:
            return options
        totals = sorted((self.sums.get(option, 0) for option in options), reverse=True)
        first_two = [o for o in options if self.sums.get(o, 0) >= totals[1]]
        winners: set[str] = set()
        for a, b in combinations(sorted(first_two), 2):
            if self.sums.get(a, 0) + self.sums.get(b, 0) != totals[0] + totals[1]:
                continue  # of those that are tied for the second place each may go with the first
            winners |= self._run_off(a, b)
        return frozenset(winners)

    def _run_off(self, a: str, b: str) -> set[str]:
        mine, other = self.prefer[a, b], self.prefer[b, a]
        if mine == other:  # as the rules of STAR have it, the higher score decides
            mine, other = self.sums.get(a, 0), self.sums.get(b, 0)
        return {a, b} if mine == other else {a} if mine > other else {b}


def scored(voters: Sequence[tuple[Mapping[str, int], int]]) -> Mapping[str, int]:
    """Give the sum of each option's scores."""
    found: Counter[str] = Counter()
    for scores, many in voters:
        for option, score in scores.items():
            found[option] += score * many
    return found
