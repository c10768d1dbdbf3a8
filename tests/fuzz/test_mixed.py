"""Whatever a charter combines, all who read the same journal come to the same answers."""

from itertools import groupby
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from bylaw.engine.adopt import adopt, lay
from bylaw.engine.audit import audit
from bylaw.engine.charter import Charter, examined
from bylaw.engine.decision import Way
from bylaw.engine.errors import RequestError
from bylaw.engine.instants import Instant
from bylaw.engine.journal import MemoryStore, Write
from bylaw.engine.workflow import Workflow

from .mixed import charters
from .playing import DAY, START, Asked, playing

_STEPS = 40
_UNBLOCKED = 1 / 12


def _copied(store: MemoryStore) -> MemoryStore:
    made = MemoryStore()
    for _, line in groupby(store.entries(), key=lambda each: each[0]):
        for name, some in groupby(line, key=lambda each: each[1]):
            told = list(some)
            entries = tuple(entry for _, _, _, entry in told)
            made.append([Write(name, expected=told[0][2] - 1, entries=entries)])
    return made


def _carried(charter: Charter, store: MemoryStore, asked: Asked, way: Way) -> None:
    """See that each step of a way can be taken, and that what was asked for is legal then."""
    flow = Workflow(charter, _copied(store), clock=lambda: asked.now)
    at, data = asked.at, dict(asked.data)
    for step in way.steps:
        if step.kind == "wait":
            at = step.at
        elif step.kind == "tell":
            data |= step.data
        else:
            for actor in step.actors[: step.many]:
                done = flow.act(asked.on, step.action, by=actor, at=at, data=step.data)
                assert done, (asked, way.said("UTC"), str(done))
    done = flow.act(asked.on, asked.do, by=asked.by, at=at, data=data)
    assert done, (asked, way.said("UTC"), str(done))


def _agree(one: Workflow, other: Workflow, now: Instant) -> None:
    """See that two who read one journal know the same of proposals and bodies."""
    for standing in one.proposals():
        assert other.proposal(standing.id) == standing
        assert other.regimes.fold(standing.id, other.events(standing.id)) == standing
    for at in (START - DAY, START, now, now + 3 * DAY):
        here, there = one.office.at(at), other.office.at(at)
        assert here.bodies == there.bodies
        assert here.suspended == there.suspended
        assert here.affiliations == there.affiliations


@settings(max_examples=25, deadline=None)
@given(charters(), st.integers(0, 2**32))
def test_all_who_read_a_journal_agree(text: str, seed: int) -> None:
    charter = examined(text, "mixed.toml")
    after = examined(text.replace("an example", "another"), "mixed.toml")
    if not isinstance(charter, Charter) or not isinstance(after, Charter):
        return  # not all that is drawn can be combined
    store, now = MemoryStore(), START
    chance = Random(seed)  # noqa: S311 - it guards nothing
    adopt(store, charter, recorded=now)
    lay(store, after, recorded=now)
    flows = [Workflow(charter, store, clock=lambda: now, record_refusals=True) for _ in range(2)]
    for asked in playing(flows[0], after.digest, chance, _STEPS):
        now = asked.now
        one, other = chance.sample(flows, 2)
        _, at, on, do, by, data = asked
        may = one.may(on, do, by=by, at=at, data=data)
        assert other.may(on, do, by=by, at=at, data=data).verdict == may.verdict, str(may)
        unblocking = may.unblocking if chance.random() < _UNBLOCKED else None
        for way in () if unblocking is None else unblocking.ways:
            _carried(charter, store, asked, way)
        try:
            assert one.act(on, do, by=by, at=at, data=data).verdict == may.verdict, str(may)
        except RequestError:  # the same charter can't be let in twice
            assert do == "amend"
    now += DAY
    flows[0].tick(now)
    found = audit(store).findings
    assert [str(each) for each in found if each.severity in {"violation", "unknown"}] == []
    for other in (flows[1], Workflow(charter, store, clock=lambda: now)):
        _agree(flows[0], other, now)
