"""Tests of canonical JSON: what a journal writes is RFC 8785, and the rest it refuses."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bylaw.engine.errors import Unportable
from bylaw.engine.journal import canonical

from .jcs import jcs, number
from .vectors import VECTORS

CASES = sorted((VECTORS / "jcs" / "input").iterdir())
IN_PROFILE = {"arrays.json", "french.json", "unicode.json"}
"""The others hold floats, or keys that two readers may sort in two ways."""

KEYS = st.text(st.characters(max_codepoint=0xD7FF, exclude_characters="\0"), max_size=8)
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=20,
)


def published(case: Path) -> bytes:
    """The canonical form of a case, which its two files spell alike."""
    output = (VECTORS / "jcs" / "output" / case.name).read_bytes()
    spelt = (VECTORS / "jcs" / "outhex" / f"{case.stem}.txt").read_text(encoding="ascii")
    assert bytes.fromhex(spelt) == output
    return output


def test_there_are_six_cases() -> None:
    """None was lost on the way here."""
    assert len(CASES) == 6


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_the_oracle_spells_every_published_case(case: Path) -> None:
    """cyberphone/json-canonicalization, so that its word counts below."""
    assert published(case).decode() == jcs(json.loads(case.read_text(encoding="utf-8")))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_a_published_case_is_written_as_published_or_not_at_all(case: Path) -> None:
    """A journal holds no floats and no keys past U+D7FF; what it holds, it spells so."""
    value = json.loads(case.read_text(encoding="utf-8"))
    if case.name in IN_PROFILE:
        assert published(case) == canonical(value)
    else:
        with pytest.raises(Unportable):
            canonical(value)


@given(VALUES)
def test_whatever_a_journal_holds_is_spelt_as_rfc_8785_has_it(value: object) -> None:
    """In the profile, sorted and compact JSON is the canonical form."""
    assert jcs(value).encode() == canonical(value)


@pytest.mark.parametrize(
    ("value", "spelt"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (5e-324, "5e-324"),
        (-5e-324, "-5e-324"),
        (1.7976931348623157e308, "1.7976931348623157e+308"),
        (9007199254740992.0, "9007199254740992"),
        (295147905179352830000.0, "295147905179352830000"),
        (9.999999999999997e22, "9.999999999999997e+22"),
        (1e23, "1e+23"),
        (999999999999999700000.0, "999999999999999700000"),
        (1e21, "1e+21"),
        (9.999999999999997e-7, "9.999999999999997e-7"),
        (0.000001, "0.000001"),
        (333333333.33333325, "333333333.33333325"),
        (-0.0000033333333333333333, "-0.0000033333333333333333"),
    ],
)
def test_the_oracle_spells_numbers_as_rfc_8785_does(value: float, spelt: str) -> None:
    """Appendix B."""
    assert spelt == number(value)
