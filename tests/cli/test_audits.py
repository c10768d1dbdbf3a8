"""Audits from the command line: a sound journal, a violated one, a broken one, another's log."""

import json
import re
from pathlib import Path

import pytest

import bylaw
from bylaw.engine.journal import JournalFile, Write
from bylaw.engine.model import NOTHING

from ..tree import ROOT
from .running import run

LOG = ROOT / "examples" / "data" / "keras_rfcs.csv"


@pytest.mark.usefixtures("club")
def test_a_sound_journal_is_conformant() -> None:
    answer = run("bylaw audit club.journal")
    assert answer.code == 0
    assert answer.out.startswith("conformant: 2 decisions taken again, 0 violations")


def test_a_changed_byte_is_found_and_its_line_named(club: Path) -> None:
    journal = club / "club.journal"
    journal.write_bytes(journal.read_bytes().replace(b'"actor":"eve"', b'"actor":"eva"', 1))
    answer = run("bylaw audit club.journal")
    assert answer.code == 1
    assert answer.out.startswith("violated: ")
    assert "\nviolation: `club.journal`: line 3 (seq 2), at byte " in answer.out
    assert "\n  help: keep it as it is, let `bylaw verify` tell" in answer.out
    told = json.loads(run("bylaw audit club.journal --json").out)
    assert told["verdict"] == "violated"
    assert told["chain"]["whole"] is False


def test_what_the_charter_forbids_is_found_though_the_chain_is_whole(club: Path) -> None:
    """Somebody with a store and no engine writes that a stranger adopted it."""
    with JournalFile(club / "club.journal") as store:
        (last,) = store.read("bikes", after=1)
        forged = {"action": "adopt", "actor": "zoe", "data": NOTHING, "from": "open"}
        entry = {**last, **forged, "to": "passed"}
        store.append([Write("bikes", expected=2, entries=(entry,))])
    answer = run("bylaw audit club.journal")
    assert answer.code == 1
    assert answer.out.startswith("violated: 3 decisions taken again, 1 violation")
    assert re.search(r"\nviolation: seq \d: bikes version 3: ", answer.out)
    assert "├─ missing  by " in answer.out
    assert "[r1]" in answer.out


def test_a_journal_in_which_nothing_happened_gives_no_evidence(folder: Path) -> None:
    bylaw.open("club.toml", folder / "j").close()
    answer = run("bylaw audit j")
    assert answer.code == 2
    assert answer.out.startswith("no evidence: 0 decisions taken again")


@pytest.mark.usefixtures("folder")
def test_no_file_is_no_audit() -> None:
    answer = run("bylaw audit missing")
    assert answer.code == 2
    assert answer.err == "error: there is no file `missing`\n"


def test_another_s_log_is_held_against_a_charter() -> None:
    words = f"bylaw audit {LOG} --mapping {LOG.with_suffix('.toml')} --charter keras_sig"
    answer = run(words)
    told = json.loads(run(f"{words} --json").out)
    assert answer.out.startswith(f"{told['verdict']}: {len(told['proposals'])} proposals")
    assert answer.code == {"conformant": 0, "violated": 1, "no evidence": 2}[told["verdict"]]
    assert max(map(len, answer.out.splitlines())) <= 80


def test_a_proxy_is_switched_on_by_name() -> None:
    words = f"bylaw audit {LOG} --mapping {LOG.with_suffix('.toml')} --charter keras_sig --json"
    told = json.loads(run(f"{words} --proxy decided").out)
    assert [name for name, each in told["proxies"].items() if each["on"]] == ["decided"]
    assert "no proxy `nope`" in run(f"{words} --proxy nope").err


@pytest.mark.parametrize("words", ["--mapping m.toml", "--charter keras_sig", "--proxy decided"])
def test_a_log_takes_a_mapping_and_a_charter(words: str) -> None:
    answer = run(f"bylaw audit {LOG} {words}")
    assert answer.code == 2
    assert answer.err.startswith("error: ")


def test_what_was_told_of_long_after_its_date_is_noted(folder: Path) -> None:
    assert (
        run("bylaw propose j bikes --by eve --charter club.toml --at 2019-08-01T09:00Z").code == 0
    )
    assert run("bylaw audit j").out.count("note: ") == 0
    answer = run("bylaw audit j --leeway PT1H")
    assert (answer.code, answer.out.count("note: ")) == (0, 1)
    assert "bikes version 1: is dated 2019-08-01T09:00:00Z, and was recorded" in answer.out
    wrong = run("bylaw audit j --leeway P1M")
    assert (wrong.code, "not always equally long" in wrong.err) == (2, True)
    assert run(f"bylaw audit {LOG} --mapping m --charter keras_sig --leeway P1D").code == 2
    assert folder.joinpath("j").exists()
