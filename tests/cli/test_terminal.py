"""Lines on a terminal: wrapped under themselves, harmless, and coloured by their status."""

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bylaw.commands.decisions import reason_lines
from bylaw.commands.terminal import counted, hang, printable, status, width
from bylaw.engine.decision import Reason

from .running import shown


@pytest.fixture(autouse=True)
def _narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")


@pytest.mark.parametrize(
    ("columns", "expected"), [("10", 40), ("60", 60), ("100", 100), ("300", 100)]
)
def test_lines_are_neither_too_short_nor_too_long(
    monkeypatch: pytest.MonkeyPatch, columns: str, expected: int
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    assert expected == width()


def test_a_long_reason_wraps_under_itself() -> None:
    reasons = [
        Reason(
            status="missing",
            policy="outcome",
            text="to `passed`, which is a long way off as things stand now",
            parts=(Reason(status="ok", policy="by", text="ana is one of `chairs`"),),
        ),
        Reason(status="blocked", policy="veto", text="dee has spoken a veto", rules=("r1", "r2")),
    ]
    expected = """
        ├─ missing  outcome  to `passed`, which is a long way off as
        │  │                 things stand now
        │  └─ ok       by  ana is one of `chairs`
        └─ blocked  veto     dee has spoken a veto [r1, r2]
        """
    assert (
        shown(expected) == "\n".join(click.unstyle(line) for line in reason_lines(reasons)) + "\n"
    )


@given(lead=st.text("ab ", max_size=12), text=st.text(max_size=300))
def test_wrapping_keeps_every_word(lead: str, text: str) -> None:
    lines = hang(lead, text)
    assert printable(text).split() == "".join(f"{line[len(lead) :]} " for line in lines).split()


@given(st.text())
def test_nothing_that_moves_a_cursor_is_written(text: str) -> None:
    assert printable(text).isprintable()


def test_colour_takes_no_room() -> None:
    assert [len(click.unstyle(line)) for line in hang(f"{status('ok')} ", "x " * 60)][1] <= 60


def test_a_status_that_is_none_is_left_alone() -> None:
    assert status("whatever") == "whatever"


@pytest.mark.parametrize(("many", "expected"), [(0, "0 rules"), (1, "1 rule"), (2, "2 rules")])
def test_things_are_counted(many: int, expected: str) -> None:
    assert expected == counted(many, "rule")
