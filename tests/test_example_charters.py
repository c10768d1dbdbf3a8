"""The charters among the examples: free of defects, and as their scenarios say."""

from pathlib import Path

import pytest

from bylaw.engine.charter import load
from bylaw.engine.check import check
from bylaw.engine.scenario import load_scenarios, run

from .tree import ROOT

EXAMPLES = sorted((ROOT / "examples" / "charters").glob("*.scenarios.toml"))
LEAST_SEEN = 80
"""Of how much of each charter its scenarios see both sides, in percent."""


def charter_of(path: Path) -> Path:
    return path.with_name(path.name.replace(".scenarios.toml", ".toml"))


def test_there_are_some() -> None:
    assert [path.name for path in EXAMPLES] == ["apache.scenarios.toml", "rust_rfc.scenarios.toml"]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_charter_has_no_defect_that_it_does_not_know_of(path: Path) -> None:
    found = [str(each) for each in check(load(charter_of(path))) if each.severity != "note"]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_charter_does_what_its_scenarios_say(path: Path) -> None:
    report = run(load_scenarios(path), load(charter_of(path)))
    failed = [line for each in report.results if not each.passed for line in each.lines()]
    assert not failed, "\n".join(failed)
    assert report.coverage.percent >= LEAST_SEEN, "\n".join(report.coverage.unseen())
