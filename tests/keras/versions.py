"""The charters of the seven versions: each is another one, and what it says otherwise.

They start from the charter that ships, which is the third version. A file beside this one names
under ``from`` the version that it starts from. Then ``drop`` takes places away, ``rename`` gives a
body another name wherever it is named, and ``put`` adds or replaces; tables are merged.
"""

import json
import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from bylaw.engine.charter import Charter, load
from bylaw.engine.opening import shipped_text

HERE = Path(__file__).parent

VERSIONS = (
    "2019-05-02",
    "2019-07-23",
    "2019-08-02",
    "2020-04-05",
    "2020-04-10",
    "2021-06-03",
    "2022-03-03",
)
"""The days on which the text of each version was merged."""

COMMITS = ("dae814e", "a674e54", "52b6c93", "c8c446c", "f8e4e33", "5f70c38", "67ec141")

SHIPPED = "shipped"

Table = dict[str, Any]


@cache
def charter(version: str) -> Charter:
    """Give the charter of a version.

    Raises:
        CharterError: it can't be used.
    """
    return load(text(version), f"{version}.json")


def text(version: str) -> str:
    """Give the text of a charter of a version, as JSON."""
    return json.dumps(document(version), default=_day)


def document(version: str) -> Table:
    """Give a charter of a version as plain data."""
    if version == SHIPPED:
        return tomllib.loads(shipped_text("keras_sig"))
    told = tomllib.loads((HERE / f"{version}.toml").read_text(encoding="utf-8"))
    found = document(told["from"])
    for place in told.get("drop", ()):
        *way, last = place.split(".")
        table = found
        for name in way:
            table = table[name]
        del table[last]
    for old, new in told.get("rename", {}).items():
        for name in ("bodies", "actions", "duties"):
            found[name] = _renamed(found[name], old, new)
    return _merged(found, told.get("put", {}))


def _renamed(value: Any, old: str, new: str) -> Any:
    """Give a value in which a body has another name, wherever it is named."""
    if isinstance(value, dict):
        return {name: _renamed(each, old, new) for name, each in value.items()}
    if isinstance(value, list):
        return [_renamed(each, old, new) for each in value]
    return new if value == old else value


def _merged(before: Table, more: Table) -> Table:
    found = dict(before)
    for name, value in more.items():
        there = found.get(name)
        if isinstance(there, dict) and isinstance(value, dict):
            found[name] = _merged(there, value)  # pyright: ignore[reportUnknownArgumentType]  # of a TOML file
        else:
            found[name] = value
    return found


def _day(value: object) -> str:
    assert isinstance(value, date)
    return value.isoformat()
