"""``bylaw bring-in``: record where a proposal stands that was under way elsewhere."""

from collections.abc import Mapping, Sequence

import click

from ..engine.errors import RequestError
from ..engine.instants import Instant, parse
from ..engine.model import Vouched
from ..engine.source.problem import quoted
from . import shared
from .events import event_json, event_lines
from .terminal import put, put_json


@click.command("bring-in")
@shared.journal
@shared.proposal
@click.argument("state")
@shared.by
@click.option("--because", required=True, metavar="TEXT", help="Where that is known from.")
@click.option(
    "--role",
    "roles",
    multiple=True,
    metavar="ROLE=WHO",
    help="Who has which part in it; may be given several times.",
)
@click.option(
    "--anchor",
    "anchors",
    multiple=True,
    metavar="ANCHOR=INSTANT",
    help="When something happened to it; may be given several times.",
)
@shared.charter
@shared.at
@shared.vouched
@shared.as_json
def command(  # noqa: PLR0913, PLR0917 - an option each
    journal: str,
    proposal: str,
    state: str,
    by: str,
    because: str,
    roles: tuple[str, ...],
    anchors: tuple[str, ...],
    charter: str | None,
    at: Instant | None,
    vouched: Vouched,
    as_json: bool,
) -> int:
    """Bring in a proposal that was under way before: it stands in STATE, as WHO attests.

    Nothing of what it went through is decided here, and the journal and every audit say so; what
    comes after is decided as ever. Exit code: 0 brought in, 2 could not tell.

    \b
    Example:
      bylaw bring-in sig.journal keras-0001 under_review --by karmel \\
        --because "pull request 7" \\
        --role author=ada --anchor posted=2019-08-02T09:00:00-07:00
    """
    held: dict[str, list[str]] = {}
    for role, who in _pairs(roles, "role"):
        held.setdefault(role, []).append(who)
    happened: Mapping[str, Instant] = {
        name: parse(when) for name, when in _pairs(anchors, "anchor")
    }
    with shared.opened(journal, charter) as flow:
        event = flow.bring_in(
            proposal,
            state,
            by=by,
            because=because,
            roles=held,
            anchors=happened,
            at=at,
            vouched=vouched,
        )
        zone = flow.office.zone
    if as_json:
        put_json(event_json(event))
    else:
        put(event_lines(event, zone))
    return 0


def _pairs(given: Sequence[str], noun: str) -> list[tuple[str, str]]:
    """Read ``name=value`` pairs.

    Raises:
        RequestError: one is none.
    """
    found: list[tuple[str, str]] = []
    for pair in given:
        name, equals, value = pair.partition("=")
        if not equals or not name or not value:
            raise RequestError(f"{quoted(pair)} tells no {noun}: write it like `name=value`")
        found.append((name, value))
    return found
