"""The search against brute force, for the rules about who, whom, how many and what is contested."""

from collections.abc import Mapping
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
roles = { sponsor = {}, delegate = {} }
blocks = { discuss = { by = ["chairs"] } }
[actions]
propose = { to = "draft", by = "anyone" }
submit = { from = "draft", to = "open", by = "anyone" }
sponsor = { from = "open", by = "anyone", adds = "sponsor" }
delegate = { from = "open", by = "anyone", assigns = "delegate" }
discuss = { from = "open", by = "chairs", vetoes = "discuss" }
attest = { from = "open", by = "chairs", attests = "settled" }
contest = { from = "open", by = "chairs", contests = "settled" }
[actions.decide]
from = "open"
by = "anyone"
data = { whom = "person" }
moves = [{ to = "a", ONE }, { to = "b", OTHER }]
"""

Held = Mapping[str, frozenset[str]]

plain = st.sampled_from(
    [
        '{ who = "chairs" }',
        '{ who = ["lead", "sponsor"] }',
        '{ who = "delegate" }',
        '{ eligible = { field = "whom", in = ["chairs"] } }',
        '{ eligible = { field = "whom", in = ["sponsor", "lead"], except = ["delegate"] } }',
        '{ eligible = { field = "whom", except = ["sponsor"] } }',
        '{ oneself = "whom" }',
        '{ vacant = "sponsor" }',
        '{ vacant = "delegate" }',
        '{ holders = { role = "sponsor", at_least = 2 } }',
        '{ holders = { role = "sponsor", at_least = 2, among = "chairs" } }',
        '{ holders = { role = "delegate", at_least = 2 } }',
        '{ holders = { role = "sponsor", at_least = 3, among = "chairs" } }',
        '{ veto = "discuss" }',
        '{ veto = { by = "discuss", at_least = 2 } }',
        '{ vetoing = "discuss" }',
        '{ attested = "settled" }',
        '{ contested = "settled" }',
    ]
)


def nested(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Terms that combine terms."""
    some = st.lists(inner, min_size=1, max_size=3).map(", ".join)
    return st.one_of(
        inner.map(lambda one: f"{{ not = {one} }}"),
        some.map(lambda of: f"{{ any = [{of}] }}"),
        some.map(lambda of: f"{{ all = [{of}] }}"),
    )


term = st.recursive(plain, nested, max_leaves=3)
terms = st.lists(term, max_size=3).map(", ".join)
outcome = st.builds(
    "requires = [{}], unless = [{}]".format, terms, st.lists(term, max_size=1).map(", ".join)
)


@cache
def everything() -> tuple[Situation, ...]:
    """Every situation in which `decide` can be asked for that differs in anything at all."""
    office = load(SKELETON.replace(", ONE", "").replace(", OTHER", ""), "brute.toml").machine.office
    people = ("ana", "bo", "zed", "yan")
    sponsors = [(), *((each,) for each in people)]
    sponsors += [("ana", "bo"), ("ana", "zed"), ("bo", "zed"), ("zed", "yan"), ("ana", "bo", "zed")]
    claims: tuple[tuple[Held, Held], ...] = (
        ({}, {}),
        ({"settled": frozenset({"ana"})}, {}),
        ({"settled": frozenset({"ana"})}, {"settled": frozenset({"bo"})}),
    )
    vetoes = [
        frozenset[str](),
        *(frozenset({each}) for each in ("ana", "bo")),
        frozenset(people[:2]),
    ]
    found: list[Situation] = []
    for held, delegate, vetoed, (attested, contested), actor, whom in product(
        sponsors, (None, *people[:3]), vetoes, claims, people[:3], people
    ):
        record = Record(
            roles={
                **({"sponsor": held} if held else {}),
                **({"delegate": (delegate,)} if delegate else {}),
            },
            vetoes={"discuss": vetoed} if vetoed else {},
            attested=attested,
            contested=contested,
        )
        proposal = Proposal("p", "open", 2, 0, (), record)
        found.append(Situation(0, actor, {"whom": whom}, proposal, office))
    return tuple(found)


@given(outcome, outcome)
@settings(max_examples=60, deadline=None)
@example('requires = [{ holders = { role = "delegate", at_least = 2 } }]', "requires = []")
@example(
    'requires = [{ oneself = "whom" }, { who = "sponsor" }]',
    'requires = [{ eligible = { field = "whom", except = ["sponsor"] } }]',
)
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
    if "undecided" in {code for code, _ in said}:
        return  # it says itself that it doesn't know
    assert (both and alone) is (("overlap", at) in said)
    assert (both and not alone) is (("shadowed-move", at) in said)
    for state, dead in (
        ("a", not any(each for each, _ in pairs)),
        ("b", not any(each for _, each in pairs)),
    ):
        assert dead is (("unreachable-state", ("states", state)) in said)
