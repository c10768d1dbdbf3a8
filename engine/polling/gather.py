"""How an action changes the votes of a proposal."""

from collections.abc import Mapping
from typing import Any

from attrs import evolve

from ..ballot import CAME, Came, Outcome, Votes
from ..machine import Action
from ..model import Data, Office, Record, read_only
from ..voting import spelled
from . import told

Cast = Mapping[str, Mapping[str, str]]
"""Ballots by the name of what they were cast in, and by voter."""


def polled(  # noqa: PLR0913, PLR0917 - all that bears on it
    office: Office,
    record: Record,
    action: Action,
    actor: str | None,
    data: Data,
    pinned: Data,
) -> Record:
    """Give the record as it is after what an action does to votes.

    Raises:
        KeyError, TypeError, ValueError: what was told or pinned is of another shape.
    """
    ballots, votes = record.ballots, record.votes
    for kind, name in action.takes:
        if kind == "ballot":
            ballots, votes = reset(office, ballots, votes, name or None)
        elif kind == "recusal":
            votes = evolve(votes, recused=_without(votes.recused, name))
            for of in (name,) if name else {count.ballot for count in office.counts.values()}:
                votes = _recount(office, votes, of)
        elif kind == "attendance":
            votes = evolve(votes, present=_without(votes.present, name))
        elif kind == "option":
            votes = evolve(votes, offered=_without(votes.offered, name))
            for of in (name,) if name else office.ballots:
                votes = _recount(office, votes, of)
    ballots, votes = _gathered(office, ballots, votes, action, actor, data, pinned)
    return evolve(record, ballots=ballots, votes=votes)


def _gathered(  # noqa: PLR0913, PLR0917 - all that bears on it
    office: Office,
    ballots: Cast,
    votes: Votes,
    action: Action,
    actor: str | None,
    data: Data,
    pinned: Data,
) -> tuple[Cast, Votes]:
    if action.opens is not None:
        votes = _opened(office, votes, action.opens, pinned)
    if actor is not None:
        ballots, votes = _by_somebody(office, ballots, votes, action, actor, data)
    if action.counts is not None:
        outcomes: Any = pinned["outcomes"]
        found = outcome(outcomes[action.counts])
        votes = evolve(votes, outcomes={**votes.outcomes, action.counts: found})
    return ballots, votes


def reset(office: Office, ballots: Cast, votes: Votes, of: str | None = None) -> tuple[Cast, Votes]:
    """Discard what was cast, in one ballot or in all."""
    if of is None:
        return {}, evolve(votes, sealed={}, opened=frozenset(), voted={}, totals={}, outcomes={})
    votes = evolve(
        votes,
        sealed=_without(votes.sealed, of),
        opened=votes.opened - {of},
        voted=_without(votes.voted, of),
        totals=_without(votes.totals, of),
    )
    return _without(ballots, of), _recount(office, votes, of)


def outcome(found: Any) -> Outcome:
    """Read an outcome that was recorded.

    Raises:
        KeyError, TypeError, ValueError: it is of another shape.
    """
    came: Came | None = next((each for each in CAME if each == found["came"]), None)
    if came is None:
        raise ValueError(f"a count can't come to `{found['came']}`")
    return Outcome(
        came=came,
        winners=tuple(map(str, found["winners"])),
        tied=tuple(map(str, found["tied"])),
        dropped={str(option): str(why) for option, why in dict(found["dropped"]).items()},
    )


def _opened(office: Office, votes: Votes, of: str, pinned: Data) -> Votes:
    """Settle who votes, where that is to be settled; what was cast is discarded already."""
    terms = office.ballots.get(of)
    if terms is not None and terms.pinned:
        settled: Any = pinned["electorates"]
        voters = frozenset(map(str, settled[of]))
        votes = evolve(votes, electorates={**votes.electorates, of: voters})
    return votes


def _by_somebody(  # noqa: PLR0913, PLR0917 - all that bears on it
    office: Office, ballots: Cast, votes: Votes, action: Action, actor: str, data: Data
) -> tuple[Cast, Votes]:
    """Take in what somebody did."""
    if (of := action.ballot or action.unseals) is not None:
        voter = told.voter(actor, data)
        ballots, votes = _cast(office, ballots, votes, of, voter, data)
        if action.unseals is not None:
            sealed = _less(votes.sealed, of, voter)
            votes = evolve(votes, sealed=sealed, opened=votes.opened | {of})
    if action.retracts is not None:
        of = action.retracts
        ballots, votes = _less(ballots, of, actor), _recount(office, votes, of)
        votes = evolve(votes, sealed=_less(votes.sealed, of, actor))
    if action.seals is not None:
        commitments = {**votes.sealed.get(action.seals, {}), actor: str(data["commitment"])}
        votes = evolve(votes, sealed={**votes.sealed, action.seals: read_only(commitments)})
    if action.recuses is not None:
        recused = _joined(votes.recused, action.recuses, told.people(actor, data))
        votes = _recount(office, evolve(votes, recused=recused), action.recuses)
    if action.entrusts is not None:
        proxies = {**votes.proxies.get(action.entrusts, {}), actor: str(data["proxy"])}
        votes = evolve(votes, proxies={**votes.proxies, action.entrusts: read_only(proxies)})
        votes = _recount(office, votes, action.entrusts)
    if action.attends is not None:
        here = _joined(votes.present, action.attends, told.people(actor, data))
        votes = evolve(votes, present=here)
    if action.offers is not None:
        about = {key: str(data[key]) for key in ("affiliation", "majority") if key in data}
        offered = {**votes.offered.get(action.offers, {}), str(data["option"]): read_only(about)}
        votes = evolve(votes, offered={**votes.offered, action.offers: read_only(offered)})
        votes = _recount(office, votes, action.offers)
    if action.totals is not None:
        listed: Any = data["totals"]
        totals = {**votes.totals, action.totals: read_only(spelled.scored(map(str, listed)))}
        votes = _recount(office, evolve(votes, totals=totals), action.totals)
    return ballots, votes


def _cast(  # noqa: PLR0913, PLR0917 - all that bears on it
    office: Office, ballots: Cast, votes: Votes, of: str, voter: str, data: Data
) -> tuple[Cast, Votes]:
    """Take in a ballot; of a secret one, only that somebody has cast it."""
    terms = office.ballots.get(of)
    if terms is not None and terms.secrecy == "secret":
        return ballots, evolve(votes, voted=_joined(votes.voted, of, frozenset({voter})))
    choice = told.said(data)
    if choice is None:
        return ballots, votes
    ballots = {**ballots, of: read_only({**ballots.get(of, {}), voter: choice})}
    return ballots, _recount(office, votes, of)


def _recount(office: Office, votes: Votes, of: str) -> Votes:
    """Discard the outcomes of a ballot: what they counted has changed."""
    stale = {name for name in votes.outcomes if office.counts[name].ballot == of}
    if not stale:
        return votes
    return evolve(
        votes, outcomes={name: each for name, each in votes.outcomes.items() if name not in stale}
    )


def _joined(
    held: Mapping[str, frozenset[str]], of: str, people: frozenset[str]
) -> Mapping[str, frozenset[str]]:
    return {**held, of: held.get(of, frozenset()) | people}


def _without(held: Mapping[str, Any], of: str) -> Mapping[str, Any]:
    if not of:
        return {}  # all of them
    return {name: each for name, each in held.items() if name != of} if of in held else held


def _less(
    held: Mapping[str, Mapping[str, str]], of: str, person: str
) -> Mapping[str, Mapping[str, str]]:
    left = {name: each for name, each in held.get(of, {}).items() if name != person}
    return {**held, of: read_only(left)}
