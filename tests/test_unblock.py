"""Law tests: any way that is offered works, and leaving out any element of it doesn't."""

import random
from collections.abc import Iterator, Sequence

from hypothesis import given, note
from hypothesis import strategies as st

from bylaw.engine.decision import Step, Way
from bylaw.engine.instants import Instant
from bylaw.engine.workflow import Workflow

from .charters_for_tests import DAY, HOUR, NAME, PEOPLE, History, copied, histories

Single = tuple[Step, str]


def carried(
    flow: Workflow, way: Sequence[Single], now: Instant, *, strictly: bool
) -> tuple[Instant, dict[str, object]]:
    """Carry out steps in a workflow; give the instant that it then is, and what the asker tells."""
    told: dict[str, object] = {}
    for step, actor in way:
        if step.kind == "wait":
            now = step.at
        elif step.kind == "tell":
            told.update(step.data)
        else:
            done = flow.act(NAME, step.action, by=actor, at=now, data=step.data)
            assert done.allowed or not strictly, f"{actor} can't: {done}"
            assert step.at == now or not strictly
    return now, told


def singles(way: Way, chance: random.Random) -> list[Single]:
    """Any ``many`` of each step's people."""
    return [
        (step, actor)
        for step in way.steps
        for actor in (chance.sample(step.actors, step.many) if step.kind == "act" else [""])
    ]


def without_one(way: Sequence[Single]) -> Iterator[list[Single]]:
    for place in range(len(way)):
        yield [*way[:place], *way[place + 1 :]]


@given(
    life=histories(),
    by=st.sampled_from(PEOPLE),
    later=st.sampled_from([0, HOUR, 20 * DAY]),
    action=st.sampled_from(["approve", "approve", "approve", "attest", "vote", "relent"]),
    chance=st.randoms(use_true_random=False),
)
def test_each_way_works_and_none_of_its_elements_can_be_left_out(
    life: History, by: str, later: Instant, action: str, chance: random.Random
) -> None:
    """Whoever of those named takes the steps, each is legal in its turn, and so is the request."""
    now = life.now + later
    refused = life.flow.may(NAME, action, by=by, at=now)
    if refused.unblocking is None:
        return
    note(str(refused))
    for way in refused.unblocking.ways:
        chosen = singles(way, chance)
        note(f"{[(s.kind, s.action, dict(s.data), a, s.at) for s, a in chosen]}")
        flow = copied(life.flow)
        then, told = carried(flow, chosen, now, strictly=True)
        assert then == way.earliest
        after = flow.may(NAME, action, by=by, at=then, data=told)
        assert after.allowed, str(after)
        for fewer in without_one(chosen):
            flow = copied(life.flow)
            then, told = carried(flow, fewer, now, strictly=False)
            assert not flow.may(NAME, action, by=by, at=then, data=told).allowed, fewer
