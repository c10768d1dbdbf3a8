"""What one guarded, logged move costs, beside a hand-written look-up and bare `transitions`.

Every row does the same eleven moves on three proposals, in turn in every round, on the CPU time of
this thread; a ratio is the median of the rounds' ratios. Run it with ``make bench``.
"""

import gc
import hashlib
import json
import statistics
import sys
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import transitions
from attrs import evolve

from bylaw.engine.charter import Charter, load
from bylaw.engine.decide import decide, options
from bylaw.engine.fold import nothing
from bylaw.engine.instants import parse
from bylaw.engine.journal import MemoryStore
from bylaw.engine.model import NOTHING, Proposal
from bylaw.engine.workflow import Workflow

HERE = Path(__file__).parent
START = parse("2019-08-01T00:00:00Z")
SCRIPT = (
    (0, "submit", "zed"),
    (0, "start_review", "zed"),
    (0, "revise", "zed"),
    (0, "submit", "zed"),
    (0, "start_review", "zed"),
    (0, "approve", "ana"),
    (1, "submit", "zed"),
    (1, "start_review", "zed"),
    (1, "reject", "bo"),
    (2, "submit", "zed"),
    (2, "withdraw", "zed"),
)
Round = Callable[[int], Callable[[], object]]


class ByHand:
    """A proposal of the hand-written rows."""

    __slots__ = ("approvals", "author", "head", "log", "state", "vetoed")

    def __init__(self, author: str, approvals: int) -> None:
        self.author = author
        self.approvals = approvals
        self.vetoed = False
        self.state = "draft"
        self.log: list[tuple[object, ...]] = []
        self.head = b"\0" * 32


CHAIRS = frozenset({"ana", "bo", "cy"})
TABLE: dict[str, dict[str, tuple[str, Callable[[ByHand, str], bool] | None]]] = {
    "draft": {
        "submit": ("submitted", None),
        "withdraw": ("withdrawn", lambda p, a: a == p.author),
    },
    "submitted": {
        "start_review": ("under_review", None),
        "withdraw": ("withdrawn", lambda p, a: a == p.author),
    },
    "under_review": {
        "revise": ("draft", None),
        "approve": ("approved", lambda p, a: a in CHAIRS and p.approvals >= 2 and not p.vetoed),
        "reject": ("rejected", lambda p, a: a in CHAIRS and not p.vetoed),
        "withdraw": ("withdrawn", lambda p, a: a == p.author),
    },
    "approved": {},
    "rejected": {},
    "withdrawn": {},
}


def by_hand(proposal: ByHand, action: str, actor: str) -> bool:
    """Make one move: a look-up, a guard, a tuple."""
    row = TABLE[proposal.state].get(action)
    if row is None:
        return False
    target, guard = row
    if guard is not None and not guard(proposal, actor):
        return False
    proposal.log.append((actor, time.time(), proposal.state, target))
    proposal.state = target
    return True


def three() -> list[ByHand]:
    """Make the three proposals of the hand-written rows."""
    return [ByHand("zed", 2), ByHand("zed", 2), ByHand("zed", 2)]


def hand(many: int) -> Callable[[], object]:
    """Give the hand-written round."""
    sets = [three() for _ in range(many)]

    def run() -> None:
        for proposals in sets:
            for which, action, actor in SCRIPT:
                if not by_hand(proposals[which], action, actor):
                    raise AssertionError(action)

    return run


class Model:
    """A model of the `transitions` row."""

    def __init__(self) -> None:
        self.author, self.approvals, self.vetoed = "zed", 2, False
        self.log: list[tuple[object, ...]] = []

    def is_author(self, event: transitions.EventData) -> bool:
        return bool(event.kwargs["actor"] == self.author)

    def is_chair(self, event: transitions.EventData) -> bool:
        return event.kwargs["actor"] in CHAIRS

    def has_quorum(self, _event: transitions.EventData) -> bool:
        return self.approvals >= 2

    def not_vetoed(self, _event: transitions.EventData) -> bool:
        return not self.vetoed

    def keep(self, event: transitions.EventData) -> None:
        if (move := event.transition) is not None:
            self.log.append((event.kwargs["actor"], time.time(), move.source, move.dest))


def bare_transitions(many: int) -> Callable[[], object]:
    """Give the round of the `transitions` package as its manual shows it."""
    guards: dict[str, list[str | Callable[..., bool | None]]] = {
        "approve": ["is_chair", "has_quorum", "not_vetoed"],
        "reject": ["is_chair", "not_vetoed"],
        "withdraw": ["is_author"],
    }
    machine = transitions.Machine(
        model=None,
        states=list(TABLE),
        initial="draft",
        auto_transitions=False,
        send_event=True,
        after_state_change="keep",
    )
    for source, actions in TABLE.items():
        for action, (target, _) in actions.items():
            machine.add_transition(action, source, target, conditions=guards.get(action, []))
    sets = [[Model(), Model(), Model()] for _ in range(many)]
    for models in sets:
        for model in models:
            machine.add_model(model)

    def run() -> None:
        for models in sets:
            for which, action, actor in SCRIPT:
                trigger = getattr(models[which], "trigger")  # noqa: B009 - the package put it there
                if not trigger(action, actor=actor):
                    raise AssertionError(action)

    return run


def seeds(charter: Charter) -> list[Proposal]:
    """Give the three proposals of bylaw's rows, as they are before the first move."""
    made = nothing(charter.machine, "p")
    drafts = []
    for which in range(3):
        decision = decide(
            charter.machine,
            charter.machine.office,
            made._replace(id=f"p{which}"),
            "propose",
            by="zed",
            at=START,
            data=NOTHING,
        )
        draft = decision.proposal
        signed = evolve(draft.record, signatures={"chairs": frozenset({"ana", "bo"})})
        drafts.append(draft._replace(record=signed))
    return drafts


def in_memory(charter: Charter) -> Round:
    """Give the round of bylaw's core: decide, keep the decision, go on from what follows."""
    machine, office = charter.machine, charter.machine.office
    drafts = seeds(charter)

    def prepared(many: int) -> Callable[[], object]:
        sets = [list(drafts) for _ in range(many)]
        logs: list[list[object]] = [[] for _ in range(many)]

        def run() -> None:
            now = START
            for proposals, log in zip(sets, logs, strict=True):
                for which, action, actor in SCRIPT:
                    now += 1
                    decision = decide(
                        machine, office, proposals[which], action, by=actor, at=now, data=NOTHING
                    )
                    if not decision:
                        raise AssertionError(str(decision))
                    log.append(decision)
                    proposals[which] = decision.proposal

        return run

    return prepared


def chained(charter: Charter) -> Round:
    """Give the round of a whole workflow over a chained journal in memory: signatures included."""

    def prepared(many: int) -> Callable[[], object]:
        ticking = iter(range(START, START + 10**9))
        flow = Workflow(
            charter, MemoryStore(chained=True), clock=lambda: next(ticking), observers=()
        )
        for which in range(3 * many):
            flow.propose(f"p{which}", by="zed")

        def run() -> None:
            for turn in range(many):
                for which, action, actor in SCRIPT:
                    name = f"p{3 * turn + which}"
                    if action == "approve":
                        flow.act(name, "sign", by="ana")
                        flow.act(name, "sign", by="bo")
                    if not flow.act(name, action, by=actor):
                        raise AssertionError(action)

        return run

    return prepared


def hand_chained(many: int) -> Callable[[], object]:
    """Give the hand-written round with canonical JSON and a SHA-256 chain."""
    sets = [three() for _ in range(many)]
    encode = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode

    def run() -> None:
        for proposals in sets:
            for which, action, actor in SCRIPT:
                proposal = proposals[which]
                by_hand(proposal, action, actor)
                who, when, source, target = proposal.log[-1]
                body = encode(
                    {"action": action, "at": when, "by": who, "from": source, "to": target}
                )
                proposal.head = hashlib.sha256(proposal.head + body.encode()).digest()

    return run


def refusals(charter: Charter) -> tuple[Round, Round, Round]:
    """Give the rounds of refusals: by hand, by a guard of bylaw's, and by its state."""
    machine, office = charter.machine, charter.machine.office
    draft = seeds(charter)[0]
    reviewed = draft._replace(state="under_review", record=evolve(draft.record, signatures={}))

    def hand_refused(many: int) -> Callable[[], object]:
        proposal = ByHand("zed", 1)
        proposal.state = "under_review"

        def run() -> None:
            for _ in range(many * len(SCRIPT)):
                by_hand(proposal, "approve", "ana")

        return run

    def refused(proposal: Proposal) -> Round:
        def prepared(many: int) -> Callable[[], object]:
            def run() -> None:
                for _ in range(many * len(SCRIPT)):
                    decide(machine, office, proposal, "approve", by="ana", at=START, data=NOTHING)

            return run

        return prepared

    return hand_refused, refused(reviewed), refused(draft)


def asking(charter: Charter) -> tuple[Round, Round]:
    """Give the rounds of "what can she do now": by hand, and bylaw's."""
    machine, office = charter.machine, charter.machine.office
    draft = seeds(charter)[0]
    reviewed = draft._replace(state="under_review")

    def hand_asked(many: int) -> Callable[[], object]:
        proposal = ByHand("zed", 2)
        proposal.state = "under_review"
        rows = {
            **TABLE["under_review"],
            "sign": ("", lambda _, a: a in CHAIRS),
            "object": ("", lambda _, a: a == "dee"),
        }

        def run() -> None:
            for _ in range(many * len(SCRIPT)):
                [
                    (action, guard is None or guard(proposal, "ana"))
                    for action, (_, guard) in rows.items()
                ]

        return run

    def asked(many: int) -> Callable[[], object]:
        def run() -> None:
            for _ in range(many * len(SCRIPT)):
                options(machine, office, reviewed, by="ana", at=START)

        return run

    return hand_asked, asked


def measured(rows: dict[str, Round], rounds: int, many: int) -> dict[str, list[float]]:
    """Time every row in turn, round after round: nanoseconds of CPU for one move."""
    found: dict[str, list[float]] = {name: [] for name in rows}
    for _ in range(rounds):
        for name, prepare in rows.items():
            run = prepare(many)
            gc.collect()
            gc.disable()
            begun = time.thread_time_ns()
            run()
            found[name].append((time.thread_time_ns() - begun) / many / len(SCRIPT))
            gc.enable()
    return found


def report(title: str, found: dict[str, list[float]], floor: str) -> None:
    """Print a table: the median of each row, and its ratio to the floor."""
    print(f"\n{title:<46}{'µs':>8}{'x floor':>10}")
    for name, times in found.items():
        ratio = statistics.median(
            mine / base for mine, base in zip(times, found[floor], strict=True)
        )
        print(f"{name:<46}{statistics.median(times) / 1000:>8.2f}{ratio:>10.2f}")


def memory(charter: Charter) -> None:
    """Print the bytes of a proposal that has one anchorless event, over its own name."""
    machine, office = charter.machine, charter.machine.office
    names = [f"p{which}" for which in range(10_000)]
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    kept = {}
    for name in names:
        made = nothing(machine, name)
        kept[name] = decide(
            machine, office, made, "propose", by="zed", at=START, data=NOTHING
        ).proposal
    after = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    print(
        f"\nbytes a proposal, 10,000 of them, with their place in a dict: "
        f"{(after - before) / len(names):.0f}"
    )


def growth(charter: Charter) -> None:
    """Print what a move costs among many proposals, and after a long history."""
    print(f"\n{'live proposals':<20}{'µs a move':>10}")
    clock = iter(range(START, START + 10**9))
    flow = Workflow(charter, MemoryStore(), clock=lambda: next(clock))
    made = 0
    for size in (100, 1_000, 10_000, 100_000):
        for which in range(made, size):
            flow.propose(f"p{which}", by="zed")
        made = size
        gc.collect()
        begun = time.thread_time_ns()
        for turn in range(2_000):
            name = f"p{turn % 100}"
            state = flow.proposal(name).state
            flow.act(
                name,
                {"draft": "submit", "submitted": "start_review"}.get(state, "revise"),
                by="zed",
            )
        print(f"{size:<20,}{(time.thread_time_ns() - begun) / 2_000_000:>10.2f}")
    print(f"\n{'moves in its history':<20}{'µs a move':>10}")
    machine, office = charter.machine, charter.machine.office
    proposals = [seeds(charter)[0] for _ in range(300)]
    turns = ("submit", "start_review", "revise")
    for move in range(300):
        begun = time.thread_time_ns()
        for place, proposal in enumerate(proposals):
            proposals[place] = decide(
                machine, office, proposal, turns[move % 3], by="zed", at=START, data=NOTHING
            ).proposal
        spent = (time.thread_time_ns() - begun) / 1000 / len(proposals)
        if move in (0, 2, 29, 98, 197, 299):
            print(f"{move + 1:<20}{spent:>10.2f}")


def main(rounds: int = 15, many: int = 300) -> None:
    """Print every table."""
    charter = load(HERE / "lifecycle.toml")
    print(f"Python {sys.version.split()[0]}, transitions {transitions.__version__}")
    moving = measured(
        {
            "by hand: look-up, guard, tuple": hand,
            "bylaw: decide, all reasons on demand": in_memory(charter),
            "by hand, with canonical JSON and SHA-256": hand_chained,
            "bylaw: workflow, chained journal in memory": chained(charter),
            "transitions, one machine, add_model": bare_transitions,
        },
        rounds,
        many,
    )
    report("a guarded, logged move", moving, "by hand: look-up, guard, tuple")
    hand_refused, by_guard, by_state = refusals(charter)
    report(
        "a refusal, reasons not yet rendered",
        measured(
            {
                "by hand, by a guard": hand_refused,
                "bylaw, by a guard": by_guard,
                "bylaw, by the state": by_state,
                "bylaw, a permitted move": in_memory(charter),
            },
            rounds,
            many,
        ),
        "bylaw, a permitted move",
    )
    hand_asked, asked = asking(charter)
    report(
        "what can she do now, six actions",
        measured({"by hand": hand_asked, "bylaw": asked}, rounds, many),
        "by hand",
    )
    memory(charter)
    growth(charter)


if __name__ == "__main__":
    main()
