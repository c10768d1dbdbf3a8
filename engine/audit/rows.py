"""The rows of somebody else's log: a CSV file, each row with the JSON object that it may carry."""

import csv
import json
from collections.abc import Iterator, Mapping
from io import StringIO
from pathlib import Path
from typing import cast

from attrs import frozen

from ..errors import RequestError
from .mapping import About, Source

_LARGEST = 100_000_000


@frozen(kw_only=True)
class Row:
    """One row.

    Attributes:
        line: its line in the file, the header being line 1.
        cells: what it holds, by column; empty cells are left out.
    """

    line: int
    cells: Mapping[str, object]

    def text(self, column: str) -> str:
        """Give a cell as text; the empty text where it isn't filled."""
        cell = self.cells.get(column, "")
        return cell if isinstance(cell, str) else json.dumps(cell)

    def filled(self, source: Source) -> object | None:
        """Give the first filled cell of a source, or ``None``."""
        for column in source.column:
            cell = self.cells.get(column)
            if cell is not None:
                name = isinstance(cell, str) and source.part == "name"
                return str(cell).rpartition("/")[2] if name else cell
        return None


def rows(log: Path | str, about: About) -> Iterator[Row]:
    """Read the rows of a log, given by its path or as text, in the order of the file.

    Raises:
        RequestError: it is no such log, or lacks a column that the mapping names.
    """
    text = _text(log) if isinstance(log, Path) else log
    reader = csv.DictReader(StringIO(text), strict=True)
    try:
        header = reader.fieldnames or ()
        columns = (about.case, about.at, about.before, about.after, about.more)
        for column in columns:
            if column and column not in header:
                raise RequestError(f"the log has no column `{column}`")
        for found in reader:
            yield _row(reader.line_num, found, about)
    except csv.Error as error:
        raise RequestError(f"line {reader.line_num} of the log is no CSV: {error}") from None


def _row(line: int, found: Mapping[str | None, object], about: About) -> Row:
    if None in found or None in found.values():
        raise RequestError(f"line {line} of the log has more or fewer cells than its header")
    cells = {str(name): cell for name, cell in found.items() if cell not in ("", about.more)}
    if about.more and about.more in cells:
        try:
            more = cast("object", json.loads(str(cells.pop(about.more))))
        except (ValueError, RecursionError):
            more = None
        if not isinstance(more, dict):
            raise RequestError(f"`{about.more}` on line {line} of the log is no JSON object")
        cells |= {
            name: cell for name, cell in cast("dict[str, object]", more).items() if cell is not None
        }
    return Row(line=line, cells=cells)


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            raw = file.read(_LARGEST + 1)
        if len(raw) > _LARGEST:
            raise RequestError(f"the log `{path}` has more than {_LARGEST:_} bytes")
        return raw.decode("utf-8-sig")
    except OSError as error:
        raise RequestError(
            f"the log `{path}` can't be read: {(error.strerror or '').lower()}"
        ) from None
    except UnicodeDecodeError as error:
        raise RequestError(f"the log `{path}` is not UTF-8 text: {error.reason}") from None
