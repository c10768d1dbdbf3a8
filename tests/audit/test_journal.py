"""The audit of journals: a legal one passes, and each way to cheat has its own finding."""

import json
from collections.abc import Iterator

import pytest

from bylaw.engine.audit import Finding, Report, audit
from bylaw.engine.errors import Corrupt
from bylaw.engine.instants import parse, text
from bylaw.engine.journal import MemoryStore, Verified, Write

from .journals import Entry, charter, kept, rewritten, with_entry, without_entry


def found(report: Report, kind: str) -> Finding:
    """The first finding of a kind; others may follow from it."""
    return next(each for each in report.findings if each.kind == kind)


def kinds(report: Report) -> list[str]:
    return [finding.kind for finding in report.findings]


def test_a_journal_that_the_engine_wrote_is_conformant() -> None:
    """Whatever the live engine allows or refuses, the audit decides the same way."""
    report = audit(kept())
    assert (report.verdict, report.findings, report.breaches) == ("conformant", (), ())


def test_everything_is_counted() -> None:
    counts = audit(kept()).counts
    assert (counts.events, counts.clock, counts.refusals, counts.memberships) == (11, 1, 2, 1)
    assert (counts.proposals, counts.ended, counts.undecided) == (2, 2, 0)
    assert [each.decisions for each in audit(kept()).charters] == [counts.decided]


def test_the_report_names_its_scope() -> None:
    """The head of the chain, and the charter by its digest."""
    store, report = kept(), audit(kept())
    assert report.head == (store.head().seq, store.head().leaf)
    assert [each.digest for each in report.charters] == [charter().digest]


def test_the_same_journal_gives_the_same_bytes() -> None:
    one, other = (
        audit(with_entry("k1", 3, actor="mallory")),
        audit(with_entry("k1", 3, actor="mallory")),
    )
    assert str(one) == str(other)
    assert json.dumps(one.to_json()) == json.dumps(other.to_json())


def test_an_empty_journal_is_no_evidence() -> None:
    assert audit(MemoryStore()).verdict == "no evidence"


def test_a_vote_by_a_stranger_is_found_with_its_reasons() -> None:
    finding = found(audit(with_entry("k1", 3, actor="mallory")), "not_permitted")
    assert (finding.proposal, finding.version, finding.actor) == ("k1", 3, "mallory")
    assert [(r.policy, r.status) for r in finding.reasons] == [
        ("by", "missing"),
        ("session", "ok"),
    ]


def test_the_next_entry_that_builds_on_a_violation_is_named() -> None:
    store = with_entry("k1", 3, actor="mallory")
    (after,) = [seq for seq, name, version, _ in store.entries() if (name, version) == ("k1", 4)]
    assert found(audit(store), "not_permitted").followed_by == after


def test_a_decision_outside_the_meeting_breaks_the_rule_about_meetings_alone() -> None:
    """The charter's rules are those of the reasons that are not met."""
    store = with_entry("k1", 7, at="2019-09-06T19:00:01Z", recorded="2019-09-06T19:00:01Z")
    assert found(audit(store), "not_permitted").rules == ("r5",)


def test_a_missing_signature_breaks_its_rule() -> None:
    assert "r6" in found(audit(without_entry("k1", 6)), "not_permitted").rules


def test_a_changed_outcome_is_found() -> None:
    store = with_entry("k1", 7, to="turned_down")
    said = found(audit(store), "outcome").said
    assert said == "`approve` leads to `done`, not to `turned_down`"


def test_a_verdict_in_the_journal_is_not_believed() -> None:
    """An event has no place for one, and an entry that brings it is of another shape."""
    assert found(audit(with_entry("k1", 7, allowed=True)), "shape").severity == "violation"


def test_a_membership_is_decided_again_and_counts_from_then_on() -> None:
    """Without the vote by which eve joined, her ballot is a stranger's."""
    report = audit(with_entry("@chairs", 1, actor="mallory"))
    assert found(report, "not_permitted").proposal == "@chairs"
    report = audit(without_entry("@chairs", 1))
    assert [f.actor for f in report.findings if f.kind == "not_permitted"] == ["eve"]


def test_a_move_of_the_clock_that_was_left_out_is_found() -> None:
    def change(stream: str, version: int, entry: Entry) -> Iterator[tuple[str, Entry]]:
        if (stream, version) == ("k2", 3):
            later = "2019-12-10T00:00:00Z"
            yield (
                stream,
                {
                    **entry,
                    "action": "sign",
                    "actor": "dee",
                    "at": later,
                    "to": "open",
                    "vouched": "claimed",
                },
            )
        elif stream != "$refused":
            yield stream, entry

    finding = found(audit(rewritten(kept(), change)), "skipped")
    assert (finding.action, finding.rules) == ("lapse", ("r15",))


@pytest.mark.parametrize(
    "parts",
    [
        {"at": "2019-12-07T00:00:00Z"},
        {"at": "2019-12-07T01:00:01Z"},
        {"action": "sign", "to": "open"},
        {"to": "done"},
        {"data": {"choice": "yes"}},
    ],
    ids=["too early", "too late", "another's action", "elsewhere", "with data"],
)
def test_a_move_of_the_clock_is_exactly_what_fell_due(parts: dict[str, object]) -> None:
    assert found(audit(with_entry("k2", 3, **parts)), "not_due").severity == "violation"


def test_a_move_of_the_clock_that_is_not_recorded_yet_is_no_violation() -> None:
    """Nobody has asked since; the next request would record it first."""

    def change(stream: str, version: int, entry: Entry) -> Iterator[tuple[str, Entry]]:
        if (stream, version) != ("k2", 3) and stream != "$refused":
            yield stream, entry

    store = rewritten(kept(), change)
    assert audit(store).findings == ()
    report = audit(store, at=parse("2020-01-01T00:00:00Z"))
    assert (report.verdict, kinds(report)) == ("conformant", ["pending"])


def test_time_that_runs_backwards_in_a_proposal_is_a_violation() -> None:
    store = with_entry("k1", 6, at="2019-09-06T17:59:00Z")
    reasons = found(audit(store), "not_permitted").reasons
    assert reasons[0].policy == "order"


def test_a_host_s_clock_that_runs_backwards_is_a_warning() -> None:
    report = audit(with_entry("k1", 4, recorded="2019-09-01T00:00:00Z", at="2019-09-06T18:00:00Z"))
    assert found(report, "backwards").severity == "warning"


def test_lines_of_writers_who_overlapped_are_noted_together() -> None:
    """Each reads the clock before it writes, so of two at once the later may write first."""

    def change(stream: str, version: int, entry: Entry) -> Iterator[tuple[str, Entry]]:
        if stream == "k1" and "recorded" in entry:
            late = parse(str(entry["recorded"])) - (version % 3) * 1_500_000
            entry = {**entry, "recorded": text(late)}
        yield stream, entry

    report = audit(rewritten(kept(), change))
    assert {*kinds(report)} == {"ahead", "overlap"}
    (note,) = found(report, "overlap").lines()
    expected = "4 lines were recorded before a line before them, by 0:00:03 at most: writers"
    assert f"{expected} that overlapped, or a clock that was set back" in note


def test_an_event_dated_ahead_of_its_record_is_noted() -> None:
    report = audit(with_entry("k1", 8, at="2019-09-09T00:00:00Z"))
    assert (report.verdict, kinds(report)) == ("conformant", ["ahead"])


@pytest.mark.parametrize(
    ("parts", "kind"),
    [
        ({"from_": "draft"}, "source"),
        ({"charter": "0" * 64}, "digest"),
        ({"action": "no_such_action"}, "not_permitted"),
        ({"to": "nowhere"}, "outcome"),
        ({"data": {}}, "not_permitted"),
        ({"data": {"choice": "yes", "more": 1}}, "not_permitted"),
        ({"data": []}, "shape"),
        ({"action": 7}, "shape"),
        ({"actor": ""}, "shape"),
        ({"vouched": "sworn"}, "shape"),
        ({"at": "yesterday"}, "shape"),
    ],
    ids=str,
)
def test_an_entry_that_lies_about_itself_is_found(parts: dict[str, object], kind: str) -> None:
    """Whatever an entry holds, the audit ends with a report."""
    report = audit(with_entry("k1", 5, **parts))
    assert report.verdict == "violated"
    assert kind in kinds(report)


def test_a_refusal_of_what_the_charter_permits_is_found() -> None:
    finding = found(audit(with_entry("$refused", 1, actor="zed")), "refused_wrongly")
    assert (finding.proposal, finding.action, finding.actor) == ("k1", "submit", "zed")


def test_a_refusal_that_was_overtaken_is_decided_where_it_was() -> None:
    """Others may get on between a decision and its record: the refusal names its version."""

    def change(stream: str, version: int, entry: Entry) -> Iterator[tuple[str, Entry]]:
        if (stream, version) != ("$refused", 1):
            yield stream, entry
        if (stream, version) == ("k1", 3):
            yield "$refused", kept().read("$refused")[0]

    assert audit(rewritten(kept(), change)).verdict == "conformant"


def test_a_refusal_on_a_version_that_is_not_there_is_found() -> None:
    assert found(audit(with_entry("$refused", 1, version=40)), "shape").severity == "violation"


def test_a_duty_that_nobody_met_is_a_breach_and_no_violation() -> None:
    report = audit(without_entry("k1", 8))
    (breach,) = report.breaches
    assert (report.verdict, breach.duty, breach.by) == ("conformant", "notes", "chairs")
    assert (breach.rules, breach.ended) == (("r9",), None)


def test_a_duty_that_was_met_late_is_a_breach() -> None:
    late = "2019-09-21T00:00:00Z"
    (breach,) = audit(with_entry("k1", 8, at=late, recorded=late)).breaches
    assert breach.ended == parse(late)


def test_duties_are_judged_as_of_the_instant_that_is_asked_for() -> None:
    early = audit(without_entry("k1", 8), at=parse("2019-09-20T18:01:00Z"))
    assert early.breaches == ()


def test_decisions_under_other_data_of_time_zones_are_noted() -> None:
    report = audit(with_entry("k1", 2, zones="2001a"))
    assert (report.verdict, report.zones["2001a"]) == ("conformant", 1)
    assert found(report, "zones").severity == "note"


def test_a_charter_whose_text_was_changed_is_not_used() -> None:
    """Its digest is in force no more than its text."""
    text = str(kept().read("$charter")[0]["text"])
    report = audit(with_entry("$charter", 1, text=text.replace('"P14D"', '"P1D"')))
    assert found(report, "charter").severity == "unknown"
    assert (report.verdict, report.counts.decided) == ("no evidence", 0)


def test_the_text_of_a_charter_is_laid_once() -> None:
    def change(stream: str, version: int, entry: Entry) -> Iterator[tuple[str, Entry]]:
        yield stream, entry
        if (stream, version) == ("k1", 2):
            yield "$charter", {**kept().read("$charter")[0], "recorded": "2019-08-02T00:00:00Z"}

    report = audit(rewritten(kept(), change))
    assert (report.verdict, kinds(report)) == ("violated", ["charter"])


@pytest.mark.parametrize("part", [None, 2, "1"])
def test_a_charter_whose_parts_are_out_of_place_is_found(part: object) -> None:
    """No workflow opens such a journal."""
    report = audit(with_entry("$charter", 1, part=part))
    assert (report.verdict, kinds(report)) == ("violated", ["charter"])


@pytest.mark.parametrize(
    ("parts", "kind"),
    [
        ({"from_": "open"}, "refused_wrongly"),
        ({"from_": 7}, "shape"),
        ({"actor": "(clock)"}, "shape"),
        ({"verdict": "refused"}, "shape"),
    ],
    ids=str,
)
def test_a_refusal_that_lies_about_itself_is_found(parts: dict[str, object], kind: str) -> None:
    """As an event that does: it says where the proposal stood, and has no place for more."""
    report = audit(with_entry("$refused", 1, **parts))
    assert (report.verdict, kinds(report)) == ("violated", [kind])


def test_a_stream_that_no_workflow_writes_is_not_passed_over() -> None:
    store = kept()
    store.append([Write("$else", expected=0, entries=({"a": 1},))])
    report = audit(store)
    assert (report.verdict, kinds(report)) == ("no evidence", ["stream"])


def test_a_broken_chain_ends_the_audit() -> None:
    """Nothing in such a journal can be believed."""

    class Broken(MemoryStore):
        def verify(self) -> Verified:
            raise Corrupt("line 3 was changed")

    report = audit(Broken())
    assert (report.verdict, kinds(report), report.counts.decided) == ("violated", ["chain"], 0)
    assert "line 3 was changed" in str(report)


def test_a_report_says_what_is_wrong_where_and_by_which_rule() -> None:
    store = with_entry("k1", 7, at="2019-09-06T19:00:01Z", recorded="2019-09-06T19:00:01Z")
    lines = str(audit(store)).splitlines()
    assert lines[0] == "violated: 14 decisions taken again, 1 violation, 0 breaches of duty"
    assert (
        "violation: seq 10: k1 version 7: bo may not `approve` from `open` to `done` [r5]" in lines
    )
