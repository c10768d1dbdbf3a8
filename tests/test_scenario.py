"""Scenario files: what they can say, what is wrong with them, and what their report tells."""

from typing import cast

import pytest

from bylaw.engine.charter import Charter, load
from bylaw.engine.errors import CharterError
from bylaw.engine.scenario import Report, load_scenarios, run
from bylaw.engine.source.problem import Problem

CHARTER = """
format = 1
[charter]
name = "garden"
source = "the example of these tests"
[states]
draft = { kind = "initial" }
open = {}
done = { kind = "final" }
stale = { kind = "final" }
[bodies.chairs]
members = ["ana", "bo", "cy"]
revised_by = "chairs"
[roles.author]
[actions.propose]
to = "draft"
by = "anyone"
assigns = "author"
[actions.post]
from = "draft"
to = "open"
by = "author"
records = "posted"
[actions.vote]
from = "open"
by = "chairs"
ballot = "chairs"
data = { choice = ["yes", "no"] }
[actions.approve]
from = "open"
to = "done"
by = "chairs"
records = "approved_on"
requires = [
  { waiting = { since = "posted", at_least = "P2D" } },
  { tally = { of = "chairs", more_than = "1/2", counting = "members" } },
]
[actions.minute]
from = "done"
by = "chairs"
records = "minuted"
[actions.expire]
from = "open"
to = "stale"
when = { since = "posted", after = "P10D" }
unless = [{ tally = { of = "chairs", more_than = "1/2", counting = "members" } }]
[duties.minutes]
after = "approved_on"
by = "chairs"
must = "minute"
"""

BACKGROUNDS = """
format = 1
[backgrounds.posted]
given = [
  { at = "2026-01-01T12:00:00Z", by = "zoe", do = "propose" },
  { at = "2026-01-02T12:00:00Z", by = "zoe", do = "post" },
]
[backgrounds.carried]
background = "posted"
given = [
  { at = "2026-01-03T12:00:00Z", by = "ana", do = "vote", data = { choice = "yes" } },
  { at = "2026-01-03T12:00:00Z", by = "bo", do = "vote", data = { choice = "yes" } },
]
"""

NOW_APPROVE = 'at = "2026-01-04T12:00:00Z"\nby = "cy"\ndo = "approve"'
APPROVE = 'when = { at = "2026-01-04T12:00:00Z", by = "cy", do = "approve" }'


@pytest.fixture(scope="module")
def garden() -> Charter:
    return load(CHARTER, "garden.toml")


def played(garden: Charter, scenario: str) -> Report:
    text = f'{BACKGROUNDS}\n[[scenario]]\nname = "it"\n{scenario}'
    return run(load_scenarios(text, "garden.scenarios.toml"), garden)


def differences(garden: Charter, scenario: str) -> list[str]:
    (result,) = played(garden, scenario).results
    return [str(difference) for difference in result.differences]


def told(error: CharterError) -> tuple[Problem, ...]:
    return cast("tuple[Problem, ...]", error.problems)


def mistakes(text: str) -> list[tuple[str, str]]:
    with pytest.raises(CharterError) as caught:
        load_scenarios(text, "garden.scenarios.toml")
    return [(each.code, str(each)) for each in told(caught.value)]


ALL_THAT_CAN_BE_SAID = f"""
background = "carried"
{APPROVE}
[scenario.then]
verdict = "allowed"
state = "done"
because = {{ by = "ok", waiting = "ok", tally = "ok" }}
says = ["2 of 3 `chairs` said yes", "allowed: approve"]
earliest = "2026-01-04T12:00:00Z"
events = [{{ do = "approve", by = "cy", at = "2026-01-04T13:00:00+01:00" }}]
owes = ["minutes"]
"""


def test_a_scenario_passes_where_everything_is_as_it_says(garden: Charter) -> None:
    report = played(garden, ALL_THAT_CAN_BE_SAID)
    assert report.passed, str(report)


@pytest.mark.parametrize(
    ("said", "instead", "expected"),
    [
        ('"allowed"', '"refused"', "verdict: expected refused; actual allowed"),
        ('state = "done"', 'state = "stale"', "state: expected `stale`; actual `done`"),
        ('tally = "ok"', 'tally = "missing"', "because of `tally`: expected missing; actual ok"),
        ('by = "ok"', 'data = "ok"', "because of `data`: expected ok; actual not looked at"),
        ('"allowed: a', '"denied: a', "says: expected `denied: approve`; actual it is not said"),
        (
            'earliest = "2026-01-04T12:00:00Z"',
            'earliest = "2026-01-04T12:00:01Z"',
            "earliest: expected 2026-01-04T12:00:01Z; actual 2026-01-04T12:00:00Z",
        ),
        (
            'do = "approve", by = "cy", at',
            'do = "minute", by = "cy", at',
            "events: expected `minute`; actual `approve`",
        ),
        (
            'by = "cy", at',
            'by = "bo", at',
            "actor of `approve`: expected bo; actual cy",
        ),
        (
            'at = "2026-01-04T13:00:00+01:00"',
            'at = "2026-01-04T13:00:00Z"',
            "instant of `approve`: expected 2026-01-04T13:00:00Z; actual 2026-01-04T12:00:00Z",
        ),
        ('owes = ["minutes"]', "owes = []", "owes: expected nothing; actual `minutes`"),
    ],
)
def test_a_scenario_fails_by_what_is_other_than_it_says(
    garden: Charter, said: str, instead: str, expected: str
) -> None:
    when, then = ALL_THAT_CAN_BE_SAID.split("[scenario.then]")
    assert said in then
    found = differences(garden, f"{when}[scenario.then]{then.replace(said, instead, 1)}")
    assert expected in found


def test_what_would_make_it_legal_is_compared_by_words(garden: Charter) -> None:
    soon = (
        'background = "carried"\nwhen = { at = "2026-01-03T12:00:00Z", by = "cy", do = "approve" }'
    )
    fine = 'then = { unblock = "wait to 2026-01-04 12:00 UTC", earliest = "2026-01-04T12:00:00Z" }'
    assert differences(garden, f"{soon}\n{fine}") == []
    wrong = 'then = { unblock = "ask nicely" }'
    assert differences(garden, f"{soon}\n{wrong}") == [
        "unblock: expected `ask nicely`; actual wait to 2026-01-04 12:00 UTC"
    ]


def test_a_given_step_that_is_refused_fails_the_scenario_and_shows_its_decision(
    garden: Charter,
) -> None:
    scenario = f"""
background = "posted"
given = [{{ at = "2026-01-03T12:00:00Z", by = "olu", do = "vote", data = {{ choice = "yes" }} }}]
{APPROVE}
then = {{ verdict = "refused" }}
"""
    (result,) = played(garden, scenario).results
    assert [str(each) for each in result.differences] == [
        "step 3 of what is given: expected `vote` by olu to be allowed; actual it is refused"
    ]
    assert "olu is not one of `chairs`" in result.decision


def test_a_given_step_may_be_said_to_be_refused(garden: Charter) -> None:
    scenario = f"""
background = "posted"
[[scenario.given]]
at = "2026-01-03T12:00:00Z"
by = "olu"
do = "vote"
data = {{ choice = "yes" }}
verdict = "refused"
[scenario.when]
{NOW_APPROVE}
[scenario.then]
verdict = "refused"
because = {{ tally = "missing" }}
"""
    assert differences(garden, scenario) == []


def test_the_clock_runs_alone_and_makes_its_moves_when_they_fall_due(garden: Charter) -> None:
    scenario = """
background = "posted"
when = { clock = "2026-02-01T00:00:00Z" }
[scenario.then]
state = "stale"
events = [{ do = "expire", at = "2026-01-12T12:00:00Z", by = "the clock" }]
"""
    assert differences(garden, scenario) == []


def test_what_the_clock_may_not_do_it_does_not(garden: Charter) -> None:
    scenario = 'background = "carried"\nwhen = { clock = "2026-02-01T00:00:00Z" }\n'
    assert differences(garden, scenario + 'then = { state = "open", events = [] }') == []


def test_a_body_changes_by_steps_on_its_stream(garden: Charter) -> None:
    scenario = f"""
background = "carried"
[[scenario.given]]
at = "2026-01-03T13:00:00Z"
by = "cy"
do = "leave"
on = "@chairs"
data = {{ person = "bo" }}
[scenario.when]
{NOW_APPROVE}
[scenario.then]
verdict = "refused"
says = "1 of 2 `chairs` said yes"
"""
    assert differences(garden, scenario) == []


def test_each_scenario_has_a_journal_of_its_own(garden: Charter) -> None:
    case = f'background = "carried"\n{APPROVE}\nthen = {{ verdict = "allowed" }}'
    report = played(garden, f'{case}\n[[scenario]]\nname = "again"\n{case}')
    assert [result.passed for result in report.results] == [True, True]


def test_coverage_tells_what_no_scenario_has_seen(garden: Charter) -> None:
    report = played(garden, ALL_THAT_CAN_BE_SAID)
    assert report.coverage.actions["approve"] == (1, 0)
    assert report.coverage.policies["approve.tally"] == (1, 0)
    unseen = list(report.coverage.unseen())
    assert "`approve` was never refused" in unseen
    assert "`approve` was never refused for lack of `waiting`" in unseen
    assert "`minute` was never allowed" in unseen
    assert "`approve` was never asked for with `tally` met" not in unseen


def test_coverage_sees_the_clock_both_make_a_move_and_not(garden: Charter) -> None:
    scenario = """
background = "posted"
when = { clock = "2026-02-01T00:00:00Z" }
then = { state = "stale" }
[[scenario]]
name = "other"
background = "carried"
when = { clock = "2026-02-01T00:00:00Z" }
then = { state = "open" }
"""
    report = played(garden, scenario)
    assert report.coverage.actions["expire"] == (1, 1)
    assert report.coverage.policies["expire.tally"] == (1, 1)


def test_the_report_says_each_case_and_how_many_passed(garden: Charter) -> None:
    failing = ALL_THAT_CAN_BE_SAID.replace('state = "done"', 'state = "open"')
    lines = list(played(garden, failing).lines())
    assert lines[:3] == [
        "FAIL  it",
        "      state: expected `open`; actual `done`",
        "      | allowed: approve proposal-1 (open -> done) by cy at 2026-01-04 12:00 UTC",
    ]
    assert lines[-1].startswith("0 of 1 scenarios passed; ")


def test_the_report_is_plain_data_with_the_same_keys(garden: Charter) -> None:
    plain = played(garden, ALL_THAT_CAN_BE_SAID).to_json()
    assert sorted(plain) == ["coverage", "passed", "scenarios"]
    assert plain["scenarios"] == [
        {"name": "it", "line": 15, "passed": True, "differences": [], "decision": None}
    ]


def test_all_mistakes_are_told_at_once_at_their_places() -> None:
    text = """format = 1
[[scenario]]
name = "one"
background = "postd"
when = { at = "2026-01-04T12:00:00", by = "cy", do = "approve" }
then = { verdict = "alowed" }
[[scenario]]
name = "two"
when = { at = "2026-01-04T12:00:00Z", by = "cy" }
then = {}
[[scenario]]
name = "three"
when = { clock = "2026-01-04T12:00:00Z" }
then = { says = "done" }
"""
    found = mistakes(text)
    assert [code for code, _ in found] == ["bad-value", "unknown-word", "bad-step", "no-decision"]
    assert [said.split(":")[1] for _, said in found] == ["5", "6", "9", "14"]


def test_a_background_that_there_is_not_and_one_before_itself_are_told() -> None:
    text = """format = 1
[backgrounds.a]
background = "b"
given = []
[backgrounds.b]
background = "a"
given = []
[[scenario]]
name = "one"
background = "aa"
when = { clock = "2026-01-04T12:00:00Z" }
then = { state = "open" }
"""
    found = mistakes(text)
    assert [code for code, _ in found] == [
        "circular-background",
        "circular-background",
        "unknown-background",
    ]
    assert "did you mean `a`?" in found[2][1]


def test_two_scenarios_of_one_name_are_told() -> None:
    case = '[[scenario]]\nname = "one"\nwhen = { clock = "2026-01-04T12:00:00Z" }\nthen = {}\n'
    assert [code for code, _ in mistakes(f"format = 1\n{case}{case}")] == ["name-taken"]


def test_names_that_the_charter_has_not_are_told_at_once(garden: Charter) -> None:
    text = """format = 1
charter = "orchard"
[[scenario]]
name = "one"
when = { at = "2026-01-04T12:00:00Z", by = "cy", do = "aprove" }
[scenario.then]
state = "opened"
because = { tallly = "ok" }
events = [{ do = "expires" }]
owes = ["minute"]
"""
    with pytest.raises(CharterError) as caught:
        run(load_scenarios(text, "garden.scenarios.toml"), garden)
    said = [str(each) for each in told(caught.value)]
    assert ["did you mean" in each for each in said] == [False, True, True, True, True, True]
    assert "these are scenarios of `orchard`" in said[0]
    assert "garden.scenarios.toml:5:55" in said[1]
