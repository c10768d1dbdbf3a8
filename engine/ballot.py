"""What a charter says of ballots and of counts, and what a proposal gathers of votes."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Literal, get_args

from attrs import field, frozen

from .ratio import Multiple

ABSTAIN = "abstain"
"""The choice that decides nothing."""

NO = "no"
"""The choice of those who stand aside where a charter counts them against."""

Recused = Literal["leave", "abstain", "no"]
Electorate = Literal["live", "opened"]
Unit = Literal["person", "affiliation"]
Secrecy = Literal["open", "sealed", "secret"]
Method = Literal["schwartz", "condorcet_irv", "irv", "plurality", "approval", "star"]
Came = Literal["won", "default", "tie", "none"]

CAME: tuple[Came, ...] = get_args(Came)


def _read_only(table: Mapping[str, Any]) -> Mapping[str, Any]:
    return table if type(table) is MappingProxyType else MappingProxyType(table)


def _table() -> Any:
    return field(factory=dict, converter=_read_only)


@frozen(kw_only=True)
class Ballot:
    """Who votes, and what becomes of those who don't.

    Attributes:
        of: bodies and roles whose people vote.
        without: bodies and roles left out of them.
        pinned: whether who votes is settled when it is opened.
        recused: what becomes of those who stand aside: they leave, or count as having said so.
        silent: the choice for which those count who cast nothing.
        defaults: the same, for those who hold a role.
        weights: how much a person's vote counts, where it is not 1.
        unit: whether every person has a vote, or every affiliation.
        revisable: whether a later ballot of somebody's takes the place of an earlier one.
        options: what can be ranked, scored or approved, besides what is offered in a proposal.
    """

    name: str
    of: tuple[str, ...]
    without: tuple[str, ...] = ()
    pinned: bool = False
    recused: Recused = "leave"
    silent: str | None = None
    defaults: Mapping[str, str] = _table()
    weights: Mapping[str, int] = _table()
    unit: Unit = "person"
    secrecy: Secrecy = "open"
    revisable: bool = True
    options: tuple[str, ...] = ()


@frozen(kw_only=True)
class Count:
    """How ballots are counted to an outcome.

    Attributes:
        default: the option that stands for no decision; ``None`` where there is none.
        times: an option needs so many times the square root of the electorate above the default.
        least: an option needs so many voters above the default, or who approve of it.
        majority: how many times more voters must prefer an option to the default than the reverse.
        strictly: whether just so many times is too few.
        seats: how many options win.
        per_affiliation: of how many winners at most one affiliation may be.
        casting: the body or role whose vote decides between tied options.
    """

    name: str
    ballot: str
    method: Method
    default: str | None = None
    times: Multiple | None = None
    least: int = 0
    majority: Mapping[str, Multiple] = _table()
    strictly: bool = True
    seats: int = 1
    per_affiliation: int | None = None
    casting: str | None = None


@frozen(kw_only=True)
class Outcome:
    """What a count came to.

    Attributes:
        came: whether options won, the default did, too many are tied, or nobody voted.
        winners: those that won, the best first.
        tied: those that are tied for the seats that are left.
        dropped: options that were left out of the count, each with the reason.
    """

    came: Came
    winners: tuple[str, ...] = ()
    tied: tuple[str, ...] = ()
    dropped: Mapping[str, str] = field(factory=dict, converter=_read_only, hash=False)


@frozen(kw_only=True)
class Votes:
    """What a proposal has gathered of votes besides the ballots themselves, by ballot.

    Attributes:
        recused: who stands aside.
        proxies: who votes for whom while they cast nothing.
        sealed: the commitments of those who have not opened theirs.
        opened: the ballots of which somebody has opened a commitment.
        voted: who has cast a secret ballot.
        totals: what the tellers of a secret ballot say it came to.
        electorates: who votes, where that was settled when the ballot was opened.
        offered: the options, each with what was told of it.
        present: who attends.
        outcomes: what counts came to, by count.
    """

    recused: Mapping[str, frozenset[str]] = _table()
    proxies: Mapping[str, Mapping[str, str]] = _table()
    sealed: Mapping[str, Mapping[str, str]] = _table()
    opened: frozenset[str] = frozenset()
    voted: Mapping[str, frozenset[str]] = _table()
    totals: Mapping[str, Mapping[str, int]] = _table()
    electorates: Mapping[str, frozenset[str]] = _table()
    offered: Mapping[str, Mapping[str, Mapping[str, str]]] = _table()
    present: Mapping[str, frozenset[str]] = _table()
    outcomes: Mapping[str, Outcome] = _table()


NO_VOTES = Votes()
