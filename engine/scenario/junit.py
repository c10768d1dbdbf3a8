"""What came of scenarios as JUnit XML, which every CI shows.

The form is the one on which readers agree: that of Apache Ant's JUnit task, of which those of
Jenkins and Maven Surefire take every element and attribute.
"""

from collections.abc import Sequence
from datetime import UTC
from xml.etree import ElementTree as ET

from attrs import frozen

from ..instants import Instant, to_datetime
from .report import Report, Result

_SECOND = 10**9


@frozen(kw_only=True)
class Suite:
    """The report on one scenario file.

    Attributes:
        file: what the file is called.
        charter: the short name of the charter that it is about.
    """

    file: str
    charter: str
    report: Report


def junit(suites: Sequence[Suite], at: Instant) -> str:
    """Write reports as one JUnit XML document, which says that they were made at an instant."""
    root = ET.Element("testsuites")
    for number, suite in enumerate(suites):
        root.append(_suite(suite, number, at))
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _suite(suite: Suite, number: int, at: Instant) -> ET.Element:
    results = suite.report.results
    made = ET.Element(
        "testsuite",
        {
            "name": _clean(suite.file),
            "package": _clean(suite.charter),
            "id": str(number),
            "tests": str(len(results)),
            "failures": str(sum(not each.passed for each in results)),
            "errors": "0",
            "skipped": "0",
            "time": _seconds(sum(each.took for each in results)),
            "timestamp": to_datetime(at).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S"),
            "hostname": "localhost",
        },
    )
    properties = ET.SubElement(made, "properties")
    for name, value in (
        ("bylaw.charter", suite.charter),
        ("bylaw.coverage", suite.report.coverage.summary()),
    ):
        ET.SubElement(properties, "property", {"name": name, "value": _clean(value)})
    made.extend(_case(suite, each) for each in results)
    ET.SubElement(made, "system-out")
    ET.SubElement(made, "system-err")
    return made


def _case(suite: Suite, result: Result) -> ET.Element:
    made = ET.Element(
        "testcase",
        {
            "name": _clean(result.name),
            "classname": _clean(suite.charter),
            "time": _seconds(result.took),
        },
    )
    if not result.passed:
        message = _clean("; ".join(map(str, result.differences)))
        failure = ET.SubElement(made, "failure", {"type": "difference", "message": message})
        place = f"{suite.file}:{result.line}"
        lines = [place, *map(str, result.differences), "", result.decision]
        failure.text = _clean("\n".join(lines).rstrip())
    return made


def _seconds(nanoseconds: int) -> str:
    whole, rest = divmod(nanoseconds, _SECOND)
    return f"{whole}.{rest // 10**6:03}"


def _clean(text: str) -> str:
    """Leave out what XML 1.0 can't hold."""
    return "".join(c if c.isprintable() or c == "\n" else "\N{REPLACEMENT CHARACTER}" for c in text)
