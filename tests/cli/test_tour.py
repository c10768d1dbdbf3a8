"""The tour: every command gives the answer that it is there to show, and can be repeated."""

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from bylaw.commands.tour import JOURNAL, STEPS

from .running import Answer, process, run


@pytest.fixture(scope="module")
def toured(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A folder in which the tour was made, and what it printed."""
    folder = tmp_path_factory.mktemp("tour")
    done = process("tour", "here", cwd=folder)
    assert (done.returncode, done.stderr) == (0, "")
    return folder / "here", done.stdout


def test_every_step_gives_what_it_is_there_to_show(toured: tuple[Path, str]) -> None:
    _, out = toured
    for number, step in enumerate(STEPS, 1):
        assert f"\n{number}. {step.title}\n" in out
    assert "failed" not in out
    told = " ".join(re.sub("[│├└─]", " ", out).split())
    for said in (
        "missing announcement `subject` is `[api design review] Dropout`; it must",
        "outside `review`; next opens 2019-09-06 11:00 PDT",
        "bob is not one of `chairs` [r4]",
        "missing sign_off fchollet has not signed; nobody else can",
        "2019-09-02 12:00 PDT keras-0002 #3 close_without_sponsor by the clock",
        "keras-0001 approved last event 2019-09-06 11:45 PDT",
        "['allaire', 'bailey', 'bileschi', 'gibson', 'karmel', 'wicke']",
        "conformant: 18 decisions taken again, 0 violations",
    ):
        assert said in told


def test_it_fits_a_terminal(toured: tuple[Path, str]) -> None:
    _, out = toured
    assert [line for line in out.splitlines() if len(line) > 80] == []


def test_it_says_where_the_journal_is(toured: tuple[Path, str]) -> None:
    folder, out = toured
    assert (folder / JOURNAL).exists()
    assert f"The journal is here/{JOURNAL}\n" in out


def test_it_leaves_a_journal_alone_that_is_there(toured: tuple[Path, str]) -> None:
    folder, _ = toured
    answer = run_in(folder.parent, "tour here")
    assert answer.code == 2
    assert "is there already: name another folder" in answer.err


def run_in(folder: Path, words: str) -> Answer:
    done = process(*shlex.split(words), cwd=folder)
    return Answer(code=done.returncode, out=done.stdout, err=done.stderr)


def test_without_a_folder_it_makes_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    told = json.loads(run("bylaw tour --json").out)
    assert told["right"] is True
    assert [step["right"] for step in told["steps"]] == [True] * len(STEPS)
    assert Path(told["journal"]).parent.parent == tmp_path


def test_what_it_shows_can_be_typed_into_a_shell(tmp_path: Path) -> None:
    """The first commands and the loop, taken from the text as a reader would."""
    (tmp_path / "bylaw").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m bylaw.cli "$@"\n')
    (tmp_path / "bylaw").chmod(0o755)
    typed = [shown.typed for step in STEPS for shown in step.commands if not shown.each]
    script = "\n".join(["set -e", f'PATH="{tmp_path}:$PATH"', *typed[:2], *typed[3:4]])
    done = subprocess.run(
        ["sh", "-c", script],  # noqa: S607 - whichever shell a reader has
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("allowed: ") == 3


def test_a_step_that_goes_wrong_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bylaw.commands.tour.STEPS", STEPS[-1:])
    answer = run(f"bylaw tour {tmp_path / 'here'}")
    assert answer.code == 1
    assert "\nfailed: It can be audited\n" in answer.out
