"""The charters that ship: complete, free of defects, and as their scenarios say."""

from pathlib import Path

import pytest

from bylaw.engine.charter import Charter, choices
from bylaw.engine.charter.rules import rows
from bylaw.engine.errors import CharterError
from bylaw.engine.opening import find, shipped
from bylaw.engine.scenario import Report, Scenarios, load_scenarios, run

from .tree import ROOT

RULES = {
    "cncf_toc": 14,
    "debian": 17,
    "dep": 19,
    "ietf": 11,
    "keras_sig": 23,
    "pep": 20,
    "php": 20,
    "tf_rfc": 11,
}
"""How many rules the source of each charter has, as they were counted when it was read."""

LEAST_SCENARIOS = 12
LEAST_SEEN = 75
"""How many scenarios each charter has, and of how much of it they see both sides, in percent."""

KERAS_GAPS = {
    "quorum",
    "counting",
    "bdfl_in_the_meeting",
    "bdfl_deadline",
    "recusal",
    "withdrawal",
    "holidays",
    "committee",
}
"""What the text of the Keras process leaves open."""

TF_GAPS = {"month", "consensus", "sponsor_leaves"}
"""What the text of the TensorFlow process leaves open."""


PHP_GAPS = {"silence", "last_instant", "grace", "six_months", "substantial", "electorate"}
"""What the text of the PHP process leaves open."""


def scenarios_of(name: str) -> Scenarios:
    return load_scenarios(ROOT / "charters" / f"{name}.scenarios.toml")


def cases() -> list[tuple[str, str]]:
    return [
        (path.name.removesuffix(".scenarios.toml"), scenario.name)
        for path in sorted((ROOT / "charters").glob("*.scenarios.toml"))
        for scenario in load_scenarios(path).file.scenarios
    ]


@pytest.fixture(scope="module")
def reports() -> dict[str, Report]:
    return {name: run(scenarios_of(name), find(name)) for name in dict(cases())}


@pytest.mark.parametrize(("charter", "scenario"), cases(), ids=lambda value: value)
def test_a_charter_is_as_its_scenarios_say(
    reports: dict[str, Report], charter: str, scenario: str
) -> None:
    (result,) = (each for each in reports[charter].results if each.name == scenario)
    assert result.passed, "\n".join(result.lines())


def test_every_charter_that_ships_comes_with_scenarios() -> None:
    assert sorted(dict(cases())) == list(shipped())


_ANYONE = [
    "`propose` was never refused",
    "`comment` was never refused",
    "`comment` was never refused for lack of `open_comments`",
]
UNSEEN = {
    "keras_sig": [*_ANYONE, "rule `r2` never stood in the way of anybody"],
    "php": [
        # after a minor change a cooldown runs for 7 days, and an intent to vote is gone by then
        "`intent_expires` was never refused for lack of `waiting.minor_cooldown`",
        # at its end the clock takes the intent to vote back before anybody can be late
        "`open_vote` was never refused for lack of `within`",
    ],
    "tf_rfc": _ANYONE,
}
"""What can't be otherwise, such as a rule by which all may: it never refuses."""


@pytest.mark.parametrize(("charter", "least"), [("keras_sig", 15), ("php", 100), ("tf_rfc", 10)])
def test_scenarios_see_every_action_and_nearly_every_policy(
    reports: dict[str, Report], charter: str, least: int
) -> None:
    report = reports[charter]
    assert len(report.results) >= least
    assert list(report.coverage.unseen()) == UNSEEN[charter]


@pytest.mark.parametrize("charter", shipped())
def test_every_rule_of_the_source_has_its_entry(charter: str) -> None:
    found = [row.id for row in rows(find(charter).file)]
    assert found == [f"r{number}" for number in range(1, RULES[charter] + 1)]


@pytest.mark.parametrize("charter", shipped())
def test_scenarios_see_most_of_a_charter(reports: dict[str, Report], charter: str) -> None:
    report = reports[charter]
    assert len(report.results) >= LEAST_SCENARIOS
    assert report.coverage.percent >= LEAST_SEEN


@pytest.mark.parametrize(
    ("charter", "expected"),
    [
        ("keras_sig", {"enforced": 18, "evidenced": 2, "attested": 3}),
        ("php", {"enforced": 16, "attested": 4}),
        ("tf_rfc", {"enforced": 7, "evidenced": 2, "attested": 2}),
    ],
)
def test_it_says_how_each_rule_is_kept(charter: str, expected: dict[str, int]) -> None:
    kinds = [row.kind for row in rows(find(charter).file)]
    assert {kind: kinds.count(kind) for kind in dict.fromkeys(kinds)} == expected


@pytest.mark.parametrize(
    ("charter", "gaps"), [("keras_sig", KERAS_GAPS), ("php", PHP_GAPS), ("tf_rfc", TF_GAPS)]
)
def test_what_the_source_leaves_open_is_told_as_a_note(charter: str, gaps: set[str]) -> None:
    notes = choices(find(charter))
    assert gaps <= {note.path[1] for note in notes}
    assert {note.severity for note in notes} == {"note"}


@pytest.mark.parametrize("charter", shipped())
def test_no_rule_is_cited_where_no_decision_looks(charter: str) -> None:
    """A place like ``approve.attested.settled`` that no term has would be cited by nobody."""
    found: Charter = find(charter)
    used = {
        f"{action}.{term.name}.{term.about}"
        for (_, action), moves in found.machine.table.items()
        for move in moves
        for term in (*move.requires, *move.unless)
    }
    threes = {place for row in rows(found.file) for place in row.by if place.count(".") > 1}
    assert threes <= used


def test_a_charter_that_names_a_place_which_it_has_not_is_refused(tmp_path: Path) -> None:
    text = (ROOT / "charters" / "keras_sig.toml").read_text(encoding="utf-8")
    path = tmp_path / "keras_sig.toml"
    path.write_text(text.replace('"approve.sign_off"]', '"approve.sign_of"]', 1), encoding="utf-8")
    with pytest.raises(CharterError, match=r"kept by `approve\.sign_of`"):
        find(path)
