"""Problems as workflow commands, by which GitHub's runners mark the lines of a pull request."""

from collections.abc import Mapping

from ..engine.source.problem import Problem, Severity

_LEVELS: Mapping[Severity, str] = {"error": "error", "warning": "warning", "note": "notice"}

_DATA = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_PROPERTY = {**_DATA, ":": "%3A", ",": "%2C"}


def workflow_command(problem: Problem) -> str:
    """Write a problem as one workflow command: its level, file, line, column, code and words.

    The runner reads a line up to its end, and ends a property at a comma and the properties at two
    colons, so these are escaped, and the percent sign that escapes them.
    """
    places = {
        "file": problem.file,
        "line": problem.line,
        "col": problem.column,
        "title": problem.code,
    }
    told = ",".join(
        f"{name}={_escaped(str(value), _PROPERTY)}"
        for name, value in places.items()
        if value is not None
    )
    hint = "" if problem.hint is None else f"\nhint: {problem.hint}"
    return f"::{_LEVELS[problem.severity]} {told}::{_escaped(problem.message + hint, _DATA)}"


def _escaped(text: str, by: Mapping[str, str]) -> str:
    return "".join(
        by.get(c) or (c if c.isprintable() else "\N{REPLACEMENT CHARACTER}") for c in text
    )
