"""Why a ballot, an option or a proxy can't be taken in, whatever the charter's policies say."""

from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from ..ballot import ABSTAIN, Ballot, Votes
from ..machine import Action
from ..model import Data, Office, Proposal, Record
from ..ratio import Multiple
from ..voting import entitled, spelled, voted
from . import told

_HEX = frozenset("0123456789abcdef")
_DIGITS = 64


def unfit(
    office: Office, proposal: Proposal, action: Action, actor: str | None, data: Data
) -> str | None:
    """Say what is wrong with what an action does to votes; ``None`` where nothing is."""
    if not action.held or actor is None:
        return None
    return next(_faults(office, proposal.record, action, actor, data), None)


def _faults(  # noqa: C901 - one check for each thing that an action does
    office: Office, record: Record, action: Action, actor: str, data: Data
) -> Iterator[str]:
    votes = record.votes
    if (of := action.ballot or action.seals or action.unseals) is not None:
        yield from _voter(office, record, of, told.voter(actor, data), actor)
    if action.ballot is not None:
        yield from _once(office, record, action.ballot, told.voter(actor, data))
    if action.seals is not None:
        yield from _sealing(office, record, action.seals, actor, data)
    if action.unseals is not None:
        yield from _unsealing(votes, action.unseals, told.voter(actor, data), data)
    if (of := action.ballot or action.unseals) is not None:
        yield from _content(office, record, of, data)
    if action.entrusts is not None:
        yield from _entrusting(office, record, action.entrusts, actor, data)
    if action.recuses is not None:
        of = action.recuses
        for person in sorted(told.people(actor, data) - entitled(office, record, of)):
            yield f"{person} has no vote in `{of}` from which to stand aside"
    if action.offers is not None:
        yield from _offering(office, votes, action.offers, data)
    if action.totals is not None:
        yield from _totalling(office, record, action.totals, data)


def _voter(office: Office, record: Record, of: str, voter: str, actor: str) -> Iterator[str]:
    terms = office.ballots.get(of)
    if terms is not None and terms.pinned and of not in record.votes.electorates:
        yield f"`{of}` has not been opened"
    if voter in record.votes.recused.get(of, ()):
        yield f"{voter} stands aside from `{of}`"
    if voter != actor and voter not in entitled(office, record, of):
        yield f"{voter} has no vote in `{of}`"


def _once(office: Office, record: Record, of: str, voter: str) -> Iterator[str]:
    terms = office.ballots.get(of)
    there = voter in record.ballots.get(of, {}) or voter in record.votes.voted.get(of, ())
    if terms is not None and there and (not terms.revisable or terms.secrecy == "secret"):
        yield f"{voter} has voted in `{of}`, and no vote can be changed"


def _sealing(office: Office, record: Record, of: str, voter: str, data: Data) -> Iterator[str]:
    votes, terms = record.votes, office.ballots.get(of)
    found = str(data.get("commitment", ""))
    if len(found) != _DIGITS or not set(found) <= _HEX:
        yield "`commitment` must be a SHA-256 digest: 64 digits of `0` to `9` and `a` to `f`"
    if any(found == kept for by, kept in votes.sealed.get(of, {}).items() if by != voter):
        yield f"somebody else has sealed just this in `{of}`: whoever copies it votes as they do"
    if of in votes.opened:
        yield f"sealed votes of `{of}` are being opened, and no more are taken"
    if terms is not None and not terms.revisable and voter in votes.sealed.get(of, {}):
        yield f"{voter} has voted in `{of}`, and no vote can be changed"


def _unsealing(votes: Votes, of: str, voter: str, data: Data) -> Iterator[str]:
    kept = votes.sealed.get(of, {}).get(voter)
    if kept is None:
        yield f"{voter} has no sealed vote in `{of}`"
        return
    try:
        choice = told.said(data)
    except ValueError as error:
        yield str(error)
        return
    if told.commitment(str(choice), str(data.get("salt", ""))) != kept:
        yield f"what {voter} sealed in `{of}` is not this choice with this salt"


def _content(office: Office, record: Record, of: str, data: Data) -> Iterator[str]:
    """Say what is wrong with the options that a ballot names."""
    terms = office.ballots.get(of)
    if terms is None or terms.secrecy == "secret" or "choice" in data:
        return
    known = options(office, record.votes, terms)
    for field in told.SAYING[1:]:
        items = data.get(field)
        if not isinstance(items, (list, tuple)):
            continue
        texts = [str(item) for item in cast("Sequence[object]", items)]
        if not texts:
            yield f"`{field}` names no option"
        yield from _named(field, texts, known)


def _named(field: str, texts: Sequence[str], known: frozenset[str]) -> Iterator[str]:
    names = list(texts)
    if field == "ranking":
        names = [each for item in texts for each in spelled.alike(item)]
    elif field == "scores":
        try:
            given = spelled.scored(texts)
        except ValueError as error:
            yield str(error)
            return
        names = list(given)
        for option, score in given.items():
            if score > spelled.HIGHEST:
                yield f"`{option}` has the score {score}; the highest is {spelled.HIGHEST}"
    for place, name in enumerate(names):
        if name in names[:place]:
            yield f"`{name}` is named twice in `{field}`"
        if name not in known:
            there = ", ".join(f"`{each}`" for each in sorted(known))
            yield f"`{name}` is not on the ballot; {there or 'nothing'} is"


def options(office: Office, votes: Votes, terms: Ballot) -> frozenset[str]:
    """Give what can be voted for by name."""
    defaults = {
        count.default
        for count in office.counts.values()
        if count.ballot == terms.name and count.default is not None
    }
    return frozenset({*terms.options, *votes.offered.get(terms.name, {}), *defaults})


def _entrusting(office: Office, record: Record, of: str, actor: str, data: Data) -> Iterator[str]:
    proxy, may = str(data.get("proxy", "")), entitled(office, record, of)
    if actor not in may:
        yield f"{actor} has no vote in `{of}` to entrust"
    if proxy == actor:
        yield "nobody can be their own proxy"
    elif proxy not in may:
        yield f"{proxy} has no vote in `{of}`, and so can't cast another's"


def _offering(office: Office, votes: Votes, of: str, data: Data) -> Iterator[str]:
    option = str(data.get("option", ""))
    terms = office.ballots.get(of)
    if not spelled.is_option(option) or option == ABSTAIN:
        yield f"`{option}` can't be an option: it may hold none of `=`, `>`, `:` and `,`"
    elif terms is not None and option in options(office, votes, terms):
        yield f"`{option}` is on the ballot already"
    if "majority" in data:
        try:
            Multiple.parse(str(data["majority"]))
        except ValueError as error:
            yield str(error)


def _totalling(office: Office, record: Record, of: str, data: Data) -> Iterator[str]:
    """Say what is wrong with the totals of a secret ballot."""
    try:
        totals: Mapping[str, int] = spelled.scored(
            map(str, cast("Sequence[object]", data.get("totals", ())))
        )
    except ValueError as error:
        yield str(error)
        return
    have, said = len(voted(office, record, of)), sum(totals.values())
    if said > have:
        yield f"the totals say {said} votes, and {have} have voted in `{of}`"
