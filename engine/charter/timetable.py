"""Calendars, sessions and the clock's own moves, as a charter writes them."""

from datetime import date
from typing import Literal

from attrs import frozen

from ..calendars import Period
from ..source.shapes import Several
from .said import said


@frozen(kw_only=True)
class Calendar:
    """When something recurs (RFC 5545), in local time."""

    start: date = said("the first day of the calendar")
    rrule: str = said("the recurrence, as an RFC 5545 RRULE")
    at: str = said("local time of day, like `11:00`")
    zone: str = said("IANA zone of that local time")
    duration: Period = said("how long it lasts, as an ISO 8601 period like `PT1H`")
    except_: tuple[date, ...] = said("days on which it is left out", key="except", default=())
    also: tuple[date, ...] = said("further days on which it happens", default=())


@frozen(kw_only=True)
class Sitting:
    """A kind of meeting, or a time such as a freeze in which something can't be done.

    State by which `calendar` it recurs, or by which anchor it is `convened`, and how long it
    `lasts`.
    """

    calendar: str | None = said("the calendar by which it meets", default=None)
    convened: str | None = said(
        "the anchor whose instant it opens at, where it is convened on request", default=None
    )
    lasts: Period | None = said("how long one that is convened stays open", default=None)
    before: Period | None = said("how long before its time it opens already", default=None)
    after: Period | None = said("how long after its end it stays open", default=None)
    kind: Literal["meeting", "blackout"] = said(
        "whether people meet in it, so that it has an agenda", default="meeting"
    )
    title: str = said("what readers call it", default="")

    def __attrs_post_init__(self) -> None:
        if (self.calendar is None) is (self.convened is None):
            raise ValueError("state its `calendar`, or the anchor by which it is `convened`")
        if (self.convened is None) is not (self.lasts is None):
            raise ValueError("state how long it `lasts` where it is `convened`, and only there")
        for period in (self.lasts, self.before, self.after):
            if period is not None and period.working:
                raise ValueError(f"`{period}` is no length of a session: write it in ISO 8601")


@frozen(kw_only=True)
class Span:
    """So long after something: one of several that the clock waits for."""

    since: Several[str] = said(
        "the anchor from which time is counted; of several, the latest that has happened"
    )
    after: Period | None = said(
        "how long after it, like `P1M`, `5 business days` or `2 weekends`; without it, at once",
        default=None,
    )
    session: str | None = said(
        "instead of a period: the kind of session that has to come and go", default=None
    )
    many: int = said("how many of those sessions", default=1)
    grace: Period | None = said("how much later than that, like `PT8H`", default=None)

    def __attrs_post_init__(self) -> None:
        _check_span(self)


@frozen(kw_only=True)
class When:
    """The instant at which the clock itself makes a move.

    State a span by its `since`, or several of which the later or the earlier counts. The later of
    several is never as long as one of them hasn't begun.
    """

    since: Several[str] = said(
        "the anchor from which time is counted; of several, the latest that has happened",
        default=(),
    )
    after: Period | None = said(
        "how long after it, like `P1M`, `5 business days` or `2 weekends`; without it, at once",
        default=None,
    )
    session: str | None = said(
        "instead of a period: the kind of session that has to come and go", default=None
    )
    many: int = said("how many of those sessions", default=1)
    grace: Period | None = said("how much later than that, like `PT8H`", default=None)
    later_of: tuple[Span, ...] = said("spans of which the later counts", default=())
    earlier_of: tuple[Span, ...] = said("spans of which the earlier counts", default=())

    def __attrs_post_init__(self) -> None:
        if bool(self.since) + bool(self.later_of) + bool(self.earlier_of) != 1:
            raise ValueError("state one of `since`, `later_of` and `earlier_of`")
        if not self.since and (self.after or self.session or self.grace):
            raise ValueError("of several spans each states its own `after`, `session` and `grace`")
        _check_span(self)


def _check_span(span: Span | When) -> None:
    """Refuse what no span can be.

    Raises:
        ValueError: it is counted in two ways, or its grace is none.
    """
    if span.after is not None and span.session is not None:
        raise ValueError("state `after` or `session`, not both")
    if span.many < 1:
        raise ValueError("`many` is at least 1")
    if span.grace is not None and (span.after is None or not span.grace.stopwatch):
        raise ValueError("`grace` goes with `after`, and is written in hours like `PT8H`")
