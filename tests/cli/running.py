"""Running commands as a user would, in this process or in one of their own."""

import os
import shlex
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

from attrs import frozen
from click.testing import CliRunner

from bylaw.cli import main

CLUB = dedent("""\
    format = 1

    [charter]
    name = "club"
    title = "How a club decides"
    source = "an example"
    zone = "America/Los_Angeles"

    [states]
    draft = { kind = "initial" }
    open = { title = "open to comments" }
    passed = { kind = "final" }
    closed = { kind = "final" }

    [bodies.chairs]
    members = ["ana", "bo", "cy"]
    revised_by = "chairs"

    [bodies.head]
    members = ["dee"]

    [roles.author]

    [roles.sponsor]

    [calendars.fridays]
    start = 2019-08-02
    rrule = "FREQ=MONTHLY;BYDAY=+1FR"
    at = "11:00"
    zone = "America/Los_Angeles"
    duration = "PT1H"

    [sessions.meeting]
    calendar = "fridays"

    [actions.propose]
    to = "draft"
    by = "anyone"
    assigns = "author"

    [actions.post]
    from = "draft"
    to = "open"
    by = "author"
    records = "posted"

    [actions.post.data]
    title = "text"
    tags = { type = "list", optional = true }
    pages = { type = "number", optional = true }

    [actions.sponsor]
    from = "open"
    by = "chairs"
    assigns = "sponsor"

    [actions.vote]
    from = "open"
    by = "chairs"
    ballot = "chairs"
    data = { choice = ["yes", "no"] }
    requires = [{ session = "meeting" }]

    [actions.sign]
    from = "open"
    by = "head"
    signs = "head"

    [actions.adopt]
    from = "open"
    to = "passed"
    by = "chairs"
    requires = [
      { session = "meeting" },
      { tally = { of = "chairs", more_than = "1/2", counting = "members" } },
      { sign_off = "head" },
    ]

    [actions.drop]
    from = ["draft", "open"]
    to = "closed"
    by = "author"

    [actions.lapse]
    from = "open"
    to = "closed"
    when = { since = "posted", after = "P2M" }
    unless = [{ assigned = "sponsor" }]

    [rules.r1]
    text = "More than half of the chairs adopt, in a meeting."
    source = "an example, section 1"
    kind = "enforced"
    by = ["adopt.tally", "adopt.session"]

    [rules.r2]
    text = "A good idea is preferred | to a bad one."
    kind = "inexpressible"
    reason = "taste can't be told"

    [choices.quorum]
    question = "how many must be there"
    reading = "no number"
    by = "adopt.tally"
    """)
"""A small charter in which one can be refused for many reasons."""


@frozen(kw_only=True)
class Answer:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str


def run(command: str, *, color: bool = False, **env: str | None) -> Answer:
    """Run a command line that begins with ``bylaw``, 80 columns wide."""
    words = shlex.split(command)
    assert words[0] == "bylaw"
    return run_words(words[1:], color=color, **env)


def run_words(words: list[str], *, color: bool = False, **env: str | None) -> Answer:
    """Run a command whose words are given."""
    given = {"COLUMNS": "80", "NO_COLOR": None, "BYLAW_TRACEBACK": None, **env}
    done = CliRunner().invoke(main, words, color=color, env=given)
    return Answer(code=done.exit_code, out=done.stdout, err=done.stderr)


def process(*words: str, cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "bylaw.cli", *words],
        cwd=cwd,
        env={**os.environ, "COLUMNS": "80", **env},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def shown(text: str) -> str:
    """What is expected, as it is written in a test: dedented, one line feed at its end."""
    return dedent(text).strip("\n") + "\n"
