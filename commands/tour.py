"""``bylaw tour``: the main job, on real input, to be repeated by hand."""

import shlex
import tempfile
from code import InteractiveConsole
from collections.abc import Iterator, Sequence
from contextlib import chdir, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Protocol, cast

import click
from attrs import frozen

from ..engine.decision import Json
from ..engine.errors import RequestError
from ..engine.source.problem import quoted
from . import shared
from .terminal import hang, put, put_json, status, strong

JOURNAL = "sig.journal"
WRONG = 1


@frozen(kw_only=True)
class Shown:
    """A command as it is typed, with the exit code that it must have."""

    typed: str
    code: int = 0
    each: Sequence[str] = ()
    """Values that ``$chair`` takes, one after the other, in a loop."""


@frozen(kw_only=True)
class Step:
    """One screen of the tour: what it shows, and the commands, or lines of Python, that do."""

    title: str
    says: str
    commands: Sequence[Shown] = ()
    python: Sequence[str] = ()


class Runner(Protocol):
    """What runs a command as if it had been typed."""

    def run(self, args: Sequence[str]) -> int:
        """Give its exit code."""
        ...


_CHAIRS = ("allaire", "bailey", "bileschi", "gibson", "karmel", "wicke")

STEPS: Sequence[Step] = (
    Step(
        title="Ada has a proposal",
        says="Under the Keras rules of 2019 anyone may propose. The first command also starts the"
        " journal, which keeps the charter inside.",
        commands=(
            Shown(
                typed="""bylaw propose sig.journal keras-0001 title="A new dropout layer" \\
  --charter keras_sig --by ada --at 2019-08-01T09:00:00-07:00"""
            ),
            Shown(
                typed="""bylaw act sig.journal keras-0001 submit --by ada \\
  file=20190802-dropout.md link=https://example.org/pull/7 \\
  header="Status,Author(s),Sponsor,Updated" --at 2019-08-02T10:00:00-07:00"""
            ),
        ),
    ),
    Step(
        title="The announcement must be in capitals",
        says="A subject in lower case is refused, and the answer says what would do instead.",
        commands=(
            Shown(
                typed="""bylaw act sig.journal keras-0001 announce --by ada \\
  to=keras-users@googlegroups.com subject="[api design review] Dropout" \\
  link=https://example.org/pull/7 comments_until=2019-08-17 \\
  --at 2019-08-02T10:30:00-07:00""",
                code=1,
            ),
            Shown(
                typed="""bylaw act sig.journal keras-0001 announce --by ada \\
  to=keras-users@googlegroups.com subject="[API DESIGN REVIEW] Dropout" \\
  link=https://example.org/pull/7 comments_until=2019-08-17 \\
  --at 2019-08-02T10:30:00-07:00"""
            ),
        ),
    ),
    Step(
        title="What can somebody do now?",
        says="karmel is a chair and a maintainer: some of it she can do, some waits for others.",
        commands=(
            Shown(
                typed="""bylaw options sig.journal keras-0001 --by karmel \\
  --at 2019-08-05T09:00:00-07:00"""
            ),
        ),
    ),
    Step(
        title="A sponsor brings it to the meeting",
        says="The sponsor attests what only people can judge, and asks for a meeting: two weeks"
        " after it was posted, to the minute. (--quiet leaves the answer to the exit code.)",
        commands=(
            Shown(
                typed="""bylaw act sig.journal keras-0001 sponsor --by karmel \\
  --at 2019-08-05T09:00:00-07:00 --quiet"""
            ),
            Shown(
                typed="""bylaw act sig.journal keras-0001 attest_examples --by karmel \\
  --at 2019-08-12T09:00:00-07:00 --quiet"""
            ),
            Shown(
                typed="""bylaw act sig.journal keras-0001 attest_settled --by karmel \\
  --at 2019-08-12T09:00:00-07:00 --quiet"""
            ),
            Shown(
                typed="""bylaw act sig.journal keras-0001 request_meeting --by karmel \\
  --at 2019-08-16T10:00:00-07:00"""
            ),
        ),
    ),
    Step(
        title="Nothing is approved outside the meeting",
        says="The same day a chair tries to approve it. Every rule says how it stands.",
        commands=(
            Shown(
                typed="""bylaw may sig.journal keras-0001 approve reasons="it is sound" \\
  --by karmel --at 2019-08-16T11:00:00-07:00""",
                code=1,
            ),
        ),
    ),
    Step(
        title="What can the next meeting decide?",
        says="The agenda looks at the instant at which the meeting opens.",
        commands=(Shown(typed="bylaw agenda sig.journal --at 2019-08-20T09:00:00-07:00"),),
    ),
    Step(
        title="In the meeting only chairs vote",
        says="On Friday 6 September at 11:00 in Los Angeles the chairs meet. Bob, who observes,"
        " can't vote; six of the ten chairs do.",
        commands=(
            Shown(
                typed="""bylaw act sig.journal keras-0001 vote choice=yes --by bob \\
  --at 2019-09-06T11:05:00-07:00""",
                code=1,
            ),
            Shown(
                typed="""  bylaw act sig.journal keras-0001 vote choice=yes --by $chair \\
    --at 2019-09-06T11:20:00-07:00 --quiet""",
                each=_CHAIRS,
            ),
        ),
    ),
    Step(
        title="The BDFL must sign: his silence is no approval",
        says="The votes suffice, and it is refused all the same. Then fchollet signs.",
        commands=(
            Shown(
                typed="""bylaw act sig.journal keras-0001 approve reasons="it is sound" \\
  --by karmel --at 2019-09-06T11:30:00-07:00""",
                code=1,
            ),
            Shown(
                typed="""bylaw act sig.journal keras-0001 sign --by fchollet \\
  --at 2019-09-06T11:40:00-07:00 --quiet"""
            ),
            Shown(
                typed="""bylaw act sig.journal keras-0001 approve reasons="it is sound" \\
  --by karmel --at 2019-09-06T11:45:00-07:00"""
            ),
        ),
    ),
    Step(
        title="The clock closes what nobody sponsors",
        says="A second proposal was posted on 2 August, too, and found no sponsor. It is closed on"
        " 2 September, the instant at which its month was over, whenever somebody looks.",
        commands=(
            Shown(
                typed="""bylaw propose sig.journal keras-0002 title="Another layer" \\
  --by eve --at 2019-08-02T09:00:00-07:00 --quiet"""
            ),
            Shown(
                typed="""bylaw act sig.journal keras-0002 submit --by eve \\
  file=20190802-layer.md link=https://example.org/pull/8 \\
  header="Status,Author(s),Sponsor,Updated" \\
  --at 2019-08-02T12:00:00-07:00 --quiet"""
            ),
            Shown(typed="bylaw tick sig.journal --at 2019-09-06T12:00:00-07:00"),
            Shown(typed="bylaw show sig.journal --at 2019-09-06T12:00:00-07:00"),
        ),
    ),
    Step(
        title="The journal holds all of it",
        says="Each event is one line of a file, chained to the line before it.",
        commands=(Shown(typed="bylaw log sig.journal keras-0001"),),
    ),
    Step(
        title="It can be queried",
        says="In Python, it is a TinyDB with a table for each proposal, which nobody can alter.",
        python=(
            "import bylaw",
            "from tinydb import Query",
            'flow = bylaw.open(journal="sig.journal")',
            'votes = flow.db().table("keras-0001").search(Query().action == "vote")',
            '[vote["actor"] for vote in votes]',
            "flow.close()",
        ),
    ),
    Step(
        title="It can be audited",
        says="The chain is checked byte by byte, and every decision is taken again.",
        commands=(Shown(typed="bylaw audit sig.journal"),),
    ),
)


@click.command("tour")
@click.argument("folder", required=False, type=click.Path(file_okay=False, path_type=Path))
@shared.as_json
@click.pass_context
def command(ctx: click.Context, folder: Path | None, as_json: bool) -> int:
    """Watch proposals go through the Keras design review of 2019.

    One is approved, with refusals on its way; another is closed by the clock. Every command is
    shown as you would type it. The journal is made in FOLDER, or in a new temporary folder. Exit
    code: 0 all went as it should, 1 something didn't, 2 could not tell.

    \b
    Example:
      bylaw tour
    """
    place = Path(tempfile.mkdtemp(prefix="bylaw-tour-")) if folder is None else folder
    place.mkdir(parents=True, exist_ok=True)
    if (place / JOURNAL).exists():
        raise RequestError(f"{quoted(place / JOURNAL)} is there already: name another folder")
    runner = cast("Runner", cast("object", ctx.find_root().command))
    taken: list[Taken] = []
    with chdir(place):
        for number, step in enumerate(STEPS, 1):
            if as_json:
                taken.append(_silently(step, runner))
            else:
                put(_heading(number, step))
                taken.append(_take(step, runner))
    wrong = [each.title for each in taken if not each.right]
    if as_json:
        steps = [each.to_json() for each in taken]
        put_json({"journal": str(place / JOURNAL), "right": not wrong, "steps": steps})
    else:
        put(_end(place, wrong))
    return WRONG if wrong else 0


@frozen(kw_only=True)
class Taken:
    """A step that was taken: its commands' exit codes, and whether they are as they must be."""

    title: str
    codes: tuple[int, ...]
    right: bool

    def to_json(self) -> Json:
        """Give it as plain data; the keys are always the same."""
        return {"title": self.title, "codes": list(self.codes), "right": self.right}


def _silently(step: Step, runner: Runner) -> Taken:
    with redirect_stdout(StringIO()):
        return _take(step, runner)


def _take(step: Step, runner: Runner) -> Taken:
    """Show and run the commands of a step."""
    codes: list[int] = []
    right = True
    for shown in step.commands:
        put(_typed(shown))
        for value in shown.each or ("",):
            words = shown.typed.replace("\\\n", " ").replace("$chair", value)
            code = runner.run(shlex.split(words)[1:])
            codes.append(code)
            right &= code == shown.code
    if step.python:
        put([strong("$ python")])
        console = InteractiveConsole()
        for line in step.python:
            put([strong(f">>> {line}")])
            console.push(line)
    return Taken(title=step.title, codes=tuple(codes), right=right)


def _heading(number: int, step: Step) -> Iterator[str]:
    yield ""
    yield strong(f"{number}. {step.title}")
    yield from hang("   ", step.says)
    yield ""


def _typed(shown: Shown) -> Iterator[str]:
    """Give a command as it is typed; several values make a loop of the shell."""
    first, *rest = shown.typed.split("\n")
    if shown.each:
        yield strong(f"$ for chair in {' '.join(shown.each)}; do")
        yield from (strong(f"> {line}") for line in (first, *rest))
        yield strong("> done")
    else:
        yield strong(f"$ {first}")
        yield from (strong(f"> {line}") for line in rest)


def _end(place: Path, wrong: Sequence[str]) -> Iterator[str]:
    yield ""
    for title in wrong:
        yield from hang(f"{status('failed')}: ", title)
    yield from hang("The journal is ", str(place / JOURNAL))
    yield "Try next, in its folder:"
    yield "  bylaw draw --journal sig.journal --proposal keras-0001"
    yield "  bylaw rules keras_sig"
    yield "  bylaw new ours.toml"
