"""``bylaw new``: write a new charter from a template."""

import re
from collections.abc import Iterator
from pathlib import Path

import click

from ..engine.errors import RequestError
from ..engine.opening import find, shipped, shipped_text
from ..engine.scenario import SUFFIX, shipped_scenarios
from ..engine.source.problem import quoted
from . import shared
from .terminal import hang, put, put_json, strong

_MINIMAL = """\
# How we decide. `bylaw check` tells what is wrong with this file, `bylaw draw` draws it.
format = 1

[charter]
name = "{name}"
title = "How we decide"
source = "the text that this charter states, with its date"
zone = "UTC" # in which days and months are counted

[states]
draft = {{ kind = "initial" }}
open = {{ title = "open to comments" }}
approved = {{ kind = "final" }}
rejected = {{ kind = "final" }}
withdrawn = {{ kind = "final" }}

[bodies.chairs]
members = ["ana", "bo", "cy"]
revised_by = "chairs" # any of them may act on `@chairs`: join, leave

[roles.author]

[actions.propose] # without `from`, it makes a proposal
to = "draft"
by = "anyone"
assigns = "author"
data = {{ title = "text" }}

[actions.submit]
from = "draft"
to = "open"
by = "author"
records = "posted" # an instant for rules to refer to

[actions.comment]
from = "open"
by = "anyone"
data = {{ text = "text" }}

[actions.vote]
from = "open"
by = "chairs"
ballot = "chairs"
data = {{ choice = ["yes", "no", "abstain"] }}

[actions.approve]
from = "open"
to = "approved"
by = "chairs"
requires = [
  {{ waiting = {{ since = "posted", at_least = "P7D" }} }},
  {{ tally = {{ of = "chairs", more_than = "1/2", counting = "members" }} }},
]

[actions.reject]
from = "open"
to = "rejected"
by = "chairs"
data = {{ reasons = "text" }}
requires = [{{ waiting = {{ since = "posted", at_least = "P7D" }} }}]
unless = [{{ tally = {{ of = "chairs", more_than = "1/2", counting = "members" }} }}]

[actions.withdraw]
from = ["draft", "open"]
to = "withdrawn"
by = "author"

[actions.lapse] # the clock's own: nothing waits for ever
from = "open"
to = "rejected"
when = {{ since = "posted", after = "P6M" }}

# Where each sentence of the source is kept: `action`, `action.policy` or `table.name`.

[rules.r1]
text = "A proposal passes when more than half of the chairs agree, a week after it was posted."
kind = "enforced"
by = ["approve.tally", "approve.waiting"]

# What the source leaves open, and how this charter reads it.

[choices.quorum]
question = "how many chairs must take part"
reading = "no number of its own: more than half of all must say yes"
by = "approve.tally"
"""


@click.command("new")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), required=False)
@click.option(
    "--from",
    "template",
    metavar="NAME",
    help="The name of a shipped charter to start from; a small one of its own if left out.",
)
@click.option("--list", "listing", is_flag=True, help="List the shipped charters to start from.")
@shared.as_json
def command(file: Path | None, template: str | None, listing: bool, as_json: bool) -> int:
    """Write a new charter to FILE, which must not be there yet.

    From a shipped charter it takes the scenarios, too, and writes them beside FILE. Both are called
    like FILE from then on. Exit code: 0 written, 2 could not be.

    \b
    Examples:
      bylaw new ours.toml
      bylaw new --list
      bylaw new ours.toml --from keras_sig
    """
    if listing:
        _list(as_json=as_json)
        return 0
    if file is None:
        raise click.UsageError("name the FILE to write, or ask for `--list`")
    if file.suffix != ".toml" or file.stem.endswith(SUFFIX):
        raise RequestError(
            f"{quoted(file)} must end in `.toml`, and not in `{SUFFIX}.toml`, for a charter is"
            " what is written"
        )
    name = re.sub(r"[^a-z0-9]+", "_", file.stem.lower()).strip("_") or "ours"
    written = dict(_texts(file, name, template))
    for path in written:
        if path.exists():
            raise RequestError(f"{quoted(path)} is there already, and stays as it is: name another")
    for path, text in written.items():
        _write(path, text)
    scenarios = next((path for path in written if path != file), None)
    if as_json:
        told = None if scenarios is None else str(scenarios)
        put_json({"file": str(file), "from": template, "scenarios": told})
    else:
        more = "" if scenarios is None else f" and {scenarios}"
        put([f"wrote {file}{more}; now try `bylaw check {file}`"])
    return 0


def _list(*, as_json: bool) -> None:
    """List the templates."""
    for name in shipped():
        about = find(name).file.charter
        if as_json:
            put_json({"name": name, "title": about.title, "source": about.source})
        else:
            put(hang(f"{strong(name)}: ", f"{about.title}. Source: {about.source}", "  "))


def _texts(file: Path, name: str, template: str | None) -> Iterator[tuple[Path, str]]:
    """Give what is written, by its path: the charter first."""
    if template is None:
        yield file, _MINIMAL.format(name=name)
        return
    yield file, _renamed(shipped_text(template), "name", template, name)
    scenarios = shipped_scenarios(template)
    beside = file.with_name(f"{file.stem}{SUFFIX}.toml")
    yield beside, _renamed(scenarios, "charter", template, name)


def _renamed(text: str, key: str, old: str, new: str) -> str:
    """Put the new name where the template states its own, and leave its schema to the reader."""
    text = re.sub(r"\A#:schema .*\n", "", text)
    return re.sub(
        rf'^{key} = "{re.escape(old)}"$', f'{key} = "{new}"', text, count=1, flags=re.MULTILINE
    )


def _write(path: Path, text: str) -> None:
    try:
        with path.open("x", encoding="utf-8") as made:
            made.write(text)
    except FileExistsError:
        raise RequestError(
            f"{quoted(path)} is there already, and stays as it is: name another"
        ) from None
    except (OSError, ValueError) as error:
        raise RequestError(f"{quoted(path)} can't be written: {_why(error)}") from error


def _why(error: Exception) -> str:
    return (error.strerror or str(error)).lower() if isinstance(error, OSError) else str(error)
