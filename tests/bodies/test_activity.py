"""Who misses three meetings in a row may not vote until the second that they attend again."""

from bylaw.engine.audit import audit
from bylaw.engine.decide import Decision
from bylaw.engine.instants import parse
from bylaw.engine.workflow import Workflow

from .council import DAY, HOUR, START, council, flow

ACTIVE = (
    'excludes = ["mergers"]\n',
    """
excludes = ["mergers"]

[bodies.council.activity]
misses = 3
returns = 2
recorded_by = "secretary"
session = "meeting"

[calendars.weekly]
start = 2026-03-02
rrule = "FREQ=WEEKLY"
at = "12:00"
zone = "UTC"
duration = "PT1H"

[sessions.meeting]
calendar = "weekly"
""",
)
EVERLASTING = (
    'when = { since = "made", after = "P7D" }',
    'when = { since = "made", after = "P9Y" }',
)
MONDAY = parse("2026-03-02T12:00:00Z")
WEEK = 7 * DAY


def active() -> Workflow:
    return flow(council(ACTIVE, EVERLASTING))


def roll(running: Workflow, week: int, *present: str) -> Decision:
    told = {"present": list(present)}
    return running.act("@council", "meet", by="sec", at=MONDAY + week * WEEK, data=told)


def votes(running: Workflow, person: str, at: int) -> bool:
    return bool(running.may("p", "vote", by=person, at=at, data={"choice": "yes"}))


def test_three_missed_in_a_row_suspend_and_the_second_attended_restores() -> None:
    running = active()
    for week, present in enumerate(
        [("ana", "bo"), ("ana", "bo"), ("ana",), ("cy", "ana"), ("ana", "cy")]
    ):
        assert roll(running, week, *present)
    for at, may in (
        (MONDAY + 2 * WEEK - 1, True),
        (MONDAY + 2 * WEEK, False),
        (MONDAY + 3 * WEEK + HOUR, False),
        (MONDAY + 4 * WEEK - 1, False),
        (MONDAY + 4 * WEEK, True),
    ):
        assert votes(running, "cy", at) is may
    assert running.office.at(MONDAY + 2 * WEEK).bodies["dormant"] == {"cy"}
    assert audit(running.store).verdict == "conformant"


def test_two_missed_one_attended_two_missed_suspend_nobody() -> None:
    running = active()
    for week, present in enumerate([("ana",), ("ana",), ("ana", "cy"), ("ana",), ("ana",)]):
        assert roll(running, week, *present)
    assert votes(running, "cy", MONDAY + 4 * WEEK)
    assert not votes(running, "bo", MONDAY + 4 * WEEK)


def test_a_roll_is_recorded_of_a_meeting_by_whoever_keeps_it() -> None:
    running = active()
    told = {"present": ["ana"]}
    outside = running.act("@council", "meet", by="sec", at=MONDAY - HOUR, data=told)
    assert [reason.policy for reason in outside.reasons if not reason.met] == ["session"]
    other = running.act("@council", "meet", by="ana", at=MONDAY, data=told)
    assert [reason.policy for reason in other.reasons if not reason.met] == ["by"]


def test_a_roll_that_comes_to_light_late_counts_when_the_meeting_was() -> None:
    """Two rolls were known; the one between them is told afterwards, and cy had missed it too."""
    running = active()
    assert roll(running, 0, "ana", "bo")
    assert roll(running, 2, "ana", "bo")
    assert votes(running, "cy", MONDAY + 2 * WEEK)
    assert roll(running, 1, "ana", "bo")
    assert not votes(running, "cy", MONDAY + 2 * WEEK)
    assert votes(running, "cy", MONDAY + 2 * WEEK - 1)
    assert audit(running.store).verdict == "conformant"


def test_who_is_restored_by_hand_starts_anew() -> None:
    running = active()
    for week in range(3):
        assert roll(running, week, "ana", "bo")
    at = MONDAY + 2 * WEEK + HOUR
    assert running.act("@council", "restore", by="sec", at=at, data={"person": "cy"})
    assert roll(running, 3, "ana", "bo")
    assert votes(running, "cy", MONDAY + 3 * WEEK)


def test_nobody_is_suspended_before_the_first_meeting() -> None:
    assert votes(active(), "cy", START)
