"""The page of the documentation on PostgreSQL: its commands are run, in order."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from ..tree import ROOT
from .server import Server

pytestmark = pytest.mark.postgres

PAGE = ROOT / "docs" / "how-to" / "postgresql.md"


def test_what_the_page_shows_can_be_done(tmp_path: Path) -> None:
    """On a server of its own, for it makes roles and the usual schema."""
    blocks = re.findall(r"^```sh\n(.*?)^```$", PAGE.read_text(), re.DOTALL | re.MULTILINE)
    server = Server()
    try:
        server.start()
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", "\n".join(blocks)],  # noqa: S607 - whichever there is
            cwd=tmp_path,
            env={
                **os.environ,
                "PGHOST": str(server.folder),
                "PATH": os.pathsep.join(
                    [str(Path(sys.executable).parent), str(server.programs), os.environ["PATH"]]
                ),
            },
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        server.discard()
    assert done.returncode == 0, done.stdout + done.stderr
    said = ["schema `bylaw`: tables, functions, grants, beside", "it is there already", "allowed"]
    assert done.stdout.splitlines()[:3] == said
