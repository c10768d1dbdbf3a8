"""Who votes on what, and how votes come to an outcome, as sentences."""

from collections.abc import Iterator, Mapping

from ..charter import CharterFile
from ..charter.ballots import BallotTable, CountTable
from ..speech import Speech, both, counted, number_of, plain
from .page import Item, capital, stop

_METHODS: Mapping[str, str] = {
    "schwartz": "the Schwartz set, the weakest defeats dropped one after the other",
    "condorcet_irv": "Condorcet's rule, and instant run-off where nobody beats all others",
    "irv": "instant run-off",
    "plurality": "the most votes",
    "approval": "the most approvals",
    "star": "the highest scores, and a run-off between the first two",
}


def vote_items(file: CharterFile, speech: Speech) -> Iterator[Item]:
    """Tell of every ballot and count that has a table."""
    for name, ballot in file.ballots.items():
        yield Item(lead=name, text=" ".join(_ballot(speech, ballot)))
    for name, count in file.counts.items():
        yield Item(lead=name, text=" ".join(_count(speech, count)))


def _ballot(speech: Speech, table: BallotTable) -> Iterator[str]:
    but = f", but not {both(map(speech.who, table.except_))}" if table.except_ else ""
    settled = ", settled when the vote is opened" if table.electorate == "opened" else ""
    title = f"{capital(table.title)}: " if table.title else ""
    yield f"{title}{capital(both(map(speech.who, table.of)))} vote{but}{settled}."
    if table.recused != "leave":
        yield f"Those who stand aside count as saying “{table.recused}”."
    if table.silent is not None:
        yield f"Whoever casts nothing counts as saying “{table.silent}”."
    for role, choice in table.defaults.items():
        yield f"While {speech.who(role)} casts nothing, that counts as “{choice}”."
    if table.weights:
        weights = table.weights.items()
        yield stop(both(f"{who} has {counted(many, 'vote')}" for who, many in weights))
    if table.one_vote_per == "affiliation":
        yield "Those of one affiliation have one vote."
    if table.secrecy == "sealed":
        yield "Votes are sealed, and count once they are opened."
    if table.secrecy == "secret":
        yield "Votes are secret: a teller states what they come to."
    if not table.revisable:
        yield "No vote can be changed."
    if table.options:
        yield f"On the ballot {'are' if len(table.options) > 1 else 'is'} {both(table.options)}."


def _count(speech: Speech, table: CountTable) -> Iterator[str]:
    seats = "" if table.seats == 1 else f" {table.seats} win."
    method = _METHODS[table.method]
    yield f"The votes of {speech.thing(table.ballot)} are counted by {method}.{seats}"
    if table.default is not None:
        yield f"What doesn't beat “{plain(table.default)}” is dropped."
    if table.quorum.times is not None:
        root = "the square root of the number of those who vote"
        yield f"An option needs {table.quorum.times} times {root} above it."
    if table.quorum.at_least:
        above = "" if table.default is None else " above it"
        yield f"An option needs at least {number_of(table.quorum.at_least, 'vote')}{above}."
    for option, times in table.majority.items():
        many, than = times.compared(strictly=table.strictly, noun="votes")
        yield f"“{option}” needs {many} {than} prefer the default."
    if table.per_affiliation is not None:
        yield f"At most {table.per_affiliation} of the winners may share an affiliation."
    if table.casting is not None:
        yield f"Between those that are tied {speech.who(table.casting)} decides."
