"""A small clean charter, and a way to plant one defect in it."""

from bylaw.engine.charter import examined
from bylaw.engine.check import check
from bylaw.engine.source.problem import Problem, Problems

TALLY = '{ tally = { of = "chairs", more_than = "1/2", counting = "members" } }'

CLEAN = """\
format = 1
[charter]
name = "small"
source = "an example"
[states]
draft = { kind = "initial" }
open = {}
accepted = { kind = "final" }
closed = { kind = "final" }
[bodies.chairs]
members = ["ana", "bo", "cy"]
[bodies.lead]
members = ["dee"]
[roles.author]
[calendars.fridays]
start = 2019-05-03
rrule = "FREQ=MONTHLY;BYDAY=+1FR"
at = "11:00"
zone = "America/Los_Angeles"
duration = "PT1H"
[sessions.review]
calendar = "fridays"
[actions.propose]
to = "draft"
by = "anyone"
assigns = "author"
[actions.submit]
from = "draft"
to = "open"
by = "author"
records = "posted"
[actions.vote]
from = "open"
by = "chairs"
ballot = "chairs"
data = { choice = ["yes", "no", "abstain"] }
[actions.sign]
from = "open"
by = "lead"
signs = "lead"
[actions.decide]
from = "open"
by = "chairs"
requires = [{ session = "review" }]
moves = [
  { to = "accepted", requires = [TALLY, { sign_off = "lead" }] },
  { to = "closed", unless = [TALLY] },
]
[actions.lapse]
from = "open"
to = "closed"
when = { since = "posted", after = "P6M" }
""".replace("TALLY", TALLY)


def planted(*swaps: tuple[str, str], add: str = "") -> str:
    """Give the clean charter with some of its text swapped and some added."""
    text = CLEAN
    for old, new in swaps:
        assert text.count(old) == 1, f"{old!r} stands there {text.count(old)} times"
        text = text.replace(old, new)
    return text + add


def problems(text: str) -> Problems:
    """Give all that is wrong with a charter, whether it loads or not."""
    charter = examined(text, "small.toml")
    return charter if isinstance(charter, Problems) else check(charter)


def found(text: str) -> list[tuple[str, str, str]]:
    """Give the severity and code of each problem, with the text of the line on which it is."""
    return [(each.severity, each.code, each.source.strip()) for each in problems(text)]


def only(text: str, code: str) -> Problem:
    """Give the one problem of a code."""
    (problem,) = [each for each in problems(text) if each.code == code]
    return problem
