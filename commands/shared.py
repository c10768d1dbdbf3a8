"""What commands share: their options, and how words become a request on an open journal."""

from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import click

from .. import machine_clock
from ..engine.calendars import Period
from ..engine.calendars.arithmetic import FIRST, LAST
from ..engine.errors import CalendarError, Corrupt, RequestError
from ..engine.fields import Field
from ..engine.hints import did_you_mean
from ..engine.instants import Instant, parse
from ..engine.journal import JournalFile, MemoryStore, Store
from ..engine.machine import BODY, NEW, Machine
from ..engine.model import Data
from ..engine.observe import Observer
from ..engine.opening import database, find, is_address
from ..engine.opening import open as open_workflow
from ..engine.snapshot import SUFFIX
from ..engine.source.problem import quoted
from ..engine.workflow import Workflow
from .terminal import warn

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


def instant(_ctx: click.Context, _option: click.Parameter, value: str | None) -> Instant | None:
    """Read the instant that an option gives.

    Raises:
        RequestError: it is none.
    """
    if value is None:
        return None
    found = parse(value)
    if not FIRST <= found <= LAST:
        raise RequestError(f"{quoted(value)} is outside the years 1 to 9999")
    return found


def duration(_ctx: click.Context, _option: click.Parameter, value: str | None) -> timedelta | None:
    """Read the length of time that an option gives; a day has 24 hours.

    Raises:
        CalendarError: it is none, or one whose length depends on where it lies.
    """
    if value is None:
        return None
    found = Period.parse(value)
    if found.years or found.months or found.working:
        raise CalendarError(f"`{value}` is not always equally long: give days, hours or minutes")
    return timedelta(days=found.days, seconds=found.seconds)


as_json: Decorator = click.option(
    "--json", "as_json", is_flag=True, help="Write JSON, an object a line, for programs."
)
quiet: Decorator = click.option(
    "-q", "--quiet", is_flag=True, help="Write nothing: the exit code is the answer."
)
journal: Decorator = click.argument("journal", type=click.Path(dir_okay=False))
"""A path, or the address of a database, in which `//` must stay: hence text."""
proposal: Decorator = click.argument("proposal")
at: Decorator = click.option(
    "--at",
    callback=instant,
    metavar="INSTANT",
    help="When, in RFC 3339, like 2019-09-06T11:00:00-07:00; now if left out.",
)
by: Decorator = click.option("--by", required=True, metavar="WHO", help="Who asks.")
charter: Decorator = click.option(
    "--charter",
    metavar="CHARTER",
    help="A charter file, or the name of a shipped charter; only to start a journal.",
)
told: Decorator = click.argument("told", nargs=-1, metavar="[KEY=VALUE]...")
vouched: Decorator = click.option(
    "--vouched",
    type=click.Choice(["claimed", "verified", "signed"]),
    default="claimed",
    show_default=True,
    help="How it is known that it is they.",
)


@contextmanager
def opened(
    journal: str,
    charter: str | None = None,
    *,
    observers: Sequence[Observer] = (),
    readonly: bool = False,
) -> Generator[Workflow]:
    """Open the workflow of a journal, telling of what was found torn.

    Args:
        journal: its path, or the address of its database; it is started where there is none and a
            charter is given.
        charter: the charter to start it under.
        observers: are told of every decision.
        readonly: whether it is only read; one that isn't there is then imagined, not made.

    Raises:
        RequestError: there is neither a journal nor a charter.
        Corrupt: the journal is not what was written; names it.
    """
    made = find(charter) if charter is not None else None
    with naming(journal):
        store = _store(journal, start=made is not None and not readonly, readonly=readonly)
    if store is None and made is None:
        raise RequestError(
            f"{_none(journal)}: start one with"
            " `bylaw propose JOURNAL PROPOSAL --charter CHARTER --by WHO`"
        )
    with (
        naming(journal),
        open_workflow(
            made,
            MemoryStore() if store is None else store,
            clock=machine_clock,
            observers=observers,
            snapshot=f"{journal}{SUFFIX}" if isinstance(store, JournalFile) else None,
        ) as flow,
    ):
        yield flow


@contextmanager
def naming(journal: str) -> Generator[None]:
    """Name the journal that is found not to be what was written."""
    try:
        yield
    except Corrupt as error:
        raise Corrupt(f"{named(journal)}: {error}", line=error.line, offset=error.offset) from error


def named(journal: str) -> str:
    """Give what to call a journal; an address is not repeated, for it may hold a password."""
    return "the journal in the database" if is_address(journal) else quoted(journal)


def existing(journal: str, *, readonly: bool = False) -> Store:
    """Open the store of a journal that is there, telling of what was found torn.

    Raises:
        RequestError: there is none.
    """
    store = _store(journal, start=False, readonly=readonly)
    if store is None:
        raise RequestError(_none(journal))
    return store


def is_begun(journal: str) -> bool:
    """Tell whether a journal is there: a file, or a line in a database."""
    if not is_address(journal):
        return Path(journal).exists()
    with database(journal, start=False) as held:
        return held.head().seq >= 0


def _store(journal: str, *, start: bool, readonly: bool = False) -> Store | None:
    """Open a store; give nothing where there is none and it isn't to be started."""
    if is_address(journal):
        held = database(journal, start=start)
        if held.head().seq >= 0:
            return held
        held.close()
        return None
    if not start and not Path(journal).exists():
        return None
    file = JournalFile(journal, readonly=readonly)
    tell_torn(file)
    return file


def _none(journal: str) -> str:
    """Say that there is no journal; an address is not repeated, for it may hold a password."""
    where = "in that database yet" if is_address(journal) else quoted(journal)
    return f"there is no journal {where}"


def check_there(journal: str) -> None:
    """See that there is a file to read.

    Raises:
        RequestError: there is none.
    """
    if not Path(journal).exists():
        raise RequestError(_none(journal))


def tell_torn(store: JournalFile) -> None:
    """Tell what was found torn when a journal was opened."""
    for torn in store.torn:
        where = "they are left out" if torn.path == store.path else f"they are in `{torn.path}` now"
        warn(
            f"the last {torn.size} bytes of `{store.path}` are a write that never finished, of"
            f" which nobody was told; {where}"
        )


def known_action(machine: Machine, action: str) -> str:
    """Give back the name of an action.

    Raises:
        RequestError: the charter has none of that name.
    """
    if action not in machine.actions:
        raise RequestError(
            f"the charter has no action {quoted(action)}{_nearest(action, machine.actions)}"
        )
    return action


def known_proposal(flow: Workflow, name: str, action: str | None = None) -> str:
    """Give back the name of a proposal, of a body's stream, or of what the action makes.

    Raises:
        RequestError: there is none of that name, and the action makes none.
    """
    machine = flow.charter.machine
    if name.startswith(BODY):
        bodies = [BODY + body for body in machine.office.bodies]
        if name not in bodies:
            raise RequestError(f"the charter has no body {quoted(name)}{_nearest(name, bodies)}")
    elif action not in machine.offered.get(NEW, ()) and name not in flow.store.versions():
        raise no_proposal(name, [each.id for each in flow.proposals()])
    return name


def ruling(flow: Workflow, name: str) -> Machine:
    """Give the charter by which the next request on a proposal is decided."""
    regimes = flow.regimes
    if name.startswith(BODY) or name not in flow.store.versions():
        return regimes.current.machine
    return regimes.under(regimes.settled(flow.proposal(name))).machine


def no_proposal(name: str, names: Iterable[str]) -> RequestError:
    """Say that a journal has no proposal of a name, and which comes near."""
    return RequestError(f"the journal has no proposal {quoted(name)}{_nearest(name, names)}")


def told_data(machine: Machine, action: str, pairs: Sequence[str]) -> Data:
    """Read what a request tells, each value by the type of the field that the action declares.

    A list is told by giving its key several times, or once with commas.

    Raises:
        RequestError: a pair is none, a key is told twice or asked for by no field, or a value can't
            be of the field's type.
    """
    fields = machine.actions[action].fields
    values: dict[str, list[str]] = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals or not key:
            raise RequestError(f"{quoted(pair)} tells nothing: write it like `key=value`")
        if key not in fields:
            asked = ", ".join(f"`{name}`" for name in fields) or "nothing"
            meant = did_you_mean(key, fields)
            hint = f"did you mean `{meant}`?" if meant else f"it asks for {asked}"
            raise RequestError(f"`{action}` asks for no {quoted(key)}: {hint}")
        values.setdefault(key, []).append(value)
    return {key: _value(fields[key], given) for key, given in values.items()}


def _value(field: Field, given: Sequence[str]) -> object:
    if field.type == "list":
        return list(given) if len(given) > 1 else [each.strip() for each in given[0].split(",")]
    if len(given) > 1:
        raise RequestError(
            f"`{field.name}` was told {len(given)} times; it must be {field.words()}"
        )
    (value,) = given
    if field.type == "number":
        try:
            return int(value)
        except ValueError:
            said = f"`{field.name}` is {quoted(value)}; it must be {field.words()}"
            raise RequestError(said) from None
    return value


def _nearest(word: str, known: Iterable[str]) -> str:
    names = sorted(known)
    meant = did_you_mean(word, names)
    if meant:
        return f": did you mean `{meant}`?"
    most = 12
    listed = ", ".join(f"`{name}`" for name in names[:most])
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return f": there is {listed}{more}" if names else ": there is none yet"
