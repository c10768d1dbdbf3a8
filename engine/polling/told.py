"""What a request tells of a vote: whose it is, and what it says."""

import hashlib
from collections.abc import Sequence
from typing import cast

from ..machine import Action
from ..model import Data, Office
from ..voting import spelled

SAYING = ("choice", "ranking", "scores", "approved")
"""The fields of which one holds a ballot: a word, or a list of texts."""


def voter(actor: str, data: Data) -> str:
    """Give whose vote it is: that of the person whom the field `voter` names, else the actor's."""
    return str(data.get("voter", actor))


def people(actor: str, data: Data) -> frozenset[str]:
    """Give whom an action is about: those whom it names, else the actor."""
    named = data.get("people")
    if isinstance(named, (list, tuple)):
        return frozenset(map(str, cast("Sequence[object]", named)))
    return frozenset({str(data.get("person", actor))})


def said(data: Data) -> str | None:
    """Give what a ballot says, spelled as a journal keeps it; ``None`` where it says nothing.

    Raises:
        ValueError: it can't be read.
    """
    if "choice" in data:
        return str(data["choice"])
    for name in SAYING[1:]:
        if name in data:
            items = [str(item) for item in cast("Sequence[object]", data[name])]
            if name == "ranking":
                return spelled.ranking(items)
            if name == "approved":
                return spelled.approvals(items)
            return spelled.scores(spelled.scored(items))
    return None


def hushed(office: Office, action: Action | None, data: Data) -> Data:
    """Give what may be recorded of a refused request, without what would tell of a vote.

    Of a secret ballot nothing but what the action asks for, for somebody may have told how they
    vote; of one that is sealed neither the choice nor the salt, for it still is.
    """
    if action is None:
        return data
    if action.unseals is not None:
        quiet = {"salt", *SAYING} & data.keys()
    else:
        terms = None if action.ballot is None else office.ballots.get(action.ballot)
        secret = terms is not None and terms.secrecy == "secret"
        quiet = data.keys() - action.fields.keys() if secret else set[str]()
    return {**data, **dict.fromkeys(quiet)} if quiet else data


def commitment(choice: str, salt: str) -> str:
    """Give what is published of a sealed ballot: the digest of the choice, a line feed and a salt.

    >>> commitment("yes", "a long random text")[:16]
    '9f7d18f483c92712'
    """
    return hashlib.sha256(f"{choice}\n{salt}".encode()).hexdigest()
