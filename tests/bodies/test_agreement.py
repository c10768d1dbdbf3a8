"""However late changes of bodies become known, the audit decides as those did who decided first."""

from collections.abc import Mapping, Sequence

from attrs import frozen
from hypothesis import given, settings
from hypothesis import strategies as st

from bylaw.engine.adopt import adopt
from bylaw.engine.audit import audit
from bylaw.engine.journal import MemoryStore
from bylaw.engine.workflow import Workflow

from .council import DAY, HOUR, START, council

PEOPLE = ("ana", "bo", "cy", "zed", "yo", "mel", "sec")
LAPSES = 'dismisses = { body = "council", whom = "author" }\n'
CARRIED = 'unless = [{ tally = { of = "council", at_least = "2/3", counting = "members" } }]\n'
TERMS = 'term = "P5D"\nterms = 2\nsince = 2026-02-27\n'
UNDER = council((LAPSES, LAPSES + CARRIED), ("seats = 4\n", "seats = 4\n" + TERMS))


@frozen(kw_only=True)
class Request:
    """Somebody asks for something, so long after the last request, and dates it so."""

    later: int
    dated: int
    on: str
    do: str
    by: str
    data: Mapping[str, object]


def requests() -> st.SearchStrategy[Request]:
    person = st.sampled_from(PEOPLE)
    on_bodies = st.builds(
        Request,
        later=st.sampled_from([0, HOUR, DAY]),
        dated=st.sampled_from([-8 * DAY, -DAY, -1, 0, HOUR, 3 * DAY]),
        on=st.sampled_from(["@council", "@council", "@mergers"]),
        do=st.sampled_from(["join", "leave", "leave", "suspend", "restore"]),
        by=st.just("sec"),
        data=person.map(lambda who: {"person": who}),
    )
    told = {
        "vote": st.sampled_from(["yes", "yes", "no"]).map(lambda choice: {"choice": choice}),
        "elect": person.map(lambda who: {"person": who}),
        "slate": st.lists(person, min_size=1, max_size=4).map(lambda who: {"people": who}),
    }
    on_proposals = st.sampled_from(["vote", "vote", "vote", "adopt", "elect", "slate", "rest"])
    return st.one_of(
        on_bodies,
        on_proposals.flatmap(
            lambda do: st.builds(
                Request,
                later=st.sampled_from([0, HOUR, DAY, 5 * DAY]),
                dated=st.just(0),
                on=st.sampled_from(["p", "q"]),
                do=st.just(do),
                by=person,
                data=told.get(do, st.just({})),
            )
        ),
    )


@settings(max_examples=60, deadline=None)
@given(st.lists(requests(), max_size=14))
def test_the_audit_agrees_with_every_decision_and_refusal(asked: Sequence[Request]) -> None:
    now = [START]
    store = MemoryStore()
    adopt(store, UNDER, recorded=START)
    running = Workflow(UNDER, store, clock=lambda: now[0], record_refusals=True)
    for name in ("p", "q"):
        assert running.propose(name, by="ana", at=START)
    for each in asked:
        now[0] += each.later
        at = now[0] + each.dated
        running.act(each.on, each.do, by=each.by, at=at, data=each.data)
    running.tick(now[0])
    report = audit(store)
    wrong = [each for each in report.findings if each.severity in ("violation", "unknown")]
    assert wrong == []
    again = Workflow(UNDER, store, clock=lambda: now[0])
    for at in (START - DAY, START, now[0], now[0] + 3 * DAY):
        assert again.office.at(at) == running.office.at(at)
