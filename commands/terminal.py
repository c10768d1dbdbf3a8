"""What is written to a terminal: lines that wrap under themselves, and status words in colour."""

import json
import sys
from collections.abc import Callable, Iterable, Mapping
from shutil import get_terminal_size
from textwrap import wrap
from time import monotonic

import click

NARROWEST = 40
WIDEST = 100

BROKEN = (
    "keep it as it is, let `bylaw verify` tell what still holds, and go on from a copy that is"
    " sound"
)
"""What to do with a journal that is not what was written."""

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


def warning_lines(lead: str, text: str) -> list[str]:
    """Wrap what goes to stderr for a terminal; a log gets it in one line, for whoever searches."""
    return hang(lead, text) if sys.stderr.isatty() else [lead + printable(text)]


def put_json(value: Mapping[str, object]) -> None:
    """Write one JSON object on one line."""
    click.echo(json.dumps(value, ensure_ascii=False))


def warn(text: str) -> None:
    """Say something on stderr that is no answer."""
    click.echo("\n".join(warning_lines(f"{status('warning')}: ", text)), err=True)


def progress(label: str) -> Callable[[int, int], None] | None:
    """Give what says on a terminal how far something has come, every second; nothing for a log."""
    if not sys.stderr.isatty():
        return None
    said, shown = monotonic(), False

    def say(done: int, whole: int) -> None:
        nonlocal said, shown
        if done >= whole:
            if shown:
                click.echo("\r\x1b[K", nl=False, err=True)
        elif (now := monotonic()) - said >= 1:
            said, shown = now, True
            click.echo(f"\r{label}: {done:,} of {whole:,} lines", nl=False, err=True)

    return say


def counted(many: int, noun: str) -> str:
    """Write a number of things: ``1 rule``, ``2 rules``."""
    return f"{many} {noun}" if many == 1 else f"{many} {noun}s"
