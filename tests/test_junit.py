"""JUnit XML: what other readers see, and what every schema of it demands."""

from pathlib import Path
from xml.etree import ElementTree as ET

from junitparser import Failure, JUnitXml

from bylaw.engine.charter import load
from bylaw.engine.instants import parse
from bylaw.engine.scenario import Suite, junit, load_scenarios, run

from .cli.running import run as command
from .test_scenario import APPROVE, BACKGROUNDS, CHARTER

AT = parse("2026-05-01T12:00:00+02:00")

SCENARIOS = f"""{BACKGROUNDS}
[[scenario]]
name = "it <passes> & \\"quotes\\""
background = "carried"
{APPROVE}
then = {{ verdict = "allowed" }}
[[scenario]]
name = "it fails\\u0001\\n]]>"
background = "posted"
{APPROVE}
then = {{ verdict = "allowed" }}
"""


def written() -> str:
    charter = load(CHARTER, "garden.toml")
    ticks = iter(range(0, 10**11, 1_500_000_000))
    report = run(load_scenarios(SCENARIOS, "a.toml"), charter, timer=lambda: next(ticks))
    return junit([Suite(file="a.scenarios.toml", charter="garden", report=report)], AT)


def test_another_reader_sees_every_case_and_what_failed() -> None:
    found = JUnitXml.fromstring(written().encode())
    (suite,) = found
    assert (suite.name, suite.tests, suite.failures, suite.errors) == ("a.scenarios.toml", 2, 1, 0)
    passed, failed = suite
    assert (passed.name, passed.classname, passed.is_passed) == (
        'it <passes> & "quotes"',
        "garden",
        True,
    )
    (why,) = failed.result
    assert isinstance(why, Failure)
    assert why.message == "verdict: expected allowed; actual refused"
    text = str(why.text)
    assert "a.scenarios.toml:20" in text
    assert "└─ missing  tally" in text
    assert suite.time == 3.0


def test_it_has_all_that_the_strictest_schema_demands_and_nothing_else() -> None:
    """That of Ant's JUnit task, whose readers refuse what they don't know."""
    root = ET.fromstring(written().encode())  # noqa: S314 - it is ours
    assert root.tag == "testsuites"
    (suite,) = root
    assert set(suite.attrib) == {
        "name", "package", "id", "tests", "failures", "errors", "skipped", "time", "timestamp",
        "hostname",
    }  # fmt: skip
    assert suite.attrib["timestamp"] == "2026-05-01T10:00:00"
    assert [each.tag for each in suite] == [
        "properties", "testcase", "testcase", "system-out", "system-err",
    ]  # fmt: skip
    for case in suite.iter("testcase"):
        assert set(case.attrib) == {"name", "classname", "time"}
        assert [each.tag for each in case] in ([], ["failure"])
    for failure in suite.iter("failure"):
        assert set(failure.attrib) == {"type", "message"}


def test_the_command_writes_it_and_still_fails(tmp_path: Path) -> None:
    (tmp_path / "garden.toml").write_text(CHARTER, encoding="utf-8")
    (tmp_path / "garden.scenarios.toml").write_text(SCENARIOS, encoding="utf-8")
    report = tmp_path / "report.xml"
    answer = command(f"bylaw test {tmp_path / 'garden.scenarios.toml'} --junit {report}")
    assert answer.code == 1
    assert JUnitXml.fromfile(str(report)).failures == 1


def test_a_report_that_can_t_be_written_is_told(tmp_path: Path) -> None:
    answer = command(f"bylaw test tf_rfc --junit {tmp_path / 'missing' / 'report.xml'}")
    assert answer.code == 2
    assert "can't be written: no such file or directory" in answer.err


def test_too_little_seen_fails(tmp_path: Path) -> None:
    passing = SCENARIOS.partition('[[scenario]]\nname = "it fails')[0]
    (tmp_path / "garden.toml").write_text(CHARTER, encoding="utf-8")
    (tmp_path / "garden.scenarios.toml").write_text(passing, encoding="utf-8")
    words = f"bylaw test {tmp_path / 'garden.scenarios.toml'} --fail-under"
    assert command(f"{words} 10").code == 0
    answer = command(f"{words} 90")
    assert answer.code == 1
    assert " % of the charter was seen, and 90 % must be" in answer.out
