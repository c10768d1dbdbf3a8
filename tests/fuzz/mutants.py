"""Mutants of files that load: changed in structure, or in text, by whoever picks numbers.

The same mutants come from hypothesis, which shrinks what it finds, and from a fuzzer that is guided
by coverage.
"""

import json
import tomllib
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path as File
from typing import Any, cast

Pick = Callable[[int], int]
"""Gives a number from 0 up to, and without, the one that it is given."""

Path = tuple[str | int, ...]

RICH = File(__file__).with_name("rich.toml").read_text(encoding="utf-8")
"""A charter that says as many things as it can."""

STRANGE: tuple[object, ...] = (
    *(None, True, False, 0, -1, 1, 53, 2**53, 2**70, -(2**70), 0.5, 1e308),
    *("", " ", "x", "x" * 2_000, "\0", "\x1b[2J", "\ud800", "é", "anyone", "(new)", "@chairs"),
    *("P1M", "P14D", "P0D", "PT1S", "P999999999Y", "PT999999999S", "P999999999D", "P", "-P1D"),
    *("2019-08-02", "9999-12-31", "0001-01-01", "1583-01-01", "2019-02-30", "2020-02-29"),
    *("9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "2019-08-02T11:00:00-07:00", "now"),
    *("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY;INTERVAL=9999;COUNT=1000", "FREQ=DAILY"),
    *("FREQ=YEARLY;INTERVAL=9999;BYMONTH=2;BYMONTHDAY=29", "FREQ=HOURLY", "FREQ=WEEKLY;BYDAY=5FR"),
    *("FREQ=MONTHLY;BYDAY=FR;BYSETPOS=-1;UNTIL=20191231", "00:00", "23:59:59", "24:00", "11"),
    *("UTC", "America/Los_Angeles", "Pacific/Apia", "Mars/Olympus", "../zone", "utc"),
    *("1/2", "2/3", "0/1", "1/0", "1/1", "999999999999/1", "-1/2", "66%"),
    *("initial", "final", "text", "date", "list", "number", "person", "link", "yes", "allowed"),
    *([], {}, [[]], [{}], [""], ["a", "a"], {"": ""}, {"count": 1, "of": []}, {"any": []}),
    {"not": {"not": {"not": {"happened": "posted"}}}},
    {"at_least": {"count": 1, "of": [{"happened": "posted"}]}},
    {"session": "review"},
    {"tally": {"of": "chairs", "more_than": "1/2", "counting": "members"}},
)
"""Values that somebody could write, wherever they stand."""

WORDS = (
    "[",
    "]",
    "{",
    "}",
    '"',
    "'",
    "=",
    ".",
    ",",
    "#",
    "\n",
    "\r",
    "\t",
    "\\u0000",
    "[[x]]\n",
    "é",
)


def seeds(*, scenarios: bool = False) -> dict[str, str]:
    """Give the text of every charter that ships, or of every file of scenarios, by its name."""
    return {
        path.name: path.read_text(encoding="utf-8")
        for path in sorted(files("bylaw.charters").iterdir(), key=lambda path: path.name)
        if path.name.endswith(".toml") and path.name.endswith(".scenarios.toml") is scenarios
    }


def plain(text: str) -> dict[str, Any]:
    """Give the data of a TOML file as JSON would have it."""
    return cast("dict[str, Any]", json.loads(json.dumps(tomllib.loads(text), default=_iso)))


def _iso(value: Any) -> str:
    return str(value.isoformat())


def restructured(data: dict[str, Any], pick: Pick, many: int) -> str:
    """Give a mutant as JSON: values are taken out, moved, doubled, renamed or made strange."""
    mutant = cast("dict[str, Any]", json.loads(json.dumps(data)))
    for _ in range(many):
        paths = list(_paths(mutant))
        if not paths:
            break
        _change(mutant, paths, pick)
    return json.dumps(mutant)


def _change(data: dict[str, Any], paths: list[Path], pick: Pick) -> None:
    *way, last = paths[pick(len(paths))]
    holder: Any = data
    for step in way:
        holder = holder[step]
    other = paths[pick(len(paths))]
    match pick(7):
        case 0:
            del holder[last]
        case 1 | 2:
            holder[last] = STRANGE[pick(len(STRANGE))]
        case 3:
            holder[last] = _copied(data, other)
        case 4 if isinstance(holder, list):
            holder.insert(cast("int", last), _copied(data, (*way, last)))
        case 5 if isinstance(holder, dict):
            holder[str(other[-1])] = holder.pop(last)
        case 6 if isinstance(holder, dict):
            holder[str(STRANGE[pick(len(STRANGE))])] = _copied(data, other)
        case _:
            for _ in range(pick(80)):
                holder[last] = [holder[last]] if pick(2) else {str(last): holder[last]}


def _copied(data: Any, path: Path) -> Any:
    for step in path:
        data = data[step]
    return json.loads(json.dumps(data))


def _paths(data: object, path: Path = ()) -> Iterator[Path]:
    """Give the way to every value; of what nests deep, not all."""
    steps: list[tuple[str | int, object]] = []
    if isinstance(data, dict):
        steps = [(str(key), item) for key, item in cast("dict[str, object]", data).items()]
    elif isinstance(data, list):
        steps = list(enumerate(cast("list[object]", data)))
    for step, item in steps if len(path) < 60 else ():
        yield (*path, step)
        yield from _paths(item, (*path, step))


def rewritten(text: str, pick: Pick, many: int) -> str:
    """Give a mutant of a text: lines go, come twice or trade places, marks go in, its end goes."""
    for _ in range(many):
        lines = text.split("\n")
        one, other = pick(len(lines)), pick(len(lines))
        match pick(6):
            case 0:
                del lines[one]
            case 1:
                lines.insert(one, lines[other])
            case 2:
                lines[one], lines[other] = lines[other], lines[one]
            case 3:
                lines = lines[: one + 1]
                lines[-1] = lines[-1][: pick(len(lines[-1]) + 1)]
            case 4:
                key, equals, value = lines[one].partition(" = ")
                taken = lines[other].partition(" = ")[2]
                lines[one] = f"{key}{equals}{taken or value}"
            case _:
                at = pick(len(lines[one]) + 1)
                lines[one] = f"{lines[one][:at]}{WORDS[pick(len(WORDS))]}{lines[one][at:]}"
        text = "\n".join(lines)
    return text
