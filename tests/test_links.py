"""Rules that look beyond one proposal: what others are to it, and what all have in common."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bylaw.engine.audit import audit
from bylaw.engine.beyond import Others
from bylaw.engine.charter import Charter, load
from bylaw.engine.check import check
from bylaw.engine.errors import CharterError
from bylaw.engine.facts import Situation
from bylaw.engine.instants import Instant, parse
from bylaw.engine.journal import JournalFile, MemoryStore, Store
from bylaw.engine.journal.store import Write
from bylaw.engine.opening import open as open_workflow
from bylaw.engine.permit import due
from bylaw.engine.workflow import Workflow

START = parse("2024-01-31T12:00:00Z")
DAY = 86_400_000_000

Table = Mapping[str, object]

CLUB: Table = {
    "format": 1,
    "charter": {"name": "club", "source": "made up"},
    "states": {
        "draft": {"kind": "initial"},
        "voting": {},
        "accepted": {},
        "rejected": {"kind": "final"},
        "replaced": {"kind": "final"},
        "released": {"kind": "final"},
    },
    "roles": {"author": {}},
    "anchors": {"release": {"shared": True}},
    "actions": {
        "propose": {
            "to": "draft",
            "by": "anyone",
            "assigns": "author",
            "records": "proposed",
            "data": {
                "subject": {"type": "text", "optional": True},
                "replaces": {"type": "list", "optional": True},
            },
            "links": ["subject", "replaces"],
            "requires": [
                {"cooldown": {"since": "refused", "same": "subject", "at_least": "P6M"}},
                {"limit": {"role": "author", "at_most": 2, "states": ["draft", "voting"]}},
            ],
        },
        "open": {
            "from": "draft",
            "to": "voting",
            "by": "author",
            "records": "opened",
            "unless": [{"pending": {"states": ["voting"], "at_least": 1}}],
        },
        "accept": {"from": "voting", "to": "accepted", "by": "anyone"},
        "reject": {"from": "voting", "to": "rejected", "by": "anyone", "records": "refused"},
        "release": {"from": "accepted", "to": "released", "by": "anyone", "records": "release"},
        "name_successor": {
            "from": "accepted",
            "by": "author",
            "data": {"replaced_by": "text"},
            "links": "replaced_by",
        },
        "replace": {
            "from": "accepted",
            "to": "replaced",
            "by": "author",
            "requires": [
                {
                    "linked": {
                        "link": "replaced_by",
                        "states": ["accepted", "released"],
                        "back": "replaces",
                    }
                }
            ],
        },
        "lapse": {"from": "voting", "to": "rejected", "when": {"since": "opened", "after": "P14D"}},
        "age": {
            "from": "draft",
            "to": "rejected",
            "when": {"since": "release", "after": "P7D"},
        },
    },
}


def club(changes: Table | None = None) -> Charter:
    return load(json.dumps({**CLUB, **(changes or {})}), "club.json")


CHARTER = club()


def living(store: Store | None = None) -> Workflow:
    return open_workflow(CHARTER, store or MemoryStore(), clock=lambda: START + 1000 * DAY)


def test_the_first_proposal_of_an_empty_journal_is_made() -> None:
    """What it is decided on is guarded, even where nothing stands in the journal yet."""
    flow = Workflow(CHARTER, MemoryStore(), clock=lambda: START)
    assert flow.propose("first", by="ana", at=START)


def test_a_field_that_would_be_taken_for_a_link_is_refused() -> None:
    """The subject of a mail is not the subject that a proposal was linked to."""
    opening = cast("Table", cast("Table", CLUB["actions"])["open"])
    rule = {"cooldown": {"since": "refused", "same": "subject", "at_least": "P6M"}}
    mail = {**opening, "data": {"subject": "text"}, "requires": [rule]}
    actions = {**cast("Table", CLUB["actions"]), "open": mail}
    with pytest.raises(CharterError, match="asks for a field `subject` which it doesn't keep"):
        club({"actions": actions})
    kept = {**actions, "open": {**mail, "links": ["subject"]}}
    assert club({"actions": kept})


def done(
    flow: Workflow, name: str, action: str, day: float, by: str = "ana", **data: object
) -> bool:
    return bool(flow.act(name, action, by=by, at=START + int(day * DAY), data=data))


def test_a_power_rests_while_another_is_in_use() -> None:
    """One vote at a time; the reason counts the others."""
    flow = living()
    for name in ("a", "b"):
        assert done(flow, name, "propose", 0)
    assert done(flow, "a", "open", 1)
    refused = flow.may("b", "open", by="ana", at=START + 2 * DAY)
    assert not refused
    assert "1 other proposal is in `voting`" in str(refused)
    assert done(flow, "a", "accept", 3)
    assert flow.may("b", "open", by="ana", at=START + 4 * DAY)
    assert "1 other proposal is in `voting`" in str(refused), "it keeps what it was decided on"


def test_the_clock_of_others_is_looked_at() -> None:
    """The vote on one ends by itself after two weeks: from that instant the next may begin."""
    flow = living()
    for name in ("a", "b"):
        assert done(flow, name, "propose", 0)
    assert done(flow, "a", "open", 1)
    assert not flow.may("b", "open", by="ana", at=START + 15 * DAY - 1)
    assert flow.may("b", "open", by="ana", at=START + 15 * DAY)
    assert done(flow, "b", "open", 15)
    assert flow.proposal("a").state == "rejected"
    assert [each.action for each in flow.events("a")] == ["propose", "open", "lapse"]


def test_what_was_rejected_comes_back_after_a_while() -> None:
    """Six months to the instant, for the same subject alone; on a month's last day, the last."""
    flow = living()
    assert done(flow, "a", "propose", 0, subject="hats")
    assert done(flow, "a", "open", 0)
    assert done(flow, "a", "reject", 0)
    assert done(flow, "other", "propose", 1, subject="shoes")
    due = parse("2024-07-31T12:00:00Z")
    for at, allowed in ((due - 1, False), (due, True)):
        answer = flow.may("b", "propose", by="bo", at=at, data={"subject": "hats"})
        assert allowed is bool(answer)
    refused = flow.may("b", "propose", by="bo", at=due - 1, data={"subject": "hats"})
    assert "6 months after `refused` of another proposal with the same `subject`" in str(refused)
    assert refused.unblocking is not None
    assert due in {way.earliest for way in refused.unblocking.ways}


def test_nobody_plays_a_part_in_too_many() -> None:
    """Two at a time for each; one that is done makes room."""
    flow = living()
    assert done(flow, "a", "propose", 0)
    assert done(flow, "b", "propose", 0)
    assert not done(flow, "c", "propose", 0)
    assert "ana is the author of 2 other proposals in `draft` or `voting`" in str(
        flow.may("c", "propose", by="ana", at=START)
    )
    assert done(flow, "c", "propose", 0, by="bo")
    assert done(flow, "a", "open", 1)
    assert done(flow, "a", "accept", 1)
    assert done(flow, "d", "propose", 1)


def test_a_link_goes_both_ways() -> None:
    """What replaces another must be accepted, and must say so in return."""
    flow = living()
    assert done(flow, "old", "propose", 0)
    assert done(flow, "old", "open", 0)
    assert done(flow, "old", "accept", 0)
    assert not done(flow, "old", "replace", 1)
    assert done(flow, "old", "name_successor", 1, replaced_by="new")
    assert not done(flow, "old", "replace", 1)
    assert done(flow, "new", "propose", 2, by="bo", replaces=["old"])
    refused = flow.may("old", "replace", by="ana", at=START + 2 * DAY)
    assert "new (`replaced_by`) is not in `accepted` or `released`" in str(refused)
    assert done(flow, "new", "open", 2, by="bo")
    assert done(flow, "new", "accept", 2)
    assert done(flow, "old", "replace", 3)


def test_a_shared_anchor_counts_for_every_proposal() -> None:
    """A release of one starts the clock of all that are still drafts."""
    flow = living()
    for name in ("a", "b"):
        assert done(flow, name, "propose", 0)
    assert done(flow, "a", "open", 1)
    assert done(flow, "a", "accept", 1)
    assert done(flow, "a", "release", 2)
    moved = flow.tick(START + 9 * DAY)
    assert [(each.proposal, each.action, each.at) for each in moved] == [
        ("b", "age", START + 9 * DAY)
    ]


def test_a_shared_anchor_that_is_cleared_can_happen_again() -> None:
    """A release that is withdrawn counts for nobody, and the next one counts for all."""
    release = {"from": "accepted", "by": "anyone", "records": "release"}
    withdraw = {"from": "accepted", "by": "anyone", "clears": "release"}
    actions = {**cast("Table", CLUB["actions"]), "release": release, "withdraw": withdraw}
    flow = open_workflow(club({"actions": actions}), MemoryStore(), clock=lambda: START)
    for name in ("a", "b"):
        assert done(flow, name, "propose", 0)
    for day, action in enumerate(("open", "accept", "release", "withdraw")):
        assert done(flow, "a", action, day)
    assert not flow.tick(START + 20 * DAY)
    assert done(flow, "a", "release", 20)
    moved = flow.tick(START + 40 * DAY)
    assert [(each.proposal, each.action, each.at) for each in moved] == [
        ("b", "age", START + 27 * DAY)
    ]


def test_an_audit_decides_so_again() -> None:
    """From the journal alone, with the others as they stood at each line."""
    flow = living()
    for name in ("a", "b"):
        assert done(flow, name, "propose", 0)
    assert done(flow, "a", "open", 1)
    assert not done(flow, "b", "open", 2)
    assert done(flow, "b", "open", 20)
    report = audit(flow.store)
    assert not [each for each in report.findings if each.severity == "violation"]


@pytest.mark.parametrize("kind", ["memory", "file"])
def test_two_writers_cannot_both_take_the_one_place(kind: str, tmp_path: Path) -> None:
    """The second has looked before the first wrote: it must look again."""
    store: Store = MemoryStore() if kind == "memory" else JournalFile(tmp_path / "j", sync=False)
    flow = living(store)
    for name in ("a", "b"):
        assert done(flow, name, "propose", 0)

    class Late:
        """Lets somebody else write just before its own first line."""

        def __init__(self, inner: Store) -> None:
            self.inner = inner
            self.late = True

        def append(self, writes: Sequence[Write], *, key: str | None = None) -> object:
            if self.late:
                self.late = False
                assert done(living(self.inner), "a", "open", 1)
            return self.inner.append(writes, key=key)

        def __getattr__(self, name: str) -> object:
            return getattr(self.inner, name)

    late: Store = Late(store)  # type: ignore[assignment] # pyright: ignore[reportAssignmentType]  # it hands on all else
    second = Workflow(CHARTER, late, clock=lambda: START + 1000 * DAY)
    assert not done(second, "b", "open", 1)
    assert flow.proposal("a").state == "voting"
    store.close()


def test_a_check_goes_through_what_others_may_be() -> None:
    """Every move of this charter can happen, and none for ever."""
    problems = check(CHARTER)
    assert not [each for each in problems if each.severity == "error"]


@pytest.mark.parametrize(
    ("term", "code"),
    [
        ({"pending": {"states": ["nowhere"], "at_most": 0}}, "unknown-state"),
        ({"pending": {"states": ["voting"]}}, "bad-value"),
        ({"linked": {"link": "nothing"}}, "unknown-link"),
        ({"limit": {"role": "author", "at_most": 0}}, "bad-value"),
        ({"limit": {"role": "author", "at_most": 1, "within": "P1Y"}}, "bad-value"),
        (
            {"limit": {"role": "author", "at_most": 1, "anchor": "opened", "since": "opened"}},
            "unknown-shared",
        ),
    ],
)
def test_a_rule_that_names_nothing_is_told(term: Table, code: str) -> None:
    accept = {"from": "voting", "to": "accepted", "by": "anyone", "requires": [term]}
    actions = {**cast("Table", CLUB["actions"]), "accept": accept}
    with pytest.raises(CharterError) as told:
        club({"actions": actions})
    assert code in str(told.value)


def test_a_link_that_is_misspelt_is_told_with_the_field_that_was_meant() -> None:
    actions = dict(cast("Mapping[str, Table]", CLUB["actions"]))
    actions["propose"] = {**actions["propose"], "links": ["subjct", "replaces"]}
    with pytest.raises(CharterError, match="did you mean `subject`"):
        club({"actions": actions})


ACTIONS = ("propose", "open", "accept", "reject", "release")


@given(
    st.lists(
        st.tuples(
            st.sampled_from("abcd"), st.sampled_from(ACTIONS), st.sampled_from(("ana", "bo"))
        ),
        max_size=25,
    )
)
@settings(max_examples=60, deadline=None)
def test_a_register_says_what_all_proposals_say(asked: Sequence[tuple[str, str, str]]) -> None:
    """At every point, and of every earlier point still when others have got on."""
    flow = living()
    seen: list[tuple[Situation, int, Instant]] = []
    for day, (name, action, by) in enumerate(asked):
        done(flow, name, action, day / 10, by=by)
        facts = flow.may("z", "propose", by="ana", at=START + day * DAY // 10).situation
        others = flow.proposals()
        voting = sum(each.state == "voting" for each in others)
        releases = [
            event.at
            for each in others
            for event in flow.events(each.id)
            if event.action == "release"
        ]
        assert voting == facts.pending(("voting",))
        assert (max(releases) if releases else None) == (
            facts.at("release") if facts.happened("release") else None
        )
        authored = [each for each in others if "ana" in each.record.roles.get("author", ())]
        assert len(authored) == facts.held("author")
        seen.append((facts, voting, facts.at("release")))
    for facts, voting, release in seen:
        assert (voting, release) == (facts.pending(("voting",)), facts.at("release"))
    report = audit(flow.store)
    assert not [each for each in report.findings if each.severity == "violation"]


@given(
    st.lists(
        st.tuples(
            st.sampled_from("abcde"),
            st.sampled_from(("propose", "open", "accept", "release")),
            st.sampled_from((0, 1, 5)),
        ),
        max_size=20,
    ),
    st.sampled_from((0, 6, 30)),
)
@settings(max_examples=60, deadline=None)
def test_the_clock_s_first_move_is_that_of_a_look_at_all(
    asked: Sequence[tuple[str, str, int]], days: int
) -> None:
    """However those are kept that wait, the earliest comes first, and of several the eldest."""
    flow, day, others = living(), 0, Others(living().regimes)
    for name, action, later in asked:
        day += later
        done(flow, name, action, day, by=name)
        for each in flow.proposals():
            others.enter(each)
    office = others.office(flow.regimes.current, flow.office)
    until = START + (day + days) * DAY
    coming = [
        (found[1], place, found[0])
        for place, each in enumerate(flow.proposals())
        if (found := due(CHARTER.machine, office, each, until)) is not None
    ]
    tick = others.first_due(lambda _: flow.office, until)
    assert (tick and (tick.at, tick.move)) == (min(coming)[::2] if coming else None)
