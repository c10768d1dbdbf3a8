"""Verdicts: how several make one."""

import pytest

from bylaw.engine.audit.verdict import Verdict, combined, either


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ((), None),
        (("conformant",), "conformant"),
        (("conformant", "no evidence"), "no evidence"),
        (("no evidence", "violated"), "violated"),
        (("conformant", "violated"), "violated"),
    ],
)
def test_all_must_be_kept(found: tuple[Verdict, ...], expected: Verdict | None) -> None:
    assert combined(found) == expected


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (("violated", "violated"), "violated"),
        (("violated", "conformant"), "no evidence"),
        (("conformant", None), "no evidence"),
        ((None, None), None),
    ],
)
def test_of_one_or_another_only_what_they_agree_on_is_known(
    found: tuple[Verdict | None, ...], expected: Verdict | None
) -> None:
    assert either(found) == expected
