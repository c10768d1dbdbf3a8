"""A charter is amended under its own rules, and says what becomes of what is in flight."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from bylaw.engine.audit import audit
from bylaw.engine.charter import Charter
from bylaw.engine.errors import CharterError, JournalError, RequestError
from bylaw.engine.instants import NEVER, parse
from bylaw.engine.journal import JournalFile, MemoryStore, Receipt, Store, Write
from bylaw.engine.model import Proposal
from bylaw.engine.opening import open as open_workflow
from bylaw.engine.regimes import MIGRATED, RESTARTED
from bylaw.engine.snapshot import Snapshot, SnapshotFile
from bylaw.engine.workflow import Workflow

from .charters_for_tests import DAY, START, Table, made

LATER = START + 10 * DAY


def club(**changes: object) -> dict[str, object]:
    """A board that decides by majority, on proposals and on its own charter."""
    document: dict[str, object] = {
        "format": 1,
        "charter": {"name": "club", "source": "made up"},
        "states": {
            "draft": {"kind": "initial"},
            "open": {},
            "adopted": {"kind": "final"},
            "lapsed": {"kind": "final"},
        },
        "bodies": {"board": {"members": ["ana", "bo", "cy"], "revised_by": "board"}},
        "roles": {"author": {}},
        "actions": {
            "propose": {"to": "draft", "by": "anyone", "assigns": "author"},
            "post": {"from": "draft", "to": "open", "by": "author", "records": "posted"},
            "note": {"from": ["draft", "open"], "by": "anyone", "records": "noted"},
            "vote": {
                "from": "open",
                "by": "board",
                "ballot": "board",
                "data": {"choice": ["yes", "no"]},
            },
            "adopt": {"from": "open", "to": "adopted", "by": "board", "requires": majority()},
            "amend": {
                "from": "open",
                "to": "adopted",
                "by": "board",
                "amends": True,
                "data": {"charter": "text"},
                "requires": majority(),
            },
            "lapse": {
                "from": "open",
                "to": "lapsed",
                "when": {"since": "posted", "after": "P30D"},
            },
        },
    }
    return document | changes


def majority(share: str = "1/2") -> list[Table]:
    return [{"tally": {"of": "board", "more_than": share, "counting": "members"}}]


def later_club(terms: Mapping[str, object] | None = None, **changes: object) -> Charter:
    """The club's next charter: the board of four, of whom two thirds decide, in renamed states.

    What was `open` is `posted` now, and its anchors stand in another order.
    """
    document = club()
    actions = dict(_table(document["actions"]))
    renamed = json.loads(json.dumps(actions).replace('"open"', '"discussed"'))
    renamed["comment"] = {"from": "discussed", "by": "anyone", "records": ["commented", "noted"]}
    renamed = {"comment": renamed.pop("comment"), **renamed}
    renamed["adopt"]["requires"] = majority("2/3")
    renamed["amend"]["requires"] = majority("2/3")
    document |= {
        "charter": {"name": "club", "source": "the second"},
        "states": {**json.loads(json.dumps(document["states"])), "discussed": {}},
        "bodies": {"board": {"members": ["ana", "bo", "cy", "di"], "revised_by": "board"}},
        "actions": renamed,
        "amendment": {"in_flight": "migrate", "states": {"open": "discussed"}}
        if terms is None
        else terms,
    }
    states = dict(_table(document["states"]))
    del states["open"]
    return made(document | {"states": states} | changes)


def _table(value: object) -> Mapping[str, object]:
    assert isinstance(value, dict)
    return value  # pyright: ignore[reportUnknownVariableType]  # a table of the charter


FIRST = made(club())


def opened(store: Store | None = None, charter: Charter | None = FIRST) -> Workflow:
    held = MemoryStore() if store is None else store
    return open_workflow(charter, held, clock=lambda: START + 1_000 * DAY)


def posted(flow: Workflow, name: str, *, votes: Sequence[str] = ()) -> Workflow:
    """Let somebody post a proposal, and some say yes."""
    assert flow.propose(name, by="zed", at=START)
    assert flow.act(name, "post", by="zed", at=START + DAY)
    for voter in votes:
        assert flow.act(name, "vote", by=voter, at=START + DAY, data={"choice": "yes"})
    return flow


def amended(flow: Workflow, charter: Charter, name: str = "new-rules") -> Workflow:
    """Let the board amend its charter."""
    posted(flow, name, votes=["ana", "bo"])
    assert flow.amend(name, charter, by="ana", at=LATER)
    return flow


def anchors(flow: Workflow, proposal: Proposal) -> dict[str, int]:
    _, office = flow.under(proposal)
    held = {name: proposal.anchors[place] for name, place in office.anchors.items()}
    return {name: instant for name, instant in held.items() if instant != NEVER}


def told(flow: Workflow) -> list[object]:
    """Where every proposal stands, its anchors by name: their order is the charter's text's."""
    return [(each._replace(anchors=()), anchors(flow, each)) for each in flow.proposals()]


def conformant(flow: Workflow) -> None:
    report = audit(flow.store)
    assert (str(report.verdict), [str(each.said) for each in report.findings]) == ("conformant", [])


def test_the_charter_in_force_lets_another_in_by_its_own_rules() -> None:
    flow = posted(opened(), "new-rules", votes=["ana"])
    new = later_club()
    assert not flow.amend("new-rules", new, by="ana", at=LATER)
    assert flow.charter.digest == FIRST.digest
    assert flow.act("new-rules", "vote", by="bo", at=LATER, data={"choice": "yes"})
    decision = flow.amend("new-rules", new, by="ana", at=LATER)
    assert decision.event is not None
    assert decision.event.charter == FIRST.digest
    assert flow.charter.digest == new.digest
    assert flow.office.bodies["board"] == {"ana", "bo", "cy", "di"}
    conformant(flow)


def test_a_proposal_that_migrates_takes_along_what_it_has_by_name() -> None:
    flow = posted(opened(), "p", votes=["ana", "bo"])
    assert flow.act("p", "note", by="zed", at=START + 2 * DAY)
    amended(flow, later_club())
    standing = flow.proposal("p")
    assert (standing.state, standing.at, standing.version) == ("discussed", LATER, 6)
    assert anchors(flow, standing) == {"posted": START + DAY, "noted": START + 2 * DAY}
    assert standing.record.ballots["board"] == {"ana": "yes", "bo": "yes"}
    last = flow.events("p")[-1]
    assert (last.action, last.actor, last.source) == (MIGRATED, None, "open")
    assert (last.charter, last.data) == (flow.charter.digest, {"before": FIRST.digest})
    assert not flow.act("p", "adopt", by="ana", at=LATER), "two of four are no two thirds"
    assert flow.act("p", "vote", by="di", at=LATER, data={"choice": "yes"})
    assert flow.act("p", "adopt", by="ana", at=LATER)
    conformant(flow)


def test_a_proposal_that_stays_is_decided_by_the_charter_that_it_was_made_under() -> None:
    """Its rules stay, and the people are those of today."""
    flow = amended(posted(opened(), "p", votes=["ana"]), later_club({"in_flight": "stay"}))
    assert flow.proposal("p").state == "open"
    assert len(flow.events("p")) == 3
    assert flow.act("p", "vote", by="di", at=LATER, data={"choice": "yes"})
    assert not flow.act("p", "adopt", by="ana", at=LATER), "two of four are no majority"
    assert flow.act("p", "vote", by="cy", at=LATER, data={"choice": "yes"})
    adopted = flow.act("p", "adopt", by="ana", at=LATER)
    assert adopted.event is not None
    assert adopted.event.charter == FIRST.digest
    assert flow.propose("q", by="zed", at=LATER)
    assert flow.events("q")[0].charter == flow.charter.digest
    conformant(flow)


def test_a_proposal_that_starts_again_keeps_its_people_alone() -> None:
    flow = amended(posted(opened(), "p", votes=["ana"]), later_club({"in_flight": "restart"}))
    standing = flow.proposal("p")
    assert (standing.state, anchors(flow, standing)) == ("draft", {})
    assert dict(standing.record.roles) == {"author": ("zed",)}
    assert not standing.record.ballots
    assert flow.events("p")[-1].action == RESTARTED
    assert flow.act("p", "post", by="zed", at=LATER)
    conformant(flow)


def test_the_fate_may_differ_by_state() -> None:
    terms = {"in_flight": "restart", "fates": {"open": "stay"}}
    flow = posted(opened(), "p")
    assert flow.propose("d", by="zed", at=START)
    amended(flow, later_club(terms))
    assert [flow.proposal(name).state for name in ("p", "d")] == ["open", "draft"]
    assert [flow.events(name)[-1].action for name in ("p", "d")] == ["post", RESTARTED]
    conformant(flow)


def test_what_has_ended_is_left_alone() -> None:
    flow = posted(opened(), "p", votes=["ana", "bo"])
    assert flow.act("p", "adopt", by="ana", at=START + 2 * DAY)
    amended(flow, later_club())
    assert [each.action for each in flow.events("p")][-1] == "adopt"
    conformant(flow)


def test_what_fell_due_before_comes_first_under_the_old_charter() -> None:
    """The clock lapses what was posted a month ago, though nobody looked before the amendment."""
    flow = posted(opened(), "p")
    posted(flow, "new-rules")
    late = START + 31 * DAY
    assert flow.propose("n", by="zed", at=late - DAY)
    assert flow.act("n", "post", by="zed", at=late - DAY)
    for voter in ("ana", "bo"):
        assert flow.act("n", "vote", by=voter, at=late, data={"choice": "yes"})
    assert flow.amend("n", later_club(), by="ana", at=late)
    assert [each.action for each in flow.events("p")] == ["propose", "post", "lapse"]
    conformant(flow)


class Cut(MemoryStore):
    """A store whose writer dies after so many lines."""

    lines_left = 1_000

    def append(self, writes: Sequence[Write], *, key: str | None = None) -> Receipt:
        if self.lines_left == 0:
            raise JournalError("cut off")
        self.lines_left -= 1
        return super().append(writes, key=key)


@pytest.mark.parametrize("lines", range(4))
def test_a_crash_at_any_line_of_an_amendment_is_made_good_by_whoever_comes_next(
    lines: int,
) -> None:
    """Before the decision nothing has happened; after it, what is due is recorded when asked."""
    store = Cut()
    flow = posted(posted(posted(opened(store), "p"), "q"), "new-rules", votes=["ana", "bo"])
    store.lines_left = lines
    new = later_club()
    with pytest.raises(JournalError, match="cut off"):
        flow.amend("new-rules", new, by="ana", at=LATER)
    store.lines_left = 1_000
    again = opened(store, None)
    if lines < 2:
        assert again.charter.digest == FIRST.digest
        assert again.amend("new-rules", new, by="ana", at=LATER)
    assert again.charter.digest == new.digest
    decision = again.may("p", "comment", by="zed", at=LATER)
    assert (decision.allowed, decision.situation.proposal.state) == (True, "discussed")
    assert again.act("p", "comment", by="zed", at=LATER)
    assert [each.action for each in again.events("p")][-2:] == [MIGRATED, "comment"]
    again.tick(LATER)
    assert [each.action for each in again.events("q")][-1] == MIGRATED
    assert again.tick(LATER) == ()
    conformant(again)


def test_an_audit_before_the_rest_is_done_says_what_is_to_come() -> None:
    store = Cut()
    flow = posted(posted(opened(store), "p"), "new-rules", votes=["ana", "bo"])
    store.lines_left = 2
    with pytest.raises(JournalError, match="cut off"):
        flow.amend("new-rules", later_club(), by="ana", at=LATER)
    report = audit(store)
    assert report.verdict == "conformant"
    assert [(each.kind, each.proposal, each.action) for each in report.findings] == [
        ("pending", "p", MIGRATED)
    ]


def test_another_process_under_the_old_charter_follows() -> None:
    store = MemoryStore()
    first, second = opened(store), opened(store)
    posted(first, "p")
    assert second.may("p", "vote", by="ana", at=LATER, data={"choice": "yes"})
    amended(first, later_club())
    assert second.charter.digest == first.charter.digest
    told = second.may("p", "adopt", by="ana", at=LATER)
    assert told.situation.proposal.state == "discussed"
    assert second.act("p", "vote", by="di", at=LATER, data={"choice": "yes"})
    assert second.events("p")[-1].charter == first.charter.digest
    conformant(second)


class Racing(MemoryStore):
    """A store in which somebody else is quicker, once: they write before the next append."""

    quicker: list[tuple[Workflow, Charter]]

    def append(self, writes: Sequence[Write], *, key: str | None = None) -> Receipt:
        for other, charter in self.quicker:
            self.quicker = []
            assert other.amend("new-rules", charter, by="ana", at=LATER)
        return super().append(writes, key=key)


def test_who_loses_against_an_amendment_is_decided_on_under_the_new_charter() -> None:
    store = Racing()
    store.quicker = []
    first, second = opened(store), opened(store)
    posted(posted(first, "p", votes=["ana", "bo"]), "new-rules", votes=["ana", "bo"])
    store.quicker = [(second, later_club())]
    decision = first.act("p", "adopt", by="ana", at=LATER)
    assert (decision.verdict, decision.situation.proposal.state) == ("refused", "discussed")
    assert [each.action for each in first.events("p")][-1] == MIGRATED
    conformant(first)


def test_two_who_amend_at_once_the_second_is_decided_by_the_first_s_charter() -> None:
    store = Racing()
    store.quicker = []
    first, second = opened(store), opened(store)
    posted(posted(first, "other", votes=["ana", "bo"]), "new-rules", votes=["ana", "bo"])
    store.quicker = [(second, later_club())]
    third = made(club(amendment={"in_flight": "stay"}, charter={"name": "c", "source": "third"}))
    assert first.amend("other", third, by="bo", at=LATER).verdict == "refused"
    assert first.charter.digest == second.charter.digest
    report = audit(store)
    assert report.verdict == "conformant"
    assert [each.said for each in report.findings] == [
        f"the text of the charter `{third.digest[:12]}` is there, and was never let in"
    ]


def test_amendments_follow_each_other_and_each_decision_is_under_its_own() -> None:
    flow = posted(opened(), "p")
    amended(flow, later_club())
    third = made(
        club(
            charter={"name": "club", "source": "the third"},
            amendment={"in_flight": "migrate", "states": {"discussed": "open"}},
        )
    )
    posted_under_second = LATER + DAY
    assert flow.propose("again", by="zed", at=LATER)
    assert flow.act("again", "post", by="zed", at=posted_under_second)
    for voter in ("ana", "bo", "di"):
        assert flow.act("again", "vote", by=voter, at=posted_under_second, data={"choice": "yes"})
    assert flow.amend("again", third, by="ana", at=posted_under_second)
    assert flow.office.bodies["board"] == {"ana", "bo", "cy"}
    assert flow.proposal("p").state == "open"
    report = audit(flow.store)
    assert [each.digest for each in report.charters] == [
        FIRST.digest,
        flow.regimes.all[1].digest,
        third.digest,
    ]
    assert report.under["p"] == (
        (1, FIRST.digest),
        (3, flow.regimes.all[1].digest),
        (4, third.digest),
    )
    assert [each.by for each in report.charters] == [None, ("new-rules", 5), ("again", 6)]
    conformant(flow)


def test_who_joined_before_is_out_if_the_new_charter_names_others_and_in_if_it_keeps() -> None:
    for members, expected in (("named", {"ana", "bo", "cy", "di"}), ("kept", {"ana", "bo", "eve"})):
        flow = opened()
        assert flow.act("@board", "join", by="ana", at=START, data={"person": "eve"})
        assert flow.act("@board", "leave", by="ana", at=START, data={"person": "cy"})
        terms = {"in_flight": "stay", "members": members}
        amended(flow, later_club(terms))
        assert flow.office.bodies["board"] == expected
        assert flow.act("@board", "join", by="ana", at=LATER, data={"person": "fay"})
        assert flow.office.bodies["board"] == expected | {"fay"}
        assert opened(flow.store, None).office == flow.office
        conformant(flow)


def test_nothing_is_done_under_a_charter_before_it_took_effect() -> None:
    flow = amended(opened(), later_club())
    early = flow.act("q", "propose", by="ana", at=LATER - 1)
    assert [each.policy for each in early.reasons if not each.met] == ["order"]
    conformant(flow)


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        ({"in_flight": "migrate"}, "it has no state `open`"),
        (
            {"in_flight": "stay", "states": {"opem": "draft"}},
            "names `opem`, no state of the charter in force, did you mean `open`",
        ),
        ({"in_flight": "stay", "fates": {"gone": "stay"}}, "`amendment.fates` names `gone`"),
    ],
)
def test_a_charter_that_leaves_open_what_becomes_of_proposals_can_t_follow(
    terms: Table, said: str
) -> None:
    flow = posted(opened(), "new-rules", votes=["ana", "bo"])
    before = flow.store.head()
    with pytest.raises(RequestError, match=said):
        flow.amend("new-rules", later_club(terms), by="ana", at=LATER)
    assert before == flow.store.head()


def test_a_charter_that_says_nothing_of_what_is_in_flight_can_t_follow() -> None:
    flow = posted(opened(), "new-rules", votes=["ana", "bo"])
    with pytest.raises(RequestError, match="add `\\[amendment\\]` `in_flight`"):
        flow.amend("new-rules", made(club(roles={"author": {}, "x": {}})), by="ana", at=LATER)


def test_a_charter_comes_back_only_as_another() -> None:
    flow = posted(opened(), "new-rules", votes=["ana", "bo"])
    with pytest.raises(RequestError, match="it is that charter"):
        flow.amend("new-rules", FIRST, by="ana", at=LATER)


def test_a_digest_of_which_no_text_is_there_lets_nothing_in() -> None:
    flow = posted(opened(), "new-rules", votes=["ana", "bo"])
    with pytest.raises(RequestError, match="holds no text of a charter `abc`"):
        flow.act("new-rules", "amend", by="ana", at=LATER, data={"charter": "abc"})


def test_a_proposal_of_a_charter_that_is_gone_can_t_amend_the_one_in_force() -> None:
    flow = posted(opened(), "other", votes=["ana", "bo", "cy"])
    amended(flow, later_club({"in_flight": "stay"}))
    third = made(club(amendment={"in_flight": "stay"}))
    with pytest.raises(RequestError, match="no longer in force"):
        flow.amend("other", third, by="ana", at=LATER)


def test_a_charter_that_nobody_can_amend_says_so() -> None:
    document = club()
    actions = {k: v for k, v in _table(document["actions"]).items() if k != "amend"}
    flow = posted(opened(charter=made(document | {"actions": actions})), "p")
    with pytest.raises(RequestError, match="nobody can amend it"):
        flow.amend("p", later_club(), by="ana", at=LATER)


def test_an_action_that_amends_asks_for_the_new_charter() -> None:
    document = club()
    actions = json.loads(json.dumps(document["actions"]))
    del actions["amend"]["data"]
    with pytest.raises(CharterError, match="asks for no `charter`"):
        made(document | {"actions": actions})


def test_a_state_that_is_not_there_can_t_be_gone_on_in() -> None:
    with pytest.raises(CharterError, match="no state is called `nowhere`"):
        later_club({"in_flight": "migrate", "states": {"open": "nowhere"}})


def test_a_journal_on_disk_is_opened_under_the_charter_in_force(tmp_path: Path) -> None:
    path = tmp_path / "j.journal"
    new = later_club()
    with opened(JournalFile(path)) as flow:
        amended(posted(flow, "p"), new)
        before = (told(flow), flow.office.bodies)
    for charter in (None, new):
        with opened(JournalFile(path), charter) as again:
            assert (told(again), again.office.bodies) == before
    with pytest.raises(RequestError, match="bylaw amend"):
        opened(JournalFile(path), FIRST)


def test_a_snapshot_holds_proposals_of_several_charters(tmp_path: Path) -> None:
    flow = posted(posted(opened(), "p"), "s")
    assert flow.act("p", "note", by="zed", at=LATER)
    amended(flow, later_club({"in_flight": "stay", "fates": {"draft": "migrate"}}))
    assert flow.propose("q", by="zed", at=LATER)
    file = SnapshotFile(path=str(tmp_path / "s"), charter=flow.charter)
    snapshot = Snapshot(head=flow.store.head(), proposals=flow.proposals())
    file.save(snapshot, flow.regimes)
    assert file.load(flow.store, flow.regimes) == snapshot
    assert file.load(flow.store) is None, "one charter alone is another journal"


def test_an_amendment_dated_before_the_last_event_moves_it_then() -> None:
    flow = posted(opened(), "p")
    posted(flow, "new-rules", votes=["ana", "bo"])
    assert flow.act("p", "note", by="zed", at=LATER + DAY)
    assert flow.amend("new-rules", later_club(), by="ana", at=LATER)
    assert flow.proposal("p").at == LATER + DAY
    conformant(flow)


def test_refusals_are_audited_under_the_charter_that_they_name() -> None:
    store = MemoryStore()
    flow = open_workflow(FIRST, store, clock=lambda: START + 1_000 * DAY, record_refusals=True)
    posted(flow, "p")
    assert not flow.act("p", "adopt", by="ana", at=LATER)
    amended(flow, later_club())
    assert not flow.act("p", "adopt", by="ana", at=LATER)
    report = audit(store)
    assert report.counts.refusals == 2
    conformant(flow)


def test_parsing_an_instant_is_what_the_entry_holds() -> None:
    flow = amended(opened(), later_club())
    entry = flow.store.read("$charter")[-1]
    assert (entry["by"], entry["version"], parse(str(entry["at"]))) == ("new-rules", 5, LATER)


def about(new: Charter, flow: Workflow, name: str = "new-rules") -> Workflow:
    """Let somebody propose a charter, by its digest."""
    assert flow.propose(name, by="zed", at=START, data={"charter": new.digest})
    assert flow.act(name, "post", by="zed", at=START + DAY)
    for voter in ("ana", "bo"):
        assert flow.act(name, "vote", by=voter, at=START + DAY, data={"choice": "yes"})
    return flow


def test_what_was_voted_on_is_exchanged_for_nothing_else() -> None:
    """A proposal that keeps a link to a charter lets that one in alone."""
    document = json.loads(json.dumps(club()))
    document["actions"]["propose"] |= {"data": {"charter": "text"}, "links": ["charter"]}
    new, other = later_club(), later_club({"in_flight": "stay", "states": {"open": "discussed"}})
    flow = about(new, opened(charter=made(document)))
    refused = flow.amend("new-rules", other, by="ana", at=LATER)
    (reason,) = [each for each in refused.reasons if not each.met]
    assert reason.text == f"`new-rules` is about the charter `{new.digest}`, and no other"
    assert refused.unblocking is not None
    assert flow.charter.digest != other.digest
    assert flow.amend("new-rules", new, by="ana", at=LATER)
    conformant(flow)


def test_what_is_about_something_else_slips_no_charter_in() -> None:
    """Where proposals say which charter they are about, one that says none is about none."""
    document = json.loads(json.dumps(club()))
    told = {"charter": {"type": "text", "optional": True}}
    document["actions"]["propose"] |= {"data": told, "links": ["charter"]}
    flow = opened(charter=made(document))
    assert flow.propose("bicycles", by="zed", at=START)
    assert flow.act("bicycles", "post", by="zed", at=START)
    for voter in ("ana", "bo"):
        assert flow.act("bicycles", "vote", by=voter, at=START, data={"choice": "yes"})
    refused = flow.amend("bicycles", later_club(), by="ana", at=LATER)
    (reason,) = [each for each in refused.reasons if not each.met]
    assert reason.text == "`bicycles` is about no charter"
    assert flow.act("bicycles", "adopt", by="ana", at=LATER)
    conformant(flow)
