"""The pages of the reference that are made from the code are what the code makes."""

import re
import runpy
import tomllib
from pathlib import Path

import pytest

from .tree import ROOT

PAGES: dict[Path, str] = runpy.run_path(str(ROOT / "docs" / "generate.py"))["pages"]()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_is_what_the_code_makes(page: Path) -> None:
    """To write them anew: `make pages`."""
    assert PAGES[page] == page.read_text(encoding="utf-8")


def test_every_example_of_a_policy_is_a_line_that_a_charter_could_have() -> None:
    """Keys in quotes where they need them, lists under the key that takes them."""
    page = (ROOT / "docs" / "reference" / "policies.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    keys = {key for block in blocks for key in tomllib.loads(block)}
    assert keys == {"requires", "unless"}
