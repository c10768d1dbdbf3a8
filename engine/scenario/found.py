"""Finding scenario files by path or by the name of a shipped charter, each with its charter."""

from importlib.resources import files
from pathlib import Path

from ..charter import Charter
from ..errors import RequestError
from ..opening import find, is_path, shipped
from ..source.problem import quoted
from .document import Scenarios, load_scenarios

SUFFIX = ".scenarios"
"""What stands before the suffix of a scenario file's name: ``ours.scenarios.toml``."""


def found_scenarios(name: str) -> Scenarios:
    """Load a scenario file, by its path or by the name of the shipped charter that it is about.

    Raises:
        CharterError: it can't be used; every problem is told.
        RequestError: there is none.
    """
    return (
        load_scenarios(Path(name), name)
        if is_path(name)
        else load_scenarios(shipped_scenarios(name), f"{name}{SUFFIX}.toml")
    )


def shipped_scenarios(name: str) -> str:
    """Give the text of the scenarios of a shipped charter.

    Raises:
        RequestError: there is no such charter, or it is shipped without any.
    """
    found = files("bylaw.charters").joinpath(f"{name}{SUFFIX}.toml")
    if name not in shipped() or not found.is_file():
        find(name)  # says which charters there are
        raise RequestError(f"the charter {quoted(name)} is shipped without scenarios")
    return found.read_text(encoding="utf-8")


def charter_of(name: str, scenarios: Scenarios) -> Charter:
    """Find the charter of a scenario file: beside it, or shipped under the name that it states.

    Raises:
        CharterError: it can't be used; every problem is told.
        RequestError: there is none.
    """
    if not is_path(name):
        return find(name)
    path = Path(name)
    beside = path.with_name(path.name.replace(f"{SUFFIX}.", "."))
    if beside != path and beside.exists():
        return find(beside)
    if scenarios.file.charter in shipped():
        return find(str(scenarios.file.charter))
    raise RequestError(
        f"there is no {quoted(beside)} for {quoted(name)}: name one with `--charter`"
    )
