"""Validators off the shelf take what ships, and refuse what is wrong with it."""

import subprocess
import sys
from pathlib import Path

import pytest

from .cli.running import run
from .tree import ROOT

CHARTERS = ROOT / "charters"
FILES = sorted(CHARTERS.glob("*.toml"))
WRONG = [
    pytest.param("keras_sig.toml", 'kind = "initial"', 'kind = "initil"', id="charter"),
    pytest.param("keras_sig.scenarios.toml", 'verdict = "allowed"', 'verdict = "yes"', id="cases"),
]


def kind(path: Path) -> str:
    return "scenarios" if path.name.endswith(".scenarios.toml") else "charter"


def says(program: str, *words: str) -> tuple[int, str]:
    done = subprocess.run(
        [str(Path(sys.executable).parent / program), *words],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def checked(path: Path) -> tuple[int, str]:
    schema = CHARTERS / f"{kind(path)}.schema.json"
    return says("check-jsonschema", "--schemafile", str(schema), str(path))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_shipped_file_names_its_schema(path: Path) -> None:
    first = path.read_text(encoding="utf-8").split("\n", maxsplit=1)[0]
    assert first == f"#:schema ./{kind(path)}.schema.json"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_validator_of_json_schema_takes_a_shipped_file(path: Path) -> None:
    code, said = checked(path)
    assert code == 0, said


def test_an_editor_s_validator_of_toml_takes_all_that_ships() -> None:
    """It finds the schema by the first line of each file, as editors do."""
    code, said = says("taplo", "check", *map(str, FILES))
    assert code == 0, said


@pytest.mark.parametrize(("name", "right", "wrong"), WRONG)
def test_both_refuse_what_is_wrong(tmp_path: Path, name: str, right: str, wrong: str) -> None:
    text = (CHARTERS / name).read_text(encoding="utf-8")
    assert right in text
    path = tmp_path / name
    path.write_text(text.replace(right, wrong, 1), encoding="utf-8")
    for schema in CHARTERS.glob("*.schema.json"):
        (tmp_path / schema.name).write_bytes(schema.read_bytes())
    word = wrong.split('"')[1]
    for code, said in (checked(path), says("taplo", "check", str(path))):
        assert code == 1, said
        assert word in said


@pytest.mark.parametrize("of", ["charter", "scenarios"])
def test_the_command_writes_the_schema_that_ships(of: str) -> None:
    expected = (CHARTERS / f"{of}.schema.json").read_text(encoding="utf-8")
    assert run(f"bylaw schema {of}").out == expected
