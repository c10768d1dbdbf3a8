"""Imports go one way, and each outside library comes in by one door."""

import ast
from collections.abc import Iterable, Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from .tree import ROOT, roots, shipped

LAYERS: tuple[frozenset[str], ...] = (
    frozenset({"errors"}),
    frozenset({"effects", "hints", "instants", "match", "ratio", "speech"}),
    frozenset({"fields"}),
    frozenset({"ballot", "calendars", "icalendar", "source"}),
    frozenset({"membership"}),
    frozenset({"model"}),
    frozenset({"voting"}),
    frozenset({"facts"}),
    frozenset({"deadlines", "decision", "trace"}),
    frozenset({"policy"}),
    frozenset({"machine"}),
    frozenset({"polling", "gather", "composition", "reseating"}),
    frozenset({"charter", "fold", "journal", "permit", "register", "supply", "wire"}),
    frozenset({"postgres"}),
    frozenset(
        {
            *("adopt", "asking", "beside", "bringing", "clockwork", "directory"),
            *("explain", "outbox", "proof"),
        }
    ),
    frozenset({"regimes"}),
    frozenset({"beyond", "kinds", "seating", "telling", "whatif"}),
    frozenset({"bearing"}),
    frozenset({"ways"}),
    frozenset({"unblock"}),
    frozenset({"decide"}),
    frozenset({"observe", "recording"}),
    frozenset({"redaction", "snapshot"}),
    frozenset({"listing", "moving"}),
    frozenset({"standings"}),
    frozenset({"repeating"}),
    frozenset({"amending"}),
    frozenset({"clerk"}),
    frozenset({"workflow"}),
    frozenset({"opening"}),
    frozenset({"agenda", "draw", "prose", "scenario", "simulate", "audit", "check"}),
    frozenset({"diary"}),
)
"""What `engine` is made of, from the ground up: a part imports what is in layers before its own."""

NARROW = {
    "journal": frozenset({"errors", "instants"}),
    "postgres": frozenset({"errors", "journal"}),
    "proof": frozenset({"errors", "instants", "journal"}),
}
"""Layers that see less than all that lies below them: any program could keep such a journal."""

DOORS = {
    "transitions": {"engine/machine.py"},
    "tinydb": {"engine/journal/tiny.py"},
    "psycopg": {"engine/postgres/link.py"},
    "pytest": {"integrations/pytest_scenarios.py"},
    "click": {"cli.py", "commands/"},
    "cryptography": {"engine/proof/ed25519.py", "engine/proof/checker.py"},
    "numpy": set[str](),
    "z3": set[str](),
}
"""The files, or folders, that may import a library; for what only tests use, none."""

WORLD = frozenset(
    {
        "asyncio",
        "getpass",
        "http",
        "random",
        "secrets",
        "socket",
        "subprocess",
        "time",
        "urllib",
        "uuid",
    }
)
"""Modules through which a clock, the network or chance comes in."""

SHIPPED = [path for path in shipped() if path.suffix == ".py"]
PURE = [path for path in SHIPPED if path.parts[0] in {"engine", "policies"}]


def parsed(path: Path) -> ast.Module:
    return ast.parse((ROOT / path).read_text(encoding="utf-8"), str(path))


def name_of(path: Path) -> str:
    """The dotted name of a module: `bylaw.engine.facts` for `engine/facts/__init__.py`."""
    parts = path.with_suffix("").parts
    return ".".join(("bylaw", *(parts[:-1] if parts[-1] == "__init__" else parts)))


MODULES = {name_of(path): path for path in SHIPPED}


def imports(path: Path, nodes: Iterable[ast.AST]) -> Iterator[str]:
    """The dotted names that import statements name, ours down to the module."""
    package = name_of(path).split(".")
    if path.name != "__init__.py":
        package = package[:-1]
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            source = ".".join((*base, *(node.module or "").split("."))).rstrip(".")
            for alias in node.names:
                inner = f"{source}.{alias.name}"
                yield inner if inner in MODULES else source


def all_imports(path: Path) -> set[str]:
    """What a module imports: at its top, late in a function, or for a type checker alone."""
    return set(imports(path, ast.walk(parsed(path))))


def imports_when_loaded(path: Path) -> set[str]:
    """What a module imports while it is itself imported."""
    return set(imports(path, parsed(path).body))


def within_reach(part: str) -> frozenset[str]:
    """What a module or folder of `engine` may import from beside it."""
    height = next((n for n, layer in enumerate(LAYERS) if part in layer), len(LAYERS))
    return NARROW.get(part, frozenset[str]().union(*LAYERS[:height]))


def top(name: str) -> str:
    """The top-level package of a dotted name."""
    return name.split(".", maxsplit=1)[0]


def parts_of_engine() -> list[str]:
    """The modules and folders right under `engine`."""
    found = {path.parts[1].removesuffix(".py") for path in PURE if path.parts[0] == "engine"}
    return sorted(found - {"__init__"})


def own(names: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """The names that are ours, in parts, without `bylaw`."""
    return (tuple(name.split(".")[1:]) for name in names if top(name) == "bylaw")


def test_every_part_of_the_engine_is_in_one_layer() -> None:
    """A module outside the table would be bound by nothing."""
    times = {part: [part in layer for layer in LAYERS].count(True) for part in parts_of_engine()}
    assert [part for part, count in times.items() if count != 1] == [], (
        "put each into one layer of LAYERS, in tests/test_architecture.py: the one right above "
        "everything that it imports"
    )


def test_a_module_imports_only_layers_below_its_own() -> None:
    """`errors <- model <- facts <- … <- decide <- workflow <- {simulate, audit}`, never back."""
    wrong: dict[str, list[str]] = {}
    for path in PURE:
        part = path.parts[1].removesuffix(".py")
        if path.parts[0] == "engine" and part != "__init__":
            reached = {name[1] for name in own(all_imports(path)) if name[1:]}
            if above := reached - within_reach(part) - {part}:
                wrong[str(path)] = sorted(above)
    assert wrong == {}, "if the direction is right, the layer in LAYERS is wrong"


def test_packages_know_only_what_is_below_them() -> None:
    """The engine doesn't know the built-in policies: they come in like a stranger's."""
    allowed = {
        "engine": {"engine"},
        "integrations": {"engine", "integrations"},
        "policies": {"engine", "policies"},
        "charters": {"charters"},
    }
    wrong: dict[str, list[str]] = {}
    for path in SHIPPED:
        reached = {".".join(name[:1]) for name in own(all_imports(path))}
        if above := reached - allowed.get(path.parts[0], reached - {"cli"}):
            wrong[str(path)] = sorted(above)
    assert wrong == {}


def test_each_import_of_ours_is_written_the_one_way_that_works() -> None:
    """Relative in a package, by name at the root, where the folder may be called anything.

    Inside, a type checker that is given a path would else see every class twice; at the root, a
    relative import fails under the name of the checkout's folder, by which pytest imports it.
    """
    wrong = [
        f"{path}:{node.lineno}"
        for path in SHIPPED
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ImportFrom)
        and (node.level > 0 if len(path.parts) == 1 else top(node.module or "") == "bylaw")
    ]
    assert wrong == []


def test_nothing_imports_a_folder_by_its_bare_name() -> None:
    """`import engine` finds our folder only by luck, and in a host project the host's."""
    bare = roots() | {"cli", "tests"}
    wrong = {str(path): {top(name) for name in all_imports(path)} & bare for path in SHIPPED}
    assert {path: found for path, found in wrong.items() if found} == {}


def test_modules_load_in_some_order() -> None:
    """No two modules wait for each other while they load."""
    graph = {
        name: {found for found in imports_when_loaded(path) if found in MODULES} - {name}
        for name, path in MODULES.items()
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as problem:
        pytest.fail(" -> ".join(problem.args[1]))


@pytest.mark.parametrize(("library", "doors"), DOORS.items(), ids=DOORS)
def test_a_library_comes_in_by_its_door_alone(library: str, doors: set[str]) -> None:
    """What one file imports, one file can replace."""
    users = {
        path.as_posix() for path in SHIPPED if library in {top(name) for name in all_imports(path)}
    }
    assert [user for user in sorted(users) if not user.startswith(tuple(doors))] == []


def test_the_engine_and_the_policies_read_no_clock_environment_or_network() -> None:
    """The instant and the actor come with the request: an audit decides as the live run did."""
    wrong: dict[str, list[str]] = {}
    for path in PURE:
        reached = {top(name) for name in all_imports(path)} & WORLD
        if path.parts[1].removesuffix(".py") == "simulate":
            reached -= {"random"}
        if path.as_posix() == "engine/journal/waiting.py":  # it waits in threads, for the disk
            reached -= {"asyncio"}
        if found := sorted(reached) + list(readings(parsed(path))):
            wrong[str(path)] = found
    assert wrong == {}


def readings(tree: ast.AST) -> Iterator[str]:
    """Readings of the clock or the environment, with their lines."""
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(value=ast.Name(id=owner) | ast.Attribute(attr=owner), attr=attr):
                word = f"{owner}.{attr}"
            case ast.ImportFrom(module="os", names=names):
                word = " ".join(f"os.{alias.name}" for alias in names)
            case _:
                continue
        if any(
            part.startswith(("os.environ", "os.getenv"))
            or part in {"datetime.now", "datetime.today", "datetime.utcnow", "date.today"}
            for part in word.split()
        ):
            yield f"line {node.lineno}: {word}"


def test_chance_is_drawn_from_a_seeded_generator() -> None:
    """A simulation is told its seed: the same seed gives the same lives."""
    wrong: list[str] = []
    for path in PURE:
        for node in ast.walk(parsed(path)):
            match node:
                case ast.ImportFrom(module="random", names=names):
                    bad = [alias.name for alias in names] != ["Random"]
                case ast.Attribute(value=ast.Name(id="random"), attr=attr):
                    bad = attr != "Random"
                case ast.Call(func=ast.Name(id="Random") | ast.Attribute(attr="Random")):
                    bad = not node.args
                case _:
                    continue
            if bad:
                wrong.append(f"{path}:{node.lineno}")
    assert wrong == []
