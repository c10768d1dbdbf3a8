"""What the tests of the journal share: a store of each kind, a journal file, and a tally of faults.

The short form runs with all tests; ``make torture`` sets ``BYLAW_TORTURE`` and runs the long one.
"""

import os
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bylaw.engine.journal import Store

from .stores import STORES

TRIED = pytest.StashKey[Counter[str]]()
UNTRIED = pytest.StashKey[Counter[str]]()
Tally = Callable[..., None]


@pytest.fixture(params=list(STORES))
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty store, of each kind in turn."""
    with STORES[request.param](tmp_path) as made:
        yield made


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a journal file may be made."""
    return tmp_path / "journal.jsonl"


@pytest.fixture(scope="session")
def long() -> bool:
    """Whether faults are to be tried at length."""
    return bool(os.environ.get("BYLAW_TORTURE"))


@pytest.fixture
def tried(request: pytest.FixtureRequest) -> Tally:
    """Count a fault that was tried and lost nothing: a test that fails doesn't get to count it."""
    return _tally(request.config.stash.setdefault(TRIED, Counter[str]()))


@pytest.fixture
def untried(request: pytest.FixtureRequest) -> Tally:
    """Note a fault that can't be tried on this machine, and why."""
    return _tally(request.config.stash.setdefault(UNTRIED, Counter[str]()))


def _tally(counter: Counter[str]) -> Tally:
    def count(fault: str, times: int = 1) -> None:
        counter[fault] += times

    return count


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Say at the end what was tried, what couldn't be, and what was lost."""
    none = Counter[str]()
    tried = config.stash.get(TRIED, none)
    if not tried:
        return
    terminalreporter.section("faults of the journal")
    for fault, times in sorted(tried.items()):
        terminalreporter.write_line(f"{times:8,}  {fault}")
    stats = terminalreporter.stats
    reports = (*stats.get("failed", ()), *stats.get("error", ()))
    failed = any("tests/journal/" in report.nodeid for report in reports)
    lost = "something: see the failures" if failed else "nothing"
    terminalreporter.write_line(f"{sum(tried.values()):8,}  tried in all; lost: {lost}")
    untried = config.stash.get(UNTRIED, none)
    for fault in sorted(untried):
        terminalreporter.write_line(f"not tried here: {fault}")
