"""What works as it is written, and still leaves people waiting: found, with a witness."""

import pytest

from bylaw.engine.charter import load
from bylaw.engine.check import check
from bylaw.engine.opening import shipped, shipped_text
from bylaw.engine.source.problem import Problem

from .base import found, only, planted, problems

LAPSE = """\
[actions.lapse]
from = "open"
to = "closed"
when = { since = "posted", after = "P6M" }
"""
NO_CLOCK = (LAPSE, "")
WAITS = ("warning", "wait-without-deadline", "open = {}")
ALONE = "moves = ["
ABSENT = "absent-holder"


def codes(text: str) -> list[str]:
    """The codes of all that is told of a charter, errors first seen first."""
    return [code for _, code, _ in found(text)]


def test_a_state_that_no_clock_ends_can_last_for_ever() -> None:
    text = planted(NO_CLOCK)
    assert WAITS in found(text)
    said = only(text, "wait-without-deadline").message
    assert "no move of the clock leads out" in said
    assert "it waits for `chairs` to `decide`" in said


def test_a_clock_that_somebody_can_stop_for_good_ends_no_wait() -> None:
    """The witness says what stops it."""
    text = planted(
        ("[roles.author]", "[roles.author]\n[roles.sponsor]"),
        (LAPSE, LAPSE + "unless = [{ assigned = 'sponsor' }]\n"),
        add="[actions.back]\nfrom = 'open'\nby = 'chairs'\nassigns = 'sponsor'\n",
    )
    assert WAITS in found(text)
    said = only(text, "wait-without-deadline").message
    assert "once another is `sponsor`, no move of the clock leads out" in said


def test_a_clock_that_counts_from_what_may_never_happen_ends_no_wait() -> None:
    text = planted(
        ('when = { since = "posted", after = "P6M" }', 'when = { since = "asked", after = "P6M" }'),
        add="[actions.ask]\nfrom = 'open'\nby = 'chairs'\nrecords = 'asked'\n",
    )
    said = only(text, "wait-without-deadline").message
    assert "once `asked` has not happened, no move of the clock leads out" in said


def test_two_clocks_of_which_one_always_runs_end_a_wait() -> None:
    text = planted(
        ("[roles.author]", "[roles.author]\n[roles.sponsor]"),
        (LAPSE, LAPSE + "unless = [{ assigned = 'sponsor' }]\n"),
        add="[actions.back]\nfrom = 'open'\nby = 'chairs'\nassigns = 'sponsor'\n"
        + LAPSE.replace("lapse", "lapse_later").replace("P6M", "P1Y")
        + "requires = [{ assigned = 'sponsor' }]\n",
    )
    assert found(text) == []


@pytest.mark.parametrize(
    "more",
    [
        "[actions.go_on]\nfrom = 'open'\nto = 'closed'\nby = 'anyone'\n",
        "[actions.go_on]\nfrom = 'open'\nto = 'draft'\nby = 'author'\n",
        (
            "[actions.go_on]\nfrom = 'open'\nto = 'closed'\nby = 'chairs'\nrecords = 'gone'\n"
            "[duties.go]\nafter = 'posted'\nby = 'chairs'\nmust = 'go_on'\nwithin = 'P1M'\n"
        ),
    ],
    ids=["anybody", "its maker", "a duty"],
)
def test_a_wait_that_the_right_one_can_end_is_none(more: str) -> None:
    assert "wait-without-deadline" not in codes(planted(NO_CLOCK, add=more))


def test_a_maker_who_can_only_withdraw_does_not_end_a_wait() -> None:
    more = "[actions.withdraw]\nfrom = 'open'\nto = 'closed'\nby = 'author'\n"
    assert WAITS in found(planted(NO_CLOCK, add=more))


def test_a_sign_off_of_one_person_waits_for_that_person() -> None:
    problem = only(planted(NO_CLOCK), ABSENT)
    assert "while `dee` is absent, nobody can meet `sign_off`" in problem.message
    assert problem.path[:2] == ("actions", "decide")


def test_a_deadline_ends_the_wait_for_one_person() -> None:
    assert ABSENT not in codes(planted())


def test_a_second_person_or_a_replacement_ends_the_wait_too() -> None:
    assert ABSENT not in codes(planted(NO_CLOCK, ('members = ["dee"]', 'members = ["dee", "eve"]')))
    assert ABSENT not in codes(
        planted(NO_CLOCK, ('members = ["dee"]', 'members = ["dee"]\nrevised_by = "chairs"'))
    )


def test_who_alone_can_replace_themselves_is_still_missed() -> None:
    text = planted(NO_CLOCK, ('members = ["dee"]', 'members = ["dee"]\nrevised_by = "lead"'))
    assert ABSENT in codes(text)


def test_a_tally_of_all_waits_for_every_one() -> None:
    more = """\
[actions.agree]
from = 'open'
to = 'accepted'
by = 'chairs'
requires = [{ tally = { of = "chairs", at_least = "1/1", counting = "members" } }]
"""
    told = [each for each in problems(planted(NO_CLOCK, add=more)) if each.code == ABSENT]
    assert any("`tally` needs all 3 of them" in each.message for each in told)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("", "nobody can release a veto of `lead`"),
        (
            "[actions.lift]\nfrom = 'open'\nby = 'lead'\nreleases = 'lead'\n",
            "only `dee` can release a veto of `lead`",
        ),
        (
            "[actions.lift]\nfrom='open'\nby='lead'\nreleases={ block='lead', whose='own' }\n",
            "nobody but who spoke a veto of `lead` can release it",
        ),
    ],
)
def test_a_veto_that_one_person_or_nobody_can_release_stands(more: str, said: str) -> None:
    veto = """\
[actions.object]
from = 'open'
by = 'lead'
vetoes = 'lead'
[actions.agree]
from = 'open'
to = 'accepted'
by = 'chairs'
unless = [{ veto = 'lead' }]
"""
    told = [each for each in problems(planted(NO_CLOCK, add=veto + more)) if each.code == ABSENT]
    assert any(said in each.message for each in told)


def test_a_role_that_no_action_gives_is_told() -> None:
    text = planted(
        ("[roles.author]", "[roles.author]\n[roles.editor]"),
        ('by = "lead"', 'by = ["lead", "editor"]'),
    )
    assert ("warning", "unassigned-role", "[roles.editor]") in found(text)


HASTY = (
    (LAPSE, LAPSE.replace("P6M", "P1M")),
    (
        'requires = [{ session = "review" }]',
        "requires = [{ session = 'review' }, { waiting = { since = 'posted', at_least = 'P14D' }}]",
    ),
)


def test_a_deadline_before_the_first_meeting_is_told_with_its_share_and_a_day() -> None:
    """Counted apart: of 10,227 days, by naming the first Friday after two weeks, 42.7 %."""
    zone = ('source = "an example"', 'source = "an example"\nzone = "America/Los_Angeles"')
    said = only(planted(*HASTY, zone), "deadline-before-meeting").message
    assert "on 42.7 % of days" in said
    assert "all 10,227 days of 28 years tried" in said
    assert (
        "such as `posted` on 2019-05-03, the first meeting 2019-06-07, `lapse` 2019-06-03" in said
    )


def test_a_deadline_after_two_meetings_is_none() -> None:
    assert found(planted(*HASTY[1:])) == []
    longer = (LAPSE, LAPSE.replace("P6M", "P50D"))
    assert found(planted(longer, HASTY[1])) == []


def test_a_deadline_in_a_freeze_waits_for_no_meeting() -> None:
    """Nobody meets in what a decision must fall outside of."""
    freeze = (
        ("[sessions.review]", '[sessions.review]\nkind = "blackout"'),
        ("{ session = 'review' }", "{ outside = 'review' }"),
    )
    text = planted(*HASTY, *freeze)
    assert "deadline-before-meeting" not in {each.code for each in problems(text)}


def test_the_keras_process_closes_before_its_first_meeting() -> None:
    """The witness that its own source gives: posted, first meeting, closed."""
    text = shipped_text("keras_sig").partition("[acknowledged")[0]
    told = {each.code: each for each in check(load(text, "keras.toml"))}
    said = told["deadline-before-meeting"].message
    for part in ("42.7 %", "`posted` on 2019-08-02", "meeting 2019-09-06", "sponsor` 2019-09-02"):
        assert part in said
    assert told["deadline-before-meeting"].source == 'when = { since = "posted", after = "P1M" }'


def acknowledging(code: str, name: str, reason: str = "the source has it so") -> str:
    return planted(NO_CLOCK, add=f"[acknowledged.{code}.{name}]\nreason = '{reason}'\n")


def told(text: str, code: str) -> list[Problem]:
    return [each for each in problems(text) if each.code == code]


def test_what_is_acknowledged_is_a_note_with_its_reason() -> None:
    text = acknowledging("wait-without-deadline", "open")
    (problem,) = told(text, "wait-without-deadline")
    assert problem.severity == "note"
    assert problem.message.endswith("; acknowledged: the source has it so")
    assert not told(text, "idle-acknowledgement")


@pytest.mark.parametrize(
    ("code", "name", "hint"),
    [
        ("wait-without-deadline", "opne", "acknowledged.wait-without-deadline.open"),
        ("wait-without-dedline", "open", "acknowledged.wait-without-deadline.open"),
        ("unused", "nothing", "take it out"),
    ],
)
def test_an_acknowledgement_that_matches_nothing_is_told(code: str, name: str, hint: str) -> None:
    (problem,) = told(acknowledging(code, name), "idle-acknowledgement")
    assert (problem.severity, problem.source) == ("warning", f"[acknowledged.{code}.{name}]")
    assert hint in str(problem.hint)


def test_an_error_cannot_be_acknowledged() -> None:
    text = planted(
        ("open = {}", "open = {}\nlost = { kind = 'final' }"),
        add="[acknowledged.unreachable-state.lost]\nreason = 'so be it'\n",
    )
    assert [each.severity for each in told(text, "unreachable-state")] == ["error"]
    (problem,) = told(text, "idle-acknowledgement")
    assert problem.hint == "an error can't be acknowledged: mend it"


def test_an_acknowledgement_without_a_reason_is_refused() -> None:
    assert codes(acknowledging("wait-without-deadline", "open", " ")) == ["no-reason"]
    assert "missing-key" in codes(planted(add="[acknowledged.unused.idle]\n"))


@pytest.mark.parametrize("name", shipped())
def test_a_shipped_charter_lives_with_all_that_is_found_of_it(name: str) -> None:
    assert {each.severity for each in check(load(shipped_text(name), f"{name}.toml"))} == {"note"}
