"""``bylaw draw``: the states of a charter, and the way of a proposal."""

import click

from ..engine.draw import Diagram, diagram, dot, mermaid
from ..engine.opening import find
from . import shared
from .terminal import put, put_json


@click.command("draw")
@click.argument("charter", required=False)
@click.option(
    "--format",
    "syntax",
    type=click.Choice(["mermaid", "dot"]),
    default="mermaid",
    show_default=True,
    help="Mermaid, which Markdown pages show, or DOT of Graphviz.",
)
@click.option(
    "--journal",
    type=click.Path(dir_okay=False),
    help="Draw the charter that this journal is under.",
)
@click.option("--proposal", help="Mark where this proposal of the journal stands, and its way.")
@shared.as_json
def command(
    charter: str | None, syntax: str, journal: str | None, proposal: str | None, as_json: bool
) -> int:
    """Draw a charter: its states, and who may move a proposal from one to the next on what terms.

    The clock's own moves are dashed. CHARTER is a file or the name of a shipped charter; in its
    stead, --journal draws the charter that the journal is under. Exit code: 0 drawn, 2 could not.

    \b
    Examples:
      bylaw draw keras_sig
      bylaw draw --journal sig.journal --proposal keras-0001
      bylaw draw keras_sig --format dot | dot -Tsvg > sig.svg
    """
    drawn = _drawn(charter, journal, proposal)
    if as_json:
        put_json(drawn.to_json())
    else:
        put([mermaid(drawn) if syntax == "mermaid" else dot(drawn)])
    return 0


def _drawn(charter: str | None, journal: str | None, proposal: str | None) -> Diagram:
    if (charter is None) is (journal is None):
        raise click.UsageError("name a CHARTER, or a journal with --journal, and not both")
    if proposal is not None and journal is None:
        raise click.UsageError("--proposal needs --journal, in which it stands")
    if charter is not None:
        return diagram(find(charter))
    with shared.opened(str(journal), readonly=True) as flow:
        if proposal is None:
            return diagram(flow.charter)
        standing = flow.proposal(shared.known_proposal(flow, proposal))
        return diagram(flow.regimes.under(standing).charter, flow.events(standing.id))
