"""A plugin of pytest that collects scenario files, each scenario a test of its own.

Nothing happens unless it is asked for: by ``pytest --bylaw``, or by ``bylaw = true`` in pytest's
settings. It comes with ``pip install bylaw[pytest]``.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:  # pytest loads this for everybody: nothing of ours is imported until it is asked
    from ..engine.charter import Charter
    from ..engine.scenario import Result, Scenarios

_ENDINGS = (".scenarios.toml", ".scenarios.json")


class Failed(Exception):  # noqa: N818 - it is how pytest is told of a failure
    """A scenario came out other than it should; it carries the result."""

    def __init__(self, result: Result) -> None:
        super().__init__("; ".join(map(str, result.differences)))
        self.result = result


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare what can be asked for."""
    group = parser.getgroup("bylaw", "scenario files of bylaw")
    said = "collect *.scenarios.toml files, each scenario a test"
    group.addoption("--bylaw", action="store_true", default=None, help=said)
    group.addoption(
        "--bylaw-charter",
        metavar="CHARTER",
        help="the charter to run them under; if left out, `ours.toml` for `ours.scenarios.toml`",
    )
    parser.addini("bylaw", said, type="bool", default=False)
    parser.addini("bylaw_charter", "the charter to run scenario files under", default="")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect a scenario file, if that is asked for."""
    config = parent.config
    if not file_path.name.endswith(_ENDINGS):
        return None
    if not (config.getoption("--bylaw") or config.getini("bylaw")):
        return None
    collector: pytest.Collector = ScenariosFile.from_parent(parent, path=file_path)
    return collector


class ScenariosFile(pytest.File):
    """A scenario file."""

    def collect(self) -> Iterator[pytest.Item]:
        """Give its scenarios.

        Raises:
            pytest.Collector.CollectError: it can't be used; every problem is told.
        """
        from ..engine.errors import BylawError  # noqa: PLC0415 - as above
        from ..engine.opening import find  # noqa: PLC0415 - as above
        from ..engine.scenario import (  # noqa: PLC0415 - as above
            charter_of,
            check_names,
            load_scenarios,
        )

        config = self.config
        named = str(config.getoption("--bylaw-charter") or config.getini("bylaw_charter") or "")
        shown = _near(self.path, config.rootpath)
        try:
            scenarios = load_scenarios(self.path, shown)
            charter = find(named) if named else charter_of(str(self.path), scenarios)
            check_names(scenarios, charter)
        except BylawError as error:
            raise self.CollectError(str(error)) from error
        for place, scenario in enumerate(scenarios.file.scenarios):
            yield ScenarioItem.from_parent(
                self, name=scenario.name, place=place, scenarios=scenarios, charter=charter
            )


class ScenarioItem(pytest.Item):
    """One scenario."""

    def __init__(self, *, place: int, scenarios: Scenarios, charter: Charter, **given: Any) -> None:
        super().__init__(**given)
        self._place = place
        self._scenarios = scenarios
        self._charter = charter

    def runtest(self) -> None:
        """Play it.

        Raises:
            Failed: it came out other than it should.
        """
        from ..engine.scenario import played  # noqa: PLC0415 - as above

        result = played(self._scenarios, self._charter, self._place)
        if not result.passed:
            raise Failed(result)

    def repr_failure(  # type: ignore[override] # any form that pytest can print will do
        self, excinfo: pytest.ExceptionInfo[BaseException]
    ) -> Any:
        """Tell what came out otherwise, and the decision that it is about."""
        failed = excinfo.value
        if not isinstance(failed, Failed):
            return super().repr_failure(excinfo)
        return "\n".join(self._told(failed.result))

    def _told(self, result: Result) -> Iterator[str]:
        yield f"{_near(self.path, self.config.rootpath)}:{result.line}: {result.name}"
        for each in result.differences:
            yield f"  {each.what}:"
            yield f"    expected: {each.expected}"
            yield f"    actual:   {each.actual}"
        yield from (f"  | {line}" for line in result.decision.splitlines())

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Give the file, the line from 0, and the name."""
        line = self._scenarios.document.place(("scenario", self._place)).line
        return self.path, None if line is None else line - 1, self.name


def _near(path: Path, root: Path) -> str:
    """Name a file from where pytest runs."""
    return str(path.relative_to(root)) if path.is_relative_to(root) else str(path)
