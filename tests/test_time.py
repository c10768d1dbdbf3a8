"""Time as real charters count it: cool-downs, freezes, notices, the later of two, weekends."""

import json
from collections.abc import Mapping, Sequence

import pytest

from bylaw.engine.charter import Charter, load
from bylaw.engine.check import check
from bylaw.engine.decide import Decision
from bylaw.engine.instants import parse, text
from bylaw.engine.journal import MemoryStore
from bylaw.engine.workflow import Workflow

Table = Mapping[str, object]
Told = Mapping[str, object]

PHP = """
format = 1
charter = { name = "php", source = "made up after the PHP voting rules" }
states = { draft = { kind = "initial" }, open = {}, closed = { kind = "final" } }
roles.author = {}
actions.propose = { to = "draft", by = "anyone", assigns = "author" }
actions.change_major = { from = "draft", by = "author", records = "major" }
actions.change_minor = { from = "draft", by = "author", records = "minor" }
actions.intend = { from = "draft", by = "author", records = "intent" }
actions.close = { from = "open", to = "closed", when = { since = "vote_ends" } }

[actions.open_vote]
from = "draft"
to = "open"
by = "author"
data = { ends = "instant" }
dates = { vote_ends = "ends" }
requires = [
  { idle = { since = "major", at_least = "PT336H", grace = "PT8H" } },
  { idle = { since = "minor", at_least = "PT168H", grace = "PT8H" } },
  { waiting = { since = "intent", at_least = "PT48H", grace = "PT8H" } },
  { within = { since = "intent", at_most = "PT168H", grace = "PT8H" } },
  { outside = "freeze" },
  { clear_of = { field = "ends", of = "freeze" } },
  { lasts = { field = "ends", at_least = "PT336H", at_most = "PT672H" } },
]

[calendars.winter]
start = 2020-12-17
rrule = "FREQ=YEARLY"
at = "00:00"
zone = "UTC"
duration = "P24D"

[sessions.freeze]
calendar = "winter"
kind = "blackout"
"""

START = "2026-03-01T12:00:00Z"


def flow(source: str | Charter, *, start: str = START, by: str = "zed") -> Workflow:
    """A workflow in which a proposal `p` was just made."""
    charter = load(source, "made.toml") if isinstance(source, str) else source
    running = Workflow(charter, MemoryStore(), clock=lambda: parse(start))
    assert running.propose("p", by=by, at=parse(start))
    return running


def does(running: Workflow, *steps: tuple[str, str]) -> None:
    """Let the author do this and that, which all must be allowed."""
    for at, action in steps:
        decision = running.act("p", action, by="zed", at=parse(at))
        assert decision.allowed, str(decision)


def may(running: Workflow, action: str, at: str, **told: object) -> Decision:
    return running.may("p", action, by="zed", at=parse(at), data=told)


def earliest(decision: Decision) -> str:
    """The first instant at which a refused request could be legal."""
    assert decision.unblocking is not None
    return text(min(way.earliest for way in decision.unblocking.ways))


def ready(*, intent: str, major: str | None = None, minor: str | None = None) -> Workflow:
    """A PHP proposal whose last changes and intent were so."""
    running = flow(PHP, start="2026-01-20T00:00:00Z")
    steps = [(major, "change_major"), (minor, "change_minor"), (intent, "intend")]
    does(running, *sorted((at, action) for at, action in steps if at is not None))
    return running


@pytest.mark.parametrize(
    ("at", "allowed"),
    [
        ("2026-03-14T15:59:59.999999Z", False),
        ("2026-03-14T16:00:00Z", True),
    ],
)
def test_a_cool_down_ends_eight_hours_early_and_not_a_microsecond_before(
    at: str, allowed: bool
) -> None:
    """14 days after a major change of 1 March 00:00, less 8 hours of grace."""
    running = ready(major="2026-03-01T00:00:00Z", intent="2026-03-10T00:00:00Z")
    decision = may(running, "open_vote", at, ends="2026-03-30T00:00:00Z")
    assert decision.allowed is allowed
    if not allowed:
        assert earliest(decision) == "2026-03-14T16:00:00Z"


def test_cool_downs_run_in_parallel_and_the_longest_counts() -> None:
    """A minor change in the last week of the major one's 14 days ends after it, and counts."""
    running = ready(
        major="2026-03-01T00:00:00Z", minor="2026-03-10T00:00:00Z", intent="2026-03-12T00:00:00Z"
    )
    decision = may(running, "open_vote", "2026-03-15T00:00:00Z", ends="2026-04-10T00:00:00Z")
    assert not decision.allowed
    assert earliest(decision) == "2026-03-16T16:00:00Z"


def test_without_any_change_there_is_no_cool_down() -> None:
    running = ready(intent="2026-03-10T00:00:00Z")
    assert may(running, "open_vote", "2026-03-12T00:00:00Z", ends="2026-03-30T00:00:00Z")


@pytest.mark.parametrize(
    ("at", "allowed"),
    [
        ("2026-03-11T15:59:59Z", False),
        ("2026-03-11T16:00:00Z", True),
        ("2026-03-17T07:59:59Z", True),
        ("2026-03-17T08:00:00Z", False),
    ],
)
def test_an_intent_holds_from_two_days_to_seven_give_or_take_eight_hours(
    at: str, allowed: bool
) -> None:
    running = ready(intent="2026-03-10T00:00:00Z")
    assert may(running, "open_vote", at, ends="2026-04-05T00:00:00Z").allowed is allowed


def test_a_day_is_a_stopwatch_day_where_it_is_said_in_hours() -> None:
    """In a charter of Berlin, whose clocks change on 29 March, 14 days end at another wall time."""
    berlin = PHP.replace('name = "php"', 'zone = "Europe/Berlin", name = "php"')
    for period, opens in (("PT336H", "2026-04-05T02:00"), ("P14D", "2026-04-05T01:00")):
        running = flow(berlin.replace("PT336H", period), start="2026-03-20T00:00:00Z")
        does(running, ("2026-03-22T10:00:00Z", "change_major"), ("2026-04-04T00:00:00Z", "intend"))
        does(running)
        decision = may(running, "open_vote", "2026-04-05T00:30:00Z", ends="2026-05-01T00:00:00Z")
        assert not decision.allowed
        opening = [reason.opens for reason in decision.reasons if reason.policy == "idle"]
        assert text(opening[0]).startswith(opens)


NINTH = "2026-12-09T00:00:00Z"


@pytest.mark.parametrize("days", range(14, 29))
def test_a_vote_opened_on_12_december_can_not_end_at_any_legal_instant(days: int) -> None:
    """From 26 December to 9 January, all of which is in the freeze."""
    running = ready(intent=NINTH)
    at, ends = parse("2026-12-12T00:00:00Z"), parse("2026-12-12T00:00:00Z") + days * 86_400 * 10**6
    decision = running.may("p", "open_vote", by="zed", at=at, data={"ends": text(ends)})
    assert not decision.allowed
    assert earliest(decision) == "2026-12-13T00:00:00Z"


def test_the_first_legal_opening_takes_the_full_28_days() -> None:
    running = ready(intent=NINTH)
    at = "2026-12-13T00:00:00Z"
    assert may(running, "open_vote", at, ends="2027-01-10T00:00:00Z").allowed
    assert not may(running, "open_vote", at, ends="2027-01-09T23:59:59Z").allowed
    assert not may(running, "open_vote", at, ends="2027-01-10T00:00:01Z").allowed


def test_no_vote_opens_in_the_freeze() -> None:
    running = ready(intent="2026-12-14T00:00:00Z")
    for at, allowed in (("2026-12-16T23:59:59Z", True), ("2026-12-17T00:00:00Z", False)):
        assert may(running, "open_vote", at, ends="2027-01-12T00:00:00Z").allowed is allowed


def test_the_search_waits_for_the_end_of_the_freeze() -> None:
    """The intent has to be told anew, for it lapses before."""
    running = ready(intent="2026-12-18T00:00:00Z")
    decision = may(running, "open_vote", "2026-12-20T00:00:00Z", ends="2027-01-30T00:00:00Z")
    assert earliest(decision) >= "2027-01-10T00:00:00Z"


def test_a_vote_ends_by_itself_at_the_instant_that_was_told() -> None:
    running = ready(intent="2026-03-10T00:00:00Z")
    at = parse("2026-03-12T00:00:00Z")
    assert running.act(
        "p", "open_vote", by="zed", at=at, data={"ends": "2026-03-30T09:30:00+02:00"}
    )
    running.tick(at=parse("2026-03-30T07:29:59Z"))
    assert running.proposal("p").state == "open"
    running.tick(at=parse("2026-03-30T07:30:00Z"))
    assert running.proposal("p").state == "closed"


def test_the_whole_charter_is_checked_without_a_problem() -> None:
    assert [str(problem) for problem in check(load(PHP, "php.toml")).errors] == []
    assert not any(each.code == "undecided" for each in check(load(PHP, "php.toml")))


THREAD = """
format = 1
charter = { name = "thread", source = "made up", holidays = [2026-12-25], zone = "Europe/Berlin" }
states = { open = { kind = "initial" }, inactive = { kind = "final" } }
actions.propose = { to = "open", by = "anyone", records = "posted" }
actions.comment = { from = "open", by = "anyone", records = "said" }
actions.release = { from = "open", by = "anyone", records = "released" }
actions.rest = { from = "open", to = "inactive", when = WHEN }
"""


def rests(when: str, *steps: tuple[str, str], until: str = "2030-01-01T00:00:00Z") -> str | None:
    """When the clock lets a thread rest that began on 1 March 2026, at noon."""
    running = flow(THREAD.replace("WHEN", when))
    does(running, *steps)
    running.tick(at=parse(until))
    last = running.events("p")[-1]
    return text(last.at) if last.action == "rest" else None


def test_a_thread_rests_42_days_after_whatever_came_last() -> None:
    when = '{ since = ["posted", "said"], after = "PT1008H" }'
    assert rests(when) == "2026-04-12T12:00:00Z"
    assert rests(when, ("2026-03-20T12:00:00Z", "comment")) == "2026-05-01T12:00:00Z"


def test_the_later_of_two_spans_counts_and_never_before_both_have_begun() -> None:
    """Six months, and the next feature release."""
    when = '{ later_of = [{ since = "posted", after = "P6M" }, { since = "released" }] }'
    assert rests(when) is None
    assert rests(when, ("2026-04-01T12:00:00Z", "release")) == "2026-09-01T11:00:00Z"
    running = flow(THREAD.replace("WHEN", when))
    does(running, ("2026-11-01T12:00:00Z", "release"))
    running.tick(at=parse("2026-11-01T12:00:00Z"))
    assert running.proposal("p").state == "inactive"


def test_the_earlier_of_two_spans_counts() -> None:
    when = (
        '{ earlier_of = [{ since = "posted", after = "P6M" }, { since = "said", after = "P7D" }] }'
    )
    assert rests(when) == "2026-09-01T11:00:00Z"
    assert rests(when, ("2026-03-02T12:00:00Z", "comment")) == "2026-03-09T12:00:00Z"


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ("1 business day", "2026-03-02T12:00:00Z"),
        ("5 business days", "2026-03-06T12:00:00Z"),
        ("1 weekend", "2026-03-08T23:00:00Z"),
        ("2 weekends", "2026-03-15T23:00:00Z"),
        ("4 weekends", "2026-03-29T22:00:00Z"),
    ],
)
def test_business_days_and_weekends_move_the_clock(after: str, expected: str) -> None:
    """1 March 2026 is a Sunday, and on 29 March the clocks of Berlin change."""
    assert rests(f'{{ since = "posted", after = "{after}" }}') == expected


def test_a_clock_move_can_be_given_grace() -> None:
    when = '{ since = "posted", after = "PT24H", grace = "PT8H" }'
    assert rests(when) == "2026-03-02T20:00:00Z"


WINDOWS: dict[str, object] = {
    "format": 1,
    "charter": {"name": "windows", "source": "made up"},
    "states": {"open": {"kind": "initial"}, "done": {"kind": "final"}},
    "calendars": {
        "conference": {
            "start": "2026-03-23",
            "rrule": "FREQ=YEARLY;COUNT=1",
            "also": ["2026-11-09"],
            "at": "09:00",
            "zone": "UTC",
            "duration": "P4D",
        },
        "monthly": {
            "start": "2026-01-02",
            "rrule": "FREQ=MONTHLY;BYDAY=+1FR",
            "at": "11:00",
            "zone": "UTC",
            "duration": "PT1H",
        },
    },
    "sessions": {
        "freeze": {
            "calendar": "conference",
            "before": "P4W",
            "after": "P2W",
            "kind": "blackout",
        },
        "review": {"calendar": "monthly"},
        "extra": {"convened": "called_for", "lasts": "PT2H"},
    },
    "actions": {
        "propose": {"to": "open", "by": "anyone", "records": "posted"},
        "schedule": {
            "from": "open",
            "by": "anyone",
            "data": {"day": "date"},
            "dates": {"release": "day"},
        },
        "call": {
            "from": "open",
            "by": "anyone",
            "data": {"at": "instant"},
            "dates": {"called_for": "at"},
            "requires": [{"lasts": {"field": "at", "at_least": "P3D"}}],
        },
    },
}


def windows(*requires: Table) -> Workflow:
    """A proposal of 1 January 2026 that is done under some rules."""
    done: Table = {"from": "open", "to": "done", "by": "anyone", "requires": list(requires)}
    actions = {**WINDOWS["actions"], "finish": done}  # type: ignore[dict-item]  # a table of what is a table, too
    charter = load(json.dumps({**WINDOWS, "actions": actions}), "windows.json")
    return flow(charter, start="2026-01-01T00:00:00Z")


def allowed(running: Workflow, ats: Sequence[str]) -> list[bool]:
    return [may(running, "finish", at).allowed for at in ats]


def test_a_freeze_reaches_from_weeks_before_a_conference_to_weeks_after_it() -> None:
    """23 to 27 March 2026: from 23 February until 10 April, 09:00."""
    running = windows({"outside": "freeze"})
    edges = ["2026-02-23T08:59:59Z", "2026-02-23T09:00:00Z", "2026-04-10T08:59:59Z"]
    assert allowed(running, [*edges, "2026-04-10T09:00:00Z"]) == [True, False, False, True]
    assert earliest(may(running, "finish", "2026-03-01T00:00:00Z")) == "2026-04-10T09:00:00Z"


def test_an_item_is_on_the_agenda_if_it_comes_days_before_the_meeting() -> None:
    """The first Friday of February is the 6th; what comes late waits for it."""
    running = windows({"lead": {"session": "review", "at_least": "P3D"}})
    ats = ["2026-02-03T11:00:00Z", "2026-02-03T11:00:01Z", "2026-02-06T10:59:59Z"]
    assert allowed(running, [*ats, "2026-02-06T11:00:00Z"]) == [True, False, False, True]
    assert earliest(may(running, "finish", "2026-02-04T00:00:00Z")) == "2026-02-06T11:00:00Z"


def test_a_milestone_is_counted_back_from_the_release() -> None:
    """At least 7 days before it, and at most a month."""
    rule = {"anchor": "release", "at_least": "P7D", "at_most": "P1M", "grace": "PT8H"}
    running = windows({"before": rule})
    assert allowed(running, ["2026-01-02T00:00:00Z"]) == [False]
    at = parse("2026-01-02T00:00:00Z")
    assert running.act("p", "schedule", by="zed", at=at, data={"day": "2026-06-30"})
    ats = ["2026-05-29T15:59:59Z", "2026-05-29T16:00:00Z", "2026-06-23T08:00:00Z"]
    assert allowed(running, [*ats, "2026-06-23T08:00:01Z"]) == [False, True, True, False]
    assert earliest(may(running, "finish", "2026-03-01T00:00:00Z")) == "2026-05-29T16:00:00Z"


def test_four_months_or_one_meeting_whichever_is_later() -> None:
    """The meeting has to open after it: of two rules, both have to hold."""
    running = windows(
        {"waiting": {"since": "posted", "at_least": "P4M"}},
        {"covers": {"since": "posted", "session": "review", "at_least": 5}},
    )
    ats = ["2026-05-01T00:00:00Z", "2026-05-01T11:59:59Z", "2026-05-01T12:00:00Z"]
    assert allowed(running, ats) == [False, False, True]
    assert earliest(may(running, "finish", "2026-01-10T00:00:00Z")) == "2026-05-01T12:00:00Z"


def test_a_session_is_convened_by_what_a_proposal_records() -> None:
    """With three days' notice, for two hours, for this proposal alone."""
    running = windows({"session": "extra"})
    refused = may(running, "finish", "2026-01-02T00:00:00Z")
    assert "nobody has convened" in str(refused)
    assert earliest(refused) == "2026-01-05T00:00:00Z"
    called = parse("2026-01-02T00:00:00Z")
    late = running.may("p", "call", by="zed", at=called, data={"at": "2026-01-04T00:00:00Z"})
    assert not late.allowed
    assert running.act("p", "call", by="zed", at=called, data={"at": "2026-01-06T09:00:00Z"})
    ats = ["2026-01-06T08:59:59Z", "2026-01-06T09:00:00Z", "2026-01-06T10:59:59Z"]
    assert allowed(running, [*ats, "2026-01-06T11:00:00Z"]) == [False, True, True, False]
    coming = may(running, "finish", "2026-01-03T00:00:00Z")
    assert [text(each.opens) for each in coming.reasons if not each.met] == ["2026-01-06T09:00:00Z"]
    assert "is over" in str(may(running, "finish", "2026-01-07T00:00:00Z"))


RULES: Sequence[Table] = [
    {"outside": "freeze"},
    {"lead": {"session": "review", "at_least": "P3D"}},
    {"before": {"anchor": "release", "at_least": "P7D", "at_most": "P1M"}},
    {"covers": {"since": "posted", "session": "review", "at_least": 2}},
    {"session": "extra"},
    {"idle": {"since": ["posted", "release"], "at_least": "5 business days"}},
    {"waiting": {"since": "posted", "at_least": "2 weekends", "grace": "PT8H"}},
]


@pytest.mark.parametrize("rule", RULES, ids=str)
def test_check_finds_that_a_rule_about_time_can_be_met(rule: Table) -> None:
    problems = check(windows(rule).charter)
    assert [str(each) for each in problems if each.code in {"never-holds", "undecided"}] == []


@pytest.mark.parametrize(
    ("rule", "other"),
    [
        ({"outside": "freeze"}, {"session": "freeze"}),
        (
            {"before": {"anchor": "release", "at_least": "P7D"}},
            {"before": {"anchor": "release", "at_most": "P6D"}},
        ),
        (
            {"waiting": {"since": "posted", "at_least": "P7D", "grace": "PT8H"}},
            {"within": {"since": "posted", "at_most": "P6D", "grace": "PT8H"}},
        ),
        (
            {"idle": {"since": "posted", "at_least": "P7D"}},
            {"within": {"since": "posted", "at_most": "P7D"}},
        ),
    ],
    ids=str,
)
def test_check_finds_that_two_rules_about_time_can_not_both_be_met(
    rule: Table, other: Table
) -> None:
    codes = {each.code for each in check(windows(rule, other).charter)}
    assert "contradiction" in codes


def test_a_meeting_is_convened_for_the_end_of_a_freeze_and_no_later() -> None:
    """Called in the freeze, with three days' notice, for the very instant at which that ends."""
    running = windows({"session": "extra"}, {"outside": "freeze"})
    assert earliest(may(running, "finish", "2026-03-01T00:00:00Z")) == "2026-04-10T09:00:00Z"
