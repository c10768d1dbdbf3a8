"""The tables of a charter that are about votes, as they are written."""

from collections.abc import Mapping
from typing import Literal

from attrs import frozen

from ..ballot import Method, Recused, Secrecy, Unit
from ..ratio import Multiple
from ..source.shapes import Several
from .said import said


@frozen(kw_only=True)
class BallotTable:
    """A named ballot: who votes in it, and what becomes of those who don't.

    A body, and a role, is a ballot of its own people without any table.
    """

    of: Several[str] = said("the bodies and roles whose people vote")
    except_: Several[str] = said("bodies and roles left out of them", key="except", default=())
    electorate: Literal["live", "opened"] = said(
        "who votes: those who are in it when it is counted, or those who were when it was opened",
        default="live",
    )
    recused: Recused = said(
        "what becomes of those who stand aside: they leave the electorate, or count as having said"
        " `abstain` or `no`",
        default="leave",
    )
    silent: str | None = said(
        "the choice for which those count who cast nothing; without it they cast nothing",
        default=None,
    )
    defaults: Mapping[str, str] = said(
        "the same for those who hold a role: a choice by role", factory=dict
    )
    weights: Mapping[str, int] = said(
        "how many votes a person has, where it is not 1", factory=dict
    )
    one_vote_per: Unit = said("who has one vote", default="person")
    secrecy: Secrecy = said(
        "what the journal holds: everybody's vote; commitments, until they are opened; or only who"
        " voted, and the totals",
        default="open",
    )
    revisable: bool = said("whether a later vote takes the place of an earlier one", default=True)
    options: tuple[str, ...] = said(
        "what can be ranked, scored or approved, besides what people offer", default=()
    )
    title: str = said("what readers call it", default="")


@frozen(kw_only=True)
class QuorumTable:
    """How many votes an option of a count needs above the default; of several, all."""

    times: Multiple | None = said(
        "so many times the square root of the number of voters, not rounded", default=None
    )
    at_least: int = said("so many", default=0)


@frozen(kw_only=True)
class CountTable:
    """How the votes of a ballot are counted to an outcome; a pure function of them."""

    ballot: str = said("the ballot, or body, whose votes it counts")
    method: Method = said("how: see the page on voting")
    default: str | None = said(
        "the option that stands for no decision; what doesn't beat it is dropped", default=None
    )
    quorum: QuorumTable = said("what an option needs above the default", factory=QuorumTable)
    majority: Mapping[str, Multiple] = said(
        "how many times more voters must prefer an option to the default than the reverse, where"
        " it is not just more",
        factory=dict,
    )
    strictly: bool = said("whether exactly so many times as many are too few", default=True)
    seats: int = said("how many win", default=1)
    per_affiliation: int | None = said(
        "how many winners may share an affiliation: of too many the lowest goes out and the next"
        " comes in, again and again",
        default=None,
    )
    casting: str | None = said(
        "the body or role whose own vote decides between those that are tied", default=None
    )
    title: str = said("what readers call it", default="")
