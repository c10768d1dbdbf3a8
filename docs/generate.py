"""The pages of the reference that are made from the code: run it to write them anew.

A test makes them in memory and compares, so they can't differ from what they describe.
"""

import inspect
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import entry_points
from pathlib import Path
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

import attrs
import click

from bylaw.cli import main as command
from bylaw.engine.charter import ballots, document, load, seating, sentences, timetable
from bylaw.engine.charter.amendment import Amendment
from bylaw.engine.charter.names import NOUNS
from bylaw.engine.charter.rules import rows
from bylaw.engine.opening import find, shipped, shipped_text
from bylaw.engine.policy import GROUP
from bylaw.engine.prose import policy_page
from bylaw.engine.scenario import document as scenario
from bylaw.engine.simulate.behaviour import Behaviour, Habit
from bylaw.engine.source.shapes import key_of, several

HERE = Path(__file__).parent
NOTE = "<!-- made by docs/generate.py: edit that, or what it describes -->\n"
BELOW = "<!-- all below is made by docs/generate.py: edit that, or what it describes -->\n"


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
        "Multiple": "multiple",
        "datetime": "instant",
        "object": "any value",
    }
    return words.get(kind.__name__, f"[{kind.__name__}](#{kind.__name__.lower()})")


def default(attribute: "attrs.Attribute[Any]") -> str:
    """Say what holds where a file says nothing."""
    value = attribute.default
    if value is attrs.NOTHING:
        return "must be stated"
    if value in (None, "", ()) or hasattr(value, "factory"):
        return "none"
    if isinstance(value, tuple):
        return ", ".join(f"`{each}`" for each in value)
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def table(cls: type, about: bool = True) -> Iterator[str]:
    """Give the table of a class's keys."""
    yield "| key | value | if left out |" + (" what it is |" if about else "")
    yield "|---|---|---|" + ("---|" if about else "")
    for each in attrs.fields(attrs.resolve_types(cls)):
        if not each.init:
            continue
        named = each.metadata.get("names")
        kind = shown(each.type) if named is None else f"name of {a(NOUNS[named])}"
        if named is not None and several(each.type) is not None:
            kind += ", or a list"
        line = f"| `{key_of(each)}` | {kind} | {default(each)} |"
        yield line + (f" {each.metadata.get('doc', '')} |" if about else "")


def a(noun: str) -> str:
    """Put the article before a noun."""
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def classes(*order: type) -> Iterator[str]:
    """Give what a file holds: a heading, a sentence and a table for each class."""
    for cls in order:
        text = inspect.cleandoc(str(cls.__doc__))
        yield from (f"## {cls.__name__}", "", *text.split("\n"), "", *table(cls), "")


CHARTER = (
    document.CharterFile,
    document.About,
    document.State,
    seating.Body,
    seating.Activity,
    document.Role,
    ballots.BallotTable,
    ballots.CountTable,
    ballots.QuorumTable,
    document.Action,
    seating.Reseating,
    document.Block,
    document.Release,
    document.Field,
    document.Move,
    timetable.When,
    timetable.Span,
    timetable.Calendar,
    timetable.Sitting,
    document.Obligation,
    sentences.Rule,
    sentences.Choice,
    sentences.Acknowledgement,
    Amendment,
)
SCENARIOS = (
    scenario.ScenarioFile,
    scenario.Background,
    scenario.Scenario,
    scenario.Step,
    scenario.Then,
    scenario.Expected,
)


def example(name: str, cls: Any) -> Iterator[str]:
    """Give an example of a policy, and what it demands, as `bylaw explain` tells them."""
    for section in policy_page(name, cls, {each: find(each) for each in shipped()}).sections:
        if section.title == "An example":
            for item in section.items:
                yield from ("", *(("```toml", item.text, "```") if item.code else (item.text,)))


def policies() -> Iterator[str]:
    """Give the policies that come with bylaw."""
    for entry in sorted(entry_points(group=GROUP), key=lambda entry: entry.name):
        if not entry.value.startswith("bylaw."):
            continue
        cls = entry.load()
        module, _, name = entry.value.partition(":")
        yield from (f"## {entry.name}", "", *inspect.cleandoc(str(cls.__doc__)).split("\n"))
        yield from ("", *table(cls, about=False))
        yield from example(entry.name, cls)
        yield from ("", f"In charters: {uses(entry.name)}. Class: `{module}.{name}`.", "")


def uses(policy: str) -> str:
    """Say which of the charters that ship use a policy."""
    found = [name for name in shipped() if f"{{ {policy} = " in shipped_text(name)]
    return ", ".join(f"`{name}`" for name in found) or "none that ships"


def commands() -> Iterator[str]:
    """Give every command's help."""
    context = command.make_context("bylaw", [], max_content_width=80)
    pages = [("bylaw", command.get_help(context))]
    for name in command.list_commands(context):
        found = command.get_command(context, name)
        if found is not None:
            inner = click.Context(found, info_name=name, parent=context)
            pages.append((f"bylaw {name}", found.get_help(inner)))
    for title, text in pages:
        yield from (f"## {title}", "", "```text", text, "```", "")


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


def under(path: Path, lines: Iterable[str]) -> str:
    """Put what is made below what somebody wrote on a page."""
    written, mark, _ = path.read_text(encoding="utf-8").partition(BELOW)
    if not mark:
        raise ValueError(f"{path} needs the line {BELOW}")
    return "\n".join([written + mark, *lines]).rstrip() + "\n"


def pages() -> dict[Path, str]:
    """Make every page."""
    reference = HERE / "reference"
    made = {
        "charter.md": classes(*CHARTER),
        "policies.md": policies(),
        "cli.md": commands(),
        "scenarios.md": classes(*SCENARIOS),
        "behaviour.md": classes(Behaviour, Habit),
    }
    rules = {reference / f"rules-{name}.md": rules_page(name) for name in shipped()}
    return {reference / name: under(reference / name, made[name]) for name in made} | rules


if __name__ == "__main__":
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")
