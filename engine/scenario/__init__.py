"""Scenarios: test files in which a charter's author says what should come of what.

``load_scenarios`` reads a file, ``run`` plays it through the live engine.
"""

from .document import Background, Scenario, ScenarioFile, Scenarios, Step, Then, load_scenarios
from .report import Coverage, Difference, Report, Result
from .run import run

__all__ = [
    "Background",
    "Coverage",
    "Difference",
    "Report",
    "Result",
    "Scenario",
    "ScenarioFile",
    "Scenarios",
    "Step",
    "Then",
    "load_scenarios",
    "run",
]
