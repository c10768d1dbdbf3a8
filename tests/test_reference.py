"""The pages of the reference that are made from the code are what the code makes."""

import runpy
from pathlib import Path

import pytest

from .tree import ROOT

PAGES: dict[Path, str] = runpy.run_path(str(ROOT / "docs" / "generate.py"))["pages"]()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_is_what_the_code_makes(page: Path) -> None:
    """To write them anew: `make pages`."""
    assert PAGES[page] == page.read_text(encoding="utf-8")
