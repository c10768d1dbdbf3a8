"""House rules that no linter knows, such as that whoever makes an exception says why."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from .tree import ROOT, python_files, shipped, tracked

LONGEST = 350
"""Lines in a file: longer than this, and a second idea has moved in."""

DIRECTIVE = re.compile(
    r"(?:type|pyright|mypy):\s*ignore(?:\[[^\]]*\])?"
    r"|noqa(?::\s*[A-Z]+\d+(?:\s*,?\s*[A-Z]+\d+)*)?"
    r"|pragma:\s*no\s+\w+"
)
"""A comment that silences a tool, with the codes that belong to it."""

MACHINE_PATH = re.compile(
    r"(?<![\w.:/~-])/(?:home|Users|root|tmp|work|opt|private/var)/\w|[A-Z]:\\Users\\|~/\.\w+/"
)
MAIL = re.compile(r"[\w.+-]+@((?:[\w-]+\.)+[A-Za-z]{2,})\b")
PUBLIC_MAIL = re.compile(
    r"(?:^|\.)(?:example(?:\.(?:com|net|org))?|invalid|test|googlegroups\.com|lists\.(?:cncf\.io|php\.net)|tensorflow\.org)$"
)
"""Domains reserved for examples (RFC 2606), and the lists to which the source texts send people."""


def read(path: Path) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def text_of(path: Path) -> str:
    """The text of a file; of a picture or an archive, whatever in it looks like text."""
    return (ROOT / path).read_bytes().decode("utf-8", errors="replace")


def private(text: str) -> Iterator[str]:
    """Paths of somebody's machine, and addresses at which a person is reached."""
    yield from (match[0] for match in MACHINE_PATH.finditer(text))
    for match in MAIL.finditer(text):
        if not PUBLIC_MAIL.search(match[1]) and not match[0].startswith("git@"):
            yield match[0]


def comments(text: str) -> Iterator[tuple[int, str]]:
    """Every comment, with its line."""
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


def says_something(comment: str) -> bool:
    """Whether words are left when the directives are taken out."""
    return len(re.findall(r"[^\W\d_]{2,}", DIRECTIVE.sub("", comment))) > 1


def unexplained(text: str) -> Iterator[str]:
    """The lines that make an exception and don't say why."""
    noted = dict(comments(text))
    for line, comment in noted.items():
        if DIRECTIVE.search(comment) and not says_something(comment):
            yield f"{line}: {comment}"
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.ExceptHandler(type=None | ast.Name(id="Exception" | "BaseException")):
                if not says_something(noted.get(node.lineno, "")):
                    yield f"{node.lineno}: catches everything"
            case ast.Call(
                func=ast.Attribute(attr="skip" | "skipif" | "xfail" | "importorskip")
            ) if not reason_of(node):
                yield f"{node.lineno}: skips"
            case _:
                pass


def reason_of(call: ast.Call) -> bool:
    """Whether a skip or an expected failure gives a reason that isn't empty."""
    given = [keyword.value for keyword in call.keywords if keyword.arg in {"reason", "msg"}]
    if isinstance(call.func, ast.Attribute) and call.func.attr in {"skip", "xfail"}:
        given += call.args[:1]
    return any(not (isinstance(value, ast.Constant) and not value.value) for value in given)


def test_every_exception_gives_its_reason() -> None:
    """Whoever silences a tool, catches everything or skips a test says why, on that line."""
    assert [f"{path}:{found}" for path in python_files() for found in unexplained(read(path))] == []


@pytest.mark.parametrize(
    "line",
    [
        "x = 1  # type: ignore[arg-type]",
        "x = 1  # noqa: E501, PLR0913",
        "x = 1  # pragma: no cover",
        "x = 1  # pyright: ignore  # mypy: ignore",
        "try:\n    pass\nexcept Exception:\n    pass",
        "try:\n    pass\nexcept:  # all\n    pass",
        "pytest.skip()",
        "pytest.mark.xfail(reason='')",
        "pytest.importorskip('numpy')",
    ],
)
def test_a_bare_exception_is_seen(line: str) -> None:
    """The rule above bites."""
    assert len(list(unexplained(line))) == 1


@pytest.mark.parametrize(
    "line",
    [
        "x = 1  # type: ignore[arg-type]  # the stubs lack it",
        "x = 1  # noqa: E501, PLR0913 - a table reads best unbroken",
        "try:\n    pass\nexcept Exception:  # a stranger's rule may raise anything\n    pass",
        "pytest.skip('no second Python here')",
        "pytest.mark.xfail(reason='see the changelog')",
    ],
)
def test_an_exception_with_its_reason_passes(line: str) -> None:
    """The rule above asks for words, and for no more than words."""
    assert list(unexplained(line)) == []


def test_every_module_says_what_it_is() -> None:
    """Its docstring is the first thing that a reader sees."""
    assert [str(p) for p in python_files() if not ast.get_docstring(ast.parse(read(p)))] == []


def test_no_file_holds_two_ideas() -> None:
    """A long file is two; tests and measurements may be as long as their subject is wide."""
    lines = {
        str(path): len(read(path).splitlines())
        for path in python_files()
        if path.parts[0] not in {"tests", "benchmarks"}
    }
    assert {path: count for path, count in lines.items() if count > LONGEST} == {}, (
        "ask which second idea moved in, and give it its own file"
    )


def test_no_file_names_a_machine_or_a_private_address() -> None:
    """The project speaks of itself alone; published vectors are as their publishers wrote them."""
    ours = [path for path in tracked() if path.parts[:2] != ("tests", "vectors")]
    assert [f"{path}: {word}" for path in ours for word in private(text_of(path))] == []


@pytest.mark.parametrize("folder", ["home", "root", "tmp", "Users"])
def test_a_path_of_somebody_s_machine_is_seen(folder: str) -> None:
    """The rule above bites."""
    assert list(private(f"see /{folder}/ana")) == [f"/{folder}/a"]


@pytest.mark.parametrize("domain", ["corp.io", "mail.example.io", "notexample.org"])
def test_a_private_address_is_seen(domain: str) -> None:
    """The rule above bites."""
    assert list(private(f"write to ana@{domain}.")) == [f"ana@{domain}"]


@pytest.mark.parametrize(
    "text",
    ["https://example.org/home/x", "docs/home/x", "3 @ 2.5", "ana@example.org", "@attrs.frozen"],
)
def test_a_public_name_passes(text: str) -> None:
    """The rule above leaves examples, addresses on the web and paths of the project alone."""
    assert list(private(text)) == []


def module_names() -> list[str]:
    """The import name of every shipped module that draws a line around its names."""
    return [
        ".".join(("bylaw", *path.with_suffix("").parts)).removesuffix(".__init__")
        for path in shipped()
        if path.suffix == ".py" and re.search(r"^__all__\b", read(path), re.MULTILINE)
    ]


def isort_style(name: str) -> tuple[int, str]:
    """The order that ruff keeps (RUF022): constants, then classes, then the rest."""
    kind = 0 if name.isupper() and len(name) > 1 else 1 if name[0].isupper() else 2
    return kind, name


@pytest.mark.parametrize("module", module_names())
def test_every_exported_name_is_there_once_and_in_order(module: str) -> None:
    """`__all__` says what a module offers: each name exists, and one can find it in the list."""
    imported = import_module(module)
    names: list[str] = imported.__all__
    assert sorted(set(names), key=isort_style) == names
    assert [name for name in names if not hasattr(imported, name)] == []
