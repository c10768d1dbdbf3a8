"""Offices that one person alone may hold: leader, secretary and chair are three distinct people."""

import pytest

from bylaw.engine.charter import Charter, load
from bylaw.engine.check import check
from bylaw.engine.journal import MemoryStore
from bylaw.engine.workflow import Workflow

from .council import START

OFFICES = """
format = 1
charter = { name = "offices", source = "Debian Constitution, in small" }

[states]
open = { kind = "initial" }
done = { kind = "final" }

[bodies.leader]
members = ["lea"]
seats = 1
term = "P1Y"
since = 2026-01-01
excludes = ["secretary", "chair"]

[bodies.secretary]
members = ["sy"]
seats = 1
excludes = ["chair"]

[bodies.chair]
members = ["chi"]
seats = 1

[roles.candidate]

[actions.nominate]
to = "open"
by = "anyone"
assigns = "candidate"
data = { candidate = "person" }

[actions.lead]
from = "open"
to = "done"
by = "secretary"
seats = { body = "leader", whom = "candidate" }

[actions.write]
from = "open"
to = "done"
by = "leader"
seats = { body = "secretary", whom = "candidate" }

[actions.preside]
from = "open"
to = "done"
by = "leader"
seats = { body = "chair", whom = "candidate" }
"""


def offices() -> Charter:
    return load(OFFICES, "offices.toml")


def test_the_charter_has_no_error() -> None:
    assert [str(each) for each in check(offices()) if each.severity == "error"] == []


@pytest.mark.parametrize(
    ("action", "by", "candidate", "wrong"),
    [
        ("lead", "sy", "new", []),
        ("lead", "sy", "lea", []),
        ("lead", "sy", "sy", ["excludes"]),
        ("lead", "sy", "chi", ["excludes"]),
        ("write", "lea", "chi", ["excludes"]),
        ("write", "lea", "lea", ["excludes"]),
        ("preside", "lea", "lea", ["excludes"]),
        ("preside", "lea", "sy", ["excludes"]),
        ("preside", "lea", "new", []),
    ],
)
def test_nobody_holds_two_of_them(action: str, by: str, candidate: str, wrong: list[str]) -> None:
    """Whichever of two offices says that it excludes the other; and a seat changes hands."""
    running = Workflow(offices(), MemoryStore(), clock=lambda: START)
    assert running.act("e", "nominate", by="zed", at=START, data={"candidate": candidate})
    decision = running.act("e", action, by=by, at=START)
    assert [reason.policy for reason in decision.reasons if not reason.met] == wrong


def test_a_leader_whose_year_is_over_leads_no_longer() -> None:
    """And the office is empty until somebody is elected."""
    running = Workflow(offices(), MemoryStore(), clock=lambda: START)
    end = START + 306 * 24 * 3600 * 1_000_000  # of 2026, at noon
    assert running.office.at(end - 12 * 3600 * 1_000_000 - 1).bodies["leader"] == {"lea"}
    assert running.office.at(end).bodies["leader"] == frozenset()
