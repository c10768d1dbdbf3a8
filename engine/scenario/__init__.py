"""Scenarios: test files in which a charter's author says what should come of what.

``load_scenarios`` reads a file, ``run`` plays it through the live engine, ``junit`` writes what
came of it for CI.
"""

from .document import (
    Background,
    Expected,
    Scenario,
    ScenarioFile,
    Scenarios,
    Standing,
    Step,
    Then,
    Whereabouts,
    load_scenarios,
)
from .found import SUFFIX, charter_of, found_scenarios, shipped_scenarios
from .junit import Suite, junit
from .report import Coverage, Difference, Report, Result, Use
from .run import check_names, played, run

__all__ = [
    "SUFFIX",
    "Background",
    "Coverage",
    "Difference",
    "Expected",
    "Report",
    "Result",
    "Scenario",
    "ScenarioFile",
    "Scenarios",
    "Standing",
    "Step",
    "Suite",
    "Then",
    "Use",
    "Whereabouts",
    "charter_of",
    "check_names",
    "found_scenarios",
    "junit",
    "load_scenarios",
    "played",
    "run",
    "shipped_scenarios",
]
