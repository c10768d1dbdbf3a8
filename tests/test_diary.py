"""Meetings and deadlines as a calendar file, read by a library that knows the standard."""

import re
from collections.abc import Sequence
from typing import Any, cast

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bylaw.engine.diary import calendar, diary
from bylaw.engine.icalendar import Occasion, escaped, folded, written
from bylaw.engine.instants import Instant, from_datetime, parse, text
from bylaw.engine.model import Proposal
from bylaw.engine.workflow import Workflow

from .test_agenda import POSTED, club
from .test_time import PHP, WINDOWS, does, flow, windows

Event = dict[str, str]


def events(file: str) -> list[Event]:
    """What the library reads: its instants in UTC, the rest as text."""
    read = icalendar.Calendar.from_ical(file)
    found: list[Event] = []
    for component in read.walk("VEVENT"):
        times = {
            key: text(from_datetime(component.decoded(key)))
            for key in ("DTSTART", "DTEND")
            if key in component
        }
        words = {key: str(component[key]) for key in ("UID", "SUMMARY", "TRANSP")}
        kind = {"CATEGORIES": cast("Any", component["CATEGORIES"]).to_ical().decode()}
        found.append(
            {**times, **words, **kind, "DESCRIPTION": str(component.get("DESCRIPTION", ""))}
        )
    return found


def written_down(
    running: Workflow, proposals: Sequence[Proposal], at: Instant, until: Instant
) -> str:
    """The calendar file of a workflow."""
    found = diary(running.charter, running.office, proposals, at, until)
    return calendar(running.charter, at, found)


def shown(file: str) -> list[tuple[str, str, str]]:
    return [(each["CATEGORIES"], each["DTSTART"], each["SUMMARY"]) for each in events(file)]


def test_meetings_and_deadlines_are_shown_up_to_an_instant() -> None:
    """The first Friday of two months at 11:00 by the wall in Los Angeles, and what lapses."""
    running = club()
    until = parse("2019-10-30T00:00:00Z")
    file = written_down(running, running.proposals(), POSTED, until)
    assert shown(file) == [
        ("MEETING", "2019-09-06T18:00:00Z", "meeting"),
        ("MEETING", "2019-10-04T18:00:00Z", "meeting"),
        ("DEADLINE", "2019-10-05T16:00:00Z", "bikes: lapse"),
    ]
    first, *_ = events(file)
    assert first["DTEND"] == "2019-09-06T19:00:00Z"
    assert "bikes: vote (ready)" in first["DESCRIPTION"]


def test_a_second_file_names_the_same_things_alike() -> None:
    """So that importing it again brings a calendar up to date."""
    running, until = club(), parse("2019-12-30T00:00:00Z")
    days = [POSTED, parse("2019-08-20T00:00:00Z")]
    named = [{each["UID"] for each in events(written_down(running, (), at, until))} for at in days]
    assert named[0] == named[1]


def test_freezes_and_convened_sessions_are_shown_too() -> None:
    running = windows({"session": "extra"}, {"outside": "freeze"}, {"session": "review"})
    at = parse("2026-01-02T00:00:00Z")
    assert running.act("p", "call", by="zed", at=at, data={"at": "2026-01-06T09:00:00Z"})
    until = parse("2026-03-01T00:00:00Z")
    file = written_down(running, running.proposals(), at, until)
    assert shown(file) == [
        ("MEETING", "2026-01-02T11:00:00Z", "review"),
        ("MEETING", "2026-01-06T09:00:00Z", "extra: p"),
        ("MEETING", "2026-02-06T11:00:00Z", "review"),
        ("BLACKOUT", "2026-02-23T09:00:00Z", "freeze"),
    ]
    assert [each["TRANSP"] for each in events(file)] == ["OPAQUE"] * 3 + ["TRANSPARENT"]


def test_a_vote_that_ends_by_itself_is_a_deadline() -> None:
    running = flow(PHP)
    does(running, ("2026-03-02T00:00:00Z", "intend"))
    at = parse("2026-03-05T00:00:00Z")
    told = {"ends": "2026-03-25T00:00:00Z"}
    assert running.act("p", "open_vote", by="zed", at=at, data=told)
    until = parse("2026-04-01T00:00:00Z")
    file = written_down(running, running.proposals(), at, until)
    assert shown(file) == [("DEADLINE", "2026-03-25T00:00:00Z", "p: close")]


def test_a_session_that_meets_for_ever_is_shown_for_a_while() -> None:
    running = windows()
    until = parse("9999-12-31T23:59:59Z")
    at = parse("2026-01-01T00:00:00Z")
    file = written_down(running, (), at, until)
    assert len([each for each in shown(file) if each[2] == "review"]) == 1_000
    assert "review" in WINDOWS["sessions"]  # type: ignore[operator]  # a table of what is a table


LONG = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=200)


@given(summary=LONG, description=LONG)
def test_whatever_is_told_is_read_back_and_breaks_no_line(summary: str, description: str) -> None:
    told = f"{summary}\n{description}"
    occasion = Occasion(
        uid="a",
        starts=0,
        ends=None,
        summary=summary,
        description=told,
        category="MEETING",
        busy=True,
    )
    file = written("a name", 0, [occasion])
    (event,) = events(file)
    assert (event["SUMMARY"], event["DESCRIPTION"]) == (summary, told)
    lines = file.encode().split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert lines[-1] == b""
    assert not re.search(rb"(?<!\r)\n", file.encode())


@pytest.mark.parametrize("size", [74, 75, 76, 149, 150])
def test_a_line_is_folded_at_75_octets(size: int) -> None:
    line = folded("x" * size)
    assert line.replace("\r\n ", "") == "x" * size
    assert all(len(part) <= 75 for part in line.split("\r\n"))


def test_controls_can_not_end_a_line() -> None:
    assert escaped("a\r\nb\x1b[m") == "a \\nb [m"
