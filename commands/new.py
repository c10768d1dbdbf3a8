"""``bylaw new``: write a new charter from a template."""

import re
from pathlib import Path

import click

from ..engine.errors import RequestError
from ..engine.opening import shipped_text
from ..engine.source.problem import quoted
from . import shared
from .terminal import put, put_json

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
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--from",
    "template",
    metavar="NAME",
    help="The name of a shipped charter to start from; a small one of its own if left out.",
)
@shared.as_json
def command(file: Path, template: str | None, as_json: bool) -> int:
    """Write a new charter to FILE, which must not be there yet.

    Exit code: 0 written, 2 could not be.

    \b
    Examples:
      bylaw new ours.toml
      bylaw new ours.toml --from keras_sig
    """
    if file.suffix != ".toml":
        raise RequestError(f"{quoted(file)} must end in `.toml`, for that is what is written")
    text = _minimal(file) if template is None else shipped_text(template)
    try:
        with file.open("x", encoding="utf-8") as made:
            made.write(text)
    except FileExistsError:
        raise RequestError(f"{quoted(file)} is there already, and stays as it is") from None
    except (OSError, ValueError) as error:
        raise RequestError(f"{quoted(file)} can't be written: {_why(error)}") from error
    if as_json:
        put_json({"file": str(file), "from": template})
    else:
        put([f"wrote {file}; now try `bylaw check {file}`"])
    return 0


def _minimal(file: Path) -> str:
    """Give the small charter, named like its file."""
    name = re.sub(r"[^a-z0-9]+", "_", file.stem.lower()).strip("_")
    return _MINIMAL.format(name=name or "ours")


def _why(error: Exception) -> str:
    return (error.strerror or str(error)).lower() if isinstance(error, OSError) else str(error)
