"""A journal in segments from the command line: every command reads it as one."""

import json
import shutil
from pathlib import Path

import pytest

from bylaw.engine.proof import generate, save

from .running import run

LATER = "2019-08-06T09:00:00-07:00"
SEALED = "club.journal.sealed-000001"


@pytest.fixture
def sealed(club: Path) -> Path:
    """The club's folder, its journal signed, copied and then sealed."""
    save(generate("example.org/club"), "club.key")
    assert run("bylaw checkpoint club.journal --key club.key --out first.checkpoint").code == 0
    shutil.copyfile("club.journal", "before")
    assert run("bylaw rotate club.journal").code == 0
    return club


def test_it_says_what_was_sealed(club: Path) -> None:
    lines = (club / "club.journal").read_bytes().count(b"\n")
    answer = run("bylaw rotate club.journal")
    first, head = answer.out.splitlines()
    size = (club / SEALED).stat().st_size
    assert first == f"sealed: {SEALED}, {size} bytes, up to line {lines}"
    assert run(f"bylaw act club.journal bikes drop --by eve --at {LATER}").code == 0
    told = json.loads(run("bylaw rotate club.journal --json").out)
    assert told["file"] == "club.journal.sealed-000002"
    assert told["seq"] == lines
    assert head.startswith("head ")


@pytest.mark.usefixtures("sealed")
def test_decisions_go_on_and_nothing_is_forgotten() -> None:
    assert run(f"bylaw act club.journal bikes drop --by eve --at {LATER}").code == 0
    log = run("bylaw log club.journal bikes").out
    assert [line for line in ("propose", "post", "drop") if f"  {line}  " not in log] == []
    assert "bikes" in run("bylaw show club.journal").out
    assert run(f"bylaw audit club.journal --at {LATER}").code == 0
    assert run("bylaw copy club.journal whole.journal").code == 0
    assert Path("whole.journal").read_bytes().startswith(Path("before").read_bytes())
    assert run("bylaw show whole.journal").out == run("bylaw show club.journal").out


@pytest.mark.usefixtures("sealed")
def test_proofs_and_checkpoints_go_on() -> None:
    verify = "bylaw verify club.journal --key club.key.pub --checkpoint first.checkpoint"
    assert run(verify).code == 0
    assert run(f"bylaw act club.journal bikes drop --by eve --at {LATER}").code == 0
    assert run("bylaw checkpoint club.journal --key club.key --out second.checkpoint").code == 0
    assert run(f"{verify} --checkpoint second.checkpoint").code == 0
    assert run("bylaw prove club.journal bikes --version 1 --out one.tlog-proof").code == 0
    assert run("bylaw verify --proof one.tlog-proof --key club.key.pub").code == 0
    assert run("bylaw export club.journal --tiles public").code == 0
    Path(SEALED).chmod(0o644)
    altered = Path(SEALED).read_bytes().replace(b'"actor":"eve"', b'"actor":"eva"', 1)
    Path(SEALED).write_bytes(altered)
    answer = run(verify)
    assert answer.code == 1
    assert "problem: line " in answer.out


@pytest.mark.usefixtures("sealed")
def test_a_missing_segment_is_named() -> None:
    Path(SEALED).unlink()
    said = f"the sealed segment `{SEALED}` is missing"
    assert said in run("bylaw show club.journal").err
    answer = run("bylaw verify club.journal --key club.key.pub")
    assert (answer.code, f"problem: {said}" in answer.out) == (1, True)
    refused = run("bylaw rotate club.journal")
    assert (refused.code, said in refused.err) == (1, True)


@pytest.mark.usefixtures("sealed")
def test_a_link_may_stand_for_a_segment() -> None:
    Path("archive").mkdir()
    Path(SEALED).rename(f"archive/{SEALED}")
    Path(SEALED).symlink_to(f"archive/{SEALED}")
    assert run("bylaw audit club.journal").code == 0


@pytest.mark.parametrize(
    ("journal", "said"),
    [
        ("club.journal", "there is no line to seal in `club.journal`"),
        ("missing", "there is no journal `missing`"),
        ("postgresql://x/y", "a journal in a database lies in no file that could be sealed"),
    ],
)
@pytest.mark.usefixtures("sealed")
def test_what_can_t_be_sealed_is_said(journal: str, said: str) -> None:
    answer = run(f"bylaw rotate {journal}")
    assert answer.code == 2
    assert said in answer.err
