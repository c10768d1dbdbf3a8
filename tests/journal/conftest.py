"""What the tests of the journal share: a store of each kind, and a journal file."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bylaw.engine.journal import Store

from .stores import STORES


@pytest.fixture(params=list(STORES))
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty store, of each kind in turn."""
    with STORES[request.param](tmp_path) as made:
        yield made


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a journal file may be made."""
    return tmp_path / "journal.jsonl"
