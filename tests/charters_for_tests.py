"""Charters and histories for tests of the core: one process with everything, drawn at random."""

import json
from collections.abc import Mapping, Sequence

from attrs import evolve, frozen
from hypothesis import strategies as st

from bylaw.engine.charter import Charter, load
from bylaw.engine.decide import Decision
from bylaw.engine.instants import Instant, parse
from bylaw.engine.journal import MemoryStore, Write
from bylaw.engine.machine import Move, Term
from bylaw.engine.policy import Policy
from bylaw.engine.workflow import Workflow

START = parse("2019-08-01T09:00:00Z")
HOUR = 3_600_000_000
DAY = 24 * HOUR
MEETING = parse("2019-09-06T18:00:00Z")

NAME = "p-1"

CHAIRS = ("ana", "bo", "cy", "di", "ed")
PEOPLE = (*CHAIRS, "flo", "gus", "zed")

Table = Mapping[str, object]


def process(  # noqa: PLR0913 - as many parts vary
    *,
    chairs: int = 3,
    requires: Sequence[Table] = (),
    unless: Sequence[Table] = (),
    by: Sequence[str] = ("chairs",),
    data: Table | None = None,
    moves: Sequence[Table] = (),
    vote_requires: Sequence[Table] = (),
    expires: bool = True,
    revised_by: str | None = None,
) -> dict[str, object]:
    """A review by chairs with meetings, ballots, signatures, vetoes, roles and a deadline.

    The rules of its action `approve`, and who its chairs are, are the caller's.
    """
    approve: dict[str, object] = {"from": ["open"], "by": list(by), "requires": list(requires)}
    approve |= {"unless": list(unless), "data": data or {}}
    approve |= {"moves": list(moves)} if moves else {"to": "done"}
    actions: dict[str, object] = {
        "propose": {"to": "draft", "by": ["anyone"], "assigns": "author"},
        "submit": {"from": ["draft"], "to": "open", "by": ["author"], "records": ["posted"]},
        "vote": {
            "from": ["open"],
            "by": ["chairs"],
            "ballot": "chairs",
            "data": {"choice": ["yes", "no", "abstain"]},
            "requires": list(vote_requires),
        },
        "sign": {"from": ["open"], "by": ["bdfl", "chairs"], "signs": "bdfl"},
        "second": {"from": ["open"], "by": ["chairs"], "signs": "chairs"},
        "object": {"from": ["open"], "by": ["chairs"], "vetoes": "chairs"},
        "relent": {"from": ["open"], "by": ["bdfl"], "releases": "chairs"},
        "sponsor": {"from": ["draft", "open"], "by": ["maintainers"], "assigns": "sponsor"},
        "attest": {"from": ["open"], "by": ["sponsor"], "attests": "settled"},
        "comment": {"from": ["draft", "open"], "by": ["anyone"], "records": ["noted"]},
        "announce": {
            "from": ["open"],
            "by": ["author"],
            "data": {"until": "date"},
            "dates": {"closing": "until"},
        },
        "revise": {
            "from": ["open"],
            "to": "draft",
            "by": ["author"],
            "resets": ["ballots", "signatures", "attestations"],
        },
        "withdraw": {"from": ["draft", "open"], "to": "withdrawn", "by": ["author"]},
        "approve": approve,
    }
    if expires:
        actions["expire"] = {
            "from": ["open"],
            "to": "expired",
            "when": {"since": "posted", "after": "P2M"},
            "unless": [{"assigned": "sponsor"}],
        }
    body: dict[str, object] = {"members": list(CHAIRS[:chairs])}
    if revised_by is not None:
        body["revised_by"] = revised_by
    return {
        "format": 1,
        "charter": {"name": "review", "source": "made up", "zone": "America/Los_Angeles"},
        "states": {
            "draft": {"kind": "initial"},
            "open": {},
            "done": {"kind": "final"},
            "rejected": {"kind": "final"},
            "withdrawn": {"kind": "final"},
            "expired": {"kind": "final"},
        },
        "bodies": {
            "chairs": body,
            "bdfl": {"members": ["flo"]},
            "maintainers": {"members": ["ana", "gus"]},
        },
        "roles": {"author": {}, "sponsor": {}},
        "counts": {"pick": {"ballot": "chairs", "method": "plurality"}},
        "calendars": {
            "sig": {
                "start": "2019-08-02",
                "rrule": "FREQ=MONTHLY;BYDAY=+1FR",
                "at": "11:00",
                "zone": "America/Los_Angeles",
                "duration": "PT1H",
            }
        },
        "sessions": {"review": {"calendar": "sig"}},
        "actions": actions,
        "duties": {
            "notes": {"after": "posted", "by": "author", "must": "comment", "within": "P7D"}
        },
    }


def made(document: Mapping[str, object]) -> Charter:
    """Load a charter that is at hand as plain data."""
    return load(json.dumps(document), "made.json")


def ruled(
    charter: Charter, *, requires: Sequence[Policy] = (), unless: Sequence[Policy] = ()
) -> Charter:
    """The same charter, with other policies on `approve`; they need no name to be found by."""
    terms = [
        tuple(Term(name=type(policy).__name__, policy=policy) for policy in policies)
        for policies in (requires, unless)
    ]
    moves = tuple(
        Move(
            action=move.action,
            source=move.source,
            target=move.target,
            requires=(*move.requires, *terms[0]),
            unless=(*move.unless, *terms[1]),
        )
        for move in charter.machine.table["open", "approve"]
    )
    table = {**charter.machine.table, ("open", "approve"): moves}
    return evolve(charter, machine=evolve(charter.machine, table=table))


def flow(charter: Charter, store: MemoryStore | None = None) -> Workflow:
    """A workflow in memory; its own clock stands, since every request says when it is."""
    return Workflow(charter, store or MemoryStore(), clock=lambda: START)


def copied(original: Workflow) -> Workflow:
    """A workflow of its own, with all that the other's journal holds."""
    store = MemoryStore()
    for _, name, version, entry in original.store.entries():
        store.append([Write(name, expected=version - 1, entries=(entry,))])
    return flow(original.charter, store)


def leaves() -> st.SearchStrategy[Table]:
    """A policy about something that the process has."""
    share = st.sampled_from(["1/2", "2/3", "1/1", "1/4"])
    tally = st.fixed_dictionaries(
        {
            "of": st.just("chairs"),
            "counting": st.sampled_from(["members", "cast", "deciding"]),
        }
    )
    return st.one_of(
        st.builds(
            lambda t, s, k: {"tally": {**t, k: s}},
            tally,
            share,
            st.sampled_from(["more_than", "at_least"]),
        ),
        st.integers(1, 3).map(lambda n: {"quorum": {"of": "chairs", "at_least": n}}),
        st.integers(1, 2).map(lambda n: {"sign_off": {"by": "chairs", "at_least": n}}),
        st.sampled_from(["P1D", "P14D", "P1M"]).map(
            lambda p: {"waiting": {"since": "posted", "at_least": p}}
        ),
        st.sampled_from(["P1D", "P14D", "P1M"]).map(
            lambda p: {"within": {"since": "posted", "at_most": p}}
        ),
        st.sampled_from(
            [
                {"session": "review"},
                {"sign_off": "bdfl"},
                {"veto": "chairs"},
                {"happened": "noted"},
                {"happened": "closing"},
                {"reached": "closing"},
                {"assigned": "sponsor"},
                {"attested": "settled"},
                {"discharged": "notes"},
                {"chair_only": {"body": "chairs", "session": "review"}},
                {"override": "bdfl"},
                {"open_comments": "posted"},
                {"comment_period": {"since": "posted", "at_least": "P7D"}},
            ]
        ),
    )


def terms() -> st.SearchStrategy[Table]:
    """A term: a policy, or several combined."""
    return st.recursive(
        leaves(),
        lambda inner: st.one_of(
            st.lists(inner, min_size=1, max_size=3).map(lambda of: {"any": of}),
            st.lists(inner, min_size=1, max_size=3).map(lambda of: {"all": of}),
            inner.map(lambda of: {"not": of}),
            st.lists(inner, min_size=2, max_size=3).map(
                lambda of: {"at_least": {"count": 2, "of": of}}
            ),
        ),
        max_leaves=4,
    )


@st.composite
def processes(draw: st.DrawFn) -> Charter:
    """A charter whose rules for `approve` are drawn."""
    return made(
        process(
            chairs=draw(st.integers(1, 5)),
            requires=draw(st.lists(terms(), max_size=3)),
            unless=draw(st.lists(terms(), max_size=1)),
            by=draw(st.sampled_from([["chairs"], ["anyone"], ["bdfl", "sponsor"], ["author"]])),
            vote_requires=draw(st.sampled_from([[], [], [{"session": "review"}]])),
            expires=draw(st.booleans()),
        )
    )


@frozen(kw_only=True)
class Request:
    """Something that somebody asks for, so long after what came before."""

    later: Instant
    by: str
    action: str
    data: Mapping[str, object]


def requests() -> st.SearchStrategy[Request]:
    """A request for anything, by anybody; many are refused."""
    telling: Mapping[str, st.SearchStrategy[Table]] = {
        "vote": st.sampled_from(["yes", "yes", "no", "abstain"]).map(lambda c: {"choice": c}),
        "announce": st.sampled_from(["2019-08-20", "2019-10-01"]).map(lambda d: {"until": d}),
    }
    usual = ["vote", "vote", "vote", "sign", "second", "object", "relent", "sponsor", "attest"]
    rare = ["comment", "announce", "revise", "submit", "withdraw", "approve"]
    later = st.sampled_from([0, 0, HOUR, DAY, 7 * DAY, MEETING - START - DAY])
    return st.sampled_from([*usual, *rare]).flatmap(
        lambda action: st.builds(
            Request,
            later=later,
            by=st.sampled_from(PEOPLE),
            action=st.just(action),
            data=telling.get(action, st.just({})),
        )
    )


@frozen(kw_only=True)
class History:
    """A workflow in which one proposal has lived a while, and the instant to which it came."""

    flow: Workflow
    now: Instant
    decisions: tuple[Decision, ...]


def lived(charter: Charter, asked: Sequence[Request], *, submitted: bool = True) -> History:
    """Let somebody make a proposal, and everybody ask for what they want."""
    running, now = flow(charter), START
    done = [running.propose(NAME, by="zed", at=now)]
    if submitted:
        done.append(running.act(NAME, "submit", by="zed", at=now))
    for request in asked:
        now += request.later
        done.append(running.act(NAME, request.action, by=request.by, at=now, data=request.data))
    return History(flow=running, now=now, decisions=tuple(done))


@st.composite
def histories(draw: st.DrawFn) -> History:
    """A proposal's life under a drawn charter."""
    asked = draw(st.lists(requests(), max_size=12))
    return lived(draw(processes()), asked, submitted=draw(st.integers(0, 5)) > 0)
