"""Times from which no day or instant that must be named would do."""

import pytest

from bylaw.engine.charter import load
from bylaw.engine.check import check
from bylaw.engine.source.problem import Problem

CHARTER = """\
format = 1
charter = { name = "freeze", source = "an example", zone = "ZONE" }
states = { draft = { kind = "initial" }, voting = {}, done = { kind = "final" } }
roles.author = {}
sessions.freeze = { calendar = "holidays" }
actions.propose = { to = "draft", by = "anyone", assigns = "author" }
actions.close = { from = "voting", to = "done", when = { since = "closes", after = "PT1S" } }
[calendars.holidays]
start = 2019-12-17
rrule = "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=17"
at = "00:00"
zone = "ZONE"
duration = "P24D"
[actions.open_vote]
from = "draft"
to = "voting"
by = "author"
data = { ends = "KIND" }
dates = { closes = "ends" }
requires = [
  { outside = "freeze" },
  { lasts = { field = "ends", at_least = "P14D", at_most = "MOST" } },
  { clear_of = { field = "ends", of = "freeze" } },
]
"""


def told(kind: str = "instant", most: str = "P28D", zone: str = "UTC") -> list[Problem]:
    text = CHARTER.replace("KIND", kind).replace("MOST", most).replace("ZONE", zone)
    return [each for each in check(load(text, "freeze.toml")) if each.code == "no-opening"]


@pytest.mark.parametrize("zone", ["UTC", "America/Los_Angeles"])
def test_ten_days_from_which_every_end_is_in_the_freeze_are_found(zone: str) -> None:
    """From 3 December on 14 days end in the freeze, and up to 12 December 28 days do, too."""
    (problem,) = told(zone=zone)
    assert "`open_vote` can't be done from 2019-12-03 to 2019-12-13" in problem.message
    assert "(40 of 1,461 days;" in problem.message
    assert problem.path[:2] == ("actions", "open_vote")


def test_a_day_that_is_named_begins_at_midnight() -> None:
    """An hour into 2 December, 14 days lead past the first instant of the 16th."""
    (problem,) = told("date")
    assert "can't be done from 2019-12-02 01:00 UTC to 2019-12-13" in problem.message


def test_a_span_that_reaches_over_the_freeze_leaves_no_gap() -> None:
    """From 3 December 38 days lead to 10 January, at whose first instant the freeze is over."""
    assert told(most="P38D") == []
    (problem,) = told(most="P37D")
    assert "from 2019-12-03 to 2019-12-04" in problem.message


def test_a_time_that_a_rule_about_now_shuts_is_none_of_these() -> None:
    """Within the freeze itself nothing can be opened, and the charter says so."""
    (problem,) = told()
    assert "2019-12-17" not in problem.message
