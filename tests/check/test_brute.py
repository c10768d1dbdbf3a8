"""The search against brute force: small charters whose every situation is written out."""

from functools import cache
from itertools import product

from hypothesis import example, given, settings
from hypothesis import strategies as st

from bylaw.engine.charter import load
from bylaw.engine.check import check
from bylaw.engine.facts import Situation
from bylaw.engine.machine import Move
from bylaw.engine.model import Proposal, Record

SKELETON = """\
format = 1
charter = { name = "brute", source = "an example" }
states = { draft = { kind = "initial" }, open = {}, a = { kind = "final" }, b = { kind = "final" } }
bodies = { chairs = { members = ["ana", "bo"] }, lead = { members = ["bo"] } }
roles = { sponsor = {} }
[actions]
propose = { to = "draft", by = "anyone" }
submit = { from = "draft", to = "open", by = "anyone", records = "posted" }
vote = { from = "open", by = "chairs", ballot = "chairs", data = { choice = CHOICES } }
sign = { from = "open", by = "lead", signs = "lead" }
veto = { from = "open", by = "lead", vetoes = "lead" }
back = { from = "open", by = "anyone", assigns = "sponsor" }
attest = { from = "open", by = "chairs", attests = "settled" }
[actions.decide]
from = "open"
by = "anyone"
moves = [{ to = "a", ONE }, { to = "b", OTHER }]
""".replace("CHOICES", '["yes", "no", "abstain"]')

DAY = 86_400_000_000
NOON = 1_723_723_200_000_000

plain = st.sampled_from(
    [
        '{ tally = { of = "chairs", more_than = "1/2", counting = "members" } }',
        '{ tally = { of = "chairs", at_least = "1/2", counting = "members" } }',
        '{ tally = { of = "chairs", at_least = "1/2", counting = "cast" } }',
        '{ tally = { of = "chairs", more_than = "1/2", counting = "deciding" } }',
        '{ quorum = { of = "chairs", at_least = 1 } }',
        '{ quorum = { of = "chairs", at_least = 2 } }',
        '{ quorum = { of = "chairs", at_least = 3 } }',
        '{ sign_off = "lead" }',
        '{ veto = "lead" }',
        '{ override = "lead" }',
        '{ override = "chairs" }',
        '{ attested = "settled" }',
        '{ assigned = "sponsor" }',
        '{ waiting = { since = "posted", at_least = "P3D" } }',
        '{ within = { since = "posted", at_most = "P3D" } }',
        '{ within = { since = "posted", at_most = "P2D" } }',
        '{ waiting = { since = "posted", at_least = "P5D" } }',
    ]
)


def nested(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Terms that combine terms."""
    some = st.lists(inner, min_size=1, max_size=3).map(", ".join)
    return st.one_of(
        inner.map(lambda one: f"{{ not = {one} }}"),
        some.map(lambda of: f"{{ any = [{of}] }}"),
        some.map(lambda of: f"{{ all = [{of}] }}"),
        st.lists(inner, min_size=2, max_size=3).map(
            lambda of: f"{{ at_least = {{ count = 2, of = [{', '.join(of)}] }} }}"
        ),
    )


term = st.recursive(plain, nested, max_leaves=4)
terms = st.lists(term, max_size=3).map(", ".join)
outcome = st.builds(
    "requires = [{}], unless = [{}]".format, terms, st.lists(term, max_size=1).map(", ".join)
)


@cache
def everything() -> tuple[Situation, ...]:
    """Every situation in which `decide` can be asked for that differs in anything at all."""
    office = load(SKELETON.replace(", ONE", "").replace(", OTHER", ""), "brute.toml").machine.office
    votes = (None, "yes", "no", "abstain")
    days = (NOON, *(NOON - n * DAY + off for n in (2, 3, 5) for off in (0, 1)))
    found: list[Situation] = []
    for ana, bo, signed, vetoed, settled, sponsor, actor, posted in product(
        votes, votes, (0, 1), (0, 1), (0, 1), (None, "ana"), ("ana", "bo", "zed"), days
    ):
        cast = {who: said for who, said in (("ana", ana), ("bo", bo)) if said is not None}
        record = Record(
            roles={} if sponsor is None else {"sponsor": (sponsor,)},
            ballots={"chairs": cast} if cast else {},
            signatures={"lead": frozenset({"bo"})} if signed else {},
            vetoes={"lead": frozenset({"bo"})} if vetoed else {},
            attested={"settled": frozenset({"ana"})} if settled else {},
        )
        proposal = Proposal(
            id="p", state="open", version=2, at=posted, anchors=(posted,), record=record
        )
        found.append(Situation(NOON, actor, {}, proposal, office))
    return tuple(found)


@given(outcome, outcome)
@settings(max_examples=100)
@example("requires = []", "requires = []")
@example('requires = [{ sign_off = "lead" }]', 'unless = [{ sign_off = "lead" }]')
def test_overlap_shadowing_and_death_are_what_brute_force_finds(one: str, other: str) -> None:
    """What `check` says of two outcomes is so in all the situations that there are."""
    charter = load(SKELETON.replace("ONE", one).replace("OTHER", other), "brute.toml")
    first, second = charter.machine.table["open", "decide"]

    def permits(move: Move) -> list[bool]:
        return [move.permits(facts) for facts in everything()]

    pairs = list(zip(permits(first), permits(second), strict=True))
    said = [(each.code, each.path) for each in check(charter)]
    at = ("actions", "decide", "moves", 1)
    both, alone = (True, True) in pairs, (False, True) in pairs
    assert ("undecided" in {code for code, _ in said}) is False
    assert (both and alone) is (("overlap", at) in said)
    assert (both and not alone) is (("shadowed-move", at) in said)
    for state, dead in (
        ("a", not any(each for each, _ in pairs)),
        ("b", not any(each for _, each in pairs)),
    ):
        assert dead is (("unreachable-state", ("states", state)) in said)
