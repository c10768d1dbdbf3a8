"""The command line: words in, words out, and an exit code that scripts can trust.

0 is yes; 1 is no: refused, invalid, tampered; 2 is "could not tell": wrong usage, a missing file,
bad input. Each command is a file in ``commands``, imported when it is called, so that this one
answers fast.
"""

import os
import re
import sys
import traceback
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from importlib import import_module
from typing import Any, cast

import click

from bylaw.commands.terminal import BROKEN, warning_lines
from bylaw.engine.errors import BylawError, CharterError, Corrupt

NAME = "bylaw"
COULD_NOT_TELL = 2
INTERRUPTED = 130
_LONGEST_PATH = 200
READER_LEFT = 141
"""What shells report of a program that Ctrl-C, or a closed pipe, has ended."""

_EXCERPT = re.compile(r" *[0-9]* \| |$")
"""A line of a charter, as a problem shows it, or none."""

SECTIONS: Mapping[str, Mapping[str, str]] = {
    "Start": {
        "tour": "Watch proposals go through the Keras review of 2019.",
        "new": "Write a new charter from a template.",
    },
    "Charters": {
        "check": "Tell everything that is wrong with a charter.",
        "explain": "Tell a policy or a charter in plain English.",
        "rules": "Show where each rule of the source text is kept.",
        "schema": "Write the JSON Schema of charters, for editors.",
        "draw": "Draw the states of a charter, and the way of a proposal.",
        "test": "Run scenario files.",
        "simulate": "Run the lives of many proposals under a charter.",
    },
    "Decisions": {
        "propose": "Make a proposal.",
        "act": "Do something to a proposal, if the charter allows it.",
        "may": "Ask whether somebody may do something, and why.",
        "options": "Tell what somebody can do now, and what the rest needs.",
        "agenda": "Tell what the next meeting can decide.",
        "calendar": "Write meetings and deadlines for calendar programs.",
        "tick": "Record the clock's own moves that are due.",
        "amend": "Let another charter take effect, by the rules of the one in force.",
        "bring-in": "Record where a proposal stands that was under way elsewhere.",
    },
    "Journals": {
        "show": "Show where proposals stand.",
        "log": "Show what was recorded.",
        "audit": "Check a journal, and take every decision in it again.",
        "relay": "Tell others what is recorded, as CloudEvents.",
        "redact": "Erase what is kept beside a journal, and record it.",
    },
    "Proofs": {
        "keygen": "Make a key that signs a journal.",
        "checkpoint": "Sign a journal as it stands.",
        "prove": "Prove one decision to somebody who has no journal.",
        "verify": "Check a journal against what was signed, or a proof.",
        "export": "Write a journal as static files, for log clients.",
    },
    "Storage": {
        "rotate": "Seal the file of a journal, and go on in a new one.",
        "copy": "Copy a journal into a database or back, byte for byte.",
        "migrate": "Make a database ready for a journal.",
    },
}
"""The commands as ``--help`` lists them, which imports none."""

SUMMARIES: Mapping[str, str] = {
    name: summary for section in SECTIONS.values() for name, summary in section.items()
}


class Commands(click.Group):
    """A group that imports a command when it is called.

    click asks for a subclass here: its other ways would import all commands to list them.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Give the names of the commands."""
        del ctx  # they are the same in every context
        return list(SUMMARIES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command."""
        if cmd_name in SUMMARIES:
            module = import_module(f"bylaw.commands.{cmd_name.replace('-', '_')}")
            return cast("click.Command", module.command)
        if ctx.resilient_parsing or cmd_name.startswith("-"):
            return None
        close = get_close_matches(cmd_name, SUMMARIES, n=1)
        hint = f"did you mean `{close[0]}`?" if close else "see `bylaw --help`"
        raise click.UsageError(f"no command is called `{cmd_name}`: {hint}", ctx)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands by what they are for."""
        del ctx  # they are the same in every context
        widest = max(map(len, SUMMARIES))
        for title, section in SECTIONS.items():
            with formatter.section(title):
                formatter.write_dl([(f"{name:<{widest}}", said) for name, said in section.items()])

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; where its reader has left, end quietly."""
        try:
            code = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            _leave_the_pipe()
            return READER_LEFT
        return code

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        """Run a command and leave with its exit code; nothing prints a traceback at a user."""
        given = {"prog_name": prog_name, "complete_var": complete_var, **extra}
        if not standalone_mode:
            return super().main(
                args, standalone_mode=False, windows_expand_args=windows_expand_args, **given
            )
        return sys.exit(self.run(args, **given))

    def run(self, args: Sequence[str] | None = None, **given: Any) -> int:
        """Run a command and give its exit code."""
        given = {"color": _colour(), **given, "prog_name": given.get("prog_name") or NAME}
        try:
            _let_everything_be_written()
            return cast("int | None", super().main(args, standalone_mode=False, **given)) or 0
        except click.Abort:
            return INTERRUPTED
        except (click.ClickException, BylawError) as error:
            _tell(error)
            return COULD_NOT_TELL
        except SystemExit as error:
            _tell(click.ClickException(f"a policy or a module has ended the program ({error})"))
            return COULD_NOT_TELL
        except OSError as error:
            _tell(click.ClickException(_unusable(error)))
            return COULD_NOT_TELL
        except Exception as error:  # noqa: BLE001 - a user is told in a line, whatever it is
            _tell(error, unexpected=True)
            return COULD_NOT_TELL


def _tell(error: Exception, *, unexpected: bool = False) -> None:
    """Say an error on stderr."""
    if os.environ.get("BYLAW_TRACEBACK"):
        traceback.print_exception(error)
    said = error.format_message() if isinstance(error, click.ClickException) else str(error)
    label = click.style("error", fg="red", bold=True)
    if unexpected:
        said = f"{type(error).__name__}: {' '.join(said.split())}"
    elif isinstance(error, CharterError):
        said = f"a file can't be used\n{said}"
    elif isinstance(error, click.ClickException):
        said = _uncapitalised(said).rstrip(".")
    first, *rest = said.split("\n")
    lines = warning_lines(f"{label}: ", first)
    for line in rest:
        lines += [_printable(line)] if _EXCERPT.match(line) else warning_lines("", line)
    if isinstance(error, click.UsageError) and error.ctx is not None:
        usage = " ".join(error.ctx.get_usage().split())
        lines += warning_lines("  ", _uncapitalised(usage))
        lines.append(f"  help: {error.ctx.command_path} --help")
    if isinstance(error, Corrupt):
        lines += warning_lines("  help: ", BROKEN)
    if unexpected:
        lines.append("  this is a mistake in bylaw; to see where, set BYLAW_TRACEBACK=1")
    click.echo("\n".join(lines), err=True, color=_colour())


def _colour() -> bool | None:
    """Give no colour where the user wants none (no-color.org); else click asks the terminal."""
    return False if os.environ.get("NO_COLOR") else None


def _unusable(error: OSError) -> str:
    """Say what the system can't do, and with which file."""
    which = "" if error.filename is None else f"`{str(error.filename)[:_LONGEST_PATH]}`: "
    return f"{which}{_uncapitalised(error.strerror or type(error).__name__)}"


def _uncapitalised(text: str) -> str:
    return text[:1].lower() + text[1:]


def _printable(text: str) -> str:
    """Make a line of a file harmless to a terminal."""
    return "".join(c if c.isprintable() or c == "\t" else "\N{REPLACEMENT CHARACTER}" for c in text)


def _let_everything_be_written() -> None:
    """Escape what a terminal's encoding lacks, instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def _leave_the_pipe() -> None:
    """Give what is still to be flushed somewhere to go, so that nothing complains on leaving."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


@click.command(
    NAME,
    cls=Commands,
    invoke_without_command=True,
    subcommand_metavar="COMMAND [ARGS]...",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="bylaw", prog_name=NAME, message="%(prog)s %(version)s")
@click.pass_context
def main(ctx: click.Context) -> int:
    """Run the rules by which people decide.

    A charter is a plain file of rules, a journal holds what was decided under it. Exit codes:
    0 yes, 1 no (refused, invalid, tampered), 2 could not tell (wrong usage, bad input).

    \b
    Try:
      bylaw tour
      bylaw check keras_sig
      bylaw act --help

    \b
    Completion, in bash (zsh and fish likewise):
      eval "$(_BYLAW_COMPLETE=bash_source bylaw)"
    """
    if ctx.invoked_subcommand is not None:
        return 0
    click.echo(ctx.get_help(), err=True)
    return COULD_NOT_TELL


if __name__ == "__main__":
    main()
