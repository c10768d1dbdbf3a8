"""Mutation testing of the code that recovers a journal: each small fault must fail some test.

Run by ``make torture``. It copies the project, plants one fault at a time, and runs the tests of
recovery; what survives is printed with its line. Some faults change nothing that can be seen (a
buffer of another size): they are why the bar is below 100 %.

    python tests/journal/mutate.py [how many faults, spread evenly; all by default]
"""

import ast
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from attrs import frozen

ROOT = Path(__file__).resolve().parents[2]
MODULES = ("recover", "index", "anchor", "keys", "saved", "canon", "segments", "files")
PARTS = {
    "file": {"verify", "_begin", "_begin_reading", "_catch_up", "_learn", "_reach", "_end"},
    "handle": {"prove", "settle", "anchor", "_dropped", "set_aside", "_cut", "_new_beside"},
}
"""The functions that recover a journal in modules that do other things as well."""

TESTS = ("test_recover", "test_index", "test_rotate", "test_store", "test_line", "test_succession")
MORE = ("test_meanwhile", "test_power", "test_faults")
"""The tests by which a fault in those is found, beside the others."""

MEMORY = Path("/dev/shm")  # noqa: S108 - in a folder of its own, made by `tempfile`
"""Where files take no time to flush, on systems that have it."""

BAR = 85
"""Per cent of the faults that the tests must find."""

COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
OPERATORS: dict[type[ast.operator], type[ast.operator]] = {ast.Add: ast.Sub, ast.Sub: ast.Add}


@frozen(kw_only=True, order=True)
class Fault:
    """A change of one place in one module."""

    module: str
    line: int
    what: str
    source: str


def changes(node: ast.AST) -> Iterator[tuple[str, Callable[[], Callable[[], None]]]]:
    """The faults that can be planted at a node: what each is, and how to do and undo it."""
    match node:
        case ast.Compare(ops=[op, *_]) if type(op) in COMPARISONS:
            other = COMPARISONS[type(op)]()
            yield type(other).__name__, lambda: _swap(node.ops, 0, other)
        case ast.BinOp(op=op) if type(op) in OPERATORS:
            yield "other sign", lambda: _set(node, "op", OPERATORS[type(op)]())
        case ast.BoolOp(op=ast.And()):
            yield "or", lambda: _set(node, "op", ast.Or())
        case ast.BoolOp(op=ast.Or()):
            yield "and", lambda: _set(node, "op", ast.And())
        case _:
            yield from plain_changes(node)


def plain_changes(node: ast.AST) -> Iterator[tuple[str, Callable[[], Callable[[], None]]]]:
    """The faults of constants and statements."""
    match node:
        case ast.UnaryOp(op=ast.Not()):
            yield "no not", lambda: _set(node, "op", ast.UAdd())
        case ast.Constant(value=bool() as value):
            yield str(not value), lambda: _set(node, "value", not value)
        case ast.Constant(value=int() as value):
            yield str(value + 1), lambda: _set(node, "value", value + 1)
        case ast.Raise():
            yield "no raise", lambda: _set(node, "exc", ast.Constant(None))
        case ast.If(test=test):
            yield "never", lambda: _set(node, "test", ast.Constant(False))
            yield (
                "always",
                lambda: _set(node, "test", ast.BoolOp(ast.Or(), [test, ast.Constant(True)])),
            )
        case ast.Expr(value=ast.Call()):
            yield "not called", lambda: _set(node, "value", ast.Constant(None))
        case ast.Return(value=ast.Constant(value=None)):
            return
        case ast.Return(value=ast.expr()):
            yield "returns None", lambda: _set(node, "value", ast.Constant(None))
        case _:
            return


def _set(node: ast.AST, name: str, value: object) -> Callable[[], None]:
    before = getattr(node, name)
    setattr(node, name, value)
    return lambda: setattr(node, name, before)


def _swap(items: list[ast.cmpop], place: int, value: ast.cmpop) -> Callable[[], None]:
    before = items[place]
    items[place] = value

    def undo() -> None:
        items[place] = before

    return undo


def faults(module: str) -> Iterator[Fault]:
    """All faults that can be planted in a module."""
    tree = ast.parse((ROOT / "engine" / "journal" / f"{module}.py").read_text(encoding="utf-8"))
    sizes = {
        id(part)
        for node in tree.body
        if isinstance(node, ast.Assign)
        for part in ast.walk(node.value)
    }
    for node in list(_walked(tree, PARTS.get(module))):
        if id(node) in sizes:  # of buffers and tables: they change nothing that can be seen
            continue
        for what, do in changes(node):
            undo = do()
            source = ast.unparse(ast.fix_missing_locations(tree))
            undo()
            yield Fault(module=module, line=getattr(node, "lineno", 0), what=what, source=source)


def _walked(tree: ast.Module, names: Collection[str] | None) -> Iterator[ast.AST]:
    """Go through a module, or through its functions of those names."""
    if names is None:
        yield from ast.walk(tree)
        return
    parts = [
        node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name in names
    ]
    assert {part.name for part in parts} == {*names}
    for part in parts:
        yield from ast.walk(part)


def found(fault: Fault, copy: Path) -> bool:
    """Whether the tests fail when the fault is planted in a copy of the project."""
    path = copy / "bylaw" / "engine" / "journal" / f"{fault.module}.py"
    sound = path.read_text(encoding="utf-8")
    path.write_text(fault.source, encoding="utf-8")
    environment = {
        **os.environ,
        "PYTHONPATH": str(copy),
        "PYTHONDONTWRITEBYTECODE": "1",
        "TMPDIR": str(copy.parent),
    }
    tests = (*TESTS, *MORE) if fault.module in PARTS else TESTS
    try:
        done = subprocess.run(
            [
                *(sys.executable, "-m", "pytest", "-qx", "-p", "no:cacheprovider"),
                *("-k", "not test_of_threads", "--rootdir", copy / "bylaw"),
                *(copy / "bylaw" / "tests" / "journal" / f"{test}.py" for test in tests),
            ],
            cwd=copy / "bylaw",
            env=environment,
            capture_output=True,
            timeout=200,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return True
    finally:
        path.write_text(sound, encoding="utf-8")
    return done.returncode != 0


def surviving(faults: list[Fault], copy: Path) -> list[Fault]:
    """Those faults that the tests don't find; each is told as soon as that is known."""
    survivors: list[Fault] = []
    for number, fault in enumerate(faults, 1):
        if not found(fault, copy):
            survivors.append(fault)
            print(f"survived: engine/journal/{fault.module}.py:{fault.line}: {fault.what}")  # noqa: T201 - its report
        if number % 20 == 0:
            print(f"{number} of {len(faults)} tried by {copy.name}", flush=True)  # noqa: T201 - its report
    return survivors


def copied(folder: Path, number: int) -> Path:
    """A copy of what the tests need, under the package's name."""
    copy = folder / str(number)
    for part in ("engine", "policies", "charters", "tests", "commands", "integrations"):
        shutil.copytree(ROOT / part, copy / "bylaw" / part, ignore=shutil.ignore_patterns("*.pyc"))
    for part in ("__init__.py", "cli.py", "pyproject.toml"):
        shutil.copyfile(ROOT / part, copy / "bylaw" / part)
    return copy


def main(count: int | None) -> int:
    """Plant faults, print what survives and the score; 1 if too many do."""
    every = [fault for module in (*MODULES, *PARTS) for fault in faults(module)]
    chosen = every if count is None else every[:: max(1, len(every) // count)]
    workers = os.cpu_count() or 1
    fast = MEMORY if MEMORY.is_dir() else None
    with tempfile.TemporaryDirectory(dir=fast) as name, ThreadPoolExecutor(workers) as pool:
        copies = [copied(Path(name), number) for number in range(workers)]
        sound = Fault(
            module="recover",
            line=0,
            what="nothing",
            source=(ROOT / "engine" / "journal" / "recover.py").read_text(encoding="utf-8"),
        )
        if found(sound, copies[0]):
            print("the tests fail without a fault planted")  # noqa: T201 - its report
            return 1
        parts = [chosen[number::workers] for number in range(workers)]
        survivors = sum(map(len, pool.map(surviving, parts, copies)))
    seen = len(chosen) - survivors
    score = 100 * seen / len(chosen)
    print(  # noqa: T201 - its report
        f"mutation score: {score:.1f} % ({seen} of {len(chosen)} faults found, {len(every)} can be "
        f"planted; at least {BAR} % must be found)"
    )
    return int(score < BAR)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else None))
