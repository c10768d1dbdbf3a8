"""A council with seats, employers and a secretary, and proposals that fill it."""

from collections.abc import Mapping

from bylaw.engine.adopt import adopt
from bylaw.engine.charter import Charter, load
from bylaw.engine.instants import parse
from bylaw.engine.journal import MemoryStore
from bylaw.engine.workflow import Workflow

HOUR = 3600 * 1_000_000
DAY = 24 * HOUR
START = parse("2026-03-01T12:00:00Z")

COUNCIL = """
format = 1
charter = { name = "club", source = "minutes" }

[states.open]
kind = "initial"
[states.done]
kind = "final"
[states.lost]
kind = "final"

[bodies.secretary]
members = ["sec"]

[bodies.council]
members = ["ana", "bo", "cy"]
revised_by = "secretary"
seats = 4
minimum = 3
per_affiliation = 2
affiliations = { ana = "acme", bo = "acme", zed = "acme", yo = "initech" }
excludes = ["mergers"]

[bodies.mergers]
members = ["mel"]
revised_by = "secretary"

[bodies.dormant]
suspended_from = "council"

[roles.author]

[actions.propose]
to = "open"
by = "anyone"
assigns = "author"
records = "made"

[actions.vote]
from = "open"
by = "council"
ballot = "council"
data = { choice = ["yes", "no"] }

[actions.adopt]
from = "open"
to = "done"
by = "anyone"
requires = [{ tally = { of = "council", at_least = "2/3", counting = "members" } }]

[actions.elect]
from = "open"
to = "done"
by = "council"
data = { person = "person", employer = { type = "text", optional = true } }
admits = { body = "council", whom = "person", affiliation = "employer" }
dismisses = { body = "mergers", whom = "person" }

[actions.slate]
from = "open"
to = "done"
by = "council"
data = { people = "list" }
seats = { body = "council", whom = "people" }

[actions.rest]
from = "open"
by = "council"
suspends = { body = "council" }

[actions.return]
from = "open"
by = "dormant"
restores = { body = "council" }

[actions.fill]
from = "open"
to = "done"
by = "anyone"
requires = [{ short = "council" }]

[actions.lapse]
from = "open"
to = "lost"
when = { since = "made", after = "P7D" }
dismisses = { body = "council", whom = "author" }
"""


def council(*changes: tuple[str, str]) -> Charter:
    """The charter, with some of its text changed."""
    text = COUNCIL
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return load(text, "club.toml")


def flow(charter: Charter | None = None, store: MemoryStore | None = None) -> Workflow:
    """A workflow in memory, with one proposal by ana; each request says when it is."""
    under, kept = charter or council(), MemoryStore() if store is None else store
    adopt(kept, under, recorded=START)
    running = Workflow(under, kept, clock=lambda: START)
    assert running.propose("p", by="ana", at=START)
    return running


def joins(running: Workflow, person: str, at: int = START, **told: str) -> object:
    """Let the secretary record that somebody joined the council."""
    data: Mapping[str, object] = {"person": person, **told}
    return running.act("@council", "join", by="sec", at=at, data=data)


def leaves(running: Workflow, person: str, at: int = START) -> object:
    """Let the secretary record that somebody left the council."""
    return running.act("@council", "leave", by="sec", at=at, data={"person": person})
