"""What can't be said of a body is told when the charter is loaded, at its place."""

import pytest

from bylaw.engine.check import check
from bylaw.engine.errors import CharterError
from bylaw.engine.source.problem import Problem

from .council import council

SEATS = "seats = 4\n"


def problems(old: str, new: str) -> list[tuple[str, str]]:
    with pytest.raises(CharterError) as caught:
        council((old, new))
    found = [each for each in caught.value.problems if isinstance(each, Problem)]
    return [(each.code, ".".join(map(str, each.path))) for each in found]


@pytest.mark.parametrize(
    ("old", "new", "code", "path"),
    [
        (SEATS, "seats = 0\n", "bad-composition", "seats"),
        (SEATS, "seats = 2\n", "bad-composition", "minimum"),
        ("minimum = 3", "minimum = -1", "bad-composition", "minimum"),
        ("per_affiliation = 2", "per_affiliation = 0", "bad-composition", "per_affiliation"),
        ('excludes = ["mergers"]', 'excludes = ["council"]', "bad-composition", "excludes"),
        ('excludes = ["mergers"]', 'excludes = ["merger"]', "unknown-body", "excludes.0"),
        (SEATS, "terms = 2\n", "bad-composition", "terms"),
        (SEATS, 'term = "P1Y"\n', "bad-composition", "term"),
        (SEATS, 'term = "P1Y"\nsince = 2026-01-01\nterms = 0\n', "bad-composition", "terms"),
        (SEATS, "directory = true\n", "bad-composition", "directory"),
        (SEATS, "activity = { misses = 0 }\n", "bad-composition", "activity.misses"),
        (SEATS, "activity = { misses = 1, returns = 0 }\n", "bad-composition", "activity.returns"),
        (
            SEATS,
            'activity = { misses = 3, recorded_by = "clerk" }\n',
            "unknown-body",
            "activity.recorded_by",
        ),
        (
            SEATS,
            'activity = { misses = 3, session = "meeting" }\n',
            "unknown-session",
            "activity.session",
        ),
    ],
)
def test_a_body_that_can_t_be(old: str, new: str, code: str, path: str) -> None:
    assert (code, f"bodies.council.{path}") in problems(old, new)


@pytest.mark.parametrize(
    ("old", "new", "code", "path"),
    [
        ('suspended_from = "council"', 'suspended_from = "c"', "unknown-body", "suspended_from"),
        (
            'suspended_from = "council"',
            'suspended_from = "council"\nmembers = ["ana"]',
            "bad-composition",
            "suspended_from",
        ),
        (
            'suspended_from = "council"',
            'suspended_from = "dormant"',
            "bad-composition",
            "suspended_from",
        ),
    ],
)
def test_a_body_of_the_suspended_that_can_t_be(old: str, new: str, code: str, path: str) -> None:
    assert (code, f"bodies.dormant.{path}") in problems(old, new)


def test_an_affiliation_is_told_once() -> None:
    found = problems('members = ["mel"]', 'members = ["mel"]\naffiliations = { bo = "initech" }')
    assert found == [("two-affiliations", "bodies.mergers.affiliations.bo")]


@pytest.mark.parametrize(
    ("old", "new", "code", "path"),
    [
        ('admits = { body = "council"', 'admits = { body = "c"', "unknown-body", "admits.0.body"),
        (
            'admits = { body = "council"',
            'admits = { body = "dormant"',
            "bad-composition",
            "admits.0.body",
        ),
        (
            'admits = { body = "council", whom = "person"',
            'admits = { body = "council", whom = "somebody"',
            "unknown-field",
            "admits.0.whom",
        ),
        (
            'data = { person = "person",',
            'data = { person = { type = "person", optional = true },',
            "not-a-person",
            "admits.0.whom",
        ),
        (
            'data = { person = "person",',
            'data = { person = { type = "person", kept = "beside" },',
            "not-a-person",
            "admits.0.whom",
        ),
        (
            'affiliation = "employer" }',
            'affiliation = "person" }',
            "unknown-field",
            "admits.0.affiliation",
        ),
    ],
)
def test_what_an_action_can_t_do_to_a_body(old: str, new: str, code: str, path: str) -> None:
    assert (code, f"actions.elect.{path}") in problems(old, new)


def test_the_clock_is_no_member_of_a_body() -> None:
    found = problems(
        'dismisses = { body = "council", whom = "author" }', 'dismisses = { body = "council" }'
    )
    assert found == [("clock-cannot", "actions.lapse.dismisses.0")]


@pytest.mark.parametrize(
    "name", ["join", "leave", "suspend", "restore", "affiliate", "meet", "list"]
)
def test_what_people_do_to_a_body_is_no_name_of_an_action(name: str) -> None:
    assert problems("[actions.fill]", f"[actions.{name}]") == [("name-taken", f"actions.{name}")]


@pytest.mark.parametrize(
    ("old", "new", "rule", "severity"),
    [
        ('bo = "acme"', 'bo = "acme", cy = "acme"', "per_affiliation", "error"),
        ('members = ["mel"]', 'members = ["mel", "bo"]', "excludes", "error"),
        ("seats = 4\nminimum = 3", "seats = 2\nminimum = 1", "seats", "error"),
        ("minimum = 3", "minimum = 4", "minimum", "warning"),
    ],
)
def test_first_members_who_break_a_rule_are_found_by_check(
    old: str, new: str, rule: str, severity: str
) -> None:
    found: list[Problem] = [each for each in check(council((old, new))) if "council" in each.path]
    assert [(each.code, each.path[-1], each.severity) for each in found] == [
        ("broken-composition", rule, severity)
    ]
