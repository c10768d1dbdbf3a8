"""A folder with the club's charter and journal, to work in."""

from pathlib import Path

import pytest

from .running import CLUB, run

POSTED = "2019-08-05T09:00:00-07:00"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder but for `club.toml`, which is the working directory."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "club.toml").write_text(CLUB, encoding="utf-8")
    return tmp_path


@pytest.fixture
def club(folder: Path) -> Path:
    """The folder with `club.journal`, in which eve has posted `bikes`."""
    first = run(
        "bylaw propose club.journal bikes --charter club.toml --by eve"
        " --at 2019-08-05T08:00:00-07:00"
    )
    second = run(f"bylaw act club.journal bikes post title=Bikes --by eve --at {POSTED}")
    assert (first.code, second.code) == (0, 0), first.err + second.err
    return folder
