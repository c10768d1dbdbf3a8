"""Nobody comes into a body against what its charter says, and what is known has two dates."""

import json
from collections.abc import Mapping

import pytest

from bylaw.engine.audit import audit
from bylaw.engine.check import check
from bylaw.engine.decide import Decision
from bylaw.engine.journal import MemoryStore, Write
from bylaw.engine.simulate import simulate
from bylaw.engine.workflow import Workflow

from ..test_workflow import Racing
from .council import DAY, HOUR, START, council, flow, joins, leaves


def missing(decision: object) -> list[str]:
    assert isinstance(decision, Decision)
    return [reason.policy for reason in decision.reasons if not reason.met]


def test_the_charter_of_these_tests_has_nothing_wrong() -> None:
    assert [str(problem) for problem in check(council())] == []


@pytest.mark.parametrize(
    ("person", "wrong"),
    [("yo", []), ("zed", ["per_affiliation"]), ("mel", ["excludes"]), ("ana", [])],
)
def test_a_third_of_one_employer_and_a_merger_are_not_let_in(person: str, wrong: list[str]) -> None:
    """Two of a body may be of one employer; whoever is in it already takes no seat."""
    assert missing(joins(flow(), person)) == wrong


def test_a_full_body_takes_nobody_until_somebody_leaves() -> None:
    running = flow()
    assert joins(running, "yo")
    refused = joins(running, "wu")
    assert missing(refused) == ["seats"]
    assert "`council` has 4 seats; with wu it would fill 5" in str(refused)
    assert leaves(running, "cy")
    assert joins(running, "wu")
    assert audit(running.store).verdict == "conformant"


@pytest.mark.parametrize("action", ["leave", "suspend", "restore"])
def test_nobody_leaves_who_isn_t_there(action: str) -> None:
    """A name that is misspelt would otherwise be recorded for ever, and change nothing."""
    running = flow()
    told = {"person": "boo"}
    refused = running.act("@council", action, by="sec", at=START, data=told)
    assert missing(refused) == ["seated"]
    assert "boo has no seat in `council`; {ana, bo, cy} have" in str(refused)
    assert running.events("@council") == ()
    assert missing(running.act("@council", action, by="sec", at=START)) == ["data", "seated"]


def test_who_is_suspended_can_leave_and_who_left_can_t() -> None:
    running = flow()
    told = {"person": "bo"}
    assert running.act("@council", "suspend", by="sec", at=START, data=told)
    assert leaves(running, "bo", START + HOUR)
    assert missing(leaves(running, "bo", START + 2 * HOUR)) == ["seated"]
    assert leaves(running, "bo", START)
    assert audit(running.store).verdict == "conformant"


def test_what_is_told_of_an_employer_counts_whoever_told_it_where() -> None:
    running = flow()
    assert joins(running, "wu", affiliation="initech")
    assert running.office.affiliations["wu"] == "initech"
    told = {"person": "yo", "affiliation": "acme"}
    assert running.act("@council", "affiliate", by="cy", at=START, data=told)
    refused = joins(running, "yo")
    assert "per_affiliation" in missing(refused)


def test_who_is_excluded_there_may_not_come_here_either() -> None:
    running = flow()
    refused = running.act("@mergers", "join", by="sec", at=START, data={"person": "bo"})
    assert missing(refused) == ["excludes"]


def test_a_merger_who_is_elected_is_a_merger_no_longer() -> None:
    """One action lets them in here and out there; only how it all ends is looked at."""
    running = flow()
    assert running.act("p", "elect", by="bo", at=START + HOUR, data={"person": "mel"})
    then = running.office.at(START + HOUR)
    assert ("mel" in then.bodies["council"], then.bodies["mergers"]) == (True, frozenset())
    assert "mel" in running.office.at(START + HOUR - 1).bodies["mergers"]


def test_what_a_proposal_does_to_bodies_stands_in_their_streams_in_the_same_line() -> None:
    running = flow()
    told = {"person": "mel", "employer": "initech"}
    assert running.act("p", "elect", by="bo", at=START + HOUR, data=told)
    line = json.loads(list(running.store.lines())[-1])
    assert line["proposals"] == [["p", 2], ["@council", 1], ["@mergers", 1]]
    (joined,) = running.events("@council")
    because = {"person": "mel", "affiliation": "initech", "proposal": "p", "version": 2}
    assert (joined.action, joined.actor, joined.at, dict(joined.data)) == (
        "join",
        "bo",
        START + HOUR,
        because,
    )
    assert audit(running.store).verdict == "conformant"
    assert not running.act("@council", "join", by="sec", at=START, data=because)


def test_a_slate_replaces_all_members() -> None:
    running = flow()
    told = {"people": ["ana", "bo", "zed"]}
    assert missing(running.act("p", "slate", by="cy", at=START, data=told)) == ["per_affiliation"]
    told = {"people": ["ana", "yo", "wu"]}
    assert running.act("p", "slate", by="cy", at=START, data=told)
    assert running.office.bodies["council"] == {"ana", "yo", "wu"}
    assert [each.action for each in running.events("@council")] == ["leave", "leave", *["join"] * 3]


def test_who_is_suspended_keeps_the_seat_and_may_not_act() -> None:
    running = flow()
    assert running.act("p", "rest", by="bo", at=START)
    office = running.office
    assert office.bodies["council"] == {"ana", "cy"}
    assert office.seated("council") == {"ana", "bo", "cy"}
    assert office.bodies["dormant"] == {"bo"}
    refused = running.act("p", "vote", by="bo", at=START, data={"choice": "yes"})
    assert "bo is suspended from `council`" in str(refused)
    assert running.act("p", "return", by="bo", at=START + 1)
    assert running.act("p", "vote", by="bo", at=START + 1, data={"choice": "yes"})
    assert audit(running.store).verdict == "conformant"


def test_what_a_body_lacks_is_seen_by_a_rule_and_by_the_audit() -> None:
    running = flow()
    assert missing(running.act("p", "fill", by="zed", at=START)) == ["short"]
    assert leaves(running, "cy", START + HOUR)
    assert running.may("p", "fill", by="zed", at=START + HOUR)
    (note, amiss) = audit(running.store).findings
    assert (note.kind, note.severity, amiss.severity) == ("composition", "note", "warning")
    assert amiss.said == "`council` needs 3 members, and has 2"


def test_an_employer_that_changes_midterm_is_told_as_a_breach_until_somebody_resigns() -> None:
    """It is true, so nobody can refuse it; that it breaks the rule is found."""
    running = flow(council(("minimum = 3\n", "")))
    told = {"person": "cy", "affiliation": "acme"}
    assert running.act("@council", "affiliate", by="cy", at=START + HOUR, data=told)
    found = [each.said for each in audit(running.store).findings if each.severity == "warning"]
    assert found == ["at most 2 of `council` may be of acme: {ana, bo, cy}"]
    assert leaves(running, "bo", START + 2 * HOUR)
    after = audit(running.store).findings
    assert [each.severity for each in after] == ["note"]


def vote(running: Workflow, person: str, at: int, choice: str = "yes") -> Decision:
    return running.act("p", "vote", by=person, at=at, data={"choice": choice})


def test_a_change_holds_from_its_own_instant_not_from_when_it_is_told() -> None:
    """What is decided before it is known stands; what is asked afterwards goes by it."""
    running = flow()
    assert not vote(running, "yo", START + HOUR)
    assert joins(running, "yo", START + DAY)
    assert not vote(running, "yo", START + DAY - 1)
    assert vote(running, "yo", START + DAY)
    assert leaves(running, "bo", START - DAY)
    assert not vote(running, "bo", START + DAY)
    assert audit(running.store).verdict == "conformant"


def test_a_refusal_says_when_somebody_will_be_a_member() -> None:
    running = flow()
    assert joins(running, "yo", START + DAY)
    refused = running.may("p", "vote", by="yo", at=START, data={"choice": "yes"})
    assert [reason.opens for reason in refused.reasons if not reason.met] == [START + DAY]


def test_who_was_there_when_it_is_told_late_counts_as_it_was() -> None:
    """ana, bo of three said yes; that cy had left before was told only afterwards."""
    running = flow()
    assert vote(running, "ana", START)
    assert vote(running, "bo", START)
    running.act("p", "rest", by="cy", at=START)
    before = running.may("p", "adopt", by="zed", at=START + HOUR)
    assert before
    refused = running.act("p", "adopt", by="zed", at=START - 1)
    assert not refused
    assert running.act("p", "adopt", by="zed", at=START + HOUR)
    assert leaves(running, "bo", START - DAY)
    assert audit(running.store).verdict == "conformant"


def test_a_backdated_seat_is_refused_where_it_would_overfill_the_body_later() -> None:
    running = flow()
    assert joins(running, "yo", START + DAY)
    assert missing(joins(running, "wu", START - DAY)) == ["seats"]
    assert missing(joins(running, "wu", START + 2 * DAY)) == ["seats"]
    assert leaves(running, "yo", START + 3 * DAY)
    assert joins(running, "wu", START + 3 * DAY)


DUE = START + 7 * DAY

EXPIRES = (
    'dismisses = { body = "council", whom = "author" }\n',
    'requires = [{ tally = { of = "council", at_least = "2/3", counting = "members" } }]\n',
)


def test_a_deadline_is_decided_with_the_members_of_when_it_fell_due() -> None:
    """It falls due, then bo leaves, and only then does anybody look."""
    for at, state in ((DUE + 1, "open"), (DUE, "lost")):
        four = ('["ana", "bo", "cy"]', '["ana", "cy", "di", "ed"]')
        running = flow(council(EXPIRES, ("minimum = 3\n", ""), four))
        assert vote(running, "ana", START)
        assert vote(running, "cy", START)
        assert leaves(running, "ed", at)
        running.tick(DUE + DAY)
        assert running.proposal("p").state == state
        assert audit(running.store).verdict == "conformant"


def test_the_clock_puts_out_of_a_body_too() -> None:
    running = flow()
    moved = running.tick(DUE + DAY)
    assert [(each.proposal, each.action, each.at) for each in moved] == [
        ("p", "lapse", DUE),
        ("@council", "leave", DUE),
    ]
    assert running.office.at(DUE).bodies["council"] == {"bo", "cy"}
    assert not running.may("p", "vote", by="ana", at=DUE, data={"choice": "yes"})
    assert audit(running.store).verdict == "conformant"


Entry = Mapping[str, object]


def forged(store: MemoryStore, *, without: str = "", named: str = "") -> MemoryStore:
    """The journal with the entries of a stream left out, or with another person in them."""
    made, lines = MemoryStore(), dict[int, list[tuple[str, Entry]]]()
    for seq, stream, _, entry in store.entries():
        lines.setdefault(seq, []).append((stream, entry))
    for entries in lines.values():
        writes: list[Write] = []
        for stream in dict.fromkeys(name for name, _ in entries if name != without):
            told = [entry for name, entry in entries if name == stream]
            if named and stream == "@council":
                told = [{**each, "data": _named(each, named)} for each in told]
            version = made.versions().get(stream, 0)
            writes.append(Write(stream, expected=version, entries=tuple(told)))
        if writes:
            made.append(writes)
    return made


def _named(entry: Entry, person: str) -> Entry:
    data = entry["data"]
    assert isinstance(data, Mapping)
    return {**data, "person": person}


def test_an_audit_sees_a_seat_that_no_proposal_gave_and_one_that_is_not_there() -> None:
    store = MemoryStore()
    running = flow(store=store)
    assert running.act("p", "elect", by="bo", at=START, data={"person": "mel"})
    assert audit(store).verdict == "conformant"
    missed = audit(forged(store, without="@council"))
    assert [each.said for each in missed.findings if each.severity == "violation"] == [
        "`join` of mel had to be recorded with it, and isn't"
    ]
    other = audit(forged(store, named="eve"))
    said = [each.said for each in other.findings if each.severity == "violation"]
    assert said == [
        "`join` follows from no event of `p`",
        "`join` of mel had to be recorded with it, and isn't",
    ]


def test_of_two_who_take_the_last_seat_at_once_one_is_refused() -> None:
    """The body has moved on between deciding and writing, so the second is decided anew."""
    store = Racing()
    first = flow(store=store)
    second = Workflow(council(), store, clock=lambda: START)
    assert second.propose("q", by="cy", at=START)
    store.quicker = lambda: second.act("q", "elect", by="cy", at=START, data={"person": "wu"})
    late = first.act("p", "elect", by="bo", at=START, data={"person": "yo"})
    assert missing(late) == ["seats"]
    assert first.office.bodies["council"] == {"ana", "bo", "cy", "wu"}
    assert len(store.read("@council")) == 1


def test_another_workflow_over_the_journal_knows_the_same_people() -> None:
    running = flow()
    assert running.act("p", "elect", by="bo", at=START, data={"person": "mel"})
    assert leaves(running, "cy", START + DAY)
    again = Workflow(council(), running.store, clock=lambda: START)
    for at in (START - 1, START, START + DAY):
        assert again.office.at(at) == running.office.at(at)


@pytest.mark.parametrize("seed", range(6))
def test_a_simulation_in_which_bodies_change_is_conformant(seed: int) -> None:
    """Members are let in, put out and suspended by proposals that others are decided beside."""
    (store,) = simulate(council(), seed=seed, proposals=8).journals
    report = audit(store)
    assert report.verdict == "conformant"
    assert report.counts.memberships


def test_who_has_no_seat_is_not_put_out_of_one() -> None:
    """Whoever is elected and never was a merger leaves no trace among the mergers."""
    running = flow()
    assert running.act("p", "elect", by="bo", at=START, data={"person": "yo"})
    assert running.events("@mergers") == ()


def test_members_tell_where_they_work_also_where_nobody_revises_their_body() -> None:
    """Who is in it changes by proposals alone; whom its members work for, by their word."""
    running = flow(council(('revised_by = "secretary"\nseats', "seats")))
    told = {"person": "cy", "affiliation": "acme"}
    assert not running.act("@council", "affiliate", by="zed", at=START, data=told)
    assert running.act("@council", "affiliate", by="cy", at=START, data=told)
    assert running.office.affiliations["cy"] == "acme"
    assert not joins(running, "wu")
    assert audit(running.store).verdict == "conformant"
