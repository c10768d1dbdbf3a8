"""A body of which the host's directory says who is in it; what it said is recorded."""

import pytest

import bylaw
from bylaw.engine.adopt import adopt
from bylaw.engine.audit import audit
from bylaw.engine.charter import Charter
from bylaw.engine.check import check
from bylaw.engine.errors import RequestError
from bylaw.engine.instants import Instant
from bylaw.engine.journal import MemoryStore
from bylaw.engine.workflow import Workflow

from .council import DAY, START, council

OWN = """members = ["ana", "bo", "cy"]
revised_by = "secretary"
seats = 4
minimum = 3
per_affiliation = 2
"""


class Directory:
    """A host's own list of people, and how often it was asked."""

    def __init__(self, *people: str) -> None:
        self.people: dict[str, str] = dict.fromkeys(people, "acme")
        self.asked: list[tuple[str, Instant]] = []

    def __call__(self, body: str, at: Instant) -> dict[str, str]:
        self.asked.append((body, at))
        return self.people


def charter() -> Charter:
    bare = 'admits = { body = "council", whom = "person", affiliation = "employer" }\n'
    return council(
        (OWN, "directory = true\n"),
        ('requires = [{ short = "council" }]', ""),
        (bare, ""),
        ('seats = { body = "council", whom = "people" }\n', ""),
        ('suspends = { body = "council" }\n', ""),
        ('restores = { body = "council" }\n', ""),
        ('dismisses = { body = "council", whom = "author" }\n', ""),
    )


def opened(directory: Directory | None, store: MemoryStore | None = None) -> Workflow:
    kept = MemoryStore() if store is None else store
    adopt(kept, charter(), recorded=START)
    return Workflow(charter(), kept, clock=lambda: START, directory=directory, record_refusals=True)


def test_who_is_in_it_is_asked_for_every_decision_and_recorded_once() -> None:
    directory = Directory("ana", "bo")
    running = opened(directory)
    assert running.propose("p", by="ana", at=START)
    for person in ("ana", "bo"):
        assert running.act("p", "vote", by=person, at=START, data={"choice": "yes"})
    (listed,) = running.events("@council")
    assert (listed.action, listed.actor, listed.at) == ("list", None, START)
    told = {"members": ["ana", "bo"], "affiliation": {"ana": "acme", "bo": "acme"}}
    assert listed.data == told
    assert directory.asked == [("council", START)] * 3
    assert audit(running.store).verdict == "conformant"


def test_what_it_says_later_counts_from_then() -> None:
    directory = Directory("ana")
    running = opened(directory)
    running.propose("p", by="ana", at=START)
    assert not running.act("p", "vote", by="bo", at=START, data={"choice": "yes"})
    directory.people = {"bo": "initech"}
    assert running.may("p", "vote", by="bo", at=START + DAY, data={"choice": "yes"})
    assert len(running.events("@council")) == 1
    assert running.act("p", "vote", by="bo", at=START + DAY, data={"choice": "yes"})
    assert running.office.at(START).bodies["council"] == {"ana"}
    assert running.office.at(START + DAY).bodies["council"] == {"bo"}
    report = audit(running.store)
    assert (report.verdict, report.counts.refusals) == ("conformant", 1)


def test_what_was_refused_is_refused_again_by_the_list_that_is_recorded_with_it() -> None:
    """Without it the audit could not know that bo was not on it."""
    directory = Directory("ana")
    running = opened(directory)
    running.propose("p", by="ana", at=START)
    directory.people = {"cy": "acme"}
    assert not running.act("p", "vote", by="ana", at=START + DAY, data={"choice": "yes"})
    assert [each.data["members"] for each in running.events("@council")] == [["ana"], ["cy"]]
    assert audit(running.store).verdict == "conformant"


def test_without_a_directory_the_last_list_stands() -> None:
    running = opened(Directory("ana", "bo"))
    running.propose("p", by="ana", at=START)
    again = opened(None, running.store)  # type: ignore[arg-type]  # it is one in memory
    assert again.act("p", "vote", by="bo", at=START, data={"choice": "yes"})
    assert not again.act("p", "vote", by="cy", at=START, data={"choice": "yes"})
    assert audit(running.store).verdict == "conformant"


def test_the_journal_alone_has_all_that_a_second_workflow_needs() -> None:
    running = bylaw.open(charter(), clock=lambda: START, directory=Directory("ana", "bo"))
    assert running.propose("p", by="zed", at=START)
    assert running.act("p", "vote", by="ana", at=START, data={"choice": "yes"})


@pytest.mark.parametrize("person", ["", "(clock)", "a\nb"])
def test_a_directory_that_lists_nobody_s_name_is_no_directory(person: str) -> None:
    running = opened(Directory(person))
    with pytest.raises(RequestError, match="who is nobody"):
        running.propose("p", by="ana", at=START)


def test_nobody_else_can_list_members() -> None:
    running = opened(Directory("ana"))
    running.propose("p", by="ana", at=START)
    assert not running.act("@council", "list", by="ana", at=START, data={"members": ["zed"]})
    assert not running.act("@council", "join", by="sec", at=START, data={"person": "zed"})


def test_check_knows_that_somebody_will_be_in_it() -> None:
    assert [str(problem) for problem in check(charter()) if problem.severity == "error"] == []
