"""Bodies as they are written: who is in them, and what an action does to them."""

from collections.abc import Mapping
from datetime import date

from attrs import frozen

from ..calendars import Period
from .said import said


@frozen(kw_only=True)
class Activity:
    """What becomes of the members of a body who miss its meetings, as its rolls tell."""

    misses: int = said("how many meetings a member misses in a row who is then suspended")
    returns: int = said(
        "how many meetings in a row they attend who is then a member again, in the last of them",
        default=1,
    )
    recorded_by: str | None = said(
        "the body whose members record who was present; the body itself, if left out", default=None
    )
    session: str | None = said(
        "the kind of meeting; its roll is recorded for an instant of one", default=None
    )


@frozen(kw_only=True)
class Body:
    """A named set of people."""

    members: tuple[str, ...] = said("who is in it when the charter takes effect", default=())
    title: str = said("what readers call it", default="")
    revised_by: str | None = said("the body whose members may change who is in it", default=None)
    seats: int | None = said("the most members; nobody is let in beyond them", default=None)
    minimum: int = said("the fewest members with whom it is complete", default=0)
    per_affiliation: int | None = said(
        "the most members who may belong to one affiliation, such as an employer", default=None
    )
    affiliations: Mapping[str, str] = said(
        "to whom people belong when the charter takes effect; it holds in every body", factory=dict
    )
    excludes: tuple[str, ...] = said(
        "bodies of which nobody may be a member at the same time", default=()
    )
    term: Period | None = said(
        "how long a seat is held; then it lapses, unless its holder comes in anew", default=None
    )
    terms: int | None = said(
        "the most terms in a row; whoever was out for a whole term starts anew", default=None
    )
    since: date | None = said("the day on which the terms of `members` began", default=None)
    suspended_from: str | None = said(
        "another body: those of its members who are suspended are in this one, and nobody else",
        default=None,
    )
    activity: Activity | None = said("when members are suspended for absence", default=None)
    directory: bool = said("whether the host's directory says who is in it", default=False)


@frozen(kw_only=True)
class Reseating:
    """What an action does to a body, recorded there in the same line of the journal."""

    body: str = said("the body that changes")
    whom: str | None = said(
        "who comes or goes: a field of type `person` or `list`, a role, or the winners of a count;"
        " else the actor",
        default=None,
    )
    affiliation: str | None = said("the field that tells to whom they belong", default=None)
