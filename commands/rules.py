"""``bylaw rules``: where each rule of the source text is kept."""

from collections.abc import Iterator

import click

from ..engine.charter import Charter
from ..engine.charter.rules import rows
from ..engine.opening import find
from . import shared
from .terminal import hang, printable, put, put_json, strong


@click.command("rules")
@click.argument("charter")
@click.option("--markdown", is_flag=True, help="Write a table for a page of documentation.")
@shared.as_json
def command(charter: str, markdown: bool, as_json: bool) -> int:
    """Show where each rule of the source text is enforced, evidenced or attested.

    The list comes from the charter itself, as do the decisions. With --json, a rule a line. Exit
    code: 0 shown, 2 could not tell.

    \b
    Examples:
      bylaw rules keras_sig
      bylaw rules keras_sig --markdown > rules.md
    """
    found = find(charter)
    if as_json:
        for rule in _rows(found):
            put_json(rule)
    elif markdown:
        put(_table(found))
    else:
        put(_lines(found))
    return 0


def _rows(charter: Charter) -> Iterator[dict[str, object]]:
    for rule in rows(charter.file):
        yield {
            "rule": rule.id,
            "text": rule.text,
            "source": rule.source,
            "kind": rule.kind,
            "by": list(rule.by),
            "reason": rule.reason or None,
        }


def _lines(charter: Charter) -> Iterator[str]:
    rules = rows(charter.file)
    if not rules:
        yield f"{charter.name} states no rules of its source"
    wide = max((len(rule.id) for rule in rules), default=0)
    for rule in rules:
        yield from hang(f"{strong(f'{rule.id:<{wide}}')}  {rule.kind:<10} ", ", ".join(rule.by))
        margin = " " * (wide + 2)
        yield from hang(margin, rule.text)
        if rule.reason:
            yield from hang(f"{margin}because ", rule.reason)


def _table(charter: Charter) -> Iterator[str]:
    yield "| rule | what the source says | kept | by |"
    yield "|---|---|---|---|"
    for rule in rows(charter.file):
        places = ", ".join(f"`{place}`" for place in rule.by)
        why = f"{places}: {rule.reason}" if rule.reason and places else places or rule.reason
        said = f"{rule.text} ({rule.source})" if rule.source else rule.text
        yield f"| {rule.id} | {_cell(said)} | {rule.kind} | {_cell(why)} |"


def _cell(text: str) -> str:
    """Make text fit for a cell of a Markdown table."""
    return printable(" ".join(text.replace("|", "\\|").split()))
