"""What is written to a terminal: lines that wrap under themselves, and status words in colour."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from shutil import get_terminal_size
from textwrap import wrap

import click

from ..engine.calendars import local
from ..engine.decide import Decision
from ..engine.decision import Reason, Unblocking

NARROWEST = 40
WIDEST = 100
_LABEL = 16

_COLOURS: Mapping[str, str] = {
    "ok": "green",
    "allowed": "green",
    "passed": "green",
    "pass": "green",
    "yes": "green",
    "conformant": "green",
    "ready": "green",
    "missing": "yellow",
    "lacking": "yellow",
    "unknown": "yellow",
    "no evidence": "yellow",
    "incomplete": "yellow",
    "partly": "yellow",
    "torn end": "yellow",
    "warning": "yellow",
    "note": "cyan",
    "blocked": "red",
    "error": "red",
    "failed": "red",
    "fail": "red",
    "problem": "red",
    "no": "red",
    "refused": "red",
    "violated": "red",
    "violation": "red",
    "breach": "red",
}


def width() -> int:
    """Give how many columns lines may take."""
    return min(max(get_terminal_size((80, 24)).columns, NARROWEST), WIDEST)


def status(word: str) -> str:
    """Colour a status word; click takes the colour away where there is no terminal."""
    colour = _COLOURS.get(word.strip())
    return word if colour is None else click.style(word, fg=colour)


def strong(text: str) -> str:
    """Make a heading stand out."""
    return click.style(text, bold=True)


def printable(text: str) -> str:
    """Make text harmless to a terminal: what people told comes back in reasons."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)


def hang(lead: str, text: str, rest: str | None = None) -> list[str]:
    """Wrap text behind a lead; the lines that follow stand under the text, behind ``rest``."""
    room = len(click.unstyle(lead))
    following = " " * room if rest is None else rest.ljust(room)
    lines = wrap(
        printable(text),
        max(width() - room, NARROWEST // 2),
        break_long_words=False,
        break_on_hyphens=False,
    ) or [""]
    return [(lead + lines[0]).rstrip(), *(following + line for line in lines[1:])]


def put(lines: Iterable[str]) -> None:
    """Write lines to stdout."""
    for line in lines:
        click.echo(line)


def put_json(value: Mapping[str, object]) -> None:
    """Write one JSON object on one line."""
    click.echo(json.dumps(value, ensure_ascii=False))


def warn(text: str) -> None:
    """Say something on stderr that is no answer."""
    click.echo(f"{status('warning')}: {printable(text)}", err=True)


def counted(many: int, noun: str) -> str:
    """Write a number of things: ``1 rule``, ``2 rules``."""
    return f"{many} {noun}" if many == 1 else f"{many} {noun}s"


def decision_lines(decision: Decision) -> Iterator[str]:
    """Draw a decision: the answer, how each rule stands, and what would change it."""
    verdict, _, rest = decision.heading.partition(": ")
    yield from hang(f"{strong(status(verdict))}: ", rest, "  ")
    yield from reason_lines(decision.reasons)
    if decision.unblocking is not None:
        yield from unblocking_lines(decision.unblocking, decision.situation.office.zone)


def reason_lines(reasons: Sequence[Reason], indent: str = "") -> Iterator[str]:
    """Draw reasons as a tree, each wrapped under itself."""
    wide = min(_LABEL, max((len(reason.policy) for reason in reasons), default=0))
    for place, reason in enumerate(reasons):
        last = place == len(reasons) - 1
        deeper = indent + ("   " if last else "│  ")
        rules = f" [{', '.join(reason.rules)}]" if reason.rules else ""
        lead = f"{indent}{'└─' if last else '├─'} {status(f'{reason.status:<8}')}"
        trunk = deeper + ("│" if reason.parts else "")
        yield from hang(f"{lead} {reason.policy:<{wide}}  ", (reason.own + rules).lstrip(), trunk)
        yield from reason_lines(reason.parts, deeper)


def unblocking_lines(found: Unblocking, zone: str) -> Iterator[str]:
    """Say what would make a move legal, a way a line."""
    if not found.ways:
        yield from hang(
            "unblock: ", f"{'nothing can' if found.complete else 'none found'} ({found.bound})"
        )
    for place, way in enumerate(found.ways):
        lead = "unblock: " if place == 0 else "     or: "
        yield from hang(lead, f"{way.said(zone)}   (earliest: {local(way.earliest, zone)})")
