"""What a text must look like: a demand that can't be met, or takes long to meet, is none."""

from time import perf_counter

import pytest

from bylaw.engine.errors import CharterError
from bylaw.engine.match import Match


@pytest.mark.parametrize(
    ("like", "said"),
    [
        ("{date}-{date}", "`{date}` stands 2 times in `like`"),
        ("{slug}" * 30 + "!", "`{slug}` stands 30 times"),
        ("{slugs}.md", "`{slugs}` stands for nothing: there are {date}, {slug}, {number}"),
        ("{}", "`{}` stands for nothing"),
    ],
)
def test_braces_hold_what_stands_for_something_once(like: str, said: str) -> None:
    with pytest.raises(CharterError) as caught:
        Match(like=like)
    assert said in str(caught.value)


@pytest.mark.parametrize("like", ["{slug}{number}{date}!", "{number}{slug}-{date}!"])
@pytest.mark.parametrize("value", ["7" * 10_000, "7-" * 5_000, "7" * 500, "a-" * 250])
def test_no_text_takes_long(like: str, value: str) -> None:
    """Even the worst texts for the worst demands: each is told within the blink of an eye."""
    started = perf_counter()
    assert not Match(like=like).holds(value)
    assert perf_counter() - started < 0.5


@pytest.mark.parametrize(
    ("like", "value", "expected"),
    [
        ("{date}-{slug}.md", "20190802-a-new-layer.md", True),
        ("{date}-{slug}.md", "20190832-a-new-layer.md", False),
        ("{date}-{slug}.md", "20190802-A.md", False),
        ("rfc-{number}", "rfc-0042", True),
        ("a.b", "a.b", True),
        ("a.b", "axb", False),
        ("{slug}", "a" * 501, False),
    ],
)
def test_a_text_is_like_it_or_not(like: str, value: str, expected: bool) -> None:
    assert Match(like=like).holds(value) is expected
