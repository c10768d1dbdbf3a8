"""Reading a file into a ``Document``: plain data of one shape, whether it was TOML or JSON."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from datetime import date, time
from pathlib import Path as File
from typing import NoReturn, cast

from attrs import field, frozen

from .places import Located, Place, locate_json, locate_toml
from .problem import Path, Problem, Problems, Severity, charter_error, quoted

LARGEST = 10_000_000
"""How many bytes a file may have."""


@frozen(kw_only=True)
class Document:
    """A file that was read: its text, its data, and the place of every value.

    ``data`` holds nothing but dict, list, str, int, bool and float: dates and times of TOML are
    text in it, as they are in JSON.
    """

    name: str
    text: str = field(repr=False)
    data: Mapping[str, object]
    places: Mapping[Path, Place] = field(repr=False)
    lines: tuple[str, ...] = field(repr=False)

    def place(self, path: Path) -> Place:
        """Find where a value stands; for one that isn't written out, where its container does."""
        while path not in self.places:
            path = path[:-1]
        return self.places[path]

    def problem(  # noqa: PLR0913 - what a problem is made of, by keyword
        self,
        code: str,
        message: str,
        path: Path,
        *,
        hint: str | None = None,
        severity: Severity = "error",
        at_key: bool = False,
    ) -> Problem:
        """Make a problem with the value at ``path``, or with the key that names it."""
        place = self.place(path)
        line, column = (place.key_line, place.key_column) if at_key else (place.line, place.column)
        return Problem(
            code=code,
            message=message,
            file=self.name,
            path=path,
            line=line,
            column=column,
            hint=hint,
            severity=severity,
            source=self.lines[line - 1],
        )


def read(source: File | str | bytes, name: str | None = None) -> Document:
    """Read a file, or text that is already at hand.

    ``name`` is what problems call the file; its suffix, ``.toml`` or ``.json``, says what the
    text is.  It may be left out where ``source`` is a path.

    Raises:
        CharterError: the file can't be read, is no TOML or JSON, or passes a limit.
    """
    if name is None:
        name = str(source) if isinstance(source, File) else "charter.toml"
    return _Reader(name).read(source)


class _Reader:
    """The reading of one file: what is found wrong is gathered, then raised together."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._problems = Problems()

    def read(self, source: File | str | bytes) -> Document:
        """Read the source, or raise what is wrong with it."""
        syntax = File(self._name).suffix.lower()
        if syntax not in (".toml", ".json"):
            self._fail("unknown-format", f"{quoted(self._name)} is named neither .toml nor .json")
        text = self._text(source)
        lines = tuple(line.removesuffix("\r") for line in text.split("\n"))
        located = locate_toml(text) if syntax == ".toml" else locate_json(text)
        shell = Document(name=self._name, text=text, data={}, places=located.places, lines=lines)
        self._limits(shell, located)
        parse = _toml if syntax == ".toml" else _json
        raw = self._parsed(shell, parse)
        if not isinstance(raw, dict):
            self._fail("wrong-type", "the file holds no table", shell)
        data = _plain_table(cast("dict[str, object]", raw))
        self._problems.extend(_unusable(shell, data, ()))
        self._problems.raise_if_errors()
        return Document(name=self._name, text=text, data=data, places=located.places, lines=lines)

    def _text(self, source: File | str | bytes) -> str:
        if isinstance(source, File):
            try:
                if source.is_fifo():
                    self._fail("unreadable-file", "can't be read: it is a pipe, and no file")
                with source.open("rb") as file:
                    source = file.read(LARGEST + 1)
            except OSError as error:
                self._fail("unreadable-file", f"can't be read: {(error.strerror or '').lower()}")
        if len(source) > LARGEST:
            self._fail("too-large", f"the file has more than {LARGEST:_} bytes")
        try:
            if isinstance(source, str):
                source.encode()
                return source.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")
            return source.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1
            self._fail("not-utf-8", f"line {line} is not UTF-8 text")
        except UnicodeEncodeError as error:
            line = error.object.count("\n", 0, error.start) + 1
            self._fail("not-utf-8", f"line {line} is not UTF-8 text")

    def _limits(self, shell: Document, located: Located) -> None:
        """Refuse what a parser could choke on, and keys that are given twice."""
        if located.excess is not None:
            place = located.excess.place
            self._stop(
                _at(shell, located.excess.code, located.excess.message, (place.line, place.column))
            )
        for path, place in located.duplicates:
            first = located.places[path].key_line
            self._problems.add(
                _at(
                    shell,
                    "duplicate-key",
                    f"{quoted(path[-1])} is given twice: first on line {first}",
                    (place.key_line, place.key_column),
                    path,
                )
            )
        self._problems.raise_if_errors()

    def _parsed(self, shell: Document, parse: Callable[[str], object]) -> object:
        try:
            return parse(shell.text)
        except json.JSONDecodeError as error:
            self._stop(_at(shell, "syntax", _lower(error.msg), (error.lineno, error.colno)))
        except tomllib.TOMLDecodeError as error:
            self._stop(_toml_error(shell, str(error)))
        except (ValueError, RecursionError) as error:
            self._fail("syntax", _lower(str(error)), shell)

    def _fail(self, code: str, message: str, shell: Document | None = None) -> NoReturn:
        """Refuse the file as a whole."""
        if shell is not None:
            self._stop(shell.problem(code, message, ()))
        self._stop(Problem(code=code, message=message, file=self._name))

    def _stop(self, problem: Problem) -> NoReturn:
        self._problems.add(problem)
        raise charter_error(self._problems)


_AT = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


def _toml_error(shell: Document, text: str) -> Problem:
    """Take the place out of the text in which tomllib names it."""
    found = _AT.search(text)
    message = _lower(text[: found.start()] if found else text)
    if found is not None and found[1]:
        return _at(shell, "syntax", message, (int(found[1]), int(found[2])))
    last = len(shell.lines)
    while last > 1 and not shell.lines[last - 1].strip():
        last -= 1
    column = len(shell.lines[last - 1]) + 1
    return _at(shell, "syntax", f"{message} at the end of the file", (last, column))


def _at(
    shell: Document, code: str, message: str, spot: tuple[int, int], path: Path = ()
) -> Problem:
    """Make a problem at a line and column that no value has."""
    line, column = spot
    return Problem(
        code=code,
        message=message,
        file=shell.name,
        path=path,
        line=line,
        column=column,
        source=shell.lines[line - 1] if line <= len(shell.lines) else "",
    )


def _lower(message: str) -> str:
    """Write a parser's message as ours are written."""
    return message[:1].lower() + message[1:].rstrip(".")


def _toml(text: str) -> object:
    return tomllib.loads(text)


def _json(text: str) -> object:
    return json.loads(text, parse_constant=_refuse_constant)


def _refuse_constant(constant: str) -> object:
    raise ValueError(f"{quoted(constant)} is no number of JSON")


def _plain_table(table: dict[str, object]) -> dict[str, object]:
    """Write dates and times as text, so that TOML and JSON give the same data."""
    return {key: _plain(item) for key, item in table.items()}


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return _plain_table(cast("dict[str, object]", value))
    if isinstance(value, list):
        return [_plain(item) for item in cast("list[object]", value)]
    if isinstance(value, date | time):
        return value.isoformat()
    return value


def _unusable(shell: Document, value: object, path: Path) -> Iterator[Problem]:
    """Find what JSON can say and no TOML file, no journal and no terminal could."""
    if isinstance(value, dict):
        for key, item in cast("dict[str, object]", value).items():
            if not _encodable(key):
                yield shell.problem(
                    "bad-text", "the key is no Unicode text", (*path, key), at_key=True
                )
            yield from _unusable(shell, item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(cast("list[object]", value)):
            yield from _unusable(shell, item, (*path, index))
    elif value is None:
        yield shell.problem("null", "`null` says nothing", path, hint="leave the key out")
    elif isinstance(value, str) and not _encodable(value):
        yield shell.problem("bad-text", "half of a surrogate pair is no text", path)


def _encodable(text: str) -> bool:
    """Tell whether text can be written as UTF-8: JSON can escape half a surrogate pair."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
