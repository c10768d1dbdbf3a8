"""Places: the line and column of every value in TOML or JSON text, which no parser keeps.

The scanner follows a document that its parser accepts, and stops quietly at what it doesn't
understand: the parser then names the mistake.  It is linear, doesn't recurse, and stops at a
limit before a parser could be hurt by the same text.  Grammar: https://toml.io/en/v1.0.0 and
RFC 8259.
"""

from __future__ import annotations

import json
import re
import tomllib
from bisect import bisect_right
from collections.abc import Mapping

from attrs import field, frozen

from .problem import Path

DEEPEST = 64
"""How many tables and lists may stand inside each other."""

MOST_VALUES = 200_000
"""How many values one document may hold."""

LONGEST_SCALAR = 1000
"""How many characters a number or a date may take; text may take more."""


@frozen(kw_only=True)
class Place:
    """Where a value stands, and where the key that names it does: lines and columns from 1.

    A list's element has no key, and a table that is only implied (``a`` in ``[a.b]``) no value:
    the two places are then the same.
    """

    line: int
    column: int
    key_line: int
    key_column: int


@frozen(kw_only=True)
class Excess:
    """A limit that a document passes, and where."""

    code: str
    message: str
    place: Place


@frozen(kw_only=True)
class Located:
    """The places in one document: of its values, and of keys that were given before."""

    places: Mapping[Path, Place] = field(repr=False)
    duplicates: tuple[tuple[Path, Place], ...] = ()
    excess: Excess | None = None


def locate_toml(text: str) -> Located:
    """Locate every value of TOML text; of text that isn't TOML, those before the mistake."""
    return _Scanner(text, _TOML).scan()


def locate_json(text: str) -> Located:
    """Locate every value of JSON text; of text that isn't JSON, those before the mistake."""
    return _Scanner(text, _JSON).scan()


@frozen(kw_only=True)
class _Syntax:
    """What differs between the two languages."""

    blank: re.Pattern[str]
    key: re.Pattern[str]
    after_key: str
    dotted: bool
    statements: bool


_TOML = _Syntax(
    blank=re.compile(r"(?:[ \t\r\n]++|#[^\n]*+)*+"),
    key=re.compile(r"""[^\s.=\[\]{},"'#]++|"(?:[^"\\\n]++|\\.)*+"|'[^'\n]*+'"""),
    after_key="=",
    dotted=True,
    statements=True,
)
_JSON = _Syntax(
    blank=re.compile(r"[ \t\r\n]*+"),
    key=re.compile(r'"(?:[^"\\]++|\\.)*+"'),
    after_key=":",
    dotted=False,
    statements=False,
)
_STRING = re.compile(
    r'"""(?:[^"\\]++|\\.|"{1,2}(?!"))*+"{3,5}'
    r"|'''(?:[^']++|'{1,2}(?!'))*+'{3,5}"
    r'|"(?:[^"\\\n]++|\\.)*+"'
    r"|'[^'\n]*+'",
    re.DOTALL,
)
_SCALAR = re.compile(r"""[^,\[\]{}#\n"']++""")
_SPACE = re.compile(r"[ \t]*+")


class _StopError(Exception):
    """The text is not of the grammar here, or a limit is passed."""


class _Scanner:
    """One pass over one text."""

    def __init__(self, text: str, syntax: _Syntax) -> None:
        self._text = text
        self._syntax = syntax
        self._pos = 0
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self._places: dict[Path, Place] = {(): self._place(0, 0)}
        self._given: set[Path] = set()
        self._counts: dict[Path, int] = {}  # of arrays of tables
        self._duplicates: list[tuple[Path, Place]] = []
        self._excess: Excess | None = None

    def scan(self) -> Located:
        """Go through the text once."""
        try:
            if self._syntax.statements:
                self._statements()
            else:
                self._blank()
                self._value((), self._pos)
        except _StopError:
            pass  # its parser says why, or `excess` does
        return Located(places=self._places, duplicates=tuple(self._duplicates), excess=self._excess)

    def _statements(self) -> None:
        table: Path = ()
        while True:
            self._blank()
            if self._pos >= len(self._text):
                return
            if self._text[self._pos] == "[":
                table = self._header()
            else:
                path, key_at = self._key(table)
                self._value(path, key_at)

    def _header(self) -> Path:
        """Read ``[table]`` or ``[[list.of.tables]]``, and give the path that it opens."""
        at = self._pos
        opening = "[[" if self._text.startswith("[[", at) else "["
        self._pos += len(opening)
        parts = self._key_parts()
        self._expect("]" * len(opening))
        path: Path = ()
        for name, key_at in parts[:-1]:
            path = (*path, name)
            self._imply(path, key_at)
            if path in self._counts:
                path = (*path, self._counts[path] - 1)
        name, key_at = parts[-1]
        path = (*path, name)
        if opening == "[":
            self._give(path, key_at, at)
            return path
        self._imply(path, key_at)
        count = self._counts.get(path, 0)
        self._counts[path] = count + 1
        path = (*path, count)
        self._give(path, key_at, at)
        return path

    def _value(self, path: Path, key_at: int) -> None:
        """Read a value with everything inside it: a stack of open containers, no recursion."""
        opened: list[tuple[Path, bool]] = []
        counts: list[int] = []
        while True:
            self._give(path, key_at, self._pos)
            opening = self._text[self._pos : self._pos + 1]
            if opening and opening in "[{":
                opened.append((path, opening == "["))
                counts.append(0)
                self._pos += 1
            else:
                self._scalar()
            self._close(opened, counts)
            if not opened:
                return
            container, is_list = opened[-1]
            if is_list:
                path, key_at = (*container, counts[-1]), self._pos
                counts[-1] += 1
            else:
                path, key_at = self._key(container)

    def _close(self, opened: list[tuple[Path, bool]], counts: list[int]) -> None:
        """Step over commas and ends of containers, up to the next value."""
        while opened:
            self._blank()
            closing = self._text[self._pos : self._pos + 1]
            if closing == "":
                raise _StopError
            if closing in "]}":
                opened.pop()
                counts.pop()
            elif closing != ",":
                return
            self._pos += 1

    def _scalar(self) -> None:
        string = _STRING.match(self._text, self._pos)
        if string is not None:
            self._pos = string.end()
            return
        scalar = _SCALAR.match(self._text, self._pos)
        if scalar is None:
            raise _StopError
        if len(scalar.group().rstrip()) > LONGEST_SCALAR:
            self._stop("too-long", f"a value without quotes has over {LONGEST_SCALAR} characters")
        self._pos = scalar.end()

    def _key(self, table: Path) -> tuple[Path, int]:
        """Read ``key =`` and the space behind it, and give the path that it names."""
        *parents, (name, key_at) = self._key_parts()
        path = table
        for parent, parent_at in parents:
            path = (*path, parent)
            self._imply(path, parent_at)
        self._expect(self._syntax.after_key)
        self._space()
        return (*path, name), key_at

    def _key_parts(self) -> list[tuple[str, int]]:
        parts: list[tuple[str, int]] = []
        while True:
            self._space()
            match = self._syntax.key.match(self._text, self._pos)
            if match is None:
                raise _StopError
            parts.append((self._decoded(match.group()), match.start()))
            if len(parts) > DEEPEST:
                self._too_deep()
            self._pos = match.end()
            self._space()
            if not (self._syntax.dotted and self._text.startswith(".", self._pos)):
                return parts
            self._pos += 1

    def _decoded(self, key: str) -> str:
        """Give the name that a key spells."""
        if key[0] not in "\"'":
            return key
        if key[0] == "'" or "\\" not in key:
            return key[1:-1]
        try:
            if self._syntax.dotted:
                name = next(iter(tomllib.loads(f"{key} = 0")))
            else:
                name = str(json.loads(key))
        except ValueError:
            raise _StopError from None
        return name

    def _imply(self, path: Path, key_at: int) -> None:
        """Note a table that is mentioned on the way to another."""
        if path not in self._places:
            self._note(path, self._place(key_at, key_at))

    def _give(self, path: Path, key_at: int, value_at: int) -> None:
        """Note a value that is written out."""
        place = self._place(key_at, value_at)
        if path in self._given:
            self._duplicates.append((path, place))
        else:
            self._given.add(path)
            self._note(path, place)
        if len(self._places) + len(self._duplicates) > MOST_VALUES:
            self._stop("too-many-values", f"the file holds more than {MOST_VALUES:_} values")

    def _note(self, path: Path, place: Place) -> None:
        if len(path) > DEEPEST:
            self._too_deep()
        self._places[path] = place

    def _too_deep(self) -> None:
        self._stop("too-deep", f"more than {DEEPEST} tables and lists stand inside each other")

    def _stop(self, code: str, message: str) -> None:
        place = self._place(self._pos, self._pos)
        self._excess = Excess(code=code, message=message, place=place)
        raise _StopError

    def _expect(self, literal: str) -> None:
        if not self._text.startswith(literal, self._pos):
            raise _StopError
        self._pos += len(literal)

    def _blank(self) -> None:
        match = self._syntax.blank.match(self._text, self._pos)
        self._pos = match.end() if match else self._pos

    def _space(self) -> None:
        if self._syntax.statements:
            match = _SPACE.match(self._text, self._pos)
            self._pos = match.end() if match else self._pos
        else:
            self._blank()

    def _place(self, key_at: int, value_at: int) -> Place:
        key_line = bisect_right(self._starts, key_at)
        line = key_line if key_at == value_at else bisect_right(self._starts, value_at)
        return Place(
            line=line,
            column=value_at - self._starts[line - 1] + 1,
            key_line=key_line,
            key_column=key_at - self._starts[key_line - 1] + 1,
        )
