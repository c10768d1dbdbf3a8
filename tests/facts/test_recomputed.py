"""Every fact reads as a naive look through the events says, at every point of a proposal's life."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from math import ceil, sqrt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bylaw.engine.calendars import Period, add
from bylaw.engine.facts import (
    ActorIn,
    ActorIs,
    ActorOf,
    After,
    AfterOthers,
    Ahead,
    Assigned,
    At,
    Attended,
    Attested,
    Awaited,
    Ballots,
    Composed,
    Contested,
    Covered,
    Dated,
    DatedIn,
    Due,
    Elapsed,
    Fact,
    Happened,
    HasVoted,
    Headcount,
    Held,
    Hence,
    InSession,
    Lacking,
    Linked,
    Matches,
    NamesActor,
    Now,
    Opens,
    Outcome,
    Owed,
    Pending,
    PersonOf,
    Recused,
    Root,
    SaidBy,
    Signed,
    Situation,
    ToldAs,
    Total,
    Vetoed,
    Vetoing,
    Voidable,
)
from bylaw.engine.fold import fold
from bylaw.engine.instants import NEVER, parse, to_datetime
from bylaw.engine.match import Match
from bylaw.engine.membership import Reseat
from bylaw.engine.model import Event
from bylaw.engine.ratio import Multiple

from ..charters_for_tests import (
    DAY,
    HOUR,
    MEETING,
    NAME,
    PEOPLE,
    History,
    histories,
    lived,
    made,
    process,
)

ZONE = "America/Los_Angeles"
PACIFIC = ZoneInfo(ZONE)
WEEK = Period.parse("P7D")


def since_reset(events: Sequence[Event]) -> Sequence[Event]:
    """The events after the last one that has ballots and the like gathered anew."""
    resets = [place for place, event in enumerate(events) if event.action == "revise"]
    return events[resets[-1] + 1 :] if resets else events


def last(events: Sequence[Event], action: str) -> int:
    instants = [event.at for event in events if event.action == action]
    return instants[-1] if instants else NEVER


def said(events: Sequence[Event], members: frozenset[str]) -> Mapping[str, object]:
    """What each present member said last."""
    votes = [event for event in since_reset(events) if event.action == "vote"]
    return {event.actor: event.data["choice"] for event in votes if event.actor in members}


def leading(events: Sequence[Event], members: frozenset[str]) -> list[object]:
    """The choices, other than to abstain, that most members have made."""
    choices = [choice for choice in said(events, members).values() if choice != "abstain"]
    return [each for each in {*choices} if choices.count(each) == max(map(choices.count, choices))]


def holder(events: Sequence[Event], action: str) -> str | None:
    actors = [event.actor for event in events if event.action == action]
    return actors[-1] if actors else None


def holds(facts: Situation, events: Sequence[Event], action: str) -> bool:
    return facts.actor is not None and facts.actor == holder(events, action)


def closing(events: Sequence[Event]) -> int:
    """The day that was announced last, at midnight in Los Angeles."""
    days = [str(event.data["until"]) for event in events if event.action == "announce"]
    return _midnight(days[-1]) if days else NEVER


def _midnight(day: str) -> int:
    moment = datetime.combine(date.fromisoformat(day), datetime.min.time(), PACIFIC)
    return int(moment.astimezone(UTC).timestamp()) * 1_000_000


def meets(now: int) -> bool:
    """Whether it is between 11:00 and 12:00 of a month's first Friday in Los Angeles."""
    local = to_datetime(now).astimezone(PACIFIC)
    first_friday = local.weekday() == 4 and local.day <= 7
    return first_friday and local.hour == 11


def week_before(day: int, later: int = 0) -> int:
    """The midnight a week before the one that starts a day."""
    if day == NEVER:
        return NEVER
    earlier = to_datetime(day).astimezone(PACIFIC).date() - timedelta(days=7)
    return _midnight(earlier.isoformat()) + later


def week_after(told: object) -> int:
    """The instant a week after a day or an instant that was told."""
    day = _day(told)
    return NEVER if day == -NEVER else add(day, WEEK, ZONE)


def opening_after(now: int) -> int:
    """The next first Friday, 11:00 by the wall in Los Angeles, that lies after an instant."""
    day = max(to_datetime(now).astimezone(PACIFIC).date() - timedelta(days=1), date(2019, 8, 2))
    while True:
        opens = _midnight(day.isoformat()) + 11 * HOUR  # no Friday's clocks change
        if day.weekday() == 4 and day.day <= 7 and opens > now:
            return opens
        day += timedelta(days=1)


def sat(since: int) -> int:
    """The end of the first meeting that opens at an instant or later."""
    return NEVER if since == NEVER else opening_after(since - 1) + HOUR


def meets_at(told: object) -> bool:
    return isinstance(told, str) and "T" in told and meets(parse(told))


def signed(events: Sequence[Event], action: str, members: frozenset[str]) -> int:
    actors = {event.actor for event in since_reset(events) if event.action == action}
    return len(actors & members)


def objectors(events: Sequence[Event]) -> set[str | None]:
    standing: set[str | None] = set()
    for event in events:
        if event.action == "object":
            standing.add(event.actor)
        elif event.action == "relent":
            standing.clear()
    return standing


def owes_notes(events: Sequence[Event]) -> bool:
    posted, noted = last(events, "submit"), last(events, "comment")
    return posted != NEVER and (noted == NEVER or noted < posted)


SPONSORED = (Reseat(way="admits", body="chairs", source="role", whom="sponsor"),)

Naive = Callable[[Sequence[Event], Situation, frozenset[str]], int]

NAIVE: Sequence[tuple[Fact, Naive]] = [
    (ActorIn("chairs"), lambda _, facts, members: facts.actor in members),
    (ActorIn("bdfl"), lambda _, facts, __: facts.actor == "flo"),
    (ActorIs("author"), lambda events, facts, _: holds(facts, events, "propose")),
    (ActorIs("sponsor"), lambda events, facts, _: holds(facts, events, "sponsor")),
    (ActorOf("sponsor"), lambda events, facts, _: holds(facts, events, "sponsor")),
    (ActorOf("chairs"), lambda _, facts, members: facts.actor in members),
    (NamesActor("until"), lambda _, facts, __: facts.data.get("until", "nobody") == facts.actor),
    (PersonOf("title", "bdfl"), lambda _, facts, __: facts.data.get("title") == "flo"),
    (
        PersonOf("title", "sponsor"),
        lambda events, facts, _: facts.data.get("title", "nobody") == holder(events, "sponsor"),
    ),
    (Headcount("sponsor"), lambda events, *_: holder(events, "sponsor") is not None),
    (Headcount("chairs"), lambda _, __, members: len(members)),
    (
        Headcount("sponsor", "chairs"),
        lambda events, _, members: holder(events, "sponsor") in members,
    ),
    (Contested("settled"), lambda *_: False),
    (Voidable("until", "draft"), lambda *_: False),
    (Vetoing("chairs"), lambda events, facts, _: facts.actor in objectors(events)),
    (
        Due("notes"),
        lambda events, *_: (
            NEVER if last(events, "submit") == NEVER else add(last(events, "submit"), WEEK, ZONE)
        ),
    ),
    (Assigned("sponsor"), lambda events, *_: holder(events, "sponsor") is not None),
    (
        Attested("settled"),
        lambda events, *_: any(each.action == "attest" for each in since_reset(events)),
    ),
    (
        Ballots("yes", "chairs"),
        lambda events, _, members: list(said(events, members).values()).count("yes"),
    ),
    (
        Ballots("abstain", "chairs"),
        lambda events, _, members: list(said(events, members).values()).count("abstain"),
    ),
    (Lacking("chairs", "minimum"), lambda *_: 0),
    (Lacking("chairs", "seats"), lambda *_: 0),
    (
        Composed("seats", "chairs", SPONSORED),
        lambda events, _, members: len(members | {holder(events, "sponsor") or "ana"}),
    ),
    (
        Composed("people", "chairs", SPONSORED),
        lambda events, *_: holder(events, "sponsor") is not None,
    ),
    (
        Composed("excludes", "chairs", (Reseat(way="admits", body="chairs"),)),
        lambda *_: 0,
    ),
    (Attended("chairs"), lambda *_: False),
    (Recused("chairs"), lambda *_: False),
    (Awaited("chairs"), lambda events, _, members: len(members - said(events, members).keys())),
    (HasVoted("chairs"), lambda events, facts, members: facts.actor in said(events, members)),
    (Root("chairs", Multiple(3, 2)), lambda _, __, members: ceil(1.5 * sqrt(len(members)))),
    (
        SaidBy("no", "chairs", "maintainers"),
        lambda events, _, members: said(events, members).get("ana") == "no",
    ),
    (Outcome("pick", "won"), lambda events, _, members: len(leading(events, members)) == 1),
    (Outcome("pick", "tie"), lambda events, _, members: len(leading(events, members)) > 1),
    (
        Outcome("pick", option="yes"),
        lambda events, _, members: leading(events, members) == ["yes"],
    ),
    (Total("chairs", "seats"), lambda _, __, members: len(members)),
    (Total("chairs", "present"), lambda *_: 0),
    (Total("chairs", "members"), lambda _, __, members: len(members)),
    (Total("chairs", "cast"), lambda events, _, members: len(said(events, members))),
    (
        Total("chairs", "deciding"),
        lambda events, _, members: len(
            [choice for choice in said(events, members).values() if choice != "abstain"]
        ),
    ),
    (Signed("bdfl"), lambda events, *_: signed(events, "sign", frozenset({"flo"}))),
    (Signed("chairs"), lambda events, _, members: signed(events, "second", members)),
    (Vetoed("chairs"), lambda events, *_: len(objectors(events))),
    (Happened("posted"), lambda events, *_: last(events, "submit") != NEVER),
    (Happened("closing"), lambda events, *_: closing(events) != NEVER),
    (At("posted"), lambda events, *_: last(events, "submit")),
    (At("noted"), lambda events, *_: last(events, "comment")),
    (At("closing"), lambda events, *_: closing(events)),
    (
        After("posted", WEEK),
        lambda events, *_: (
            NEVER if last(events, "submit") == NEVER else add(last(events, "submit"), WEEK, ZONE)
        ),
    ),
    (
        After("posted", WEEK, -HOUR),
        lambda events, *_: (
            NEVER
            if last(events, "submit") == NEVER
            else add(last(events, "submit"), WEEK, ZONE) - HOUR
        ),
    ),
    (Ahead("closing", WEEK), lambda events, *_: week_before(closing(events))),
    (Ahead("closing", WEEK, HOUR), lambda events, *_: week_before(closing(events), HOUR)),
    (Elapsed("until", WEEK), lambda _, facts, __: week_after(facts.data.get("until"))),
    (Hence(WEEK), lambda _, facts, __: add(facts.now, WEEK, ZONE)),
    (Hence(WEEK, HOUR), lambda _, facts, __: add(facts.now, WEEK, ZONE) + HOUR),
    (Opens("review"), lambda _, facts, __: opening_after(facts.now)),
    (Covered("posted", "review", 1), lambda events, *_: sat(last(events, "submit"))),
    (DatedIn("until", "review"), lambda _, facts, __: meets_at(facts.data.get("until"))),
    (Owed("notes"), lambda events, *_: owes_notes(events)),
    (InSession("review"), lambda _, facts, __: meets(facts.now)),
    (Now(), lambda _, facts, __: facts.now),
    # There is one proposal here: of several, test_links recomputes what they are to one another.
    (AfterOthers("posted", "subject", WEEK), lambda *_: -NEVER),
    (Held("author"), lambda *_: 0),
    (Linked("replaces"), lambda *_: False),
    (Pending(("open",)), lambda *_: 0),
    (ToldAs("title", "a"), lambda _, facts, __: _among(facts.data.get("title"), "a")),
    (Dated("until"), lambda _, facts, __: _day(facts.data.get("until"))),
    (Matches("title", Match(starts="a")), lambda _, facts, __: _starts(facts.data.get("title"))),
]


def _day(told: object) -> int:
    if not isinstance(told, str) or not told[:1].isdigit():
        return -NEVER
    return parse(told) if "T" in told else _midnight(told)


def _among(told: object, text: str) -> bool:
    return text in told if isinstance(told, list) else told == text


def _starts(told: object) -> bool:
    return isinstance(told, str) and told.startswith("a")


DATA: Sequence[Mapping[str, object]] = [
    {},
    {"until": "2019-11-03", "title": "a"},
    {"until": "soon", "title": "b"},
    {"until": "ana", "title": "flo"},
    {"until": "gus", "title": "gus"},
    {"until": 7, "title": ["a"]},
    {"until": "2019-09-06T11:00:00-07:00"},
    {"until": "2019-09-06T12:00:00-07:00"},
]


def test_every_fact_is_recomputed_here() -> None:
    """Whoever adds a fact says how it could be looked up without any fold."""
    from bylaw.engine import facts  # noqa: PLC0415 - beside the one test that asks

    all_facts = {
        name
        for name in facts.__all__
        if isinstance(kind := getattr(facts, name), type) and hasattr(kind, "moved_by")
    } - {"Fact"}
    assert {type(fact).__name__ for fact, _ in NAIVE} == all_facts


@given(
    life=histories(),
    actor=st.sampled_from([*PEOPLE, None]),
    later=st.sampled_from([0, HOUR, 18 * HOUR, 40 * DAY]),
    data=st.sampled_from(DATA),
)
@settings(max_examples=60)
def test_a_fact_reads_as_the_events_say_at_every_point(
    life: History, actor: str | None, later: int, data: Mapping[str, object]
) -> None:
    machine, office = life.flow.charter.machine, life.flow.office
    members = frozenset(office.bodies["chairs"])
    events = life.flow.events(NAME)
    for many in range(len(events) + 1):
        past = events[:many]
        now = (past[-1].at if past else 0) + later
        standing = fold(machine, NAME, past)
        facts = Situation(now, actor, data, standing, office)
        for fact, naive in NAIVE:
            assert (fact, int(naive(past, facts, members))) == (fact, int(fact.read(facts)))


@given(histories())
@settings(max_examples=40)
def test_words_can_be_said_of_every_fact(life: History) -> None:
    """However things stand: a clause without a full stop."""
    machine, office = life.flow.charter.machine, life.flow.office
    events = life.flow.events(NAME)
    for many in (0, len(events)):
        facts = Situation(life.now, "ana", {}, fold(machine, NAME, events[:many]), office)
        for fact, _ in NAIVE:
            words = fact.words(facts)
            assert words == words.strip()
            assert not words.endswith(".")


BLANK = lived(made(process()), [])


@pytest.mark.parametrize(
    "opens", ["2019-10-04T18:00:00Z", "2019-11-01T18:00:00Z", "2019-12-06T19:00:00Z"]
)
def test_a_session_is_open_from_its_first_instant_until_it_closes(opens: str) -> None:
    """At 11:00 by the wall in Los Angeles, before and after its clocks change."""
    office, proposal = BLANK.flow.office, BLANK.flow.proposal(NAME)
    instants = (parse(opens) - 1, parse(opens), parse(opens) + HOUR - 1, parse(opens) + HOUR)
    read = [InSession("review").read(Situation(at, "ana", {}, proposal, office)) for at in instants]
    assert read == [False, True, True, False]


def test_a_session_says_when_it_turns() -> None:
    """It opens when it is closed, and closes when it is open."""
    office, proposal = BLANK.flow.office, BLANK.flow.proposal(NAME)
    for now, turns in ((MEETING - DAY, MEETING), (MEETING, MEETING + HOUR)):
        assert InSession("review").turns(Situation(now, "ana", {}, proposal, office)) == turns
