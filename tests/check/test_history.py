"""What can have happened before a state bears on what can be permitted in it."""

from hypothesis import given, settings

from bylaw.engine.charter import Charter, examined
from bylaw.engine.check import check
from bylaw.engine.check.history import histories
from bylaw.engine.errors import CharterError
from bylaw.engine.facts import Effect

from ..test_loading import mutated
from .base import CLEAN, TALLY, found, planted


def charter(text: str) -> Charter:
    made = examined(text, "small.toml")
    assert isinstance(made, Charter)
    return made


def may_and_must(text: str, state: str) -> tuple[frozenset[Effect], frozenset[Effect]]:
    machine = charter(text).machine
    moves = [move for moves in machine.table.values() for move in moves]
    history = histories(moves, machine.states)[state]
    return history.may, history.must


def test_what_every_way_brings_about_must_have_happened() -> None:
    may, must = may_and_must(CLEAN, "open")
    assert must == {("role", "author"), ("anchor", "posted")}
    assert may == must | {("ballot", "chairs"), ("signature", "lead")}


def test_nothing_has_happened_to_a_proposal_that_is_not_made_yet() -> None:
    assert may_and_must(CLEAN, "(new)") == (frozenset(), frozenset())


BACK = "[actions.back]\nfrom = 'open'\nto = 'draft'\nby = 'lead'\n"


def test_what_one_way_brings_about_may_have_happened() -> None:
    may, must = may_and_must(planted(add=BACK), "draft")
    assert ("ballot", "chairs") in may
    assert must == {("role", "author")}


def test_what_is_reset_has_not_happened() -> None:
    may, _ = may_and_must(planted(add=BACK + "resets = ['ballots', 'signatures']\n"), "draft")
    assert may == {("role", "author"), ("anchor", "posted")}


def test_ballots_that_were_reset_carry_nothing() -> None:
    """The tally would have to be met in a state where nobody has voted any more."""
    text = planted(
        add=BACK
        + "resets = 'ballots'\n[actions.hurry]\nfrom = 'draft'\nto = 'accepted'\nby = 'lead'\n"
        + f"requires = [{TALLY}]\n"
    )
    assert found(text) == [("error", "nothing-supplies", f"requires = [{TALLY}]")]
    assert found(text.replace("resets = 'ballots'\n", "")) == []


def test_a_role_that_is_always_given_can_t_be_lacking() -> None:
    text = planted(
        add="[actions.end]\nfrom = 'open'\nto = 'closed'\nby = 'lead'\n"
        "unless = [{ assigned = 'author' }]\n"
    )
    assert [code for _, code, _ in found(text)] == ["never-holds"]


REMIND = "[actions.remind]\nfrom = 'open'\nwhen = { since = 'posted', after = 'P7D' }\n"


def test_a_clock_that_counts_on_from_its_own_move_is_not_endless() -> None:
    assert found(planted(add=REMIND + "records = 'posted'\n")) == []


def test_a_clock_that_its_own_move_stops_is_not_endless() -> None:
    text = planted(add=REMIND + "records = 'reminded'\nunless = [{ happened = 'reminded' }]\n")
    assert found(text) == []


def test_progress_is_told_step_by_step() -> None:
    steps: list[int] = []
    check(charter(CLEAN), steps.append)
    assert steps == list(range(1, len(steps) + 1))
    assert len(steps) > len(charter(CLEAN).machine.table)


@given(mutated())
@settings(max_examples=60)
def test_whatever_loads_can_be_checked(text: str) -> None:
    """A charter may be nonsense; the answer is a list of problems with places all the same."""
    try:
        made = examined(text, "small.json")
    except CharterError:
        return
    if isinstance(made, Charter):
        assert all(problem.line is not None for problem in check(made))
