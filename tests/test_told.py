"""What was told under a link, as a rule asks for it: Rust's disposition, say."""

import json
from collections.abc import Mapping

import pytest

from bylaw.engine.charter import Charter, load
from bylaw.engine.check import check
from bylaw.engine.errors import CharterError
from bylaw.engine.instants import parse
from bylaw.engine.journal import MemoryStore
from bylaw.engine.opening import open as open_workflow
from bylaw.engine.prose import action_page
from bylaw.engine.workflow import Workflow

NOON = parse("2024-03-01T12:00:00Z")
DISPOSITION = {"disposition": ["merge", "close", "postpone"]}


def rfcs(requires: object = None, data: Mapping[str, object] = DISPOSITION) -> Charter:
    """RFCs of which somebody says what should become of them, and which then come to that."""
    actions: dict[str, object] = {
        "propose": {"to": "open", "by": "anyone"},
        "move": {"from": "open", "by": "team", "data": data, "links": "disposition"},
    }
    for action, state in (("merge", "merged"), ("close", "closed")):
        terms = [{"told": {"link": "disposition", "is": action}}]
        actions[action] = {"from": "open", "to": state, "by": "team", "requires": terms}
    if requires is not None:
        actions["merge"] = {"from": "open", "to": "merged", "by": "team", "requires": requires}
    final = {"kind": "final"}
    file = {
        "format": 1,
        "charter": {"name": "rfcs", "source": "made up"},
        "states": {"open": {"kind": "initial"}, "merged": final, "closed": final},
        "bodies": {"team": {"members": ["ana", "bo"]}},
        "actions": actions,
    }
    return load(json.dumps(file), "rfcs.json")


def moved(disposition: str | None = None) -> Workflow:
    flow = open_workflow(rfcs(), MemoryStore(), clock=lambda: NOON)
    assert flow.propose("rfc", by="zoe", at=NOON)
    if disposition is not None:
        assert flow.act("rfc", "move", by="ana", at=NOON, data={"disposition": disposition})
    return flow


@pytest.mark.parametrize(
    ("told", "merges", "closes"),
    [
        (None, False, False),
        ("merge", True, False),
        ("close", False, True),
        ("postpone", False, False),
    ],
)
def test_it_comes_to_what_was_told(told: str | None, merges: bool, closes: bool) -> None:
    flow = moved(told)
    assert flow.may("rfc", "merge", by="bo", at=NOON).allowed is merges
    assert flow.may("rfc", "close", by="bo", at=NOON).allowed is closes


def test_what_is_told_later_takes_its_place() -> None:
    flow = moved("merge")
    assert flow.act("rfc", "move", by="bo", at=NOON, data={"disposition": "close"})
    refused = flow.may("rfc", "merge", by="bo", at=NOON)
    assert "missing  told  `disposition` is `close`" in str(refused)


def test_a_refusal_says_who_could_tell_it() -> None:
    refused = moved().may("rfc", "merge", by="bo", at=NOON)
    assert "no `disposition` was told" in str(refused)
    assert "1 of {ana, bo}: move (disposition merge)" in str(refused)


def codes(charter: Charter) -> set[str]:
    return {problem.code for problem in check(charter)}


def test_a_check_knows_that_one_text_is_not_another() -> None:
    both = [{"told": {"link": "disposition", "is": end}} for end in ("merge", "close")]
    assert "contradiction" in codes(rfcs(both))
    either = [{"told": {"link": "disposition", "is": ["merge", "close"]}}]
    assert "never-holds" not in codes(rfcs(either))
    never = [{"told": {"link": "disposition", "is": "adopt"}}]
    assert "never-holds" in codes(rfcs(never))
    any_text = rfcs(never, {"disposition": "text"})
    assert "never-holds" not in codes(any_text)


def test_two_actions_that_ask_for_two_texts_never_clash() -> None:
    assert not [problem for problem in check(rfcs()) if problem.severity == "error"]


def test_a_rule_that_asks_for_no_text_is_refused() -> None:
    with pytest.raises(CharterError, match="name at least one text"):
        rfcs([{"told": {"link": "disposition", "is": []}}])


def test_it_is_told_in_prose() -> None:
    assert "what was told as “disposition” is “merge”" in str(action_page(rfcs(), "merge"))
