"""The pages of the reference that are made from the code: run it to write them anew.

A test makes them in memory and compares, so they can't differ from what they describe.
"""

from collections.abc import Iterator, Mapping
from importlib.metadata import entry_points
from pathlib import Path
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

import attrs
import click

from bylaw.cli import main as command
from bylaw.engine.charter import document, load
from bylaw.engine.charter.names import NOUNS
from bylaw.engine.charter.rules import rows
from bylaw.engine.opening import shipped, shipped_text
from bylaw.engine.policy import GROUP
from bylaw.engine.source.shapes import key_of, several

HERE = Path(__file__).parent
NOTE = "<!-- made by docs/generate.py: edit that, or what it describes -->\n"


def shown(kind: Any) -> str:
    """Say a type in the words of somebody who writes a charter."""
    one = several(kind)
    if one is not None:
        return f"{shown(one)}, or a list"
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Literal:
        return ", ".join(f"`{each}`" for each in inner)
    if origin in (Union, UnionType):
        return " or ".join(shown(each) for each in inner if each is not type(None))
    if origin is tuple:
        return "list of terms" if get_origin(inner[0]) is Mapping else f"list of {shown(inner[0])}"
    if origin is Mapping or origin is dict:
        return f"table of {shown(inner[1])}"
    words = {
        "str": "text",
        "int": "whole number",
        "bool": "true or false",
        "date": "day",
        "Period": "period",
        "Ratio": "share",
    }
    return words.get(kind.__name__, f"[{kind.__name__}](#{kind.__name__.lower()})")


def default(attribute: "attrs.Attribute[Any]") -> str:
    """Say what holds where a file says nothing."""
    value = attribute.default
    if value is attrs.NOTHING:
        return "must be stated"
    if value in (None, "", ()) or hasattr(value, "factory"):
        return "none"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def table(cls: type, about: bool = True) -> Iterator[str]:
    """Give the table of a class's keys."""
    yield "| key | value | if left out |" + (" what it is |" if about else "")
    yield "|---|---|---|" + ("---|" if about else "")
    for each in attrs.fields(attrs.resolve_types(cls)):
        if not each.init:
            continue
        named = each.metadata.get("names")
        kind = shown(each.type) if named is None else f"name of a {NOUNS[named]}"
        line = f"| `{key_of(each)}` | {kind} | {default(each)} |"
        yield line + (f" {each.metadata.get('doc', '')} |" if about else "")


def charter_page() -> str:
    """Make the page of all that a charter file can hold."""
    order = [
        document.CharterFile,
        document.About,
        document.State,
        document.Body,
        document.Role,
        document.Action,
        document.Field,
        document.Move,
        document.When,
        document.Calendar,
        document.Sitting,
        document.Obligation,
        document.Rule,
        document.Choice,
    ]
    lines = [NOTE, "# Charter files", "", CHARTER_INTRO]
    for cls in order:
        lines += [f"## {cls.__name__}", "", str(cls.__doc__), "", *table(cls), ""]
    return "\n".join(lines).rstrip() + "\n"


CHARTER_INTRO = """\
A charter is a TOML file, or a JSON file of the same shape. Nothing in it is ever run as code. The
JSON Schema of it ships as `charter.schema.json`; a first line `#:schema` with its path lets an
editor complete and check what you type.

A *period* is ISO 8601: `P14D` is 14 calendar days, `P1M` a calendar month, `PT36H` 36 hours by the
stopwatch; days and months are those of the charter's `zone`. A *share* is an exact fraction such as
`"2/3"`. A *term* is a table with one key, the name of a [policy](policies.md):
`{ sign_off = "bdfl" }`, or with all its parameters
`{ tally = { of = "chairs", more_than = "1/2", counting = "members" } }`. Terms combine by
`{ any = [...] }`, `{ all = [...] }`, `{ not = {...} }` and
`{ at_least = { count = 2, of = [...] } }`.

The whole file is a [CharterFile](#charterfile); the headings below are its tables.
"""


def policies_page() -> str:
    """Make the page of the policies that come with bylaw."""
    lines = [NOTE, "# Policies", "", POLICIES_INTRO]
    for entry in sorted(entry_points(group=GROUP), key=lambda entry: entry.name):
        if not entry.value.startswith("bylaw."):
            continue
        cls = entry.load()
        first, *rest = str(cls.__doc__).split("\n")
        module, _, name = entry.value.partition(":")
        lines += [f"## {entry.name}", "", first]
        lines += [line.strip() for line in rest]
        while lines[-1] == "":
            lines.pop()
        lines += ["", *table(cls, about=False)]
        lines += ["", f"In charters: {uses(entry.name)}. Source: `{module}.{name}`.", ""]
    return "\n".join(lines).rstrip() + "\n"


def uses(policy: str) -> str:
    """Say which of the charters that ship use a policy."""
    found = [name for name in shipped() if f"{{ {policy} = " in shipped_text(name)]
    return ", ".join(f"`{name}`" for name in found) or "none that ships"


POLICIES_INTRO = """\
A policy is a rule that a charter names under `requires` or `unless`. Each is a line of comparisons
over facts, and that one line decides, explains, unblocks, checks, simulates and audits. Where a
policy is given no table, the value stands for its first parameter: `{ session = "review" }`.
Packages can [add their own](../how-to/write-a-policy.md).
"""


def rules_page(name: str) -> str:
    """Make the page that says where each rule of a charter's source is kept."""
    charter = load(shipped_text(name), f"{name}.toml")
    about = charter.file.charter
    lines = [NOTE, f"# Rules of {about.title}", "", f"Source: {about.source}.", ""]
    lines += ["| rule | what it says | how it is kept | by |", "|---|---|---|---|"]
    for row in rows(charter.file):
        by = ", ".join(f"`{place}`" for place in row.by) or "nothing"
        reason = f": {row.reason}" if row.reason else ""
        lines.append(f"| {row.id} | {row.text} | {row.kind}{reason} | {by} |")
    lines += ["", "## What the source leaves open", ""]
    lines += ["| choice | the source does not say | the charter reads |", "|---|---|---|"]
    for key, choice in charter.file.choices.items():
        lines.append(f"| {key} | {choice.question} | {choice.reading} |")
    return "\n".join(lines) + "\n"


def cli_page() -> str:
    """Make the page of every command's help."""
    lines = [NOTE, "# Command line", "", CLI_INTRO]
    context = click.Context(command, info_name="bylaw")
    pages = [("bylaw", command.get_help(context))]
    for name in command.list_commands(context):
        found = command.get_command(context, name)
        if found is not None:
            inner = click.Context(found, info_name=name, parent=context)
            pages.append((f"bylaw {name}", found.get_help(inner)))
    for title, text in pages:
        lines += [f"## {title}", "", "```text", text, "```", ""]
    return "\n".join(lines).rstrip() + "\n"


CLI_INTRO = """\
Every command exits with 0 for yes, 1 for no (refused, invalid, tampered with) and 2 when it could
not tell (a wrong call, a missing file). Every command has `--json`;
[its shapes](json.md) are stable.
"""


def pages() -> dict[Path, str]:
    """Make every page."""
    reference = HERE / "reference"
    made = {
        reference / "charter.md": charter_page(),
        reference / "policies.md": policies_page(),
        reference / "cli.md": cli_page(),
    }
    return made | {reference / f"rules-{name}.md": rules_page(name) for name in shipped()}


if __name__ == "__main__":
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")
