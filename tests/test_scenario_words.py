"""What a scenario can say compactly, of several proposals, of bodies, and of its reasons."""

import pytest

from bylaw.engine.charter import Charter, load
from bylaw.engine.errors import CharterError
from bylaw.engine.scenario import load_scenarios, run

from .test_scenario import CHARTER, differences, mistakes, played

POSTED = """
[[scenario.given]]
at = "2026-01-01T12:00:00Z"
by = "zoe"
do = "propose"
[[scenario.given]]
after = "P1D"
by = "zoe"
do = "post"
[[scenario.given]]
by = ["ana", "bo"]
do = "vote"
data = { choice = "yes" }
"""
WHEN = '[scenario.when]\nafter = "P2D"\nby = "cy"\ndo = "approve"\n'
THEN = "[scenario.then]\n"
TWO_OF_THREE = "2 of 3 `chairs` said yes; it takes more than 1/2 of 3"


@pytest.fixture(scope="module")
def garden() -> Charter:
    return load(CHARTER, "garden.toml")


def test_a_step_may_be_counted_from_the_one_before_and_several_may_take_it(
    garden: Charter,
) -> None:
    expected = """
verdict = "allowed"
events = [{ do = "approve", at = "2026-01-04T12:00:00Z", by = "cy" }]
says = "2 of 3 `chairs` said yes"
roles = { author = "zoe" }
"""
    assert differences(garden, POSTED + WHEN + THEN + expected) == []


def test_the_clock_may_run_for_a_period(garden: Charter) -> None:
    given = POSTED.replace('by = ["ana", "bo"]', 'by = "ana"')
    said = 'when = { after = "P10D" }\nthen = { state = "stale" }'
    assert differences(garden, f"{said}\n{given}") == []


def test_each_of_several_must_do_it_as_expected(garden: Charter) -> None:
    given = POSTED.replace('"bo"]', '"olu"]')
    assert differences(garden, given + WHEN + THEN) == [
        "step 3 of what is given: expected `vote` by olu to be allowed; actual it is refused"
    ]


def test_what_can_t_be_asked_at_all_fails_the_scenario(garden: Charter) -> None:
    given = POSTED.replace('"bo"]', '"(new)"]')
    (found,) = differences(garden, given + WHEN + THEN)
    assert found.startswith("step 3 of what is given: expected a request; actual it is none: ")


@pytest.mark.parametrize(
    ("then", "expected"),
    [
        ('because = { tally = { status = "ok", says = "2 of 3", rules = [] } }', []),
        (
            'because = { tally = { says = "3 of 4" } }',
            [f"because of `tally`, says: expected `3 of 4`; actual `{TWO_OF_THREE}`"],
        ),
        (
            'because = { tally = { rules = "r9" } }',
            ["because of `tally`, rules: expected `r9`; actual nothing"],
        ),
        (
            'stopped_by = ["tally"]',
            ["stopped by: expected `tally`; actual nothing"],
        ),
        ("stopped_by = []", []),
        ('bodies = { chairs = ["cy", "bo", "ana"] }', []),
        (
            'bodies = { chairs = ["ana"] }',
            ["members of `chairs`: expected ana; actual ana, bo, cy"],
        ),
        ('proposals = { other = { state = "(new)", roles = { author = [] } } }', []),
        (
            'proposals = { proposal-1 = { state = "open", owes = [] } }',
            [
                "state of `proposal-1`: expected `open`; actual `done`",
                "owes of `proposal-1`: expected nothing; actual `minutes`",
            ],
        ),
        ('roles = { author = "ana" }', ["`author`: expected ana; actual zoe"]),
        (
            'pinned = { outcome = "yes" }',
            ["pinned `outcome`: expected `yes`; actual it is not pinned"],
        ),
    ],
)
def test_what_should_come_of_it_is_compared(
    garden: Charter, then: str, expected: list[str]
) -> None:
    assert differences(garden, POSTED + WHEN + THEN + then) == expected


def test_a_policy_may_be_named_with_what_it_is_about() -> None:
    two = CHARTER.replace(
        "requires = [\n  { waiting",
        'requires = [\n  { happened = "posted" },\n  { happened = "minuted" },\n  { waiting',
    )
    because = '{ "happened.posted" = "ok", "happened.minuted" = "missing", happened = "missing" }'
    report = played(load(two, "garden.toml"), f"{POSTED}{WHEN}{THEN}because = {because}")
    assert report.passed, str(report)
    assert report.coverage.policies["approve.happened.minuted"] == (0, 1)
    unseen = list(report.coverage.unseen())
    assert "`approve` was never refused for lack of `happened.posted`" in unseen


def test_coverage_is_said_in_words_and_in_percent(garden: Charter) -> None:
    report = played(garden, POSTED + WHEN + THEN)
    unseen = list(report.coverage.unseen())
    assert "`approve` was never refused for lack of `tally`" in unseen
    assert "`approve` was never refused because of who asked" in unseen
    assert "`expire` was never stopped by `tally`" in unseen
    assert 0 < report.coverage.percent < 100
    assert report.coverage.summary().endswith(f"; {report.coverage.percent} % of all")


def test_rules_are_covered_where_policies_keep_them() -> None:
    ruled = (
        CHARTER
        + """
[rules.r1]
text = "More than half carry it."
kind = "enforced"
by = "approve.tally"
[rules.r2]
text = "Beauty matters."
kind = "inexpressible"
reason = "taste"
"""
    )
    report = played(load(ruled, "garden.toml"), POSTED + WHEN + THEN)
    assert report.coverage.rules == {"r1": (1, 0)}
    assert "rule `r1` never stood in the way of anybody" in list(report.coverage.unseen())


@pytest.mark.parametrize(
    ("when", "code"),
    [
        ('{ by = "cy", do = "approve" }', "no-instant"),
        ('{ after = "P1D", by = "cy", do = "approve" }', "no-instant"),
        ('{ at = "2026-01-04T12:00:00Z", after = "P1D", by = "cy", do = "approve" }', "bad-step"),
        ('{ at = "2026-01-04T12:00:00Z", by = [], do = "approve" }', "bad-step"),
        ('{ at = "2026-01-04T12:00:00Z", by = ["cy", "bo"], do = "approve" }', "bad-step"),
        ('{ clock = "2026-01-04T12:00:00Z", by = "cy" }', "bad-step"),
        ("{}", "bad-step"),
        ('{ after = "7 days" }', "bad-value"),
    ],
)
def test_a_step_that_says_too_little_or_too_much_is_told(when: str, code: str) -> None:
    text = f'format = 1\n[[scenario]]\nname = "one"\nwhen = {when}\nthen = {{}}\n'
    assert [found for found, _ in mistakes(text)] == [code]


def test_names_of_bodies_and_other_proposals_states_are_checked(garden: Charter) -> None:
    text = """format = 1
[[scenario]]
name = "one"
when = { at = "2026-01-04T12:00:00Z", by = "cy", do = "approve" }
[scenario.then]
stopped_by = ["tallly"]
bodies = { chair = [] }
proposals = { other = { state = "opened", owes = ["minute"] } }
"""
    with pytest.raises(CharterError) as caught:
        run(load_scenarios(text, "garden.scenarios.toml"), garden)
    said = str(caught.value)
    for meant in ("tally", "chairs", "open", "minutes"):
        assert f"did you mean `{meant}`?" in said


def test_a_report_measures_each_scenario_by_the_timer_that_it_is_given(garden: Charter) -> None:
    text = f'format = 1\n[[scenario]]\nname = "it"\n{POSTED}{WHEN}{THEN}'
    ticks = iter([5, 12])
    report = run(load_scenarios(text, "a.toml"), garden, timer=lambda: next(ticks))
    assert [result.took for result in report.results] == [7]


SEALED = """
format = 1
charter = { name = "sealed", source = "made up" }
states.open.kind = "initial"
states.done.kind = "final"
bodies.board.members = ["ana", "bo"]
ballots.motion = { of = "board", secrecy = "sealed" }
actions.propose = { to = "open", by = "anyone" }
actions.seal = { from = "open", by = "board", seals = "motion", data = { commitment = "text" } }
actions.pass = { from = "open", to = "done", by = "board", requires = [{ all_but = "motion" }] }

[actions.reveal]
from = "open"
by = "board"
unseals = "motion"
data = { choice = ["yes", "no"], salt = "text", voter = { type = "person", optional = true } }
"""


@pytest.mark.parametrize(
    ("opened", "told"),
    [
        ('by = "bo", do = "reveal", sealed = { choice = "yes" }', ""),
        ('by = "ana", do = "reveal", data = { voter = "bo" }, sealed = { choice = "yes" }', ""),
        ('by = "bo", do = "reveal", sealed = { choice = "no" }', "step 4"),
    ],
)
def test_a_sealed_vote_is_written_as_it_is(opened: str, told: str) -> None:
    """Each has a salt of their own, so that nobody seals just what another has."""
    text = f"""
[[scenario]]
name = "one"
given = [
  {{ at = "2026-01-01T12:00:00Z", by = "zoe", do = "propose" }},
  {{ by = ["ana", "bo"], do = "seal", sealed = {{ choice = "yes" }} }},
  {{ by = "ana", do = "reveal", sealed = {{ choice = "yes" }} }},
  {{ {opened} }},
]
when = {{ by = "ana", do = "pass" }}
then = {{ verdict = "allowed", state = "done" }}
"""
    report = run(load_scenarios(f"format = 1\n{text}", "one.toml"), load(SEALED, "sealed.toml"))
    (result,) = report.results
    assert result.passed is not bool(told)
    assert told in "\n".join(result.lines())
