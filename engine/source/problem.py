"""Problems: what is wrong with a file, where it is, and what would put it right."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Literal

from attrs import Factory, define, frozen

from ..errors import CharterError

Path = tuple[str | int, ...]
"""The way from a document's root to one of its values: keys of tables and indices of lists."""

Severity = Literal["error", "warning", "note"]

_LONGEST_WORD = 60  # shown of a user's word, and compared with others
_LONGEST_MESSAGE = 400
_WIDEST_LINE = 100  # shown of a source line
_BEFORE_CARET = 60  # kept of it, when it is cut, on the left of the caret
_MOST_SHOWN = 50  # problems in one exception's text

_TOKEN = re.compile(
    r"""\[\[|"(?:[^"\\]|\\.)*"?|'[^']*'?|[^\s,=:#"'\[\]{}.]+(?:\.\d+)?""",
)


@frozen(kw_only=True)
class Problem:
    """One mistake in a file, or one thing that its reader should know.

    ``str()`` of it is what a user sees.  A ``note`` tells of a choice that was made where the
    source of the rules leaves one open; only an ``error`` keeps a file from being used.
    """

    code: str
    message: str
    file: str
    path: Path = ()
    line: int | None = None
    column: int | None = None
    hint: str | None = None
    severity: Severity = "error"
    source: str = ""

    def __str__(self) -> str:
        """Write the problem with its place, its line, a caret and a hint."""
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part)
        message = shown(self.message, _LONGEST_MESSAGE)
        lines = [f"{shown(place, _LONGEST_MESSAGE)}: {self.severity}[{self.code}]: {message}"]
        if self.line is not None and self.column is not None:
            lines += _excerpt(self.line, self.column, self.source)
        if self.hint is not None:
            lines.append(f"  hint: {shown(self.hint, _LONGEST_MESSAGE)}")
        return "\n".join(lines)

    def to_json(self) -> dict[str, object]:
        """Give the problem as plain data, for tools: the keys are always the same."""
        return {
            "code": self.code,
            "severity": self.severity,
            "message": self.message,
            "hint": self.hint,
            "path": list(self.path),
            "file": self.file,
            "line": self.line,
            "column": self.column,
        }


@define
class Problems:
    """All the problems of one or more files, gathered before anybody is told of the first."""

    _found: list[Problem] = Factory(list[Problem])

    def add(self, *problems: Problem) -> None:
        """Gather some problems more."""
        self._found.extend(problems)

    def extend(self, problems: Iterable[Problem]) -> None:
        """Gather every problem of another gathering."""
        self._found.extend(problems)

    def __iter__(self) -> Iterator[Problem]:
        """Go through the problems in the order of their places."""
        return iter(sorted(self._found, key=_place))

    def __len__(self) -> int:
        """Count problems of every severity."""
        return len(self._found)

    def __str__(self) -> str:
        """Write every problem in the order of their places."""
        return "\n\n".join(str(problem) for problem in self)

    @property
    def errors(self) -> tuple[Problem, ...]:
        """Those that keep the files from being used."""
        return tuple(problem for problem in self if problem.severity == "error")

    def raise_if_errors(self) -> None:
        """Stop when anything is wrong; warnings and notes alone stop nobody.

        Raises:
            CharterError: there is an error; it carries every problem, notes included.
        """
        if self.errors:
            raise charter_error(self)


class Mistake(ValueError):  # noqa: N818 - it is the user's, and becomes a problem
    """What a reader of one value raises to say more than a message: it becomes a ``Problem``.

    ``at`` leads from the value that was read to the part of it that is wrong.
    """

    def __init__(
        self, message: str, *, code: str = "bad-value", hint: str | None = None, at: Path = ()
    ) -> None:
        super().__init__(message)
        self.code = code
        self.hint = hint
        self.at = at


def charter_error(problems: Iterable[Problem]) -> CharterError:
    """Make the exception that carries these problems; its text shows the first of them."""
    all_of_them = tuple(problems)
    text = "\n\n".join(str(problem) for problem in all_of_them[:_MOST_SHOWN])
    more = len(all_of_them) - _MOST_SHOWN
    return CharterError(f"{text}\n\nand {more} more" if more > 0 else text, all_of_them)


def quoted(word: object) -> str:
    """Write a user's word in backticks: cut when it is long, safe to print on a terminal.

    >>> quoted("chairs")
    '`chairs`'
    """
    return f"`{shown(str(word), _LONGEST_WORD)}`"


def shown(text: str, most: int) -> str:
    """Make text printable on one line of a terminal, cut after ``most`` characters."""
    cut = text if len(text) <= most else text[: most - 1] + "…"
    return "".join(c if c.isprintable() or c == "\t" else "\N{REPLACEMENT CHARACTER}" for c in cut)


def _place(problem: Problem) -> tuple[str, int, int]:
    return (problem.file, problem.line or 0, problem.column or 0)


def _excerpt(line: int, column: int, source: str) -> list[str]:
    """Give the source line and, below it, carets under the word at ``column`` (from 1)."""
    start = column - 1
    first = start - _BEFORE_CARET if len(source) > _WIDEST_LINE and start > _BEFORE_CARET else 0
    text = shown(source[first : first + _WIDEST_LINE], _WIDEST_LINE)
    before = text[: start - first]
    word = _TOKEN.match(text, start - first)
    carets = "^" * max(1, _width(word.group()) if word else 1)
    margin = "".join("\t" if c == "\t" else " " * _width(c) for c in before)
    number = f"{line:>5}"
    return [f"{number} | {text}", f"{' ' * len(number)} | {margin}{carets}"]


def _width(text: str) -> int:
    """Count the columns of a terminal that text takes, which for CJK is two a character."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )
