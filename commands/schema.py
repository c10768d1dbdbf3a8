"""``bylaw schema``: the JSON Schema of charters or scenario files, for editors and validators."""

import json
from importlib.resources import files

import click

from . import shared
from .terminal import put, put_json


@click.command("schema")
@click.argument("of", type=click.Choice(["charter", "scenarios"]), default="charter")
@shared.as_json
def command(of: str, as_json: bool) -> int:
    """Write the JSON Schema of charters, or of scenario files, to stdout.

    An editor that knows TOML completes and checks a file whose first line names the schema, such as
    `#:schema charter.schema.json`. Exit code: 0 written.

    \b
    Examples:
      bylaw schema > charter.schema.json
      bylaw schema scenarios > scenarios.schema.json
    """
    text = files("bylaw.charters").joinpath(f"{of}.schema.json").read_text(encoding="utf-8")
    if as_json:
        put_json(json.loads(text))
    else:
        put([text.rstrip("\n")])
    return 0
