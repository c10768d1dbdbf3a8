"""Every block in the README and the docs is run, and says what it says there.

A ``console`` block is a session: lines that start with ``$`` are run in a folder of their own, one
folder a page, and the lines below them are what they print; ``…`` stands for any text. A ``python``
block is run, and its prompts (``>>>``) are checked as doctests, with one set of names a page. A
``toml`` or ``python`` block whose first line is ``# file: NAME`` is written to that file first.

To write the real output into the pages: ``BYLAW_DOCS=write make test``.
"""

import doctest
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from .conftest import clean_environment
from .tree import ROOT

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
BLOCK = re.compile(r"^```(?P<kind>\w+)\n(?P<body>.*?)^```$", re.DOTALL | re.MULTILINE)
FILE = re.compile(r"# file: (?P<name>[\w./-]+)\n")
LINK = re.compile(r"\]\((?P<target>[^)#:\s]+)(?:#[^)]*)?\)")
WRITING = os.environ.get("BYLAW_DOCS") == "write"

KINDS = {"console", "python", "toml", "json", "text", "mermaid", "sh", "make", "ini", "yaml"}


def steps(body: str) -> Iterator[tuple[str, str]]:
    """The commands of a console block, each with the output that follows it."""
    for step in re.split(r"^(?=\$ )", body, flags=re.MULTILINE):
        command, _, output = step.partition("\n")
        if command.startswith("$ "):
            yield command.removeprefix("$ "), output
        elif step.strip():
            raise AssertionError(f"a console block starts with a command, not with {command!r}")


def run(command: str, folder: Path) -> str:
    """Run one command as a reader would, and give all that it prints."""
    done = subprocess.run(
        ["bash", "-c", command],  # noqa: S607 - whichever bash a reader has
        cwd=folder,
        env={
            **clean_environment(),
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "COLUMNS": "100",
            "NO_COLOR": "1",
            **{name: os.environ[name] for name in ("PYTHONPATH",) if name in os.environ},
        },
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.stdout


def alike(expected: str, actual: str) -> bool:
    """Whether the output is as expected, where ``…`` stands for any text within a line."""
    pattern = "[^\n]*".join(re.escape(part) for part in expected.rstrip().split("…"))
    return re.fullmatch(pattern, actual.rstrip()) is not None


def session(body: str, folder: Path) -> str:
    """Run a console block; give it with the real output where that differs."""
    real = ""
    for command, output in steps(body):
        printed = run(command, folder)
        if alike(output, printed):
            real += f"$ {command}\n{output}"
        else:
            lines = [kept(line, output.splitlines()) for line in printed.rstrip().splitlines()]
            real += "\n".join([f"$ {command}", *lines]) + "\n"
    return real


def kept(line: str, expected: list[str]) -> str:
    """The line as the page has it, where it stands there with a ``…`` for what always differs."""
    return next((each for each in expected if "…" in each and alike(each, line)), line)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_block_says_what_happens(page: Path, tmp_path: Path) -> None:
    text = page.read_text(encoding="utf-8")
    names: dict[str, object] = {"__name__": page.stem}
    written, last = "", 0
    for block in BLOCK.finditer(text):
        kind, body = block["kind"], block["body"]
        assert kind in KINDS, f"{page}: a block of kind {kind!r} is not known to be true"
        if kind in {"toml", "python"} and (named := FILE.match(body)):
            (tmp_path / named["name"]).write_text(body[named.end() :], encoding="utf-8")
        elif kind == "python":
            execute(page, body, names, tmp_path)
        elif kind == "console":
            real = session(body, tmp_path)
            assert WRITING or body == real, f"{page}: it prints\n{real}"
            written += text[last : block.start("body")] + real
            last = block.end("body")
    if WRITING:
        page.write_text(written + text[last:], encoding="utf-8")


def execute(page: Path, body: str, names: dict[str, object], folder: Path) -> None:
    """Run a python block in the page's folder; prompts are held to what they show."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        if ">>>" in body:
            test = doctest.DocTestParser().get_doctest(body, names, str(page), str(page), 0)
            runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
            said: list[str] = []
            failed = runner.run(test, out=said.append, clear_globs=False).failed
            assert not failed, "".join(said)
            names.update(test.globs)
        else:
            exec(compile(body, str(page), "exec"), names)  # noqa: S102 - the page is ours
    finally:
        os.chdir(before)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    for link in LINK.finditer(BLOCK.sub("", page.read_text(encoding="utf-8"))):
        assert (page.parent / link["target"]).exists(), f"{page}: {link['target']}"
