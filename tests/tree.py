"""The files of the checkout, as the tests of its frame see them."""

import tomllib
from fnmatch import fnmatch
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]

NOT_SHIPPED = frozenset({"benchmarks", "docs", "examples", "tests"})
"""Folders of the root that may hold Python files and are no part of the package."""


@cache
def tracked() -> tuple[Path, ...]:
    """Every file that `.gitignore` leaves to the project, relative to the root, in order.

    Read from the folder, not from git, so that an unpacked archive is checked like a clone.
    """
    lines = (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    ignored = [line.strip("/") for line in lines]

    def inside(folder: Path) -> list[Path]:
        found: list[Path] = []
        for path in sorted(folder.iterdir()):
            if path.name == ".git" or any(fnmatch(path.name, pattern) for pattern in ignored):
                continue
            found += inside(path) if path.is_dir() else [path.relative_to(ROOT)]
        return found

    return tuple(inside(ROOT))


def python_files() -> tuple[Path, ...]:
    """Every tracked Python file."""
    return tuple(path for path in tracked() if path.suffix == ".py")


def shipped() -> tuple[Path, ...]:
    """Every file that an installed bylaw holds: the root's modules and all in its packages."""
    return tuple(
        path
        for path in tracked()
        if path.parts[0] in roots() or (len(path.parts) == 1 and path.suffix in {".py", ".typed"})
    )


def packages() -> list[str]:
    """The import name of every folder that is a package, `bylaw` first."""
    inits = [path.parent for path in shipped() if path.name == "__init__.py"]
    return sorted(".".join(("bylaw", *folder.parts)) for folder in inits)


def roots() -> frozenset[str]:
    """The folders of the root that are sub-packages of `bylaw`."""
    inits = (path for path in tracked() if path.match("*/__init__.py") and len(path.parts) == 2)
    return frozenset(path.parts[0] for path in inits) - NOT_SHIPPED


def pyproject() -> dict[str, Any]:
    """What `pyproject.toml` says."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
