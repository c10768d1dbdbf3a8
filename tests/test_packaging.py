"""The root of the repository is the package `bylaw`; a wheel holds that and nothing else."""

import zipfile
from pathlib import Path, PurePosixPath

import pytest

from .conftest import Built
from .tree import ROOT, packages, pyproject, roots, shipped, tracked


def members(wheel: Path) -> dict[str, bytes]:
    """What a wheel holds by name, without its own records."""
    with zipfile.ZipFile(wheel) as archive:
        return {
            name: archive.read(name)
            for name in sorted(archive.namelist())
            if not PurePosixPath(name).parts[0].endswith(".dist-info")
        }


def test_the_root_holds_two_python_files() -> None:
    """Any other would be shipped as a module of `bylaw`."""
    expected = [Path("__init__.py"), Path("cli.py")]
    actual = [path for path in tracked() if len(path.parts) == 1 and path.suffix == ".py"]
    assert expected == actual


def test_every_package_is_listed() -> None:
    """A folder that `packages` lacks is there in the checkout and absent from the wheel."""
    assert packages() == sorted(pyproject()["tool"]["setuptools"]["packages"]), (
        "`packages` in pyproject.toml names each folder with an __init__.py"
    )


def test_every_folder_with_modules_is_a_package() -> None:
    """Without an `__init__.py` a folder's modules are silently left out of the wheel."""
    named = set(packages())
    lost = [
        str(path)
        for path in shipped()
        if path.suffix == ".py" and ".".join(("bylaw", *path.parent.parts)) not in named
    ]
    assert lost == []


def test_the_wheel_holds_the_package_and_nothing_else(built: Built) -> None:
    """Every module and data file of the packages, `py.typed`, and no test, document or example."""
    expected = {f"bylaw/{path.as_posix()}": (ROOT / path).read_bytes() for path in shipped()}
    actual = members(built.wheel)
    assert sorted(expected.keys() - actual.keys()) == [], "not in `packages` or `package-data`"
    assert sorted(actual.keys() - expected.keys()) == []
    assert expected == actual


def test_the_wheel_is_typed(built: Built) -> None:
    """PEP 561: without the marker no type checker looks inside."""
    assert "bylaw/py.typed" in members(built.wheel)


def test_a_wheel_from_the_sdist_is_the_same(built: Built) -> None:
    """Installers that find no wheel build from the source distribution."""
    assert members(built.wheel) == members(built.wheel_from_sdist)


def test_an_editable_wheel_builds_as_a_tree_of_links(built: Built) -> None:
    """Strict mode: a path entry, no import hook; type checkers and editors then see `bylaw`."""
    (pth,) = members(built.editable).items()
    name, content = pth
    assert name.endswith(".pth")
    assert (Path(content.decode().strip()) / "bylaw" / "engine" / "__init__.py").is_file()


def test_the_wheel_imports_beside_a_stranger_s_engine_and_cli(built: Built, tmp_path: Path) -> None:
    """A host project may well have modules called like our folders: each keeps its own."""
    (tmp_path / "engine").mkdir()
    (tmp_path / "engine" / "__init__.py").write_text("whose = 'host'\n")
    (tmp_path / "cli.py").write_text("whose = 'host'\n")
    program = (
        "import bylaw.cli, bylaw.engine, cli, engine;"
        "print(engine.whose, cli.whose, bylaw.engine.__name__, bylaw.cli.__name__)"
    )
    done = built.run("-c", program, cwd=tmp_path)
    assert done.stderr == ""
    assert done.stdout == "host host bylaw.engine bylaw.cli\n"


def test_the_wheel_claims_no_name_but_its_own(built: Built, tmp_path: Path) -> None:
    """Two packages that install `engine` or `cli` at the top overwrite each other silently."""
    names = sorted(roots() | {"cli", "tests"})
    program = (
        "import importlib.util as u, sys;"
        "print([name for name in sys.argv[1:] if u.find_spec(name) is not None])"
    )
    done = built.run("-c", program, *names, cwd=tmp_path)
    assert done.stdout == "[]\n", done.stderr


@pytest.mark.parametrize("command", [("cli.py",), ("-m", "bylaw.cli")])
def test_the_command_line_runs_from_an_installed_checkout(
    built: Built, command: tuple[str, ...]
) -> None:
    """`python cli.py` is the same program as `bylaw`, in a checkout that is installed."""
    done = built.run(*command, "--help", cwd=ROOT)
    assert done.stderr == ""
    assert done.returncode == 0
    assert "Usage: " in done.stdout


def test_the_command_is_installed(built: Built) -> None:
    """The wheel brings a program called `bylaw`."""
    assert (built.python.parent / "bylaw").is_file()


def test_every_built_in_policy_loads_through_its_entry_point(built: Built, tmp_path: Path) -> None:
    """The built-ins come in by the door that a stranger's do, and each entry leads somewhere."""
    program = (
        "from importlib.metadata import entry_points;"
        "ours = [p for p in entry_points(group='bylaw.policies') if p.dist.name == 'bylaw'];"
        "print(sorted(point.name for point in ours if point.load()))"
    )
    done = built.run("-c", program, cwd=tmp_path)
    declared = pyproject()["project"]["entry-points"]["bylaw.policies"]
    assert done.stdout == f"{sorted(declared)}\n", done.stderr
