"""The live engine: append first, state after; whoever writes first wins; the clock moves."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from threading import Barrier, Thread

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import bylaw
from bylaw.engine import opening
from bylaw.engine.audit import audit
from bylaw.engine.decide import Decision
from bylaw.engine.errors import JournalError, RequestError
from bylaw.engine.instants import NEVER, parse
from bylaw.engine.journal import JournalFile, MemoryStore, Receipt, Store, Write
from bylaw.engine.observe import Observation
from bylaw.engine.outbox import Outbox
from bylaw.engine.recording import recorded_refusals
from bylaw.engine.wire import CHARTER
from bylaw.engine.workflow import Workflow

from .charters_for_tests import (
    DAY,
    HOUR,
    NAME,
    START,
    History,
    Request,
    copied,
    flow,
    histories,
    made,
    process,
    requests,
)

DUE = parse("2019-10-01T02:00:00-07:00")
"""Two months after the start, by the wall in Los Angeles: when what has no sponsor expires."""


@pytest.fixture(params=["memory", "file"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    made_store = MemoryStore() if request.param == "memory" else JournalFile(tmp_path / "j.jsonl")
    with made_store:
        yield made_store


def opened(store: Store, *, revised_by: str | None = None, now: int = START) -> Workflow:
    return Workflow(made(process(revised_by=revised_by)), store, clock=lambda: now)


def submitted(running: Workflow) -> Workflow:
    assert running.propose(NAME, by="zed", at=START)
    assert running.act(NAME, "submit", by="zed", at=START)
    return running


class Failing(MemoryStore):
    """A store whose disk is full when it is told so."""

    full = False

    def append(self, writes: Sequence[Write], *, key: str | None = None) -> Receipt:
        if self.full:
            raise JournalError("the disk is full")
        return super().append(writes, key=key)


class Racing(MemoryStore):
    """A store in which somebody else is quicker, once: they write before the next append."""

    def __init__(self) -> None:
        super().__init__()
        self.quicker: Callable[[], object] | None = None

    def append(self, writes: Sequence[Write], *, key: str | None = None) -> Receipt:
        quicker, self.quicker = self.quicker, None
        if quicker is not None:
            quicker()
        return super().append(writes, key=key)


def test_what_can_t_be_recorded_is_not_done() -> None:
    """Everything is as it was, and the next try decides anew."""
    store = Failing()
    running = submitted(opened(store, revised_by="chairs"))
    before = (running.proposals(), running.office, running.events(NAME))
    store.full = True
    for name, action, data in (
        (NAME, "withdraw", {}),
        ("p-2", "propose", {}),
        ("@chairs", "join", {"person": "zed"}),
    ):
        with pytest.raises(JournalError, match="the disk is full"):
            running.act(name, action, by="zed" if action != "join" else "ana", at=START, data=data)
        assert before == (running.proposals(), running.office, running.events(NAME))
    store.full = False
    assert running.act(NAME, "withdraw", by="zed", at=START)


def test_the_clock_s_moves_come_before_a_later_request_each_at_its_own_instant(
    store: Store,
) -> None:
    """It expired two months after it was posted, though nobody looked until later."""
    running = submitted(opened(store))
    late = running.act(NAME, "vote", by="ana", at=DUE + DAY, data={"choice": "yes"})
    assert late.verdict == "refused"
    last = running.events(NAME)[-1]
    assert (last.action, last.at, last.actor, last.target) == ("expire", DUE, None, "expired")


def test_asking_sees_the_clock_s_moves_and_records_none() -> None:
    running = submitted(flow(made(process())))
    assert running.may(NAME, "vote", by="ana", at=DUE - 1, data={"choice": "yes"})
    assert not running.may(NAME, "vote", by="ana", at=DUE, data={"choice": "yes"})
    assert [each.action for each in running.options(NAME, by="ana", at=DUE)] == []
    assert running.proposal(NAME).state == "open"


def test_a_tick_records_what_is_due_and_nothing_else() -> None:
    running = submitted(flow(made(process())))
    assert running.propose("p-2", by="zed", at=START)
    assert running.tick(DUE - 1) == ()
    assert [(each.proposal, each.at) for each in running.tick(DUE + DAY)] == [(NAME, DUE)]
    assert running.tick(DUE + DAY) == ()


def test_a_clock_that_goes_round_in_circles_is_stopped() -> None:
    document = process(expires=False)
    around = {"from": ["open"], "when": {"since": "posted", "after": "P1D"}, "records": ["noted"]}
    document["actions"] = {**_table(document["actions"]), "remind": around}
    running = submitted(flow(made(document)))
    with pytest.raises(RequestError, match="go round in circles"):
        running.act(NAME, "comment", by="ana", at=START + DAY)
    assert running.may(NAME, "comment", by="ana", at=START)


def _table(value: object) -> Mapping[str, object]:
    assert isinstance(value, dict)
    return value  # pyright: ignore[reportUnknownVariableType]  # a table of the charter


def test_a_clock_that_goes_backwards_changes_no_order(store: Store, tmp_path: Path) -> None:
    """It is told of, and sorts nothing: whatever was recorded first stays first."""
    now = [START]
    running = opening.open(made(process()), store, clock=lambda: now[0])
    assert running.propose("late", by="zed")
    now[0] -= 100 * HOUR
    assert running.propose("early", by="zed")
    refused = running.act("late", "submit", by="zed")
    assert not refused
    assert "nothing can be done before it" in str(refused)
    assert running.act("early", "submit", by="zed")
    now[0] += 200 * HOUR
    assert running.act("late", "submit", by="zed")
    order = [("late", 1), ("early", 1), ("early", 2), ("late", 2)]
    lines = [(name, version) for _, name, version, _ in store.entries() if name != CHARTER]
    told: list[tuple[object, object]] = []
    with Outbox(store, tmp_path / "cursor") as outbox:
        outbox.deliver(lambda event: told.append((event["subject"], event["proposalversion"])))
    assert order == lines == [each for each in told if each in order]
    assert [each.id for each in running.proposals()] == ["late", "early"]
    report = audit(store)
    assert report.verdict == "conformant"
    assert {each.kind for each in report.findings} == {"backwards"}


def test_nothing_can_be_done_before_the_last_event() -> None:
    running = submitted(flow(made(process())))
    decision = running.act(NAME, "comment", by="ana", at=START - 1)
    assert [reason.policy for reason in decision.reasons if not reason.met] == ["order"]
    assert running.act(NAME, "comment", by="ana", at=START)


@given(histories())
@settings(max_examples=30)
def test_another_workflow_over_the_same_journal_stands_where_this_one_does(life: History) -> None:
    again = copied(life.flow)
    assert (again.proposals(), again.office) == (life.flow.proposals(), life.flow.office)


def test_a_journal_that_is_opened_again_holds_what_was_done(tmp_path: Path) -> None:
    path = tmp_path / "j.jsonl"
    with opened(JournalFile(path), revised_by="chairs") as running:
        submitted(running)
        assert running.act("@chairs", "join", by="ana", at=START, data={"person": "zed"})
        before = (running.proposals(), running.events(NAME), running.office)
    with opened(JournalFile(path), revised_by="chairs") as again:
        assert (again.proposals(), again.events(NAME), again.office) == before


def test_of_two_who_do_the_same_at_once_one_wins_and_the_other_is_told_why() -> None:
    store = Racing()
    first, second = opened(store), opened(store)
    assert first.propose(NAME, by="zed", at=START)
    store.quicker = lambda: second.act(NAME, "submit", by="zed", at=START)
    beaten = first.act(NAME, "submit", by="zed", at=START)
    assert (beaten.verdict, beaten.situation.proposal.state) == ("refused", "open")
    assert [event.action for event in first.events(NAME)] == ["propose", "submit"]


def test_who_loses_a_seat_at_that_moment_is_decided_on_without_it() -> None:
    """A change of a body between deciding and writing has the request decided again."""
    store = Racing()
    first, second = (opened(store, revised_by="bdfl") for _ in range(2))
    submitted(first)
    store.quicker = lambda: second.act(
        "@chairs", "leave", by="flo", at=START, data={"person": "ana"}
    )
    decision = first.act(NAME, "vote", by="ana", at=START, data={"choice": "yes"})
    assert decision.verdict == "refused"
    assert len(first.events(NAME)) == 2


class Clock:
    """A clock that runs on with each look; others may get something done before a look."""

    def __init__(self) -> None:
        self.now = START
        self.before: Callable[[], object] = int

    def __call__(self) -> int:
        """Give what it shows, once others have done what they do."""
        self.now += 1
        shown, before, self.before = self.now, self.before, int
        before()
        return shown


@pytest.mark.parametrize("ask", ["act", "may", "options"])
def test_what_is_asked_for_now_isn_t_late_because_another_was_faster(ask: str) -> None:
    """The other reads the clock later, and writes first: what then is now comes after that."""
    store, clock = MemoryStore(), Clock()
    mine, theirs = (Workflow(made(process()), store, clock=clock) for _ in range(2))
    assert mine.propose(NAME, by="zed")
    assert mine.act(NAME, "submit", by="zed")
    clock.before = lambda: theirs.act(NAME, "comment", by="ann")
    if ask == "options":
        answers = mine.options(NAME, by="bob")
        assert [each.allowed for each in answers if each.action == "comment"] == [True]
    else:
        assert getattr(mine, ask)(NAME, "comment", by="bob")
    assert [each.actor for each in mine.events(NAME)][2:] == ["ann", "bob"][: 1 + (ask == "act")]


def test_what_is_dated_before_the_last_event_is_refused_however_late_it_is() -> None:
    store, clock = MemoryStore(), Clock()
    running = Workflow(made(process()), store, clock=clock)
    assert running.propose(NAME, by="zed")
    refused = running.act(NAME, "submit", by="zed", at=START - DAY)
    assert [each.policy for each in refused.reasons if each.status == "missing"] == ["order"]
    ahead = Workflow(made(process()), store, clock=lambda: START - HOUR)
    assert not ahead.act(NAME, "submit", by="zed")


def test_the_clock_s_moves_stand_and_are_told_of_though_the_request_lost_a_race() -> None:
    """The reminder is recorded; then somebody is quicker; then the comment follows theirs."""
    remind = {"from": ["open"], "when": {"since": "posted", "after": "P1D"}, "records": ["noted"]}
    document = process(expires=False)
    unless = {"unless": [{"happened": "noted"}]}
    document["actions"] = {**_table(document["actions"]), "remind": {**remind, **unless}}
    store, seen, charter = Racing(), list[Observation](), made(document)
    first = Workflow(charter, store, clock=lambda: START, observers=[seen.append])
    second = flow(charter, store)
    submitted(first)
    later = START + 2 * DAY

    def reminded_first() -> None:
        store.quicker = lambda: second.act(NAME, "comment", by="bo", at=later)

    store.quicker = reminded_first
    assert first.act(NAME, "comment", by="ana", at=later)
    assert [event.action for event in seen[-1].events] == ["remind", "comment"]
    assert [event.actor for event in first.events(NAME)[2:]] == [None, "bo", "ana"]


@given(st.lists(st.tuples(st.booleans(), requests()), max_size=14))
@settings(max_examples=40)
def test_two_workflows_in_turn_do_what_one_would(asked: list[tuple[bool, Request]]) -> None:
    """Whichever of them is asked, it knows what the other did."""
    shared = MemoryStore()
    pair = [opened(shared), opened(shared)]
    alone = opened(MemoryStore())
    for running in (pair[0], alone):
        submitted(running)
    now = START
    for which, request in asked:
        now += request.later
        together, single = (
            running.act(NAME, request.action, by=request.by, at=now, data=request.data)
            for running in (pair[which], alone)
        )
        assert str(together) == str(single)
    assert pair[0].events(NAME) == pair[1].events(NAME) == alone.events(NAME)


def hammer(running: Workflow, many: int) -> list[Decision]:
    """Let many threads ask for the same things at once."""
    start, done = Barrier(many), list[Decision]()

    def ask(number: int) -> None:
        start.wait()
        for turn in range(6):
            name = f"p-{turn}"
            done.append(running.propose(name, by=f"t-{number}", at=START))
            done.append(running.act(name, "comment", by=f"t-{number}", at=START))

    threads = [Thread(target=ask, args=(number,)) for number in range(many)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return done


def test_many_threads_may_use_one_workflow(store: Store) -> None:
    """Each proposal is made once, nothing is lost, and the chain holds."""
    running = opened(store)
    decisions = hammer(running, 6)
    allowed = [decision for decision in decisions if decision]
    assert len([each for each in allowed if each.action == "propose"]) == 6
    assert len([each for each in allowed if each.action == "comment"]) == 36
    assert [proposal.version for proposal in running.proposals()] == [7] * 6
    assert store.verify().entries == len(allowed)


def test_members_are_those_of_the_moment_and_earlier_decisions_stand() -> None:
    running = submitted(opened(MemoryStore(), revised_by="chairs"))
    vote = {"choice": "yes"}
    assert not running.act(NAME, "vote", by="zed", at=START, data=vote)
    assert running.act("@chairs", "join", by="ana", at=START, data={"person": "zed"})
    assert running.act(NAME, "vote", by="zed", at=START, data=vote)
    assert running.act("@chairs", "leave", by="zed", at=START + 1, data={"person": "zed"})
    assert not running.act(NAME, "vote", by="zed", at=START + 1, data=vote)
    assert [event.actor for event in running.events(NAME)] == ["zed", "zed", "zed"]
    assert [event.action for event in running.events("@chairs")] == ["join", "leave"]


@pytest.mark.parametrize(
    ("stream", "by"), [("@chairs", "zed"), ("@bdfl", "flo"), ("@nobody", "ana")]
)
def test_only_those_named_by_the_charter_change_a_body(stream: str, by: str) -> None:
    running = opened(MemoryStore(), revised_by="chairs")
    before = running.office
    assert not running.act(stream, "join", by=by, at=START, data={"person": "zed"})
    assert running.office == before


def test_a_body_is_no_proposal() -> None:
    running = opened(MemoryStore(), revised_by="chairs")
    assert running.act("@chairs", "join", by="ana", at=START, data={"person": "zed"})
    assert running.proposals() == ()
    assert not running.act("@chairs", "propose", by="ana", at=START)
    assert not running.act(NAME, "join", by="ana", at=START, data={"person": "gus"})


@pytest.mark.parametrize(
    "name", ["@", "$charter", "$refused", "_x", "(new)", "a\nb", "a\0", "x" * 201, "\ud800"]
)
def test_a_name_that_nothing_can_have_is_no_request(name: str) -> None:
    running = flow(made(process()))
    for ask in (running.act, running.may):
        with pytest.raises(RequestError, match="can't name"):
            ask(name, "propose", by="zed", at=START)
    with pytest.raises(RequestError, match="can't name"):
        running.proposal(name)


def test_a_proposal_has_a_name() -> None:
    with pytest.raises(RequestError, match="name it"):
        flow(made(process())).act("", "propose", by="zed", at=START)


@pytest.mark.parametrize("by", ["", "(the clock)", "a\tb", "x" * 201])
def test_a_person_whom_nobody_can_be_is_no_request(by: str) -> None:
    running = flow(made(process()))
    for ask in (running.act, running.may):
        with pytest.raises(RequestError, match=r"names nobody|can't name a person"):
            ask(NAME, "propose", by=by, at=START)


@pytest.mark.parametrize("at", [NEVER, -NEVER, NEVER - 1, 253_402_300_800_000_000])
def test_an_instant_without_a_date_is_no_request(at: int) -> None:
    running = flow(made(process()))
    with pytest.raises(RequestError, match="is no instant"):
        running.act(NAME, "propose", by="zed", at=at)


def test_a_proposal_that_was_never_made_is_not_there() -> None:
    running = flow(made(process()))
    with pytest.raises(RequestError, match="has no proposal `p-1`"):
        running.proposal(NAME)
    assert running.events(NAME) == ()


def test_with_several_ways_to_make_a_proposal_one_has_to_be_named() -> None:
    document = process()
    again = {"to": "draft", "by": ["chairs"]}
    document["actions"] = {**_table(document["actions"]), "import": again}
    with pytest.raises(RequestError, match="several ways to make a proposal: `propose`, `import`"):
        flow(made(document)).propose(NAME, by="zed", at=START)


def test_an_observer_is_told_once_it_stands() -> None:
    """What was asked, what was done, and what the clock did before."""
    seen = list[Observation]()
    store = MemoryStore()

    def look(observation: Observation) -> None:
        assert len(store.read(NAME)) >= len(observation.events)
        seen.append(observation)

    running = Workflow(made(process()), store, clock=lambda: START, observers=[look])
    submitted(running)
    running.may(NAME, "withdraw", by="zed", at=START)
    running.act(NAME, "comment", by="ana", at=DUE)
    told = [
        (
            each.decision is not None and each.decision.verdict,
            each.asked_only,
            [event.action for event in each.events],
        )
        for each in seen
    ]
    assert told == [
        ("allowed", False, ["propose"]),
        ("allowed", False, ["submit"]),
        ("allowed", True, []),
        ("refused", False, ["expire"]),
    ]


def test_an_observer_that_fails_undoes_nothing_and_stops_nobody(
    caplog: pytest.LogCaptureFixture,
) -> None:
    seen = list[Observation]()

    def fail(_: Observation) -> None:
        raise RuntimeError("the mail server is down")

    running = Workflow(
        made(process()), MemoryStore(), clock=lambda: START, observers=[fail, seen.append]
    )
    assert running.propose(NAME, by="zed", at=START)
    assert running.proposal(NAME).state == "draft"
    assert len(seen) == 1
    assert "an observer failed on allowed: propose p-1" in caplog.text


def test_what_a_caller_changes_afterwards_changes_nothing() -> None:
    """The decision, what observers see and the journal keep what was told."""
    running = submitted(flow(made(process())))
    data: dict[str, object] = {"choice": "yes"}
    decision = running.act(NAME, "vote", by="ana", at=START, data=data)
    data["choice"] = "no"
    assert decision.situation.data == {"choice": "yes"}
    assert decision.event is not None
    assert decision.event == running.events(NAME)[-1]
    with pytest.raises((TypeError, JournalError)):
        decision.situation.data["choice"] = "no"  # type: ignore[index] # pyright: ignore[reportIndexIssue]  # that is the test


def test_what_no_store_can_hold_is_refused_and_not_raised() -> None:
    running = submitted(flow(made(process())))
    decision = running.act(NAME, "vote", by="ana", at=START, data={"choice": 1.5})
    assert "`choice` is `1.5`" in str(decision)


def test_refusals_are_recorded_where_the_host_asks_for_it(store: Store) -> None:
    """What was asked, never the verdict's reasons: those are derived."""
    charter = made(process())
    running = Workflow(charter, store, clock=lambda: START + 1, record_refusals=True)
    submitted(running)
    running.act(NAME, "vote", by="zed", at=START, data={"choice": "yes"}, vouched="signed")
    running.act("p-9", "submit", by="zed", at=START)
    first, second = recorded_refusals(store)
    assert {key: first[key] for key in ("proposal", "action", "actor", "version", "from")} == {
        "proposal": NAME,
        "action": "vote",
        "actor": "zed",
        "version": 2,
        "from": "open",
    }
    assert (first["data"], first["vouched"]) == ({"choice": "yes"}, "signed")
    instants = (first["at"], first["recorded"])
    assert instants == ("2019-08-01T09:00:00Z", "2019-08-01T09:00:00.000001Z")
    assert (second["proposal"], second["from"]) == ("p-9", None)
    assert len(running.events(NAME)) == 2
    assert running.proposals() == (running.proposal(NAME),)


def test_refusals_are_not_recorded_unasked() -> None:
    running = submitted(flow(made(process())))
    running.act(NAME, "vote", by="zed", at=START, data={"choice": "yes"})
    assert recorded_refusals(running.store) == ()


def test_options_are_everything_that_somebody_could_ask_for() -> None:
    running = submitted(flow(made(process())))
    options = {each.action: each.verdict for each in running.options(NAME, by="ana", at=START)}
    assert options == {
        "vote": "refused",
        "sign": "allowed",
        "second": "allowed",
        "object": "allowed",
        "relent": "refused",
        "sponsor": "allowed",
        "attest": "refused",
        "comment": "allowed",
        "announce": "refused",
        "revise": "refused",
        "withdraw": "refused",
        "approve": "allowed",
    }


def test_an_event_says_when_it_holds_when_it_was_written_and_under_what() -> None:
    running = opened(MemoryStore(), now=START + HOUR)
    event = running.propose(NAME, by="zed", at=START, vouched="verified").event
    assert event is not None
    assert (event.at, event.recorded, event.vouched) == (START, START + HOUR, "verified")
    assert event.charter == running.charter.digest
    assert event.zones


def test_a_journal_that_is_not_there_is_not_started_without_a_charter(tmp_path: Path) -> None:
    with pytest.raises(
        RequestError, match=r"there is no journal `.*typo`: name a charter to start"
    ):
        bylaw.open(journal=tmp_path / "typo")
    assert list(tmp_path.iterdir()) == []


def test_without_an_instant_it_is_now() -> None:
    running = opened(MemoryStore(), now=START + HOUR)
    event = running.propose(NAME, by="zed").event
    assert event is not None
    assert event.at == START + HOUR


def test_observers_are_told_of_what_the_clock_does_by_itself() -> None:
    told: list[Observation] = []
    flow = bylaw.open(
        "keras_sig", clock=lambda: parse("2019-08-02T16:00:00Z"), observers=[told.append]
    )
    flow.propose("dropout", by="ada", data={"title": "Dropout"})
    data = {
        "file": "20190802-dropout.md",
        "link": "https://example.org/pull/7",
        "header": ["Status", "Author(s)", "Sponsor", "Updated"],
    }
    assert flow.act("dropout", "submit", by="ada", data=data)
    told.clear()
    events = flow.tick(parse("2019-09-03T00:00:00Z"))
    assert [event.action for event in events] == ["close_without_sponsor"]
    assert told == [Observation(decision=None, events=events, asked_only=False)]
