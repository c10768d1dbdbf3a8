"""The shipped schemas: made from the classes, and true of the shipped files."""

import json
import tomllib
from datetime import date, datetime
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any, cast

import pytest
from jsonschema import Draft7Validator  # type: ignore[import-untyped]  # its types ship apart

from bylaw.engine.charter import load, plain
from bylaw.engine.charter.schema import built_in
from bylaw.engine.policy import Policy

from .check.base import CLEAN
from .tree import ROOT, pyproject

CHARTERS = ROOT / "charters"
SCENARIOS = sorted(CHARTERS.glob("*.scenarios.toml"))
FILES = sorted(set(CHARTERS.glob("*.toml")) - set(SCENARIOS))


def made() -> dict[Path, str]:
    """What `python docs/schemas.py` would write."""
    path = ROOT / "docs" / "schemas.py"
    spec = spec_from_file_location("schemas", path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return {CHARTERS / path.name: text for path, text in module.schemas().items()}


def validator(name: str) -> Any:
    """A validator of files by a shipped schema."""
    schema = json.loads((CHARTERS / f"{name}.schema.json").read_text(encoding="utf-8"))
    Draft7Validator.check_schema(schema)
    return Draft7Validator(schema)


def as_json(value: object) -> object:
    """What TOML holds as what a validator sees: editors show it dates and times as text."""
    match value:
        case dict():
            return {name: as_json(each) for name, each in cast("dict[str, object]", value).items()}
        case list():
            return [as_json(each) for each in cast("list[object]", value)]
        case date() | datetime():
            return value.isoformat()
        case _:
            return value


def errors(name: str, text: str) -> list[str]:
    return [error.message for error in validator(name).iter_errors(as_json(tomllib.loads(text)))]


def test_the_shipped_schemas_are_those_of_the_classes() -> None:
    shipped = {path: path.read_text(encoding="utf-8") for path in CHARTERS.glob("*.schema.json")}
    assert made() == shipped, "run `python docs/schemas.py`"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_shipped_charter_is_valid(path: Path) -> None:
    assert errors("charter", path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_shipped_charter_is_valid_with_its_defaults_written_out(path: Path) -> None:
    """The journal's text of a charter is a charter file too."""
    assert [each.message for each in validator("charter").iter_errors(plain(load(path)))] == []


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_shipped_scenarios_are_valid(path: Path) -> None:
    assert errors("scenarios", path.read_text(encoding="utf-8")) == []


def test_every_built_in_policy_is_in_the_schema() -> None:
    declared = pyproject()["project"]["entry-points"]["bylaw.policies"]
    assert sorted(declared) == sorted(built_in())
    assert all(issubclass(each, Policy) for each in built_in().values())


@pytest.mark.parametrize(
    "term",
    [
        '{ session = "review" }',
        '{ sign_off = { by = "lead", at_least = 2 } }',
        '{ any = [{ session = "review" }, { not = { veto = "lead" } }] }',
        '{ at_least = { count = 1, of = [{ veto = "lead" }] } }',
        "{ a_stranger_s = { anything = [1] } }",
    ],
)
def test_a_term_is_valid(term: str) -> None:
    """Built-in policies with their parameters, combinations, and policies of strangers."""
    assert errors("charter", CLEAN.replace('{ session = "review" }', term)) == []


@pytest.mark.parametrize(
    "term",
    [
        "{ session = 3 }",
        '{ sign_off = { by = "lead", at_most = 2 } }',
        '{ tally = "chairs" }',
        '{ waiting = { since = "posted" } }',
        '{ waiting = { since = "posted", at_least = "14 days" } }',
        '{ not = [{ veto = "lead" }] }',
        "{ any = [] }",
        "{ at_least = { count = 0, of = [{ veto = 'lead' }] } }",
        '{ session = "review", veto = "lead" }',
        "{ }",
        '"session"',
    ],
)
def test_a_term_is_refused(term: str) -> None:
    """What the reader refuses in a term's form, an editor shows too."""
    assert len(errors("charter", CLEAN.replace('{ session = "review" }', term))) == 1
