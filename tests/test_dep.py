"""Django's DEPs: the check finds what is odd about their votes, and the charter says so."""

import pytest

from bylaw.engine.charter import Charter
from bylaw.engine.check import check
from bylaw.engine.opening import find


@pytest.fixture(scope="module")
def charter() -> Charter:
    return find("dep")


@pytest.fixture(scope="module")
def notes(charter: Charter) -> dict[tuple[str, str], list[str]]:
    """What the check found, by its code and the action that it is about."""
    found: dict[tuple[str, str], list[str]] = {}
    for problem in check(charter):
        assert problem.severity == "note", problem.message
        found.setdefault((problem.code, str(problem.path[1])), []).append(problem.message)
    return found


def test_a_vote_is_declared_complete_though_it_could_still_turn(
    notes: dict[tuple[str, str], list[str]],
) -> None:
    """Three of five may be enough: two more votes make of no action an acceptance or a veto."""
    no_action, veto, *_ = notes["open-outcome", "tally_unsettled"]
    assert (
        "in `draft` with 1 +1 and 2 0 of 5 `council_vote`, while the 2 who have not voted could"
        " still make it `accepted`, `vetoed` or `vetoed_again`"
    ) in no_action
    assert (
        "in `vetoed` with 1 0 and 2 -1 of 5 `council_vote`, while the 2 who have not voted could"
        " still make it `draft`"
    ) in veto
    assert "acknowledged: the source declares a vote complete" in no_action


def test_four_for_a_change_of_governance_can_be_undone_by_the_fifth(
    notes: dict[tuple[str, str], list[str]],
) -> None:
    found = "\n".join(notes["open-outcome", "tally_governance_unsettled"])
    assert "in `accepted` with 4 +1 of 5 `council_vote`" in found


def test_what_can_no_longer_turn_is_declared_by_another_action(
    notes: dict[tuple[str, str], list[str]],
) -> None:
    assert ("open-outcome", "tally") not in notes
    assert ("open-outcome", "tally_governance") not in notes


def test_a_vote_is_extended_for_ever_while_one_member_is_silent(
    notes: dict[tuple[str, str], list[str]],
) -> None:
    (found,) = notes["endless-rounds", "extend"]
    assert "`extend` again and again, for as long as nobody acts" in found
    assert "of 5 `council_vote` 4 said" in found
    assert "acknowledged: the source repeats the week until the vote is complete" in found
