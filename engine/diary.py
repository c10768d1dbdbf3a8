"""The diary: the meetings that are to come, and what falls due if nobody does anything before."""

from collections.abc import Iterable, Iterator, Sequence

from .agenda import Item, agenda, run_out
from .calendars import Occurrence
from .calendars.arithmetic import LAST
from .charter import Charter
from .facts import Situation, due, following, sitting
from .icalendar import Occasion, utc, written
from .instants import NEVER, Instant
from .model import NOTHING, Office, Proposal, Session

MOST = 1_000
"""How many meetings of a session are shown at most."""


def diary(
    charter: Charter, office: Office, proposals: Sequence[Proposal], at: Instant, until: Instant
) -> list[Occasion]:
    """Give meetings, freezes, deadlines and duties, the earliest first.

    Args:
        charter: whose sessions and deadlines they are.
        office: who is in which body now.
        proposals: where they stand, as recorded.
        at: the present instant.
        until: the instant up to which it looks.

    Raises:
        RequestError: the clock's own moves go round in circles.
    """
    live = [each for each in proposals if each.state not in charter.machine.final]
    occasions = [
        *_meetings(charter, office, live, at, until),
        *_convened(charter, office, live, at, until),
        *_deadlines(charter, office, live, at, until),
        *_duties(charter, office, live, at, until),
    ]
    occasions.sort(key=lambda each: (each.starts, each.uid))
    return occasions


def calendar(charter: Charter, stamp: Instant, occasions: Sequence[Occasion]) -> str:
    """Write occasions as an iCalendar file that holds at an instant."""
    return written(charter.file.charter.title or charter.name, stamp, occasions)


def _meetings(
    charter: Charter, office: Office, live: Sequence[Proposal], at: Instant, until: Instant
) -> Iterator[Occasion]:
    """Give the meetings of sessions that recur; the next one of each with its agenda."""
    items = {
        (each.session, each.opens): each.items for each in agenda(charter.machine, office, live, at)
    }
    for session in office.sessions.values():
        if session.calendar is None:
            continue
        now = session.calendar.current(at)
        met = [] if now is None else [now]
        for meeting in session.calendar.between(at + 1, min(until, LAST)):
            if len(met) == MOST:
                break
            met.append(meeting)
        for meeting in met:
            planned = items.get((session.name, meeting.opens), ())
            yield _meeting(charter, session, meeting, "", _planned(planned))


def _convened(
    charter: Charter, office: Office, live: Iterable[Proposal], at: Instant, until: Instant
) -> Iterator[Occasion]:
    """Give the sessions that proposals have convened."""
    for proposal in live:
        facts = Situation(at, None, NOTHING, proposal, office)
        for session in office.sessions.values():
            if session.calendar is not None:
                continue
            met = sitting(facts, session.name, at) or following(facts, session.name, at)
            if met is not None and met.opens <= until:
                yield _meeting(charter, session, met, proposal.id, "")


def _meeting(
    charter: Charter, session: Session, met: Occurrence, proposal: str, planned: str
) -> Occasion:
    title = charter.file.sessions[session.name].title or session.name
    return Occasion(
        uid=f"{charter.name}/{session.name}/{proposal or utc(met.opens)}",
        starts=met.opens,
        ends=min(met.closes, LAST),
        summary=f"{title}: {proposal}" if proposal else title,
        description=planned,
        category="MEETING" if session.meets else "BLACKOUT",
        busy=session.meets,
    )


def _planned(items: Iterable[Item]) -> str:
    """Say what a meeting can decide, and what is ready for that."""
    lines = [
        f"{item.proposal}: {point.action} ({'ready' if point.ready else 'lacking'})"
        for item in items
        for point in item.points
    ]
    return "\n".join(lines)


def _deadlines(
    charter: Charter, office: Office, live: Iterable[Proposal], at: Instant, until: Instant
) -> Iterator[Occasion]:
    """Give the moves that the clock makes by itself if nobody does anything before."""
    for proposal in live:
        _, moves = run_out(charter.machine, office, proposal, until)
        for move in moves[:MOST]:
            if at <= move.at:
                yield _instant(
                    uid=f"{charter.name}/{proposal.id}/{move.action}/{utc(move.at)}",
                    starts=move.at,
                    summary=f"{proposal.id}: {move.action}",
                    description=f"The clock then leads it to `{move.target}`, if nothing changes.",
                    category="DEADLINE",
                )


def _duties(
    charter: Charter, office: Office, live: Iterable[Proposal], at: Instant, until: Instant
) -> Iterator[Occasion]:
    """Give what somebody owes by an instant that is still to come."""
    for proposal in live:
        facts = Situation(at, None, NOTHING, proposal, office)
        for duty in office.duties.values():
            deadline = due(facts, duty.name)
            if facts.owed(duty.name) and at <= deadline <= until and deadline < NEVER:
                yield _instant(
                    uid=f"{charter.name}/{proposal.id}/{duty.name}/{utc(deadline)}",
                    starts=deadline,
                    summary=f"{proposal.id}: {duty.must} is due",
                    description=f"`{duty.by}` must `{duty.must}` by then: `{duty.name}`.",
                    category="DUTY",
                )


def _instant(
    *, uid: str, starts: Instant, summary: str, description: str, category: str
) -> Occasion:
    return Occasion(
        uid=uid,
        starts=starts,
        ends=None,
        summary=summary,
        description=description,
        category=category,
        busy=False,
    )
