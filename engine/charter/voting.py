"""The tables of ballots and counts: what they mean, and what they say that can't be."""

from collections.abc import Iterator, Mapping

from ..ballot import Ballot, Count
from ..machine import Action
from ..source.problem import Path, Problem
from ..source.read import Document
from ..speech import counted
from ..voting import spelled
from .ballots import BallotTable
from .document import Action as Written
from .document import CharterFile

_ON_BALLOTS = ("ballot", "opens", "recuses", "entrusts", "seals", "unseals", "offers", "attends")

PERSONAL = ("ballot", "recuses", "entrusts", "seals", "unseals", "offers", "attends", "totals")
"""What only a person can do to votes."""

_SAYING = ("choice", "ranking", "scores", "approved")

_FIELDS: Mapping[str, tuple[str, str]] = {
    "entrusts": ("proxy", "person"),
    "seals": ("commitment", "text"),
    "unseals": ("salt", "text"),
    "offers": ("option", "text"),
    "totals": ("totals", "list"),
}
"""The field that each key of an action needs, and its type."""


def ballots(file: CharterFile) -> Mapping[str, Ballot]:
    """Give the ballots that a charter has a table of."""
    return {
        name: Ballot(
            name=name,
            of=table.of,
            without=table.except_,
            pinned=table.electorate == "opened",
            recused=table.recused,
            silent=table.silent,
            defaults=dict(sorted(table.defaults.items())),  # a journal keeps no other order
            weights=table.weights,
            unit=table.one_vote_per,
            secrecy=table.secrecy,
            revisable=table.revisable,
            options=table.options,
        )
        for name, table in file.ballots.items()
    }


def counts(file: CharterFile) -> Mapping[str, Count]:
    """Give the counts of a charter."""
    return {
        name: Count(
            name=name,
            ballot=table.ballot,
            method=table.method,
            default=table.default,
            times=table.quorum.times,
            least=table.quorum.at_least,
            majority=table.majority,
            strictly=table.strictly,
            seats=table.seats,
            per_affiliation=table.per_affiliation,
            casting=table.casting,
        )
        for name, table in file.counts.items()
    }


def held(file: CharterFile, action: Written) -> bool:
    """Tell whether an action has to be held against votes: it does more than vote in a body."""
    keys = [key for key in PERSONAL if key != "attends" and getattr(action, key) is not None]
    if keys != ["ballot"]:
        return bool(keys)
    recused = {each.recuses for each in file.actions.values()}
    return action.ballot in file.ballots or action.ballot in recused or "voter" in action.data


def needed(action: Written) -> tuple[str, ...]:
    """Give the fields without which nobody could tell how votes stand."""
    found = [field for key, (field, _) in _FIELDS.items() if getattr(action, key) is not None]
    if action.ballot is not None or action.unseals is not None:
        found += [*_SAYING, "voter"]
    if action.recuses is not None or action.attends is not None:
        found += ["person", "people"]
    return (*found, *(("affiliation", "majority") if action.offers is not None else ()))


def voting_names(action: Written, at: Path) -> list[tuple[str, str | None, Path]]:
    """Give the ballots and the count that an action names, each with its place."""
    found: list[tuple[str, str | None, Path]] = [
        ("ballot", getattr(action, key), (*at, key)) for key in (*_ON_BALLOTS, "totals", "retracts")
    ]
    return [*found, ("count", action.counts, (*at, "counts"))]


def table_names(file: CharterFile) -> list[tuple[str, str | None, Path]]:
    """Give what the tables of ballots and counts name, each with its place."""
    found: list[tuple[str, str | None, Path]] = []
    for name, ballot in file.ballots.items():
        at: Path = ("ballots", name)
        found += [("who", each, (*at, "of", place)) for place, each in enumerate(ballot.of)]
        found += [
            ("who", each, (*at, "except", place)) for place, each in enumerate(ballot.except_)
        ]
        found += [("role", role, (*at, "defaults", role)) for role in ballot.defaults]
    for name, count in file.counts.items():
        found.append(("ballot", count.ballot, ("counts", name, "ballot")))
        found.append(("who", count.casting, ("counts", name, "casting")))
    return found


def unsound(document: Document, file: CharterFile) -> Iterator[Problem]:
    """Give what tables of ballots and counts say that can't be."""
    for name, ballot in file.ballots.items():
        yield from _ballot(document, file, name, ballot)
    for name, count in file.counts.items():
        at: Path = ("counts", name)
        bounds = {"seats": count.seats, "per_affiliation": count.per_affiliation}
        for key, value in bounds.items():
            if value is not None and value < 1:
                said = f"`{name}` has {value} as `{key}`, which is at least 1"
                yield document.problem("bad-count", said, (*at, key))
        if count.default is None and (count.majority or count.quorum.times is not None):
            said = f"`{name}` demands more than a default gets, and has no `default`"
            hint = "name the option that stands for no decision"
            yield document.problem("bad-count", said, at, hint=hint, at_key=True)
        if count.quorum.at_least < 0:
            said = f"`{name}` has a quorum of fewer than none"
            yield document.problem("bad-count", said, (*at, "quorum", "at_least"))
        named = (*count.majority, *(() if count.default is None else (count.default,)))
        for option in named:
            if not spelled.is_option(option):
                yield _bad_option(document, option, at)


def _ballot(  # noqa: C901 - one check after the other
    document: Document, file: CharterFile, name: str, table: BallotTable
) -> Iterator[Problem]:
    at: Path = ("ballots", name)
    if not table.of:
        yield document.problem("bad-ballot", f"nobody votes in `{name}`", (*at, "of"))
    for place, option in enumerate(table.options):
        if not spelled.is_option(option):
            yield _bad_option(document, option, (*at, "options", place))
    for person, many in table.weights.items():
        if many < 0:
            said = f"{person} has {counted(many, 'vote')} in `{name}`: nobody has fewer than none"
            yield document.problem("bad-ballot", said, (*at, "weights", person))
    if table.electorate == "opened" and not any(
        each.opens == name for each in file.actions.values()
    ):
        yield document.problem(
            "bad-ballot",
            f"who votes in `{name}` is settled when it is opened, and no action `opens` it",
            (*at, "electorate"),
            hint=f'add `opens = "{name}"` to the action that starts the vote',
        )
    if table.weights and table.one_vote_per == "affiliation":
        said = f"in `{name}` affiliations vote, and `weights` are of people"
        yield document.problem("bad-ballot", said, (*at, "weights"), hint="leave one of them out")
    if table.secrecy == "secret":
        if table.one_vote_per == "affiliation":
            said = f"`{name}` is secret, so nobody knows whose votes are one affiliation's"
            yield document.problem("bad-ballot", said, (*at, "one_vote_per"))
        for key in ("silent", "defaults", "weights"):
            if getattr(table, key):
                yield document.problem(
                    "bad-ballot",
                    f"`{name}` is secret, so nobody knows whose vote `{key}` would change",
                    (*at, key),
                    hint="leave it out, or let the teller include it in the totals",
                )


def _bad_option(document: Document, option: str, at: Path) -> Problem:
    return document.problem(
        "bad-name",
        f"`{option}` can't be an option",
        at,
        hint="it may hold none of `=`, `>`, `:` and `,`, nor start or end with a space",
    )


def unvotable(
    document: Document, file: CharterFile, name: str, action: Written, made: Action
) -> Iterator[Problem]:
    """Give what an action lacks, or has too much of, to do to votes what it says."""
    at: Path = ("actions", name)
    for key, (field, kind) in _FIELDS.items():
        asked = made.fields.get(field)
        types = {kind, "text", "person"} if kind != "list" else {"list"}
        if getattr(action, key) is not None and (
            asked is None or asked.optional or asked.type not in types
        ):
            yield document.problem(
                "no-field",
                f"`{name}` has `{key}` but asks for no field `{field}`",
                (*at, key),
                hint=f'add `data = {{ {field} = "{kind}" }}`',
            )
    table = None if action.ballot is None else file.ballots.get(action.ballot)
    if action.ballot is not None and (table is None or table.secrecy != "secret"):
        yield from _says(document, name, made, (*at, "ballot"))
    if action.unseals is not None:
        yield from _says(document, name, made, (*at, "unseals"))
    for key, secrecy in (
        ("ballot", ("open", "secret")),
        ("seals", ("sealed",)),
        ("unseals", ("sealed",)),
        ("totals", ("secret",)),
        ("entrusts", ("open",)),
    ):
        of = getattr(action, key)
        is_ = "open" if of not in file.ballots else file.ballots[of].secrecy
        if of is not None and is_ not in secrecy:
            yield document.problem(
                "wrong-secrecy",
                f"`{name}` has `{key}`, and `{of}` is {is_}",
                (*at, key),
                hint=f"that is for ballots that are {' or '.join(secrecy)}",
            )
    if table is not None and table.secrecy == "secret":
        for field in _SAYING:
            if field in made.fields:
                yield document.problem(
                    "wrong-secrecy",
                    f"`{name}` would write into the journal what somebody votes in secret",
                    (*at, "data", field),
                    hint="leave the field out: the journal holds only who voted",
                )


def _says(document: Document, name: str, made: Action, at: Path) -> Iterator[Problem]:
    """Give that a ballot says nothing, or not in words that can be counted."""
    asked = [made.fields[field] for field in _SAYING if field in made.fields]
    choice = made.fields.get("choice")
    fits = len(asked) == 1 and not asked[0].optional
    if fits and choice is not None:
        fits = bool(choice.choices) and choice.type == "text"
    elif fits:
        fits = asked[0].type == "list"
    if not fits:
        yield document.problem(
            "no-choice",
            f"`{name}` casts a ballot but asks for no `choice` among some",
            at,
            hint='add `data = { choice = ["yes", "no", "abstain"] }`, or one of the lists'
            " `ranking`, `scores` and `approved`",
        )
