"""A thousand developers: the quorum and the sponsors of the Debian constitution, not rounded."""

import re

import pytest

from bylaw.engine.charter import Charter, load
from bylaw.engine.scenario import load_scenarios, run

from ..tree import ROOT

RANKING = ["resolution", "further discussion"]
BEGUN = """  { at = "2024-05-01T12:00:00Z", by = "d005", do = "propose", \
data = { matter = "a logo", text = "in red" } },"""
PEOPLE = ["ana", "bo", "jo", "cy", *(f"d{number:03}" for number in range(5, 1001))]


@pytest.fixture(scope="module")
def charter() -> Charter:
    """The charter that ships, with a thousand developers."""
    text = (ROOT / "charters" / "debian.toml").read_text(encoding="utf-8")
    text, made = re.subn(
        r"(\[bodies\.developers\]\ntitle = .*\nmembers = )\[[^]]*\]",
        lambda found: f"{found[1]}{PEOPLE}",
        text,
    )
    assert made == 1
    return load(text, "debian.toml")


def resolution(name: str, voters: int, then: str) -> str:
    """A resolution that so many voters prefer to further discussion."""
    call = 'wording = "so", option = "resolution", kind = "ordinary", majority = "1/1"'
    told = f"ranking = {RANKING}"
    return f"""
[[scenario]]
name = "{name}"
given = [
{BEGUN}
  {{ by = {PEOPLE[10:15]}, do = "sponsor" }},
  {{ by = "d005", do = "introduce" }},
  {{ after = "P14D", by = "d005", do = "call_for_votes", data = {{ {call} }} }},
  {{ by = {PEOPLE[:voters]}, do = "vote", sealed = {{ {told} }} }},
  {{ after = "P14D", by = {PEOPLE[:voters]}, do = "open_vote", sealed = {{ {told} }} }},
]
when = {{ after = "P3D", by = "bo", do = "count" }}
then = {{ verdict = "allowed", {then} }}
"""


FEW = f"""
[[scenario]]
name = "four sponsors of a thousand developers are one too few: K is five, and Q 15.81"
given = [
{BEGUN}
  {{ by = ["d006", "d007", "d008", "d009"], do = "sponsor" }},
]
when = {{ by = "d005", do = "introduce" }}
then = {{ stopped_by = ["holders"], says = "at least 5 must" }}
"""


def test_the_numbers_of_a_thousand_developers(charter: Charter) -> None:
    short = "47 prefer it to `further discussion`; it takes 48"
    cases = [
        resolution(
            "47 of 1000 are dropped, for 3Q is 47.43 and is not rounded",
            47,
            f'state = "further_discussion", says = "{short}"',
        ),
        resolution("48 of 1000 are a quorum", 48, 'state = "passed"'),
        FEW,
    ]
    report = run(load_scenarios("format = 1\n" + "".join(cases), "more.scenarios.toml"), charter)
    failed = [line for each in report.results if not each.passed for line in each.lines()]
    assert not failed, "\n".join(failed)
