"""What must be so of every file, however broken: it is understood, or refused as a user is."""

import re
from collections.abc import Iterable

from bylaw.engine.charter import Charter, examined
from bylaw.engine.errors import CharterError
from bylaw.engine.scenario import load_scenarios, run
from bylaw.engine.source.problem import Problem, Problems

CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
NO_PLACE = frozenset({"not-utf-8", "too-large", "unknown-format", "unreadable-file"})
"""Codes of what is wrong with a file as a whole."""

OURS = frozenset({"unreadable-value", "failing-policy"})
"""Codes that blame bylaw's own code, or a stranger's, and not the file."""


def charter_or_refused(text: str | bytes, name: str) -> Charter | None:
    """Load a charter, or see that it is refused with a code and a place for each mistake."""
    try:
        found = examined(text, name)
    except CharterError as error:
        placed(error.problems)
        return None
    if isinstance(found, Problems):
        assert found.errors
        placed(found)
        return None
    return found


def scenarios_or_refused(text: str | bytes, name: str, charter: Charter) -> None:
    """Run scenarios, or see that they are refused with a code and a place for each mistake."""
    try:
        report = run(load_scenarios(text, name), charter)
    except CharterError as error:
        placed(error.problems)
    else:
        assert all(str(result) for result in report.results)


def placed(problems: Iterable[object]) -> None:
    """See that each problem can be found in its file, and told on a terminal."""
    told = list(problems)
    assert told
    for problem in told:
        assert isinstance(problem, Problem), problem
        assert CODE.fullmatch(problem.code), problem
        assert problem.code not in OURS, problem
        assert problem.line is not None or problem.code in NO_PLACE, problem
        assert "\x1b" not in str(problem)
        assert problem.to_json()["message"]
