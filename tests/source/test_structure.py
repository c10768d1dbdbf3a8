"""Data becomes frozen classes strictly; every mistake is told at once, in words, at its place."""

import json
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any, Literal

import pytest
from attrs import field, frozen
from cattrs import Converter
from cattrs.errors import StructureHandlerNotFoundError
from hypothesis import given
from hypothesis import strategies as st

from bylaw.engine.errors import CalendarError, CharterError
from bylaw.engine.source.converter import make_converter, scalar
from bylaw.engine.source.problem import Mistake, Problems
from bylaw.engine.source.read import read
from bylaw.engine.source.shapes import Several, key
from bylaw.engine.source.structure import structure, structure_at, unstructure


@frozen(kw_only=True)
class When:
    since: str
    after: Fraction | None = None


@frozen(kw_only=True)
class Action:
    from_: Several[str]
    to: str | None = None
    by: str | tuple[str, ...] = ()
    kind: Literal["enforced", "attested"] = "enforced"
    requires: tuple[Mapping[str, object], ...] = ()
    seats: int = field(default=0, metadata=key("of", doc="how many there are"))
    final: bool = False
    when: When | None = None
    limit: str | int | None = None
    on: date | None = None


@frozen(kw_only=True)
class Charter:
    format: Literal[1]
    title: str = field(metadata=key("name", doc="what it is called"))
    actions: dict[str, Action] = field(factory=dict[str, Action])


def _converter() -> Converter:
    converter = make_converter()
    scalar(converter, Fraction, parse=_ratio, text=str, words="a ratio such as `2/3`")
    return converter


def _ratio(text: str) -> Fraction:
    if "." in text:
        raise Mistake("a ratio has no point", code="not-exact", hint="write `1/2`")
    if text == "never":
        raise CalendarError("never is no ratio")
    return Fraction(text)


def _structured(text: str) -> Charter:
    made = structure(read(text, "x.toml"), Charter, _converter())
    assert isinstance(made, Charter), str(made)
    return made


def _action(lines: str) -> Action:
    return _structured(f'format = 1\nname = "x"\n[actions.a]\nfrom = "s"\n{lines}').actions["a"]


def _problems(text: str) -> Problems:
    made = structure(read(text, "x.toml"), Charter, _converter())
    assert isinstance(made, Problems)
    return made


def _said(lines: str) -> list[tuple[str, int | None, int | None, str, str | None]]:
    """Tell what is wrong with the lines of an action, its first line being 1."""
    found = _problems(f'format = 1\nname = "x"\n[actions.a]\nfrom = "s"\n{lines}')
    return [(p.code, (p.line or 0) - 4, p.column, p.message, p.hint) for p in found]


def test_every_kind_of_value_is_read() -> None:
    expected = Action(
        from_=("s",),
        to="t",
        by=("x", "y"),
        kind="attested",
        requires=({"tally": {"of": ["x", 1]}},),
        seats=3,
        final=True,
        when=When(since="p", after=Fraction(1, 3)),
        limit=7,
        on=date(2019, 5, 3),
    )
    actual = _action(
        'to = "t"\nby = ["x", "y"]\nkind = "attested"\nrequires = [{ tally = { of = ["x", 1] } }]\n'
        'of = 3\nfinal = true\nwhen = { since = "p", after = "1/3" }\nlimit = 7\non = 2019-05-03\n'
    )
    assert expected == actual


def test_one_name_is_a_tuple_of_one() -> None:
    assert _action('by = "x"').by == ("x",)


def test_list_of_names_is_a_tuple() -> None:
    assert _action('by = ["x"]') == _action('by = "x"')


def test_what_is_left_out_has_its_default() -> None:
    assert _action("") == Action(from_=("s",))


@pytest.mark.parametrize(
    ("line", "column", "message", "hint"),
    [
        ("to = 1", 6, "expected text, found a whole number", "write it in quotes"),
        ("to = ['t']", 6, "expected text, found a list", None),
        ("of = '3'", 6, "expected a whole number, found text", "write the number without quotes"),
        ("of = 1.0", 6, "expected a whole number, found a decimal number", None),
        ("of = true", 6, "expected a whole number, found true", None),
        ("final = 1", 9, "expected true or false, found a whole number", None),
        ("final = 'true'", 9, "expected true or false, found text", "write true without quotes"),
        (
            "requires = { a = 1 }",
            12,
            "expected a list of tables, found a table",
            None,
        ),
        ("requires = [{}, 1]", 17, "expected a table, found a whole number", None),
        (
            "by = 1",
            6,
            "expected text or a list of text, found a whole number",
            "write it in quotes",
        ),
        ("by = ['x', 1]", 12, "expected text, found a whole number", "write it in quotes"),
        (
            "kind = 1",
            8,
            "expected `enforced` or `attested`, found a whole number",
            "write it in quotes",
        ),
        ("when = 'x'", 8, "expected a table, found text", None),
        ("limit = true", 9, "expected text or a whole number, found true", "write it in quotes"),
        (
            "when = { since = 'p', after = 1 }",
            31,
            "expected a ratio such as `2/3`, found a whole number",
            None,
        ),
    ],
)
def test_wrong_type_is_told_in_a_users_words(
    line: str, column: int, message: str, hint: str | None
) -> None:
    assert _said(line) == [("wrong-type", 1, column, message, hint)]


def test_unknown_key_has_a_hint_when_one_is_near() -> None:
    expected = ("unknown-key", 1, 1, "`actions.a` has no key `finall`", "did you mean `final`?")
    assert _said("finall = true") == [expected]


def test_unknown_key_lists_the_known_when_none_is_near() -> None:
    (found,) = _said("when = { since = 'x', zzzz = 1 }")
    assert found == (
        "unknown-key",
        1,
        23,
        "`actions.a.when` has no key `zzzz`",
        "it has `since`, `after`",
    )


def test_very_many_unknown_keys_are_cut() -> None:
    found = _said("".join(f"zz{i} = 1\n" for i in range(1000)))
    assert len(found) == 21
    assert "`actions.a` has 980 more such keys" in {message for _, _, _, message, _ in found}


def test_missing_key_names_the_table_and_its_header() -> None:
    (found,) = _problems('format = 1\nname = "x"\n[actions.submit]\n')
    assert (found.code, found.line, found.column, found.path) == (
        "missing-key",
        3,
        10,
        ("actions", "submit"),
    )
    assert found.message == "`actions.submit` needs `from`: text or a list of text"


def test_missing_key_of_the_file_carries_its_description() -> None:
    (found,) = _problems("format = 1\n")
    assert (found.message, found.hint) == ("the file needs `name`: text", "what it is called")


def test_word_that_is_none_of_a_few_has_a_hint() -> None:
    expected = "`enforce` is not `enforced` or `attested`"
    assert _said("kind = 'enforce'") == [
        ("unknown-word", 1, 8, expected, "did you mean `enforced`?")
    ]


def test_whole_number_that_json_rounds_is_refused() -> None:
    assert [code for code, *_ in _said(f"of = {2**53}")] == ["bad-value"]
    assert _action(f"of = {2**53 - 1}").seats == 2**53 - 1


def test_value_that_a_scalar_refuses_is_told_at_its_place() -> None:
    (found,) = _said("when = { since = 'p', after = '1/x' }")
    assert found[:3] == ("bad-value", 1, 31)


def test_mistake_of_a_scalar_brings_its_code_and_hint() -> None:
    expected = ("not-exact", 1, 31, "a ratio has no point", "write `1/2`")
    assert _said("when = { since = 'p', after = '0.5' }") == [expected]


def test_error_of_bylaws_own_is_told_as_a_problem() -> None:
    expected = ("bad-value", 1, 31, "never is no ratio", None)
    assert _said("when = { since = 'p', after = 'never' }") == [expected]


@pytest.mark.parametrize("day", ["2019-02-30", "20190503", "2019-W18-5", "soon"])
def test_day_has_one_form(day: str) -> None:
    expected = f"`{day}` is no day: write it like `2019-05-03`"
    assert _said(f"on = '{day}'") == [("bad-value", 1, 6, expected, None)]


def test_all_mistakes_are_told_at_once_in_their_order() -> None:
    first = "format = 2\n[actions.a]\nfrom = 1\nof = 'x'\nkind = 1\n"
    text = first + "[actions.b]\nfrom = [1, 's', 2]\nx = 1"
    expected = [
        ("missing-key", 1),
        ("unknown-word", 1),
        ("wrong-type", 3),
        ("wrong-type", 4),
        ("wrong-type", 5),
        ("wrong-type", 7),
        ("wrong-type", 7),
        ("unknown-key", 8),
    ]
    assert sorted((p.code, p.line) for p in _problems(text)) == sorted(expected)


def test_value_read_late_has_its_problems_at_the_right_place() -> None:
    document = read('a = 1\n[[b]]\n[[b]]\nwhen = { sinc = "x" }\n', "x.toml")
    raw = {"sinc": "x"}
    found = structure_at(document, ("b", 1, "when"), raw, When, _converter())
    assert isinstance(found, Problems)
    assert [(p.code, p.line, p.column, p.path) for p in found] == [
        ("missing-key", 4, 1, ("b", 1, "when")),
        ("unknown-key", 4, 10, ("b", 1, "when", "sinc")),
    ]


def test_rule_between_two_keys_is_told_at_the_key_it_names() -> None:
    @frozen(kw_only=True)
    class Window:
        least: int
        most: int

        def __attrs_post_init__(self) -> None:
            if self.least > self.most:
                raise Mistake("more than `most`", at=("least",))

    found = structure(read("most = 1\nleast = 2", "x.toml"), Window, _converter())
    assert isinstance(found, Problems)
    assert [(p.line, p.column, p.message) for p in found] == [(2, 9, "more than `most`")]


def test_reader_that_breaks_is_told_and_not_raised() -> None:
    def broken(_: object, __: object) -> Fraction:
        raise IndexError("out of range")

    converter = make_converter()
    converter.register_structure_hook(Fraction, broken)
    found = structure(read("since = 'x'\nafter = 1", "x.toml"), When, converter)
    assert isinstance(found, Problems)
    assert [(p.code, p.line, p.message) for p in found] == [
        ("unreadable-value", 2, "reading it failed with IndexError: out of range")
    ]


def test_key_error_of_a_reader_is_no_missing_key() -> None:
    def broken(_: object, __: object) -> Fraction:
        raise KeyError("after")

    converter = make_converter()
    converter.register_structure_hook(Fraction, broken)
    found = structure(read("since = 'x'\nafter = 1", "x.toml"), When, converter)
    assert isinstance(found, Problems)
    assert [p.code for p in found] == ["unreadable-value"]


def test_class_that_nobody_can_read_is_the_programmers_fault() -> None:
    @frozen
    class Unreadable:
        thing: complex

    with pytest.raises(StructureHandlerNotFoundError):
        structure(read("thing = 1", "x.toml"), Unreadable, _converter())


@frozen(kw_only=True)
class Mixed:
    """Types between which only the value can decide."""

    told: When | Literal["text", "link"] | tuple[str, ...] | None = None
    due: Fraction | date | None = None
    ratios: tuple[Fraction | int, ...] = ()
    sure: bool | None = None
    free: object = None
    rest: tuple[Any, ...] = ()


def _mixed(text: str) -> Mixed:
    made = structure(read(text, "x.toml"), Mixed, _converter())
    assert isinstance(made, Mixed), str(made)
    return made


def _mixed_problems(text: str) -> list[tuple[int | None, str]]:
    made = structure(read(text, "x.toml"), Mixed, _converter())
    assert isinstance(made, Problems)
    return [(p.column, p.message) for p in made]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("told = 'link'", Mixed(told="link")),
        ("told = ['a', 'b']", Mixed(told=("a", "b"))),
        ("told = { since = 'x' }", Mixed(told=When(since="x"))),
        ("due = '1/2'", Mixed(due=Fraction(1, 2))),
        ("due = 2019-05-03", Mixed(due=date(2019, 5, 3))),
        ("ratios = [1, '1/2']", Mixed(ratios=(1, Fraction(1, 2)))),
        ("free = [1, { a = 1.5 }]", Mixed(free=[1, {"a": 1.5}])),
        ("rest = [1, ['x']]", Mixed(rest=(1, ["x"]))),
    ],
)
def test_value_decides_between_types(text: str, expected: Mixed) -> None:
    assert _mixed(text) == expected
    plain = unstructure(expected, _converter())
    assert structure(read(json.dumps(plain), "x.json"), Mixed, _converter()) == expected


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ("told = 'lnk'", 8, "`lnk` is not `text` or `link`"),
        ("told = ['a', 1]", 14, "expected text, found a whole number"),
        ("told = { since = 1 }", 18, "expected text, found a whole number"),
        ("told = 1", 8, "expected a table, `text`, `link` or a list of text, found a whole number"),
        ("due = 'soon'", 7, "`soon` is no day: write it like `2019-05-03`"),
        (
            "due = 1",
            7,
            "expected a ratio such as `2/3` or a day such as `2019-05-03`, found a whole number",
        ),
        (
            "ratios = 1",
            10,
            "expected a list, each a ratio such as `2/3` or a whole number, found a whole number",
        ),
        ("sure = 1", 8, "expected true or false, found a whole number"),
        ("rest = 1", 8, "expected a list, found a whole number"),
    ],
)
def test_value_of_no_type_is_told_once(text: str, column: int, message: str) -> None:
    assert _mixed_problems(text) == [(column, message)]


def test_several_mistakes_of_one_reader_are_all_told() -> None:
    def careful(_: object, __: object) -> Fraction:
        raise ExceptionGroup("two", [Mistake("first"), Mistake("second", at=("deeper",))])

    converter = make_converter()
    converter.register_structure_hook(Fraction, careful)
    found = structure(read("since = 'x'\nafter = { deeper = 1 }", "x.toml"), When, converter)
    assert isinstance(found, Problems)
    assert [(p.message, p.column) for p in found] == [("first", 9), ("second", 20)]


# ---------------------------------------------------------------------------------------------
# laws

names = st.text("ab_é", min_size=1, max_size=3)
whens = st.builds(When, since=names, after=st.none() | st.fractions(0, 9))
actions = st.builds(
    Action,
    from_=st.lists(names, max_size=2).map(tuple),
    to=st.none() | names,
    by=st.lists(names, max_size=2).map(tuple),
    kind=st.sampled_from(["enforced", "attested"]),
    requires=st.lists(st.dictionaries(names, st.integers(0, 9) | names, max_size=2)).map(tuple),
    seats=st.integers(-9, 9),
    final=st.booleans(),
    when=st.none() | whens,
    limit=st.none() | st.integers(0, 9) | names,
    on=st.none() | st.dates(),
)
charters = st.builds(
    Charter, format=st.just(1), title=names, actions=st.dictionaries(names, actions, max_size=2)
)


@given(charters)
def test_what_is_written_out_is_read_as_the_same(charter: Charter) -> None:
    converter = _converter()
    plain = json.dumps(unstructure(charter, converter))
    assert structure(read(plain, "x.json"), Charter, converter) == charter


def test_defaults_are_written_out_and_nothing_is_not() -> None:
    expected = {
        "from": ["s"],
        "by": [],
        "kind": "enforced",
        "requires": [],
        "of": 0,
        "final": False,
    }
    assert unstructure(Action(from_=("s",)), _converter()) == expected


VALID = """format = 1
name = "x"

[actions.submit]
from = ["draft", "sent"]
by = "author"
kind = "attested"
requires = [{ tally = { of = "chairs", more_than = "1/2" } }]
of = 3
final = true
when = { since = "posted", after = "1/3" }
on = 2019-05-03
"""


@given(st.data())
def test_any_change_of_a_charter_is_read_or_told(data: st.DataObject) -> None:
    """Cut, doubled and swapped pieces of a good file end in a charter, or in problems."""
    text = VALID
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 12)))
        piece = data.draw(
            st.sampled_from(["", text[start:end] * 2, "1", '"', "[", "}", "=", "é", "\n"])
        )
        text = text[:start] + piece + text[end:]
    try:
        made = structure(read(text, "x.toml"), Charter, _converter())
    except CharterError:
        return
    if isinstance(made, Problems):
        assert len(made.errors) > 0
        assert all(0 < (problem.line or 0) <= text.count("\n") + 1 for problem in made)
        assert str(made)


json_values: st.SearchStrategy[Any] = st.recursive(
    st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(["format", "name", "actions", "from", "by", "when", "since", "after"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(["format", "name", "actions", "a"]), json_values))
def test_any_data_is_read_or_told(data: dict[str, object]) -> None:
    made = structure(read(json.dumps(data), "x.json"), Charter, _converter())
    if isinstance(made, Problems):
        assert len(made.errors) > 0
        assert "typing" not in str(made)
        assert "NoneType" not in str(made)
