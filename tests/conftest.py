"""What test modules share: how hypothesis runs, and an environment with the wheel in it."""

import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
from attrs import frozen
from hypothesis import settings

from .tree import ROOT, pyproject, tracked

# The same examples in every run: a failure is the change's, never the draw's. To look further,
# `pytest --hypothesis-profile=explore`.
settings.register_profile("steady", deadline=None, derandomize=True, print_blob=True)
settings.register_profile("explore", deadline=None, max_examples=2_000, print_blob=True)
settings.load_profile("steady")


@frozen(kw_only=True)
class Built:
    """The distributions of this checkout, and an environment in which the wheel is installed."""

    wheel: Path
    wheel_from_sdist: Path
    editable: Path
    sdist: Path
    python: Path

    def run(self, *arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
        """Run the environment's Python as a stranger would: none of our variables set."""
        return subprocess.run(
            [self.python, *arguments],
            cwd=cwd,
            env=clean_environment(),
            capture_output=True,
            text=True,
            check=False,
        )


def clean_environment() -> dict[str, str]:
    """The variables of this process without those that tell Python where to find modules."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Build once, from a copy: building leaves files behind, and a later wheel picks them up."""
    folder = tmp_path_factory.mktemp("built")
    source = folder / "source"
    for path in tracked():
        (source / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / path, source / path)

    _check(sys.executable, "-m", "venv", folder / "venv", cwd=folder)
    python = folder / "venv" / "bin" / "python"
    _check(python, "-m", "pip", "install", *pyproject()["build-system"]["requires"], cwd=folder)

    def build(kind: str, tree: Path) -> Path:
        into = folder / f"{kind}-{tree.name}"
        into.mkdir()
        hook = f"import setuptools.build_meta as b; b.build_{kind}({str(into)!r})"
        _check(python, "-c", hook, cwd=tree)
        (made,) = into.iterdir()
        return made

    sdist = build("sdist", source)
    with tarfile.open(sdist) as archive:
        archive.extractall(folder / "unpacked", filter="data")
    (unpacked,) = (folder / "unpacked").iterdir()
    wheel = build("wheel", source)
    _check(python, "-m", "pip", "install", wheel, cwd=folder)
    return Built(
        wheel=wheel,
        wheel_from_sdist=build("wheel", unpacked),
        editable=build("editable", source),
        sdist=sdist,
        python=python,
    )


def _check(*command: str | Path, cwd: Path) -> None:
    """Run a command; if it fails, fail with what it said."""
    done = subprocess.run(
        command, cwd=cwd, env=clean_environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{command} failed:\n{done.stdout}{done.stderr}"
