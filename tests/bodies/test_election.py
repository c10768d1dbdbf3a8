"""An election fills the council: whoever wins has the seats, two of one employer at most."""

import json

from bylaw.engine.adopt import adopt
from bylaw.engine.audit import audit
from bylaw.engine.charter import load
from bylaw.engine.check import check
from bylaw.engine.journal import MemoryStore
from bylaw.engine.workflow import Workflow

from .council import START

ELECTION = """
format = 1
charter = { name = "election", source = "PEP 13, in small" }

[states]
open = { kind = "initial" }
done = { kind = "final" }

[bodies.core]
members = ["ana", "bo", "cy", "di", "ed"]

[bodies.council]
members = ["ana", "bo", "cy"]
seats = 3
per_affiliation = 2

[ballots.election]
of = ["core"]

[counts.seats]
ballot = "election"
method = "approval"
seats = 3
per_affiliation = 2

[actions.call]
to = "open"
by = "core"

[actions.stand]
from = "open"
by = "core"
offers = "election"
data = { option = "person", affiliation = "text" }

[actions.vote]
from = "open"
by = "core"
ballot = "election"
data = { approved = "list" }

[actions.close]
from = "open"
to = "done"
by = "core"
counts = "seats"
requires = [{ outcome = { of = "seats", is = "won" } }]
seats = { body = "council", whom = "seats" }
"""


def election(**employers: str) -> Workflow:
    under, store = load(ELECTION, "election.toml"), MemoryStore()
    adopt(store, under, recorded=START)
    running = Workflow(under, store, clock=lambda: START)
    assert running.act("e1", "call", by="ana", at=START)
    for person, employer in employers.items():
        told = {"option": person, "affiliation": employer}
        assert running.act("e1", "stand", by="ana", at=START, data=told)
    return running


def approve(running: Workflow, **ballots: list[str]) -> None:
    for person, approved in ballots.items():
        assert running.act("e1", "vote", by=person, at=START, data={"approved": approved})


def test_the_charter_has_nothing_wrong() -> None:
    found = [problem for problem in check(load(ELECTION, "e.toml")) if problem.severity == "error"]
    assert [str(problem) for problem in found] == []


def test_the_winners_are_seated_in_the_same_line_and_their_employers_are_known() -> None:
    """Three of acme lead; the lowest of them is out, and the next of another comes in."""
    running = election(di="acme", ed="acme", ana="acme", bo="initech")
    approve(
        running,
        ana=["di", "ed", "ana"],
        bo=["di", "ed", "ana"],
        cy=["di", "ed"],
        di=["di"],
        ed=["bo"],
    )
    assert running.act("e1", "close", by="cy", at=START)
    assert running.office.bodies["council"] == {"di", "ed", "bo"}
    assert running.office.affiliations == {"di": "acme", "ed": "acme", "bo": "initech"}
    line = json.loads(list(running.store.lines())[-1])
    assert [name for name, _ in line["proposals"]] == ["e1", *["@council"] * 5]
    assert audit(running.store).verdict == "conformant"


def test_nobody_is_seated_where_nobody_voted() -> None:
    running = election(di="acme", ed="acme")
    refused = running.act("e1", "close", by="cy", at=START)
    assert "outcome" in [reason.policy for reason in refused.reasons if not reason.met]
    assert running.events("@council") == ()
