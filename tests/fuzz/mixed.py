"""Charters in which ballots, bodies, links, corrections and amendments meet, drawn at random."""

from hypothesis import strategies as st

_BASE = """
format = 1
[charter]
name = "mixed"
source = "an example"
holidays = [2026-03-05]
[states]
draft = { kind = "initial" }
open = {}
voting = {}
done = { kind = "final" }
lost = { kind = "final" }
[bodies.secretary]
members = ["sec"]
[bodies.council]
members = ["ana", "bo", "cy"]
revised_by = "secretary"
affiliations = { ana = "acme", bo = "acme", dee = "acme" }
%(council)s
%(activity)s
[bodies.dormant]
suspended_from = "council"
[bodies.lead]
members = ["bo"]
revised_by = "secretary"
[roles.author]
[roles.sponsor]
[blocks.discuss]
by = ["lead", "sponsor"]
lapses = %(lapses)s
[anchors.called]
shared = %(shared)s
[sessions.special]
convened = "called"
lasts = "PT30H"
[ballots.decision]
of = %(of)s
%(decision)s
[ballots.ranked]
of = ["council", "author"]
options = ["a", "b"]
[counts.result]
ballot = "ranked"
method = "%(method)s"
default = "none"
[ballots.shut]
of = ["council"]
secrecy = "sealed"
[ballots.dark]
of = ["council"]
secrecy = "secret"
[actions.propose]
to = "draft"
by = "anyone"
assigns = "author"
records = "made"
data = { subject = { type = "text", optional = true } }
links = "subject"
%(propose)s
[actions.back]
from = ["draft", "open", "voting"]
by = "anyone"
adds = "sponsor"
[actions.quit]
from = ["draft", "open", "voting"]
by = "sponsor"
quits = "sponsor"
[actions.post]
from = "draft"
to = "open"
by = "author"
records = "posted"
%(post)s
[actions.call]
from = ["open", "voting"]
by = ["lead", "sponsor"]
records = "called"
[actions.begin]
from = ["open", "voting"]
to = "voting"
by = ["sponsor", "council"]
opens = "decision"
records = "begun"
%(begin)s
[actions.vote]
from = %(polls)s
by = ["council", "author"]
ballot = "decision"
data = { choice = ["yes", "no", "abstain"] }
%(vote)s
[actions.aside]
from = ["open", "voting"]
by = "anyone"
recuses = "decision"
[actions.trust]
from = ["open", "voting"]
by = ["council", "author"]
entrusts = "decision"
data = { proxy = "person" }
[actions.retract]
from = ["open", "voting"]
by = "anyone"
retracts = "decision"
[actions.attend]
from = ["open", "voting"]
by = "anyone"
attends = "decision"
[actions.rank]
from = ["open", "voting"]
by = ["council", "author"]
ballot = "ranked"
data = { ranking = "list" }
[actions.offer]
from = ["open", "voting"]
by = "author"
offers = "ranked"
data = { option = "text" }
[actions.count]
from = "voting"
by = "anyone"
counts = "result"
[actions.seal]
from = ["open", "voting"]
by = "council"
seals = "shut"
data = { commitment = "text" }
[actions.reveal]
from = "voting"
by = "council"
unseals = "shut"
data = { choice = ["yes", "no"], salt = "text" }
[actions.whisper]
from = ["open", "voting"]
by = "council"
ballot = "dark"
[actions.tell]
from = "voting"
by = "secretary"
totals = "dark"
data = { totals = "list" }
[actions.object]
from = ["open", "voting"]
by = ["lead", "sponsor"]
vetoes = "discuss"
[actions.lift]
from = ["open", "voting"]
by = ["lead", "sponsor"]
releases = { block = "discuss", whose = "own" }
[actions.claim]
from = ["open", "voting"]
by = "anyone"
attests = "settled"
[actions.doubt]
from = ["open", "voting"]
by = "anyone"
contests = "settled"
[actions.redo]
from = "voting"
to = "open"
by = ["author", "lead"]
resets = %(resets)s
%(redo)s
[actions.fill]
from = ["open", "voting"]
by = "anyone"
admits = { body = "council", whom = "person" }
data = { person = "person" }
%(fill)s
[actions.oust]
from = ["open", "voting"]
by = ["lead", "secretary"]
dismisses = { body = "council", whom = "person" }
data = { person = "person" }
%(oust)s
[actions.rest]
from = ["open", "voting"]
by = "council"
suspends = { body = "council" }
[actions.wake]
from = ["open", "voting"]
by = "dormant"
restores = { body = "council" }
[actions.undo]
from = %(undone)s
by = ["lead", "secretary"]
%(voids)s
data = { version = "number" }
[actions.conclude]
from = "voting"
by = %(concluders)s
records = "concluded"
%(unless)s
[[actions.conclude.moves]]
to = "done"
requires = [%(accepts)s]
[[actions.conclude.moves]]
to = "lost"
requires = [%(rejects)s]
[actions.lapse]
from = ["draft", "open", "voting"]
to = "lost"
when = %(lapse)s
%(lapsing)s
[actions.nudge]
from = ["open", "voting"]
when = %(nudge)s
records = "nudged"
unless = [{ happened = "nudged" }]
%(nudging)s
[duties.thank]
after = "posted"
by = "lead"
must = "call"
within = "P2D"
[amendment]
in_flight = "%(fate)s"
[actions.amend]
from = ["open", "voting"]
to = "%(amended)s"
by = "lead"
amends = true
data = { charter = "text" }
"""

TERMS = (
    '{ waiting = { since = "posted", at_least = "P1D" } }',
    '{ waiting = { since = "posted", at_least = "2 business days" } }',
    '{ within = { since = "posted", at_most = "P6D" } }',
    '{ tally = { of = "decision", more_than = "1/2", counting = "members" } }',
    '{ tally = { of = "decision", at_least = "1/2", counting = "cast" } }',
    '{ tally = { of = "decision", at_least = "2/3", counting = "deciding" } }',
    '{ tally = { of = "shut", at_least = "1/2", counting = "members" } }',
    '{ tally = { of = "dark", at_least = "1/2", counting = "cast" } }',
    '{ tally = { of = "council", at_least = "1/3", counting = "seats" } }',
    '{ quorum = { of = "decision", share = "1/2", counting = "cast" } }',
    '{ quorum = { of = "decision", at_least = 2, counting = "present" } }',
    '{ outnumbers = { of = "decision", said = "yes", over = "no", times = "2/1" } }',
    '{ all_but = { of = "decision", said = "yes", but = 1 } }',
    '{ margin = { of = "decision", said = "yes", over = "no", at_least = 1 } }',
    '{ settled = { of = "decision", more_than = "1/2", counting = "members" } }',
    '{ all_voted = "decision" }',
    '{ all_voted = "shut" }',
    '{ has_voted = "decision" }',
    '{ outcome = { of = "result", is = "won" } }',
    '{ outcome = { of = "result", option = "a" } }',
    '{ holders = { role = "sponsor", at_least = 1 } }',
    '{ who = "sponsor" }',
    '{ who = { of = ["council"] } }',
    '{ short = "council" }',
    '{ vacant = "sponsor" }',
    '{ veto = "discuss" }',
    '{ attested = "settled" }',
    '{ happened = "called" }',
    '{ session = "special" }',
    '{ pending = { states = ["voting"], at_most = 0 } }',
    '{ pending = { states = ["draft", "open"], same = "subject", at_least = 1 } }',
    '{ cooldown = { since = "concluded", same = "subject", at_least = "P3D" } }',
    '{ limit = { role = "author", at_most = 1, states = ["open", "voting"] } }',
    '{ idle = { since = ["posted", "called"], at_least = "P1D" } }',
    '{ overdue = "thank" }',
)

WHENS = (
    '{ since = "posted", after = "P3D" }',
    '{ since = "made", after = "P5D" }',
    '{ since = "made", after = "P20D" }',
    '{ since = "posted", after = "P15D" }',
    '{ since = "posted", after = "2 weekends" }',
    '{ since = "called", after = "PT12H" }',
    '{ since = ["posted", "begun"], after = "2 business days" }',
    '{ later_of = [{ since = "posted", after = "P2D" }, { since = "called", after = "P1D" }] }',
    '{ earlier_of = [{ since = "posted", after = "P4D" }, { since = "begun", after = "P1D" }] }',
)


def terms(least: int = 0, most: int = 2) -> st.SearchStrategy[str]:
    """Policies in a list, without its brackets."""
    return st.lists(st.sampled_from(TERMS), min_size=least, max_size=most).map(", ".join)


def _rule(key: str) -> st.SearchStrategy[str]:
    return st.one_of(st.just(""), terms(1, 1).map(lambda said: f"{key} = [{said}]"))


def _lines(*every: str) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(every), max_size=3, unique_by=lambda s: s.split()[0]).map(
        "\n".join
    )


def charters() -> st.SearchStrategy[str]:
    """The text of a charter; it may be refused."""
    knobs: dict[str, st.SearchStrategy[str]] = {
        "council": _lines(
            "seats = 3",
            "seats = 4",
            "minimum = 2",
            "per_affiliation = 2",
            'term = "P4D"\nterms = 2\nsince = 2026-02-27',
            'excludes = ["lead"]',
        ),
        "activity": st.sampled_from(
            ["", '[bodies.council.activity]\nmisses = 1\nreturns = 1\nsession = "special"']
        ),
        "lapses": st.sampled_from(["true", "false"]),
        "shared": st.sampled_from(["true", "false"]),
        "of": st.sampled_from(['["council"]', '["council", "author"]', '["council", "lead"]']),
        "decision": _lines(
            'electorate = "opened"',
            'except = ["author"]',
            'recused = "no"',
            'recused = "abstain"',
            'silent = "no"',
            'silent = "yes"',
            "revisable = false",
            'defaults = { author = "yes" }',
            "weights = { ana = 2 }",
            'one_vote_per = "affiliation"',
        ),
        "method": st.sampled_from(["schwartz", "condorcet_irv", "irv"]),
        "propose": _rule("unless"),
        "post": _rule("requires"),
        "begin": _rule("requires"),
        "polls": st.sampled_from(['["open", "voting"]', '"voting"']),
        "vote": _rule("requires"),
        "resets": st.sampled_from(
            [
                '["ballots"]',
                '["ballots.decision", "vetoes"]',
                '["roles"]',
                '["recusals"]',
                '["attendance", "attestations"]',
            ]
        ),
        "redo": st.sampled_from(["", 'clears = ["posted"]', 'clears = ["called", "begun"]']),
        "fill": _rule("requires"),
        "oust": _rule("unless"),
        "voids": st.sampled_from(["voids = true", 'records = "undone"']),
        "undone": st.sampled_from(['["open", "voting"]', '["open", "voting", "done", "lost"]']),
        "concluders": st.sampled_from(['"anyone"', '"council"', '["lead", "author"]']),
        "unless": _rule("unless"),
        "accepts": terms(1, 2),
        "rejects": terms(1, 2),
        "lapse": st.sampled_from(WHENS),
        "lapsing": st.one_of(
            _rule("unless"), st.just('dismisses = { body = "council", whom = "author" }')
        ),
        "nudge": st.sampled_from(WHENS),
        "nudging": st.one_of(
            _rule("requires"), st.just('suspends = { body = "council", whom = "author" }')
        ),
        "fate": st.sampled_from(["stay", "migrate", "restart"]),
        "amended": st.sampled_from(["done", "open"]),
    }
    return st.fixed_dictionaries(knobs).map(lambda told: _BASE % told)
