"""The plugin of pytest: nothing until it is asked, then every scenario a test."""

import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import clean_environment
from .test_scenario import APPROVE, BACKGROUNDS, CHARTER

SCENARIOS = f"""{BACKGROUNDS}
[[scenario]]
name = "two of three carry it"
background = "carried"
{APPROVE}
then = {{ verdict = "allowed" }}
[[scenario]]
name = "nobody carries it"
background = "posted"
{APPROVE}
then = {{ verdict = "allowed" }}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "garden.toml").write_text(CHARTER, encoding="utf-8")
    (tmp_path / "garden.scenarios.toml").write_text(SCENARIOS, encoding="utf-8")
    (tmp_path / "test_other.py").write_text("def test_it():\n    pass\n", encoding="utf-8")
    return tmp_path


def pytest_says(folder: Path, *words: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-W", "error", *words],
        cwd=folder,
        env=clean_environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_it_does_nothing_unless_it_is_asked(folder: Path) -> None:
    code, said = pytest_says(folder)
    assert code == 0, said
    assert "1 passed" in said


def test_each_scenario_is_a_test_whose_failure_tells_why(folder: Path) -> None:
    code, said = pytest_says(folder, "--bylaw", "-v")
    assert code == 1, said
    assert "garden.scenarios.toml::two of three carry it PASSED" in said
    assert "garden.scenarios.toml::nobody carries it FAILED" in said
    assert (
        "garden.scenarios.toml:20: nobody carries it\n  verdict:\n    expected: allowed\n" in said
    )
    assert "  | ├─ ok       waiting  2 days after `posted`" in said
    assert "Traceback" not in said
    assert "1 failed, 2 passed" in said


def test_the_settings_may_ask_for_it(folder: Path) -> None:
    (folder / "pytest.ini").write_text("[pytest]\nbylaw = true\n", encoding="utf-8")
    code, said = pytest_says(folder, "-k", "three")
    assert code == 0, said
    assert "1 passed, 2 deselected" in said


def test_a_charter_may_be_named(folder: Path) -> None:
    (folder / "garden.toml").rename(folder / "elsewhere.toml")
    code, said = pytest_says(folder, "--bylaw", "--bylaw-charter", "elsewhere.toml")
    assert code == 1, said
    assert "1 failed, 2 passed" in said


def test_a_file_that_can_t_be_used_is_told_with_its_place(folder: Path) -> None:
    wrong = SCENARIOS.replace('verdict = "allowed"', 'verdict = "alowed"')
    (folder / "garden.scenarios.toml").write_text(wrong, encoding="utf-8")
    code, said = pytest_says(folder, "--bylaw")
    assert code == 2, said
    assert "garden.scenarios.toml:19:20: error[unknown-word]" in said
    assert "did you mean `allowed`?" in said
    assert "Traceback" not in said
