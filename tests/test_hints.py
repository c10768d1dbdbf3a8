"""The nearest known name to a mistaken one."""

from bylaw.engine.hints import suggested


def test_the_nearest_name_is_offered_whatever_its_case() -> None:
    assert suggested("bydai", ["BYDAY", "COUNT"]) == "; did you mean `BYDAY`?"


def test_nothing_is_offered_for_a_word_like_none() -> None:
    assert suggested("zzzz", ["BYDAY", "COUNT"]) == ""
