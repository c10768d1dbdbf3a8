"""Votes that are oddly counted: what passes by a no, by another door, or before all is told."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, product

from ..source.problem import Problem
from ..source.read import Document
from .counts import Vote, votes
from .permissible import Permissible, Told
from .source import electing
from .waits import listed


def odd_votes(document: Document, judged: Permissible, told: Told) -> Iterator[Problem]:
    """Give the votes that turnout, the way of voting, or an early end could turn round."""
    before: dict[tuple[str, frozenset[str]], list[Vote]] = {}
    for same in votes(judged):
        leaving = [each for each in same if each.guard.move.arrives != each.guard.move.source]
        told()
        for vote in leaving:
            yield from _no_show(document, vote)
        who = frozenset(electing(same[0].of, judged.world.machine.office))
        others = before.setdefault((same[0].guard.move.source, who), [])
        yield from _thresholds(document, [*combinations(leaving, 2), *product(others, leaving)])
        others += leaving
        extended = any(each.guard.move.action.clockwork for each in same if each not in leaving)
        yield from _early(document, leaving, extended=extended)


def _no_show(document: Document, vote: Vote) -> Iterator[Problem]:
    """Give a tally that passes because one more voter comes and votes against it."""
    for good, bad in vote.adverse():
        if not vote.opposes(bad):
            continue  # it is one of those that count for it, if less
        order = [vote.choices.index(good), vote.choices.index(bad)]
        for tally in sorted(vote.met, key=lambda each: ([each[n] for n in order], each)):
            if sum(tally) == vote.most or vote.met[tally]:
                continue
            if vote.met[vote.more(tally, bad)]:
                name = vote.guard.move.action.name
                yield document.problem(
                    "no-show-paradox",
                    f"`{name}` can be carried by a vote against it: of {vote.most} `{vote.of}`,"
                    f" with {vote.words(tally)} it can't be done, and with one more"
                    f" who says {bad} it can ({vote.bound})",
                    vote.guard.path,
                    hint="ask for a share of all members, or count those for it towards the quorum",
                    severity="warning",
                    at_key=True,
                )
                return


def _thresholds(document: Document, pairs: Iterable[tuple[Vote, Vote]]) -> Iterator[Problem]:
    """Give ways to one state that take different numbers of votes for it, of the same people."""
    for one, other in pairs:
        if one.guard.move.arrives != other.guard.move.arrives:
            continue
        least, most = sorted((one, other), key=_fewest)
        if _fewest(least) == _fewest(most):
            continue
        way, harder = least.guard.move.action.name, most.guard.move.action.name
        yield document.problem(
            "threshold-differs",
            f"of {most.most} `{most.of}` it takes {_fewest(most)} for `{harder}` to lead to"
            f" `{most.guard.move.arrives}`, and {_fewest(least)} for `{way}`"
            f" ({most.bound})",
            most.guard.path,
            hint="ask for the same number either way, or acknowledge it with a reason",
            severity="warning",
            at_key=True,
        )


def _fewest(vote: Vote) -> int:
    """Give the fewest votes for something with which it can be done."""
    good = next((good for good, _ in vote.adverse()), None)
    if good is None:
        return 0
    place = vote.choices.index(good)
    return min((tally[place] for tally, met in vote.met.items() if met), default=0)


def _early(document: Document, same: Sequence[Vote], *, extended: bool) -> Iterator[Problem]:
    """Give an outcome that can be declared while votes that are out could still change it.

    What waits for time to pass ends a vote that was open long enough, unless the clock extends the
    vote where it isn't complete: then it says that it is.
    """
    for vote in same:
        if not extended and (vote.guard.move.action.clockwork or _waits(vote)):
            continue
        found: tuple[tuple[int, ...], list[str]] | None = None
        for tally in sorted(vote.met, key=sum):
            if vote.met[tally]:
                ends = list(_later(vote, same, tally))
                if ends and (found is None or len(ends) > len(found[1])):
                    found = tally, ends
        if found is not None:
            tally, ends = found
            said = f"{vote.words(tally)} of {vote.most} `{vote.of}`"
            yield document.problem(
                "open-outcome",
                f"`{vote.guard.move.action.name}` can end the vote in `{vote.guard.move.arrives}`"
                f" with {said}, while the {vote.most - sum(tally)} who have not voted could still"
                f" make it {listed(ends)} ({vote.bound})",
                vote.guard.path,
                hint="wait until the vote is over, or until its outcome is settled",
                severity="warning",
                at_key=True,
            )


def _waits(vote: Vote) -> bool:
    """Tell whether a move waits for time to pass, so that all could have voted by then."""
    return any(
        source.kind == "now" for each in vote.guard.literals for source in each.question.sources
    )


def _later(vote: Vote, same: Sequence[Vote], tally: tuple[int, ...]) -> Iterator[str]:
    """Give the other states that a vote could lead to once those have voted who haven't."""
    target = vote.guard.move.arrives
    further = [
        each
        for each, comes in vote.comes.items()
        if not comes and all(more >= had for more, had in zip(each, tally, strict=True))
    ]
    for arrives in dict.fromkeys(each.guard.move.arrives for each in same):
        if arrives != target and any(
            other.comes[each]
            for other in same
            if other.guard.move.arrives == arrives
            for each in further
        ):
            yield f"`{arrives}`"
