"""Names of a charter: what nothing and nobody can be called is told before anybody meets it."""

from collections.abc import Sequence
from typing import cast

import pytest

from bylaw.engine.charter import load
from bylaw.engine.errors import CharterError
from bylaw.engine.source.problem import Path, Problem

from .check.base import CLEAN, planted

MORE = "[actions.more]\nfrom = 'open'\nby = 'chairs'\n"


def bad_names(text: str) -> Sequence[Path]:
    """The places of all names that can't be."""
    with pytest.raises(CharterError) as caught:
        load(text, "small.toml")
    problems = cast("tuple[Problem, ...]", caught.value.problems)
    assert all(problem.message.isprintable() for problem in problems)
    return [problem.path for problem in problems if problem.code == "bad-name"]


@pytest.mark.parametrize(
    ("add", "place"),
    [
        ('records = "a b"\n', ("records",)),
        ('attests = "\\u001b[31mred"\n', ("attests",)),
        ('data = { "a=b" = "text" }\n', ("data", "a=b")),
        ('data = { day = "date" }\ndates = { "" = "day" }\n', ("dates", "")),
    ],
)
def test_what_an_action_brings_in_has_a_name_like_any_other(add: str, place: Path) -> None:
    """Fields are told as `key=value`, and anchors and claims are printed."""
    assert ("actions", "more", *place) in bad_names(planted(add=MORE + add))


@pytest.mark.parametrize("person", ["", "(clock)", "eve\\u202e", "e\\nve", "x" * 201])
def test_who_may_never_ask_is_in_no_body(person: str) -> None:
    """A seat of theirs would stay silent for ever, and count in every majority."""
    assert bad_names(planted(add=f'[bodies.more]\nmembers = ["eve", "{person}"]\n')) == [
        ("bodies", "more", "members", 1)
    ]


@pytest.mark.parametrize("name", ["", "  ", "a\\u001b[2J", "x" * 61, "\\u202e"])
def test_a_charter_has_a_name_that_a_terminal_shows_as_it_is(name: str) -> None:
    before = next(line for line in CLEAN.splitlines() if line.startswith("name = "))
    assert bad_names(planted((before, f'name = "{name}"'))) == [("charter", "name")]


def test_rules_and_choices_have_names_that_can_be_printed() -> None:
    rule = '[rules."r\\u001b"]\ntext = "a rule"\nkind = "enforced"\nby = "more"\n'
    choice = '[choices."c\\n"]\nquestion = "what?"\nreading = "that"\n'
    assert bad_names(planted(add=MORE + rule + choice)) == [
        ("rules", "r\x1b"),
        ("choices", "c\n"),
    ]
