"""Each version of the text is a charter; the one that leaves a name undefined is told of it."""

import json
import tomllib
from pathlib import Path

import pytest

from bylaw.engine.charter import examined
from bylaw.engine.scenario import load_scenarios
from bylaw.engine.scenario import run as run_scenarios
from bylaw.engine.source.problem import Problems

from ..cli.running import run
from .versions import COMMITS, HERE, VERSIONS, charter, document, text


@pytest.mark.parametrize(("version", "commit"), [*zip(VERSIONS, COMMITS, strict=True)])
def test_every_version_is_a_charter_that_names_its_commit_and_day(
    version: str, commit: str
) -> None:
    assert f"{commit} ({version})" in charter(version).file.charter.source


def test_the_charter_that_ships_is_the_third_version() -> None:
    """Beside how it can be amended, and the code of conduct, which decides nothing."""
    ships, third = document("shipped"), document("2019-08-02")
    del third["amendment"], third["states"]["amended"], third["actions"]["amend"]
    del third["choices"]["amending"], third["rules"]["r24"]
    assert {**ships, "charter": third["charter"]} == third


def test_must_approve_comes_and_goes() -> None:
    """The first four versions let nothing pass without the BDFL; then the words are struck."""
    signed = [
        version
        for version in VERSIONS
        if any(
            term.name == "sign_off"
            for move in charter(version).machine.table["under_review", "approve"]
            for term in move.requires
        )
    ]
    assert signed == [*VERSIONS[:4]]


@pytest.mark.parametrize(("version", "passing"), [("2019-08-02", 0), ("2020-04-10", 1)])
def test_what_the_chairs_alone_decide_in_may_2020_turns_on_the_version(
    version: str, passing: int
) -> None:
    """Posted on 30 March and decided on 1 May: blocked by the BDFL's silence, and later legal."""
    cases = tomllib.loads((HERE / "one_proposal.scenarios.toml").read_text(encoding="utf-8"))
    cases["scenario"] = [cases["scenario"][passing]]
    scenarios = load_scenarios(json.dumps(cases), "one_proposal.scenarios.json")
    (result,) = run_scenarios(scenarios, charter(version)).results
    assert result.passed, "\n".join(result.lines())


def test_members_join_and_leave_between_versions() -> None:
    seats = [
        charter(version).machine.office.bodies.get("chairs")
        or charter(version).machine.office.bodies.get("committee", frozenset())
        for version in VERSIONS
    ]
    assert [len(each) for each in seats] == [10, 10, 10, 9, 9, 16, 0]
    assert seats[2] - seats[3] == {"sandeep"}
    assert seats[4] & seats[5] == {"allaire", "branchaud", "gibson", "lee", "rahman"}


def test_chairs_whom_no_text_names_are_told_of_wherever_they_are_needed() -> None:
    """The version of June 2021 speaks of chairs in every second sentence, and has none."""
    found = examined(text("2021-06-03-as-written"), "as-written.json")
    assert isinstance(found, Problems)
    told = {(each.code, each.severity) for each in found}
    assert told >= {("unknown-body", "error"), ("unknown-who", "error")}
    unknown = [each for each in found if each.code in {"unknown-body", "unknown-who"}]
    assert all("is called `chairs`" in each.message for each in unknown)
    assert len(unknown) >= len(["revised_by", "speak", "vote", "approve", "reject", "post_notes"])


def test_bylaw_check_says_so_on_the_command_line(tmp_path: Path) -> None:
    path = tmp_path / "2021-06-03.json"
    path.write_text(text("2021-06-03-as-written"), encoding="utf-8")
    answer = run(f"bylaw check {path}")
    assert answer.code == 1
    assert "error[unknown-body]: no body is called `chairs`" in " ".join(answer.out.split())
