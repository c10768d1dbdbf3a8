"""The public face: what `import bylaw` offers, and how little it loads."""

import json
import subprocess
import sys
from importlib import import_module

import pytest

import bylaw

HEAVY = ["attrs", "cattrs", "click", "dateutil", "tinydb", "transitions", "bylaw.engine"]


def run(code: str) -> object:
    """What a Python of its own prints, as data."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_importing_bylaw_loads_nothing_heavy() -> None:
    """A host that only names bylaw pays for nothing that it does not use."""
    code = f"import bylaw, json, sys; print(json.dumps([n for n in {HEAVY} if n in sys.modules]))"
    assert run(code) == []


def test_a_charter_is_read_without_a_command_line_or_a_query_face() -> None:
    code = "import bylaw, json, sys; bylaw.load; print(json.dumps('click' in sys.modules))"
    assert run(code) is False


def test_every_name_is_listed_once_and_in_order() -> None:
    def order(name: str) -> tuple[bool, str]:
        return name[0].islower(), name

    assert sorted(set(bylaw.__all__), key=order) == bylaw.__all__


@pytest.mark.parametrize("name", bylaw.__all__)
def test_every_name_can_be_had(name: str) -> None:
    assert getattr(bylaw, name) is not None
    assert name in dir(bylaw)


@pytest.mark.parametrize("name", bylaw.__all__)
def test_every_name_says_what_it_is(name: str) -> None:
    """Functions and classes carry a docstring; an alias of a type can't."""
    value = getattr(bylaw, name)
    if callable(value) and getattr(value, "__module__", "").startswith("bylaw"):
        assert value.__doc__


def test_a_name_that_is_not_there_is_an_ordinary_error() -> None:
    with pytest.raises(AttributeError, match="no attribute `nothing`"):
        bylaw.nothing  # noqa: B018  # pyright: ignore[reportAttributeAccessIssue, reportUnusedExpression]  # that is the test


def test_every_error_of_the_tree_is_offered_or_comes_under_one_that_is() -> None:
    """Whoever catches `BylawError` catches all that bylaw raises on purpose."""
    errors = import_module("bylaw.engine.errors")
    tree = [
        each
        for each in vars(errors).values()
        if isinstance(each, type) and each.__module__ == errors.__name__
    ]
    assert all(issubclass(each, bylaw.BylawError) for each in tree)
    assert {each.__name__ for each in tree} <= set(bylaw.__all__)
