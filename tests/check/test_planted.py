"""One charter a defect: each is found, by its code, at its place."""

import pytest

from .base import CLEAN, TALLY, found, only, planted

ACCEPT = f'requires = [{TALLY}, {{ sign_off = "lead" }}] }}'
REFUSE = f"unless = [{TALLY}] }}"
RULE = "[actions.more]\nfrom = 'open'\nby = 'chairs'\n"

PLANTED: dict[str, tuple[str, str, str, str]] = {
    "a state to which no move leads": (
        planted(("open = {}", "open = {}\nlost = { kind = 'final' }")),
        "error",
        "unreachable-state",
        "lost = { kind = 'final' }",
    ),
    "a state to which only a dead move leads": (
        planted(
            ("open = {}", "open = {}\nlost = { kind = 'final' }"),
            add=RULE + "to = 'lost'\nrequires = [{ at_least = { count = 1, of ="
            " [{ all = [{ sign_off = 'lead' }, { not = { sign_off = 'lead' } }] }] } }]\n",
        ),
        "error",
        "unreachable-state",
        "lost = { kind = 'final' }",
    ),
    "a state that no move leaves": (
        planted(("open = {}", "open = {}\npit = {}"), add=RULE + "to = 'pit'\n"),
        "error",
        "trap-state",
        "pit = {}",
    ),
    "a state that only a dead move leaves": (
        planted(
            ("open = {}", "open = {}\npit = {}"),
            add=RULE
            + "to = 'pit'\n[actions.out]\nfrom = 'pit'\nto = 'closed'\nby = 'chairs'\n"
            + "requires = [{ quorum = { of = 'chairs', at_least = 4 } }]\n",
        ),
        "error",
        "trap-state",
        "pit = {}",
    ),
    "states that lead to each other and to no end": (
        planted(
            ("open = {}", "open = {}\nto_and = {}\nfro = {}"),
            add=RULE
            + "to = 'to_and'\n[actions.there]\nfrom = 'to_and'\nto = 'fro'\nby = 'chairs'\n"
            + "[actions.back]\nfrom = 'fro'\nto = 'to_and'\nby = 'chairs'\n",
        ),
        "error",
        "livelock",
        "to_and = {}",
    ),
    "no final state at all": (
        planted(
            ('accepted = { kind = "final" }', "accepted = {}"),
            ('closed = { kind = "final" }', "closed = {}"),
        ),
        "error",
        "no-final-state",
        "[states]",
    ),
    "a final state that is left": (
        planted(add="[actions.reopen]\nfrom = 'closed'\nto = 'open'\nby = 'lead'\n"),
        "warning",
        "final-state-left",
        'closed = { kind = "final" }',
    ),
    "a target that is no state": (
        planted(('from = "draft"\nto = "open"', 'from = "draft"\nto = "opne"')),
        "error",
        "unknown-state",
        'to = "opne"',
    ),
    "a policy that nobody registered": (
        planted(add=RULE + "requires = [{ sesion = 'review' }]\n"),
        "error",
        "unknown-policy",
        "requires = [{ sesion = 'review' }]",
    ),
    "a body that isn't declared": (
        planted(add=RULE + "requires = [{ sign_off = 'leed' }]\n"),
        "error",
        "unknown-body",
        "requires = [{ sign_off = 'leed' }]",
    ),
    "an anchor that no action records": (
        planted(add=RULE + "requires = [{ happened = 'postd' }]\n"),
        "error",
        "unknown-anchor",
        "requires = [{ happened = 'postd' }]",
    ),
    "two outcomes without conditions": (
        planted((f", {ACCEPT}", " }"), (f", {REFUSE}", " }")),
        "error",
        "shadowed-move",
        '{ to = "closed" },',
    ),
    "two outcomes that can both apply": (
        planted(
            (REFUSE, "requires = [{ not = { sign_off = 'lead' } }] }"),
            (ACCEPT, f"requires = [{TALLY}] }}"),
        ),
        "error",
        "overlap",
        "{ to = \"closed\", requires = [{ not = { sign_off = 'lead' } }] },",
    ),
    "an outcome that comes too late": (
        planted((ACCEPT, f"requires = [{TALLY}] }}"), (REFUSE, ACCEPT)),
        "error",
        "shadowed-move",
        f'{{ to = "closed", {ACCEPT},',
    ),
    "a body that nobody is in": (
        planted(('members = ["dee"]', "")),
        "error",
        "empty-body",
        "[bodies.lead]",
    ),
    "a body that nobody can join": (
        planted(('members = ["dee"]', 'revised_by = "lead"')),
        "error",
        "empty-body",
        "[bodies.lead]",
    ),
    "a quorum larger than its body": (
        planted(add=RULE + "requires = [{ quorum = { of = 'chairs', at_least = 4 } }]\n"),
        "error",
        "body-too-small",
        "requires = [{ quorum = { of = 'chairs', at_least = 4 } }]",
    ),
    "more signatures than members": (
        planted(add=RULE + "requires = [{ sign_off = { by = 'lead', at_least = 2 } }]\n"),
        "error",
        "body-too-small",
        "requires = [{ sign_off = { by = 'lead', at_least = 2 } }]",
    ),
    "a tally of ballots that nobody casts": (
        planted(
            add=RULE
            + "requires = [{ tally = { of = 'lead', at_least = '1/2', counting = 'members' } }]\n"
        ),
        "error",
        "nothing-supplies",
        "requires = [{ tally = { of = 'lead', at_least = '1/2', counting = 'members' } }]",
    ),
    "a tally for which no ballot can say yes": (
        planted(
            ('data = { choice = ["yes", "no", "abstain"] }', 'data = { choice = ["aye", "nay"] }')
        ),
        "error",
        "never-holds",
        f'{{ to = "accepted", {ACCEPT},',
    ),
    "a tally that voters outside the body would have to carry": (
        planted(('by = "chairs"\nballot', 'by = "lead"\nballot')),
        "error",
        "never-holds",
        f'{{ to = "accepted", {ACCEPT},',
    ),
    "two rules that can't both be met": (
        planted(
            add=RULE
            + "requires = [{ waiting = { since = 'posted', at_least = 'P14D' } },\n"
            + " { within = { since = 'posted', at_most = 'P7D' } }]\n"
        ),
        "error",
        "contradiction",
        "{ within = { since = 'posted', at_most = 'P7D' } }]",
    ),
    "months that never fit into days": (
        planted(
            add=RULE
            + "requires = [{ waiting = { since = 'posted', at_least = 'P32D' } },\n"
            + " { within = { since = 'posted', at_most = 'P1M' } }]\n"
        ),
        "error",
        "contradiction",
        "{ within = { since = 'posted', at_most = 'P1M' } }]",
    ),
    "an anchor that is recorded too late": (
        planted(
            ("[actions.submit]\n", "[actions.submit]\nrequires = [{ happened = 'posted' }]\n"),
        ),
        "error",
        "nothing-supplies",
        "requires = [{ happened = 'posted' }]",
    ),
    "an attestation that nobody can give before": (
        planted(
            add=RULE
            + "requires = [{ attested = 'settled' }]\n"
            + "[actions.attest]\nfrom = 'closed'\nby = 'chairs'\nattests = 'settled'\n"
        ),
        "error",
        "nothing-supplies",
        "requires = [{ attested = 'settled' }]",
    ),
    "an action that works in one of its states only": (
        planted(
            add="[actions.more]\nfrom = ['draft', 'open']\nby = 'chairs'\n"
            "requires = [{ happened = 'posted' }]\n"
        ),
        "warning",
        "nothing-supplies",
        "requires = [{ happened = 'posted' }]",
    ),
    "a source's gap that the charter leaves open": (
        planted(add="[choices.quorum]\nquestion = 'how many must be there'\n"),
        "error",
        "open-choice",
        "[choices.quorum]",
    ),
    "a knob that is not stated": (
        planted(add=RULE + "requires = [{ tally = { of = 'chairs', more_than = '1/2' } }]\n"),
        "error",
        "unstated-choice",
        "requires = [{ tally = { of = 'chairs', more_than = '1/2' } }]",
    ),
    "a clock that is due again and again": (
        planted(
            add="[actions.remind]\nfrom = 'open'\nwhen = { since = 'posted', after = 'P7D' }\n"
        ),
        "error",
        "endless-clock",
        "when = { since = 'posted', after = 'P7D' }",
    ),
    "two clocks that call each other": (
        planted(
            ("open = {}", "open = {}\nsnoozed = {}"),
            ("[actions.lapse]", "[actions.lapse_not]"),
            (
                'to = "closed"\nwhen = { since = "posted", after = "P6M" }',
                "to = 'snoozed'\nwhen = { since = 'posted', after = 'P6M' }",
            ),
            add="[actions.wake]\nfrom = 'snoozed'\nto = 'open'\n"
            "when = { since = 'posted', after = 'P7M' }\n",
        ),
        "error",
        "endless-clock",
        "when = { since = 'posted', after = 'P7M' }",
    ),
    "a session that never meets": (
        planted(("FREQ=MONTHLY;BYDAY=+1FR", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30")),
        "error",
        "never-meets",
        'rrule = "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"',
    ),
    "a duty that is met without a trace": (
        planted(
            add="[actions.notes]\nfrom = 'open'\nby = 'chairs'\n"
            "[duties.minutes]\nafter = 'posted'\nby = 'chairs'\nmust = 'notes'\n"
        ),
        "error",
        "unrecorded-duty",
        "must = 'notes'",
    ),
    "an unused body": (
        planted(add="[bodies.idle]\nmembers = ['eve']\n"),
        "warning",
        "unused",
        "[bodies.idle]",
    ),
    "an unused role": (planted(add="[roles.idle]\n"), "warning", "unused", "[roles.idle]"),
    "a role that is given and that nothing asks for": (
        planted(add='[roles.idle]\n[actions.idle]\nfrom = "open"\nby = "anyone"\nadds = "idle"\n'),
        "warning",
        "unused",
        "[roles.idle]",
    ),
    "an unused session": (
        planted(add="[sessions.idle]\ncalendar = 'fridays'\n"),
        "warning",
        "unused",
        "[sessions.idle]",
    ),
    "an unused anchor": (
        planted(add=RULE + "records = 'idle'\n"),
        "warning",
        "unused",
        "records = 'idle'",
    ),
    "a clock that would have to tell something": (
        planted(
            add="[actions.end]\nfrom = 'draft'\nto = 'closed'\n"
            "when = { since = 'posted', after = 'P7D' }\ndata = { why = 'text' }\n"
        ),
        "error",
        "clock-cannot",
        "data = { why = 'text' }",
    ),
}


def test_the_charter_in_which_defects_are_planted_is_clean() -> None:
    assert found(CLEAN) == []


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_defect_is_found_at_its_place(name: str) -> None:
    """The defect is reported where it was planted; defects that follow from it may be, too."""
    text, severity, code, line = PLANTED[name]
    assert (severity, code, line) in found(text)


def test_an_overlap_comes_with_a_situation_in_which_both_apply() -> None:
    """The reader needs the case that was overlooked, not only the fact that there is one."""
    text, *_ = PLANTED["two outcomes that can both apply"]
    said = only(text, "overlap").message
    assert "of 3 `chairs` 3 said yes" in said
    assert "0 of 1 `lead` signed" in said


def test_a_body_that_can_grow_is_not_too_small() -> None:
    """Whoever may let people in can make a quorum possible."""
    text = planted(
        ('members = ["ana", "bo", "cy"]', 'members = ["ana", "bo", "cy"]\nrevised_by = "chairs"'),
        add=RULE + "requires = [{ quorum = { of = 'chairs', at_least = 40 } }]\n",
    )
    assert {code for _, code, _ in found(text)} == {"tally-out-of-reach"}


def test_a_body_that_others_can_fill_is_not_empty() -> None:
    text = planted(('members = ["dee"]', 'revised_by = "chairs"'))
    assert found(text) == []
