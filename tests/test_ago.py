"""Days that a request names and that must lie back: how long, and not longer."""

import json

import pytest

from bylaw.engine.charter import Charter, load
from bylaw.engine.check import check
from bylaw.engine.decide import Decision
from bylaw.engine.errors import CharterError
from bylaw.engine.instants import parse
from bylaw.engine.opening import open as open_flow

CLUB = {
    "format": 1,
    "charter": {"name": "club", "source": "an example", "zone": "America/New_York"},
    "states": {"open": {"kind": "initial"}, "done": {"kind": "final"}},
    "actions": {
        "propose": {"to": "open", "by": "anyone"},
        "enter": {"from": "open", "to": "done", "by": "anyone"},
    },
}


def club(**ago: str) -> Charter:
    file = json.loads(json.dumps(CLUB))
    file["actions"]["enter"] |= {
        "data": {"since": "date"},
        "requires": [{"ago": {"field": "since", **ago}}],
    }
    return load(json.dumps(file), "club.json")


def asked(charter: Charter, at: str, since: str) -> Decision:
    now = parse(at)
    flow = open_flow(charter, clock=lambda: now)
    assert flow.propose("me", by="ana")
    return flow.may("me", "enter", by="ana", data={"since": since})


@pytest.mark.parametrize(
    ("at", "since", "allowed"),
    [
        ("2025-04-18T04:00:00Z", "2023-10-18", True),  # midnight in New York, to the second
        ("2025-04-18T03:59:59Z", "2023-10-18", False),
        ("2025-04-18T04:00:00Z", "2023-10-19", False),
        ("2025-08-31T04:00:00Z", "2024-02-29", True),
        ("2025-02-28T05:00:00Z", "2023-08-31", True),  # the day that a month lacks is its last
        ("2025-02-28T05:00:00Z", "2023-09-01", False),
        ("2025-04-18T04:00:00Z", "2026-01-01", False),
    ],
)
def test_it_is_at_least_so_long_ago(at: str, since: str, *, allowed: bool) -> None:
    assert bool(asked(club(at_least="P18M"), at, since)) is allowed


@pytest.mark.parametrize(
    ("at", "since", "allowed"),
    [
        ("2025-04-18T04:00:00Z", "2022-04-18", True),
        ("2025-04-18T04:00:00.000001Z", "2022-04-18", False),
        ("2025-04-18T03:59:59Z", "2025-04-18", False),  # it lies ahead
        ("2025-04-18T04:00:00Z", "2025-04-18", True),
    ],
)
def test_it_is_at_most_so_long_ago(at: str, since: str, *, allowed: bool) -> None:
    assert bool(asked(club(at_most="P3Y"), at, since)) is allowed


def test_who_has_to_wait_is_told_until_when() -> None:
    decision = asked(club(at_least="P18M"), "2025-04-18T04:00:00Z", "2024-01-31")
    assert "`since` is 2024-01-31; 18 months after it is 2025-07-31" in str(decision)
    assert decision.unblocking is not None
    assert "give `since` (for example `2023-10-18`)" in str(decision)


def test_the_check_finds_days_that_will_do() -> None:
    assert not [
        each for each in check(club(at_least="P18M", at_most="P3Y")) if each.code == "never-holds"
    ]


def test_it_is_never_both_longer_and_shorter_ago() -> None:
    found = {each.code for each in check(club(at_least="P3Y", at_most="P18M"))}
    assert "never-holds" in found


def test_a_bound_is_stated() -> None:
    with pytest.raises(CharterError, match="state `at_least`, `at_most` or both"):
        club()
