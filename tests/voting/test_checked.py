"""`bylaw check` searches votes as it does everything else: it finds what can be, and what can't."""

import pytest

from bylaw.engine.charter import load
from bylaw.engine.check import check

from .polls import VOTE, written
from .test_secrecy import CAST, HIDDEN, RANKED, RESOLVE, REVEAL, SEAL, SEALED, TELL, WON
from .test_votes import ATTEND, CNCF, MAJORITY, OPENING, PROXY, SCORES, SETTLED, STAND_ASIDE

NO_MORE_THAN_YES = '{ outnumbers = { of = "decision", said = "no", over = "yes" } }'
ANY_YES = '[{ tally = { of = "decision", more_than = "0/1", counting = "cast" } }]'


def codes(**parts: str) -> set[str]:
    """The codes of the errors that a check finds."""
    return {each.code for each in check(load(written(3, **parts), "polls.toml")).errors}


@pytest.mark.parametrize(
    "parts",
    [
        {"requires": MAJORITY},
        {"requires": MAJORITY, "more": STAND_ASIDE},
        {"requires": MAJORITY, "more": PROXY},
        {"requires": MAJORITY, "ballot": 'electorate = "opened"', "more": OPENING},
        {"requires": MAJORITY, "ballot": 'silent = "yes"'},
        {"requires": MAJORITY, "ballot": 'of = "author"\n'.replace("of", "except")},
        {"requires": ANY_YES, "ballot": 'defaults = { author = "yes" }'},
        {"requires": ANY_YES, "ballot": "weights = { p00 = 2 }"},
        {"requires": CNCF, "more": ATTEND},
        {"requires": SETTLED, "vote": SCORES},
        {"requires": MAJORITY, "ballot": SEALED, "vote": SEAL, "more": REVEAL},
        {"requires": MAJORITY, "ballot": HIDDEN, "vote": CAST, "more": TELL},
        {"requires": WON, "vote": RANKED, "more": RESOLVE},
        {"requires": '[{ recused = "decision" }]', "more": STAND_ASIDE},
        {"requires": '[{ has_voted = "decision" }]'},
        {"requires": '[{ attended = "decision" }]', "more": ATTEND},
        {"requires": '[{ quorum = { of = "decision", root = "3/2" } }]'},
        {"requires": '[{ all_but = "decision" }, { all_voted = "decision" }]'},
        {"requires": '[{ all_voted = "decision" }]', "vote": RANKED, "more": RESOLVE},
        {"requires": '[{ quorum = { of = "decision", at_least = 3 } }]', "vote": SCORES},
    ],
    ids=str,
)
def test_what_can_be_passed_is_found_to_be(parts: dict[str, str]) -> None:
    assert not codes(**parts) & {"never-holds", "contradiction", "nothing-supplies"}
    assert "body-too-small" not in codes(**parts)


@pytest.mark.parametrize(
    ("requires", "parts", "code"),
    [
        ('[{ quorum = { of = "decision", at_least = 4 } }]', {}, "body-too-small"),
        ('[{ quorum = { of = "decision", at_least = 4, counting = "present" } }]', {}, ""),
        ('[{ recused = "decision" }]', {}, "never-holds"),
        (
            f"{MAJORITY[:-1]}, {NO_MORE_THAN_YES}]",
            {},
            "contradiction",
        ),
        (MAJORITY, {"vote": VOTE.replace('by = "board"', 'by = "chair"')}, ""),
    ],
)
def test_what_never_can_is_told(requires: str, parts: dict[str, str], code: str) -> None:
    found = codes(requires=requires, **parts)
    assert code in found if code else found
