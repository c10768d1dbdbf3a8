"""The example package, installed beside the wheel as a stranger would install it."""

import shutil
from pathlib import Path

from .conftest import Built
from .tree import ROOT

EXAMPLE = ROOT / "examples" / "contested-majority"

USE = """
import bylaw

flow = bylaw.open("charter.toml")
at = bylaw.instant("2026-01-01T00:00:00Z")
flow.propose("p1", by="zed", at=at)
flow.act("p1", "submit", by="zed", at=at)
flow.act("p1", "vote", by="ana", at=at, data={"choice": "no"})
flow.act("p1", "vote", by="bo", at=at, data={"choice": "yes"})
refused = flow.may("p1", "approve", by="bo", at=at)
print(refused)
step, = refused.unblocking.ways[0].steps
flow.act("p1", step.action, by=step.actors[0], at=at, data=step.data)
print(flow.act("p1", "approve", by="bo", at=at).verdict)
"""


def test_a_stranger_s_policy_decides_explains_and_unblocks(built: Built, tmp_path: Path) -> None:
    package = tmp_path / "package"
    shutil.copytree(EXAMPLE, package)
    installed = built.run("-m", "pip", "install", "--no-deps", package, cwd=tmp_path)
    assert installed.returncode == 0, installed.stderr
    try:
        done = built.run("-c", USE, cwd=EXAMPLE)
    finally:
        built.run("-m", "pip", "uninstall", "-y", "contested-majority", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    refusal, *reasons, verdict = done.stdout.splitlines()
    assert refusal == "refused: approve p1 (open -> approved) by bo at 2026-01-01"
    assert any("missing  contested_majority" in line for line in reasons)
    assert any(line.startswith("unblock: ") for line in reasons)
    assert verdict == "allowed"


def test_without_the_package_its_charter_names_the_policy_that_is_missing(
    built: Built, tmp_path: Path
) -> None:
    shutil.copyfile(EXAMPLE / "charter.toml", tmp_path / "charter.toml")
    done = built.run("-m", "bylaw.cli", "check", "charter.toml", cwd=tmp_path)
    assert done.returncode == 1, done.stderr
    assert "unknown-policy" in done.stdout + done.stderr
