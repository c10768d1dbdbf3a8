"""Charters are loaded whole or refused with every mistake, each at its line and column."""

import json
import re
import tomllib
from collections.abc import Iterator
from typing import Any, cast

import pytest
from attrs import frozen
from hypothesis import given
from hypothesis import strategies as st

from bylaw.engine.charter import Charter, canonical, examined, load, plain, revived
from bylaw.engine.charter import terms as reader
from bylaw.engine.errors import CharterError
from bylaw.engine.source.problem import Problem, Problems

from .check.base import CLEAN, planted

RULE = "[actions.more]\nfrom = 'open'\nby = 'chairs'\n"


def mistakes(text: str, name: str = "small.toml") -> tuple[Problem, ...]:
    """Everything that is wrong with a charter."""
    with pytest.raises(CharterError) as caught:
        load(text, name)
    return cast("tuple[Problem, ...]", caught.value.problems)


def one(text: str) -> Problem:
    """The only thing that is wrong with a charter."""
    (problem,) = mistakes(text)
    return problem


def as_json(value: object) -> str:
    return json.dumps(value, default=str)


def test_all_mistakes_are_told_at_once_each_at_its_place() -> None:
    """Whoever mends a file wants to mend it once."""
    text = planted(
        ("[roles.author]", "[roles.auhtor]"),
        ('from = "draft"\nto = "open"', 'from = "draft"\nto = "opne"'),
        ('ballot = "chairs"', 'ballot = "chair"'),
        ('calendar = "fridays"', 'calendar = "friday"'),
    )
    lines = text.splitlines()
    told = [
        (each.code, lines[cast("int", each.line) - 1], each.column, each.hint)
        for each in mistakes(text)
    ]
    assert told == [
        ("unknown-calendar", 'calendar = "friday"', 12, "did you mean `fridays`?"),
        ("unknown-role", 'assigns = "author"', 11, "did you mean `auhtor`?"),
        ("unknown-state", 'to = "opne"', 6, "did you mean `open`?"),
        ("unknown-who", 'by = "author"', 6, "did you mean `auhtor`?"),
        ("unknown-ballot", 'ballot = "chair"', 10, "did you mean `chairs`?"),
    ]


def test_toml_and_json_of_one_charter_are_one_charter() -> None:
    """The digest is that of what is said, not of the language in which it is."""
    spoken = load(as_json(tomllib.loads(CLEAN)), "small.json")
    assert load(CLEAN, "small.toml").digest == spoken.digest


def test_comments_layout_and_order_of_keys_change_no_digest() -> None:
    changed = planted(
        (
            'name = "small"\nsource = "an example"',
            'source = "an example"   # first\n\nname = "small"',
        )
    )
    assert load(CLEAN, "small.toml").digest == load(changed, "small.toml").digest


def test_writing_a_default_out_changes_no_digest() -> None:
    changed = planted(("open = {}", 'open = { kind = "normal" }'))
    assert load(CLEAN, "small.toml").digest == load(changed, "small.toml").digest


def test_another_rule_is_another_digest() -> None:
    changed = planted(('after = "P6M"', 'after = "P5M"'))
    assert load(CLEAN, "small.toml").digest != load(changed, "small.toml").digest


def test_a_charter_comes_back_from_its_canonical_text() -> None:
    charter = load(CLEAN, "small.toml")
    again = revived(canonical(charter.file), charter.digest)
    assert charter.file == again.file
    assert charter.digest == again.digest
    assert plain(charter) == plain(again)


def test_a_rule_is_kept_by_a_policy_that_is_about_one_thing_however_it_is_written() -> None:
    """The one thing is a policy's first parameter, in a table of all of them, too."""
    rule = "[rules.r1]\ntext = 'a rule'\nkind = 'enforced'\nby = 'decide.tally.chairs'\n"
    machine = load(planted(add=rule), "small.toml").machine
    terms = [term for move in machine.table["open", "decide"] for term in move.requires]
    assert ("tally", "chairs") in [(term.name, term.about) for term in terms]
    with pytest.raises(CharterError, match=r"kept by `decide\.tally\.nobody`"):
        load(planted(add=rule.replace("tally.chairs", "tally.nobody")), "small.toml")


def test_a_text_of_another_digest_is_refused() -> None:
    """A journal whose charter was changed must not be read by the changed rules."""
    charter = load(CLEAN, "small.toml")
    other = canonical(load(planted(('after = "P6M"', 'after = "P5M"')), "small.toml").file)
    with pytest.raises(CharterError, match="whose digest is"):
        revived(other, charter.digest)


TERMS: dict[str, tuple[str, str, int]] = {
    "[{ sesion = 'review' }]": ("unknown-policy", "did you mean `session`?", 15),
    "[{ session = 'reviw' }]": ("unknown-session", "did you mean `review`?", 25),
    "[{ attested = 'settled' }]": ("unknown-claim", "there is none", 26),
    "[{ discharged = 'notes' }]": ("unknown-duty", "there is none", 28),
    "[{ assigned = 'autor' }]": ("unknown-role", "did you mean `author`?", 26),
    "[{ text = { field = 'topic' } }]": ("unknown-field", "it asks for none", 32),
    "[{ any = [{ veto = 'lead' }, { veto = 'leed' }] }]": (
        "unknown-veto",
        "did you mean `lead`?",
        50,
    ),
    "[{ any = { veto = 'lead' } }]": ("bad-term", "put them in brackets", 21),
    "[{ any = ['x'] }]": ("bad-term", 'write it like `{ sign_off = "bdfl" }`', 22),
    "[{ not = 3 }]": ("bad-term", 'write it like `{ sign_off = "bdfl" }`', 21),
    "[{ veto = 'lead', session = 'review' }]": (
        "bad-term",
        'write it like `{ sign_off = "bdfl" }`',
        13,
    ),
}


@pytest.mark.parametrize("term", TERMS)
def test_a_mistaken_term_is_told_with_its_place_and_a_hint(term: str) -> None:
    code, hint, column = TERMS[term]
    problem = one(CLEAN + RULE + f"requires = {term}\n")
    assert (code, hint, column) == (problem.code, problem.hint, problem.column)


def test_terms_that_nest_without_end_are_refused() -> None:
    deep = "{ not = " * 25 + "{ veto = 'lead' }" + " }" * 25
    assert "too-deep" in {each.code for each in mistakes(CLEAN + RULE + f"requires = [{deep}]\n")}


FAULTS: dict[str, tuple[tuple[tuple[str, str], ...], str, str]] = {
    "no initial state": ((('draft = { kind = "initial" }', "draft = {}"),), "", "initial-state"),
    "no way in": ((('to = "draft"\n', 'from = "open"\nto = "draft"\n'),), "", "no-way-in"),
    "a way in to elsewhere": ((('to = "draft"\n', 'to = "open"\n'),), "", "no-from"),
    "an unknown zone": (
        (('source = "an example"', 'source = "an example"\nzone = "Mars/Base"'),),
        "",
        "bad-zone",
    ),
    "a calendar that is none": ((("+1FR", "+1FRI"),), "", "bad-calendar"),
    "a name in capitals": ((), "[bodies.Team]\nmembers = ['eve']\n", "bad-name"),
    "a role called like a body": ((), "[roles.lead]\n", "name-taken"),
    "an action of bodies": (
        (),
        "[actions.join]\nfrom = 'open'\nby = 'chairs'\n",
        "name-taken",
    ),
    "a ballot without a choice": (
        (('data = { choice = ["yes", "no", "abstain"] }', ""),),
        "",
        "no-choice",
    ),
    "a ballot whose choice may be left out": (
        (
            (
                'data = { choice = ["yes", "no", "abstain"] }',
                "data = { choice = { choices = ['yes'], optional = true } }",
            ),
        ),
        "",
        "no-choice",
    ),
    "a state named twice": ((('from = "draft"', 'from = ["draft", "draft"]'),), "", "given-twice"),
    "a person in a number": (
        (('assigns = "author"', 'assigns = "author"\ndata = { author = "number" }'),),
        "",
        "not-a-person",
    ),
    "a choice that can be erased": (
        (
            (
                'data = { choice = ["yes", "no", "abstain"] }',
                "data = { choice = { choices = ['yes', 'no'], kept = 'beside' } }",
            ),
        ),
        "",
        "kept-beside",
    ),
    "a day that can be erased": (
        (),
        RULE + "data = { day = { type = 'date', kept = 'beside' } }\ndates = { met = 'day' }\n",
        "kept-beside",
    ),
    "a holder who can be erased": (
        (('assigns = "author"', 'assigns = "author"\ndata = { author = { kept = "beside" } }'),),
        "",
        "kept-beside",
    ),
    "a day in a text": (
        (),
        RULE + "data = { day = 'text' }\ndates = { met = 'day' }\n",
        "unknown-field",
    ),
    "nobody acts": ((), "[actions.more]\nfrom = 'open'\n", "who-acts"),
    "a way and several": (
        (),
        RULE + "to = 'closed'\nmoves = [{ to = 'closed' }]\n",
        "to-and-moves",
    ),
    "a rule kept nowhere": (
        (),
        "[rules.r1]\ntext = 'a rule'\nkind = 'enforced'\nby = 'decide.tally2'\n",
        "unknown-place",
    ),
    "a rule kept by nothing": (
        (),
        "[rules.r1]\ntext = 'a rule'\nkind = 'enforced'\n",
        "unkept-rule",
    ),
    "a rule without its reason": (
        (),
        "[rules.r1]\ntext = 'a rule'\nkind = 'inexpressible'\n",
        "no-reason",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_told(name: str) -> None:
    swaps, add, code = FAULTS[name]
    assert code in {each.code for each in mistakes(planted(*swaps, add=add))}


@frozen
class Odd:
    """A stranger's policy with a parameter that no file can hold."""

    what: complex

    def holds(self, facts: object) -> bool:
        return bool(facts)


class Plain:
    """A stranger's policy that is no attrs class."""

    def holds(self, facts: object) -> bool:
        return bool(facts)


def _broken(name: str) -> type[object]:
    raise RuntimeError(f"{name} can't be had")


@pytest.mark.parametrize("find", [lambda _: Odd, lambda _: Plain, _broken])
def test_a_stranger_s_broken_policy_is_a_problem_at_its_place(
    find: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A package that is at fault is told like any mistake, not with a traceback."""
    monkeypatch.setattr(reader, "find", find)
    problems = mistakes(CLEAN + RULE + "requires = [{ theirs = '1' }]\n")
    assert "bad-policy" in {each.code for each in problems}


leaf = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 3),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(
        [
            "",
            "draft",
            "open",
            "chairs",
            "author",
            "anyone",
            "P1M",
            "yes",
            "posted",
            "1/2",
            "é\u202e",
            "x" * 300,
        ]
    ),
    st.text(max_size=8),
)
junk = st.recursive(
    leaf,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(
                ["any", "not", "at_least", "tally", "session", "of", "to", "by", "choice"]
            ),
            inner,
            max_size=2,
        ),
    ),
    max_leaves=6,
)


def places(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The way to every value inside a value."""
    inner: list[tuple[str | int, object]] = []
    if isinstance(value, dict):
        inner = list(cast("dict[str | int, object]", value).items())
    elif isinstance(value, list):
        inner = list(enumerate(cast("list[object]", value)))
    for step, each in inner:
        yield (*path, step)
        yield from places(each, (*path, step))


GOOD: dict[str, object] = json.loads(as_json(tomllib.loads(CLEAN)))
WAYS = sorted(places(GOOD), key=repr)


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """The clean charter with a few values replaced, taken out or put beside."""
    data: Any = json.loads(json.dumps(GOOD))
    for _ in range(draw(st.integers(1, 4))):
        *way, last = draw(st.sampled_from(WAYS))
        into: Any = data
        for step in way:
            if _has(into, step):
                into = into[step]
        if not _has(into, last):
            continue
        match draw(st.sampled_from(["replace", "remove", "add"])):
            case "remove":
                del into[last]
            case "add" if isinstance(last, str):
                into[
                    draw(st.sampled_from(["more", "moves", "requires", "when", "data", "from"]))
                ] = draw(junk)
            case _:
                into[last] = draw(junk)
    return json.dumps(data)


def _has(value: Any, step: Any) -> bool:
    if isinstance(value, dict):
        return step in value
    return isinstance(value, list) and isinstance(step, int) and step < len(cast("Any", value))


@given(mutated())
def test_a_mutated_charter_loads_or_is_refused_with_places(text: str) -> None:
    """Nothing but a `CharterError` comes out, and every problem in it has a line and a code."""
    try:
        charter = examined(text, "small.json")
    except CharterError as error:
        problems = cast("tuple[Problem, ...]", error.problems)
    else:
        if isinstance(charter, Charter):
            assert charter.digest == revived(canonical(charter.file), charter.digest).digest
            return
        assert isinstance(charter, Problems)
        problems = tuple(charter)
    assert problems
    for problem in problems:
        assert problem.line is not None
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", problem.code)
