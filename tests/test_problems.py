"""Every code that a problem can have is explained, and no other."""

import ast
import re
from collections.abc import Iterator

from bylaw.engine.charter.names import NOUNS

from .tree import ROOT, python_files

PAGE = ROOT / "docs" / "reference" / "problems.md"
CODE = re.compile(r"[a-z]+(?:-[a-z]+)*")
TELLERS = {"problem", "_fail", "_at", "_stop"}
"""Functions whose first text of a code's form is the code of a problem."""


def texts(node: ast.AST | None) -> Iterator[str]:
    """The texts that an expression can be, as far as it says so."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.IfExp(body=one, orelse=other):
            yield from texts(one)
            yield from texts(other)
        case ast.JoinedStr(values=[ast.Constant(value="unknown-"), _]):
            yield from (f"unknown-{kind}" for kind in NOUNS)
        case _:
            pass


def codes_in(tree: ast.AST) -> Iterator[str]:
    """The codes that a module gives to problems."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name), args=args):
                if name in TELLERS:
                    firsts = [list(texts(arg)) for arg in args[:2]]
                    yield from next((found for found in firsts if found), [])
                for keyword in node.keywords:
                    if keyword.arg == "code":
                        yield from texts(keyword.value)
            case ast.Assign(targets=[ast.Name(id="code")], value=value):
                yield from texts(value)
            case ast.FunctionDef(args=arguments):
                for argument, default in zip(
                    arguments.kwonlyargs, arguments.kw_defaults, strict=True
                ):
                    if argument.arg == "code":
                        yield from texts(default)
            case _:
                pass


def codes() -> set[str]:
    """Every code in the source."""
    found: set[str] = set()
    for path in python_files():
        if path.parts[0] == "engine":
            tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
            found |= {code for code in codes_in(tree) if CODE.fullmatch(code)}
    return found


def explained() -> list[str]:
    """Every code that has a section of its own, in the page's order."""
    return re.findall(r"^### `([a-z-]+)`$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)


def test_every_code_has_its_section_and_every_section_its_code() -> None:
    assert sorted(codes()) == sorted(explained())


def test_codes_are_in_order_within_each_chapter() -> None:
    """A reader comes with a code and looks for it."""
    for chapter in PAGE.read_text(encoding="utf-8").split("\n## ")[1:]:
        found = re.findall(r"^### `([a-z-]+)`$", chapter, re.MULTILINE)
        assert sorted(found) == found
