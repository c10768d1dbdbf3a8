"""A body as prose: who is in it, who changes that, and within which bounds."""

from collections.abc import Iterator

from ..charter.seating import Body
from ..speech import Speech, both, number, number_of
from .page import capital

_MOST_NAMED = 15


def body_said(speech: Speech, name: str, body: Body) -> Iterator[str]:
    """Say all of a body, a sentence each."""
    many = len(body.members)
    title = capital(body.title or speech.who(name))
    if many == 1:
        yield f"{title}: {body.members[0]}."
    elif many > _MOST_NAMED:
        yield f"{title}: {many} people as the charter takes effect."
    elif many:
        yield f"{title}: {both(body.members)}, {number(many)} people as the charter takes effect."
    elif body.suspended_from is None:
        yield f"{title}: nobody as the charter takes effect."
    if body.suspended_from is not None:
        yield f"{title}: those of {speech.who(body.suspended_from)} who are suspended."
    if body.revised_by is not None:
        who = speech.who(body.revised_by)
        each = who if body.revised_by in speech.alone else f"Any of {who}"
        yield f"{capital(each)} may let people join and leave."
    yield from _bounds(speech, body)


def _bounds(speech: Speech, body: Body) -> Iterator[str]:
    """Say how many may be in it, for how long, and who beside whom."""
    if body.seats is not None:
        yield f"It has {number_of(body.seats, 'seat')}."
    if body.minimum:
        yield f"It is complete with {number_of(body.minimum, 'member')} or more."
    if body.per_affiliation is not None:
        yield f"No more than {number(body.per_affiliation)} of them belong to one affiliation."
    if body.excludes:
        yield f"Nobody in it is at the same time in {both(map(speech.who, body.excludes))}."
    if body.term is not None:
        times = number_of(body.terms or 0, "time")
        most = "" if body.terms is None else f", no more than {times} in a row"
        yield f"A seat is held for {body.term.words()}{most}."
    if body.activity is not None:
        missed, again = number(body.activity.misses), number(body.activity.returns)
        back = f"attend {again} in a row" if body.activity.returns > 1 else "attend one"
        yield f"Who misses {missed} meetings in a row is suspended until they {back}."
