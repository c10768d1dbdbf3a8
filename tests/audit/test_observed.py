"""Other people's logs: nothing is said that the log doesn't show, and each proxy is a switch."""

import json
import re
from datetime import UTC
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bylaw.engine.audit import Conformance, LogMapping, mapping, observed
from bylaw.engine.audit.mapping import About, Source
from bylaw.engine.audit.rows import Row, rows
from bylaw.engine.charter import Charter
from bylaw.engine.errors import CharterError, RequestError
from bylaw.engine.instants import parse, to_datetime
from bylaw.engine.opening import find

from ..tree import ROOT

LOG = ROOT / "examples" / "data" / "keras_rfcs.csv"
MAPPING = ROOT / "examples" / "data" / "keras_rfcs.toml"
EVERY = ("any_time", "decided", "header", "posted", "poster")
HEADER = "case_id,seq,timestamp,actor,from_state,to_state,commit,extra\n"


def charter() -> Charter:
    return find("keras_sig")


def keras(*on: str) -> Conformance:
    """The report on the Keras RFCs with some proxies on."""
    under = charter()
    return observed(LOG, mapping(MAPPING, under), under, proxies=on)


def verdicts(report: Conformance, rule: str) -> dict[str, str]:
    return {
        case.name: judgement.verdict
        for case in report.cases
        for judgement in case.judgements
        if judgement.rule == rule
    }


def merges() -> list[tuple[Row, LogMapping]]:
    """The rows that bring a document into the folder to stay."""
    made = mapping(MAPPING, charter())
    return [
        (row, made)
        for row in rows(LOG, made.log)
        if not row.text("from_state") and row.text("case_id") != "20190729-keras-preprocessing"
    ]


def test_without_a_proxy_git_shows_no_violation() -> None:
    """The commit is not the decision: whether, when and by whom it was taken is not in git."""
    report = keras("any_time")
    assert report.counts() == {"violated": 0, "conformant": 0, "no evidence": 10}


def test_the_mapping_as_shipped_takes_nothing_for_what_it_is_not() -> None:
    """Only the measure is chosen: the charter of one day, for documents before and after it."""
    made = mapping(MAPPING, charter())
    assert [name for name, proxy in made.proxies.items() if proxy.on] == ["any_time"]


def test_nothing_certainly_falls_into_the_time_in_which_the_charter_was_in_force() -> None:
    """Not even the proxies say anything then, for the rules bound nobody."""
    report = keras(*(name for name in EVERY if name != "any_time"))
    assert report.counts() == {"violated": 0, "conformant": 0, "no evidence": 10}
    assert all(case.unbound for case in report.cases)


def test_the_template_is_followed_where_every_row_of_the_header_is_seen() -> None:
    """Positive evidence alone: that the data lack a sponsor proves nothing."""
    found = {
        name for name, each in verdicts(keras("any_time"), "r11").items() if each != "no evidence"
    }
    assert found == {"20191212-keras-categorical-inputs", "20200920-keras-nlp-bert"}


def test_the_merge_taken_for_the_decision_puts_all_outside_of_meetings() -> None:
    """No merge was in a meeting: neither the chairs' approval nor the final call was there."""
    report = keras("any_time", "decided")
    assert set(verdicts(report, "r5").values()) == {"violated"}
    assert {rule for case in report.cases for rule in (j.rule for j in case.of("violated"))} == {
        "r5"
    }


def test_the_header_taken_for_the_state_says_which_were_merged_unapproved() -> None:
    """One came in as implemented already, so that it may have been approved before."""
    found = verdicts(keras("any_time", "header"), "r22")
    open_ = [name for name, verdict in found.items() if verdict != "violated"]
    assert open_ == ["20191212-keras-categorical-inputs"]


def test_the_author_date_taken_for_posting_blames_one_that_was_reviewed_elsewhere() -> None:
    """Merged a day after its first commit, it had been approved under another process before."""
    found = verdicts(keras("any_time", "decided", "posted"), "r16")
    assert [name for name, verdict in found.items() if verdict == "violated"] == [
        "20190729-keras-preprocessing",
        "20191212-keras-categorical-inputs",
    ]


def test_the_author_of_the_commit_taken_for_who_posted_keeps_the_first_rule() -> None:
    assert set(verdicts(keras("any_time", "poster"), "r1").values()) == {"conformant"}


def test_most_rules_can_never_be_shown_by_this_source() -> None:
    """22 of 23 as it stands; 18 even when all proxies are on."""
    report = keras("any_time")
    assert len(report.rules) == 23
    assert set(report.rules) - set(report.out_of_reach) == {"r11"}
    assert set(report.rules) - set(report.beyond) == {"r1", "r5", "r11", "r16", "r22"}


@pytest.mark.parametrize("on", [(), ("any_time",), ("any_time", "decided"), EVERY], ids=str)
def test_what_is_said_to_be_out_of_reach_is_never_judged(on: tuple[str, ...]) -> None:
    report = keras(*on)
    judged = {
        j.rule for case in report.cases for j in case.judgements if j.verdict != "no evidence"
    }
    assert judged & {*report.out_of_reach} == set()


def test_the_facts_of_the_repository_are_in_the_log() -> None:
    """Nine documents merged: none on a first Friday in Los Angeles, seven by one of the authors."""
    found = [row for row, _ in merges()]
    zone = ZoneInfo("America/Los_Angeles")
    days = [to_datetime(parse(row.text("timestamp"))).astimezone(zone).date() for row in found]
    by_author = [
        row
        for row in found
        if (row.text("merged_by") or row.text("actor")) in json.loads(row.text("authors"))
    ]
    assert len(found) == 9
    assert [day for day in days if day.isoweekday() == 5 and day.day <= 7] == []
    assert len(by_author) == 7
    assert len([row for row in found if "sponsor" not in row.cells]) == 7


def test_a_merge_on_a_first_friday_elsewhere_is_none_in_los_angeles() -> None:
    """Two were merged on Friday 2020-12-04 in Greenwich, where it was Thursday for the chairs."""
    days = [to_datetime(parse(row.text("timestamp"))).astimezone(UTC).date() for row, _ in merges()]
    assert [str(day) for day in days].count("2020-12-04") == 2


def test_seven_documents_of_the_folder_still_say_proposed() -> None:
    made = mapping(MAPPING, charter())
    last = {row.text("case_id"): row.text("to_state") for row in rows(LOG, made.log)}
    assert list(last.values()).count("proposed") == 7


def test_the_report_says_what_was_taken_for_what_and_what_is_never_told() -> None:
    text = str(keras("any_time", "decided"))
    assert "proxy    decided is on: the instant of the merge" in text
    assert "proxy    header is off: the status in the document's header" in text
    assert "  ballots: votes are cast in a meeting" in text


def documented() -> list[tuple[list[str], list[str]]]:
    """The table in the docs that says what each proxy does: those that are on, and the rest."""
    page = (ROOT / "docs" / "reference" / "observed-logs.md").read_text(encoding="utf-8")
    table = page.partition("| proxies on |")[2].partition("\n\n")[0].splitlines()[2:]
    found: list[tuple[list[str], list[str]]] = []
    for line in table:
        first, *rest = (cell.strip() for cell in line.strip("|").split("|"))
        named = re.findall(r"`(\w+)`", first)
        match first.split()[0]:
            case "all":
                on = [name for name in EVERY if name not in named]
            case _:
                on = ["any_time", *named]
        found.append((on, rest))
    return found


@pytest.mark.parametrize(("on", "told"), documented(), ids=str)
def test_the_docs_say_what_each_proxy_does(on: list[str], told: list[str]) -> None:
    report = keras(*on)
    broken = {j.rule for case in report.cases for j in case.of("violated")}
    shown = [rule for rule in report.rules if rule not in report.out_of_reach]
    counts = report.counts()
    assert told == [
        str(counts["violated"]),
        str(counts["no evidence"]),
        ", ".join(rule for rule in report.rules if rule in broken),
        ", ".join(shown),
    ]


def test_an_unknown_proxy_is_refused() -> None:
    with pytest.raises(RequestError, match="no proxy `decide`"):
        keras("decide")


def test_a_change_that_the_mapping_does_not_name_is_refused() -> None:
    """Silence about a row would be a verdict."""
    under = charter()
    log = HEADER + "a,1,2019-09-01T00:00:00Z,p,accepted,obsolete,c,{}\n"
    with pytest.raises(RequestError, match="line 2 of the log goes from `accepted` to `obsolete`"):
        observed(log, mapping(MAPPING, under), under)


@pytest.mark.parametrize(
    ("log", "said"),
    [
        ("case_id\n", "no column `timestamp`"),
        (HEADER + "a,1\n", "more or fewer cells"),
        (HEADER + "a,1,then,p,,proposed,c,{}\n", "`then` is no date-time"),
        (HEADER + "a,1,2019-09-01T00:00:00Z,p,,proposed,c,[]\n", "no JSON object"),
        (HEADER + "a,1,2019-09-01T00:00:00Z,p,,proposed,c,{\n", "no JSON object"),
    ],
)
def test_a_log_that_can_not_be_read_says_where(log: str, said: str) -> None:
    under = charter()
    with pytest.raises(RequestError, match=said):
        observed(log, mapping(MAPPING, under), under, proxies=["any_time", "decided"])


def test_a_log_that_is_not_there_is_refused(tmp_path: Path) -> None:
    under = charter()
    with pytest.raises(RequestError, match="no such file"):
        observed(tmp_path / "none.csv", mapping(MAPPING, under), under)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('action = "merge"', 'action = "marge"', "unknown-action"),
        ('accepted = ["approved"]', 'accepted = ["aproved"]', "unknown-state"),
        ('state_proxy = "header"', 'state_proxy = "head"', "unknown-proxy"),
        ("holds = { sponsor", "holds = { sponsors", "unknown-role"),
        ("anchors = { posted", "anchors = { post", "unknown-anchor"),
        ('ballots = "votes', 'votes = "votes', "unsaid-fact"),
        ("[never]\n", '[never]\nhappened = "x"\n', "idle-reason"),
        ('since = "2019-08-02T00:00:00Z"', 'since = "then"', "bad-value"),
    ],
)
def test_a_mapping_that_does_not_fit_its_charter_says_where(old: str, new: str, code: str) -> None:
    text = MAPPING.read_text(encoding="utf-8")
    assert text.count(old) >= 1
    with pytest.raises(CharterError) as raised:
        mapping(text.replace(old, new, 1), charter())
    found = {getattr(problem, "code", "") for problem in raised.value.problems}
    assert code in found


def test_the_first_filled_column_of_a_source_counts() -> None:
    row = Row(line=2, cells={"b": "rfcs/x.md", "c": "later"})
    assert row.filled(Source(column=("a", "b", "c"), part="name")) == "x.md"
    assert row.filled(Source(column=("a",))) is None


def test_keys_of_the_json_column_are_columns() -> None:
    about = About(
        title="t",
        source="s",
        case="case_id",
        at="timestamp",
        before="from_state",
        after="to_state",
        more="extra",
    )
    log = HEADER + 'a,1,2019-09-01T00:00:00Z,p,,proposed,c,"{""pr"": 7, ""x"": null}"\n'
    (row,) = rows(log, about)
    assert (row.cells["pr"], "x" in row.cells, row.text("pr")) == (7, False, "7")
